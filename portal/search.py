"""One box over everything public: names before texts, then the newest, grouped by kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.db import connection, connections, router
from django.db.models import Model
from django.db.models.expressions import RawSQL
from django.utils import timezone

from portal import terms
from portal.models import Kind, SearchDocument
from portal.terms import LENGTH, fold, words

__all__ = ["CAP", "LENGTH", "PAGE", "Group", "Hit", "closest", "excerpt", "find", "fold", "suggest"]

NAMED_PLACE = re.compile(r"%\((\w+)\)s")
CAP, SHOWN, PAGE, SUGGESTED = 1000, 8, 20, 8
POOL, FAR = 100, 5000  # of a word that thousands have; how far to walk along the dates
NAMES = (Kind.BRANDS.value, Kind.SCHOOLS.value, Kind.TIES.value)  # what people mistype
CANDIDATES, ALIKE, MEANT = 60, 0.75, 3
Terms = list[tuple[str, bool]]
# Both databases count no further than asked.
OURS = "d.kind = %(kind)s AND {matches} AND (d.until IS NULL OR d.until >= %(today)s)"
OF_MODEL = "SELECT d.object_id FROM portal_searchdocument d WHERE d.source = %(source)s AND {all}"
COUNT = """{counting} SELECT count(*) FROM
  (SELECT 1 FROM portal_searchdocument d WHERE {ours} LIMIT {cap}) AS few"""
HITS = """WITH found AS MATERIALIZED (SELECT d.id, d.dated,
      CASE WHEN {named} THEN 1 ELSE 0 END AS named
    FROM portal_searchdocument d WHERE {which})
  SELECT id FROM found
  ORDER BY named DESC, dated IS NULL, dated DESC, id DESC LIMIT {limit} OFFSET {offset}"""
# What thousands have: the newest of them, met along the dates where it is nearly everywhere, else
# put in order.
MET = """{walking} SELECT id FROM (SELECT d.id, d.dated, d.until, d.folded
      FROM portal_searchdocument d WHERE d.kind = %(kind)s
      ORDER BY d.dated DESC, d.id DESC LIMIT {far}) AS d
  WHERE {plain} AND (d.until IS NULL OR d.until >= %(today)s)
  ORDER BY d.dated DESC, d.id DESC LIMIT {pool} OFFSET {start}"""
SORTED = """{counting} SELECT d.id FROM portal_searchdocument d WHERE {ours}
  ORDER BY d.dated DESC, d.id DESC LIMIT {pool} OFFSET {start}"""
# Of the first that match: the ones that begin with the word, then the shortest.
NAMED = """SELECT id FROM (SELECT d.id, d.title, {within}(d.folded, %(word)s) AS place
    FROM portal_searchdocument d WHERE {ours_named} LIMIT {cap}) AS few
  ORDER BY CASE WHEN place = 1 THEN 0 ELSE 1 END, length(title), id DESC LIMIT {limit}"""
PARTS = {
    "postgresql": {
        "named": "d.name_vector @@ %(names)s::tsquery",
        "matches": "d.vector @@ %(all)s::tsquery",
        "within": "strpos",
        # Cheap, and therefore first: looking at a vector means to fetch and unpack it.
        "letters": "d.folded LIKE '%%' || %(run{})s || '%%'",
        # The planner thinks that looking at a vector costs nothing: the index of words it shall be,
        # with room for the places of a common one; or else the index of dates.
        "counting": "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off;"
        " SET LOCAL enable_bitmapscan = on; SET LOCAL work_mem = '64MB';",
        "walking": "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;"
        " SET LOCAL enable_indexscan = on;",
        "near": """SELECT d.id FROM portal_searchdocument d
          WHERE d.kind IN ({kinds}) AND d.name_vector @@ %(any)s::tsquery
          ORDER BY ts_rank(d.name_vector, %(any)s::tsquery) DESC, d.id LIMIT {limit}""",
    },
    "sqlite": {
        "named": "d.id IN (SELECT rowid FROM portal_search WHERE portal_search MATCH %(names)s)",
        "matches": "d.id IN (SELECT rowid FROM portal_search WHERE portal_search MATCH %(all)s)",
        "within": "instr",
        "letters": "instr(d.folded, %(run{})s) > 0",
        "counting": "",
        "walking": "",
        "near": """SELECT d.id FROM portal_search s JOIN portal_searchdocument d ON d.id = s.rowid
          WHERE portal_search MATCH %(any)s AND d.kind IN ({kinds})
          ORDER BY s.rank, d.id LIMIT {limit}""",
    },
}


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    meta: str = ""
    text: str = ""
    label: str = ""


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


class Question:
    """A query as the database understands it."""

    def __init__(self, query: str) -> None:
        self.words, self.terms, self.runs = words(query), terms.of_query(query), terms.runs(query)
        self.parts = dict(PARTS[connection.vendor])
        letters = [self.parts["letters"].format(number) for number in range(len(self.runs))]
        self.matches = " AND ".join([*letters, self.parts["matches"]])
        named = " AND ".join([*letters, self.parts["named"]])
        self.parts["ours"] = OURS.format(matches=self.matches)
        self.parts["ours_named"] = OURS.format(matches=named)
        self.parts["plain"] = " AND ".join(letters)

    def said(self) -> dict[str, Any]:
        """What the statements leave open."""
        asked: dict[str, Any] = {f"run{n}": run for n, run in enumerate(self.runs)}
        asked |= {"today": timezone.localdate(), "word": self.words[0]}
        return asked | {"all": _match(self.terms), "names": _match(self.terms, names=True)}

    def ids(self, sql: str, kind: str, **numbers: int | str) -> list[int]:
        """The first column of what `sql` answers for one kind."""
        return _column(sql.format(**(self.parts | numbers)), self.said() | {"kind": kind})

    def hits(self, kind: str, limit: int, offset: int, *, is_common: bool) -> list[int]:
        """Names before texts, then the newest; of a common word within each POOL by itself."""
        place: dict[str, int | str] = {
            "limit": limit,
            "offset": offset,
            "which": self.parts["ours"],
        }
        if is_common:
            pool = self._pool(kind, offset // POOL * POOL)
            place |= {"offset": offset % POOL, "which": f"d.id IN ({','.join(map(str, pool))})"}
        return self.ids(HITS, kind, **place)

    def _pool(self, kind: str, start: int) -> list[int]:
        place = {"start": start, "pool": POOL, "far": FAR}
        left = " ".join(self.words)
        for run in self.runs:
            left = left.replace(run, " ")
        is_han = not any(sign.isalnum() for sign in left)
        found = self.ids(MET, kind, **place) if is_han else []
        return found if len(found) == POOL else self.ids(SORTED, kind, **place)


def find(query: str, kind: str = "", page: int = 1) -> list[Group]:
    """Groups in the order of Kind, empty ones left out; of `kind` a page, of the others a few."""
    asked = Question(query)
    groups = []
    for key, label in Kind.choices if asked.terms else ():
        (count,) = asked.ids(COUNT, key, cap=CAP + 1)
        if count and (not kind or key == kind):
            limit, offset = _slice(min(count, CAP), page) if kind else (SHOWN, 0)
            hits = _hits(asked.hits(key, limit, offset, is_common=count > CAP), asked.words)
        else:
            hits = []
        if count:
            groups.append(Group(key, label, min(count, CAP), hits, count > CAP))
    return groups


def matching(model: type[Model], query: str) -> Any:
    """The keys of the public rows of one model, for lists that are filtered and ordered further."""
    asked = Question(query)
    if not asked.terms:
        return []
    said, given = asked.said() | {"source": model._meta.model_name}, []

    def placed(name: re.Match[str]) -> str:
        given.append(said[name[1]])
        return "%s"

    sql = NAMED_PLACE.sub(placed, OF_MODEL.format(all=asked.matches))
    return RawSQL(sql, given)  # noqa: S611 - written above; what was asked for is in `given`


def suggest(query: str) -> list[Hit]:
    """What has the query in its name, a few of all kinds in their order, while somebody types."""
    asked = Question(query)
    found: list[int] = []
    for key in Kind.values if asked.terms else ():
        if len(found) < SUGGESTED:
            found += asked.ids(NAMED, key, cap=CAP // 5, limit=SUGGESTED - len(found))
    return _hits(found, asked.words)


def closest(query: str) -> list[Hit]:
    """Names that sound or look like a query that finds nothing, the likest first."""
    near = terms.near(query)
    if not near:
        return []
    kinds = ", ".join(f"'{kind}'" for kind in NAMES)
    sql = PARTS[connection.vendor]["near"].format(kinds=kinds, limit=CANDIDATES)
    hits = _hits(_column(sql, {"any": _match(near, names=True, each=False)}), [])
    likeness = {hit: _alike(query, hit.title) for hit in hits}
    likest = sorted(hits, key=lambda hit: -likeness[hit])[:MEANT]
    return [hit for hit in likest if likeness[hit] >= ALIKE]


def _alike(query: str, name: str) -> float:
    """Between 0 and 1: the best of any part of the name, by its signs and by its sound."""
    sound = "".join(terms.spoken(query))
    return max(_part_alike(fold(query), fold(name)), _part_alike(sound, terms.spoken(name)))


def _part_alike(asked: str, told: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, b=asked, autojunk=False)
    best = 0.0
    for start in range(len(told)):
        matcher.set_seq1("".join(told[start:])[: len(asked)])
        best = max(best, matcher.ratio())
    return best


def _slice(count: int, page: int) -> tuple[int, int]:
    offset = min(page - 1, (count - 1) // PAGE) * PAGE
    return min(PAGE, count - offset), offset


def _column(sql: str, asked: dict[str, Any]) -> list[int]:
    with connections[router.db_for_read(SearchDocument)].cursor() as cursor:
        cursor.execute(sql, asked)
        return [row[0] for row in cursor.fetchall()]


def _match(wanted: Iterable[tuple[str, bool]], *, names: bool = False, each: bool = True) -> str:
    """Terms in the database's own language; letters and digits, nothing to escape."""
    if connection.vendor == "postgresql":
        joint = " & " if each else " | "
        return joint.join(f"'{term}'{':*' * is_open}" for term, is_open in wanted)
    joint = " AND " if each else " OR "
    joined = joint.join(f'"{term}"{" *" * is_open}' for term, is_open in wanted)
    return f"name_terms : ({joined})" if names else joined


def _hits(ids: list[int], wanted: list[str]) -> list[Hit]:
    rows: dict[int, Any] = SearchDocument.objects.in_bulk(ids)
    return [
        Hit(
            row.title,
            row.get_absolute_url(),
            row.meta,
            excerpt(row.body, wanted),
            row.get_kind_display(),
        )
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
