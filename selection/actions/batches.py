"""Making a batch with its rubric and lists, copying one, and what it lacks before it opens."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, Sum

from kit import audit
from kit.workflow import Refused, written
from schools.models import Region, User
from selection.actions import default_rubric
from selection.choices import CHECK_ITEMS, BatchStatus, IndicatorKind
from selection.models import Batch, CheckItem, Indicator, QuotaCell, ReviewStage, Rubric

FULL = 100
audit.register(
    {
        "batch.create": "{actor}新建了批次“{target}”",
        "batch.change": "{actor}修改了批次“{target}”：{fields}",
        "batch.clone": "{actor}从“{source}”复制出批次“{target}”",
        "batch.rubric": "{actor}修改了“{target}”的评分表",
        "batch.lists": "{actor}修改了“{target}”的名额和形式审查项",
    }
)


def next_number(region: Region, programme: str) -> int:
    found = Batch.objects.filter(region=region, programme=programme).aggregate(top=Max("number"))
    return (found["top"] or 0) + 1


@transaction.atomic
def create_batch(*, batch: Batch, by: User) -> Batch:
    """Save a new batch together with the default rubric, one stage and the usual check list."""
    batch.created_by = by
    batch.save()
    rubric = Rubric.objects.create(batch=batch, name="一校一品品牌项目评分表")
    default_rubric.load(rubric)
    ReviewStage.objects.create(batch=batch, rubric=rubric, name="材料评审", weight=FULL)
    _write_check_items(batch, CHECK_ITEMS)
    audit.record(by, "batch.create", batch)
    return batch


@transaction.atomic
def change_batch(*, batch: Batch, changed: Sequence[str], by: User) -> None:
    batch.save(update_fields=written(Batch))
    audit.record(by, "batch.change", batch, fields="、".join(changed) or "没有改动")


def copy_of(source: Batch) -> Batch:
    """An unsaved batch with the rules of `source` and a life of its own."""
    batch: Batch = _twin(source, without=("status", "unsealed_at", "unsealed_by", "name"))
    batch.number = next_number(source.region, source.programme)
    batch.cloned_from = source
    return batch


@transaction.atomic
def clone_batch(*, source: Batch, batch: Batch, by: User) -> Batch:
    """Save `batch`, made by `copy_of`, with the rubrics, stages, quotas and check list of `source`.

    The deadlines after the application keep their distance from its end.
    """
    batch.created_by = by
    for name in ("correct_until", "review_until"):
        if old := getattr(source, name):
            setattr(batch, name, batch.closes_at + (old - source.closes_at))
    batch.save()
    rubrics = {rubric.pk: _copy_rubric(rubric, batch) for rubric in source.rubrics.all()}
    for stage in source.review_stages.all():
        _copy(stage, batch=batch, rubric=rubrics[stage.rubric_id])
    for cell in source.quota_cells.all():
        _copy(cell, batch=batch)
    for item in source.check_items.all():
        _copy(item, batch=batch)
    audit.record(by, "batch.clone", batch, source=str(source))
    return batch


def _copy_rubric(rubric: Rubric, batch: Batch) -> Rubric:
    made = Rubric.objects.create(batch=batch, name=rubric.name)
    groups: dict[int | None, Any] = {
        row.pk: _copy(row, rubric=made) for row in rubric.indicators.filter(parent=None)
    }
    for row in rubric.indicators.exclude(parent=None):
        _copy(row, rubric=made, parent=groups[row.parent_id])
    return made


def _copy(row: Model, **values: object) -> Any:
    made = _twin(row)
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    return made


def _twin(row: Model, without: Sequence[str] = ()) -> Any:
    fields = [f for f in row._meta.concrete_fields if not f.primary_key and f.name not in without]
    return type(row)(**{field.attname: getattr(row, field.attname) for field in fields})


def require_unfrozen(batch: Batch) -> None:
    if batch.rubrics.filter(frozen_at__isnull=False).exists():
        raise Refused("已经有专家交了评分，评分表不能再改。")


@transaction.atomic
def save_rubric(
    *,
    batch: Batch,
    rubric: Rubric,
    rows: Sequence[Indicator],
    stages: Sequence[ReviewStage],
    by: User,
) -> None:
    """Replace the rows of the rubric; `rows` in printed order, each group before its own.

    Raises Refused once a score is in, and for a row that adjustments or drafts refer to.
    """
    require_unfrozen(batch)
    kept = [row.pk for row in rows if row.pk]
    # Named before the new rows are there, or they would go with the old ones.
    lost = list(rubric.indicators.exclude(pk__in=kept).values_list("pk", flat=True))
    gone = rubric.indicators.filter(pk__in=lost)
    if gone.exclude(scores=None).exists() or gone.exclude(adjustments=None).exists():
        raise Refused("删掉的指标里有的已经打过分，请保留。")
    for number, row in enumerate(rows, start=1):
        row.rubric, row.order = rubric, number * 10
        row.save()
    gone.delete()
    rubric.save()
    for number, stage in enumerate(stages, start=1):
        stage.batch, stage.rubric, stage.order = batch, rubric, number
        stage.save()
    dropped = batch.review_stages.exclude(pk__in=[stage.pk for stage in stages])
    if dropped.exclude(assignments=None).exists():
        raise Refused("删掉的环节已经分派了专家，请保留。")
    dropped.delete()
    audit.record(by, "batch.rubric", batch)


@transaction.atomic
def save_lists(
    *, batch: Batch, cells: Sequence[QuotaCell], check_items: Sequence[str], by: User
) -> None:
    """Replace the quota cells and the check list; a line already ticked must stay."""
    batch.quota_cells.all().delete()
    for cell in cells:
        cell.pk, cell.batch = None, batch
        cell.save()
    _write_check_items(batch, check_items)
    audit.record(by, "batch.lists", batch)


def _write_check_items(batch: Batch, texts: Sequence[str]) -> None:
    items = {item.text: item for item in batch.check_items.all()}
    gone = batch.check_items.exclude(text__in=texts)
    if gone.exclude(marks=None).exists():
        raise Refused("有的审查项已经用来审过项目，不能删。")
    gone.delete()
    for number, text in enumerate(texts, start=1):
        item = items.get(text) or CheckItem(batch=batch, text=text)
        item.order = number
        item.save()


def gaps_before_opening(batch: Batch) -> list[str]:
    """What must be settled before schools see the batch."""
    return [*batch.missing(), *rubric_gaps(batch), *_quota_gaps(batch)]


def rubric_gaps(batch: Batch) -> list[str]:
    stages = list(batch.review_stages.select_related("rubric"))
    if not stages:
        return []
    weights = sum(stage.weight for stage in stages)
    gaps = [] if weights == FULL else [f"各评审环节权重合计 {weights}%，要正好 100%"]
    leaves = Indicator.objects.filter(
        rubric__in={stage.rubric_id for stage in stages}, kind=IndicatorKind.LEAF
    )
    points = leaves.aggregate(sum=Sum("points"))["sum"] or Decimal(0)
    if not points:
        gaps.append("评分表还没有二级指标")
    return gaps


def _quota_gaps(batch: Batch) -> list[str]:
    cells = batch.quota_cells.aggregate(sum=Sum("places"))["sum"]
    if cells is None or batch.quota_total in (None, cells):
        return []
    return [f"名额分配合计 {cells} 个，与总名额 {batch.quota_total} 个不一致"]


def is_settled(batch: Batch) -> bool:
    """Past results: nothing about such a batch is changed any more."""
    return batch.status in (BatchStatus.NOTICED, BatchStatus.PUBLISHED, BatchStatus.ARCHIVED)
