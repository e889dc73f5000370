"""The outcome of a recheck; taking a title back is the application's own move."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kit import audit
from schools.models import User
from selection.access import decide as access
from selection.choices import RecheckOutcome
from selection.models import Recheck
from selection.workflow import application_flow


@transaction.atomic
def conclude(recheck: Recheck, *, by: User) -> Recheck:
    application = recheck.application
    if not access.can_decide_on(by, application):
        raise PermissionDenied(access.RECHECKS)
    recheck.done_by = by
    recheck.save()
    audit.record(
        by,
        "recheck.record",
        recheck,
        application=str(application),
        outcome=recheck.get_outcome_display(),
        note=recheck.note,
    )
    if recheck.outcome == RecheckOutcome.REVOKE:
        application_flow.perform(application, "revoke", by=by, note=recheck.note)
    return recheck
