"""The formal check: queue, marks, returns tied to fields, answers, and who may do it."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.utils import timezone

from kit.models import AuditEntry
from kit.workflow import Refused
from selection.actions import check, compare
from selection.choices import CHECK_ITEMS
from selection.choices import ApplicationStatus as Status
from selection.listings.apply import CheckListing
from selection.models import Application, Claim
from selection.workflow import application_flow
from selection.workflow.together import pass_together
from tests import factories
from tests.selection.test_apply import Place, main, url
from tests.selection.test_apply_pages import told, typed


@pytest.fixture
def place(db):
    return Place()


@pytest.fixture
def office(client, place):
    client.force_login(place.staff)
    return client


def all_met(application, by, **unmet):
    items = check.ensure_items(application.batch)
    marks = {item: (item.text not in unmet.get("texts", ()), "") for item in items}
    check.mark(application=application, marks=marks, by=by)


def returned(place, **notes):
    """Submitted, and sent back with these notes by field."""
    application = place.submitted()
    check.ask(application=application, notes=notes, due_on=None, by=place.staff)
    application_flow.perform(application, "return_for_correction", by=place.staff)
    return application


def test_a_batch_without_a_list_gets_the_usual_six_lines_once(place):
    application = place.submitted()
    check.ensure_items(place.batch)
    assert [item.text for item in application.batch.check_items.all()] == list(CHECK_ITEMS)


def test_nothing_passes_while_a_line_is_unmarked_or_unmet(place):
    application = place.submitted()
    assert check.obstacles(application) == ["还有 6 项没有核对，暂不能通过"]
    all_met(application, place.staff, texts=(CHECK_ITEMS[4],))
    with pytest.raises(Refused, match="还有 1 项不符，暂不能通过"):
        application_flow.perform(application, "pass", by=place.staff)
    all_met(application, place.staff)
    application_flow.perform(application, "pass", by=place.staff)
    assert application.status == Status.PASSED


def test_only_staff_of_the_region_check(place):
    application = place.submitted()
    all_met(application, place.staff)
    strangers = [
        place.clerk,
        place.secretary,
        factories.leader(place.batch.region),
        factories.expert(place.batch.region),
        factories.staff(factories.RegionFactory()),
    ]
    for user in strangers:
        with pytest.raises(PermissionDenied):
            application_flow.perform(application, "pass", by=user)


def test_rejecting_needs_a_reason(place):
    application = place.submitted()
    with pytest.raises(Refused, match="请填写不予受理的理由"):
        application_flow.perform(application, "reject", by=place.staff)
    application_flow.perform(application, "reject", by=place.staff, note="不是学校党组织")
    assert application.status == Status.REJECTED


def test_a_return_needs_notes_and_takes_their_last_day(place):
    application = place.submitted()
    with pytest.raises(Refused, match="请在要补正的栏目旁写明意见"):
        application_flow.perform(application, "return_for_correction", by=place.staff)
    day = timezone.localdate() + timedelta(days=5)
    check.ask(application=application, notes={"result": "写明出处"}, due_on=day, by=place.staff)
    application_flow.perform(application, "return_for_correction", by=place.staff)
    assert (application.status, application.correct_by) == (Status.RETURNED, day)


def test_unanswered_notes_keep_the_application_at_the_school(place):
    application = returned(place, result="写明出处", claims="补佐证")
    with pytest.raises(Refused, match="还有 2 条补正意见没有答复"):
        application_flow.perform(application, "send_to_sign", by=place.clerk)


def test_an_answered_return_becomes_a_new_version_with_the_same_number(place):
    application = returned(place, result="写明出处")
    row = check.current_round(application)[0]
    check.answer(
        application=application, answers={row: ("已写明", "工作成效的新正文。")}, by=place.clerk
    )
    application_flow.perform(application, "send_to_sign", by=place.clerk)
    application_flow.perform(application, "sign", by=place.secretary)
    old, new = application.versions.order_by("number")
    assert (application.status, application.number) == (Status.SUBMITTED, 1)
    assert [change["label"] for change in compare.compare(old.content, new.content)] == ["工作成效"]
    assert check.current_round(application) == []
    row.refresh_from_db()
    assert (row.before, row.after) == ("工作成效的正文。", "工作成效的新正文。")


def test_after_a_return_only_the_returned_fields_differ(client, place):
    application = returned(place, result="写明出处")
    place.brand.tagline = "改了的一句话"
    place.brand.save()
    place.activity.title = "改了的活动"
    place.activity.save()
    application.content["background"] = "悄悄改的由来"
    application.save()
    client.force_login(place.clerk)
    for answer in (
        client.get(url("evidence", application.pk)),
        client.post(url("application_recount", application.pk)),
    ):
        assert answer.url == url("correct", application.pk)
        assert told(answer)[-1] == "这一部分没有退回，不用改。"
    row = check.current_round(application)[0]
    check.answer(application=application, answers={row: ("好", "新的成效。")}, by=place.clerk)
    application_flow.perform(application, "send_to_sign", by=place.clerk)
    application_flow.perform(application, "sign", by=place.secretary)
    new, old = (version.content for version in application.versions.all())
    changed = [
        part["key"] for part, was in zip(new["prose"], old["prose"], strict=True) if part != was
    ]
    assert changed == ["result"]
    assert {**new, "prose": []} == {**old, "prose": []}


def test_after_the_day_of_correction_nobody_signs(place):
    application = returned(place, result="写明出处")
    yesterday = timezone.localdate() - timedelta(days=1)
    Application.objects.update(correct_by=yesterday)
    application.refresh_from_db()
    row = check.current_round(application)[0]
    check.answer(application=application, answers={row: ("好", "好。")}, by=place.clerk)
    with pytest.raises(Refused, match="截止时间"):
        application_flow.perform(application, "send_to_sign", by=place.clerk)


def test_the_queue_shows_tabs_with_counts_and_who_waits_too_long(office, place):
    application = place.submitted()
    Application.objects.update(submitted_at=timezone.now() - timedelta(days=6))
    page = office.get(url("queue"))
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [
        ("待审", 1),
        ("已退回", 0),
        ("已通过", 0),
        ("不予受理", 0),
        ("全部", 1),
    ]
    assert '<b class="late">6 天</b>' in page.content.decode()
    passed = office.get(f"{url('queue')}?tab=passed").content.decode()
    assert str(application.brand) not in main(passed)


def test_schools_have_no_queue(client, place):
    client.force_login(place.secretary)
    answer = client.get(url("queue"))
    assert answer.status_code == 403
    assert "只有本地区的工作人员和领导能看形式审查。" in answer.content.decode()


def test_marks_are_saved_and_the_button_says_what_is_missing(office, place):
    application = place.submitted()
    page = url("check", application.pk)
    items = check.ensure_items(place.batch)
    office.post(url("check_mark", application.pk), {f"item-{items[0].pk}": "yes"})
    assert "还有 5 项没有核对，暂不能通过" in office.get(page).content.decode()
    office.post(url("check_mark", application.pk), {f"item-{item.pk}": "yes" for item in items})
    office.post(url("application_move", application.pk, "pass"), {"seen": "submitted"})
    application.refresh_from_db()
    assert application.status == Status.PASSED


def test_a_leader_reads_and_does_not_mark(client, place):
    application = place.submitted()
    client.force_login(factories.leader(place.batch.region))
    assert "保存核对结果" not in client.get(url("check", application.pk)).content.decode()
    answer = client.post(url("check_mark", application.pk))
    assert answer.status_code == 403
    assert "只有本地区的工作人员能做形式审查。" in answer.content.decode()


def test_a_return_without_any_note_loses_nothing(office, place):
    application = place.submitted()
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    answer = office.post(url("check_return", application.pk), {"due_on": day, "seen": "submitted"})
    text = answer.content.decode()
    assert ("至少一条" in text, "补正期限不能早于今天" in text) == (True, True)
    assert application.corrections.count() == 0


def test_fields_go_back_and_forth_through_the_pages(client, place):
    application = place.submitted()
    sub = f"sub-{place.sub.pk}"
    client.force_login(place.staff)
    client.post(
        url("check_return", application.pk),
        {"note-result": "写明出处", f"note-{sub}": "写清次数", "seen": "submitted"},
    )
    client.force_login(place.clerk)
    page = client.get(url("correct", application.pk))
    assert [row["label"] for row in page.context["form"].rows()] == [
        "主要做法一：同心圆",
        "工作成效",
    ]
    first, second = page.context["form"].corrections
    sent = typed(
        page.context["form"],
        **{
            f"text-{first.pk}": "每月一次。",
            f"answer-{first.pk}": "已写清",
            f"text-{second.pk}": "工作成效的正文，2025 年统计。",
            f"answer-{second.pk}": "已写明",
        },
    )
    assert client.post(url("correct", application.pk), sent).status_code == 302
    client.post(url("application_move", application.pk, "send_to_sign"), {"seen": "returned"})
    client.force_login(place.secretary)
    shown = client.get(url("sign", application.pk)).context["form"].shown
    client.post(url("sign", application.pk), {"digest": shown, "password": "correct-horse-9"})
    client.force_login(place.staff)
    text = client.get(url("check", application.pk)).content.decode()
    wanted = (">（删去：</span>怎么做", ">（新写：</span>每月一次", "已写明", "第 2 版")
    assert [word for word in wanted if word not in text] == []
    queue = client.get(url("queue")).content.decode()
    assert "补正后待审" in queue


def test_a_double_return_acts_once(office, place):
    application = place.submitted()
    sent = {"note-result": "写明出处", "seen": "submitted"}
    office.post(url("check_return", application.pk), sent)
    again = office.post(url("check_return", application.pk), sent)
    assert "有人先一步改了状态" in again.content.decode()
    assert application.corrections.count() == 1


def test_a_closed_check_takes_no_marks(office, place):
    application = returned(place, result="写明出处")
    answer = office.post(url("check_mark", application.pk))
    assert told(answer) == ["现在是“退回补正”，不用再核对。"]


def test_the_queue_takes_the_same_queries_for_one_and_for_three(
    office, place, django_assert_num_queries
):
    place.submitted()
    office.get(url("queue"))
    with django_assert_num_queries(9):
        office.get(url("queue"))
    for number in (2, 3):
        row = factories.ApplicationFactory(batch=place.batch)
        Application.objects.filter(pk=row.pk).update(
            status=Status.SUBMITTED, submitted_at=timezone.now(), number=number
        )
    with django_assert_num_queries(9):
        office.get(url("queue"))


def second(place):
    """Another application of the batch, handed in."""
    row, by = ready_to_sign(place.batch)
    application_flow.perform(row, "sign", by=by)
    return row


def test_several_pass_together_each_with_its_own_line_in_the_log(office, place):
    rows = [place.submitted(), second(place)]
    for row in rows:
        all_met(row, place.staff)
    page = office.get(url("together", place.batch.pk))
    assert page.context["ticked"] == {str(row.pk) for row in rows}
    office.post(url("together", place.batch.pk), {"applications": [row.pk for row in rows]})
    assert {row.status for row in Application.objects.all()} == {Status.PASSED}
    assert AuditEntry.objects.filter(verb="application.pass").count() == 2


def test_what_is_not_ready_is_named_with_its_reason_and_cannot_be_slipped_in(office, place):
    ready, bare = place.submitted(), second(place)
    all_met(ready, place.staff)
    page = office.get(url("together", place.batch.pk))
    assert [(row.pk, why) for row, why in page.context["waiting"]] == [
        (bare.pk, ["还有 6 项没有核对，暂不能通过"])
    ]
    answer = office.post(url("together", place.batch.pk), {"applications": [ready.pk, bare.pk]})
    assert "选的申报里有的情况变了" in answer.text
    assert not Application.objects.in_state(Status.PASSED).exists()


def test_many_are_passed_page_by_page(office, place, monkeypatch):
    monkeypatch.setattr(CheckListing, "per_page", 1)
    rows = [place.submitted(), second(place)]
    for row in rows:
        all_met(row, place.staff)
    page = office.get(url("together", place.batch.pk), {"page": 2})
    assert [row.pk for row in page.context["ready"]] == [rows[1].pk]
    assert "待审共 2 条" in page.text
    answer = office.post(
        f"{url('together', place.batch.pk)}?page=2", {"applications": [rows[1].pk]}
    )
    assert answer.status_code == 302
    assert [row.status for row in Application.objects.order_by("pk")] == [
        Status.SUBMITTED,
        Status.PASSED,
    ]


def test_one_that_is_refused_holds_back_all_of_them(place):
    rows = [place.submitted(), second(place)]
    all_met(rows[0], place.staff)
    with pytest.raises(Refused, match="一项也没有通过，因为"):
        pass_together(rows, by=place.staff)
    assert not Application.objects.in_state(Status.PASSED).exists()
    assert not AuditEntry.objects.filter(verb="application.pass").exists()


def test_the_page_of_several_takes_the_same_queries_for_one_and_for_three(
    office, place, django_assert_num_queries
):
    all_met(place.submitted(), place.staff)
    page = url("together", place.batch.pk)
    office.get(page)
    with django_assert_num_queries(10):
        office.get(page)
    for _ in range(2):
        second(place)
    with django_assert_num_queries(10):
        office.get(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time by itself")
def test_two_signatures_at_once_get_two_numbers():
    pairs = [ready_to_sign(factories.BatchFactory())]
    pairs.append(ready_to_sign(pairs[0][0].batch))
    barrier, problems = Barrier(2), []

    def sign(application, by):
        try:
            barrier.wait(timeout=10)
            application_flow.perform(application, "sign", by=by)
        except Exception as problem:  # noqa: BLE001 - told below
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [Thread(target=sign, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert sorted(Application.objects.values_list("number", flat=True)) == [1, 2]


def ready_to_sign(batch):
    row = factories.ApplicationFactory(
        batch=batch, brand=factories.complete(factories.BrandFactory())
    )
    claim = Claim.objects.create(application=row, text="一条")
    claim.evidence.create(activity=factories.ActivityFactory(school=row.school))
    row.content = dict.fromkeys(["connotation", "background", "result"], "正文")
    row.content[f"sub-{row.brand.sub_projects.get().pk}"] = "正文"
    row.contact_phone = "0510-80000000"
    row.save()
    Application.objects.filter(pk=row.pk).update(status=Status.TO_SIGN)
    return Application.objects.get(pk=row.pk), factories.secretary(row.school)
