"""Party organisations: warnings instead of errors, people in office, terms."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.choices import OfficerPost, OrganizationKind
from schools.documents.organizations import warnings, whole
from schools.models import Officer, PartyOrganization, School
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.SchoolFactory()


@pytest.fixture
def branch(school):
    """A branch nothing is to be said against."""
    row = make.PartyOrganizationFactory(
        region=school.region,
        full_members=20,
        committee_size=5,
        term_started_on=timezone.localdate() - timedelta(days=400),
    )
    row.host_schools.add(school)
    Officer.objects.create(organization=row, post=OfficerPost.SECRETARY, name="书记甲")
    School.objects.filter(pk=school.pk).update(top_organization=row)
    return row


def told(branch, **changed):
    PartyOrganization.objects.filter(pk=branch.pk).update(**changed)
    return warnings(whole(PartyOrganization.objects.filter(pk=branch.pk)).get())


def test_nothing_is_said_about_a_usual_branch(branch):
    assert told(branch) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            {"full_members": 2, "committee_size": None},
            "正式党员 2 名，不足 3 名的一般与邻近单位组成联合党支部。",
        ),
        ({"full_members": 51}, "党员 51 名，超过 50 名的一般设党总支。"),
        ({"committee_size": 8}, "委员 8 名，一般不超过 7 名。"),
        ({"committee_size": 6}, "委员 6 名，一般 3 至 5 名。"),
        ({"full_members": 6}, "正式党员 6 名，不足 7 名的一般不设支部委员会。"),
        (
            {"kind": OrganizationKind.COMMITTEE},
            "党员 20 名，党委一般为 100 名以上。工作需要的，请写明批准文号。",
        ),
        (
            {"kind": OrganizationKind.GENERAL_BRANCH},
            "党员 20 名，党总支一般为 50 名以上、不足 100 名。",
        ),
        (
            {"term_ends_on": date(2020, 1, 1)},
            "任期已在 2020-01-01 届满。没有换届的，请尽快换届或报批延期。",
        ),
    ],
)
def test_unusual_numbers_are_warned_of(branch, changed, expected):
    assert told(branch, **changed) == [expected]


def test_the_end_of_a_term_is_announced_six_months_ahead(branch):
    soon = timezone.localdate() + timedelta(days=170)
    assert told(branch, term_ends_on=soon) == [
        f"任期到 {soon:%Y-%m-%d} 届满，不到 6 个月，该准备换届了。"
    ]
    assert told(branch, term_ends_on=timezone.localdate() + timedelta(days=190)) == []


def test_two_people_at_the_head_of_a_branch_school_are_pointed_out(branch, school):
    Officer.objects.create(school=school, post=OfficerPost.PRINCIPAL, name="校长乙")
    assert told(branch) == ["书记和校长不是同一人。设党支部的学校一般由一人担任。"]
    Officer.objects.update(name="书记甲")
    assert told(branch) == []


def sent(**changed):
    return {"name": "东风小学党支部", "kind": OrganizationKind.BRANCH, **changed}


def test_the_clerk_enters_an_organisation_and_it_becomes_the_highest(client, school):
    client.force_login(make.clerk(school))
    client.post(reverse("office:organization_new", args=[school.pk]), sent(full_members="200"))
    row = PartyOrganization.objects.get()
    school.refresh_from_db()
    assert (row.full_members, list(row.host_schools.all())) == (200, [school])
    assert school.top_organization == row


def test_an_extension_needs_its_number(client, school):
    client.force_login(make.clerk(school))
    url = reverse("office:organization_new", args=[school.pk])
    page = client.post(url, sent(term_ends_on="2026-01-01", extended_to="2026-06-01"))
    assert page.context["form"].errors["extension_number"] == ["延期换届要写批复文号。"]


def test_other_schools_do_not_find_the_organisation(client, branch):
    client.force_login(make.clerk(make.SchoolFactory()))
    assert client.get(reverse("office:organization", args=[branch.pk])).status_code == 404


def test_a_leader_reads_but_does_not_edit(client, branch, school):
    client.force_login(make.leader(school.region))
    assert client.get(reverse("office:organization", args=[branch.pk])).status_code == 200
    assert client.get(reverse("office:organization_edit", args=[branch.pk])).status_code == 403


def test_people_come_go_and_change_places(client, branch, school):
    client.force_login(make.secretary(school))
    url = reverse("office:organization_appoint", args=[branch.pk])
    client.post(url, {"post": OfficerPost.PUBLICITY, "name": "委员乙"})
    second = branch.officers.get(name="委员乙")
    client.post(reverse("office:officer_move", args=[second.pk, "up"]))
    assert [o.name for o in branch.officers.current()] == ["委员乙", "书记甲"]
    yesterday = timezone.localdate() - timedelta(days=1)
    client.post(reverse("office:officer_end", args=[second.pk]), {"on": yesterday})
    assert [o.name for o in branch.officers.current()] == ["书记甲"]


def test_a_principal_belongs_to_the_school(client, school):
    client.force_login(make.clerk(school))
    url = reverse("office:school_appoint", args=[school.pk])
    client.post(url, {"post": OfficerPost.SECRETARY, "name": "甲"})
    assert school.officers.count() == 0
    client.post(url, {"post": OfficerPost.PRINCIPAL, "name": "甲"})
    assert [o.name for o in school.officers.all()] == ["甲"]


def test_nobody_ends_an_office_at_another_school(client, branch):
    client.force_login(make.clerk(make.SchoolFactory()))
    officer = branch.officers.get()
    assert client.post(reverse("office:officer_end", args=[officer.pk])).status_code == 404
