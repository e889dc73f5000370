"""What the build period of a cultivation project asks of its school."""

from __future__ import annotations

from django.urls import reverse

from portal.dashboards.tasks import Task, until
from schools.models import School
from selection.actions import build


def build_tasks(school: School) -> list[Task]:
    return [
        Task(
            kind="wait",
            state="建设中",
            title=f"《{row.application.brand}》的{row.get_kind_display()}",
            due=until(row.due_on),
            url=reverse("office:selection:build", args=[row.application_id]),
            action="去填写",
            weight=18,
        )
        for row in build.due_reports(school)
    ]
