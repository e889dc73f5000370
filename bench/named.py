"""Addresses that lists do not come to by themselves: words by how many have them, one long school.

DATABASE_URL=… python -m bench.named
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from urllib.parse import urlencode

from bench.lists import GOAL, client  # first: it chooses the settings, without kept pages

from django.db.models import Count  # isort: skip
from django.test.utils import setup_test_environment  # isort: skip

from activities.listings import ActivityListing  # isort: skip
from activities.models import Activity  # isort: skip
from bench import report  # isort: skip
from bench.measure import in_database, unit  # isort: skip
from bench.seed import texts  # isort: skip
from honors.listings import HonorListing  # isort: skip
from honors.models import Honor  # isort: skip

REGION, COUNTY = "bench2", "bench_county"
SAMPLE = 5000


def word(model: type[Activity | Honor], fields: tuple[str, ...], share: float) -> str:
    """Of the seed's words the one that about this share of the rows have."""
    rows = model._default_manager.order_by("-pk").values_list(*fields)[:SAMPLE]
    told = ["\n".join(map(str, row)) for row in rows]
    words = {*texts.DOINGS, *texts.THEMES, *texts.PLACES}
    return min(words, key=lambda one: abs(sum(one in text for text in told) / SAMPLE - share))


def rows() -> Iterator[tuple[str, str, str]]:
    """What it is, whose page, its address."""
    often, seldom = (word(Activity, ActivityListing.search, share) for share in (1 / 11, 1 / 30))
    won = word(Honor, HonorListing.search, 1 / 20)
    ledger, honors, page = "/office/activities/", "/office/honors/", {"page": 50}
    for name, path, user in (("list", "/activities/", ""), ("ledger", ledger, REGION)):
        for told, one in (("one in eleven", often), ("one in thirty", seldom)):
            yield f"{name} of activities, a word of {told}", user, _to(path, q=one)
            yield f"{name} of activities, a word of {told}, page 50", user, _to(path, q=one, **page)
    year = {"year": Activity.objects.public().recent_first()[0].happened_on.year}
    yield (
        "list of activities, a word of one in eleven, a year",
        "",
        _to("/activities/", q=often, **year),
    )
    for user in (REGION, COUNTY):
        kind = {"type": "lecture", "until": "2024-05-01"}
        yield f"ledger of activities of {user}, a type until a day", user, _to(ledger, **kind)
        yield (
            f"ledger of activities of {user}, a type, page 50",
            user,
            _to(ledger, type="lecture", **page),
        )
        yield f"ledger of honours of {user}, page 50", user, _to(honors, **page)
        yield f"ledger of honours of {user}, a word, page 50", user, _to(honors, q=won, **page)
        yield f"ledger of brands of {user}, page 50", user, _to("/office/brands/", **page)
    most = Activity.objects.public().values("school").annotate(n=Count("pk")).order_by("-n")[0]
    yield "page of the school with most activities", "", f"/schools/{most['school']}/"
    yield "its activities, page 50", "", _to("/activities/", school=most["school"], **page)
    yield "its activities of a type", "", _to("/activities/", school=most["school"], type="lecture")


def _to(path: str, **asked: object) -> str:
    return f"{path}?{urlencode(asked)}"


def main() -> None:
    setup_test_environment()
    out, one = sys.stdout.write, unit()
    out(f"U = {one * 1000:.2f} ms\n\n| row | U | address |\n|---|---|---|\n")
    for what, username, address in rows():
        visitor = client(username)
        status = visitor.get(address).status_code
        if status != 200:
            sys.exit(f"{address}: {status}")
        units = in_database(lambda: visitor.get(address), rounds=1).seconds / one  # noqa: B023
        bold = "**" * (units > GOAL)
        out(f"| {what} | {bold}{units:.1f}{bold} | `{address}` |\n")
        sys.stdout.flush()
        report.at_most("named", what, GOAL, units, "U")


if __name__ == "__main__":
    main()
