"""The calendar of 组织生活: what a structure owes, what was held, what is missing."""

from datetime import date

import pytest
from django.urls import reverse

from activities.documents import meetings
from activities.models import Participation
from schools.choices import OrganizationKind
from tests.activities.conftest import make
from tests.factories import PartyOrganizationFactory, SchoolFactory, clerk, staff

PAGE = "/office/activities/meetings/"
TODAY = date(2025, 10, 15)


@pytest.fixture
def branch(school):
    branch = PartyOrganizationFactory(region=school.region, name="本校支部", full_members=20)
    branch.host_schools.add(school)
    return branch


def group_of(branch, school):
    kind, region = OrganizationKind.GROUP, school.region
    group = PartyOrganizationFactory(kind=kind, region=region, parent=branch, name="语文党小组")
    group.host_schools.add(school)
    return group


def rows(school, today=TODAY, year=2025):
    return {
        (str(one.organization), row.duty.type.value): row
        for one in meetings.calendars(school, year, today)
        for row in one.rows
    }


def states(row):
    return [period.state for period in row.periods]


def owed(organization):
    return [duty.type.label for duty in meetings.duties(organization)]


def test_duties_follow_the_structure(branch, school):
    assert owed(branch) == [
        "支部党员大会",
        "支部委员会",
        "党课",
        "主题党日",
        "组织生活会",
        "民主评议党员",
        "谈心谈话",
    ]
    branch.full_members = 6  # too few for a committee
    assert "支部委员会" not in owed(branch)
    branch.committee_size = 3  # but it has one
    assert "支部委员会" in owed(branch)
    assert owed(group_of(branch, school)) == ["党小组会"]
    branch.kind = OrganizationKind.GENERAL_BRANCH
    assert owed(branch) == ["党课"]
    branch.kind = OrganizationKind.WORK_COMMITTEE
    assert owed(branch) == []


def test_a_period_is_done_missing_due_or_asks_for_nothing(branch, school):
    make(school, "theme_day", "lecture", happened_on="2025-03-20", organization=branch)
    make(school, "theme_day", happened_on="2025-07-01", organization=branch)
    found = rows(school)
    free, done, missing, due = "free", "done", "missing", "due"
    assert states(found["本校支部", "theme_day"]) == [
        missing, free, done, missing, missing, missing, done, free, missing, due, free, free,
    ]  # fmt: skip
    assert states(found["本校支部", "lecture"]) == [done, missing, missing, due]
    assert states(found["本校支部", "life_meeting"]) == [due]
    assert states(rows(school, date(2026, 1, 3))["本校支部", "life_meeting"]) == [missing]


def test_an_organisation_younger_than_a_period_does_not_owe_it(branch, school):
    branch.approved_on = date(2025, 5, 10)
    branch.save()
    row = rows(school)["本校支部", "theme_day"]
    assert [p.label for p in row.missing] == ["6 月", "9 月"]


def test_a_record_that_names_no_branch_belongs_to_the_only_one(branch, school):
    make(school, "member_meeting", happened_on="2025-02-01")
    joint = make(SchoolFactory(), "theme_day", happened_on="2025-04-01")
    Participation.objects.create(activity=joint, school=school, state="confirmed")
    Participation.objects.create(
        activity=make(SchoolFactory(), "theme_day", happened_on="2025-05-01"), school=school
    )
    found = rows(school)
    assert states(found["本校支部", "member_meeting"])[0] == "done"
    assert states(found["本校支部", "theme_day"])[3:5] == ["done", "missing"]
    assert meetings.unplaced(school, 2025) == 0

    second = PartyOrganizationFactory(region=school.region, name="第二支部")
    second.host_schools.add(school)
    assert states(rows(school)["本校支部", "member_meeting"])[0] == "missing"
    assert meetings.unplaced(school, 2025) == 1


def test_what_is_missing_is_said_in_one_sentence_for_each_kind(branch, school):
    branch.committee_size = 0
    branch.save()
    for month in (1, 3, 4, 5, 9):
        make(school, "theme_day", "member_meeting", happened_on=date(2025, month, 8))
    make(school, "lecture", happened_on="2025-08-30")
    assert meetings.warnings([branch], school, TODAY) == [
        "本校支部：党课第一季度、第二季度没有记录",
        "本校支部：主题党日6 月没有记录",
    ]


