"""200 made-up queries: U in the database, and whether a full scan finds the same.

DATABASE_URL=… python -m bench.searching
"""

from __future__ import annotations

import random
import sys
from typing import NamedTuple

import django

django.setup()

import opencc  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import report  # noqa: E402
from bench.measure import in_database, unit  # noqa: E402
from bench.seed import texts  # noqa: E402
from portal import search, terms  # noqa: E402
from portal.models import Kind, SearchDocument  # noqa: E402
from schools.models import School  # noqa: E402

EACH, GOAL, ALL = 25, 60, 10_000_000


class Query(NamedTuple):
    sort: str
    text: str


def queries(dice: random.Random) -> list[Query]:
    """Eight sorts of them, as people ask."""
    last = SearchDocument.objects.order_by("-pk").values_list("pk", flat=True)[0]
    bodies: list[str] = []
    while len(bodies) < EACH * 2:
        found = SearchDocument.objects.filter(pk=dice.randrange(1, last)).values_list("body")
        bodies += [body for (body,) in found if len(body) > 60]
    names = list(School.objects.order_by("pk").values_list("name", flat=True)[: EACH * 40 : 40])
    traditional = opencc.OpenCC("s2t").convert
    common = [*texts.DOINGS, *texts.THEMES]
    made = {
        "common": [dice.choice(common) for _ in range(EACH)],
        "two words": [f"{dice.choice(common)} {dice.choice(texts.PEOPLE)}" for _ in range(EACH)],
        "a person": [texts.person(dice) for _ in range(EACH)],
        "a place": [dice.choice(texts.PLACES) for _ in range(EACH)],
        "a piece of a text": [_piece(dice, body) for body in bodies[:EACH]],
        "Traditional": [traditional(_piece(dice, body)) for body in bodies[EACH:]],
        "absent": ["".join(dice.choices("龘齉爩麤龖靐纛爨饕餮", k=2)) for _ in range(EACH)],
        "pinyin": [_initials(name) for name in (names * EACH)[:EACH]],
    }
    return [Query(sort, text) for sort, several in made.items() for text in several]


def _piece(dice: random.Random, body: str) -> str:
    length = dice.randrange(2, 21)
    start = dice.randrange(len(body) - length)
    return body[start : start + length].strip() or body[:4]


def _initials(name: str) -> str:
    return max(terms.of_names([name[-6:]]), key=lambda term: (len(term) == 6, term))


def found(query: str) -> set[int]:
    """All that the index finds, however many."""
    asked = search.Question(query)
    kinds = Kind.values if asked.terms else ()
    return {key for kind in kinds for key in asked.ids(search.MATCHED, kind, part="", limit=ALL)}


def scanned(asked: list[Query]) -> list[set[int]]:
    """The same by looking at every document: each run of characters has to stand in it."""
    truth: list[set[int]] = [set() for _ in asked]
    wanted = [(n, terms.runs(q.text)) for n, q in enumerate(asked) if _is_han(q.text)]
    with transaction.atomic():
        rows = SearchDocument.objects.values_list("pk", "folded").iterator(5000)
        for pk, folded in rows:
            for n, runs in wanted:
                if all(run in folded for run in runs):
                    truth[n].add(pk)
    return truth


def _is_han(text: str) -> bool:
    """Letters and digits are found from the beginning of a word on: no plain scan says so."""
    return not any(c.isascii() and c.isalnum() for c in terms.fold(text)) and bool(terms.runs(text))


def main() -> None:
    dice = random.Random(11)  # noqa: S311 - the same queries each time
    asked, one, out = queries(dice), unit(), sys.stdout.write
    out(f"U = {one * 1000:.2f} ms, {SearchDocument.objects.count()} documents, ")
    out(f"{timezone.now():%Y-%m-%d}, {connection.vendor}\n\n")
    truth = scanned(asked) if "--no-scan" not in sys.argv else None
    out("| queries | median U | worst U | the worst | found by a scan, not by the index |\n")
    out("|---|---|---|---|---|\n")
    for sort in dict.fromkeys(query.sort for query in asked):
        rows, lost, compared = [], 0, 0
        for n, query in enumerate(asked):
            if query.sort != sort:
                continue
            spent = in_database(lambda: search.find(query.text), rounds=1)  # noqa: B023
            rows.append((spent.seconds / one, query.text))
            if truth is not None and _is_han(query.text):
                compared += 1
                lost += len(truth[n] ^ found(query.text))
        rows.sort()
        told = f"{lost} of {compared} queries" if compared else "not compared"
        middle, (worst, text) = rows[len(rows) // 2][0], rows[-1]
        out(f"| {sort} | {middle:.1f} | {worst:.1f} | {text} | {told} |\n")
        report.at_most("searching", f"{sort}, median", GOAL, middle, "U")
        report.at_most("searching", f"{sort}, worst", GOAL, worst, "U")
        if compared:
            report.row("searching", f"{sort}, as a scan finds", "none differ", told, not lost)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
