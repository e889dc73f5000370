"""The register of schools, and the Party organisations in them, from a spreadsheet."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from kit.importing.importer import Column, NamedField, SeveralNames
from schools.forms.organizations import COUNTS, OrganizationForm, term_problems
from schools.forms.profiles import RegistrationForm
from schools.imports.named import LedgerImporter, by_names, raise_if, school_names
from schools.models import PartyOrganization, Region, School, SchoolGroup

STAGE_WORDS = {
    "初级中学": "初中",
    "高中": "普通高中",
    "职业学校": "中等职业学校",
    "中职": "中等职业学校",
}
KIND_WORDS = {"总支": "党总支", "支部": "党支部", "总支部": "党总支", "小组": "党小组"}


class InRegions(LedgerImporter):
    """Lines that lie in one of the account's regions, which may be left out when it is one."""

    def region_column(self) -> Column:
        self.regions = list(Region.objects.managed_by(self.by))
        names = [region.name for region in self.regions]
        only = len(names) == 1
        field = NamedField(
            by_names((region.name, region) for region in self.regions),
            "地区",
            names,
            label="地区",
            required=len(names) > 1,
        )
        note = "可不填，默认是本地区。" if only else "写地区名称。"
        example = names[0] if names else ""
        return Column("地区", "region", field, ("所属地区", "区县"), example=example, note=note)


class SchoolImporter(InRegions):
    key = "schools"
    noun = "学校"
    unit = "所"
    same = "地区和学校全称"
    list_url = "office:schools"

    def make_columns(self) -> Sequence[Column]:
        fields = RegistrationForm(user=self.by).fields
        groups = SchoolGroup.objects.filter(region__in=Region.objects.managed_by(self.by))
        named = {group.name: group for group in groups}
        self.codes = dict(School.objects.exclude(code=None).values_list("code", "name"))
        return (
            self.region_column(),
            Column(
                "学校全称",
                "name",
                fields["name"],
                ("学校", "学校名称", "校名"),
                example="示例市第一小学",
                width=30,
            ),
            Column(
                "学校标识码",
                "code",
                fields["code"],
                ("标识码", "学校代码"),
                example="3202060000",
                is_code=True,
            ),
            Column(
                "学段",
                "stage",
                fields["stage"],
                ("办学类型", "学校类型"),
                STAGE_WORDS,
                example="小学",
            ),
            Column(
                "办学性质",
                "ownership",
                fields["ownership"],
                ("性质",),
                example="公办",
                note="不填就是公办。",
            ),
            Column(
                "教育集团",
                "group",
                NamedField(named, "教育集团", list(named), label="教育集团", required=False),
                ("集团",),
                width=20,
            ),
        )

    def build(self, values: dict[str, Any]) -> School:
        given = {**values, "region": values["region"] or self.regions[0]}
        code = given["code"] = given["code"] or None
        owner = self.codes.get(code, given["name"]) if code else given["name"]
        if owner != given["name"]:
            raise ValidationError({"code": f"这个学校标识码已经用在“{owner}”，请核对。"})
        if code:
            self.codes[code] = given["name"]
        return School(**given)

    def identity(self, row: School) -> Hashable:
        return (row.region_id, row.name)

    def known(self, rows: Sequence[School]) -> set[Hashable]:
        found = School.objects.filter(name__in={row.name for row in rows})
        return set(found.values_list("region", "name"))

    def save(self, rows: Sequence[School]) -> None:
        School.objects.bulk_create(rows)


class Body(NamedTuple):
    organization: PartyOrganization
    hosts: list[School]
    parent: str


