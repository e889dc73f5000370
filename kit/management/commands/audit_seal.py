"""Signs the audit entries written since the last seal; run it daily."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kit import audit


class Command(BaseCommand):
    help = "给新的操作记录加封签，并打印封签。请把它另存一份，供 audit_verify --expect 核对。"

    def handle(self, *args: Any, **options: Any) -> None:
        made = audit.seal()
        self.stdout.write(
            f"已封 {made.count} 条（{made}）：{made.digest}" if made else "没有新的操作记录。"
        )
