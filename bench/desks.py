"""What statistics and the desks of offices cost in the database, in U; nothing comes from a cache.

DATABASE_URL=… python -m bench.desks STAFF…   # account names: of a province, a city, a district
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import django

django.setup()

from bench import report  # noqa: E402
from bench.measure import in_database, unit  # noqa: E402
from honors.models import tallies  # noqa: E402
from portal import statistics, stats  # noqa: E402
from portal.dashboards.district import desk  # noqa: E402
from schools.models import User  # noqa: E402


def main(names: list[str]) -> None:
    one = unit()
    rows: dict[str, Callable[[], object]] = {
        "statistics": statistics.counted,
        "figures of the home page": lambda: stats.headline(
            stats.honor_ranks(tallies.on_the_wall())
        ),
    }
    for name in names:
        user = User.objects.get(username=name)
        rows[f"desk of {user.current_posts[0].region}"] = lambda user=user: desk(user, "")
    for label, act in rows.items():
        spent = in_database(act)
        report.row("desks", label, "", f"{spent.seconds / one:.0f} U")
        sys.stdout.write(
            f"{label}: {spent.seconds * 1000:.1f} ms in {spent.count} statements,"
            f" {spent.seconds / one:.0f} U (U = {one * 1000:.2f} ms)\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
