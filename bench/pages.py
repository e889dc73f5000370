"""Pages without cache against a plain Django list of 24 cards with three queries, one table.

No page is kept, but what pages share is: menu, choices of filters (ADR 42). Measured is
processor time of the web process, by turns, so that a busy machine slows both; then answers
a second and the slowest of a hundred at 16 connections, which want a machine at rest.

DATABASE_URL=… python -m bench.pages [PART OF A NAME]
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

SETTINGS = "bench.baseline.settings"  # every address of the portal, beside the plain list
os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS

import django  # noqa: E402

django.setup()

from django.test import Client  # noqa: E402

from activities.models import Activity  # noqa: E402
from bench import report  # noqa: E402
from bench.load import load  # noqa: E402
from bench.serving import serving  # noqa: E402
from brands.models import Brand  # noqa: E402
from schools.models import User  # noqa: E402
from selection.models import Application  # noqa: E402

PLAIN = "/baseline/cards/"
ROUNDS, SECONDS, PATIENCE = 5, 3.0, 250
REGION, COUNTY, SCHOOL = "bench2", "bench_county", "bench_school"


class Page(NamedTuple):
    name: str
    path: str
    limit: float  # times the plain list
    user: str = ""


def pages() -> Iterator[Page]:
    brand = Brand.objects.public().current().select_related("school").order_by("pk")[0]
    activity = Activity.objects.public().recent_first()[100]
    lists = ("/brands/", "/schools/", "/activities/", "/honors/")
    for path in (*lists, *(one.get_absolute_url() for one in (brand, brand.school, activity))):
        yield Page(path, path, 1)
    yield from (Page(path, path, 2) for path in ("/", "/statistics/"))
    for path in ("", "activities/", "honors/", "brands/", "schools/"):
        yield Page(f"/office/{path}", f"/office/{path}", 2, REGION)
    yield Page("desk of a district", "/office/", 2, COUNTY)
    yield Page("desk of a school", "/office/", 2, SCHOOL)
    judged = Application.objects.filter(batch=1).order_by("pk")[0]
    yield Page("score sheet", f"/office/selection/applications/{judged.pk}/sheet/", 2, REGION)
    yield Page("result sheet of batch 1", "/office/selection/batches/1/summary/", 4, REGION)


def client(username: str) -> Client:
    one = Client(SERVER_NAME="localhost")
    if username:
        one.force_login(User.objects.get(username=username))
    return one


def seconds(visitor: Client, path: str) -> float:
    start = time.process_time()
    answer = visitor.get(path)
    spent = time.process_time() - start
    return spent if answer.status_code == 200 else sys.exit(f"{path}: {answer.status_code}")


def compared(page: Page) -> tuple[float, float]:
    """Seconds, and how many times the plain list; the median of rounds by turns."""
    visitor, other = client(page.user), client("")
    rounds = []
    for _ in range(ROUNDS + 2):
        # Three in a row: the first finds the processor's caches full of the other page.
        plain = statistics.median(seconds(other, PLAIN) for _ in range(3))
        own = statistics.median(seconds(visitor, page.path) for _ in range(3))
        rounds.append((own, own / plain))
    later = rounds[2:]  # the first ones loaded templates
    return statistics.median(own for own, _ in later), statistics.median(r for _, r in later)


def served(port: int, page: Page) -> tuple[float, float]:
    """Answers a second as a share of the plain list's, and the slowest of a hundred in ms."""
    shares, slowest = [], []
    for _ in range(3):
        plain, own = load(port, [PLAIN], SECONDS), load(port, [page.path], SECONDS)
        shares.append(own.rate / plain.rate)
        slowest.append(own.p99)
    return statistics.median(shares), statistics.median(slowest)


def main(part: str = "") -> None:
    out, chosen = sys.stdout.write, [page for page in pages() if part in page.name]
    out("| page | ms of processor time | × plain list | at most |\n|---|---|---|---|\n")
    for page in chosen:
        own, cost = compared(page)
        bold = "**" * (cost > page.limit)
        out(f"| {page.name} | {own * 1000:.0f} | {bold}{cost:.2f}{bold} | {page.limit:g} |\n")
        report.at_most("pages", page.name, page.limit, cost, "× the plain list")
        sys.stdout.flush()
    out("\n| page at 16 connections | answers, × plain list | p99, ms |\n|---|---|---|\n")
    with serving(DJANGO_SETTINGS_MODULE=SETTINGS) as port:
        load(port, [PLAIN, *(page.path for page in chosen if not page.user)], 2 * SECONDS)
        for page in (page for page in chosen if not page.user):
            share, slowest = served(port, page)
            bold = "**" * (share * page.limit < 1)
            late = "**" * (slowest > PATIENCE)
            out(f"| {page.name} | {bold}{share:.2f}{bold} | {late}{slowest:.0f}{late} |\n")
            at16 = f"{page.name} at 16 connections"
            report.at_least("pages", at16, 1 / page.limit, share, "× the plain list's answers")
            report.at_most("pages", f"{at16}, slowest of a hundred", PATIENCE, slowest, "ms")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:2])
