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

from kit import pairs
from portal import terms
from portal.models import KINDS, Kind, SearchDocument
from portal.statements import (
    FEW,
    HITS,
    MATCHED,
    MET,
    NAMED,
    OF_MODEL,
    OF_ROW,
    OF_SOME,
    OURS,
    PARTS,
    SORTED,
    TENTH,
    TENTHS,
)
from portal.terms import LENGTH, excerpt, fold, words

__all__ = ["CAP", "LENGTH", "PAGE", "Group", "Hit", "closest", "excerpt", "find", "fold", "suggest"]

NAMED_PLACE = re.compile(r"%\((\w+)\)s")
CAP, SHOWN, PAGE, SUGGESTED = 1000, 8, 20, 8
POOL = 40  # of a word that thousands have
# Rows to walk along the dates: to see how common a word is; for a count; for a page.
FIRST, NEAR, FAR = 300, 4000, 8000
OFTEN = 3  # of FIRST, where a tenth of a million holds too many
NAMES = (Kind.BRANDS.value, Kind.SCHOOLS.value, Kind.TIES.value)  # what people mistype
CANDIDATES, ALIKE, MEANT = 60, 0.75, 3


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
        return asked | {"all": _match(self.telling), "names": _match(self.terms, names=True)}

    @cached_property
    def telling(self) -> list[tuple[str, bool]]:
        """The terms that are looked up: of each run, which is compared anyway, the rarest pairs."""
        if connection.vendor != "postgresql":
            return self.terms
        runs = [[term for term, _ in self.terms if term in run] for run in self.runs]
        kept = pairs.rarest(runs, SearchDocument._meta.db_table, "vector")
        left_out = {term for run in runs for term in run} - kept
        return [(term, is_open) for term, is_open in self.terms if term not in left_out]

    def ids(self, sql: str, kind: str, **numbers: int | str) -> list[int]:
        """The first column of what `sql` answers for one kind."""
        sql = sql.format(kind=kind, **(self.parts | numbers))
        rows = _rows(sql, self.said() | {"kind": kind})
        return [key for (key,) in rows]

    def found(self, kind: str) -> list[int]:
        """Keys of what matches, CAP + 1 at most: a word that is nearly everywhere is met soon along
        the dates, while its list in the index of words is long; of a common one a tenth of that
        list is enough; any other word is in the list."""
        found = self._met(kind, NEAR, CAP + 1)
        parts = [TENTH, ""] if kind in TENTHS and self.may_be_many(kind) else [""]
        while len(found) <= CAP and parts:
            found = self.ids(MATCHED, kind, part=parts.pop(0), limit=CAP + 1)
            if parts and len(found) > CAP:
                self._few[kind] = max(self._few[kind], OFTEN)
        return found

    def is_anywhere(self) -> bool:
        """Whether anything has it; mostly the newest few tell."""
        some = any(self._few.values())
        return some or any(self.ids(MATCHED, kind, part="", limit=1) for kind in self.kinds)

    def may_be_many(self, kind: str) -> bool:
        """Whether a part of the documents may hold too many."""
        return connection.vendor == "postgresql" and bool(self._few.get(kind))

    def is_everywhere(self, kind: str) -> bool:
        """Whether thousands have it, as far as the newest few tell."""
        return self._likely(kind, NEAR, CAP)

    def is_soon_met(self, kind: str) -> bool:
        """Whether a thousand are met before long, as far as the newest few tell."""
        return self._likely(kind, 2 * FAR, CAP)

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


def finds(query: str) -> bool:
    return Question(query, *Kind.values).is_anywhere()


def matching(model: type[Model], query: str) -> Any:
    """The keys of the public rows of one model, for lists that are filtered and ordered further."""
    asked = Question(query)
    if not asked.terms:
        return []
    return RawSQL(*asked.of_model(OF_MODEL, model))  # noqa: S611 - written above


def looked_at(rows: QuerySet[Any], query: str) -> tuple[QuerySet[Any], QuerySet[Any] | None, bool]:
    """The same of a list that is read in its order until a page is full: one row after the other
    is looked at. What tells soonest that there are too many to count: the same again for a word
    that is nearly everywhere, a part of what has it for a common one. And whether even a late page
    of too many is soon full."""
    kind = KINDS[str(rows.model._meta.model_name)]
    asked = Question(query, kind)
    if not asked.terms:
        return rows.none(), None, False
    row = asked.of_model(OF_ROW, rows.model)
    looking = rows.filter(RawSQL(*row, BooleanField()))  # noqa: S611 - written above
    if asked.is_everywhere(kind):
        return looking, looking, True
    if not asked.may_be_many(kind):
        return looking, None, False
    has_tenth = kind in TENTHS
    some = asked.of_model(OF_MODEL + TENTH if has_tenth else OF_SOME, rows.model)
    quick = rows.filter(pk__in=RawSQL(*some))  # noqa: S611 - written above
    return looking, quick, has_tenth or asked.is_soon_met(kind)


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
