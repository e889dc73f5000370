"""Rows every floor needs: audit trail, jobs, working days, drafts and one-time submissions."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from django.core.files.base import File

STALE_AFTER = timedelta(minutes=10)
KEPT_FOR = timedelta(days=14)


class AuditEntry(models.Model):
    """One act of one person; database triggers refuse to change or delete it.

    Neither the target nor the actor is held by a database constraint, so the entry outlives
    both; their names are written down as they were at that moment.
    """

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name="操作人",
    )
    actor_name = models.CharField("操作人姓名", max_length=60)
    verb = models.CharField("动作", max_length=60, db_index=True)
    target_kind = models.CharField("对象类型", max_length=60)
    target_id = models.BigIntegerField("对象编号", null=True)
    target_name = models.CharField("对象名称", max_length=200)
    detail = models.JSONField("详情", default=dict, encoder=DjangoJSONEncoder)
    address = models.GenericIPAddressField("来源地址", null=True)

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["target_kind", "target_id"], name="kit_audit_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb} {self.target_name}"


class AuditSeal(models.Model):
    """A signature over a run of audit entries and over the seal before it."""

    first_id = models.BigIntegerField("起始编号", unique=True)
    last_id = models.BigIntegerField("截止编号", unique=True)
    count = models.PositiveIntegerField("条数")
    previous = models.CharField("上一封签", max_length=64, blank=True)
    digest = models.CharField("封签", max_length=64)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = "记录封签"
        verbose_name_plural = "记录封签"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"


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

    def stale(self) -> JobQuerySet:
        """Running jobs whose worker has shown no sign of life: it was killed, queue them again."""
        return self.filter(state=JobState.RUNNING, heartbeat_at__lt=timezone.now() - STALE_AFTER)

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
    def is_stale(self) -> bool:
        seen = self.heartbeat_at
        return self.state == JobState.RUNNING and (
            seen is not None and seen < timezone.now() - STALE_AFTER
        )

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
            heartbeat_at=timezone.now(),
        )

    def beat(self, done: int, total: int | None = None, message: str = "") -> bool:
        """Show progress; False means the owner cancelled and the worker should stop."""
        known = {} if total is None else {"total": total}
        now = timezone.now()
        return self._worker_step(done=done, message=message, heartbeat_at=now, **known)

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


class SpecialDay(models.Model):
    """A day that differs from its weekday: a public holiday, or a weekend day that is worked."""

    date = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班", default=False)
    name = models.CharField("名称", max_length=30)

    class Meta:
        verbose_name = "节假日安排"
        verbose_name_plural = "节假日安排"
        ordering: ClassVar = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}{'（上班）' if self.is_workday else ''}"


class Draft(models.Model):
    """What somebody has typed into a form and not sent yet."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="填写人"
    )
    key = models.CharField("表单", max_length=120)
    data = models.JSONField("内容", default=dict)
    saved_at = models.DateTimeField("保存时间", auto_now=True)

    class Meta:
        verbose_name = "未提交内容"
        verbose_name_plural = "未提交内容"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "key"], name="kit_draft_once_per_form"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def stamp(self) -> str:
        """Which saving this is: what a page has read, and what it may replace."""
        return self.saved_at.isoformat()


class Submission(models.Model):
    """A form sent once: its token is the key, so that a second sending finds the first."""

    token = models.UUIDField("凭号", primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="提交人"
    )
    path = models.CharField("页面", max_length=200)
    result_url = models.CharField("结果页面", max_length=500, blank=True)
    created_at = models.DateTimeField("提交时间", auto_now_add=True)

    class Meta:
        verbose_name = "提交凭号"
        verbose_name_plural = "提交凭号"

    def __str__(self) -> str:
        return str(self.token)
