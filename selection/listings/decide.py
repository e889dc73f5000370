"""Lists of notices, objections, letters and published results."""

from __future__ import annotations

from kit.listing import Listing


class NoticeListing(Listing):
    search = ("title", "batch__name")
    orders = {"": ("-starts_on", "-pk")}


class PublicNoticeListing(Listing):
    search = ("title",)
    orders = {"": ("-starts_on", "-pk")}


class ResultListing(Listing):
    search = ("title", "document_number")
    orders = {"": ("-issued_on", "-pk")}


class ObjectionListing(Listing):
    """Names and texts are encrypted: there is nothing to search in."""

    orders = {"": ("-received_at", "-pk")}


class LetterListing(Listing):
    search = ("subject", "recipient__name", "application__school__name")
    orders = {"": ("pk",)}
    per_page = 50
