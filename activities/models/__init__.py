"""The activity ledger: activities with their people and pictures, coverage and own channels."""

from activities.models.activity import Activity, ActivitySeries, ActivityTyping, Campaign
from activities.models.coverage import Channel, Coverage, Outlet
from activities.models.parts import (
    ActivityAttachment,
    ActivityFigure,
    ActivityPhoto,
    NotDuplicate,
    Participation,
)

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
]
