"""Encrypts every secret column again with the first key of FIELD_ENCRYPTION_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kit import secret


class Command(BaseCommand):
    help = "换密钥：把新密钥放在 FIELD_ENCRYPTION_KEYS 最前面，重启网站，运行本命令，再删去旧密钥。"

    def handle(self, *args: Any, **options: Any) -> None:
        for model in secret.models_with_secrets():
            count = secret.rotate(model)
            self.stdout.write(f"{model._meta.verbose_name}：已重新加密 {count} 条。")
