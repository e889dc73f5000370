"""Which titles are to be looked at again, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from kit import audit
from schools.models import User
from selection.actions.course import months_after
from selection.choices import STANDING, RecheckOutcome
from selection.models import Application, Batch, Recheck

audit.register({"recheck.record": "{actor}复核“{application}”，结论：{outcome}"})
MENDING = 6  # months until a title that was to be mended is looked at again


@dataclass(frozen=True)
class Title:
    """A standing title with the day its next recheck is due; `last` is the one before."""

    application: Application
    due_on: date
    last: Recheck | None

    @property
    def is_due(self) -> bool:
        return self.due_on <= timezone.localdate()


def standing(user: User) -> QuerySet[Application]:
    """Titles of the batches this account runs that are looked at again at all."""
    rows = Application.objects.managed_by(user).in_state(*STANDING)
    return (
        rows.filter(
            batch__in=Batch.objects.managed_by(user),
            batch__recheck_years__gt=0,
            batch__announcement__isnull=False,
        )
        .select_related("batch__region", "batch__announcement", "school", "brand")
        .prefetch_related("rechecks")
    )


def title_of(application: Application) -> Title:
    last = next(iter(application.rechecks.all()), None)
    months = 12 * application.batch.recheck_years
    if last is None:
        return Title(
            application, months_after(application.batch.announcement.issued_on, months), None
        )
    mending = last.outcome == RecheckOutcome.MEND
    return Title(application, months_after(last.done_on, MENDING if mending else months), last)


def titles(user: User) -> list[Title]:
    """The earliest due first."""
    return sorted((title_of(row) for row in standing(user)), key=lambda title: title.due_on)


def due(user: User) -> int:
    return sum(title.is_due for title in titles(user))
