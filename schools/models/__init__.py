"""Regions, schools, Party organisations, people and their posts, partners and ties."""

from schools.models.party import Officer, PartyOrganization
from schools.models.people import Employment, Post, User
from schools.models.places import Region, School, SchoolEvent, SchoolGroup, SchoolName
from schools.models.ties import Partner, Tie, TieMember

__all__ = [
    "Employment",
    "Officer",
    "Partner",
    "PartyOrganization",
    "Post",
    "Region",
    "School",
    "SchoolEvent",
    "SchoolGroup",
    "SchoolName",
    "Tie",
    "TieMember",
    "User",
]
