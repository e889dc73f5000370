"""Every list with every filter, alone and in pairs, in every order: U in the database.

DATABASE_URL=… python -m bench.lists [PART OF AN ADDRESS]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple
from urllib.parse import urlencode

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.baseline.settings"  # no page is kept

import django

django.setup()

from django import forms  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from bench import report  # noqa: E402
from bench.measure import Spent, in_database, unit  # noqa: E402
from schools.models import User  # noqa: E402

GOAL, PAGES, TRIED = 30, (2, 50), 2
WORDS = ("活动", "银杏", "垃圾分类", "贾若航", "没有这个词")
PUBLIC = ("/brands/", "/schools/", "/activities/", "/activities/calendar/", "/honors/", "/ties/")
PUBLIC += ("/notices/", "/results/")
OFFICE = ("activities/", "activities/coverage/", "honors/", "brands/", "brands/tasks/", "schools/")
OFFICE += ("ties/", "partners/", "accounts/", "selection/applications/", "selection/batches/")


class Row(NamedTuple):
    user: str
    address: str
    units: float
    spent: Spent


def client(username: str) -> Client:
    """Somebody signed in; "" for a visitor."""
    one = Client(SERVER_NAME="localhost")
    if username:
        one.force_login(User.objects.get(username=username))
    return one


def addresses(visitor: Client, path: str) -> Iterator[str]:
    """The list as it is, each page, each filter, each pair of them, each order, each word."""
    yield path
    context = visitor.get(path).context
    listing = context and context.get("listing")
    form = getattr(listing, "form", None) or (context and context.get("form"))
    orders = [("order", key) for key in getattr(listing, "orders", {}) if key]
    chosen = list(filters(form)) if isinstance(form, forms.BaseForm) else []
    words = [("q", word) for word in WORDS] if getattr(listing, "is_searched", listing) else []
    single: list[list[tuple[str, str]]] = [[one] for one in (*chosen, *orders, *words)]
    pairs = [[a, b] for a, b in combinations([*chosen, *orders, *words[:2]], 2) if a[0] != b[0]]
    for asked in (*single, *pairs):
        yield f"{path}?{urlencode(asked)}"
    for asked in ([], *single):
        for page in PAGES:
            yield f"{path}?{urlencode([*asked, ('page', page)])}"


def filters(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    """A few values of each field: the first, one in the middle, the last."""
    for name, field in form.fields.items():
        if isinstance(field, forms.DateField):
            yield name, "2024-05-01"
        elif isinstance(field, forms.ModelChoiceField):
            key = field.to_field_name or "pk"
            found = list(field.queryset.values_list(key, flat=True)[:2000])
            yield from ((name, str(value)) for value in _few(found))
        elif isinstance(field, forms.ChoiceField):
            values = [str(value) for value, _ in field.choices if value]
            yield from ((name, value) for value in _few(values))


def _few(values: list[Any]) -> list[Any]:
    return values if len(values) <= TRIED else [values[0], values[len(values) // 2], values[-1]]


def measured(username: str, path: str, one: float) -> Iterator[Row]:
    visitor = client(username)
    for address in addresses(visitor, path):
        spent = in_database(lambda: visitor.get(address), rounds=1)  # noqa: B023
        yield Row(username, address, spent.seconds / one, spent)


def main(part: str = "") -> None:
    setup_test_environment()
    one = unit()
    out = sys.stdout.write
    out(f"U = {one * 1000:.2f} ms\n\n| list | addresses | median U | worst U | address |\n")
    out("|---|---|---|---|---|\n")
    places = [("", path) for path in PUBLIC] + [("bench2", f"/office/{path}") for path in OFFICE]
    places += [("bench_county", f"/office/{path}") for path in OFFICE]
    for username, path in places:
        if part not in f"{username}{path}":
            continue
        rows = sorted(measured(username, path, one), key=lambda row: row.units)
        worst, middle = rows[-1], rows[len(rows) // 2]
        out(f"| {username} {path} | {len(rows)} | {middle.units:.1f} | {worst.units:.1f} ")
        out(f"| `{worst.address}` |\n")
        report.at_most(
            "lists", f"{username} {path}, median of {len(rows)}", GOAL, middle.units, "U"
        )
        report.at_most("lists", f"{username} {path}, worst", GOAL, worst.units, "U")
        for row in (row for row in rows if row.units > GOAL):
            statement = " ".join(row.spent.statement.split())
            sys.stderr.write(f"{row.units:8.1f} {row.user} {row.address} ({row.spent.count})\n")
            sys.stderr.write(f"         {row.spent.worst / one:.1f}: {statement}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:2])
