"""Rubrics and review stages of a batch: made, copied, changed until the first score is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model, Sum

from kit import audit
from kit.workflow import Refused
from schools.actions import recycling
from schools.models import User
from selection.actions import default_rubric
from selection.choices import BatchMode, IndicatorKind, RubricPurpose
from selection.models import Batch, Indicator, ReviewStage, Rubric

FULL = 100
FROZEN = "已经有专家交了评分，"
ACCEPTED = "已经有项目按它验收，"


class Source(NamedTuple):
    """What a new rubric may begin with."""

    label: str
    fill: Callable[[Rubric], None]
    purpose: str = RubricPurpose.REVIEW


SOURCES: dict[str, Source] = {
    "material": Source("通用材料评分表（100 分）", default_rubric.load),
    "defence": Source("通用答辩评分表（100 分）", default_rubric.load_defence),
    "midterm": Source(
        "中期检查评分表（100 分）", default_rubric.load_midterm, RubricPurpose.MIDTERM
    ),
    "closing": Source(
        "结项验收评分表（100 分）", default_rubric.load_closing, RubricPurpose.CLOSING
    ),
    "blank": Source("空白", lambda rubric: None),
}
audit.register(
    {
        "batch.rubric": "{actor}修改了“{target}”的评分表“{rubric}”",
        "batch.rubric_add": "{actor}给“{target}”加了评分表“{rubric}”",
        "batch.rubric_remove": "{actor}删去了“{target}”的评分表“{rubric}”",
        "batch.stages": "{actor}修改了“{target}”的评审环节：{stages}",
    }
)


@transaction.atomic
def add_rubric(*, batch: Batch, name: str, source: str, by: User) -> Rubric:
    """`source` is a key of SOURCES, or the number of a rubric of this batch to copy."""
    if source in SOURCES:
        rubric = batch.rubrics.create(name=name, purpose=SOURCES[source].purpose)
        SOURCES[source].fill(rubric)
    else:
        rubric = copy_rubric(batch.rubrics.get(pk=source), batch, name=name)
    audit.record(by, "batch.rubric_add", batch, rubric=name)
    return rubric


def sources(batch: Batch) -> dict[str, Source]:
    """One rubric for each acceptance, and only where there is a build period."""
    special = batch.rubrics.exclude(purpose=RubricPurpose.REVIEW)
    taken = set(special.values_list("purpose", flat=True))
    if batch.mode != BatchMode.CULTIVATION:
        taken |= {RubricPurpose.MIDTERM, RubricPurpose.CLOSING}
    return {key: source for key, source in SOURCES.items() if source.purpose not in taken}


@transaction.atomic
def remove_rubric(*, rubric: Rubric, by: User) -> None:
    if rubric.review_stages.exists():
        raise Refused("这张评分表正用在评审环节里。请先给环节换一张，再删去。")
    if rubric.frozen_at:
        raise Refused(f"{ACCEPTED}这张评分表不能删。")
    audit.record(by, "batch.rubric_remove", rubric.batch, rubric=rubric.name)
    recycling.discard(rubric, by=by, place=rubric.batch.region)


def _fits(rubric: Rubric) -> None:
    """One for each acceptance: another may have been made meanwhile."""
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=rubric.batch_id)
    if rubric.purpose != RubricPurpose.REVIEW and (
        batch.rubrics.filter(purpose=rubric.purpose).exists()
    ):
        raise Refused("这个批次已经有同样用途的评分表，先删去它，再恢复这一张。")


def _open_above(indicator: Indicator) -> None:
    if Rubric.objects.select_for_update().get(pk=indicator.rubric_id).frozen_at:
        raise Refused("这张评分表已经用来打分，不能再改，所以也不能恢复进去。")


recycling.keeps(Rubric, _fits)
recycling.keeps(Indicator, _open_above)


def copy_rubric(rubric: Rubric, batch: Batch, name: str = "") -> Rubric:
    made: Rubric = copy_row(rubric, batch=batch, name=name or rubric.name, frozen_at=None)
    groups: dict[int | None, Any] = {
        row.pk: copy_row(row, rubric=made) for row in rubric.indicators.filter(parent=None)
    }
    for row in rubric.indicators.exclude(parent=None):
        copy_row(row, rubric=made, parent=groups[row.parent_id])
    return made


def copy_row(row: Model, **values: object) -> Any:
    made = twin(row)
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    return made


def twin(row: Model, without: Sequence[str] = ()) -> Any:
    """An unsaved copy, field by field."""
    fields = [f for f in row._meta.concrete_fields if not f.primary_key and f.name not in without]
    return type(row)(**{field.attname: getattr(row, field.attname) for field in fields})


@transaction.atomic
def save_rubric(*, rubric: Rubric, rows: Sequence[Indicator], by: User) -> None:
    """Replace the rows; `rows` in printed order, each group before its own.

    Raises Refused once a score is in, and for a row that adjustments or drafts refer to.
    """
    if Rubric.objects.select_for_update().get(pk=rubric.pk).frozen_at:
        by_whom = FROZEN if rubric.purpose == RubricPurpose.REVIEW else ACCEPTED
        raise Refused(f"{by_whom}这张评分表不能再改。")
    kept = [row.pk for row in rows if row.pk]
    # Named before the new rows are there, or they would go with the old ones.
    lost = list(rubric.indicators.exclude(pk__in=kept).values_list("pk", flat=True))
    gone = rubric.indicators.filter(pk__in=lost)
    if gone.exclude(scores=None).exists() or gone.exclude(adjustments=None).exists():
        raise Refused("删掉的指标里有的已经打过分，请保留。")
    for number, row in enumerate(rows, start=1):
        row.rubric, row.order = rubric, number * 10
        row.save()
    if gone:
        recycling.discard(*gone, by=by, place=rubric.batch.region)
    rubric.save(update_fields=["name", "excellent_from", "passed_from"])
    audit.record(by, "batch.rubric", rubric.batch, rubric=rubric.name)


@transaction.atomic
def save_stages(*, batch: Batch, stages: Sequence[ReviewStage], by: User) -> None:
    """Replace the stages; weights and rubrics of a batch stand once a score is in."""
    scored = batch.rubrics.select_for_update().filter(purpose=RubricPurpose.REVIEW)
    if scored.exclude(frozen_at=None).exists():
        raise Refused(f"{FROZEN}环节、权重和所用的评分表不能再改。")
    dropped = batch.review_stages.exclude(pk__in=[stage.pk for stage in stages if stage.pk])
    if dropped.exclude(assignments=None).exists():
        raise Refused("删掉的环节已经分派了专家，请保留。")
    dropped.delete()
    for number, stage in enumerate(stages, start=1):
        stage.batch, stage.order = batch, number
        stage.save()
    told = "，".join(f"{stage.name} {stage.weight}%" for stage in stages)
    audit.record(by, "batch.stages", batch, stages=told)


def rubric_gaps(batch: Batch) -> list[str]:
    stages = list(batch.review_stages.select_related("rubric"))
    if not stages:
        return []
    weights = sum(stage.weight for stage in stages)
    gaps = [] if weights == FULL else [f"各评审环节权重合计 {weights}%，要正好 100%"]
    sums = dict(
        Indicator.objects.filter(rubric__batch=batch, kind=IndicatorKind.LEAF)
        .values_list("rubric")
        .annotate(sum=Sum("points"))
        .order_by()
    )
    used = {stage.rubric_id: stage.rubric for stage in stages}
    empty = [rubric for pk, rubric in used.items() if not sums.get(pk, Decimal(0))]
    return gaps + [f"“{rubric}”还没有二级指标" for rubric in empty]
