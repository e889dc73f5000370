"""Making a batch with its rubric and lists, copying one, and what it lacks before it opens."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, Sum

from kit import audit, published
from kit.workflow import Refused, written
from schools.models import Region, User
from selection.actions import default_rubric
from selection.actions.rubrics import FULL, copy_row, copy_rubric, rubric_gaps, sources, twin
from selection.choices import CHECK_ITEMS, BatchStatus, RubricPurpose
from selection.models import Batch, CheckItem, QuotaCell, ReviewStage, Rubric

audit.register(
    {
        "batch.create": "{actor}新建了批次“{target}”",
        "batch.change": "{actor}修改了批次“{target}”：{fields}",
        "batch.clone": "{actor}从“{source}”复制出批次“{target}”",
        "batch.lists": "{actor}修改了“{target}”的名额和形式审查项",
    }
)


def next_number(region: Region, programme: str) -> int:
    found = Batch.objects.filter(region=region, programme=programme).aggregate(top=Max("number"))
    return (found["top"] or 0) + 1


@transaction.atomic
def create_batch(*, batch: Batch, by: User) -> Batch:
    """Save a new batch together with its default rubrics, one stage and the usual check list."""
    batch.created_by = by
    batch.save()
    rubric = Rubric.objects.create(batch=batch, name="一校一品品牌项目评分表")
    default_rubric.load(rubric)
    ReviewStage.objects.create(batch=batch, rubric=rubric, name="材料评审", weight=FULL)
    for source in sources(batch).values():
        if source.purpose != RubricPurpose.REVIEW:
            name = f"{RubricPurpose(source.purpose).label}评分表"
            source.fill(batch.rubrics.create(name=name, purpose=source.purpose))
    _write_check_items(batch, CHECK_ITEMS)
    audit.record(by, "batch.create", batch)
    return batch


@transaction.atomic
def change_batch(*, batch: Batch, changed: Sequence[str], by: User) -> None:
    batch.save(update_fields=written(Batch))
    audit.record(by, "batch.change", batch, fields="、".join(changed) or "没有改动")
    published.changed(batch)


def copy_of(source: Batch) -> Batch:
    """An unsaved batch with the rules of `source` and a life of its own."""
    batch: Batch = twin(
        source, without=("status", "announced_at", "unsealed_at", "unsealed_by", "name")
    )
    batch.number = next_number(source.region, source.programme)
    if source.ordinal in source.name:
        batch.name = source.name.replace(source.ordinal, batch.ordinal)
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
    rubrics = {rubric.pk: copy_rubric(rubric, batch) for rubric in source.rubrics.all()}
    for stage in source.review_stages.all():
        copy_row(stage, batch=batch, rubric=rubrics[stage.rubric_id])
    for cell in source.quota_cells.all():
        copy_row(cell, batch=batch)
    for item in source.check_items.all():
        copy_row(item, batch=batch)
    audit.record(by, "batch.clone", batch, source=str(source))
    return batch


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


def _quota_gaps(batch: Batch) -> list[str]:
    cells = batch.quota_cells.aggregate(sum=Sum("places"))["sum"]
    if cells is None or batch.quota_total in (None, cells):
        return []
    return [f"名额分配合计 {cells} 个，与总名额 {batch.quota_total} 个不一致"]


def is_settled(batch: Batch) -> bool:
    """Past results: nothing about such a batch is changed any more."""
    return batch.status in (BatchStatus.NOTICED, BatchStatus.PUBLISHED, BatchStatus.ARCHIVED)
