"""The honour ledger from a spreadsheet: each line as its certificate states it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from brands.models import Brand
from honors.forms import HonorForm, county_towns, named_pupils, wrong_level
from honors.models import Honor, Issuer
from kit.importing.importer import SEPARATORS, Column
from schools.imports.named import LEVEL_WORDS, LedgerImporter, one_of, raise_if, scope_column
from schools.models import PartyOrganization, School

ISSUERS_AT_MOST = 3
KIND_WORDS = {"荣誉": "荣誉表彰", "课题": "课题项目", "论文": "论文案例", "案例": "论文案例"}
RECIPIENT_WORDS = {
    "集体": "学校集体",
    "学校": "学校集体",
    "党支部": "党组织",
    "个人": "教职工个人",
    "教师": "教职工个人",
    "教师个人": "教职工个人",
    "学生": "学生（只计人数）",
    "项目": "项目、案例、论文",
}


class Built(NamedTuple):
    honor: Honor
    issuers: list[str]


class HonorImporter(LedgerImporter):
    key = "honors"
    noun = "荣誉"
    same = "学校、名称、等次、获奖者和获得时间"
    list_url = "office:honors:list"

    def make_columns(self) -> Sequence[Column]:
        fields = HonorForm(instance=Honor(school=School(pk=0)), user=self.by).fields
        ids = [school.pk for school in self.schools]
        self.ranks = Issuer.objects.all().ranks()
        self.towns = county_towns()
        self.brands = {(b.school_id, b.title): b for b in Brand.objects.filter(school__in=ids)}
        self.organizations = {
            (host, row.name): row
            for row in PartyOrganization.objects.managed_by(self.by).prefetch_related(
                "host_schools"
            )
            for host in (school.pk for school in row.host_schools.all())
        }

        def column(title: str, name: str, *synonyms: str, **more: Any) -> Column:
            return Column(title, name, fields[name], synonyms, **more)

        return (
            self.school_column(),
            column(
                "名称",
                "title",
                "荣誉名称",
                "奖项名称",
                "荣誉称号",
                "获奖名称",
                example="无锡市先进基层党组织",
                note="照证书全称写。",
                width=34,
            ),
            Column(
                "颁发单位",
                "issuers",
                _text("颁发单位", 260),
                ("授予单位", "颁奖单位", "表彰单位", "发证单位", "颁发部门"),
                example="中共无锡市委教育工委",
                note="照证书落款写全称，联合颁发的用顿号隔开，最多三个。",
                width=28,
            ),
            column(
                "级别",
                "level",
                "荣誉级别",
                "奖项级别",
                "获奖级别",
                words=LEVEL_WORDS,
                example="市级",
                note="看颁发单位的级别。县级市颁发的是区县级。",
                width=10,
            ),
            column(
                "获得时间",
                "awarded",
                "获奖时间",
                "授予时间",
                "颁发时间",
                "表彰时间",
                "获奖日期",
                "时间",
                example="2024-06",
                width=13,
            ),
            column(
                "类别",
                "kind",
                "荣誉类别",
                words=KIND_WORDS,
                example="荣誉表彰",
                note="不填就是荣誉表彰。",
            ),
            column("等次", "grade", "奖次", "获奖等次", "等级", example="一等奖"),
            column(
                "获奖对象",
                "recipient_kind",
                "对象",
                "荣誉对象",
                words=RECIPIENT_WORDS,
                example="学校集体",
                note="不填就是学校集体。学生荣誉只写人数，不写姓名。",
            ),
            column("获奖者", "recipient", "获奖人", "获奖单位或个人", example=""),
            column("获奖人数", "recipient_count", example="", width=10),
            column("批次或届次", "session", "批次", "届次", example="首批", width=12),
            column("连续获得次数", "times_in_a_row", example="", width=12),
            column("载体", "carrier", example="证书", note="不填就是证书。", width=10),
            column("公布文件", "document_title", "文件名称", "发文标题", example="", width=28),
            column("文号", "document_number", "发文字号", "文件编号", example="", width=18),
            column("有效期至", "valid_until", "有效期", example="", width=12),
            Column(
                "党组织",
                "organization",
                _text("党组织", 80),
                note="写本校已经登记的党组织全称，可不填。",
                width=24,
            ),
            Column(
                "支撑的品牌",
                "brand",
                _text("支撑的品牌", 80),
                ("品牌", "品牌名称"),
                note="写本校已经登记的品牌名称，可不填。",
                width=20,
            ),
            column(
                "党建类荣誉",
                "is_party_building",
                "党建类",
                "是否党建类",
                example="是",
                note="不填就是“是”。",
                width=10,
            ),
            column("备注", "note", "说明", example="", width=24),
            scope_column(),
        )

    def build(self, values: dict[str, Any]) -> Built:
        school, given = self.school_of(values), dict(values)
        names = [name.strip() for name in given.pop("issuers").translate(SEPARATORS).split("、")]
        names = list(dict.fromkeys(filter(None, names)))
        raise_if(
            {
                "issuers": _too_many(names),
                "recipient": named_pupils(values),
                "level": wrong_level(values["level"], names, self.ranks, self.towns),
            }
        )
        given["brand"] = self._linked(self.brands, school, "brand", "品牌", values)
        given["organization"] = self._linked(
            self.organizations, school, "organization", "党组织", values
        )
        given["awarded_on"], given["precision"] = given.pop("awarded")
        for name in names:
            self.ranks.setdefault(name, values["level"])
        given.update(school=school, created_by=self.by)
        return Built(Honor(**given), names)

    def identity(self, row: Built) -> Hashable:
        return _identity(row.honor)

    def known(self, rows: Sequence[Built]) -> set[Hashable]:
        titles = {row.honor.title for row in rows}
        schools = {row.honor.school_id for row in rows}
        return set(map(_identity, Honor.objects.filter(school__in=schools, title__in=titles)))

    def save(self, rows: Sequence[Built]) -> None:
        """An issuer nobody has named before is entered with the level of its first honour."""
        wanted = {name: row.honor.level for row in reversed(rows) for name in row.issuers}
        known = set(Issuer.objects.filter(name__in=wanted).values_list("name", flat=True))
        new = (
            Issuer(name=name, level=level) for name, level in wanted.items() if name not in known
        )
        Issuer.objects.bulk_create(new)
        issuers = dict(Issuer.objects.filter(name__in=wanted).values_list("name", "pk"))
        Honor.objects.bulk_create(row.honor for row in rows)
        granted = Honor.issuers.through
        granted.objects.bulk_create(
            granted(honor=row.honor, issuer_id=issuers[name])
            for row in rows
            for name in row.issuers
        )

    def _linked(
        self, named: Any, school: School, name: str, noun: str, values: dict[str, Any]
    ) -> Any:
        try:
            return one_of(named, (school.pk, values[name]), noun, values[name])
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error


def _identity(honor: Honor) -> Hashable:
    return (honor.school_id, honor.title, honor.grade, honor.recipient, honor.awarded_on)


def _too_many(names: Sequence[str]) -> str:
    if not names:
        return "请填写颁发单位。"
    if long := next((name for name in names if len(name) > 80), ""):
        return f"“{long[:20]}…”太长，单位名称最多 80 个字。"
    return "" if len(names) <= ISSUERS_AT_MOST else f"颁发单位最多写 {ISSUERS_AT_MOST} 个。"


def _text(label: str, length: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=label == "颁发单位")
