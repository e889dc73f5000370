"""Choosing experts: whom the picker offers, what it refuses, and what stays on record."""

from decimal import Decimal

import pytest
from django.urls import reverse

from kit.models import AuditEntry
from kit.workflow import Refused
from schools.models import Employment
from selection.actions.assign import assign, candidates, unassign
from selection.choices import ApplicationStatus, AssignmentStatus, BatchStatus
from selection.models import Assignment
from selection.workflow.review import recuse
from tests import factories
from tests.selection import panel

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return panel.in_review()


@pytest.fixture
def application(batch):
    return batch.applications.get()


@pytest.fixture
def stage(batch):
    return batch.review_stages.get()


@pytest.fixture
def office(client, batch):
    client.force_login(factories.staff(batch.region))
    return client


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


def names(found):
    return [one.expert for one in found]


def keep_away(expert, application):
    Employment.objects.create(user=expert.user, school=application.school, title="副校长")


def test_those_with_a_conflict_stand_apart_with_the_reason(application, stage):
    free, tied = panel.experts(application.batch, 2)
    keep_away(tied, application)
    choice = candidates(application, stage)
    assert (names(choice.offered), names(choice.kept_away)) == ([free], [tied])
    assert [str(reason) for reason in choice.kept_away[0].reasons] == [
        f"本校：{application.school.label}副校长"
    ]


def test_the_familiar_and_least_burdened_come_first(application, stage):
    busy, stranger, fresh = panel.experts(application.batch, 3)
    stranger.stages = ["vocational"]
    stranger.save()
    panel.assign(panel.add_application(application.batch, 2), busy)
    assert names(candidates(application, stage).offered) == [fresh, busy, stranger]


def test_a_full_load_and_a_finished_term_are_not_offered(application, stage):
    full, gone = panel.experts(application.batch, 2)
    full.maximum_load = 1
    full.save()
    panel.assign(panel.add_application(application.batch, 2), full)
    gone.is_active = False
    gone.save()
    choice = candidates(application, stage)
    assert (names(choice.offered), names(choice.full)) == ([], [full])


def test_several_are_asked_at_once(office, application, stage):
    two = panel.experts(application.batch, 2)
    data = {"stage": stage.pk, "experts": [one.pk for one in two]}
    assert office.post(url("assign", application.pk), data).status_code == 302
    assert [row.expert for row in Assignment.objects.order_by("pk")] == two
    entry = AuditEntry.objects.get(verb="assignment.assign")
    assert entry.detail["experts"] == f"{two[0]}、{two[1]}"


def test_a_conflict_is_refused_without_a_reason_and_the_page_says_why(office, application, stage):
    expert = panel.experts(application.batch, 1)[0]
    keep_away(expert, application)
    data = {"stage": stage.pk, "experts": [expert.pk]}
    page = office.post(url("assign", application.pk), data)
    assert f"{expert}要回避" in page.context["form"].errors["experts"][0]
    data[f"why-{expert.pk}"] = "该校只是挂职"
    office.post(url("assign", application.pk), data)
    assert Assignment.objects.get().override_reason == "该校只是挂职"
    assert AuditEntry.objects.filter(verb="assignment.override").count() == 1


def test_the_same_expert_is_asked_once(application, stage):
    expert = panel.experts(application.batch, 1)
    by = factories.staff(application.batch.region)
    assign(application=application, stage=stage, experts=expert, by=by)
    with pytest.raises(Refused, match="已经分到这个项目"):
        assign(application=application, stage=stage, experts=expert, by=by)


@pytest.mark.parametrize(
    ("status", "phase"),
    [
        (ApplicationStatus.SUBMITTED, BatchStatus.CHECKING),
        (ApplicationStatus.REVIEWED, BatchStatus.DECIDING),
    ],
)
def test_only_what_passed_the_check_is_given_out(batch, application, stage, status, phase):
    batch.status, application.status = phase, status
    batch.save()
    application.save()
    by = factories.staff(batch.region)
    with pytest.raises(Refused, match="不能分派专家"):
        assign(application=application, stage=stage, experts=panel.experts(batch, 1), by=by)


