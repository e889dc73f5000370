"""The rules of signing in as they are set on this site, and who does not yet keep to them."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from schools.access import without_authenticator
from schools.choices import CONFIRMED_ROLES, Role
from schools.forms.passwords import rules_told
from schools.http import OfficeRequest, only

FACTOR = {
    "required": f"{'、'.join(role.label for role in CONFIRMED_ROLES)}必须用，其他人可以用",
    "offered": "所有人可以用，不强制",
    "off": "关闭",
}


class Rule(NamedTuple):
    title: str
    value: str
    setting: str


@only(Role.ADMINISTRATOR, Role.SECURITY, said="安全规则只有系统管理员和安全管理员能看。")
def rule_list(request: OfficeRequest) -> HttpResponse:
    context = {
        "section": "rules",
        "rules": _rules(),
        "without": without_authenticator(),
        "is_required": settings.SECOND_FACTOR == "required",
    }
    return render(request, "portal/office/rules.html", context)


def _rules() -> list[Rule]:
    days, kept, unused = settings.PASSWORD_DAYS, settings.PASSWORD_KEPT, settings.UNUSED_DAYS
    tries, minutes = settings.AXES_FAILURE_LIMIT, settings.AXES_COOLOFF_TIME.seconds // 60
    idle, limit = settings.SESSION_COOKIE_AGE // 3600, settings.SESSION_LIMIT // 3600
    return [
        Rule("手机验证码器", FACTOR.get(settings.SECOND_FACTOR, ""), "SECOND_FACTOR"),
        Rule("密码", rules_told(), "PASSWORD_RULES"),
        Rule("换密码", f"每 {days} 天换一次" if days else "不定期换", "PASSWORD_DAYS"),
        Rule("旧密码", f"最近 {kept} 次用过的不能再用" if kept else "不限制", "PASSWORD_KEPT"),
        Rule("输错密码", f"同一账号同一地址错 {tries} 次，锁定 {minutes} 分钟", ""),
        Rule("不操作", f"{idle} 小时不操作，要重新登录", "SESSION_HOURS"),
        Rule("登录时长", f"登录满 {limit} 小时，要重新登录", "SESSION_LIMIT_HOURS"),
        Rule("久不登录", f"{unused} 天不登录，账号停用" if unused else "不停用", "UNUSED_DAYS"),
        Rule("三员分开", "系统管理员、安全管理员、审计员不能由一个人兼任", ""),
    ]
