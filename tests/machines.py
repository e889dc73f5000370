"""Servers that a test starts on this machine, and may kill: Redis and workers."""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from bench.failover import Redis
from tests.house.source import ROOT


def redis():
    """A server of the test's own, not yet started."""
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server on this machine")
    return Redis()


def environment(place):
    """What makes a process part of this installation: the database and the uploads of the test."""
    one = connection.settings_dict
    database = f"sqlite:///{one['NAME']}"
    if connection.vendor == "postgresql":
        user = f"{one['USER']}:{one['PASSWORD']}" if one["PASSWORD"] else one["USER"]
        database = f"postgres://{user}@{one['HOST']}:{one['PORT'] or 5432}/{one['NAME']}"
    return {
        "PATH": os.environ["PATH"],
        "READ_DOT_ENV": "0",
        "VAR_DIR": str(place),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "DATABASE_URL": database,
        "AUDIT_KEY": settings.AUDIT_KEY,
        "FIELD_ENCRYPTION_KEYS": settings.FIELD_ENCRYPTION_KEYS[0],
    }


def manage(*words, place, **variables):
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(place) | variables,
        stderr=subprocess.DEVNULL,
    )
