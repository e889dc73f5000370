"""Tell of days that come near: run it once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.reminding import remind


class Command(BaseCommand):
    help = "提醒快到的日子：换届、结对到期、补正截止。每天早上运行一次。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"提醒了 {remind()} 件快到期的事。")
