"""Two users at once: each race ends in one state that is right, and the loser gets a sentence.

The rows in question are held until both users wait for them, so that both have already looked.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from selection.actions import apply
from selection.actions import ladder as ladder_acts
from selection.actions.decide import record_meeting
from selection.actions.review import Mark, gaps_in_sheet, save_scores
from selection.choices import ApplicationStatus, AssignmentStatus, BatchStatus, NoticeStatus
from selection.forms.decide import MeetingSheet
from selection.models import (
    Announcement,
    Application,
    Meeting,
    PublicNotice,
    QuotaCell,
    Recommendation,
)
from selection.workflow import application_flow, batch_flow, ladder
from selection.workflow.notices import notice_flow
from selection.workflow.results import announce, conclude
from selection.workflow.review import assignment_flow
from tests import factories
from tests.selection import panel
from tests.selection.deciding import (
    announcement,
    decided,
    deciding,
    drafted,
    noticed,
    record,
    run_out,
    statuses,
)
from tests.selection.laddering import above, district, recommended, won
from tests.selection.racing import (
    fresh,
    logged,
    move,
    needs_two_writers,
    refusals,
    together,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    needs_two_writers,
]


def to_sign(batch=None, **values):
    batch = batch or factories.BatchFactory(**values)
    school = factories.SchoolFactory(region=batch.region)
    brand = factories.complete(factories.BrandFactory(school=school))
    organization = factories.PartyOrganizationFactory(region=batch.region)
    organization.host_schools.add(school)
    boss = factories.secretary(school)
    row = apply.start(batch=batch, organization=organization, brand=brand, by=boss)
    row.contact_phone = "0510-80000000"
    row.save()
    application_flow.perform(row, "send_to_sign", by=boss)
    return row, boss


def test_two_secretaries_sign_once():
    row, boss = to_sign()
    other = factories.secretary(row.school)

    found = together(
        row.batch,
        move(application_flow, row, "sign", boss),
        move(application_flow, row, "sign", other),
    )

    (said,) = refusals(found)
    assert "有人先一步改了状态，现在是“待形式审查”" in said
    assert (row.versions.count(), logged("application.sign")) == (1, 1)


def test_two_schools_never_get_one_number():
    first, boss = to_sign()
    second, other = to_sign(first.batch)

    found = together(
        first.batch,
        move(application_flow, first, "sign", boss),
        move(application_flow, second, "sign", other),
    )

    assert refusals(found) == []
    assert {fresh(first).number, fresh(second).number} == {1, 2}


def test_nobody_signs_into_a_batch_that_closes():
    row, boss = to_sign()
    office = factories.staff(row.batch.region)

    found = together(
        row.batch,
        move(application_flow, row, "sign", boss),
        move(batch_flow, row.batch, "close", office),
    )

    signed, closed = fresh(row).status, fresh(row.batch).status
    assert closed == BatchStatus.CHECKING
    if refusals(found):
        assert "这个批次已经截止申报" in refusals(found)[0]
        assert (signed, row.versions.count()) == (ApplicationStatus.TO_SIGN, 0)
    else:
        assert (signed, row.versions.count()) == (ApplicationStatus.SUBMITTED, 1)


def test_one_organisation_starts_once():
    batch = factories.BatchFactory()
    school = factories.SchoolFactory(region=batch.region)
    brand = factories.complete(factories.BrandFactory(school=school))
    organization = factories.PartyOrganizationFactory(region=batch.region)
    organization.host_schools.add(school)
    people = [factories.clerk(school), factories.secretary(school)]

    found = together(
        batch,
        *(
            lambda by=by: apply.start(batch=batch, organization=organization, brand=brand, by=by)
            for by in people
        ),
    )

    assert "已经有一份申报" in refusals(found)[0]
    assert (batch.applications.count(), logged("application.start")) == (1, 1)


def test_withdrawing_and_passing_end_in_one_of_them():
    row, boss = to_sign()
    application_flow.perform(row, "sign", by=boss)
    office = factories.staff(row.batch.region)
    row.refresh_from_db()
    row.batch.check_items.all().delete()

    found = together(
        row,
        move(application_flow, row, "withdraw", boss, note="不报了"),
        move(application_flow, row, "reject", office, note="主体不符"),
    )

    (said,) = refusals(found)
    assert "有人先一步改了状态" in said
    assert fresh(row).status in (ApplicationStatus.WITHDRAWN, ApplicationStatus.REJECTED)
    assert logged("application.withdraw") + logged("application.reject") == 1


def sheet(**batch):
    made = panel.in_review(review_until=timezone.now() + timedelta(days=3), **batch)
    (expert,) = panel.experts(made, 1)
    task = panel.assign(made.applications.get(), expert)
    leaves = list(task.stage.rubric.leaves())
    save_scores(
        assignment=task, marks={leaf.pk: Mark(leaf.points, "") for leaf in leaves}, comment=""
    )
    return made, task, leaves


def test_a_sheet_is_locked_once():
    batch, task, _ = sheet()
    by = task.expert.user

    found = together(
        batch,
        move(assignment_flow, task, "submit", by),
        move(assignment_flow, task, "submit", by),
    )

    assert len(refusals(found)) == 1
    assert (fresh(task).status, logged("assignment.submit")) == (AssignmentStatus.SUBMITTED, 1)


def test_a_late_save_never_opens_a_hole_in_a_locked_sheet():
    _, task, leaves = sheet()

    found = together(
        task,
        move(assignment_flow, task, "submit", task.expert.user),
        lambda: save_scores(
            assignment=fresh(task), marks={leaves[0].pk: Mark(None, "")}, comment=""
        ),
    )

    task = fresh(task)
    (said,) = refusals(found)
    if task.status == AssignmentStatus.SUBMITTED:
        assert "不能再改" in said
        assert gaps_in_sheet(task) == []
    else:
        assert f"还差：{leaves[0].title}" in said
        assert not task.review.is_locked


def test_a_score_is_not_reopened_into_a_finished_review():
    batch, task, _ = sheet()
    assignment_flow.perform(task, "submit", by=task.expert.user)
    boss = factories.leader(batch.region)

    found = together(
        batch,
        move(assignment_flow, task, "reopen_score", boss, note="核对"),
        move(batch_flow, batch, "finish_review", boss),
    )

    (said,) = refusals(found)
    after = fresh(batch).status, fresh(task).status
    if after[0] == BatchStatus.DECIDING:
        assert after[1] == AssignmentStatus.SUBMITTED
        assert "这个批次现在不在专家评审阶段" in said
    else:
        assert after == (BatchStatus.REVIEWING, AssignmentStatus.DECLARED)
        assert "还有 1 份评分没有交" in said


def concluding(batch, boss):
    sheet = MeetingSheet(batch, record(batch), finish=True)
    assert sheet.is_valid()
    return {
        "batch": batch,
        "meeting": sheet.form.instance,
        "verdicts": sheet.verdicts,
        "seen": sheet.seen,
        "by": boss,
    }


def test_a_meeting_decides_once():
    batch = deciding(2)
    boss = factories.leader(batch.region)
    first, second = concluding(batch, boss), concluding(batch, boss)

    found = together(batch, lambda: conclude(**first), lambda: conclude(**second))

    assert refusals(found) == ["会议结论已经生效，不能再改。"]
    assert (Meeting.objects.count(), logged("meeting.apply")) == (1, 1)
    assert (statuses(batch), logged("application.decide")) == ([ApplicationStatus.DECIDED] * 2, 2)


def test_two_records_of_a_meeting_never_mix():
    batch = deciding(2)
    boss = factories.leader(batch.region)
    first, second = concluding(batch, boss), concluding(batch, boss)

    found = together(batch, lambda: record_meeting(**first), lambda: record_meeting(**second))

    assert "有人先一步保存了会议记录" in refusals(found)[0]
    assert (Meeting.objects.count(), logged("meeting.record")) == (1, 1)


def test_a_notice_starts_once():
    batch, boss = decided(2)
    notice = drafted(batch, boss)

    found = together(
        notice,
        move(notice_flow, notice, "publish", boss),
        move(notice_flow, notice, "publish", boss),
    )

    assert "现在是“公示中”" in refusals(found)[0]
    assert (logged("notice.publish"), logged("application.give_notice")) == (1, 2)
    assert fresh(batch).status == BatchStatus.NOTICED


def test_results_are_published_once():
    notice, boss = noticed(2)
    run_out(notice)

    found = together(
        notice.batch,
        lambda: announce(announcement(fresh(notice.batch)), by=boss),
        lambda: announce(announcement(fresh(notice.batch)), by=boss),
    )

    assert refusals(found) == ["这个批次的结果已经公布。"]
    assert (Announcement.objects.count(), logged("announcement.award")) == (1, 1)
    assert PublicNotice.objects.get().status == NoticeStatus.ENDED


def test_the_last_place_of_a_quota_is_taken_once():
    below = district()
    upper = above(below)
    QuotaCell.objects.create(batch=upper, region=below.region, stage="primary", places=1)
    boss = factories.leader(below.region)
    rows = [won(below, number) for number in (1, 2)]

    found = together(
        upper,
        *(lambda row=row: ladder.recommend(application=row, batch=upper, by=boss) for row in rows),
    )

    assert "1 个名额已经用完" in refusals(found)[0]
    assert (Recommendation.objects.count(), Application.objects.filter(batch=upper).count()) == (
        1,
        1,
    )
    assert logged("recommendation.make") == 1


def test_one_result_is_recommended_once():
    below = district()
    upper, row = above(below), won(below)
    boss = factories.leader(below.region)

    found = together(
        upper,
        *(lambda: ladder.recommend(application=row, batch=upper, by=boss) for _ in range(2)),
    )

    assert "已经有一份申报" in refusals(found)[0]
    assert Recommendation.objects.count() == 1


def test_two_who_sort_the_list_leave_it_in_one_order():
    upper, rows, boss = recommended(3)
    seen = ladder_acts.state_of(rows)

    found = together(
        upper,
        lambda: ladder.place(rows[0], 3, seen=seen, by=boss),
        lambda: ladder.place(rows[2], 1, seen=seen, by=boss),
    )

    assert "推荐名单刚被别人改过" in refusals(found)[0]
    assert sorted(Recommendation.objects.values_list("order", flat=True)) == [1, 2, 3]
    assert logged("recommendation.place") == 1


def test_nothing_goes_up_into_a_batch_that_closes():
    below = district()
    upper, row = above(below), won(below)
    boss, office = factories.leader(below.region), factories.staff(upper.region)

    found = together(
        upper,
        lambda: ladder.recommend(application=row, batch=upper, by=boss),
        move(batch_flow, upper, "close", office),
    )

    assert fresh(upper).status == BatchStatus.CHECKING
    made = Application.objects.filter(batch=upper).count()
    assert (made, len(refusals(found))) in [(1, 0), (0, 1)]
