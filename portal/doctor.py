"""What a running installation lacks, found by trying: each finding says what to do about it."""

from __future__ import annotations

import shutil
import smtplib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.checks import CheckMessage, run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from kit import audit, scanning, tally
from kit.models import AuditEntry, AuditSeal, Job, Worker
from portal import indexing

Findings = Iterator[str]
ROOM = 2 << 30  # bytes: a day's backup and uploads of a district
DAILY = timedelta(hours=36)
WAITING = timedelta(minutes=5)
# What Django says in four ways of a site without encryption.
WITHOUT_HTTPS = {"security.W004", "security.W008", "security.W012", "security.W016"}


def database() -> Findings:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT CURRENT_TIMESTAMP")
    except DatabaseError as error:
        yield f"数据库连不上：{error}。请检查数据库服务和 .env 里的 DATABASE_URL。"


def migrations() -> Findings:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"数据表还差 {len(plan)} 步没有更新。请停下网站，运行 manage.py migrate。"


def clock() -> Findings:
    """Deadlines count to the minute, and both clocks are asked."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    apart = abs(timezone.now() - there)
    if apart > timedelta(seconds=30):
        seconds = int(apart.total_seconds())
        yield f"本机和数据库的时钟差 {seconds} 秒，截止时间会不准。请让两台机器都和时间服务器对时。"


def shared_cache() -> Findings:
    stamp = timezone.now().isoformat()
    try:
        cache.set("doctor", stamp, 60)
        kept = cache.get("doctor") == stamp
    except Exception:  # noqa: BLE001 - each backend has its own way of failing
        kept = False
    if not kept:
        yield "缓存用不了，网站会变慢。请检查 Redis 服务和 .env 里的 CACHE_URL。"


def uploads() -> Findings:
    try:
        name = default_storage.save("doctor.txt", ContentFile(b"ok"))
        default_storage.delete(name)
    except OSError as error:
        yield f"上传的文件存不进去：{error}。请检查磁盘、文件夹的所有者，或 STORAGE_URL 的服务器。"


def scanner() -> Findings:
    if settings.CLAMD_URL and not scanning.ping():
        yield "查病毒的程序没有回应，现在不能上传文件。请检查 clamd 服务和 .env 里的 CLAMD_URL。"


def room() -> Findings:
    free = shutil.disk_usage(settings.VAR_DIR).free
    if free < ROOM:
        yield f"磁盘只剩 {free >> 20} MB。请清理磁盘，或把旧备份移到别的机器。"


def worker() -> Findings:
    if not Worker.objects.alive().exists():
        yield "没有后台进程在运行，导入、导出和邮件都会一直排队。请启动 manage.py worker。"
    since = timezone.now() - WAITING
    if Job.objects.waiting().filter(created_at__lt=since).exists():
        yield "后台任务排了五分钟以上没人处理。请多启动几个后台进程（manage.py worker）。"


def seals() -> Findings:
    last, first = AuditSeal.objects.last(), AuditEntry.objects.order_by("pk").first()
    since = last.at if last else first.at if first else None
    if since and timezone.now() - since > DAILY:
        yield "日志有一天多没有加封。请每天运行一次 manage.py audit_seal。"


def backups() -> Findings:
    made = [path.stat().st_mtime for path in (Path(settings.VAR_DIR) / "backups").glob("*.zip")]
    newest = datetime.fromtimestamp(max(made, default=0), timezone.get_current_timezone())
    if timezone.now() - newest > DAILY:
        yield "一天多没有备份了。请每天运行一次 manage.py backup --keep 14，并把备份拷到别的机器。"


def mail() -> Findings:
    if not settings.EMAIL_CONFIGURED:
        return
    try:
        with get_connection(fail_silently=False):
            pass
    except (OSError, smtplib.SMTPException) as error:
        yield f"邮件服务器登录不上：{error}。请检查 .env 里的 EMAIL_URL。"


def configuration() -> Findings:
    if not settings.HTTPS:
        yield "网站没有走加密连接，密码在路上可能被人看到。请配好证书，在 .env 里写 HTTPS=1。"
    for message in run_checks(include_deployment_checks=True):
        if not message.is_silenced() and (settings.HTTPS or message.id not in WITHOUT_HTTPS):
            yield _sentence(message)


def _sentence(message: CheckMessage) -> str:
    return f"{message.msg}{message.hint or ''}"


def trail() -> Findings:
    yield from audit.unguarded()
    yield from audit.verify()


def index() -> Findings:
    if wrong := indexing.differences():
        yield f"搜索索引有 {len(wrong)} 条和公开内容不一致。请运行 manage.py search_index。"


def figures() -> Findings:
    if wrong := tally.differences():
        yield f"汇总数字有 {len(wrong)} 处和逐条清点不一致。请运行 manage.py summary。"


def examined(look: Callable[[], Findings]) -> list[str]:
    """What it finds; a database that does not answer is a finding, too."""
    try:
        return list(look())
    except DatabaseError as error:
        return [f"没有查成，数据库报错：{error}"]


QUICK: dict[str, Callable[[], Findings]] = {
    "数据库": database,
    "数据表": migrations,
    "时钟": clock,
    "缓存": shared_cache,
    "上传的文件": uploads,
    "查病毒": scanner,
    "磁盘": room,
    "后台任务": worker,
    "日志加封": seals,
    "备份": backups,
    "邮件": mail,
    "配置": configuration,
}
DEEP: dict[str, Callable[[], Findings]] = {
    "日志没有被改动": trail,
    "搜索索引": index,
    "汇总数字": figures,
}
