"""Which servers the portal stands on, each given by one address: cache, queue, uploads, replica."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

Config = dict[str, Any]
LONGEST_TASK = 6 * 3600  # seconds


def cache(url: str) -> Config:
    """Redis may go away and come back: what it kept is then made anew each time."""
    if not url.startswith(("redis://", "rediss://", "unix://")):
        return environ.Env.cache_url_config(url)
    from redis.backoff import NoBackoff  # noqa: PLC0415  (only with Redis)
    from redis.retry import Retry  # noqa: PLC0415

    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "portal",
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 0.5,
            "SOCKET_TIMEOUT": 1,
            # Once more at once, for a connection that a restarted Redis has forgotten.
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 1)},
        },
    }


def tasks(url: str) -> Config:
    """Settings of the queue: in the database, or at `url` in Redis."""
    if not url:
        return {"TASKS": {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}}
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.connection import parse_url  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    place = parse_url(url)
    return {
        "TASKS": {"default": {"BACKEND": "kit.redisqueue.RedisFirst"}},
        "RQ": {"JOB_CLASS": "django_tasks_rq.Job", "WORKER_CLASS": "kit.redisqueue.Worker"},
        "RQ_QUEUES": {
            "default": {
                "HOST": place.get("host", "localhost"),
                "PORT": place.get("port", 6379),
                "DB": place.get("db", 0),
                "USERNAME": place.get("username"),
                "PASSWORD": place.get("password"),
                "SSL": url.startswith("rediss://"),
                "DEFAULT_TIMEOUT": LONGEST_TASK,
                "REDIS_CLIENT_KWARGS": {
                    "socket_connect_timeout": 1,
                    "retry": Retry(NoBackoff(), 1),
                },
            }
        },
    }


def uploads(url: str) -> Config:
    """The storage of uploads: a folder, or `s3://key:secret@host/bucket` (`s3+http://` within)."""
    if not url:
        return {"BACKEND": "kit.storing.Folder"}
    from botocore.config import Config as Client  # noqa: PLC0415

    place, asked = urlsplit(url), dict(parse_qsl(urlsplit(url).query))
    bucket = place.path.strip("/")
    if place.scheme not in {"s3", "s3+http"} or not place.hostname or not bucket:
        raise ImproperlyConfigured("STORAGE_URL=s3://KEY:SECRET@HOST/BUCKET?region=REGION")
    scheme = "http" if place.scheme == "s3+http" else "https"
    port = f":{place.port}" if place.port else ""
    return {
        "BACKEND": "kit.objects.ObjectStorage",
        "OPTIONS": {
            "access_key": unquote(place.username or ""),
            "secret_key": unquote(place.password or ""),
            "bucket_name": bucket,
            "endpoint_url": f"{scheme}://{place.hostname}{port}",
            "region_name": asked.get("region", "us-east-1"),
            "file_overwrite": False,
            "max_memory_size": 2 << 20,  # larger ones pass through a temporary file
            "client_config": Client(
                s3={"addressing_style": asked.get("style", "path")},
                signature_version="s3v4",
                # Stores that only resemble Amazon's do not know the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=3,
                read_timeout=20,
                retries={"max_attempts": 3},
            ),
        },
    }


def databases(main: str, replica: str, *, keep: int, patience: int, pooled: bool) -> Config:
    """`keep`: seconds a connection is used again; `patience`: seconds to wait for a server that
    restarts; `pooled`: PgBouncer hands connections out by the transaction."""
    default = environ.Env.db_url_config(main)
    if default["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE: a writer queues for the lock instead of failing half-way through a transaction.
        default["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        return {"default": default | {"CONN_MAX_AGE": keep}}
    shared = {
        "ENGINE": "kit.patient",
        "CONN_MAX_AGE": keep,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
    }
    # Short questions that look costly would be compiled for longer than they take. PgBouncer lets
    # no connection say so.
    said: Config = {} if pooled else {"options": "-c jit=off"}
    options = said | default.get("OPTIONS", {})
    found = {"default": default | shared | {"PATIENCE": patience, "OPTIONS": options}}
    if replica:
        copy = environ.Env.db_url_config(replica)
        options = {"connect_timeout": 2} | said | copy.get("OPTIONS", {})
        found["replica"] = copy | shared | {"OPTIONS": options, "TEST": {"MIRROR": "default"}}
    return found
