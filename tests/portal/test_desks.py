from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from activities.models import Participation
from honors.choices import Verification
from kit.audit import record
from kit.publication import CheckStatus, Scope
from portal.dashboards import district
from portal.dashboards import school as school_desk
from schools.choices import TieState
from schools.models import PartyOrganization
from selection.choices import ApplicationStatus, BatchStatus
from tests.factories import (
    ActivityFactory,
    ApplicationFactory,
    BatchFactory,
    HonorFactory,
    PartyOrganizationFactory,
    RegionFactory,
    SchoolFactory,
    TieFactory,
    UserFactory,
    administrator,
    auditor,
    clerk,
    expert,
    leader,
    secretary,
    security,
    staff,
)

pytestmark = pytest.mark.django_db


def states(desk):
    return [task.state for task in desk["tasks"]]


def test_a_school_with_nothing_to_do_is_told_so(client):
    school = SchoolFactory()
    client.force_login(clerk(school))

    html = client.get("/office/").content.decode()

    assert "手头没有待办" in html
    assert "还没有活动记录" in html


def test_corrections_come_first_and_name_how_many_are_open():
    application = ApplicationFactory(
        status=ApplicationStatus.RETURNED,
        correct_by=timezone.localdate() + timedelta(days=3),
        submitted_at=timezone.now(),
    )
    asked_by = UserFactory()
    application.corrections.create(field="result", note="写清次数", asked_by=asked_by)
    HonorFactory(
        school=application.school,
        verification=Verification.REFUSED,
        verified_by=asked_by,
        verified_at=timezone.now(),
    )

    tasks = school_desk.desk(clerk(application.school))["tasks"]

    assert [task.state for task in tasks][:2] == ["退回补正", "核验未过"]
    assert tasks[0].title.endswith("还有 1 处")
    assert tasks[0].due.endswith("还有 3 天")


def test_only_the_secretary_is_asked_to_sign_and_to_check():
    application = ApplicationFactory(status=ApplicationStatus.TO_SIGN)
    school = application.school
    ActivityFactory(
        school=school, status=CheckStatus.FIRST, first_by=UserFactory(), first_at=timezone.now()
    )

    assert states(school_desk.desk(secretary(school))) == ["待你审签", "待你复审"]
    assert states(school_desk.desk(clerk(school))) == []


def test_a_joint_activity_waits_for_the_school_named_in_it():
    school = SchoolFactory()
    Participation.objects.create(activity=ActivityFactory(), school=school)

    assert states(school_desk.desk(clerk(school))) == ["待确认"]


def test_an_open_batch_is_offered_until_the_school_has_applied():
    school = SchoolFactory()
    batch = BatchFactory(region=school.region)
    assert states(school_desk.desk(clerk(school))) == ["正在申报"]

    ApplicationFactory(batch=batch, school=school)

    assert states(school_desk.desk(clerk(school))) == ["填写中"]


def test_a_tie_asks_the_named_school_and_reminds_before_its_agreement_ends():
    school, today = SchoolFactory(), timezone.localdate()
    tie = TieFactory(state=TieState.ACTIVE, valid_until=today + timedelta(days=90))
    side = tie.members.create(school=school)
    assert states(school_desk.desk(clerk(school))) == ["待确认"]

    side.confirmed_by, side.confirmed_at = clerk(school), timezone.now()
    side.save()
    assert states(school_desk.desk(clerk(school))) == []
    tie.valid_until = today + timedelta(days=30)
    tie.save()

    assert states(school_desk.desk(clerk(school))) == ["结对到期"]


def test_drafts_meant_for_the_public_wait_in_one_line():
    school = SchoolFactory()
    for scope in (Scope.PUBLIC, Scope.PUBLIC, Scope.PRIVATE):
        ActivityFactory(school=school, scope=scope)

    [task] = school_desk.desk(clerk(school))["tasks"]

    assert (task.state, task.title) == ("草稿", "写完 2 条准备公开的活动")


@time_machine.travel("2025-01-20T12:00+08:00")
def test_missing_meetings_of_the_year_to_settle_stand_in_one_line_that_opens_the_calendar(client):
    school = SchoolFactory()
    PartyOrganizationFactory(name="新桥小学党支部").host_schools.add(school)
    user = clerk(school)
    [task] = school_desk.desk(user)["tasks"]
    assert task.title == "组织生活还缺 6 类记录"
    assert task.text.startswith("新桥小学党支部：支部党员大会第一季度、第二季度")
    client.force_login(user)
    page = client.get(task.url)
    assert (page.context["school"], page.context["year"]) == (school, 2024)
    assert "缺" in page.content.decode()


def test_a_term_that_ends_within_six_months_is_announced():
    school = SchoolFactory()
    organization: PartyOrganization = PartyOrganizationFactory(region=school.region)
    organization.host_schools.add(school)
    today = timezone.localdate()
    organization.approved_on = today  # owes no meeting yet
    organization.term_ends_on = today + timedelta(days=200)
    organization.save()
    assert states(school_desk.desk(clerk(school))) == []

    organization.term_ends_on = today + timedelta(days=100)
    organization.save()

    assert states(school_desk.desk(clerk(school))) == ["届满提醒"]


@pytest.mark.parametrize(
    ("day", "term"),
    [
        ("2026-09-01", "2026—2027 学年第一学期"),
        ("2027-01-20", "2026—2027 学年第一学期"),
        ("2027-02-20", "2026—2027 学年第二学期"),
        ("2027-08-31", "2026—2027 学年第二学期"),
    ],
)
def test_the_school_year_runs_from_september_to_august(day, term):
    with time_machine.travel(f"{day} 12:00 +0800"):
        assert school_desk.school_term() == term