def test_the_term_is_told(branch, school):
    branch.term_started_on = date(2022, 6, 1)
    branch.full_members = None
    assert meetings.notes(branch, TODAY) == [
        "本届已于 2025-06-01 届满，请按期换届；已批准延期的，请登记批复文号。",
        "没有填委员数和正式党员数，所以没有列支部委员会。",
    ]
    branch.extended_to, branch.full_members = date(2026, 5, 1), 5
    assert meetings.notes(branch, TODAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_calendar_asks_the_same_however_many_organisations(
    branch, school, count, django_assert_num_queries
):
    for _ in range(count):
        make(
            school, "group_meeting", happened_on="2025-03-01", organization=group_of(branch, school)
        )
    with django_assert_num_queries(3):
        assert len(meetings.calendars(school, 2025, TODAY)) == count + 1


def test_the_page_is_for_the_schools_own_eyes_and_leads_to_the_form(
    client, enter, author, branch, school
):
    assert client.get(PAGE).url == f"/login/?next={PAGE}"
    assert enter(staff(school.region)).get(PAGE).status_code == 403
    assert enter(clerk(SchoolFactory())).get(PAGE).context["calendars"] == []
    browser = enter(author)
    page = browser.get(f"{PAGE}?year=2025")
    [calendar] = page.context["calendars"]
    january = calendar.rows[1].periods[0]
    assert (january.state, january.url) == (
        "missing",
        f"{reverse('office:activities:new')}"
        f"?organization={branch.pk}&type=committee_meeting&on=2025-01-31",
    )
    assert january.url.replace("&", "&amp;") in page.content.decode()
    form = browser.get(january.url).context["form"]
    assert [form[name].value() for name in ("types", "organization", "happened_on")] == [
        ["committee_meeting"],
        branch.pk,
        date(2025, 1, 31),
    ]


def test_last_time_opens_the_next_one(enter, author, branch, school):
    last = make(
        school,
        "theme_day",
        "lecture",
        title="清明祭扫",
        place="烈士陵园",
        members=12,
        students=40,
        organization=branch,
        happened_on="2024-04-02",
        story="去年写的。",
        minutes="去年记的。",
    )
    form = enter(author).get(f"{reverse('office:activities:new')}?like={last.pk}").context["form"]
    kept = ("title", "place", "members", "students", "organization", "types", "scope")
    assert [form[name].value() for name in kept] == [
        "清明祭扫", "烈士陵园", 12, 40, branch.pk, ["theme_day", "lecture"], "private",
    ]  # fmt: skip
    assert form["happened_on"].value() > date(2024, 4, 2)
    assert (form["story"].value(), form["minutes"].value()) == ("", "")
    elsewhere = make(SchoolFactory(), title="别校的")
    form = (
        enter(author).get(f"{reverse('office:activities:new')}?like={elsewhere.pk}").context["form"]
    )
    assert form["title"].value() == ""


def test_a_draft_of_another_opening_is_not_mixed_in(enter, author, school):
    last, browser = make(school, title="清明祭扫"), enter(author)
    url = reverse("office:activities:draft", args=["new"])
    browser.post(url, '{"data": {"title": ["写了一半"]}}', content_type="application/json")
    again = f"{reverse('office:activities:new')}?like={last.pk}"
    page = browser.get(again)
    assert page.context["form"]["title"].value() == "清明祭扫"
    keep = reverse("office:activities:draft", args=[f"new-{last.pk}"])
    assert f'data-autosave="{keep}"' in page.content.decode()
    browser.post(keep, '{"data": {"title": ["今年的"]}}', content_type="application/json")
    assert browser.get(again).context["form"]["title"].value() == "今年的"
    drop = reverse("office:activities:draft_drop", args=[f"new-{last.pk}"])
    assert browser.post(f"{drop}?like={last.pk}").url == again
