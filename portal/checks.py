"""System checks of this installation: what would hurt later is said before the server starts."""

import os
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError
from django.utils import timezone

Found = Iterator[CheckMessage]


def check(*tags: str, deploy: bool = False) -> Callable[..., Any]:
    """Register a generator as a system check."""

    def wrap(find: Callable[[], Found]) -> Callable[[], Found]:
        register(lambda app_configs, **kwargs: list(find()), *tags, deploy=deploy)
        return find

    return wrap


@check(Tags.security)
def secrets_are_long_enough() -> Found:
    """A short key can be guessed; sessions and the audit chain rest on it."""
    for name in ("SECRET_KEY", "AUDIT_KEY"):
        if not settings.DEBUG and len(getattr(settings, name)) < 50:
            yield Error(
                f"{name} 太短，容易被猜出。",
                hint=f"从 .env 里去掉 {name}，启动时会自动生成一个，存在 var/ 里。",
                id="portal.E001",
            )


@check(Tags.security)
def debugging_stays_off_the_network() -> Found:
    """A debug page shows settings and data to whoever causes an error."""
    if settings.DEBUG and settings.HTTPS:
        yield Error(
            "对外服务（HTTPS=1）时不能打开 DEBUG：出错页会把配置和数据给外人看。",
            hint="在 .env 里删掉 DEBUG=1，重新启动。",
            id="portal.E002",
        )


@check(Tags.security)
def host_names_are_given() -> Found:
    """A star lets a stranger choose the address in password mails."""
    if settings.HTTPS and ("*" in settings.ALLOWED_HOSTS or "localhost" in settings.ALLOWED_HOSTS):
        yield Error(
            "对外服务（HTTPS=1）时没有写明本站的域名。",
            hint="在 .env 里写 ALLOWED_HOSTS=本站域名；不用 *，也不写 localhost。",
            id="portal.E003",
        )


@check(Tags.files)
def folders_can_be_written() -> Found:
    """Uploads and the SQLite file need a place."""
    for folder in (settings.VAR_DIR, settings.MEDIA_ROOT):
        place = folder if folder.exists() else folder.parent
        if not os.access(place, os.W_OK | os.X_OK):
            yield Error(
                f"文件夹 {folder} 写不进去，上传的照片和数据没有地方放。",
                hint="把这个文件夹的所有者改成运行本程序的系统用户。",
                id="portal.E004",
            )


@check(Tags.security)
def cache_is_shared_when_work_is() -> Found:
    """LocMem forgets between processes: a limit counted there would count each process apart."""
    several = settings.HTTPS and not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if several and settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        yield Caution(
            "用了 PostgreSQL，缓存却只在单个进程里：几个进程各存各的，页面可能短时间新旧不一。",
            hint="装好 Redis，在 .env 里写 CACHE_URL=redis://127.0.0.1:6379/0。",
            id="portal.W001",
        )


@check(Tags.compatibility, deploy=True)
def holidays_are_known() -> Found:
    """Working-day deadlines of this year need the State Council's yearly notice."""
    from kit.workdays import known_years  # noqa: PLC0415  (a check may not break what it checks)

    year = timezone.localdate().year
    try:
        known = year in known_years()
    except DatabaseError:  # before the first migrate there is no table to ask
        return
    if not known:
        yield Caution(
            f"还没有 {year} 年的节假日安排，公示期等按工作日算的期限会算不出来。",
            hint="按国务院办公厅的通知整理成表格，运行 manage.py import_holidays 文件名.csv。",
            id="portal.W002",
        )


@check(Tags.compatibility)
def mail_is_whole() -> Found:
    """A server without sender address is refused by most receivers."""
    if bool(settings.DEFAULT_FROM_EMAIL) != settings.EMAIL_CONFIGURED:
        missing = "DEFAULT_FROM_EMAIL" if settings.EMAIL_CONFIGURED else "EMAIL_URL"
        yield Caution(
            f"邮件只配置了一半，缺 {missing}，邮件发不出去。",
            hint="EMAIL_URL（邮件服务器）和 DEFAULT_FROM_EMAIL（发件人）要么都写，要么都不写。",
            id="portal.W003",
        )


@check(Tags.compatibility, deploy=True)
def operator_is_named() -> Found:
    """Government sites must say who runs them and show their filing number."""
    for name, what in (("SITE_OPERATOR", "主办单位"), ("SITE_ICP", "网站备案号")):
        if not getattr(settings, name) and not settings.DEMO:
            yield Caution(f"页脚没有{what}。", hint=f"在 .env 里写 {name}。", id="portal.W004")
