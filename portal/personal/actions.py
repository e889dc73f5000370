"""Handing out what is kept of a person, and erasing what nothing else needs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kit import audit, sheets
from kit.models import Draft, Notification, NotificationChoice
from kit.workflow import Refused
from portal.models import Mistake, MistakeStatus
from portal.personal.held import COLUMNS, Person, held
from schools.actions.sessions import end_all
from schools.models import Authenticator, Employment, PastPassword, User
from selection.choices import RESULTS_OUT, ObjectionStatus
from selection.models import Assignment, Expert, Objection

audit.register(
    {
        "personal.export": "{actor}导出了“{target}”的个人信息，共 {count} 行",
        "personal.erase": "{actor}按申请删除了“{name}”的个人信息，以后称“{target}”",
        "personal.expire": "“{target}”的联系方式到期，已经删去",
    }
)
GONE = "已删去"


def table(person: Person) -> tuple[bytes, int]:
    """The file, and how many lines it has."""
    lines = list(held(person))
    note = "按本人申请导出。密码、密钥只说明有没有；没有结束的评审，得分在结果公布以后才能给。"
    frame = sheets.Frame(f"{person}的个人信息", note=note, signed=False)
    return sheets.write(COLUMNS, lines, frame), len(lines)


def handed_out(*, person: Person, count: int, by: User) -> None:
    audit.record(by, "personal.export", person, count=count)


def obstacles(person: Person) -> list[str]:
    """Why it cannot be erased yet."""
    if isinstance(person, User):
        return _of_account(person)
    is_open = person.status in (ObjectionStatus.OPEN, MistakeStatus.OPEN)
    return ["这一件还没有办结，办结以后再删"] if is_open else []


def _of_account(user: User) -> list[str]:
    found = []
    if user.posts.current().exists():
        found.append("还有岗位，请安全管理员先结束岗位")
    rows = Assignment.objects.filter(expert__user=user)
    if rows.exclude(stage__batch__status__in=RESULTS_OUT).exists():
        found.append("参加的评审还没有公布结果")
    return found


@transaction.atomic
def erase(*, person: Person, by: User, note: str) -> None:
    """Everything or nothing; the row stays, for results and the log point at it."""
    row: Person = type(person)._default_manager.select_for_update().get(pk=person.pk)
    if row == by:
        raise Refused("不能删除自己的个人信息，请另一位系统管理员来办。")
    if reasons := obstacles(row):
        raise Refused("；".join(reasons) + "。")
    name = str(row)
    if isinstance(row, User):
        _erase_account(row)
    else:
        _erase_contact(row)
    audit.record(by, "personal.erase", row, name=name, note=note)


def _erase_account(user: User) -> None:
    for attempts in (AccessAttempt, AccessLog):
        attempts.objects.filter(username=user.username).delete()
    end_all(user)
    by_key: dict[str, list[Any]] = {
        "user": [Authenticator, PastPassword, Employment],
        "owner": [Draft, Notification, NotificationChoice],
    }
    for key, models in by_key.items():
        for model in models:
            model.objects.filter(**{key: user}).delete()
    Expert.objects.filter(user=user).update(is_active=False, field="", school=None, stages=[])
    user.username, user.name = f"erased-{user.pk}", f"已注销人员 {user.pk}"
    user.unit = user.email = ""
    user.is_active = False
    user.set_unusable_password()
    user.save()


def _erase_contact(row: Objection | Mistake) -> None:
    if isinstance(row, Mistake):
        row.contact = ""
    else:
        row.name = row.unit = row.phone = GONE
    row.save()


def expire() -> int:
    """Whom to ask about what was closed long ago is nobody's business any more."""
    if not settings.PERSONAL_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.PERSONAL_DAYS)
    count = 0
    closed: list[Objection | Mistake] = [
        *Mistake.objects.filter(closed_at__lt=before).exclude(contact=""),
        *Objection.objects.filter(closed_at__lt=before).iterator(),
    ]
    for row in closed:
        if isinstance(row, Objection) and row.phone == GONE:
            continue
        with transaction.atomic():
            _erase_contact(row)
            audit.record(None, "personal.expire", row)
        count += 1
    return count
