"""Who serves in which post, from a spreadsheet."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max

from kit.importing.importer import Column, NamedField
from schools.choices import OfficerPost
from schools.forms.organizations import OfficerForm
from schools.imports.named import LedgerImporter, by_names, school_names
from schools.models import Officer, PartyOrganization, School
from schools.models.party import SCHOOL_POSTS

POST_WORDS = {
    "党委书记": "书记",
    "党支部书记": "书记",
    "党总支书记": "书记",
    "支部书记": "书记",
    "纪检": "纪检委员",
    "组长": "党小组组长",
}


class OfficerImporter(LedgerImporter):
    key = "officers"
    noun = "任职人员"
    unit = "人"
    same = "单位、职务和姓名"
    list_url = "office:schools"

    def make_columns(self) -> Sequence[Column]:
        fields = OfficerForm(instance=Officer(school=School(pk=0))).fields
        rows = PartyOrganization.objects.managed_by(self.by).order_by("name")
        organizations = by_names((row.name, row) for row in rows)
        schools = school_names(self.schools)
        offered = [*organizations, *(school.name for school in self.schools)]
        place = NamedField({**schools, **organizations}, "党组织或学校", offered, label="单位")
        posts = forms.ChoiceField(label="职务", choices=[("", "请选择"), *OfficerPost.choices])
        posts.error_messages["required"] = "请填写职务。"
        return (
            Column(
                "单位",
                "place",
                place,
                ("党组织", "学校", "党组织名称", "所在单位", "单位名称"),
                example=offered[0] if offered else "",
                note="党内职务写党组织全称，校长、副校长写学校全称。",
                width=32,
            ),
            Column("职务", "post", posts, ("党内职务", "岗位"), POST_WORDS, example="书记"),
            Column("姓名", "name", fields["name"], ("书记姓名",), example="示例姓名"),
            Column(
                "任职日期",
                "started_on",
                fields["started_on"],
                ("任职时间", "到任时间"),
                example="2023-09-01",
            ),
        )

    def build(self, values: dict[str, Any]) -> Officer:
        place, given = values["place"], dict(values)
        del given["place"]
        if values["post"] in SCHOOL_POSTS:
            return Officer(school=self._school(place), **given)
        if isinstance(place, School):
            if place.top_organization is None:
                raise ValidationError({"place": f"{place}还没有登记党组织，请写党组织全称。"})
            place = place.top_organization
        return Officer(organization=place, **given)

    def identity(self, row: Officer) -> Hashable:
        return _identity(row)

    def known(self, rows: Sequence[Officer]) -> set[Hashable]:
        names = {row.name for row in rows}
        return set(map(_identity, Officer.objects.current().filter(name__in=names)))

    def save(self, rows: Sequence[Officer]) -> None:
        """New ones join at the end of their list."""
        last: dict[Hashable, int] = {}
        for side in ("organization", "school"):
            ids = {getattr(row, f"{side}_id") for row in rows}
            ends = Officer.objects.current().order_by().filter(**{f"{side}__in": ids - {None}})
            for number, order in ends.values_list(side).annotate(Max("order")):
                last[side, number] = order
        for row in rows:
            place = ("organization", row.organization_id)
            if row.school_id:
                place = ("school", row.school_id)
            row.order = last[place] = last.get(place, 0) + 10
        Officer.objects.bulk_create(rows)

    def _school(self, place: School | PartyOrganization) -> School:
        if isinstance(place, School):
            return place
        raise ValidationError({"place": "校长、副校长属于学校，请写学校全称。"})


def _identity(row: Officer) -> Hashable:
    return (row.organization_id, row.school_id, row.post, row.name)
