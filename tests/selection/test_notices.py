from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kit.models import AuditEntry, SpecialDay
from kit.workdays import UnknownYear
from kit.workflow import Refused
from selection.actions.notices import draft_of, keep, last_day, period_text, rows_of
from selection.actions.readiness import checks
from selection.choices import ApplicationStatus, BatchStatus, DayKind, NoticeStatus, Outcome
from selection.models import PublicNotice
from selection.workflow.notices import notice_flow
from selection.workflow.results import announce
from tests.factories import BatchFactory, RegionFactory, SchoolFactory, leader, secretary, staff
from tests.selection.deciding import (
    announcement,
    decided,
    deciding,
    drafted,
    noticed,
    run_out,
    statuses,
)

pytestmark = pytest.mark.django_db
NEW, EDIT = "office:selection:notice_new", "office:selection:notice_edit"


def typed(notice, **changes):
    """What the page of a draft sends."""
    names = ("title", "body", "contact_office", "contact_phone", "contact_email", "contact_address")
    return {name: getattr(notice, name) for name in names} | {
        "starts_on": notice.starts_on.isoformat(),
        "version": "",
        **changes,
    }


def move(client, notice, key, **data):
    return client.post(reverse("office:selection:notice_move", args=[notice.pk, key]), data)


def test_five_working_days_step_over_the_national_day():
    batch = BatchFactory.build(notice_days=5)
    assert last_day(batch, date(2026, 9, 30)) == date(2026, 10, 12)


def test_a_saturday_that_is_worked_counts():
    batch = BatchFactory.build(notice_days=1)
    assert last_day(batch, date(2026, 10, 10)) == date(2026, 10, 10)


def test_a_notice_started_in_the_holiday_counts_from_the_first_working_day():
    batch = BatchFactory.build(notice_days=1)
    assert last_day(batch, date(2026, 10, 1)) == date(2026, 10, 8)


def test_calendar_days_count_every_day():
    batch = BatchFactory.build(notice_days=7, notice_day_kind=DayKind.CALENDAR)
    assert last_day(batch, date(2026, 9, 30)) == date(2026, 10, 6)


def test_the_period_is_told_in_words():
    batch = BatchFactory.build(notice_days=5)
    notice = PublicNotice(
        batch=batch, starts_on=date(2026, 9, 30), ends_on=last_day(batch, date(2026, 9, 30))
    )
    assert period_text(notice) == "共 5 个工作日，到 10 月 12 日"


@pytest.mark.parametrize(
    ("past", "said"), [(0, "还有 5 天，"), (3, "还有 2 天，"), (4, "还有 1 天，")]
)
def test_a_running_notice_tells_the_days_left_and_how_to_object(client, past, said):
    notice, _ = noticed(1, notice_days=5, notice_day_kind=DayKind.CALENDAR)
    start = timezone.localdate() - timedelta(days=past)
    PublicNotice.objects.update(starts_on=start, ends_on=start + timedelta(days=4))

    html = client.get(notice.get_absolute_url()).content.decode()

    assert said in html
    assert "可以在这里实名填写" in html
    assert reverse("selection:objection", args=[notice.pk]) in html


def test_a_notice_that_is_over_leads_to_the_results_and_hides_the_contact(client):
    notice, boss = noticed(1)
    run_out(notice)
    before = client.get(notice.get_absolute_url()).content.decode()
    announce(announcement(notice.batch), by=boss)
    after = client.get(notice.get_absolute_url()).content.decode()

    result = reverse("selection:result", args=[notice.batch_id])
    for html in (before, after):
        assert "已结束" in html
        assert ("0510-80000000" in html, "实名填写" in html) == (False, False)
    assert (result in before, result in after) == (False, True)


def test_a_year_without_holidays_is_said_plainly():
    SpecialDay.objects.filter(date__year=2026).delete()
    with pytest.raises(UnknownYear, match="还没有 2026 年的放假安排"):
        last_day(BatchFactory.build(notice_days=5), date(2026, 9, 30))


