"""The expert's desk: nothing before the declaration, own scores only, and a lock that holds."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from kit.models import AuditEntry, Draft
from kit.workflow import Refused
from schools.models import Employment
from selection.access.apply import can_read
from selection.choices import AssignmentStatus, BatchStatus
from selection.documents.dossier import parts
from selection.documents.dossier.copies import Copy
from selection.models import Assignment, Conflict
from selection.workflow import batch_flow
from selection.workflow.review import assignment_flow, recuse
from tests import factories
from tests.selection import panel

pytestmark = pytest.mark.django_db

FULL = {0: ("36", ""), 1: ("35.5", ""), 2: ("18", "")}


@pytest.fixture
def batch():
    return panel.in_review()


@pytest.fixture
def row(batch):
    return panel.assign(batch.applications.get(), panel.experts(batch, 1)[0])


@pytest.fixture
def desk(client, row):
    client.force_login(row.expert.user)
    return client


def url(name, row):
    return reverse(f"office:selection:{name}", args=[row.pk])


def sent(row, values=FULL, **extra):
    data = {"seen": row.status, "comment": "", **extra}
    for place, leaf in enumerate(row.stage.rubric.leaves()):
        value, note = values.get(place, ("", ""))
        data |= {f"score-{leaf.pk}": value, f"note-{leaf.pk}": note}
    return data


def fresh(row):
    return Assignment.objects.select_related("stage__rubric", "expert__user").get(pk=row.pk)


@pytest.mark.parametrize("name", ["review", "review_draft", "review_note"])
def test_nothing_opens_before_the_declaration(desk, row, name):
    Assignment.objects.update(status=AssignmentStatus.ASSIGNED)
    answer = desk.get(url(name, row)) if name == "review" else desk.post(url(name, row))
    assert answer.status_code == 403
    assert "请先声明有没有利害关系" in answer.content.decode()
    assert "官林小学的内涵正文" not in answer.content.decode()


def test_the_declaration_opens_the_material(desk, row):
    Assignment.objects.update(status=AssignmentStatus.ASSIGNED)
    answer = desk.post(url("declare", row), {"choice": "none", "seen": "assigned"})
    assert answer.url == url("review", row)
    assert "内涵正文" in desk.get(answer.url).content.decode()
    assert fresh(row).declared_at is not None


def test_a_declaration_needs_a_choice_and_a_recusal_a_reason(desk, row):
    Assignment.objects.update(status=AssignmentStatus.ASSIGNED)
    page = desk.post(url("declare", row), {"seen": "assigned"})
    assert page.context["form"].errors == {"choice": ["请先选一项。"]}
    page = desk.post(url("declare", row), {"choice": "away", "reason": " "})
    assert page.context["form"].errors == {"reason": ["请写明回避原因。"]}


def test_whoever_steps_back_sees_nothing_and_is_remembered(desk, row):
    Assignment.objects.update(status=AssignmentStatus.ASSIGNED)
    desk.post(url("declare", row), {"choice": "away", "reason": "亲属在该校", "seen": "assigned"})
    assert (fresh(row).status, fresh(row).recusal_reason) == ("recused", "亲属在该校")
    assert Conflict.objects.get().reason == "亲属在该校"
    assert desk.get(url("review", row)).status_code == 403


def test_stepping_back_from_one_stage_closes_the_others_but_for_a_written_reason(desk, row, batch):
    stage = row.stage
    made = {}
    for name, reason in {"现场答辩": "", "实地查看": "全区只有一位此专业的专家"}.items():
        later = batch.review_stages.create(name=name, rubric=stage.rubric, form="on_site")
        made[name] = Assignment.objects.create(
            stage=later,
            application=row.application,
            expert=row.expert,
            status=AssignmentStatus.DECLARED,
            override_reason=reason,
        )
    desk.post(url("recuse", row), {"note": "亲属在该校", "seen": "declared"})
    states = {name: fresh(one).status for name, one in made.items()}
    assert states == {"现场答辩": "recused", "实地查看": "declared"}
    assert fresh(made["现场答辩"]).recusal_reason == "亲属在该校"
    assert [desk.get(url("review", one)).status_code for one in made.values()] == [403, 200]
    assert Conflict.objects.count() == 1


def test_a_recusal_in_every_stage_closes_photographs_and_files_too(client, desk, row, batch):
    later = batch.review_stages.create(name="实地查看", rubric=row.stage.rubric, form="on_site")
    Assignment.objects.create(
        stage=later,
        application=row.application,
        expert=row.expert,
        status=AssignmentStatus.SUBMITTED,
    )
    assert can_read(row.expert.user, row.application)
    recuse(fresh(row), "指导过这个项目", by=row.expert.user)
    assert not can_read(row.expert.user, row.application)


def test_a_bond_found_at_the_end_of_the_review_closes_both_stages_at_once(row, batch):
    panel.hand_in(row, 36, 35, 18)
    later = batch.review_stages.create(name="实地查看", rubric=row.stage.rubric, form="on_site")
    Assignment.objects.create(
        stage=later,
        application=row.application,
        expert=row.expert,
        status=AssignmentStatus.SUBMITTED,
    )
    Employment.objects.create(user=row.expert.user, school=row.application.school, title="教师")
    batch_flow.perform(batch, "finish_review", by=factories.staff(batch.region))
    assert set(Assignment.objects.values_list("status", flat=True)) == {"recused"}
    assert fresh(row).review.total == 89


def test_the_rubric_says_at_each_row_what_a_level_means(desk, row):
    leaf = row.stage.rubric.leaves().first()
    leaf.bands = ["立意高，人人说得出", "说得清"]
    leaf.save()
    page = desk.get(url("review", row))
    told = [band.told for band in page.context["form"].criteria[0].bands]
    assert told == ["立意高，人人说得出", "说得清", "", ""]
    assert "立意高，人人说得出" in page.content.decode()


def test_the_way_to_the_next_skips_what_was_stepped_back_from(desk, row, batch):
    away, new = (panel.assign(panel.add_application(batch, n), row.expert, order=n) for n in (2, 3))
    recuse(away, "亲属在该校", by=row.expert.user)
    Assignment.objects.filter(pk=new.pk).update(status=AssignmentStatus.ASSIGNED)
    page = desk.get(url("review", row)).content.decode()
    assert "第 1 项，共 2 项，已交 0 项" in page
    assert url("declare", new) in page
    assert url("review", away) not in page


def test_an_expert_may_step_back_while_reading(desk, row):
    desk.post(url("recuse", row), {"note": "认出是结对学校", "seen": "declared"})
    assert fresh(row).status == AssignmentStatus.RECUSED


def test_an_anonymous_review_names_no_school(desk, row, batch):
    batch.is_anonymous = True
    batch.save()
    names = {row.application.school.name, "官林小学", row.application.brand.title}
    for name in ("review", "declare"):
        Assignment.objects.update(
            status=AssignmentStatus.DECLARED if name == "review" else AssignmentStatus.ASSIGNED
        )
        page = desk.get(url(name, row)).content.decode()
        assert [word for word in names if word in page] == []
    page = desk.get(reverse("office:selection:reviews")).content.decode()
    assert [word for word in names if word in page] == []


def test_scores_are_kept_before_they_are_handed_in(desk, row):
    answer = desk.post(url("review", row), sent(row, {0: ("36", "好")}, act="save"))
    assert answer.url == url("review", row)
    assert [(str(s.value), s.note) for s in row.review.scores.all()] == [("36.0", "好")]
    assert fresh(row).status == AssignmentStatus.DECLARED


def test_every_change_of_a_score_is_in_the_log_with_what_it_was_and_is(desk, row):
    for values in (FULL, FULL, FULL | {0: ("30", ""), 2: ("", "")}):
        desk.post(url("review", row), sent(row, values, act="save"))
    entries = AuditEntry.objects.filter(verb="assignment.score", actor=row.expert.user)
    assert [entry.detail["rows"] for entry in entries.order_by("pk")] == [
        "内涵 空→36.0、成果 空→35.5、辐射 空→18.0",
        "内涵 36.0→30.0、辐射 18.0→空",
    ]
    copy = Copy(row.stage.batch)
    assert not parts.entries(row.application, copy).filter(verb="assignment.score").exists()


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("41", "“内涵”满分 40 分，不能超过。"),
        ("-1", "“内涵”不能是负数。"),
        ("30.3", "“内涵”要以 0.5 分为一档。"),
        ("30.25", "“内涵”要以 0.5 分为一档。"),
        ("很好", "“内涵”要填数字。"),
    ],
)
def test_a_wrong_score_is_named_and_the_others_are_kept(desk, row, value, error):
    page = desk.post(url("review", row), sent(row, {0: (value, ""), 1: ("30", "")}, act="save"))
    leaf = row.stage.rubric.leaves()[0]
    assert page.context["form"].errors == {f"score-{leaf.pk}": [error]}
    assert [str(score.value) for score in row.review.scores.all()] == ["30.0"]
    assert f'value="{value}"' in page.content.decode()


def test_an_incomplete_sheet_cannot_be_handed_in(desk, row):
    page = desk.post(url("review", row), sent(row, {0: ("36", "")}, act="submit"))
    leaves = row.stage.rubric.leaves()
    assert page.context["form"].errors == {
        f"score-{leaf.pk}": [f"请给“{leaf.title}”打分。"] for leaf in leaves[1:]
    }
    assert fresh(row).status == AssignmentStatus.DECLARED


def test_below_sixty_percent_a_note_is_asked_for(desk, row):
    low = FULL | {2: ("11.5", "")}
    page = desk.post(url("review", row), sent(row, low, act="submit"))
    leaf = row.stage.rubric.leaves()[2]
    assert page.context["form"].errors == {
        f"note-{leaf.pk}": ["“辐射”低于 60%，请写评语说明理由。"]
    }
    desk.post(url("review", row), sent(row, low | {2: ("11.5", "缺少报道")}, act="submit"))
    assert fresh(row).status == AssignmentStatus.SUBMITTED


def test_handing_in_locks_the_sheet_and_freezes_the_rubric(desk, row):
    desk.post(url("review", row), sent(row, act="submit"))
    row = fresh(row)
    assert (row.status, row.review.is_locked, str(row.review.total)) == ("submitted", True, "89.5")
    assert row.stage.rubric.frozen_at is not None
    desk.post(url("review", row), sent(row, {0: ("1", "")}, act="save"))
    assert str(row.review.total) == "89.5"
    page = desk.get(url("review", row)).content.decode()
    assert "已提交，不能再改" in page
    assert 'name="score-' not in page


def test_a_second_hand_in_from_a_stale_page_changes_nothing(desk, row):
    for _ in range(2):
        desk.post(url("review", row), sent(row, act="submit"))
    assert AuditEntry.objects.filter(verb="assignment.submit").count() == 1


def test_what_is_typed_is_saved_by_itself(desk, row):
    leaf = row.stage.rubric.leaves()[0]
    data = {f"score-{leaf.pk}": ["35"], f"note-{leaf.pk}": ["写到一半"], "comment": ["总"]}
    answer = desk.post(url("review_draft", row), json.dumps({"data": data}), "application/json")
    assert list(answer.json()) == ["saved_at", "stamp"]
    assert str(row.review.scores.get().value) == "35.0"
    assert "写到一半" in desk.get(url("review", row)).content.decode()
    desk.post(url("review", row), sent(row, act="submit"))
    assert Draft.objects.count() == 0


def test_nobody_sees_anothers_sheet(client, desk, row):
    other = panel.assign(row.application, panel.experts(row.stage.batch, 1)[0])
    panel.hand_in(other, 39, 39, 19)
    other.review.scores.update(note="别人的评语")
    page = desk.get(url("review", row))
    assert "别人的评语" not in page.content.decode()
    assert page.context["form"].given == {}
    answers = []
    users = (
        other.expert.user,
        factories.staff(row.stage.batch.region),
        factories.clerk(row.application.school),
        factories.auditor(),
    )
    for user in users:
        client.force_login(user)
        answers += [client.get(url(name, row)).status_code for name in ("review", "declare")]
    assert answers == [404] * 8


@pytest.mark.parametrize("status", [BatchStatus.OPEN, BatchStatus.CHECKING])
def test_before_the_review_begins_there_is_nothing_to_do(desk, row, batch, status):
    batch.status = status
    batch.save()
    assert desk.get(url("review", row)).status_code == 404
    assert desk.get(reverse("office:selection:reviews")).context["desks"] == []


def test_after_the_review_nothing_can_be_handed_in(desk, row, batch):
    batch.status = BatchStatus.DECIDING
    batch.save()
    desk.post(url("review", row), sent(row, act="submit"))
    assert fresh(row).status == AssignmentStatus.DECLARED


def test_only_a_leader_reopens_a_sheet_and_the_old_scores_stay_on_record(client, row, batch):
    panel.hand_in(row, 36, 35, 18)
    move = reverse("office:selection:assignment_move", args=[row.pk, "reopen_score"])
    client.force_login(factories.staff(batch.region))
    assert client.post(move, {"note": "打错", "seen": "submitted"}).status_code == 403
    client.force_login(factories.leader(batch.region))
    client.post(move, {"note": " ", "seen": "submitted"})
    assert fresh(row).status == AssignmentStatus.SUBMITTED
    client.post(move, {"note": "打错一项", "seen": "submitted"})
    assert (fresh(row).status, fresh(row).review.is_locked) == ("declared", False)
    entry = AuditEntry.objects.get(verb="assignment.scores_kept")
    assert entry.detail["scores"] == {"内涵": "36.0", "成果": "35.0", "辐射": "18.0"}


def test_a_later_recusal_keeps_the_scores(row, batch):
    panel.hand_in(row, 36, 35, 18)
    recuse(fresh(row), "后来发现是亲属", by=factories.staff(batch.region))
    assert (fresh(row).status, fresh(row).review.total) == ("recused", 89)


def test_late_sheets_wait_for_the_deadline(row, batch):
    office = factories.staff(batch.region)
    batch.review_until = timezone.now() + timezone.timedelta(days=1)
    batch.save()
    with pytest.raises(Refused, match="还没到"):
        assignment_flow.perform(fresh(row), "mark_late", by=office)
    batch.review_until = timezone.now()
    batch.save()
    assignment_flow.perform(fresh(row), "mark_late", by=office)
    assert fresh(row).status == AssignmentStatus.LATE


def test_next_leads_to_the_next_open_sheet_and_then_back(desk, row, batch):
    second = panel.assign(
        panel.add_application(batch, 2), row.expert, AssignmentStatus.ASSIGNED, order=2
    )
    answer = desk.post(url("review", row), sent(row, act="submit"))
    assert answer.url == url("declare", second)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(desk, row, batch, django_assert_num_queries, count):
    for number in range(2, count + 1):
        panel.assign(panel.add_application(batch, number), row.expert)
    with django_assert_num_queries(4):
        page = desk.get(reverse("office:selection:reviews"))
    assert len(page.context["desks"][0].rows) == count
