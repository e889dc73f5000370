"""Background jobs that are over and that their owner has not looked at."""

from __future__ import annotations

from django.urls import reverse

from kit.models import Job
from portal.dashboards.tasks import Task
from schools.models import User


def job_tasks(user: User) -> list[Task]:
    return [
        Task(
            kind=job.state_kind,
            state=job.get_state_display(),
            title=str(job),
            text=job.message,
            url=reverse("office:job", args=[job.pk]),
            action="去查看",
            weight=3,
        )
        for job in Job.objects.owned_by(user).unseen()[:5]
    ]
