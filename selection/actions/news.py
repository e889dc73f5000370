"""What a school hears of its application and an expert of sheets, in the moment it happens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from kit import notifications
from schools.access import people_of
from schools.choices import SCHOOL_ROLES, Role
from selection.choices import BatchStatus
from selection.models import Application, Expert, ReviewStage

SETTLED = "申报不予受理、列入或没有列入名单"
notifications.register("application.returned", "申报退回补正", roles=SCHOOL_ROLES, is_duty=True)
notifications.register("application.passed", "申报通过形式审查", roles=SCHOOL_ROLES)
notifications.register("application.settled", SETTLED, roles=SCHOOL_ROLES, is_duty=True)
notifications.register("review.waiting", "有材料等我评审", roles=(Role.EXPERT,), is_duty=True)
notifications.register("letter", "收到通知信", roles=(*SCHOOL_ROLES, Role.EXPERT))


def returned(application: Application, by: Any, note: str) -> None:
    day = application.correct_by
    until = f"请在 {date_format(day, 'n 月 j 日')}前补正。" if day else "请尽快补正。"
    _tell("application.returned", application, f"退回补正，{until}", by)


def passed(application: Application, by: Any, note: str) -> None:
    _tell("application.passed", application, "通过了形式审查，送专家评审。", by)


def rejected(application: Application, by: Any, note: str) -> None:
    _tell("application.settled", application, f"不予受理：{note.strip()}", by)


def approved(application: Application, by: Any, note: str) -> None:
    _tell("application.settled", application, "列入了公布的名单。", by)


def declined(application: Application, by: Any, note: str) -> None:
    _tell("application.settled", application, "没有列入名单，内容保留，下一批可以直接带入。", by)


def to_review(stage: ReviewStage, experts: Iterable[Expert], by: Any) -> None:
    """Experts see their sheets while the batch is in review. Nothing here names a school or a
    brand: the batch may be anonymous, and mail is read by others too."""
    batch = stage.batch
    if batch.status != BatchStatus.REVIEWING:
        return
    day = batch.review_until
    until = f"，请在 {date_format(timezone.localtime(day), 'n 月 j 日')}前评完" if day else ""
    url = f"{reverse('office:selection:reviews')}#desk-{stage.pk}"
    text, people = f"“{batch}”有材料等你评审{until}。", [expert.user for expert in experts]
    notifications.tell("review.waiting", to=people, text=text, url=url, by=by)


def _tell(kind: str, application: Application, text: str, by: Any) -> None:
    url = reverse("office:selection:application", args=[application.pk])
    people = people_of([application.school])
    text = f"{application.batch.name}《{application.brand}》{text}"
    notifications.tell(kind, to=people, text=text, url=url, by=by)
