"""Words inside short texts of long tables: PostgreSQL keeps an index of their characters in pairs.

`icontains` reads the whole table for a word that hardly occurs. Where an index over
`kit_pairs(one || chr(10) || other)` exists, the rows that have the word's pairs are found first and
`icontains` only looks through those. SQLite, which serves smaller places, does without.

An index of the words of long texts reads every place of a common word before it answers. Another
one, of each tenth row only, soon knows that there are more than a thousand.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.expressions import RawSQL

FUNCTION = """CREATE FUNCTION kit_pairs(text) RETURNS text[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT part) FROM generate_series(1, length($1)) AS n,
      LATERAL (VALUES (substr(lower($1), n, 1)), (substr(lower($1), n, 2))) AS parts (part)
  $$"""


TENTH = "id % 10 = 0"
ENOUGH = 2  # pairs of a word; the others take longer to read than to compare
KNOWN = """SELECT pair, often FROM pg_stats,
  unnest(most_common_elems::text::text[], most_common_elem_freqs) AS known (pair, often)
  WHERE tablename = %s AND attname = %s AND pair = ANY(%s)"""


class _Holds(Func):
    """The first expression is what must occur, the others are the fields of the index."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        told = [compiler.compile(one) for one in self.get_source_expressions()]
        (wanted, given), *fields = told
        text = " || chr(10) || ".join(sql for sql, _ in fields)
        return f"kit_pairs({text}) @> {wanted}", list(given)


def are_kept() -> bool:
    return connection.vendor == "postgresql"


def rarest(words: list[list[str]], table: str, column: str) -> set[str]:
    """A few parts of each word, by what the database knows of a column or an index of pairs."""
    often: dict[str, float] = {}
    if any(len(parts) > ENOUGH for parts in words):
        with connection.cursor() as cursor:
            cursor.execute(KNOWN, [table, column, [part for parts in words for part in parts]])
            often = dict(cursor.fetchall())
    each = (sorted(parts, key=lambda part: often.get(part, 0))[:ENOUGH] for parts in words)
    return {part for parts in each for part in parts}


def narrowed(rows: QuerySet[Any], fields: Iterable[str], word: str) -> QuerySet[Any]:
    """Those with the word's pairs, as far as the index `<model>_pairs` tells."""
    lower = word.lower()
    parts = list(dict.fromkeys(a + b for a, b in pairwise(lower))) or [lower]
    wanted = rarest([parts], f"{rows.model._meta.model_name}_pairs", "kit_pairs")
    return rows.filter(_Holds(RawSQL("%s::text[]", [sorted(wanted)]), *map(F, fields)))


def tenth(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of them that the small index knows."""
    return rows.alias(ends_in=F("pk") % 10).filter(ends_in=0)


def told(table: str, *fields: str) -> str:
    """What such an index is of, after ON."""
    text = " || chr(10) || ".join(fields)
    return f"{table} USING gin (kit_pairs({text}))"


def index(name: str, table: str, *fields: str) -> str:
    """The statement of a migration that makes it with its table."""
    return f"CREATE INDEX {name} ON {told(table, *fields)}"
