"""The queue in Redis, for several machines; the one in the database stands in while Redis is away.

Calls for a later time wait in the database anyway, for which Redis would need one more process.
"""

from __future__ import annotations

import logging
from time import monotonic
from typing import Any

import django_rq
from django_rq.workers import get_worker
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend
from django_tasks_rq import RQBackend
from redis.exceptions import RedisError
from rq.worker import SimpleWorker

TELL_EVERY = 60.0  # seconds
log = logging.getLogger(__name__)


class RedisFirst(RQBackend):
    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.database: Any = DatabaseBackend(alias, {})
        self.silent_until = 0.0

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> Any:
        if task.run_after is None:
            try:
                return super().enqueue(task, args, kwargs)
            except RedisError:
                pass
        return self.database.enqueue(task, args, kwargs)

    def length(self) -> int:
        """Of the queue in Redis; what nobody can ask nobody can take from it either."""
        try:
            return int(django_rq.get_queue("default").count)
        except RedisError:
            return 0

    def serve(self, *, once: bool) -> bool:
        """Works off the queue until somebody ends it; False when Redis went away meanwhile."""
        worker: Any = None
        try:
            worker = get_worker("default")
            worker.work(burst=once, logging_level=None)
        except RedisError as error:
            if monotonic() > self.silent_until:  # it is asked again every second
                log.warning("Redis is away, jobs wait in the database: %s", error)
                self.silent_until = monotonic() + TELL_EVERY
            return bool(worker and worker.is_ended)
        return True


class Worker(SimpleWorker):
    """One process, as with the database; back soon after Redis is."""

    max_connection_wait_time = 2.0
    is_ended = False

    def request_stop(self, signum: int, frame: Any) -> None:
        self.is_ended = True
        super().request_stop(signum, frame)
