"""Background jobs that are over and that their owner has not looked at."""

from __future__ import annotations

from django.urls import reverse

from kit.models import Job
from kit.models.jobs import JobQuerySet
from kit.prepared import Prepared, given
from portal.dashboards.tasks import Task
from schools.models import User


@Prepared
def unseen() -> JobQuerySet:
    return Job.objects.owned_by(given("owner")).unseen()[:5]


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
        for job in unseen(owner=user.pk)
    ]
