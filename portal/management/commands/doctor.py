"""Looks a running installation over and says in plain words what is wrong."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import doctor


class Command(BaseCommand):
    help = "体检：逐项试一遍，说出哪里不对、怎么办；加 --deep 连日志和搜索索引也核对。"
    requires_system_checks: list[str] = []  # it runs them itself, in order

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--deep", action="store_true", help="数据多时要几分钟")

    def handle(self, *args: Any, **options: Any) -> None:
        looks = doctor.QUICK | (doctor.DEEP if options["deep"] else {})
        count = 0
        for name, look in looks.items():
            found = doctor.examined(look)
            self.stdout.write(f"{'✘' if found else '✔'} {name}")
            for sentence in found:
                self.stdout.write(f"    {sentence}")
            count += len(found)
        if count:
            raise CommandError(f"发现 {count} 个问题，见上面。")
        self.stdout.write("一切正常。")
