"""Who may take a dossier: the office any time, the school its own once the result is out."""

from __future__ import annotations

from schools.access import works_at
from schools.models import User
from selection.access.review import can_run
from selection.choices import RESULTS_OUT
from selection.models import Application, Batch

SAID = "档案包只有组织评选的单位能取；学校在结果公布以后可以取自己的一份。"
SEALED = "这个批次还没有拆封，不能打包。"


def is_offices(user: User, application: Application) -> bool:
    return can_run(user, application.batch) and application.submitted_at is not None


def is_schools(user: User, application: Application) -> bool:
    is_out = application.batch.status in RESULTS_OUT and application.versions.exists()
    return is_out and works_at(user, application.school)


def can_take(user: User, application: Application) -> bool:
    return is_offices(user, application) or is_schools(user, application)


def can_take_batch(user: User, batch: Batch) -> bool:
    return can_run(user, batch) and not batch.is_closed_to_office
