"""Long work as its owner sees it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

if TYPE_CHECKING:
    from django.core.files.base import File

# A worker shows every second that it lives (kit/worker.py); all times are the database's own.
SILENT_AFTER = timedelta(seconds=6)
A_MOMENT = timedelta(seconds=2)
KEPT_FOR = timedelta(days=14)


class JobState(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "正在处理"
    DONE = "done", "已完成"
    FAILED = "failed", "没有完成"
    CANCELLED = "cancelled", "已取消"

    @property
    def kind(self) -> str:
        """Shape and colour of components/status.html."""
        shapes = {"queued": "wait", "running": "live", "done": "done", "failed": "back"}
        return shapes.get(self.value, "none")


class JobQuerySet(models.QuerySet["Job"]):
    def owned_by(self, user: Any) -> JobQuerySet:
        return self.filter(owner=user)

    def unseen(self) -> JobQuerySet:
        """Over, and their owner has not looked yet."""
        return self.filter(state__in=[JobState.DONE, JobState.FAILED], seen_at=None)

    def silent(self) -> JobQuerySet:
        """Running jobs whose worker has shown no sign of life: it was killed, queue them again."""
        return self.filter(state=JobState.RUNNING, heartbeat_at__lt=Now() - SILENT_AFTER)

    def waiting(self) -> JobQuerySet:
        """Queued, and not only this moment: a worker may be about to claim the newest."""
        return self.filter(state=JobState.QUEUED, created_at__lt=timezone.now() - A_MOMENT)

    def outdated(self) -> JobQuerySet:
        """Jobs whose result has been kept long enough."""
        return self.filter(finished_at__lt=timezone.now() - KEPT_FOR)


class Job(models.Model):
    """A long piece of work as its owner sees it: progress, result or reason.

    The queue's own row may die with its worker; this one tells the truth by heartbeat.
    """

    kind = models.CharField("类型", max_length=60)
    title = models.CharField("任务", max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发起人",
    )
    state = models.CharField(
        "状态", max_length=10, choices=JobState, default=JobState.QUEUED, editable=False
    )
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.TextField("说明", blank=True)
    arguments = models.JSONField("参数", default=dict, encoder=DjangoJSONEncoder)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    heartbeat_at = models.DateTimeField("最近动静", null=True)
    result = models.FileField("结果文件", upload_to="jobs/%Y/%m/", blank=True)
    result_url = models.CharField("结果页面", max_length=500, blank=True)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    seen_at = models.DateTimeField("查看时间", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["owner", "-created_at"], name="kit_job_owner"),
            models.Index(fields=["state", "heartbeat_at"], name="kit_job_stale"),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    @property
    def state_kind(self) -> str:
        return JobState(self.state).kind

    @property
    def expires_at(self) -> datetime | None:
        return self.finished_at + KEPT_FOR if self.finished_at else None

    @property
    def result_name(self) -> str:
        return PurePosixPath(self.result.name or "").name

    def claim(self) -> bool:
        """Take the job; False when another worker has it or it was cancelled meanwhile."""
        return self._step(
            JobState.QUEUED,
            state=JobState.RUNNING,
            attempts=models.F("attempts") + 1,
            heartbeat_at=Now(),
        )

    def beat(self, done: int, total: int | None = None, message: str = "") -> bool:
        """Show progress; False means the owner cancelled and the worker should stop."""
        known = {} if total is None else {"total": total}
        return self._worker_step(done=done, message=message, heartbeat_at=Now(), **known)

    def requeue(self) -> bool:
        return self._worker_step(state=JobState.QUEUED, done=0, heartbeat_at=None)

    def finish(
        self, message: str = "", result: File[bytes] | None = None, result_url: str = ""
    ) -> bool:
        storage, name = self.result.storage, ""
        if result is not None:
            # A folder of its own keeps the file's name as its owner shall read it.
            self.result.save(f"{self.pk}/{result.name or 'result'}", result, save=False)
            name = self.result.name or ""
        finished = self._worker_step(
            state=JobState.DONE,
            message=message,
            result=name,
            result_url=result_url,
            finished_at=timezone.now(),
        )
        if name and not finished:
            storage.delete(name)  # cancelled meanwhile: nobody would ever fetch it
        return finished

    def fail(self, message: str) -> bool:
        """`message` tells the owner the reason and the next step."""
        return self._worker_step(state=JobState.FAILED, message=message, finished_at=timezone.now())

    def cancel(self) -> bool:
        return self._step(
            JobState.QUEUED,
            JobState.RUNNING,
            state=JobState.CANCELLED,
            finished_at=timezone.now(),
        )

    def _worker_step(self, **values: Any) -> bool:
        """Only by the attempt that holds the job: a worker given up for dead may still breathe."""
        return self._step(JobState.RUNNING, attempt=self.attempts, **values)

    def _step(self, *sources: JobState, attempt: int | None = None, **values: Any) -> bool:
        """Compare-and-swap, for worker and owner act on the same row at the same time."""
        held = Job.objects.filter(pk=self.pk, state__in=sources)
        if attempt is not None:
            held = held.filter(attempts=attempt)
        moved = held.update(**values)
        self.refresh_from_db()
        return bool(moved)


class WorkerQuerySet(models.QuerySet["Worker"]):
    def alive(self) -> WorkerQuerySet:
        return self.filter(seen_at__gte=Now() - SILENT_AFTER)

    def forgotten(self) -> WorkerQuerySet:
        """Died so long ago that nobody asks any more; one that ends in order goes at once."""
        return self.filter(seen_at__lt=Now() - timedelta(days=1))


class Worker(models.Model):
    """A process that works off the queue, and when it last showed that it lives."""

    name = models.CharField("后台进程", max_length=100, unique=True)
    started_at = models.DateTimeField("启动时间", default=timezone.now)
    seen_at = models.DateTimeField("最近动静", db_index=True, null=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = "后台进程"
        verbose_name_plural = "后台进程"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def show(self) -> None:
        """Sign of life; whoever was forgotten meanwhile introduces itself again."""
        if not Worker.objects.filter(name=self.name).update(seen_at=Now()):
            Worker.objects.create(name=self.name, started_at=self.started_at, seen_at=Now())

    def leave(self) -> None:
        Worker.objects.filter(name=self.name).delete()
