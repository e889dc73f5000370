"""Throw away what has outlived its use: run it once a day."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from kit import retention, tally


class Command(BaseCommand):
    help = "清理过了保留期的内容：后台任务、消息、回收站、过期的登录等。每天运行一次。"

    def handle(self, *args: Any, **options: Any) -> None:
        gone = retention.apply()
        tally.fold()
        call_command("prune_db_task_results", verbosity=0)
        call_command("clearsessions")
        told = "、".join(f"{count} {label}" for label, count in gone.items())
        self.stdout.write(f"清理了 {told}。")
