"""Time list pages against fetching 24 rows with their school by primary key (one U), in one run.

DATABASE_URL=… python -m bench.pages
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from activities.models import Activity  # noqa: E402
from schools.models import User  # noqa: E402

ROUNDS = 7
PUBLIC = (
    "/",
    "/brands/",
    "/schools/",
    "/activities/",
    "/activities/?page=20",
    "/honors/",
    "/ties/",
)
OFFICE = (
    "/office/",
    "/office/activities/",
    "/office/activities/?page=20",
    "/office/honors/",
    "/office/brands/",
    "/office/schools/",
)


def milliseconds(act: Callable[[], object]) -> float:
    """Median of ROUNDS runs after one to warm up."""
    act()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def unit() -> float:
    ids = list(Activity.objects.values_list("pk", flat=True)[:24])
    return milliseconds(lambda: list(Activity.objects.select_related("school").filter(pk__in=ids)))


def page(client: Client, path: str) -> tuple[float, int, float]:
    """Milliseconds, number of queries, milliseconds in the database (one run)."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)  # noqa: S101
    asked = [float(query["time"]) for query in queries.captured_queries]
    return milliseconds(lambda: client.get(path)), len(asked), sum(asked) * 1000


def main() -> None:
    one = unit()
    out = sys.stdout.write
    out(f"{connection.vendor}, {Activity.objects.count()} activities, U = {one:.2f} ms\n\n")
    out("| page | ms | queries | in the database | U |\n|---|---|---|---|---|\n")
    visitor, staff = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    staff.force_login(User.objects.get(username="bench2"))
    for client, paths in ((visitor, PUBLIC), (staff, OFFICE)):
        for path in paths:
            taken, count, database = page(client, path)
            row = f"| `{path}` | {taken:.1f} | {count} | {database:.1f} ms | {database / one:.1f} |"
            out(row + "\n")


if __name__ == "__main__":
    main()
