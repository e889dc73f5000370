"""Long work in the background: declared beside its app, started by a view, told to its owner.

In the app's `tasks.py` (each is imported at start):

    @jobs.kind("honors.import")
    def import_honors(work: jobs.Work) -> jobs.Done:
        rows = []
        for row in work.each(lines(work.arguments["file"]), total=count, told="正在核对"):
            rows.append(checked(row))
        return jobs.Done("导入 120 条。", apply=lambda: write(rows))

In a view: `job = jobs.start("honors.import", by=user, title="导入荣誉", file=name)`, then
`redirect("office:job", job.pk)`. What such a function may rely on, and what it owes:

- It reads and computes first, and says by `each` or `beat` how far it is; a cancelled job stops
  there. When its worker dies, another one (kit/worker.py) makes a new attempt, up to three times.
- It changes rows in `Done.apply` alone, which runs in one transaction with the job's own end:
  whoever kills the worker finds everything done or nothing, and nothing is ever done twice.
- `raise jobs.Failed("…")` tells the owner the reason and the next step; any other exception is
  logged, and the owner is told whom to ask.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO, Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import File
from django.db import connection, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend, task
from django_tasks_db.models import DBTaskResult

from kit import audit, logs, notifications, patient, storing
from kit.models import Job, JobState, Worker

T = TypeVar("T")
Kind = Callable[["Work"], "Done"]

KINDS: dict[str, Kind] = {}
BETWEEN_BEATS = 1.0  # seconds: progress is for eyes
ATTEMPTS = 3
LOST_AT_ONCE = 100
AT_WORK: set[tuple[int, int]] = set()  # number and attempt of what this process is at
log = logging.getLogger(__name__)
audit.register(
    {
        "job.cancel": "{actor}取消了后台任务“{target}”",
        "job.fetch": "{actor}下载了“{target}”的结果文件“{file}”",
    }
)
notifications.register("job.over", "后台任务完成或没有完成")


class Failed(Exception):
    """Work that cannot be done; the message goes to the owner as it is."""


class Stopped(Exception):
    """The owner cancelled, or another worker has the job: leave everything as it was."""


@dataclass(frozen=True)
class Done:
    """What came of it: a sentence, a file to fetch, a page to look at, rows to write."""

    message: str
    file: IO[bytes] | None = None  # read from its beginning, closed afterwards
    name: str = ""  # of the file, as the owner shall see it
    url: str = ""
    apply: Callable[[], None] | None = None


class Work:
    """One attempt at a job, as the function of its kind sees it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.arguments: dict[str, Any] = job.arguments
        self._told_at = float("-inf")

    @property
    def owner(self) -> Any:
        return self.job.owner

    def beat(self, done: int, total: int | None = None, message: str = "") -> None:
        """Say how far it is, as often as you like; raises Stopped when nobody wants it any more."""
        now = time.monotonic()
        if now - self._told_at < BETWEEN_BEATS:
            return
        self._told_at = now
        if not self.job.beat(done, total, message):
            raise Stopped

    def each(self, things: Iterable[T], total: int, told: str = "") -> Iterator[T]:
        for number, thing in enumerate(things):
            self.beat(number, total, told)
            yield thing


def kind(name: str) -> Callable[[Kind], Kind]:
    def keep(function: Kind) -> Kind:
        if KINDS.setdefault(name, function) is not function:
            raise ImproperlyConfigured(f"Two functions for jobs of kind {name!r}.")
        return function

    return keep


def start(name: str, *, by: Any, title: str, **arguments: Any) -> Job:
    """Queue a job, or return the one of this owner that is already at exactly this work."""
    if name not in KINDS:
        raise ImproperlyConfigured(f"No function for jobs of kind {name!r}.")
    same = Job.objects.owned_by(by).filter(
        kind=name, arguments=arguments, state__in=[JobState.QUEUED, JobState.RUNNING]
    )
    job = same.first()
    if job is None:
        job = Job.objects.create(kind=name, owner=by, title=title[:200], arguments=arguments)
        _enqueue(job)
    return job


