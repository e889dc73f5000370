"""Lists of calls, notices, objections, letters, published results and rechecks."""

from __future__ import annotations

from kit import sheets
from kit.listing import Listing


class NoticeListing(Listing):
    search = ("title", "batch__name")
    orders = {"": ("-starts_on", "-pk")}


class PublicNoticeListing(Listing):
    search = ("title",)
    orders = {"": ("-starts_on", "-pk")}


class CallListing(Listing):
    search = ("name", "basis_title", "basis_number")
    orders = {"": ("-opens_at", "-pk")}


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


class RecheckListing(Listing):
    search = ("brand__title", "school__name", "batch__name")
    orders = {"": ("due_on", "pk")}
    filename = "复核名单"
    is_official = True
    columns = (
        sheets.Column("项目", "brand", width=30),
        sheets.Column("学校", "school.name", width=26),
        sheets.Column("批次", "batch.name", width=36),
        sheets.Column("公布", "batch.announcement.issued_on", width=12),
        sheets.Column("应复核", "due_on", width=12),
    )
