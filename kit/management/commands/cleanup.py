"""Throw away what has outlived its use: run it once a day."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from kit import jobs


class Command(BaseCommand):
    help = "清理过期内容：后台任务的结果文件、任务队列里做完的记录、过期的登录。每天运行一次。"

    def handle(self, *args: Any, **options: Any) -> None:
        count = jobs.clear()
        call_command("prune_db_task_results", verbosity=0)
        call_command("clearsessions")
        self.stdout.write(f"清理了 {count} 个过期的后台任务。")
