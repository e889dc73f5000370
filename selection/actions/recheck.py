"""Which titles are to be looked at again, and when."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, DateField, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from kit import audit
from schools.models import User
from selection.choices import STANDING, RecheckOutcome
from selection.models import Application, Batch, Recheck

audit.register({"recheck.record": "{actor}复核“{application}”，结论：{outcome}"})
MENDING = 6  # months until a title that was to be mended is looked at again


class MonthsLater(Func):
    """A day some months later; the last day of a month that has no such day."""

    output_field = DateField()
    SQLITE = (
        "MIN(date(%(day)s, %(months)s || ' months'),"
        " date(%(day)s, 'start of month', (%(months)s + 1) || ' months', '-1 day'))"
    )
    POSTGRESQL = "(%(day)s + make_interval(months => (%(months)s)::int))::date"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        (day, of_day), (months, of_months) = map(compiler.compile, self.source_expressions)
        params = (*of_day, *of_months, *of_day, *of_months)
        return self.SQLITE % {"day": day, "months": f"({months})"}, params

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        (day, of_day), (months, of_months) = map(compiler.compile, self.source_expressions)
        return self.POSTGRESQL % {"day": day, "months": months}, (*of_day, *of_months)


def titles(user: User) -> QuerySet[Any]:
    """Standing titles of the batches this account runs, with the day each is due again.

    The years of the batch after the announcement or the last recheck; half a year where that one
    asked for something to be mended.
    """
    before = Recheck.objects.filter(application=OuterRef("pk")).order_by("-done_on", "-pk")
    years = F("batch__recheck_years") * 12
    mending = When(last_outcome=RecheckOutcome.MEND, then=Value(MENDING))
    rows = Application.objects.managed_by(user).in_state(*STANDING)
    return (
        rows.filter(
            batch__in=Batch.objects.managed_by(user),
            batch__recheck_years__gt=0,
            batch__announcement__isnull=False,
        )
        .annotate(
            last_on=Subquery(before.values("done_on")[:1]),
            last_outcome=Subquery(before.values("outcome")[:1]),
            due_on=MonthsLater(
                Coalesce("last_on", "batch__announcement__issued_on"), Case(mending, default=years)
            ),
        )
        .annotate(is_due=Q(due_on__lte=timezone.localdate()))
        .select_related("batch__region", "batch__announcement", "school", "brand")
        .prefetch_related("rechecks__done_by")
        .order_by("due_on", "pk")
    )


def due(user: User) -> int:
    return titles(user).filter(is_due=True).count()
