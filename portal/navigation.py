"""The menus: one table of places, filtered by what this account is for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject

from portal import columns
from schools.choices import REGION_ROLES, SCHOOL_ROLES, Role
from schools.models import User


@dataclass(frozen=True)
class Place:
    """One entry of a menu: `key` is what views pass as `section`."""

    key: str
    label: str
    url_name: str
    icon: str = ""
    roles: tuple[str, ...] = ()
    main: bool = False
    is_column: bool = False  # of the public side, left out while it is empty

    @lru_cache(maxsize=400)  # noqa: B019 - places are few and for ever
    def entry(self, prefix: str) -> dict[str, Any]:
        """As menus show it where addresses begin with `prefix`, and nobody writes into it."""
        return {
            "key": self.key,
            "label": self.label,
            "url": reverse(self.url_name),
            "icon": self.icon,
            "main": self.main,
        }


PUBLIC = (
    Place("home", "首页", "home"),
    Place("brands", "品牌", "brands:list", is_column=True),
    Place("schools", "学校", "schools:list", is_column=True),
    Place("activities", "活动", "activities:list", is_column=True),
    Place("honors", "荣誉", "honors:list", is_column=True),
    Place("ties", "姊妹校", "ties", is_column=True),
    Place("notices", "公示公告", "selection:notice_list", is_column=True),
    Place("about", "关于", "about"),
)
FOOT = (
    Place("statistics", "统计", "statistics", is_column=True),
    Place("open_data", "开放数据", "open_data", is_column=True),
    Place("site_map", "网站地图", "site_map"),
    Place("accessibility", "无障碍声明", "accessibility"),
    Place("privacy", "隐私与肖像说明", "privacy"),
    Place("mistake_new", "我要纠错", "mistake_new"),
)
LEDGER = (*SCHOOL_ROLES, *REGION_ROLES)
KEYS = (Role.ADMINISTRATOR, Role.SECURITY)
OFFICE = (
    Place("desk", "工作台", "office:home", "house", tuple(Role.values)),
    Place("record", "记活动", "office:activities:new", "camera", SCHOOL_ROLES),
    Place("activities", "活动台账", "office:activities:list", "journal-text", LEDGER),
    Place("honors", "荣誉台账", "office:honors:list", "award", LEDGER),
    Place("brands", "品牌项目", "office:brands:list", "book", LEDGER),
    Place("intake", "读案例文稿", "office:intakes", "file-earmark-text", SCHOOL_ROLES),
    Place("ties", "姊妹校与结对", "office:ties", "people", LEDGER),
    Place("applications", "申报", "office:selection:applications", "signpost", SCHOOL_ROLES),
    Place("queue", "形式审查", "office:selection:queue", "inbox", REGION_ROLES),
    Place("batches", "批次与评审", "office:selection:batches", "calendar3", REGION_ROLES),
    Place("build", "在建项目", "office:selection:build_list", "flag", REGION_ROLES),
    Place("experts", "专家库", "office:selection:experts", "person-check", REGION_ROLES),
    Place("notices", "公示与异议", "office:selection:notices", "megaphone", REGION_ROLES),
    Place("mistakes", "读者纠错", "office:mistakes", "pencil", REGION_ROLES),
    Place("schools", "学校与党组织", "office:schools", "building", LEDGER),
    Place("phrasing", "用语检查", "office:phrasing", "chat-square-text", LEDGER),
    Place("imports", "导入表格", "office:imports", "upload", (*SCHOOL_ROLES, Role.STAFF)),
    Place("reviews", "评审任务", "office:selection:reviews", "list-check", (Role.EXPERT,)),
    Place("accounts", "账号与岗位", "office:accounts", "person", KEYS),
    Place("rules", "安全规则", "office:rules", "shield-lock", KEYS),
    Place("status", "运行状况", "office:status", "clipboard-data", (Role.ADMINISTRATOR,)),
    Place("audit", "操作记录", "office:audit", "clock-history", (Role.AUDITOR,)),
)
TABS = (
    Place("desk", "工作台", "office:home", "house"),
    Place("activities", "台账", "office:activities:list", "journal-text"),
    Place("record", "记活动", "office:activities:new", "camera-fill", main=True),
    Place("brands", "品牌", "office:brands:list", "book"),
    Place("account", "我的", "office:account", "person"),
)
ACCOUNT = (
    Place("notifications", "消息", "office:notifications"),
    Place("jobs", "我的后台任务", "office:jobs"),
    Place("bin", "回收站", "office:bin"),
    Place("account", "账号与密码", "office:account"),
)
HELP = (Place("help", "使用帮助", "help"),)


def entries(places: tuple[Place, ...]) -> list[dict[str, Any]]:
    prefix = get_script_prefix()
    return [place.entry(prefix) for place in places]


def menus(request: HttpRequest) -> dict[str, Any]:
    """Menus for the layouts; the office ones only for those who are signed in."""
    found: dict[str, Any] = {
        "filled": SimpleLazyObject(lambda: columns.filled(request)),
        "nav_public": SimpleLazyObject(lambda: public_menu(request)),
        "nav_foot": SimpleLazyObject(lambda: shown(FOOT, request)),
    }
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject | User) and user.is_authenticated:
        found |= office_menus(user)
    return found


def public_menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Asked for by those layouts that show it; 公示公告 begins where it holds something."""
    papers = {"url": columns.papers(columns.filled(request))}
    found = shown(PUBLIC, request)
    return [entry | papers if entry["key"] == "notices" else entry for entry in found]


def shown(places: tuple[Place, ...], request: HttpRequest) -> list[dict[str, Any]]:
    """Without columns that hold nothing."""
    filled = columns.filled(request)
    return entries(tuple(p for p in places if not p.is_column or p.key in filled))


def office_menus(user: Any) -> dict[str, Any]:
    mine = tuple(p for p in OFFICE if user.has_role(*p.roles))
    return {
        "nav_office": entries(mine),
        "nav_tabs": entries(TABS) if user.has_role(*SCHOOL_ROLES) else [],
        "nav_account": entries(ACCOUNT),
        "nav_help": entries(HELP),
        "desk": desk(user),
        "unread": user.unread,
    }


def desk(user: Any) -> dict[str, str]:
    """Whose desk this is: place and role of the first post."""
    post = next(iter(user.current_posts), None)
    if post is None:
        return {"organisation": user.unit, "role": "未分配岗位"}
    acting = next((p.acting_for for p in user.current_posts if p.acting_for), None)
    role = f"{post.get_role_display()}（代理{acting}）" if acting else post.get_role_display()
    return {"organisation": user.place or "平台", "role": role}
