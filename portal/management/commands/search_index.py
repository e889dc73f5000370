"""Rebuilds the search index, or proves that it is right."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import indexing


class Command(BaseCommand):
    help = "重建搜索索引；加 --check 只核对，不改动。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="核对索引和公开内容是否一致")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            for name, count in indexing.rebuild().items():
                self.stdout.write(f"{name}：{count}")
        elif wrong := indexing.differences():
            shown = "、".join(wrong[:20])
            raise CommandError(
                f"有 {len(wrong)} 条和公开内容不一致：{shown}。请运行 search_index。"
            )
        else:
            self.stdout.write("搜索索引和公开内容一致。")
