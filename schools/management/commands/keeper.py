"""Opens the first administrators and auditors of a site, or lets one of them in again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kit.workflow import Refused
from schools.actions import second_factor
from schools.actions.accounts import give_post, open_account, reset_password
from schools.choices import KEEPERS
from schools.models import Post, User


class Command(BaseCommand):
    help = (
        "开通三员（系统管理员、安全管理员、审计员）的账号，或者让忘了密码、丢了手机的三员重新登录。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", choices=[role.value for role in KEEPERS])
        parser.add_argument("username", help="登录用的名字")
        parser.add_argument("--name", default="", help="称呼，不写就用岗位名称")

    @transaction.atomic
    def handle(self, *args: Any, role: str, username: str, name: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        try:
            if user is None:
                user = User(username=username, name=name or _label(role))
                path = open_account(user=user, by=None)
            else:
                path = reset_password(user=user, by=None)
                second_factor.reset(user=user, by=None)
            if not user.has_role(role):
                give_post(post=Post(user=user, role=role), by=None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"账号 {username}（{_label(role)}）请打开一次性链接设密码，3 天内有效：")
        self.stdout.write(f"{settings.SITE_URL or '（本站网址）'}{path}")


def _label(role: str) -> str:
    return next(keeper.label for keeper in KEEPERS if keeper == role)
