"""An acceptance moves its report: the sheet and the move stand or fall together."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kit.workflow import Refused
from schools.models import User
from selection.access import build as access
from selection.actions import acceptance as acts
from selection.choices import Verdict
from selection.models import Acceptance, Report
from selection.workflow.reports import report_flow

MOVES = {
    Verdict.EXCELLENT: "accept",
    Verdict.PASSED: "accept",
    Verdict.RETURNED: "give_back",
    Verdict.FAILED: "fail",
}


@transaction.atomic
def conclude(acceptance: Acceptance, *, by: User) -> Acceptance:
    report = Report.objects.select_for_update().get(pk=acceptance.report_id)
    if not access.can_accept(by, report):
        raise PermissionDenied(access.ACCEPTS)
    if report.digest != acceptance.report.digest:
        raise Refused(acts.ANEW)
    acts.keep(acceptance, acts.rubric_for(report), by)
    move = MOVES[Verdict(acceptance.verdict)]
    report_flow.perform(acceptance.report, move, by=by, note=acceptance.opinion)
    return acceptance
