"""Loads the demonstration, rebuilds it, or tells its accounts."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import indexing
from portal.demo import loading, reset
from portal.demo.people import PASSWORD
from portal.demo.source import read
from schools.models import School, User


class Command(BaseCommand):
    help = "装入演示内容：学校、品牌、台账、账号和各阶段的批次。重复运行不会重复装入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="已有学校时什么也不做")
        parser.add_argument("--reset", action="store_true", help="清空现有内容，重新装入")
        parser.add_argument("--accounts", action="store_true", help="列出每种岗位的一个演示账号")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            return self._tell_accounts()
        if options["if_empty"] and School.objects.exists():
            return None
        if options["reset"]:
            self._may_replace("清空")
            reset.clear()
        elif User.objects.exclude(username__in=_usernames()).exists():
            self._may_replace("装入演示内容")
        loading.load()
        indexing.rebuild()
        self.stdout.write(f"演示内容已装好：{School.objects.count()} 所学校。")
        return None

    def _may_replace(self, act: str) -> None:
        """Known passwords and wiped tables have no place in a portal that is in use."""
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError(
                f"没有{act}：这个平台不是演示环境。确认要做，先设环境变量 DEMO=1 再运行。"
            )

    def _tell_accounts(self) -> None:
        self.stdout.write(f"演示账号（密码都是 {PASSWORD}）：")
        for username, role, hint in read("accounts")["shown"]:
            self.stdout.write(f"  {username:<10}{role}：{hint}")


def _usernames() -> list[str]:
    offices = [person["username"] for person in read("accounts")["offices"]]
    numbers = ["", *map(str, range(2, 100))]
    return [*offices, *(f"{role}{n}" for role in ("clerk", "secretary") for n in numbers)]
