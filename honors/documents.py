"""The table of an honour as its record shows it."""

from __future__ import annotations

from typing import NamedTuple

from honors.models import Honor


class Fact(NamedTuple):
    """A row of components/facts.html."""

    label: str
    value: str
    url: str = ""


def office_facts(honor: Honor) -> list[Fact]:
    repeated = f"连续 {honor.times_in_a_row} 次" if honor.times_in_a_row else ""
    return [
        Fact("学校", str(honor.school)),
        Fact("党组织", str(honor.organization or "")),
        Fact("类别", honor.get_kind_display()),
        Fact("名称", honor.title),
        Fact("颁发单位", honor.issuers_text or "待补"),
        Fact("级别", honor.get_level_display()),
        Fact("等次", honor.grade),
        Fact("获得时间", honor.awarded_text if honor.awarded_on else "待补"),
        Fact("批次或届次", "，".join(part for part in (honor.session, repeated) if part)),
        Fact("获奖对象", recipient(honor)),
        Fact("公布文件", " ".join(filter(None, (honor.document_title, honor.document_number)))),
        Fact("有效期至", f"{honor.valid_until:%Y-%m-%d}" if honor.valid_until else ""),
        Fact("载体", honor.get_carrier_display()),
        Fact("支撑的品牌", str(honor.brand or "")),
        Fact("谁能看到", honor.get_scope_display()),
        Fact("填报", str(honor.created_by or "")),
        Fact("备注", honor.note),
    ]


def recipient(honor: Honor) -> str:
    count = f"{honor.recipient_count} 人" if honor.recipient_count else ""
    return " ".join(filter(None, (honor.get_recipient_kind_display(), honor.recipient, count)))
