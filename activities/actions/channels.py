"""A school's own channels and its recurring activities: entered, changed, taken away."""

from __future__ import annotations

from django.db import transaction

from activities.models import ActivitySeries, Channel
from kit import audit
from kit.workflow import Refused
from schools.actions import recycling
from schools.models import User

audit.register(
    {
        "channel.keep": "{actor}登记了自有栏目“{target}”",
        "channel.remove": "{actor}删去了自有栏目“{target}”",
        "series.keep": "{actor}登记了系列活动“{target}”",
        "series.remove": "{actor}删去了系列活动“{target}”",
    }
)


@transaction.atomic
def keep(*, row: Channel | ActivitySeries, by: User) -> None:
    row.save()
    audit.record(by, f"{_noun(row)}.keep", row)


@transaction.atomic
def remove(*, row: Channel | ActivitySeries, by: User) -> None:
    """What still holds something stays: its columns or activities would lose their place."""
    if isinstance(row, Channel) and row.columns.exists():
        raise Refused(f"“{row}”下面还有栏目，先删去或移走它们。")
    if isinstance(row, ActivitySeries) and row.activities.exists():
        raise Refused(f"“{row}”下面已经记了活动，不能删去。")
    audit.record(by, f"{_noun(row)}.remove", row)
    recycling.discard(row, by=by, place=row.school)


recycling.keeps(Channel, recycling.freely)
recycling.keeps(ActivitySeries, recycling.freely)


def _noun(row: Channel | ActivitySeries) -> str:
    return "channel" if isinstance(row, Channel) else "series"