def sweep() -> None:
    """Queue again what was lost: jobs of workers that fell silent, and calls a queue forgot.

    A job at its end holds its row, and is left alone. To queue a waiting job twice does no harm,
    for only one attempt can claim it.
    """
    with transaction.atomic():
        for job in Job.objects.silent().select_for_update(skip_locked=True):
            _revive(job)
    waiting = Job.objects.waiting()[:LOST_AT_ONCE]
    if waiting and not queue_length():
        for job in waiting:
            _enqueue(job)


def _revive(job: Job) -> None:
    """One that keeps killing its workers is given up."""
    if job.attempts >= ATTEMPTS:
        _fail(job, f"处理了 {job.attempts} 次，每次都中途断开。请告诉管理员任务编号 {job.pk}。")
    elif job.requeue():
        _enqueue(job)


def queue_length() -> int:
    """Calls that wait for a worker, of jobs and of mails."""
    in_database = DBTaskResult.objects.ready().count()
    length = getattr(default_task_backend, "length", None)
    return in_database + (length() if length else 0)


def cancel(job: Job, *, by: Any) -> bool:
    """False when it is over already; the attempt notices at its next beat."""
    with transaction.atomic():
        cancelled = job.cancel()
        if cancelled:
            audit.record(by, "job.cancel", job)
    return cancelled


def fetched(job: Job, *, by: Any) -> None:
    """The owner takes the file away: who holds a copy of what is worth knowing later."""
    with transaction.atomic():
        audit.record(by, "job.fetch", job, file=job.result_name)
        seen(job)


def seen(job: Job) -> None:
    Job.objects.filter(pk=job.pk, seen_at=None).update(seen_at=timezone.now())


def clear() -> int:
    """Throw away results that have been kept long enough; returns how many jobs went."""
    gone = 0
    for job in Job.objects.outdated().iterator():
        if job.result:
            job.result.delete(save=False)
        job.delete()
        gone += 1
    Worker.objects.forgotten().delete()
    return gone


def run(job_id: int) -> None:
    """Make one attempt; nothing happens when the job is over or somebody else has it."""
    job = Job.objects.filter(pk=job_id).select_related("owner").first()
    if job is None or not job.claim():
        return
    mine = (job.pk, job.attempts)
    AT_WORK.add(mine)
    try:
        with logs.slow_queries():
            _settle(job, KINDS[job.kind](Work(job)))
    except Stopped:
        return
    except Failed as reason:
        _fail(job, str(reason))
    except Exception as error:
        if patient.lost(error):
            log.warning("Job %s (%s) lost its database: %s", job.pk, job.kind, error)
            connection.close()
            return  # nobody breathes for this attempt any more: another one follows
        log.exception("Job %s (%s) failed", job.pk, job.kind)
        if storing.is_full(error):
            _fail(job, "服务器的磁盘满了，没有改动任何内容。请管理员腾出空间以后，再做一次。")
            return
        _fail(job, f"处理时出了意外，没有改动任何内容。请告诉管理员任务编号 {job.pk}。")
    finally:
        AT_WORK.discard(mine)


def breathe() -> None:
    """Say of every attempt in this process that it goes on, unless its end holds the row."""
    for pk, attempts in list(AT_WORK):
        with transaction.atomic():
            held = Job.objects.filter(pk=pk, attempts=attempts, state=JobState.RUNNING)
            if held.select_for_update(skip_locked=True).exists():
                held.update(heartbeat_at=Now())


def _settle(job: Job, done: Done) -> None:
    file = File(done.file, done.name) if done.file else None
    try:
        with transaction.atomic():
            if job.finish(done.message, file, done.url):
                if done.apply:
                    done.apply()
                _tell(job)
    except Exception:
        if name := job.result.name:
            job.result.storage.delete(name)
        raise
    finally:
        if done.file:
            done.file.close()


@transaction.atomic
def _fail(job: Job, reason: str) -> None:
    if job.fail(reason):
        _tell(job)


def _tell(job: Job) -> None:
    text = f"{job.get_state_display()}：{job}。{job.message}"
    url = reverse("office:job", args=[job.pk])
    notifications.tell("job.over", to=[job.owner], text=text, url=url)


def _enqueue(job: Job) -> None:
    """Whatever befalls the queue: the job is written down, and `sweep` finds it."""
    transaction.on_commit(partial(attempt.enqueue, job.pk), robust=True)


@task
def attempt(job_id: int) -> None:
    run(job_id)
