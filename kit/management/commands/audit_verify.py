"""Checks every seal of the audit trail and that its triggers are in place."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kit import audit


class Command(BaseCommand):
    help = "核对操作记录有没有被改动。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--expect", default="", help="另存的封签")

    def handle(self, *args: Any, expect: str, **options: Any) -> None:
        if problems := [*audit.unguarded(), *audit.verify(expect)]:
            raise CommandError("\n".join(problems))
        self.stdout.write("操作记录完整。")
