"""The activity ledger: activities with their people and pictures, coverage and own channels."""

from activities.models import tallies
from activities.models.activity import Activity
from activities.models.consents import PictureConsent
from activities.models.coverage import Channel, Coverage, Outlet
from activities.models.parts import (
    ActivityAttachment,
    ActivityFigure,
    ActivityPhoto,
    NotDuplicate,
    Participation,
)
from activities.models.series import ActivitySeries, ActivityTyping, Campaign

__all__ = [
    "Activity",
    "ActivityAttachment",
    "ActivityFigure",
    "ActivityPhoto",
    "ActivitySeries",
    "ActivityTyping",
    "Campaign",
    "Channel",
    "Coverage",
    "NotDuplicate",
    "Outlet",
    "Participation",
    "PictureConsent",
    "tallies",
]
