"""Batches, rubrics, applications, reviews, decisions, public notices and the build period."""

from selection.models.acceptance import Acceptance
from selection.models.application import (
    Application,
    ApplicationMember,
    ApplicationVersion,
    Claim,
    Evidence,
)
from selection.models.batch import Batch, CheckItem, QuotaCell
from selection.models.build import ChangeRequest, Commitment, Report
from selection.models.check import CheckMark, Correction
from selection.models.decision import Announcement, Decision, Letter, Meeting
from selection.models.defence import Defence, DefenceSlot, PaperEntry
from selection.models.expert import Assignment, Conflict, Expert
from selection.models.files import ApplicationFile
from selection.models.ladder import Recommendation
from selection.models.notice import NoticeItem, Objection, PublicNotice
from selection.models.permit import Permit
from selection.models.recheck import Recheck
from selection.models.review import Adjustment, Annotation, Review, Score
from selection.models.rubric import Indicator, ReviewStage, Rubric

__all__ = [
    "Acceptance",
    "Adjustment",
    "Annotation",
    "Announcement",
    "Application",
    "ApplicationFile",
    "ApplicationMember",
    "ApplicationVersion",
    "Assignment",
    "Batch",
    "ChangeRequest",
    "CheckItem",
    "CheckMark",
    "Claim",
    "Commitment",
    "Conflict",
    "Correction",
    "Decision",
    "Defence",
    "DefenceSlot",
    "Evidence",
    "Expert",
    "Indicator",
    "Letter",
    "Meeting",
    "NoticeItem",
    "Objection",
    "PaperEntry",
    "Permit",
    "PublicNotice",
    "QuotaCell",
    "Recheck",
    "Recommendation",
    "Report",
    "Review",
    "ReviewStage",
    "Rubric",
    "Score",
]
