"""One worker process: what it takes work from, how it shows that it lives, what it looks after.

While it works, a thread beside it tells every second that this process and its attempts go on,
and looks for jobs of others that fell silent. With a queue in Redis one more thread takes what
waits in the database.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from contextlib import nullcontext, suppress
from threading import Event, Thread
from typing import Any

from django.core.management import call_command
from django.db import Error, OperationalError, connection
from django_tasks import task_backends
from django_tasks_db.management.commands.db_worker import Worker as DatabaseQueue

from kit import audit, jobs
from kit.models import Worker

EVERY = 1.0  # seconds
SEALED = 300.0  # seconds between two seals of the log
log = logging.getLogger(__name__)


def work(*, once: bool = False) -> None:
    """Until somebody ends the process; `once` works off what waits and returns."""
    serve = getattr(task_backends["default"], "serve", None)
    with Watch(), Aside(once) if serve else nullcontext():
        while not (serve or _serve)(once=once):
            signal.signal(signal.SIGTERM, _leave)  # told to end just now: with its row put away
            time.sleep(EVERY)


def _leave(*_: Any) -> None:
    raise SystemExit


def _serve(*, once: bool) -> bool:
    """Works off the queue in the database; False when that went away meanwhile."""
    try:
        call_command("db_worker", batch=once, startup_delay=False, reload=False)
    except Error as error:
        log.warning("The database is away: %s", error)
        connection.close()
        return False
    return True


class Watch(Thread):
    """Signs of life, and care for what others left."""

    def __init__(self) -> None:
        super().__init__(name="watch", daemon=True)
        self.worker = Worker(name=f"{socket.gethostname()}:{os.getpid()}")
        self.over = Event()
        self.sealed = time.monotonic()

    def __enter__(self) -> Watch:
        self.worker.show()
        self.start()
        return self

    def __exit__(self, *exception: Any) -> None:
        self.over.set()
        self.join()
        self.worker.leave()

    def run(self) -> None:
        while not self.over.wait(EVERY):
            try:
                self.worker.show()
                jobs.breathe()
                jobs.sweep()
                self.seal()
            except Error as error:  # the database is away; it will be back
                log.warning("The watch missed a round: %s", error)
                connection.close()
        connection.close()

    def seal(self) -> None:
        """Now and then; while somebody is writing to the log, a second later."""
        if time.monotonic() - self.sealed > SEALED:
            with suppress(OperationalError):
                audit.seal(at_once=True)
                self.sealed = time.monotonic()


class Aside(Thread):
    """Works off the queue in the database, beside that in Redis."""

    def __init__(self, once: bool) -> None:
        super().__init__(name="aside", daemon=True)
        self.queue = DatabaseQueue(
            queue_names=["default"],
            interval=EVERY,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{os.getpid()}",
            excluded_queue_names=[],
        )

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *exception: Any) -> None:
        """What it has begun it finishes; `once` leaves it the time to empty the queue."""
        self.queue.running = self.queue.batch
        self.join()

    def run(self) -> None:
        while self.queue.running:
            try:
                self.queue.run()
                break
            except Error as error:
                log.warning("The queue in the database is away: %s", error)
                connection.close()
                time.sleep(EVERY)
        connection.close()