class OrganizationImporter(InRegions):
    key = "organizations"
    noun = "党组织"
    unit = "个"
    same = "地区和党组织全称"
    list_url = "office:schools"

    def make_columns(self) -> Sequence[Column]:
        blank = PartyOrganization(region=Region(pk=0))
        fields = OrganizationForm(instance=blank, user=self.by, school=None).fields
        self.names = set(
            PartyOrganization.objects.filter(
                region__in={*Region.objects.managed_by(self.by), *(s.region for s in self.schools)}
            ).values_list("region", "name")
        )
        hosts = SeveralNames(
            school_names(self.schools),
            "学校",
            [school.name for school in self.schools],
            label="所在学校",
            required=not self.by.region_codes and len(self.schools) > 1,
        )

        def column(title: str, name: str, *synonyms: str, **more: Any) -> Column:
            return Column(title, name, fields[name], synonyms, **more)

        parent = forms.CharField(label="上级党组织", max_length=80, required=False)
        example = self.schools[0].name if self.schools else "示例学校"
        return (
            self.region_column(),
            column(
                "党组织全称",
                "name",
                "党组织名称",
                "党组织",
                example="中共示例小学支部委员会",
                width=32,
            ),
            column("类型", "kind", "党组织类型", words=KIND_WORDS, example="党支部"),
            Column(
                "上级党组织",
                "parent",
                parent,
                ("上级",),
                note="已经登记的，或者写在前面行里的。可不填。",
                width=28,
            ),
            Column(
                "所在学校",
                "host_schools",
                hosts,
                ("学校", "学校名称"),
                example=example,
                note="几所学校合建的用顿号隔开。",
                width=24,
            ),
            column("设在", "works_in"),
            column("批准文号", "approval_number", width=18),
            column("批准日期", "approved_on", "成立日期", width=12),
            *(
                column(str(fields[name].label), name, width=11)
                for name in (*COUNTS, "committee_size")
            ),
            column("届次", "term_number", width=8),
            column("本届选举日期", "term_started_on", "换届日期", "选举日期", width=13),
            column("届满日期", "term_ends_on", width=12),
            column("延期至", "extended_to", width=12),
            column("延期批复文号", "extension_number", width=18),
        )

    def build(self, values: dict[str, Any]) -> Body:
        given = dict(values)
        hosts, parent = given.pop("host_schools"), given.pop("parent")
        if not hosts and not self.by.region_codes:
            hosts = self.schools[:1]
        region = given["region"] or (hosts[0].region if hosts else self.regions[0])
        given["region"] = region
        strange = next((host for host in hosts if host.region_id != region.pk), None)
        raise_if(
            {
                **term_problems(values),
                "host_schools": f"{strange}不在{region}。" if strange else "",
                "parent": ""
                if not parent or (region.pk, parent) in self.names
                else _unknown(parent),
            }
        )
        self.names.add((region.pk, given["name"]))
        return Body(PartyOrganization(**given), hosts, parent)

    def identity(self, row: Body) -> Hashable:
        return (row.organization.region_id, row.organization.name)

    def known(self, rows: Sequence[Body]) -> set[Hashable]:
        names = {row.organization.name for row in rows}
        return set(PartyOrganization.objects.filter(name__in=names).values_list("region", "name"))

    def save(self, rows: Sequence[Body]) -> None:
        """Parents may stand in the same file; a school's first organisation is its highest."""
        made = PartyOrganization.objects.bulk_create(row.organization for row in rows)
        above = PartyOrganization.objects.filter(
            name__in={row.parent for row in rows if row.parent}
        )
        parents = {(one.region_id, one.name): one for one in above}
        for row in rows:
            row.organization.parent = parents.get((row.organization.region_id, row.parent))
        PartyOrganization.objects.bulk_update(made, ["parent"], batch_size=200)
        hosting = PartyOrganization.host_schools.through
        hosting.objects.bulk_create(
            hosting(partyorganization=row.organization, school=host)
            for row in rows
            for host in row.hosts
        )
        highest = {host.pk: row.organization for row in reversed(rows) for host in row.hosts}
        bare = list(School.objects.filter(Q(top_organization=None), pk__in=highest))
        for school in bare:
            school.top_organization = highest[school.pk]
        School.objects.bulk_update(bare, ["top_organization"], batch_size=200)


def _unknown(parent: str) -> str:
    return f"没有找到“{parent}”。请核对全称；同一张表里的，要写在它前面的行。"
