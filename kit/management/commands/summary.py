"""Mends the summary figures, or proves that they are right."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kit import tally


class Command(BaseCommand):
    help = "重算汇总数字；加 --check 只核对，不改动。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="核对汇总数字和逐条清点是否一致")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            mended = tally.mend()
            tally.fold()
            self.stdout.write(f"汇总数字改正了 {mended} 处。")
        elif wrong := tally.differences():
            shown = "、".join(
                f"{what} {day or ''} {kind}".strip() for what, _, day, kind, _ in wrong[:20]
            )
            raise CommandError(f"有 {len(wrong)} 处和逐条清点不一致：{shown}。请运行 summary。")
        else:
            self.stdout.write("汇总数字和逐条清点一致。")
