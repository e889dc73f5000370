"""What the lines of every ledger share: the school they belong to, and who may see them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kit.importing.importer import Column, Importer, NamedField
from kit.publication import Scope
from schools.models import School, User

LEVEL_WORDS = {
    "世界": "世界级",
    "国际级": "世界级",
    "国家": "国家级",
    "全国": "国家级",
    "省": "省级",
    "市": "市级",
    "地市级": "市级",
    "设区市级": "市级",
    "区": "区县级",
    "县": "区县级",
    "区级": "区县级",
    "县级": "区县级",
    "县区级": "区县级",
    "县（区）级": "区县级",
    "镇级": "镇街级",
    "街道级": "镇街级",
    "乡镇级": "镇街级",
    "校": "校级",
}
SCOPES = [(Scope.PRIVATE.value, "只作台账"), (Scope.PUBLIC.value, "公开展示")]
SCOPE_WORDS = {
    "公开": "公开展示",
    "社会公开": "公开展示",
    "不公开": "只作台账",
    "系统内公开": "只作台账",
    "党内公开": "只作台账",
}


def by_names(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Name → thing; None where two different things share the name."""
    found: dict[str, Any] = {}
    for name, thing in pairs:
        if name:
            found[name] = thing if found.get(name, thing) == thing else None
    return found


def school_names(schools: Iterable[School]) -> dict[str, Any]:
    """Full names first, then what else a school is called where no full name says it."""
    full = by_names((school.name, school) for school in schools)
    other = by_names(
        (name, school)
        for school in schools
        for name in (
            school.short_name,
            school.code or "",
            f"{school.region.name}{school.name}",
            *(former.name for former in school.former_names.all()),
        )
    )
    return {**other, **full}


class SchoolField(NamedField):
    def __init__(self, schools: Iterable[School], **kwargs: Any) -> None:
        rows = list(schools)
        super().__init__(school_names(rows), "学校", [row.name for row in rows], **kwargs)


class LedgerImporter(Importer):
    """Lines that belong to a school: the account's only one may be left out."""

    by: User

    def __init__(self, by: User) -> None:
        rows = School.objects.managed_by(by).running().select_related("region")
        self.schools = list(rows.prefetch_related("former_names"))
        super().__init__(by)

    def school_column(self) -> Column:
        only = self.schools[0].name if len(self.schools) == 1 else ""
        return Column(
            "学校",
            "school",
            SchoolField(self.schools, label="学校", required=not only),
            ("学校名称", "学校全称", "单位", "单位名称", "填报单位", "所属学校"),
            example=only or (self.schools[0].name if self.schools else "示例学校"),
            note="写全称，简称、曾用名、学校标识码也认得。"
            + ("可不填，默认是本校。" if only else ""),
            width=24,
        )

    def school_of(self, values: Mapping[str, Any]) -> School:
        school: School = values["school"] or self.schools[0]
        return school


def scope_column() -> Column:
    return Column(
        "谁能看到",
        "scope",
        forms.ChoiceField(label="谁能看到", choices=SCOPES, initial=Scope.PRIVATE.value),
        ("公开范围",),
        SCOPE_WORDS,
        example="只作台账",
        note="不填就是只作台账。选公开展示的，也要经过三审才会公开。",
    )


def one_of(named: Mapping[Any, Any], key: Hashable, noun: str, name: str) -> Any:
    """What is known under `key`; None for an empty name, ValidationError for an unknown one."""
    if not name:
        return None
    if key not in named:
        raise ValidationError(f"这所学校没有登记{noun}“{name}”。请核对全称；也可以先空着，以后补。")
    return named[key]


def raise_if(problems: Mapping[str, str]) -> None:
    """The contradictions between columns, those that say something."""
    told = {name: text for name, text in problems.items() if text}
    if told:
        raise ValidationError(told)
