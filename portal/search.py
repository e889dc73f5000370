"""One box over everything public: names before texts, then the newest, grouped by kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from portal import terms
from portal.models import Kind, SearchDocument
from portal.terms import LENGTH, fold, words

__all__ = ["CAP", "LENGTH", "PAGE", "Group", "Hit", "excerpt", "find", "fold", "words"]

CAP, SHOWN, PAGE = 1000, 8, 20
# %(name)s and %(all)s are the question; both databases count no further than asked.
COUNT = """SELECT count(*) FROM (SELECT 1 FROM portal_searchdocument d
  WHERE d.kind = %s AND {matches} AND (d.until IS NULL OR d.until >= %s) LIMIT {cap}) AS few"""
HITS = """WITH found AS MATERIALIZED (SELECT d.id, d.dated, {named} AS named
    FROM portal_searchdocument d
    WHERE d.kind = %s AND {matches} AND (d.until IS NULL OR d.until >= %s) {newest})
  SELECT id FROM found
  ORDER BY named DESC, dated IS NULL, dated DESC, id DESC LIMIT {limit} OFFSET {offset}"""
PARTS = {
    "postgresql": {
        "named": "(CASE WHEN d.name_vector @@ %s::tsquery THEN 1 ELSE 0 END)",
        "matches": "d.vector @@ %s::tsquery",
        # A word in a thousand rows: the newest of them, read along the index by date.
        "newest": f"ORDER BY d.dated DESC, d.id DESC LIMIT {CAP}",
    },
    "sqlite": {
        "named": "(d.id IN (SELECT rowid FROM portal_search WHERE portal_search MATCH %s))",
        "matches": "d.id IN (SELECT rowid FROM portal_search WHERE portal_search MATCH %s)",
        "newest": "",
    },
}


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    meta: str = ""
    text: str = ""


@dataclass(frozen=True)
class Group:
    """Hits of one kind as asked for; `count` is of all there are and stops at CAP."""

    key: str
    label: str
    count: int
    hits: list[Hit] = field(default_factory=list)
    is_capped: bool = False

    @property
    def count_text(self) -> str:
        return f"{CAP}+" if self.is_capped else str(self.count)


def find(query: str, kind: str = "", page: int = 1) -> list[Group]:
    """Groups in the order of Kind, empty ones left out; of `kind` a page, of the others a few."""
    wanted = terms.of_query(query)
    if not wanted:
        return []
    groups = []
    for key, label in Kind.choices:
        count = _count(key, wanted)
        if count and (not kind or key == kind):
            limit, offset = _slice(min(count, CAP), page) if kind else (SHOWN, 0)
            ids = _ids(key, wanted, limit, offset, is_common=count > CAP)
            hits = _hits(ids, words(query))
        else:
            hits = []
        if count:
            groups.append(Group(key, label, min(count, CAP), hits, count > CAP))
    return groups


def _slice(count: int, page: int) -> tuple[int, int]:
    offset = min(page - 1, (count - 1) // PAGE) * PAGE
    return min(PAGE, count - offset), offset


def _count(kind: str, wanted: list[tuple[str, bool]]) -> int:
    sql = COUNT.format(matches=PARTS[connection.vendor]["matches"], cap=CAP + 1)
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind, _match(wanted), timezone.localdate()])
        return int(cursor.fetchone()[0])


def _ids(
    kind: str, wanted: list[tuple[str, bool]], limit: int, offset: int, *, is_common: bool
) -> list[int]:
    parts = PARTS[connection.vendor]
    newest = parts["newest"] if is_common else ""
    sql = HITS.format(**{**parts, "newest": newest}, limit=int(limit), offset=int(offset))
    asked: list[Any] = [_match(wanted, names=True), kind, _match(wanted), timezone.localdate()]
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return [row[0] for row in cursor.fetchall()]


def _match(wanted: list[tuple[str, bool]], *, names: bool = False) -> str:
    """The question in the database's own language; letters and digits, nothing to escape."""
    if connection.vendor == "postgresql":
        return " & ".join(f"'{term}'{':*' * is_open}" for term, is_open in wanted)
    joined = " AND ".join(f'"{term}"{" *" * is_open}' for term, is_open in wanted)
    return f"name_terms : ({joined})" if names else joined


def _hits(ids: list[int], wanted: list[str]) -> list[Hit]:
    rows: dict[int, Any] = SearchDocument.objects.in_bulk(ids)
    return [
        Hit(row.title, row.get_absolute_url(), row.meta, excerpt(row.body, wanted))
        for row in (rows[pk] for pk in ids if pk in rows)
    ]


def excerpt(text: str, wanted: list[str] | tuple[str, ...] = (), length: int = 80) -> str:
    """The text around the first word that was looked for, else its beginning."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    folded = fold(flat)
    places = [place for word in wanted if (place := folded.find(word)) >= 0]
    start = max(min(places, default=0) - length // 3, 0)
    start = start if start < len(flat) else 0
    head = "……" if start else ""
    tail = "……" if start + length < len(flat) else ""
    return f"{head}{flat[start : start + length]}{tail}"
