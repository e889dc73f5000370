"""Days that come near and that nobody's act announces: terms, agreements, corrections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from kit import notifications
from kit.models import Notification
from schools.access import confirmed_schools, people_of
from schools.choices import SCHOOL_ROLES
from schools.models import PartyOrganization, Tie, User
from selection.choices import ApplicationStatus
from selection.models import Application

TERM, TIE, CORRECTION = "term.ending", "tie.lapsing", "application.due"
notifications.register(TERM, "党组织快要届满", roles=SCHOOL_ROLES)
notifications.register(TIE, "结对协议快要到期", roles=SCHOOL_ROLES)
notifications.register(CORRECTION, "补正快要到期", roles=SCHOOL_ROLES, is_duty=True)
Told = tuple[str, Iterable[User], str, str]  # kind, whom, text, address
# Days before: of a term the higher organisation reminds about six months ahead.
TERM_DAYS, TIE_DAYS, CORRECTION_DAYS = (183, 90, 30, 7), (60, 30, 7, 0), (3, 1, 0)


def remind(today: date | None = None) -> int:
    """Tell of what is due in so many days, once a day; returns how many things were told of."""
    today = today or timezone.localdate()
    told = Notification.objects.filter(made_at__date=today, kind__in=(TERM, TIE, CORRECTION))
    before = set(told.values_list("url", flat=True))
    found = [*terms(today), *lapsing(today), *corrections(today)]
    new = [one for one in found if one[3] not in before]
    for kind, people, text, url in new:
        notifications.tell(kind, to=people, text=text, url=url)
    return len(new)


def terms(today: date) -> Iterable[Told]:
    days = {today + timedelta(days=left) for left in TERM_DAYS}
    rows = PartyOrganization.objects.prefetch_related("host_schools")
    for body in rows.iterator(chunk_size=1000):
        due = body.term_due_on
        if due in days:
            url = reverse("office:organization", args=[body.pk])
            text = f"{body}的任期到{_day(due)}届满，请准备换届。"
            yield TERM, people_of(body.host_schools.all()), text, url


def lapsing(today: date) -> Iterable[Told]:
    days = [today + timedelta(days=left) for left in TIE_DAYS]
    rows: QuerySet[Tie] = Tie.objects.active().filter(valid_until__in=days).with_members()
    for tie in rows:
        url = reverse("office:tie", args=[tie.pk])
        text = f"结对“{tie}”的协议到{_day(tie.valid_until)}到期，请续签，或者登记到期。"
        yield TIE, people_of(confirmed_schools(tie)), text, url


def corrections(today: date) -> Iterable[Told]:
    days = [today + timedelta(days=left) for left in CORRECTION_DAYS]
    rows = Application.objects.in_state(ApplicationStatus.RETURNED).filter(correct_by__in=days)
    for row in rows.for_lists():
        url = reverse("office:selection:application", args=[row.pk])
        text = f"{row.batch.name}《{row.brand}》请在{_day(row.correct_by)}前补正。"
        yield CORRECTION, people_of([row.school]), text, url


def _day(day: date | None) -> str:
    return f" {date_format(day, 'n 月 j 日')}" if day else ""
