"""Scores from paper: two accounts copy a sheet, and what differs is settled before it counts."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from kit.models import AuditEntry
from kit.workflow import Refused
from selection.actions import paper
from selection.actions.results import outcome_of
from selection.choices import AssignmentStatus, StageForm
from selection.listings.sheets import StageTable
from selection.models import PaperEntry
from selection.workflow.review import assignment_flow
from tests import factories
from tests.selection import panel

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    batch = panel.in_review(minimum_valid=1)
    batch.review_stages.update(form=StageForm.DEFENCE)
    return panel.assign(batch.applications.get(), panel.experts(batch, 1)[0])


@pytest.fixture
def office(row):
    region = row.stage.batch.region
    return factories.staff(region), factories.staff(region), factories.leader(region)


def sent(row, *values, **extra):
    leaves = row.stage.rubric.leaves()
    data = {f"score-{leaf.pk}": str(v) for leaf, v in zip(leaves, values, strict=True)}
    return {**data, "is_signed": "on", "comment": "", **extra}


def post(client, user, row, data):
    client.force_login(user)
    return client.post(reverse("office:selection:paper", args=[row.pk]), data)


def test_one_copy_does_not_count(client, row, office):
    post(client, office[0], row, sent(row, 36, 35.5, 18))
    row.refresh_from_db()
    assert row.status == AssignmentStatus.DECLARED
    assert outcome_of(row.application).score is None


def test_two_equal_copies_count_and_the_sheet_says_who_made_them(client, row, office):
    for user in office[:2]:
        post(client, user, row, sent(row, 36, 35.5, 18))
    row.refresh_from_db()
    assert row.status == AssignmentStatus.SUBMITTED
    found = outcome_of(row.application)
    assert found.score == Decimal("89.50")
    told = AuditEntry.objects.get(verb="assignment.score")
    assert (told.actor, told.detail["rows"]) == (
        office[1],
        "内涵 空→36.0、成果 空→35.5、辐射 空→18.0",
    )
    table = StageTable(found.stages[0])
    assert table.columns[0].is_paper
    assert f"纸质录入：{row.expert}（{office[0]}录入，{office[1]}核对）。" in table.sentences


def test_the_second_does_not_see_the_first_copy(client, row, office):
    post(client, office[0], row, sent(row, 36, 35.5, 17.5))
    client.force_login(office[1])
    page = client.get(reverse("office:selection:paper", args=[row.pk]))
    assert "17.5" not in page.content.decode()
    assert "现在录第二遍" in page.content.decode()


def test_one_account_cannot_make_both_copies(client, row, office):
    for values in ((36, 35.5, 18), (30, 30, 15)):
        post(client, office[0], row, sent(row, *values))
    assert [(e.turn, list(e.values.values())) for e in PaperEntry.objects.all()] == [
        (1, ["30", "30", "15"])
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperEntry.objects.create(assignment=row, turn=2, entered_by=office[0])


def test_differences_are_shown_row_by_row_and_settled_before_they_count(client, row, office):
    post(client, office[0], row, sent(row, 36, 35.5, 18))
    post(client, office[1], row, sent(row, 36, 33.5, 18))
    row.refresh_from_db()
    assert row.status == AssignmentStatus.DECLARED
    assert [(d.leaf.title, d.first, d.second) for d in paper.differences(row)] == [
        ("成果", "35.5", "33.5")
    ]
    leaf = paper.differences(row)[0].leaf
    post(client, office[2], row, {f"score-{leaf.pk}": "33.5"})
    row.refresh_from_db()
    assert (row.status, row.review.total) == (AssignmentStatus.SUBMITTED, Decimal("87.5"))
    entry = AuditEntry.objects.get(verb="paper.settle")
    assert entry.detail["rows"] == "成果 35.5／33.5→33.5"
    told = StageTable(outcome_of(row.application).stages[0]).sentences
    assert any(f"不同的地方由{office[2]}照纸面订正" in sentence for sentence in told)


def test_unsettled_copies_cannot_be_counted_by_the_button(client, row, office):
    post(client, office[0], row, sent(row, 36, 35.5, 18))
    post(client, office[1], row, sent(row, 36, 33.5, 18))
    with pytest.raises(Refused, match="两遍录入有不同"):
        assignment_flow.perform(row, "take_paper", by=office[2])


@pytest.mark.parametrize(
    ("values", "extra", "error"),
    [
        ((41, 30, 15), {}, "“内涵”满分 40 分，不能超过。"),
        ((30.3, 30, 15), {}, "“内涵”要以 0.5 分为一档。"),
        (("", 30, 15), {}, "请照纸面填“内涵”。"),
        ((30, 30, 15), {"is_signed": ""}, "纸上没有签名的，不能录入。"),
    ],
)
def test_a_faulty_copy_is_refused_with_the_reason(client, row, office, values, extra, error):
    page = post(client, office[0], row, sent(row, *values, **extra))
    assert error in page.content.decode()
    assert PaperEntry.objects.count() == 0


def test_what_the_expert_hands_in_by_phone_makes_a_single_copy_void(client, row, office):
    post(client, office[0], row, sent(row, 30, 30, 15))
    data = {"seen": "declared", "comment": "", "act": "submit"}
    for leaf in row.stage.rubric.leaves():
        data |= {f"score-{leaf.pk}": str(leaf.points), f"note-{leaf.pk}": ""}
    client.force_login(row.expert.user)
    client.post(reverse("office:selection:review", args=[row.pk]), data)
    assert PaperEntry.objects.count() == 0
    page = post(client, office[1], row, sent(row, 30, 30, 15))
    assert "现在是“已提交”，不能再录入" in page.content.decode()


def test_a_sheet_sent_back_is_copied_anew(client, row, office):
    for user in office[:2]:
        post(client, user, row, sent(row, 36, 35.5, 18))
    row.refresh_from_db()
    assignment_flow.perform(row, "reopen_score", by=office[2], note="抄错了一张")
    assert (row.status, PaperEntry.objects.count()) == ("declared", 0)


def test_there_is_no_paper_for_reading_at_home(client, office, row):
    row.stage.form = StageForm.MATERIAL
    row.stage.save()
    client.force_login(office[0])
    page = client.get(reverse("office:selection:paper", args=[row.pk]))
    assert page.status_code == 403