def test_the_form_says_it_beside_the_start_and_keeps_the_rest(client):
    SpecialDay.objects.all().delete()
    batch, _ = decided()
    client.force_login(staff(batch.region))

    page = client.post(
        reverse(NEW, args=[batch.pk]), typed(draft_of(batch), title="我写的标题", body="我写的正文")
    )

    assert PublicNotice.objects.count() == 0
    errors = page.context["form"].errors
    assert list(errors) == ["starts_on"]
    assert "放假安排，算不出工作日" in errors["starts_on"][0]
    assert "我写的正文" in page.content.decode()


def test_staff_prepare_what_the_leader_publishes(client):
    batch, boss = decided()
    client.force_login(staff(batch.region))
    client.post(reverse(NEW, args=[batch.pk]), typed(draft_of(batch)))
    notice = PublicNotice.objects.get()

    assert notice.ends_on == last_day(batch, notice.starts_on)
    assert move(client, notice, "publish").status_code == 403
    client.force_login(boss)
    move(client, notice, "publish", seen="draft")

    notice.refresh_from_db()
    batch.refresh_from_db()
    assert (notice.status, notice.published_by) == (NoticeStatus.RUNNING, boss)
    assert batch.status == BatchStatus.NOTICED
    assert statuses(batch) == [ApplicationStatus.NOTICED] * 3


def test_those_left_out_stay_decided_and_unnamed(client):
    notice, _ = noticed(left_out=(2,))
    left = notice.batch.applications.get(number=3)

    html = client.get(notice.get_absolute_url()).content.decode()

    assert statuses(notice.batch) == [
        ApplicationStatus.NOTICED,
        ApplicationStatus.NOTICED,
        ApplicationStatus.DECIDED,
    ]
    assert left.brand.title not in html
    assert left.school.name not in html


def test_a_second_draft_is_the_first_one(client):
    batch, boss = decided()
    notice = drafted(batch, boss)
    client.force_login(boss)

    page = client.post(reverse(NEW, args=[batch.pk]), typed(draft_of(batch)))

    assert page.url == reverse(EDIT, args=[notice.pk])
    assert PublicNotice.objects.count() == 1


def test_the_list_goes_by_the_spoken_name_of_the_school():
    batch, boss = decided()
    names = ["Z", "A", "M"]
    for application, name in zip(batch.applications.order_by("number"), names, strict=True):
        type(application.school).objects.filter(pk=application.school_id).update(
            name={"Z": "中山小学", "A": "安镇小学", "M": "梅村小学"}[name]
        )
    notice = drafted(batch, boss)
    assert [row.school for row in rows_of(notice)] == ["安镇小学", "梅村小学", "中山小学"]
    notice.shows_rank = True

    keep(notice=notice, by=boss)
    assert [row.school for row in rows_of(notice)] == ["中山小学", "安镇小学", "梅村小学"]


def test_names_are_printed_as_they_were_signed():
    batch, boss = decided(count=1)
    application = batch.applications.get()
    application.versions.create(
        number=1,
        content={"brand": {"title": "签过的名字"}, "school": {"name": "签过的学校"}},
        digest="0" * 64,
        code="ABCDEFGHJKMN",
        made_by=boss,
    )
    row = rows_of(drafted(batch, boss))[0]
    assert (row.title, row.school) == ("签过的名字", "签过的学校")


def test_a_stale_draft_is_told(client):
    batch, boss = decided()
    notice = drafted(batch, boss)
    client.force_login(boss)

    page = client.post(reverse(EDIT, args=[notice.pk]), typed(notice, title="改过的", version="x"))

    assert "有人先一步保存了这份内容" in page.content.decode()
    assert "改过的" in page.content.decode()


def test_nothing_goes_out_before_the_checks_are_met(client):
    batch, boss = decided()
    notice = drafted(batch, boss)
    PublicNotice.objects.filter(pk=notice.pk).update(
        starts_on=timezone.localdate() - timedelta(days=1),
        contact_phone="",
        body="联系人手机 13812348000",
    )
    notice.refresh_from_db()

    bad = [check.text for check in checks(notice) if check.is_blocking and not check.is_ok]
    with pytest.raises(Refused, match="开始日期已经过去"):
        notice_flow.perform(notice, "publish", by=boss)

    assert bad == ["公示从今天或以后开始", "写明受理部门和电话", "没有个人信息和禁用的说法"]
    assert statuses(batch) == [ApplicationStatus.DECIDED] * 3