def test_the_district_sees_late_applications_before_the_rest():
    batch = BatchFactory(status=BatchStatus.CHECKING)
    for days in (1, 7):
        ApplicationFactory(
            batch=batch,
            status=ApplicationStatus.SUBMITTED,
            submitted_at=timezone.now() - timedelta(days=days),
        )
    HonorFactory(school__region=batch.region, verification=Verification.WAITING)

    assert states(district.desk(staff(batch.region), "")) == ["超时", "待审", "待核验"]


def test_only_the_leader_is_asked_for_the_meeting():
    batch = BatchFactory(status=BatchStatus.DECIDING)

    assert states(district.desk(leader(batch.region), "")) == ["待研究"]
    assert states(district.desk(staff(batch.region), "")) == []


def test_the_city_sees_its_districts_and_a_district_does_not_see_its_neighbour():
    batch = BatchFactory(status=BatchStatus.DECIDING)
    city = RegionFactory(code=batch.region.code[:4])

    assert district.desk(leader(city), "")["batch"] == batch
    assert district.desk(leader(RegionFactory()), "")["batch"] is None


def test_the_chart_says_in_its_title_who_is_slowest():
    batch = BatchFactory(status=BatchStatus.CHECKING)
    for stage, status in [
        ("primary", ApplicationStatus.PASSED),
        ("kindergarten", ApplicationStatus.RETURNED),
        ("kindergarten", ApplicationStatus.PASSED),
    ]:
        ApplicationFactory(batch=batch, school__stage=stage, status=status)

    chart = district.stage_chart(batch, district.standing(batch=batch.pk))

    assert chart["title"] == "幼儿园走得最慢：1 项还没通过形式审查"
    assert [bar["cells"] for bar in chart["bars"]] == [[0, 0, 1, 1], [0, 0, 0, 1]]


@pytest.mark.parametrize(
    ("year", "words", "months"),
    [("", "2026 年记了 3 场活动，9 月最多", 12), ("2026-school", "2026—2027 学年", 12)],
)
def test_the_year_is_counted_as_the_calendar_or_as_schools_do(year, words, months):
    school = SchoolFactory()
    with time_machine.travel("2026-11-20 12:00 +0800"):
        for day in ("2026-03-01", "2026-09-01", "2026-09-30", "2025-12-31"):
            ActivityFactory(school=school, happened_on=day)

        course, url = district.desk(staff(school.region), "", year)["charts"][0]

    assert course.title.startswith(words)
    assert len(course.rows) == months
    assert url.endswith("since=2026-09-01&until=2027-08-31" if year else "until=2026-12-31")


def test_each_bar_and_each_figure_opens_the_list_it_counts(client):
    batch = BatchFactory(status=BatchStatus.CHECKING)
    day = timezone.localdate()
    ApplicationFactory(batch=batch, status=ApplicationStatus.SUBMITTED, submitted_at=timezone.now())
    school = SchoolFactory(region=batch.region)
    ActivityFactory.create_batch(2, school=school, happened_on=day)
    HonorFactory(school=school, awarded_on=day)
    user = staff(batch.region)
    client.force_login(user)
    desk = district.desk(user, "")

    for figure in desk["figures"]:
        page = client.get(figure["url"]).context["page"]
        assert page.paginator.count == figure["value"], figure["label"]
    for chart, url in desk["charts"]:
        counted = 0
        for row in chart.rows:
            found = client.get(row.url).context["page"].paginator.count
            assert found == row.total, row.label
            counted += found
        assert client.get(url).context["page"].paginator.count == counted


@pytest.mark.parametrize("who", [clerk, secretary])
def test_the_desk_of_a_school_opens(client, who):
    school = SchoolFactory()
    ActivityFactory.create_batch(2, school=school)
    client.force_login(who(school))

    assert "最近活动" in client.get("/office/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_desks_ask_the_same_number_of_questions_however_much_there_is(
    client, count, django_assert_max_num_queries
):
    batch = BatchFactory(status=BatchStatus.CHECKING)
    for _ in range(count):
        application = ApplicationFactory(
            batch=batch, status=ApplicationStatus.SUBMITTED, submitted_at=timezone.now()
        )
        ActivityFactory.create_batch(count, school=application.school)
    client.force_login(staff(batch.region))
    with django_assert_max_num_queries(36):
        client.get("/office/")
    client.force_login(clerk(application.school))
    with django_assert_max_num_queries(36):
        client.get("/office/")


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (lambda: expert(RegionFactory()), "/office/selection/reviews/"),
        (auditor, "/office/audit/"),
        (administrator, "/office/accounts/"),
        (security, "/office/accounts/"),
    ],
)
def test_roles_with_one_page_go_straight_to_it(client, who, path):
    client.force_login(who())

    assert client.get("/office/").url == path


def test_an_account_without_a_post_is_told_whom_to_ask(client):
    client.force_login(UserFactory())

    assert "请联系系统管理员" in client.get("/office/").content.decode()


def test_the_log_reads_as_sentences_for_the_auditor_alone(client):
    school, who = SchoolFactory(name="实验小学"), auditor()
    record(who, "account.signed_in", who)
    client.force_login(staff(school.region))
    refused = client.get("/office/audit/")
    client.force_login(who)

    html = client.get("/office/audit/").content.decode()

    assert refused.status_code == 403
    assert "只有审计员能看" in refused.content.decode()
    assert who.name in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_runs_a_constant_number_of_queries(client, count, django_assert_num_queries):
    who = auditor()
    for _ in range(count):
        record(who, "account.sign_in", who)
    client.force_login(who)

    with django_assert_num_queries(5):
        client.get("/office/audit/")
