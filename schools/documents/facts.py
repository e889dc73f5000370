"""The tables of facts on office pages; a row without a value is left out by the component."""

from __future__ import annotations

from typing import NamedTuple

from kit import masked
from schools.models import PartyOrganization, School, Tie, User


class Fact(NamedTuple):
    """A row of components/facts.html."""

    label: str
    value: object
    url: str = ""


def registered(school: School) -> list[Fact]:
    merged = f"{school.merged_into}（{school.merged_on:%Y-%m-%d}）" if school.merged_on else ""
    return [
        Fact("地区", school.region.name),
        Fact("标识码", school.code or "待补"),
        Fact("学段", school.get_stage_display()),
        Fact("办学性质", school.get_ownership_display()),
        Fact("教育集团", school.group and school.group.name),
        Fact("已并入", merged),
    ]


def profile(school: School) -> list[Fact]:
    counted = f"（{school.counted_on:%Y-%m-%d} 统计）" if school.counted_on else ""
    numbers = [
        (school.class_count, "个班"),
        (school.teacher_count, "名教职工"),
        (school.student_count, "名学生"),
    ]
    known = "，".join(f"{number} {unit}" for number, unit in numbers if number is not None)
    return [
        Fact("简介", school.introduction or "待补"),
        Fact("简称", school.short_name),
        Fact("校训", school.motto or "待补"),
        Fact("学校文化", school.culture),
        Fact("等级称谓", school.designation),
        Fact("建校年份", f"{school.founded_year} 年" if school.founded_year else "待补"),
        Fact("办学历史", school.history_note),
        Fact("规模", f"{known}{counted}" if known else "待补"),
        Fact("谁能看到", school.get_scope_display()),
    ]


def organization(row: PartyOrganization) -> list[Fact]:
    due, parts = row.term_due_on, [("正式", row.full_members), ("预备", row.probationary_members)]
    members = "，".join(f"{label} {count} 名" for label, count in parts if count is not None)
    approved = f"{row.approved_on:%Y-%m-%d}" if row.approved_on else ""
    extended = f"{row.extended_to:%Y-%m-%d}（{row.extension_number}）" if row.extended_to else ""
    return [
        Fact("类型", row.get_kind_display()),
        Fact("上级党组织", row.parent and row.parent.name),
        Fact("所在学校", "、".join(host.name for host in row.host_schools.all())),
        Fact("设在", row.works_in),
        Fact("批准成立", " ".join(filter(None, (row.approval_number, approved)))),
        Fact("党员", members or "待补"),
        Fact("教师党员", _people(row.teacher_members)),
        Fact("离退休党员", _people(row.retired_members)),
        Fact("委员", _people(row.committee_size)),
        Fact("届次", f"第 {row.term_number} 届" if row.term_number else "待补"),
        Fact("选举日期", row.term_started_on and f"{row.term_started_on:%Y-%m-%d}"),
        Fact("届满日期", f"{due:%Y-%m-%d}" if due else "待补"),
        Fact("延期至", extended),
    ]


def tie(row: Tie) -> list[Fact]:
    return [
        Fact("关系", row.get_kind_display()),
        Fact("内容与约定", row.purpose or "待补"),
        Fact("始于", f"{row.since_year} 年" if row.since_year else "待补"),
        Fact("协议", row.agreement_title),
        Fact("签订日期", row.signed_on and f"{row.signed_on:%Y-%m-%d}"),
        Fact("有效期至", row.valid_until and f"{row.valid_until:%Y-%m-%d}"),
        Fact("批准文号", row.approval_number),
        Fact("谁能看到", row.get_scope_display()),
    ]


def account(user: User) -> list[Fact]:
    last = f"{user.last_login:%Y-%m-%d}" if user.last_login else "还没有登录过"
    return [
        Fact("账号", user.username),
        Fact("所在单位", user.unit),
        Fact("邮箱", masked.address(user.email) or "没有登记"),
        Fact("有效期至", user.expires_on and f"{user.expires_on:%Y-%m-%d}"),
        Fact("上次登录", last),
    ]


def _people(count: int | None) -> str:
    return f"{count} 名" if count is not None else ""
