"""One factory per noun, with deterministic sequences; people with posts come from functions."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from activities import models as activities
from brands import models as brands
from brands.choices import SectionKind
from honors import models as honors
from kit.publication import CheckStatus, Scope
from kit.published import changed
from schools import models as schools
from schools.choices import Level, OrganizationKind, PartnerKind, Rank, Role, Stage, TieKind
from selection import models as selection
from selection.choices import BatchStatus, IndicatorKind


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = schools.Region

    code = factory.Sequence(lambda n: f"32{n // 90 + 10:02d}{n % 90 + 10:02d}")
    name = factory.Sequence(lambda n: f"第{n}区")
    rank = Rank.COUNTY


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = schools.School

    region = factory.SubFactory(RegionFactory)
    name = factory.Sequence(lambda n: f"第{n}小学")
    stage = Stage.PRIMARY


class PartyOrganizationFactory(DjangoModelFactory):
    class Meta:
        model = schools.PartyOrganization
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"第{n}小学党支部")
    kind = OrganizationKind.BRANCH
    region = factory.SubFactory(RegionFactory)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = schools.User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"用户{n}")
    password = factory.django.Password("correct-horse-9")


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = schools.Partner

    name = factory.Sequence(lambda n: f"伙伴{n}")
    kind = PartnerKind.SCHOOL


class TieFactory(DjangoModelFactory):
    class Meta:
        model = schools.Tie

    kind = TieKind.SISTER
    title = factory.Sequence(lambda n: f"结对{n}")
    purpose = "定期联合教研。"


class BrandFactory(DjangoModelFactory):
    class Meta:
        model = brands.Brand

    school = factory.SubFactory(SchoolFactory)
    title = factory.Sequence(lambda n: f"品牌{n}")
    tagline = "一句话介绍"
    connotation = "内涵说明。"


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = activities.Activity

    school = factory.SubFactory(SchoolFactory)
    title = factory.Sequence(lambda n: f"活动{n}")
    happened_on = factory.LazyFunction(timezone.localdate)
    place = "学校操场"
    story = "师生一起升旗。"


class HonorFactory(DjangoModelFactory):
    class Meta:
        model = honors.Honor

    school = factory.SubFactory(SchoolFactory)
    title = factory.Sequence(lambda n: f"先进集体{n}")
    level = Level.CITY
    awarded_on = factory.LazyFunction(timezone.localdate)


class BatchFactory(DjangoModelFactory):
    """A batch that is open now, with one stage and a rubric of two groups and three leaves."""

    class Meta:
        model = selection.Batch
        skip_postgeneration_save = True

    region = factory.SubFactory(RegionFactory)
    number = factory.Sequence(lambda n: n % 80 + 10)  # tests name others
    name = factory.Sequence(lambda n: f"第{n}次品牌项目")
    status = BatchStatus.OPEN
    basis_title = "关于开展品牌项目申报的通知"
    contact_phone = "0510-80000000"
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))

    @factory.post_generation
    def rubric(self, create, extracted, **kwargs):
        if not create or extracted is False:
            return
        rubric = selection.Rubric.objects.create(batch=self, name="评分表")
        for number, (title, leaves) in enumerate(
            [("品牌设计", [("内涵", 40)]), ("建设成效", [("成果", 40), ("辐射", 20)])]
        ):
            group = rubric.indicators.create(
                kind=IndicatorKind.GROUP, title=title, order=number * 10
            )
            for place, (leaf, points) in enumerate(leaves, start=1):
                rubric.indicators.create(
                    kind=IndicatorKind.LEAF,
                    parent=group,
                    title=leaf,
                    points=points,
                    order=number * 10 + place,
                    breaks_ties=leaf == "成果",
                )
        selection.ReviewStage.objects.create(batch=self, rubric=rubric, name="材料评审")


class ApplicationFactory(DjangoModelFactory):
    class Meta:
        model = selection.Application

    batch = factory.SubFactory(BatchFactory)
    school = factory.SubFactory(SchoolFactory, region=factory.SelfAttribute("..batch.region"))
    organization = factory.SubFactory(
        PartyOrganizationFactory, region=factory.SelfAttribute("..school.region")
    )
    brand = factory.SubFactory(BrandFactory, school=factory.SelfAttribute("..school"))


class ExpertFactory(DjangoModelFactory):
    class Meta:
        model = selection.Expert

    user = factory.SubFactory(UserFactory)
    region = factory.SubFactory(RegionFactory)


def person(role: str, *, region=None, school=None) -> schools.User:
    """An account with one post, as of long ago."""
    user = UserFactory()
    schools.Post.objects.create(
        user=user, role=role, region=region, school=school, started_on="2020-09-01"
    )
    return user


def clerk(school) -> schools.User:
    return person(Role.CLERK, school=school)


def secretary(school) -> schools.User:
    return person(Role.SECRETARY, school=school)


def staff(region) -> schools.User:
    return person(Role.STAFF, region=region)


def leader(region) -> schools.User:
    return person(Role.LEADER, region=region)


def expert(region) -> schools.User:
    """An account in the region's pool of experts."""
    user = person(Role.EXPERT)
    ExpertFactory(user=user, region=region)
    return user


def auditor() -> schools.User:
    return person(Role.AUDITOR)


def administrator() -> schools.User:
    return person(Role.ADMINISTRATOR)


def security():
    return person(Role.SECURITY)


def complete(brand: brands.Brand) -> brands.Brand:
    """Fill in what a complete brand needs."""
    for kind in (SectionKind.BACKGROUND, SectionKind.RESULT):
        brand.sections.create(kind=kind, body=f"{SectionKind(kind).label}的正文。")
    brand.sub_projects.create(title="同心圆", body="怎么做。")
    return brand


def published(obj):
    """Put a publishable row on the public side, signed by three people, without the moves."""
    now = timezone.now()
    signed = {
        f"{step}_{part}": value
        for step in ("first", "second", "final")
        for part, value in (("by", UserFactory()), ("at", now))
    }
    type(obj).objects.filter(pk=obj.pk).update(
        status=CheckStatus.PUBLISHED, scope=Scope.PUBLIC, **signed
    )
    obj.refresh_from_db()
    changed(obj)
    return obj
