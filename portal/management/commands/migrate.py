"""Django's own command; the database then watches what the public may see, see portal.edition."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from portal import edition


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            edition.watch(connections[options["database"]])
