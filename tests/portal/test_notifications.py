"""The bell, the page behind it, and the settings; and that acts tell whom they concern."""

import pytest
from django.utils import timezone

from activities.actions.records import Parts, save_activity
from activities.models import Activity
from honors.choices import Verification
from honors.workflow import verification_flow
from kit import notifications
from kit.models import Notification
from kit.publication import CheckStatus, Scope
from schools.actions.ties import confirm
from schools.models import TieMember
from selection.choices import ApplicationStatus, BatchStatus
from selection.workflow import application_flow
from tests.factories import (
    ActivityFactory,
    ApplicationFactory,
    BatchFactory,
    HonorFactory,
    RegionFactory,
    SchoolFactory,
    TieFactory,
    clerk,
    expert,
    leader,
    secretary,
    staff,
)

pytestmark = pytest.mark.django_db


def told(user):
    return [row.text for row in Notification.objects.of(user).unread().order_by("pk")]


def tell(user, count=1):
    for number in range(count):
        notifications.tell("letter", to=[user], text=f"第 {number} 件事", url=f"/office/?{number}")


def test_the_bell_counts_what_is_unread_and_costs_no_further_query(
    client, django_assert_num_queries
):
    user = clerk(SchoolFactory())
    client.force_login(user)
    assert 'aria-label="消息"' in client.get("/office/notifications/").content.decode()
    for count in (1, 3):
        Notification.objects.all().delete()
        tell(user, count)
        with django_assert_num_queries(5):
            page = client.get("/office/notifications/").content.decode()
        assert f'aria-label="消息，{count} 条未读"' in page


def test_opening_a_line_reads_it_and_leads_to_its_page(client):
    user = clerk(SchoolFactory())
    tell(user)
    client.force_login(user)
    row = Notification.objects.get()

    assert client.post(f"/office/notifications/{row.pk}/").url == row.url
    assert told(user) == []
    assert "没有消息" in client.get("/office/notifications/?unread").content.decode()


def test_nobody_reads_the_lines_of_somebody_else(client):
    user, other = clerk(SchoolFactory()), clerk(SchoolFactory())
    tell(user)
    client.force_login(other)

    assert client.post(f"/office/notifications/{Notification.objects.get().pk}/").status_code == 404
    client.post("/office/notifications/read/")

    assert told(user) == ["第 0 件事"]


def test_all_are_read_at_once(client):
    user = clerk(SchoolFactory())
    tell(user, 3)
    client.force_login(user)

    page = client.post("/office/notifications/read/", follow=True).content.decode()

    assert "3 条消息标为已读" in page
    assert told(user) == []


def test_kinds_are_chosen_on_the_settings_page_and_duties_are_not_offered(client):
    user = clerk(SchoolFactory())
    client.force_login(user)

    page = client.get("/office/notifications/settings/").content.decode()
    client.post("/office/notifications/settings/", {"by_mail": ["letter"]})

    assert 'value="application.returned"' not in page
    chosen = notifications.choices(user)
    assert chosen["letter"] == (False, True)
    assert chosen["check.returned"] == (False, False)
    assert chosen["application.returned"] == (True, True)


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        (lambda: leader(RegionFactory()), {"check.waiting", "job.over"}, {"letter", "tie.invited"}),
        (lambda: expert(RegionFactory()), {"letter", "review.waiting"}, {"check.waiting"}),
    ],
)
def test_the_settings_show_what_can_reach_this_person_and_keep_the_rest(client, who, shown, hidden):
    user = who()
    notifications.choose(user, {"honor.verified": (False, False)})
    client.force_login(user)
    page = client.get("/office/notifications/settings/")
    names = {row["name"] for row in page.context["rows"]}
    assert (shown - names, hidden & names) == (set(), set())
    client.post("/office/notifications/settings/", {"on_site": ["job.over"]})
    assert notifications.choices(user)["honor.verified"] == (False, False)


def test_each_check_tells_whose_turn_it_is_and_the_school_what_came_of_it():
    school = SchoolFactory()
    one, two, office = clerk(school), secretary(school), staff(school.region)
    from activities.workflow import activity_flow

    activity = ActivityFactory(
        school=school, title="升旗", place="操场", story="大家都到了。", scope=Scope.PUBLIC
    )
    activity_flow.perform(activity, "first_check", by=one)
    assert (told(one), told(two)) == ([], ["活动“升旗”等你复审。"])
    activity_flow.perform(activity, "second_check", by=two)
    assert told(office) == ["活动“升旗”等你终审。"]

    activity_flow.perform(activity, "send_back", by=office, note="写清时间")

    assert activity.status == CheckStatus.DRAFT
    assert told(one) == ["活动“升旗”被退回修改：写清时间"]


def test_a_returned_application_names_its_day():
    batch = BatchFactory(status=BatchStatus.CHECKING)
    application = ApplicationFactory(
        batch=batch, status=ApplicationStatus.SUBMITTED, submitted_at=timezone.now()
    )
    office, one = staff(batch.region), clerk(application.school)
    application.corrections.create(
        field="result", note="写清次数", asked_by=office, due_on="2027-03-25"
    )

    application_flow.perform(application, "return_for_correction", by=office)

    [text] = told(one)
    assert text.endswith("退回补正，请在 3 月 25 日前补正。")


def test_the_conclusion_on_an_honour_reaches_its_school():
    honor = HonorFactory(verification=Verification.WAITING)
    one = clerk(honor.school)

    verification_flow.perform(
        honor, "refuse", by=staff(honor.school.region), note="年份和证书不一致"
    )

    assert told(one) == [f"荣誉“{honor}”未通过。年份和证书不一致"]


def test_a_tie_asks_the_named_school_and_tells_the_other_the_answer():
    here, there = SchoolFactory(), SchoolFactory()
    mine, theirs = clerk(here), clerk(there)
    tie = TieFactory()
    TieMember.objects.create(tie=tie, school=here, confirmed_by=mine, confirmed_at=timezone.now())
    from schools.actions.ties import add_member

    add_member(tie=tie, member=TieMember(school=there), by=mine)
    assert told(theirs) == [f"{mine.place}登记了和你校的结对“{tie}”，请确认。"]

    confirm(member=tie.members.get(school=there), by=theirs)

    assert told(mine) == [f"“{there}”确认了结对“{tie}”。"]


def test_a_joint_activity_asks_every_school_named_in_it():
    here, there = SchoolFactory(), SchoolFactory()
    one, other = clerk(here), clerk(there)

    save_activity(
        activity=Activity(school=here, title="同上一课", happened_on="2026-10-01"),
        parts=Parts(types=["research"], schools=[there]),
        by=one,
    )

    assert told(other) == [f"{here.label}记了联合活动“同上一课”，请确认。"]
    assert told(leader(here.region)) == []
