"""Partners: mending what is known of one, and merging two rows of the same body."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from kit import audit
from kit.published import changed
from kit.workflow import Refused
from schools.models import Partner, Tie, User

audit.register(
    {
        "partner.read": "{actor}查看了“{target}”的联系人",
        "partner.update": "{actor}修改了伙伴单位“{target}”的资料",
        "partner.merge": "{actor}把伙伴单位“{old}”并入“{target}”，{count} 处往来一起转过去",
    }
)


def read(*, partner: Partner, by: User) -> None:
    """Somebody looks at whom to ask there: that is written down before it is shown."""
    if partner.contact:
        audit.record(by, "partner.read", partner)


@transaction.atomic
def update_partner(*, partner: Partner, fields: list[str], by: User) -> None:
    """The name it had stays among its other names."""
    old = Partner.objects.get(pk=partner.pk).name
    partner.aliases = _names(partner, old)
    partner.save(update_fields=[*fields, "aliases", "updated_at"])
    audit.record(by, "partner.update", partner)
    _say(partner)


@transaction.atomic
def merge(*, partner: Partner, target: Partner, by: User) -> int:
    """Everything that names `partner` names `target` from now on; returns how many rows did.

    The merged row stays, empty, with its pointer: old papers and the log still find it.
    """
    rows = {
        one.pk: one
        for one in Partner.objects.select_for_update()
        .order_by("pk")
        .filter(pk__in=[partner.pk, target.pk])
    }
    partner, target = rows[partner.pk], rows[target.pk]
    if partner == target or partner.merged_into_id or target.merged_into_id:
        raise Refused("这两个单位不能合并：是同一个，或者已经并入别的单位。")
    if partner.area != target.area:
        raise Refused(
            f"“{partner}”在{partner.get_area_display()}，“{target}”在{target.get_area_display()}，"
            "请先把所在地核对一致再合并。"
        )
    count = sum(
        _moved(row, relation.field.name, target)
        for relation in Partner._meta.related_objects
        for row in relation.related_model._default_manager.filter(**{relation.field.name: partner})
    )
    target.aliases = _names(target, partner.name, *partner.aliases)
    target.save(update_fields=["aliases", "updated_at"])
    partner.merged_into = target
    partner.save(update_fields=["merged_into", "updated_at"])
    audit.record(by, "partner.merge", target, old=str(partner), count=count)
    _say(target)
    return count


def _moved(row: Any, field: str, target: Partner) -> int:
    """Where the target is named already, the second naming goes."""
    setattr(row, field, target)
    try:
        with transaction.atomic():
            row.save(update_fields=[field])
    except IntegrityError:
        row.delete()
    return 1


def _names(partner: Partner, *more: str) -> list[str]:
    return [name for name in dict.fromkeys([*partner.aliases, *more]) if name != partner.name]


def _say(partner: Partner) -> None:
    """Public pages and the search index show its name."""
    for tie in Tie.objects.filter(members__partner=partner).distinct():
        changed(tie)