def test_what_nobody_has_opened_can_be_taken_back(office, application):
    row = panel.assign(
        application, panel.experts(application.batch, 1)[0], AssignmentStatus.ASSIGNED
    )
    office.post(url("assignment_remove", row.pk))
    assert Assignment.objects.count() == 0


def test_what_is_being_scored_cannot_be_taken_back(application):
    row = panel.assign(application, panel.experts(application.batch, 1)[0])
    with pytest.raises(Refused, match="登记回避"):
        unassign(assignment=row, by=factories.staff(application.batch.region))


def test_a_later_conflict_is_shown_and_can_be_answered(office, application):
    row = panel.assign(application, panel.experts(application.batch, 1)[0])
    keep_away(row.expert, application)
    page = office.get(url("assign", application.pk))
    assert [one.is_open_conflict for one in page.context["rows"]] == [True]
    assert "这份评分不计入" in page.content.decode()
    office.post(url("assignment_override", row.pk), {"note": "已离任"})
    page = office.get(url("assign", application.pk))
    assert [one.is_open_conflict for one in page.context["rows"]] == [False]


def test_the_office_records_a_recusal_with_its_reason(office, application):
    row = panel.assign(application, panel.experts(application.batch, 1)[0])
    move = url("assignment_move", row.pk, "recuse")
    office.post(move, {"note": "", "seen": "declared"})
    assert Assignment.objects.get().status == AssignmentStatus.DECLARED
    office.post(move, {"note": "亲属在该校", "seen": "declared"})
    assert Assignment.objects.get().recusal_reason == "亲属在该校"


def test_strangers_are_kept_out(client, application):
    row = panel.assign(application, panel.experts(application.batch, 1)[0])
    strangers = (
        factories.clerk(application.school),
        row.expert.user,
        factories.staff(factories.RegionFactory(code="3707")),
        factories.administrator(),
    )
    found = []
    for user in strangers:
        client.force_login(user)
        found.append(
            (
                client.get(url("assign", application.pk)).status_code,
                client.get(url("assign_grid", application.batch_id)).status_code,
                client.post(url("assignment_remove", row.pk)).status_code,
                client.post(url("assignment_override", row.pk), {"note": "x"}).status_code,
            )
        )
    assert found == [(403, 404, 403, 403)] + [(404, 404, 404, 404)] * 3


@pytest.mark.parametrize(("applications", "count"), [(1, 1), (4, 6)])
def test_the_grid_costs_the_same_for_any_number(
    client, django_assert_num_queries, applications, count
):
    batch = panel.in_review(applications=applications)
    pool = panel.experts(batch, count)
    for application in batch.applications.all():
        for expert in pool:
            panel.assign(application, expert)
    client.force_login(factories.staff(batch.region))
    with django_assert_num_queries(17):
        page = client.get(url("assign_grid", batch.pk))
    grid = page.context["grid"]
    assert (len(grid.rows), len(grid.experts), grid.open) == (
        applications,
        count,
        applications * count,
    )


def test_the_grid_shows_how_far_the_counted_sheets_lie_apart(office, application):
    rows = [panel.assign(application, expert) for expert in panel.experts(application.batch, 3)]
    for row, values in zip(rows, [(38, 38, 18), (30, 30.5, 12), (10, 10, 10)], strict=True):
        panel.hand_in(row, *values)
    recuse(rows[2], "亲属在该校", by=rows[2].expert.user)
    found = office.get(url("assign_grid", application.batch_id))
    line = found.context["grid"].rows[0]
    assert (line.valid, line.spread) == (2, Decimal("21.5"))  # 94 − 72.5
    assert url("sheet", application.pk) in found.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_picker_costs_the_same_for_any_number(
    office, application, django_assert_num_queries, count
):
    panel.experts(application.batch, count)
    with django_assert_num_queries(17):
        page = office.get(url("assign", application.pk))
    assert len(page.context["choice"].offered) == count
