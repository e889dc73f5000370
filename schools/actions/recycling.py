"""The recycle bin: what is deleted goes there whole, comes back from there, and ends there.

An app names beside the action that deletes what may be asked of a row before it comes back:

    recycling.keeps(Channel, still_open)        # `still_open(row)` raises Refused
    recycling.discard(row, by=by, place=row.school)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction

from kit import audit, published, rows
from kit.publication import CheckStatus
from kit.workflow import Refused
from schools.models import Discarded, DiscardedFile, Region, School, User

audit.register(
    {
        "bin.restore": "{actor}从回收站恢复了{kind}“{name}”",
        "bin.erase": "回收站里的{kind}“{name}”到期，已彻底删除",
    }
)
Guard = Callable[[Any], None]
GUARDS: dict[type[models.Model], Guard] = {}


def keeps(model: type[models.Model], guard: Guard) -> None:
    """`guard(row)` raises Refused when the place of the row has closed meanwhile.

    It locks what it asks about. Who may see the entry may restore it.
    """
    if GUARDS.setdefault(model, guard) is not guard:
        raise ImproperlyConfigured(f"{model.__name__} is named twice for the recycle bin.")


def at_rest(row: Any) -> None:
    """Guard: nothing enters unseen what is being checked or public; `row` is a Publishable."""
    now = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if now.status not in (CheckStatus.DRAFT, CheckStatus.WITHDRAWN):
        raise Refused(
            f"“{now}”现在是“{now.get_status_display()}”。请先把它转回草稿或退回修改，再来恢复这一条。"
        )


def freely(row: Any) -> None:
    """Guard of what stands alone."""


@transaction.atomic
def discard(
    *gone: models.Model, by: User, place: School | Region | None, name: str = ""
) -> Discarded:
    """Delete rows of one model in one act; raises ProtectedError as `delete` does.

    `place` says whose bin it is; without one it is the private bin of `by`.
    """
    model = type(gone[0])
    if model not in GUARDS:
        raise ImproperlyConfigured(f"{model.__name__} is not named for the recycle bin.")
    graph = rows.graph(gone)
    entry = Discarded.objects.create(
        kind=str(model._meta.verbose_name),
        name=(name or "、".join(map(str, gone)))[:200],
        school=place if isinstance(place, School) else None,
        region=place if isinstance(place, Region) else None,
        by=by,
        graph=graph,
    )
    names = dict.fromkeys(file for row in rows.rows_of(graph) for file in rows.uploads(row))
    DiscardedFile.objects.bulk_create(DiscardedFile(discarded=entry, file=name) for name in names)
    for row in gone:
        row.delete()
    return entry


@transaction.atomic
def restore(*, entry: Discarded, by: User) -> Sequence[models.Model]:
    """Put everything back where it was, or say why not; returns the rows."""
    now = Discarded.objects.restorable().select_for_update().filter(pk=entry.pk).first()
    if now is None:
        raise Refused("这一条已经恢复，或者已经过了保留期。请刷新页面看最新的回收站。")
    root = rows.rows_of(now.graph)[0]
    try:
        GUARDS[type(root)](root)
        with transaction.atomic():
            back = rows.put_back(now.graph)
    except (rows.Missing, models.ObjectDoesNotExist) as error:
        what = str(error) if isinstance(error, rows.Missing) else "上级内容"
        raise Refused(
            f"它所在的{what}也已经删去。请先在回收站里恢复{what}，再恢复这一条。"
        ) from error
    except IntegrityError as error:
        raise Refused(
            f"现在已经有一条和“{now.name}”相同的内容，不能再恢复一条。请先改名或删去现在的那一条。"
        ) from error
    now.delete()
    for row in back:
        published.changed(row)
    audit.record(by, "bin.restore", root, kind=entry.kind, name=entry.name)
    return back


def erase() -> int:
    """End what has been kept long enough, files too; returns how many entries went."""
    count = 0
    for pk in list(Discarded.objects.over().values_list("pk", flat=True)):
        with transaction.atomic():  # one at a time: a restoring that came first has taken it out
            entry = Discarded.objects.over().select_for_update().filter(pk=pk).first()
            if entry is not None:
                end(entry)
                count += 1
    return count


def end(entry: Discarded) -> None:
    """For good; the log keeps what it was called and when it ended."""
    names = list(entry.files.values_list("file", flat=True))
    audit.record(None, "bin.erase", entry, kind=entry.kind, name=entry.name)
    entry.delete()

    def forget() -> None:
        for name in names:
            default_storage.delete(name)

    transaction.on_commit(forget)
