"""Who must keep away: one test for each kind of reason, and the price of asking."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schools.choices import OfficerPost, OrganizationKind, Role, TieKind, TieState
from schools.models import Employment, Officer, PartyOrganization, Post, SchoolGroup
from selection.access.conflicts import between, conflicts
from selection.choices import ConflictKind
from selection.models import Conflict, Expert
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    school = factories.SchoolFactory(name="官林小学", region__code="320282")
    return factories.ApplicationFactory(batch__region=school.region, school=school)


@pytest.fixture
def expert(application):
    region = factories.RegionFactory(code="370402")
    return Expert.objects.get(user=factories.expert(region))


def reasons(application, expert):
    return [str(reason) for reason in conflicts(application, [expert])[expert.pk]]


def ago(**length):
    return timezone.localdate() - timedelta(**length)


def tie_of(*bodies, **values):
    tie = factories.TieFactory(title="姊妹校", **{"state": TieState.ACTIVE, **values})
    for body in bodies:
        key = "organization" if isinstance(body, PartyOrganization) else "school"
        tie.members.create(**{key: body})
    return tie


def test_nobody_is_kept_away_without_a_reason(application, expert):
    assert reasons(application, expert) == []


def test_the_school_they_work_at(application, expert):
    expert.school = application.school
    expert.save()
    assert reasons(application, expert) == ["本校：现在官林小学工作"]


def test_a_post_at_the_school(application, expert):
    Post.objects.create(user=expert.user, role=Role.CLERK, school=application.school)
    assert reasons(application, expert) == ["本校：官林小学学校填报员"]


def test_an_office_in_the_organisation_that_applies(application, expert):
    application.organization.host_schools.add(application.school)
    Officer.objects.create(
        organization=application.organization,
        post=OfficerPost.DEPUTY,
        name="任意",
        user=expert.user,
    )
    text = f"本校：{application.organization}副书记"
    assert reasons(application, expert) == [text]


def test_an_officer_without_an_account_is_known_by_name(application, expert):
    Officer.objects.create(
        school=application.school, post=OfficerPost.PRINCIPAL, name=expert.user.name
    )
    assert reasons(application, expert) == ["本校：官林小学校长（按姓名比对）"]


@pytest.mark.parametrize(
    ("days", "expected"), [(30, [ConflictKind.FORMER_POST]), (3 * 366 + 5, [])]
)
def test_a_post_there_counts_for_three_years(application, expert, days, expected):
    Employment.objects.create(
        user=expert.user, school=application.school, title="教导主任", ended_on=ago(days=days)
    )
    found = conflicts(application, [expert])[expert.pk]
    assert [reason.kind for reason in found] == expected


def test_a_school_that_was_merged_into_theirs_is_theirs(application, expert):
    old = factories.SchoolFactory(merged_into=application.school, merged_on=ago(days=9))
    Employment.objects.create(user=expert.user, school=old, title="教师")
    assert [reason.kind for reason in conflicts(application, [expert])[expert.pk]] == [
        ConflictKind.OWN_SCHOOL
    ]


def test_the_same_group(application, expert):
    group = SchoolGroup.objects.create(name="实验教育集团", region=application.school.region)
    application.school.group = group
    application.school.save()
    expert.school = factories.SchoolFactory(group=group)
    expert.save()
    assert reasons(application, expert) == ["同一集团：同属实验教育集团"]


def test_a_tie_in_force_between_the_schools(application, expert):
    expert.school = factories.SchoolFactory()
    expert.save()
    tie_of(application.school, expert.school)
    assert reasons(application, expert) == ["结对单位：姊妹校"]


def test_an_alliance_of_their_organisations(application, expert):
    expert.school = factories.SchoolFactory()
    expert.save()
    theirs = PartyOrganization.objects.create(
        name="专家所在支部", kind=OrganizationKind.BRANCH, region=expert.school.region
    )
    theirs.host_schools.add(expert.school)
    tie_of(application.organization, theirs, kind=TieKind.ALLIANCE)
    assert reasons(application, expert) == ["结对单位：姊妹校"]


@pytest.mark.parametrize("state", [TieState.ENDED, TieState.LAPSED, TieState.NEGOTIATING])
def test_a_tie_that_is_not_in_force_keeps_nobody_away(application, expert, state):
    expert.school = factories.SchoolFactory()
    expert.save()
    tie_of(application.school, expert.school, state=state)
    assert reasons(application, expert) == []


@pytest.mark.parametrize(("code", "expected"), [("3202", 1), ("320282", 1), ("3201", 0)])
def test_an_office_over_the_school(application, expert, code, expected):
    region = application.school.region if code == "320282" else factories.RegionFactory(code=code)
    Post.objects.create(user=expert.user, role=Role.STAFF, region=region)
    found = conflicts(application, [expert])[expert.pk]
    assert [reason.kind for reason in found] == [ConflictKind.SUPERIOR] * expected


def test_a_name_in_the_project_team(application, expert):
    application.members.create(name=expert.user.name)
    text = f"申报材料中署名：项目组成员{expert.user.name}与专家同名"
    assert reasons(application, expert) == [text]


def test_what_somebody_told(application, expert):
    Conflict.objects.create(
        application=application, expert=expert, kind=ConflictKind.ADVISOR, reason="指导过这个项目"
    )
    assert reasons(application, expert) == ["参与指导：指导过这个项目"]


def test_a_post_given_up_is_no_office_over_the_school(application, expert):
    Post.objects.create(
        user=expert.user,
        role=Role.STAFF,
        region=application.school.region,
        started_on=ago(days=90),
        ended_on=ago(days=1),
    )
    assert reasons(application, expert) == []


@pytest.mark.parametrize(("experts", "applications"), [(1, 1), (20, 10)])
def test_asking_costs_ten_queries_for_any_number(django_assert_num_queries, experts, applications):
    batch = factories.BatchFactory()
    rows = factories.ApplicationFactory.create_batch(applications, batch=batch)
    group = SchoolGroup.objects.create(name="集团", region=batch.region)
    pool = [
        factories.ExpertFactory(region=batch.region, school=factories.SchoolFactory(group=group))
        for _ in range(experts)
    ]
    tie_of(rows[0].school, *(expert.school for expert in pool))
    rows[-1].school.group = group
    rows[-1].school.save()
    pool = list(Expert.objects.all())
    with django_assert_num_queries(10):
        found = between(rows, pool)
    assert len(found) == experts * (2 if applications > 1 else 1)
