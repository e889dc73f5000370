"""Lists of schools, ties, accounts and what was deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters as filters
from django.core.paginator import Page
from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone

from kit import published
from kit.listing import Listing
from kit.publication import CheckStatus
from kit.sheets import Column
from schools.choices import Area, Ownership, PartnerKind, Role, Stage, TieKind, TieState
from schools.models import Partner, Post, Region, School, SchoolGroup, SchoolName, Tie, User
from schools.models.places import within

KEPT = [("running", "在办"), ("merged", "已并入别校")]


STAGE_RANK = Case(
    *(When(stage=stage, then=Value(rank)) for rank, stage in enumerate(Stage.values)),
    output_field=IntegerField(),
)


class _Schools(Listing):
    """From kindergarten upwards inside each region; found by former names too."""

    orders = {"": ("region__code", "stage_rank", "name")}

    def __init__(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        super().__init__(request, rows.annotate(stage_rank=STAGE_RANK))

    def searched(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for word in self.query.split():
            old = SchoolName.objects.filter(name__icontains=word).values("school")
            rows = rows.filter(
                Q(name__icontains=word)
                | Q(short_name__icontains=word)
                | Q(code=word)
                | Q(pk__in=old)
            )
        return rows


class PublicSchoolFilter(filters.FilterSet):
    region = filters.ChoiceFilter(label="地区", field_name="region__code", empty_label="全部")
    stage = filters.ChoiceFilter(label="学段", choices=Stage.choices, empty_label="全部")

    class Meta:
        model = School
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = published.kept(self.request, "regions with schools", regions_with_any)
        self.filters["region"].extra["choices"] = regions


def regions_with_any() -> list[tuple[str, str]]:
    """Code and name of each where a school is public."""
    public = School.objects.public().running().order_by().values("region")
    return list(Region.objects.filter(pk__in=public).values_list("code", "name"))


class PublicSchoolListing(_Schools):
    filters = PublicSchoolFilter
    is_shared = True
    per_page = 24


class SchoolFilter(filters.FilterSet):
    stage = filters.ChoiceFilter(label="学段", choices=Stage.choices, empty_label="全部")
    ownership = filters.ChoiceFilter(label="性质", choices=Ownership.choices, empty_label="全部")
    group = filters.ModelChoiceFilter(
        label="集团", queryset=SchoolGroup.objects.none(), empty_label="全部"
    )
    status = filters.ChoiceFilter(label="主页", choices=CheckStatus.choices, empty_label="全部")
    kept = filters.ChoiceFilter(label="办学", choices=KEPT, empty_label="全部", method="is_kept")

    class Meta:
        model = School
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Region.objects.managed_by(self.request.user)
        self.filters["group"].queryset = SchoolGroup.objects.filter(region__in=regions)

    def is_kept(self, rows: Any, name: str, value: str) -> QuerySet[School]:
        return rows.filter(merged_into__isnull=value == "running")


class SchoolListing(_Schools):
    filters = SchoolFilter
    columns = (
        Column("地区", "region.name", width=12),
        Column("学校全称", "name", width=30),
        Column("学校标识码", "code", width=14),
        Column("学段", "get_stage_display", width=12),
        Column("办学性质", "get_ownership_display", width=10),
        Column("教育集团", "group", width=20),
        Column("最高党组织", "top_organization", width=30),
        Column("班级数", "class_count", width=8),
        Column("教职工数", "teacher_count", width=10),
        Column("学生数", "student_count", width=10),
        Column("统计日期", "counted_on", width=12),
        Column("主页", "get_status_display", width=10),
    )
    per_page = 30
    filename = "学校名单"
    is_official = True


class TieFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label="关系", choices=TieKind.choices, empty_label="全部")
    area = filters.ChoiceFilter(
        label="伙伴所在地", choices=Area.choices, empty_label="全部", method="in_area"
    )

    class Meta:
        model = Tie
        fields: list[str] = []

    def in_area(self, rows: Any, name: str, value: str) -> QuerySet[Tie]:
        return rows.filter(
            pk__in=Tie.objects.order_by().filter(members__partner__area=value).values("pk")
        )


class OfficeTieFilter(TieFilter):
    state = filters.ChoiceFilter(label="进展", choices=TieState.choices, empty_label="全部")
    status = filters.ChoiceFilter(label="公开", choices=CheckStatus.choices, empty_label="全部")


class _TieListing(Listing):
    """A word is looked for in the title and in the names of all sides.

    `draw` makes of each tie on the page what the template shows.
    """

    def __init__(
        self, request: HttpRequest, rows: QuerySet[Any], draw: Callable[[Tie], Any]
    ) -> None:
        super().__init__(request, rows)
        self.draw = draw

    def page(self) -> Page[Any]:
        page = super().page()
        page.object_list = [self.draw(tie) for tie in page.object_list]
        return page

    def searched(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for word in self.query.split():
            named = Q(title__icontains=word)
            for field in ("school__name", "school__short_name", "organization__name"):
                named |= Q(**{f"members__{field}__icontains": word})
            for field in ("name", "name_hant", "name_en", "place"):
                named |= Q(**{f"members__partner__{field}__icontains": word})
            rows = rows.filter(pk__in=Tie.objects.order_by().filter(named).values("pk"))
        return rows


EXPORTED = (
    Column("名称", "title", width=36),
    Column("关系", "get_kind_display", width=14),
    Column("结对单位", "members_text", width=50),
    Column("始于", "since_year", width=8),
    Column("内容与约定", "purpose", width=50),
)


class PublicTieListing(_TieListing):
    filters = TieFilter
    orders = {"": ("title",)}
    columns = EXPORTED
    per_page = 20
    filename = "姊妹校与结对清单"


class TieListing(_TieListing):
    filters = OfficeTieFilter
    orders = {"": ("-updated_at",)}
    columns = (
        *EXPORTED,
        Column("进展", "get_state_display", width=10),
        Column("签订日期", "signed_on", width=12),
        Column("有效期至", "valid_until", width=12),
        Column("批准文号", "approval_number", width=20),
        Column("公开", "check_label", width=12),
    )
    filename = "姊妹校与结对"
    is_official = True


class PartnerFilter(filters.FilterSet):
    area = filters.ChoiceFilter(label="所在地", choices=Area.choices, empty_label="全部")
    kind = filters.ChoiceFilter(label="类别", choices=PartnerKind.choices, empty_label="全部")

    class Meta:
        model = Partner
        fields: list[str] = []


class PartnerListing(Listing):
    filters = PartnerFilter
    search = ("name", "name_hant", "name_en", "place")
    orders = {"": ("name",)}
    columns = (
        Column("单位", "name", width=30),
        Column("繁体名", "name_hant", width=30),
        Column("英文名", "name_en", width=36),
        Column("类别", "get_kind_display", width=12),
        Column("所在地", "area_label", width=16),
        Column("结对", "tie_count", width=8),
    )
    filename = "伙伴单位"
    is_official = True


class AccountFilter(filters.FilterSet):
    role = filters.ChoiceFilter(
        label="岗位", choices=Role.choices, empty_label="全部", method="in_role"
    )
    region = filters.ModelChoiceFilter(
        label="地区", queryset=Region.objects.all(), empty_label="全部", method="in_region"
    )
    state = filters.ChoiceFilter(
        label="状态",
        choices=[
            ("usable", "可用"),
            ("idle", "没有岗位"),
            ("expired", "已到期"),
            ("disabled", "已停用"),
        ],
        empty_label="全部",
        method="in_state",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def in_role(self, rows: Any, name: str, value: str) -> QuerySet[User]:
        return rows.filter(pk__in=Post.objects.current().filter(role=value).values("user"))

    def in_region(self, rows: Any, name: str, value: Region) -> QuerySet[User]:
        posts = Post.objects.current().filter(
            within([value.code], "region__code") | within([value.code], "school__region__code")
        )
        return rows.filter(pk__in=posts.values("user"))

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet[User]:
        if value == "idle":
            return rows.filter(is_active=True).exclude(pk__in=Post.objects.current().values("user"))
        ended = Q(expires_on__lt=timezone.localdate())
        if value == "disabled":
            return rows.filter(is_active=False)
        return rows.filter(ended if value == "expired" else ~ended, is_active=True)


class AccountListing(Listing):
    filters = AccountFilter
    search = ("name", "username", "unit")
    orders = {"": ("name", "username"), "recent": ("-last_login",)}
    per_page = 30


class BinListing(Listing):
    """What was deleted, the latest first."""

    search = ("name", "kind", "by__name", "school__name")
    orders = {"": ("-pk",)}


def with_posts(rows: QuerySet[User]) -> QuerySet[Any]:
    """Each account with the posts it holds today as `posts_now`."""
    posts = Post.objects.current().select_related("school", "region")
    return rows.prefetch_related(Prefetch("posts", posts, to_attr="posts_now"))
