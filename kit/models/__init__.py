"""Rows every floor needs: audit trail, jobs, working days, drafts, notifications, wordings."""

from kit.models.days import SpecialDay
from kit.models.forms import Draft, Submission
from kit.models.jobs import KEPT_FOR, Job, JobQuerySet, JobState, Worker
from kit.models.notifications import Notification, NotificationChoice, NotificationQuerySet
from kit.models.phrases import Phrase, Treatment
from kit.models.tally import Tally
from kit.models.trail import AuditEntry, AuditSeal

__all__ = [
    "KEPT_FOR",
    "AuditEntry",
    "AuditSeal",
    "Draft",
    "Job",
    "JobQuerySet",
    "JobState",
    "Notification",
    "NotificationChoice",
    "NotificationQuerySet",
    "Phrase",
    "SpecialDay",
    "Submission",
    "Tally",
    "Treatment",
    "Worker",
]
