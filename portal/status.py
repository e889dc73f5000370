"""How this installation is: what the doctor finds, and what stands where, in words for people."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from kit import jobs
from kit.models import AuditSeal, Job, JobState, Worker
from portal import doctor

# Signing in to a mail server may take its time: `manage.py doctor` does that.
ON_THE_PAGE = {name: look for name, look in doctor.QUICK.items() if look is not doctor.mail}


@dataclass(frozen=True)
class Look:
    """One step of the examination; nothing found is good."""

    name: str
    found: list[str]


def looks() -> list[Look]:
    return [Look(name, doctor.examined(look)) for name, look in ON_THE_PAGE.items()]


def facts() -> list[dict[str, Any]]:
    """Rows of components/facts.html."""
    rows = {
        "程序": f"Django {django.get_version()}，Python {platform.python_version()}",
        "数据库": _database(),
        "缓存": "Redis" if "redis" in settings.CACHES["default"]["BACKEND"] else "各进程自己的内存",
        "后台任务": _work(),
        "任务队列": "Redis，断开时在数据库" if hasattr(settings, "RQ_QUEUES") else "数据库",
        "上传的文件": _uploads(),
        "最近备份": _backup(),
        "日志加封": _seal(),
    }
    return [{"label": label, "value": value} for label, value in rows.items()]


def workers() -> list[dict[str, Any]]:
    alive = set(Worker.objects.alive().values_list("pk", flat=True))
    return [
        {
            "worker": one,
            "kind": "done" if one.pk in alive else "back",
            "label": "在运行" if one.pk in alive else "没有动静，别的进程已经接手",
        }
        for one in Worker.objects.all()
    ]


def _database() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    copy = "，访客的页面读副本" if "replica" in settings.DATABASES else ""
    return f"PostgreSQL {version.split()[0]}{copy}"


def _work() -> str:
    running = Job.objects.filter(state=JobState.RUNNING).count()
    return f"排队 {jobs.queue_length()} 个，正在处理 {running} 个"


def _uploads() -> str:
    if not isinstance(default_storage, FileSystemStorage):
        return "对象存储"
    disk = shutil.disk_usage(settings.VAR_DIR)
    return f"本机文件夹，磁盘还剩 {filesizeformat(disk.free)}，共 {filesizeformat(disk.total)}"


def _backup() -> str:
    made = sorted((Path(settings.VAR_DIR) / "backups").glob("*.zip"))
    if not made:
        return "还没有备份过"
    stat = made[-1].stat()
    at = datetime.fromtimestamp(stat.st_mtime, timezone.get_current_timezone())
    return f"{at:%Y-%m-%d %H:%M}，{filesizeformat(stat.st_size)}，本机共 {len(made)} 份"


def _seal() -> str:
    last = AuditSeal.objects.last()
    return f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}" if last else "还没有加封过"