def test_a_double_click_publishes_once(client):
    batch, boss = decided()
    notice = drafted(batch, boss)
    client.force_login(boss)

    move(client, notice, "publish", seen="draft")
    move(client, notice, "publish", seen="draft")

    assert AuditEntry.objects.filter(verb="notice.publish").count() == 1


def test_a_withdrawn_notice_is_gone_and_the_list_is_open_again(client):
    notice, boss = noticed()
    client.force_login(boss)

    move(client, notice, "withdraw", note="学校名称有误", seen="running")

    notice.batch.refresh_from_db()
    assert client.get(notice.get_absolute_url()).status_code == 404
    assert notice.batch.status == BatchStatus.DECIDING
    assert statuses(notice.batch) == [ApplicationStatus.DECIDED] * 3


def test_a_draft_is_not_public(client):
    batch, boss = decided()
    notice = drafted(batch, boss)

    assert client.get(notice.get_absolute_url()).status_code == 404
    assert list(client.get(reverse("selection:notice_list")).context["page"]) == []


def test_a_running_notice_says_how_to_object(client):
    notice, _ = noticed()

    html = client.get(notice.get_absolute_url()).content.decode()

    assert "0510-80000000" in html
    assert reverse("selection:objection", args=[notice.pk]) in html


def test_an_ended_notice_hides_whom_to_ask(client):
    notice, _ = noticed()
    run_out(notice)

    page = client.get(notice.get_absolute_url())

    assert "已结束" in page.content.decode()
    assert "0510-80000000" not in page.content.decode()
    assert client.get(reverse("selection:objection", args=[notice.pk])).status_code == 410


def test_nothing_internal_is_public(client):
    notice, boss = noticed()
    decision = notice.items.first().decision
    type(decision).objects.filter(pk=decision.pk).update(reason="内部理由")
    experts = [a.expert.user.name for a in decision.application.assignments.all()]

    pages = [reverse("selection:notice_list"), notice.get_absolute_url()]
    html = "".join(client.get(page).content.decode() for page in pages)

    secrets = ["97.00", "94.00", "91.00", "内部理由", "8号", boss.name, *experts]
    assert [secret for secret in secrets if secret in html] == []


def test_there_is_nothing_to_draft_before_the_decision(client):
    batch = deciding()
    type(batch).objects.filter(pk=batch.pk).update(status=BatchStatus.REVIEWING)
    client.force_login(leader(batch.region))

    page = client.get(reverse(NEW, args=[batch.pk]), follow=True)

    assert "不能起草公示" in page.content.decode()


@pytest.mark.parametrize(
    "stranger",
    [lambda b: staff(RegionFactory()), lambda b: secretary(SchoolFactory(region=b.region))],
    ids=["staff elsewhere", "secretary"],
)
def test_a_draft_does_not_exist_for_others(client, stranger):
    batch, boss = decided()
    notice = drafted(batch, boss)
    client.force_login(stranger(batch))

    assert client.get(reverse(EDIT, args=[notice.pk])).status_code == 404
    assert client.get(reverse(NEW, args=[batch.pk])).status_code == 404
    assert move(client, notice, "publish").status_code == 404


def test_an_outcome_of_cultivation_is_printed():
    batch, boss = decided(count=1)
    batch.applications.get().decision.__class__.objects.update(outcome=Outcome.CULTIVATED)
    assert [row.grade for row in rows_of(drafted(batch, boss))] == ["立项培育"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("office", 9), ("public", 5), ("page", 9), ("draft", 21)]
)
def test_pages_ask_as_often_for_one_as_for_three(
    client, django_assert_num_queries, count, name, queries
):
    if name == "draft":
        batch, boss = decided(count)
        url = reverse(EDIT, args=[drafted(batch, boss).pk])
        client.force_login(boss)
    elif name == "page":
        notice, _ = noticed(count)
        url = notice.get_absolute_url()
    else:
        region = RegionFactory()
        for _ in range(count):
            noticed(1, region=region)
        office = name == "office"
        url = reverse("office:selection:notices" if office else "selection:notice_list")
        if office:
            client.force_login(staff(region))
    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200
