"""One box over everything public: names before texts, then the newest, grouped by kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from django.db import connection, connections, router
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from portal import terms
from portal.models import KINDS, Kind, SearchDocument
from portal.terms import LENGTH, excerpt, fold, words

__all__ = ["CAP", "LENGTH", "PAGE", "Group", "Hit", "closest", "excerpt", "find", "fold", "suggest"]

NAMED_PLACE = re.compile(r"%\((\w+)\)s")
CAP, SHOWN, PAGE, SUGGESTED = 1000, 8, 20, 8
POOL = 40  # of a word that thousands have
FIRST, FAR = 300, 8000  # rows to walk along the dates: to see how common a word is; at most
NAMES = (Kind.BRANDS.value, Kind.SCHOOLS.value, Kind.TIES.value)  # what people mistype
CANDIDATES, ALIKE, MEANT = 60, 0.75, 3
OURS = "d.kind = %(kind)s AND {matches} AND (d.until IS NULL OR d.until >= %(today)s)"
# For lists: the keys of all that match; or whether a row does.
OF_MODEL = """SELECT d.object_id FROM portal_searchdocument d
  WHERE d.kind = %(kind)s AND d.source = %(source)s AND {matches}"""
OF_ROW = """(SELECT {looked} FROM portal_searchdocument d
  WHERE d.source = %(source)s AND d.object_id = {row})"""
# Both databases look no further than asked.
MATCHED = "{counting} SELECT d.id FROM portal_searchdocument d WHERE {ours} LIMIT {limit}"
HITS = """WITH found AS MATERIALIZED (SELECT d.id, d.dated,
      CASE WHEN {named} THEN 1 ELSE 0 END AS named
    FROM portal_searchdocument d WHERE d.id IN ({found}))
  SELECT id FROM found
  ORDER BY named DESC, dated IS NULL, dated DESC, id DESC LIMIT {limit} OFFSET {offset}"""
# The newest of what thousands have: met along the dates, or else put in order.
NEWEST = """(SELECT d.id, d.dated, d.until, d.folded FROM portal_searchdocument d
    WHERE d.kind = '{kind}' ORDER BY d.dated DESC, d.id DESC LIMIT {far}) AS d
  WHERE {plain} AND (d.until IS NULL OR d.until >= %(today)s)"""
MET = "{walking} SELECT d.id FROM " + NEWEST + " ORDER BY d.dated DESC, d.id DESC LIMIT {limit}"  # noqa: S608
FEW = "SELECT '{kind}' AS kind, count(*) FROM " + NEWEST  # noqa: S608
SORTED = """{counting} SELECT d.id FROM portal_searchdocument d WHERE {ours}
  ORDER BY d.dated DESC, d.id DESC LIMIT {limit} OFFSET {start}"""
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

    def __init__(self, query: str, *kinds: str) -> None:
        self.kinds = kinds
        self.words, self.terms, self.runs = words(query), terms.of_query(query), terms.runs(query)
        self.parts = dict(PARTS[connection.vendor])
        letters = [self.parts["letters"].format(number) for number in range(len(self.runs))]
        self.matches = " AND ".join([*letters, self.parts["matches"]])
        named = " AND ".join([*letters, self.parts["named"]])
        self.parts["ours"] = OURS.format(matches=self.matches)
        self.parts["ours_named"] = OURS.format(matches=named)
        self.parts["plain"] = " AND ".join(letters)
        # A plain look at a text knows Han alone.
        self.is_plain = "".join(self.runs) == "".join(filter(str.isalnum, "".join(self.words)))

    def said(self) -> dict[str, Any]:
        """What the statements leave open."""
        asked: dict[str, Any] = {f"run{n}": run for n, run in enumerate(self.runs)}
        asked |= {"today": timezone.localdate(), "word": self.words[0]}
        return asked | {"all": _match(self.terms), "names": _match(self.terms, names=True)}

    def ids(self, sql: str, kind: str, **numbers: int | str) -> list[int]:
        """The first column of what `sql` answers for one kind."""
        sql = sql.format(kind=kind, **(self.parts | numbers))
        rows = _rows(sql, self.said() | {"kind": kind})
        return [key for (key,) in rows]

    def found(self, kind: str) -> list[int]:
        """Keys of what matches, CAP + 1 at most: a word that is nearly everywhere is met soon along
        the dates, while its list in the index of words is long; any other word is in that list."""
        newest = self._met(kind, FAR, CAP + 1)
        return newest if len(newest) > CAP else self.ids(MATCHED, kind, limit=CAP + 1)

    def is_everywhere(self, kind: str) -> bool:
        """Whether thousands have it, as far as the newest few tell."""
        return self._likely(kind, FAR, CAP)

    def _likely(self, kind: str, far: int, wanted: int) -> bool:
        return self._few.get(kind, 0) * far > wanted * FIRST

    @cached_property
    def _few(self) -> dict[str, int]:
        """How many of the newest few of each kind match."""
        each = (FEW.format(kind=kind, far=FIRST, **self.parts) for kind in self.kinds)
        sql = self.parts["walking"] + " UNION ALL ".join(each)
        return dict(_rows(sql, self.said())) if self.is_plain else {}

    def of_model(self, sql: str, model: type[Model]) -> tuple[str, list[Any]]:
        """`sql` about one table's rows, and what it leaves open in the order it is left open."""
        source, given = str(model._meta.model_name), []
        said = self.said() | {"source": source, "kind": KINDS[source]}
        looked = self.parts["plain"] if self.is_plain else self.matches
        row = f"{model._meta.db_table}.id"

        def placed(name: re.Match[str]) -> str:
            given.append(said[name[1]])
            return "%s"

        asked = sql.format(matches=self.matches, looked=looked, row=row)
        return NAMED_PLACE.sub(placed, asked), given

    def hits(self, kind: str, found: list[int], limit: int, offset: int) -> list[int]:
        """Names before texts, then the newest; of a common word within each POOL by itself."""
        if len(found) > CAP:
            found, offset = self._pool(kind, offset // POOL * POOL), offset % POOL
        keys = ",".join(map(str, found))
        return self.ids(HITS, kind, found=keys, limit=limit, offset=offset)

    def _pool(self, kind: str, start: int) -> list[int]:
        far = 4 * FAR if start else FAR  # putting thousands in order takes longer still
        met = self._met(kind, far, start + POOL)[start:]
        return met if len(met) == POOL else self.ids(SORTED, kind, limit=POOL, start=start)

    def _met(self, kind: str, far: int, limit: int) -> list[int]:
        """The newest that match among so many, where enough of them are likely to."""
        return self.ids(MET, kind, far=far, limit=limit) if self._likely(kind, far, limit) else []


def find(query: str, kind: str = "", page: int = 1) -> list[Group]:
    """Groups in the order of Kind, empty ones left out; of `kind` a page, of the others a few."""
    asked = Question(query, *Kind.values)
    groups = []
    for key, label in Kind.choices if asked.terms else ():
        found = asked.found(key)
        count, hits = min(len(found), CAP), []
        if count and (not kind or key == kind):
            limit, offset = _slice(count, page) if kind else (SHOWN, 0)
            hits = _hits(asked.hits(key, found, limit, offset), asked.words)
        if count:
            groups.append(Group(key, label, count, hits, len(found) > CAP))
    return groups


def matching(model: type[Model], query: str) -> Any:
    """The keys of the public rows of one model, for lists that are filtered and ordered further."""
    asked = Question(query)
    if not asked.terms:
        return []
    return RawSQL(*asked.of_model(OF_MODEL, model))  # noqa: S611 - written above


def looked_at(rows: QuerySet[Any], query: str) -> tuple[QuerySet[Any], bool]:
    """The same of a list that is read in its order until a page is full: one row after the other
    is looked at. And whether a count had better look so too, for the word is nearly everywhere."""
    kind = KINDS[str(rows.model._meta.model_name)]
    asked = Question(query, kind)
    if not asked.terms:
        return rows.none(), False
    looking = RawSQL(*asked.of_model(OF_ROW, rows.model), BooleanField())  # noqa: S611
    return rows.filter(looking), asked.is_everywhere(kind)


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
    found = _rows(sql, {"any": _match(near, names=True, each=False)})
    hits = _hits([key for (key,) in found], [])
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


def _rows(sql: str, asked: dict[str, Any]) -> list[Any]:
    with connections[router.db_for_read(SearchDocument)].cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())


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
