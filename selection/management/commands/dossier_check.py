"""Tells whether a dossier is whole, and whether this portal made it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kit.models import AuditEntry
from selection.documents.dossier import archive


class Command(BaseCommand):
    help = "核对一个档案包：里面的文件有没有被改动，清单是不是本平台生成的。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="档案包（.zip）")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            opened = file.open("rb")
        except OSError as error:
            raise CommandError(f"打不开 {file}，请核对文件名。") from error
        with opened:
            found = list(archive.problems(opened))
            digest = archive.manifest_digest(opened)
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("每个文件都和清单一致。")
        made = AuditEntry.objects.filter(verb="dossier.make", detail__digest=digest).first()
        if made is None:
            raise CommandError(
                f"操作记录里没有这份清单（{digest}）：清单可能被换过，或者不是本平台生成的。"
            )
        at = timezone.localtime(made.at)
        self.stdout.write(f"由{made.actor_name}于 {at:%Y-%m-%d %H:%M} 生成：{made.target_name}。")
