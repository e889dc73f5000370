"""The day of a defence: who comes, the draw anybody can repeat, the panel, and the weighted total."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone

from kit.models import AuditEntry
from kit.workflow import Refused
from schools.models import Employment
from selection.actions.assign import assign
from selection.actions.defence import draw, finalists, gaps, seat_panel
from selection.actions.results import outcome_of, outcomes
from selection.choices import AssignmentStatus, BatchStatus, StageForm
from selection.models import Assignment, Defence
from selection.workflow import batch_flow
from tests import factories
from tests.selection import panel

pytestmark = pytest.mark.django_db


def two_stages(applications, **batch):
    """Material 60 %, defence 40 %; three experts have scored the material, number 1 best."""
    made = panel.in_review(applications=applications, **batch)
    made.review_stages.update(weight=60)
    material = made.review_stages.get()
    pool = panel.experts(made, 3)
    for application in made.applications.order_by("number"):
        for expert in pool:
            row = Assignment.objects.create(
                stage=material,
                application=application,
                expert=expert,
                status=AssignmentStatus.DECLARED,
                declared_at=timezone.now(),
            )
            panel.hand_in(row, 36 - application.number, 36, 18)
    stage = made.review_stages.create(
        rubric=material.rubric, name="现场答辩", form=StageForm.DEFENCE, weight=40, order=5
    )
    return made, stage


def planned(stage, **values):
    values = {"starts_at": timezone.now() + timedelta(days=1), **values}
    return Defence.objects.create(stage=stage, **values)


def drawn(stage, seed="20261121", **values):
    draw(defence=planned(stage, **values), by=factories.staff(stage.batch.region), seed=seed)
    return list(stage.slots.select_related("application"))


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


def test_the_first_by_material_score_come_and_ties_with_the_last_come_too():
    batch, stage = two_stages(4)
    assert [one.application.number for one in finalists(stage, 2)] == [1, 2]
    assert [str(one.score) for one in finalists(stage, 2)] == ["89.00", "88.00"]
    third = batch.applications.get(number=3)
    for row in third.assignments.all():
        row.review.scores.filter(indicator__title="内涵").update(value=34)
    assert [one.application.number for one in finalists(stage, 2)] == [1, 2, 3]
    assert len(finalists(stage, None)) == 4


def test_anybody_can_work_the_order_out_from_the_printed_seed():
    _batch, stage = two_stages(5)
    slots = drawn(stage)
    by_hand = sorted(range(1, 6), key=lambda n: sha256(f"20261121-{n}".encode()).hexdigest())
    assert [slot.application.number for slot in slots] == by_hand
    entry = AuditEntry.objects.get(verb="defence.draw")
    assert (entry.detail["seed"], len(entry.detail["order"])) == ("20261121", 5)


def test_start_times_follow_the_clock_also_when_it_is_changed(client):
    batch, stage = two_stages(3)
    slots = drawn(stage)
    steps = [slot.starts_at - slots[0].starts_at for slot in slots]
    assert steps == [timedelta(minutes=15 * n) for n in range(3)]
    client.force_login(factories.staff(batch.region))
    page = client.get(url("defence", stage.pk))
    data = page.context["form"].initial | {
        "starts_at": "2027-03-01T09:00",
        "places": "",
        "talk_minutes": 5,
        "version": page.context["form"]["version"].value(),
    }
    assert client.post(url("defence", stage.pk), data).status_code == 302
    begins = [timezone.localtime(slot.starts_at).strftime("%H:%M") for slot in stage.slots.all()]
    assert begins == ["09:00", "09:10", "09:20"]


def test_nothing_is_drawn_while_material_sheets_are_out():
    batch, stage = two_stages(2)
    row = batch.applications.first().assignments.first()
    Assignment.objects.filter(pk=row.pk).update(status=AssignmentStatus.DECLARED)
    plan = planned(stage)
    assert gaps(plan) == ["材料评审还有 1 份评分没有交，请先催交，或登记逾期、回避"]
    with pytest.raises(Refused, match="还有 1 份评分没有交"):
        draw(defence=plan, by=factories.staff(batch.region))


def test_it_is_drawn_once_and_again_only_by_the_leader_with_a_reason(client):
    batch, stage = two_stages(2)
    planned(stage)
    address = url("defence_draw", stage.pk)
    client.force_login(factories.staff(batch.region))
    client.post(address, {"seen": ""})
    first = Defence.objects.get().seed
    assert len(first) == 8
    client.post(address, {"seen": ""})
    assert client.post(address, {"seen": first, "note": "想重来"}).status_code == 403
    client.force_login(factories.leader(batch.region))
    client.post(address, {"seen": first, "note": " "})
    assert Defence.objects.get().seed == first
    client.post(address, {"seen": "00000000", "note": "从旧页面来"})
    assert Defence.objects.get().seed == first
    client.post(address, {"seen": first, "note": "漏了一项"})
    assert AuditEntry.objects.get(verb="defence.redraw").detail["reason"] == "漏了一项"


def test_after_the_first_score_the_order_stands():
    batch, stage = two_stages(2)
    drawn(stage)
    seat_panel(stage=stage, by=factories.staff(batch.region))
    panel.hand_in(stage.assignments.first(), 30, 30, 15)
    with pytest.raises(Refused, match="已经有专家打分"):
        draw(defence=stage.defence, by=factories.leader(batch.region), reason="重来")


def test_the_same_panel_sits_and_conflicts_are_looked_up_anew():
    batch, stage = two_stages(2)
    slots = drawn(stage)
    first = slots[0].application
    expert = first.assignments.first().expert
    Employment.objects.create(user=expert.user, school=first.school, title="教师")
    seated = seat_panel(stage=stage, by=factories.staff(batch.region))
    assert seated.count == 5
    assert seated.kept_away == [f"{expert}（{first.code}）：本校：{first.school.label}教师"]
    rows = stage.assignments.all()
    assert {row.status for row in rows} == {AssignmentStatus.DECLARED}
    assert {row.order for row in rows} == {1, 2}
    again = seat_panel(stage=stage, by=factories.staff(batch.region))
    assert (again.count, stage.assignments.count()) == (0, 5)


def test_experts_are_asked_only_for_projects_that_come():
    batch, stage = two_stages(2)
    drawn(stage, places=1)
    away = batch.applications.get(number=2)
    with pytest.raises(Refused, match="不在“现场答辩”的名单里"):
        assign(
            application=away,
            stage=stage,
            experts=panel.experts(batch, 1),
            by=factories.staff(batch.region),
        )


def test_material_and_defence_are_weighted_and_whoever_did_not_come_has_no_place():
    batch, stage = two_stages(3)
    drawn(stage, places=2)
    seat_panel(stage=stage, by=factories.staff(batch.region))
    for row in stage.assignments.select_related("application"):
        panel.hand_in(row, 40 if row.application.number == 2 else 30, 40, 20)
    found = outcomes(batch)
    # 1: 89 × 60 % + 90 × 40 % = 89.40; 2: 88 × 60 % + 100 × 40 % = 92.80
    assert [(o.application.number, o.rank, o.score) for o in found] == [
        (2, 1, Decimal("92.80")),
        (1, 2, Decimal("89.40")),
        (3, None, None),
    ]
    assert found[2].gaps == ["没有进入现场答辩。"]


def test_the_review_does_not_end_before_the_draw():
    batch, _stage = two_stages(1)
    with pytest.raises(Refused, match="现场答辩还没有抽签"):
        batch_flow.perform(batch, "finish_review", by=factories.staff(batch.region))


@pytest.mark.parametrize("name", ["defence_order", "defence_blank", "defence_timer"])
def test_papers_of_an_anonymous_batch_name_no_school(client, name):
    batch, stage = two_stages(2, is_anonymous=True)
    drawn(stage)
    seat_panel(stage=stage, by=factories.staff(batch.region))
    client.force_login(factories.staff(batch.region))
    page = client.get(url(name, stage.pk)).content.decode()
    assert "第01号项目" in page
    for application in batch.applications.all():
        assert application.school.name not in page
        assert application.brand.title not in page
    batch.is_anonymous = False
    batch.save()
    if name != "defence_timer":
        assert application.school.name in client.get(url(name, stage.pk)).content.decode()


def test_the_order_sheet_prints_seed_and_proof(client):
    batch, stage = two_stages(2)
    drawn(stage)
    client.force_login(factories.staff(batch.region))
    page = client.get(url("defence_order", stage.pk)).content.decode()
    proof = sha256(b"20261121-1").hexdigest()[:8]
    assert proof in page
    assert "抽签种子 20261121" in page


def test_before_the_draw_there_is_nothing_to_print(client):
    batch, stage = two_stages(1)
    client.force_login(factories.staff(batch.region))
    assert client.get(url("defence_order", stage.pk)).status_code == 404
    assert client.get(url("defence", stage.pk)).status_code == 200


def test_there_is_a_sheet_of_paper_for_every_expert_and_project(client):
    batch, stage = two_stages(2)
    drawn(stage)
    seat_panel(stage=stage, by=factories.staff(batch.region))
    client.force_login(factories.staff(batch.region))
    page = client.get(url("defence_blank", stage.pk)).content.decode()
    assert page.count("专家签名") == 6


def test_an_expert_scores_on_the_phone_in_drawn_order(client):
    batch, stage = two_stages(3)
    slots = drawn(stage)
    seat_panel(stage=stage, by=factories.staff(batch.region))
    expert = stage.assignments.first().expert
    client.force_login(expert.user)
    desk = client.get(url("reviews")).context["desks"][1]
    assert [row.application_id for row in desk.rows] == [slot.application_id for slot in slots]
    assert [row.begins for row in desk.rows] == [slot.starts_at for slot in slots]
    first, second, _ = desk.rows
    page = client.get(url("review", first.pk))
    assert next(t.name for t in page.templates) == "selection/office/defence_score.html"
    assert "第 1 个，共 3 个" in page.content.decode()
    data = {"seen": "declared", "comment": "", "act": "submit"}
    for leaf in stage.rubric.leaves():
        data |= {f"score-{leaf.pk}": str(leaf.points), f"note-{leaf.pk}": ""}
    assert client.post(url("review", first.pk), data).url == url("review", second.pk)
    assert outcome_of(slots[0].application).stages[1].sheets[0].total == Decimal(100)


def test_whoever_did_not_declare_before_declares_before_the_defence(client):
    batch, stage = two_stages(1)
    slots = drawn(stage)
    newcomer = panel.experts(batch, 1)[0]
    assign(
        application=slots[0].application,
        stage=stage,
        experts=[newcomer],
        by=factories.staff(batch.region),
    )
    client.force_login(newcomer.user)
    assert client.get(url("review", stage.assignments.get().pk)).status_code == 403


def test_a_strangers_region_and_an_idle_expert_see_no_timer(client):
    _batch, stage = two_stages(1)
    drawn(stage)
    for user in (
        factories.leader(factories.RegionFactory(code="37")),
        factories.expert(stage.batch.region),
    ):
        client.force_login(user)
        assert client.get(url("defence_timer", stage.pk)).status_code in (403, 404)


def test_the_grid_shows_one_stage_at_a_time(client):
    batch, stage = two_stages(2)
    drawn(stage, places=1)
    client.force_login(factories.staff(batch.region))
    first = client.get(url("assign_grid", batch.pk)).context["grid"]
    assert [row.valid for row in first.rows] == [3, 3]
    second = client.get(url("assign_grid", batch.pk), {"stage": stage.pk}).context["grid"]
    assert [(row.application.number, row.valid) for row in second.rows] == [(1, 0)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_the_day_costs_the_same_for_any_number(
    client, django_assert_num_queries, count
):
    batch, stage = two_stages(count)
    drawn(stage)
    seat_panel(stage=stage, by=factories.staff(batch.region))
    batch.status = BatchStatus.DECIDING
    batch.save()
    client.force_login(factories.staff(batch.region))
    with django_assert_num_queries(11):
        page = client.get(url("defence", stage.pk))
    assert len(page.context["turns"]) == count
