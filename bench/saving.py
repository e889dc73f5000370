"""What saving an activity costs in the database, with its search document and summary figures.

DATABASE_URL=… python -m bench.saving
"""

from __future__ import annotations

import sys

import django

django.setup()

from django.db import transaction  # noqa: E402

from activities.actions.records import Parts, save_activity  # noqa: E402
from activities.models import Activity  # noqa: E402
from bench import report  # noqa: E402
from bench.measure import in_database, unit  # noqa: E402
from kit.published import changed  # noqa: E402
from schools.models import User  # noqa: E402

GOAL = 40


def main() -> None:
    newest = Activity.objects.public().recent_first().select_related("school")[0]
    by = User.objects.filter(is_active=True).order_by("pk")[0]

    def create() -> None:
        one = Activity(
            school=newest.school,
            title="主题党日",
            happened_on=newest.happened_on,
            place="学校礼堂",
            story=newest.story,
        )
        save_activity(activity=one, parts=Parts(types=["theme_day", "lecture"]), by=by)

    def publish() -> None:
        """What a move does to a public row: its status, then the search document."""
        Activity.objects.filter(pk=newest.pk).update(scope="party")
        changed(newest)
        Activity.objects.filter(pk=newest.pk).update(scope="public")
        changed(newest)

    with transaction.atomic():
        one = unit()
        for name, act in (("recorded", create), ("hidden and shown again", publish)):
            spent = in_database(act)
            report.at_most("saving", f"an activity {name}", GOAL, spent.seconds / one, "U")
            sys.stdout.write(
                f"an activity {name}: {spent.seconds * 1000:.1f} ms in {spent.count} statements,"
                f" {spent.seconds / one:.1f} U (U = {one * 1000:.2f} ms)\n"
            )
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
