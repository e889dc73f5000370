"""Works off the queue, wherever it is kept, until it is told to end."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from kit import worker


class Command(BaseCommand):
    help = "后台进程：处理导入、导出和邮件。可以同时运行几个，在一台或几台机器上。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="把排着的做完就结束")

    def handle(self, *args: Any, **options: Any) -> None:
        worker.work(once=options["once"])
