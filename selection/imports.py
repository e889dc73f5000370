"""Experts into the pool from a spreadsheet, with or without new accounts."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from django import forms

from kit.importing.importer import Column
from schools.choices import Role
from schools.imports.named import SchoolField, raise_if
from schools.imports.places import InRegions
from schools.models import Post, School, User
from selection.forms.assign import ExpertForm, account_problem
from selection.models import Expert


class ExpertImporter(InRegions):
    """Few at a time: every new account comes with a slip that somebody must hand over."""

    key = "experts"
    noun = "评审专家"
    unit = "人"
    same = "登录名"
    most = 200
    list_url = "office:selection:experts"

    def make_columns(self) -> Sequence[Column]:
        fields = ExpertForm(user=self.by, instance=Expert()).fields
        accounts = User.objects.select_related("expert").only("username", "name", "expert")
        self.accounts = {account.username: account for account in accounts}
        self.invited: list[User] = []
        schools = School.objects.running().select_related("region").prefetch_related("former_names")

        def column(title: str, name: str, *synonyms: str, **more: Any) -> Column:
            return Column(title, name, fields[name], synonyms, **more)

        return (
            column("姓名", "name", "专家姓名", example="示例姓名"),
            column(
                "登录名",
                "username",
                "账号",
                "用户名",
                example="expert07",
                is_code=True,
                note="用字母、数字。已有账号的人写他现在的登录名。",
            ),
            Column(
                "用已有账号",
                "takes_existing",
                forms.BooleanField(required=False, initial=False),
                ("已有账号",),
                example="否",
                note="这个登录名已经有账号、要请他做专家的，写“是”。",
            ),
            column("所在单位", "unit", "单位", "工作单位", example="某高校", width=26),
            Column(
                "现工作学校",
                "school",
                SchoolField(schools, label="学校", required=False),
                ("学校",),
                note="用来查回避。在平台上的学校写全称。",
                width=24,
            ),
            self.region_column(),
            column("专长", "field", "专业", "研究方向", example="基层党建", width=20),
            column("熟悉的学段", "stages", "学段", example="小学、初中", width=18),
            column("最多评几项", "maximum_load", "上限", example="20"),
            column("可用至", "available_until", "有效期至", example=""),
        )

    def build(self, values: dict[str, Any]) -> Expert:
        given = dict(values)
        username, name = given.pop("username"), given.pop("name")
        unit, takes = given.pop("unit"), given.pop("takes_existing")
        found = self.accounts.get(username)
        if found is not None and hasattr(found, "expert"):
            return Expert(user=found)
        raise_if(account_problem(found, takes=takes, name=name))
        account = found or User(username=username, name=name, unit=unit)
        given["region"] = given["region"] or self.regions[0]
        return Expert(user=account, **given)

    def identity(self, row: Expert) -> Hashable:
        return row.user.username

    def known(self, rows: Sequence[Expert]) -> set[Hashable]:
        names = {row.user.username for row in rows}
        return set(
            Expert.objects.filter(user__username__in=names).values_list("user__username", flat=True)
        )

    def save(self, rows: Sequence[Expert]) -> None:
        new = [row.user for row in rows if row.user.pk is None]
        for row in rows:
            if row.user.pk is None:
                row.user.set_unusable_password()
                row.user.expires_on = row.available_until
        User.objects.bulk_create(new)
        ids = [row.user.pk for row in rows]
        posted = Post.objects.current().filter(role=Role.EXPERT, user__in=ids)
        serving = set(posted.values_list("user", flat=True))
        Post.objects.bulk_create(
            Post(user=row.user, role=Role.EXPERT) for row in rows if row.user.pk not in serving
        )
        for row in rows:
            row.user = row.user
        Expert.objects.bulk_create(rows)
        self.invited += new
