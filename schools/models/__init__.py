"""Regions, schools, Party organisations, people and their posts, partners and ties; the bin."""

from schools.models.discarded import Discarded, DiscardedFile
from schools.models.party import Officer, PartyOrganization
from schools.models.people import Employment, Post, User
from schools.models.places import Region, School, SchoolEvent, SchoolGroup, SchoolName
from schools.models.signing_in import Authenticator, PastPassword, Session
from schools.models.ties import Partner, Tie, TieMember

__all__ = [
    "Authenticator",
    "Discarded",
    "DiscardedFile",
    "Employment",
    "Officer",
    "Partner",
    "PartyOrganization",
    "PastPassword",
    "Post",
    "Region",
    "School",
    "SchoolEvent",
    "SchoolGroup",
    "SchoolName",
    "Session",
    "Tie",
    "TieMember",
    "User",
]
