"""Rubrics and stages: made, copied, edited row by row, and frozen with the first score."""

from decimal import Decimal

import pytest
from django.utils import timezone

from kit.models import AuditEntry
from selection.actions.batches import gaps_before_opening
from selection.actions.review import lock
from selection.choices import BatchStatus
from selection.listings.rubric import printed
from selection.models import Indicator
from tests import factories
from tests.selection import panel
from tests.selection.test_batches import filled, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(client):
    batch = factories.BatchFactory(status=BatchStatus.DRAFT)
    client.force_login(factories.staff(batch.region))
    return batch


def formset(rows, prefix, **changes):
    data = {
        f"{prefix}-TOTAL_FORMS": len(rows.forms),
        f"{prefix}-INITIAL_FORMS": rows.initial_form_count(),
    }
    for form in rows.forms:
        data |= filled(form)
    return data | changes


def editor(client, batch, rubric, **changes):
    page = client.get(url("rubric", batch.pk, rubric.pk))
    data = {"head-name": "评分表", "head-bonus_cap": ""}
    return data | formset(page.context["sheet"].rows, "row") | changes


def stages(client, batch, **changes):
    page = client.get(url("batch_rubric", batch.pk))
    return formset(page.context["sheet"].rows, "stage", **changes)


def test_the_rows_are_edited_until_a_score_is_in(client, batch):
    rubric = batch.rubrics.get()
    data = editor(client, batch, rubric, **{"row-0-title": "品牌内涵", "row-0-points": "39.5"})
    data |= {
        "row-3-kind": "bonus",
        "row-3-group": "加分项",
        "row-3-title": "省级推广",
        "row-3-points": "6",
        "head-bonus_cap": "10",
    }
    assert client.post(url("rubric", batch.pk, rubric.pk), data).status_code == 302
    rows = Indicator.objects.filter(rubric__batch=batch).order_by("order")
    assert [(i.kind, i.title) for i in rows] == [
        ("group", "品牌设计"),
        ("leaf", "品牌内涵"),
        ("group", "建设成效"),
        ("leaf", "成果"),
        ("leaf", "辐射"),
        ("group", "加分项"),
        ("bonus", "省级推广"),
    ]
    assert (rows[5].cap, rows[6].cap, rows[1].points) == (10, 6, Decimal("39.5"))
    batch.rubrics.update(frozen_at=timezone.now())
    late = editor(client, batch, rubric, **{"row-0-title": "晚了"})
    page = client.post(url("rubric", batch.pk, rubric.pk), late)
    assert "已经有专家交了评分，这张评分表不能再改。" in page.content.decode()
    assert rows.all()[1].title == "品牌内涵"


def test_bands_steps_and_order_are_kept_and_printed(client, batch):
    rubric = batch.rubrics.get()
    changes = {
        "row-0-bands": "立意高，人人说得出\n说得清\n有提法\n没有说明",
        "row-0-step": "1.0",
        "row-1-ORDER": "3",
        "row-2-ORDER": "2",
    }
    data = editor(client, batch, rubric, **changes)
    assert client.post(url("rubric", batch.pk, rubric.pk), data).status_code == 302
    leaf = rubric.leaves().get(title="内涵")
    assert (leaf.bands[0], len(leaf.bands), leaf.step) == ("立意高，人人说得出", 4, 1)
    assert [row.title for row in rubric.leaves()] == ["内涵", "辐射", "成果"]
    batch.status = BatchStatus.OPEN
    batch.save()
    public = client.get(batch.get_absolute_url()).content.decode()
    assert "优：立意高，人人说得出" in public
    assert "差：没有说明" in public


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"row-0-points": "39.3"}, "points", "分值要是最小分差 0.5 的整数倍。"),
        ({"row-0-group": ""}, "group", "请写明归到哪个一级指标。"),
        ({"row-0-bands": "一\n二\n三\n四\n五"}, "bands", "最多 4 行：优、良、中、差各一行。"),
        ({"row-0-kind": "deduction", "row-0-points": ""}, "points", "请填写上限。"),
    ],
)
def test_a_faulty_row_is_told_in_its_cell(client, batch, changes, field, sentence):
    rubric = batch.rubrics.get()
    data = editor(client, batch, rubric, **changes)
    page = client.post(url("rubric", batch.pk, rubric.pk), data)
    assert page.context["sheet"].rows.forms[0].errors == {field: [sentence]}


def test_a_defence_stage_gets_a_rubric_of_its_own(client, batch):
    form = client.get(url("batch_rubric", batch.pk)).context["form"]
    data = filled(form, name="答辩评分表", source="defence")
    answers = [client.post(url("rubric_new", batch.pk), data) for _ in range(2)]
    second = batch.rubrics.get(name="答辩评分表")
    assert {answer.url for answer in answers} == {url("rubric", batch.pk, second.pk)}
    assert sum(leaf.points for leaf in second.leaves()) == Decimal(100)
    changes = {
        "stage-0-weight": "60",
        "stage-1-name": "现场答辩",
        "stage-1-form": "defence",
        "stage-1-weight": "40",
        "stage-1-rubric": second.pk,
    }
    client.post(url("batch_rubric", batch.pk), stages(client, batch, **changes))
    rows = batch.review_stages.all()
    assert [(s.name, s.weight, s.rubric.name) for s in rows] == [
        ("材料评审", 60, "评分表"),
        ("现场答辩", 40, "答辩评分表"),
    ]
    assert [table.stage.name for table in printed(batch)] == ["材料评审", "现场答辩"]
    assert AuditEntry.objects.get(verb="batch.stages").detail["stages"] == (
        "材料评审 60%，现场答辩 40%"
    )


def test_weights_that_do_not_make_a_hundred_are_refused(client, batch):
    data = stages(client, batch, **{"stage-0-weight": "60"})
    page = client.post(url("batch_rubric", batch.pk), data)
    assert page.context["sheet"].rows.non_form_errors() == ["各环节权重合计 60%，要正好 100%。"]


def test_a_rubric_without_leaves_keeps_the_batch_from_opening(client, batch):
    empty = batch.rubrics.create(name="空表")
    batch.review_stages.update(weight=60)
    batch.review_stages.create(rubric=empty, name="答辩", weight=40)
    assert gaps_before_opening(batch) == ["“空表”还没有二级指标"]


def test_a_rubric_in_use_stays_and_an_unused_one_goes(client, batch):
    used, spare = batch.rubrics.get(), batch.rubrics.create(name="多余的表")
    page = client.post(url("rubric_remove", batch.pk, used.pk), follow=True)
    assert "正用在评审环节里" in page.content.decode()
    client.post(url("rubric_remove", batch.pk, spare.pk))
    assert list(batch.rubrics.all()) == [used]


def test_the_first_score_freezes_its_rubric_and_all_weights_but_no_other_rubric(client):
    batch = panel.in_review()
    second = batch.rubrics.create(name="答辩评分表")
    row = panel.assign(batch.applications.get(), panel.experts(batch, 1)[0])
    panel.hand_in(row, 30, 30, 15)
    lock(row)
    client.force_login(factories.staff(batch.region))
    page = client.post(
        url("batch_rubric", batch.pk), stages(client, batch, **{"stage-0-name": "改名"})
    )
    assert "环节、权重和所用的评分表不能再改" in page.content.decode()
    data = editor(client, batch, second)
    data |= {
        "row-0-kind": "leaf",
        "row-0-group": "现场",
        "row-0-title": "陈述",
        "row-0-points": "100",
    }
    client.post(url("rubric", batch.pk, second.pk), data)
    assert [leaf.title for leaf in second.leaves()] == ["陈述"]
