"""Writes the whole installation, rows and uploads, into one archive."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kit import backup
from kit.backup import contents


class Command(BaseCommand):
    help = (
        "备份：把全部数据和上传的文件写进一个压缩包，网站不用停。"
        "密钥（var/ 里的 audit_key、field_key 或 .env 里的对应值）不在里面，要另外妥善保存。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="写到哪里；不写就放进 var/backups/")
        parser.add_argument("--keep", type=int, help="在 var/backups/ 里只留最新的几份")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = contents.folder()
        target = options["file"] or folder / f"{timezone.localtime():%Y%m%d-%H%M%S}.zip"
        try:
            if options["file"] is None:
                folder.mkdir(mode=0o700, exist_ok=True)
            manifest = backup.make(target)
        except OSError as error:
            raise CommandError(f"备份没有做成，原有的备份都还在：{error}") from error
        for name in manifest["files"]["missing"]:
            self.stderr.write(f"提醒：文件“{name}”在上传文件夹里找不到，没有备份。")
        rows = sum(row["count"] for row in manifest["rows"].values())
        files = manifest["files"]["count"]
        self.stdout.write(f"已备份 {rows} 条记录、{files} 个文件：{target}")
        for old in sorted(folder.glob("*.zip"), reverse=True)[options["keep"] or 10**9 :]:
            old.unlink()
