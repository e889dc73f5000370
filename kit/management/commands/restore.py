"""Puts an archive of `backup` in place of what is here; `--check` only reads it through."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kit import backup
from kit.secret import Unreadable


class Command(BaseCommand):
    help = "从备份恢复全部数据和文件。先停网站和后台任务；要么全部恢复，要么什么都不变。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="只核对备份完好，不恢复")
        parser.add_argument("--replace", action="store_true", help="换掉这里已有的全部数据")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                manifest = backup.check(options["file"])
            else:
                manifest = backup.restore(options["file"], replace=options["replace"])
        except Unreadable as error:
            raise CommandError(
                "备份里加密的内容打不开，什么都没有恢复。"
                "请把做备份那台机器的 FIELD_ENCRYPTION_KEYS（或 var/field_key）拿过来再试。"
            ) from error
        except (backup.Refused, OSError) as error:
            raise CommandError(str(error)) from error
        done = "备份完好" if options["check"] else "已恢复"
        rows = sum(row["count"] for row in manifest["rows"].values())
        self.stdout.write(
            f"{done}：{rows} 条记录、{manifest['files']['count']} 个文件，"
            f"备份时间 {manifest['made_at'][:16].replace('T', ' ')}（UTC）。"
        )
