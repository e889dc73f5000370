"""One move for several applications: every one its own step in the log, and all of them or none."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from kit.workflow import Refused
from schools.models import User
from selection.choices import ApplicationStatus as Status
from selection.models import Application
from selection.workflow import application_flow


@transaction.atomic
def pass_together(applications: Iterable[Application], by: User) -> int:
    """Pass the formal check of each; Refused names the one that stands in the way."""
    count = 0
    for application in applications:
        try:
            application_flow.perform(application, "pass", by=by, seen=Status.SUBMITTED)
        except Refused as refusal:
            raise Refused(f"一项也没有通过，因为“{application}”：{refusal}") from refusal
        count += 1
    return count
