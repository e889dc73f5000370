"""Kept public pages against the constant Django answer with the same middleware, one table.

python -m bench.cached
"""

from __future__ import annotations

import statistics
import sys

import django

django.setup()

from bench import report  # noqa: E402
from bench.load import load  # noqa: E402
from bench.serving import serving  # noqa: E402
from brands.models import Brand  # noqa: E402

ROUNDS, SECONDS, GOAL = 3, 3.0, 0.6
CONSTANT = "/baseline/constant/"


def paths() -> list[str]:
    brand = Brand.objects.public().current().select_related("school").order_by("pk")[0]
    own = (brand.get_absolute_url(), brand.school.get_absolute_url())
    return ["/", "/brands/", *own, f"/zh-hant{own[0]}"]


def main() -> None:
    out, is_good = sys.stdout.write, True
    with (
        serving(DJANGO_SETTINGS_MODULE="bench.baseline.settings") as plain,
        serving() as kept,
    ):
        pages = paths()
        load(kept, pages, 5 * SECONDS)  # each worker makes each page once
        rates: dict[str, list[float]] = {page: [] for page in pages}
        shares: dict[str, list[float]] = {page: [] for page in pages}
        for _ in range(ROUNDS):
            for page in pages:
                constant = load(plain, [CONSTANT], SECONDS).rate
                told = load(kept, [page], SECONDS)
                is_good &= not told.errors
                rates[page].append(told.rate)
                shares[page].append(told.rate / constant)
    out("| kept page | answers/s | × constant answer | lowest … highest |\n|---|---|---|---|\n")
    for page in pages:
        middle, told = statistics.median(shares[page]), sorted(shares[page])
        is_good &= middle >= GOAL
        rate = statistics.median(rates[page])
        report.at_least("cached", page, GOAL, middle, "× the constant answer")
        out(f"| {page} | {rate:.0f} | {middle:.2f} | {told[0]:.2f} … {told[-1]:.2f} |\n")
    sys.exit(not is_good)


if __name__ == "__main__":
    main()
