"""Telling people what happened that concerns them: a line on the site, a mail, or both.

An app registers its kinds beside the actions that cause them, and tells in the same transaction:

    notifications.register("tie.invited", "结对邀请", roles=SCHOOL_ROLES)
    notifications.tell("tie.invited", to=people, text="…邀请本校结对", url=address, by=by)

Who tells names the people; who is told chooses per kind by which way, except for duties, which
come by every way there is. Mail leaves through the task queue after the commit, so that a mail
server that is down undoes nothing; it is tried again twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django_tasks import default_task_backend, task

from kit import secret
from kit.models import Notification, NotificationChoice

KEPT_FOR = timedelta(days=180)
AGAIN_AFTER = timedelta(minutes=10)
ATTEMPTS = 3
WAYS = ("kind", "on_site", "by_mail")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """What settings call it; a duty has a day or a consequence and cannot be turned off.

    `roles` are those it can reach; empty means everybody.
    """

    label: str
    is_duty: bool = False
    roles: frozenset[str] = frozenset()

    @property
    def default(self) -> tuple[bool, bool]:
        """(on the site, by mail) for whoever has chosen nothing."""
        return True, self.is_duty


KINDS: dict[str, Kind] = {}


def register(name: str, label: str, *, roles: Iterable[str] = (), is_duty: bool = False) -> None:
    kind = Kind(label, is_duty, frozenset(roles))
    if KINDS.setdefault(name, kind) != kind:
        raise ImproperlyConfigured(f"The notification {name!r} is registered twice.")


def tell(kind: str, *, to: Iterable[Any], text: str, url: str, by: Any = None) -> None:
    """Tell the accounts `to`, but not `by`, who did it; `text` is one sentence of 200 characters.

    What somebody has not read yet is renewed instead of told twice.
    """
    people = {user.pk: user for user in to if user and user.is_active and user != by}
    if not people:
        return
    ways = _ways(kind, people)
    unread = Notification.objects.filter(kind=kind, url=url, owner__in=people).unread()
    waiting = set(unread.values_list("owner", flat=True))
    text = text[:200]
    if waiting:
        unread.update(text=text, made_at=timezone.now())
    Notification.objects.bulk_create(
        (
            Notification(owner=user, kind=kind, text=text, url=url)
            for pk, user in people.items()
            if ways[pk][0] and pk not in waiting
        ),
        ignore_conflicts=True,  # somebody else told the same at this moment
    )
    for pk, user in people.items():
        if ways[pk][1] and user.email and pk not in waiting:
            _mail(user.email, text, url)


def kinds_for(roles: Iterable[str]) -> dict[str, Kind]:
    """What can reach somebody who holds these roles."""
    held = frozenset(roles)
    return {name: kind for name, kind in KINDS.items() if not kind.roles or kind.roles & held}


def choices(user: Any) -> dict[str, tuple[bool, bool]]:
    """(on the site, by mail) of every kind, duties too."""
    rows = NotificationChoice.objects.filter(owner=user)
    chosen = {kind: (site, mail) for kind, site, mail in rows.values_list(*WAYS)}
    return {name: chosen.get(name, kind.default) for name, kind in KINDS.items()}


@transaction.atomic
def choose(user: Any, wanted: dict[str, tuple[bool, bool]]) -> None:
    """Keep what differs from the default; duties stay as they are."""
    NotificationChoice.objects.filter(owner=user, kind__in=wanted).delete()
    NotificationChoice.objects.bulk_create(
        NotificationChoice(owner=user, kind=kind, on_site=on_site, by_mail=by_mail)
        for kind, (on_site, by_mail) in wanted.items()
        if not KINDS[kind].is_duty and (on_site, by_mail) != KINDS[kind].default
    )


def clear() -> int:
    """Throw away what is half a year old; returns how many went."""
    old = Notification.objects.filter(made_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]


def _ways(kind: str, people: dict[Any, Any]) -> dict[Any, tuple[bool, bool]]:
    if kind not in KINDS:
        raise ImproperlyConfigured(f"The notification {kind!r} is not registered.")
    if KINDS[kind].is_duty:
        return dict.fromkeys(people, (True, True))
    rows = NotificationChoice.objects.filter(kind=kind, owner__in=people)
    chosen = {row.owner_id: (row.on_site, row.by_mail) for row in rows}
    return dict.fromkeys(people, KINDS[kind].default) | chosen


def _mail(address: str, text: str, url: str) -> None:
    where = f"{settings.SITE_URL}{url}" if settings.SITE_URL else "登录平台，在“消息”里查看。"
    body = f"{text}\n\n{where}\n\n这封信由“{settings.SITE_NAME}”自动发出，请不要回复。"
    post(address, text[:80], body)


def post(address: str, subject: str, body: str) -> None:
    """Send a letter of any kind after the commit, through the queue; nothing without a server."""
    if settings.EMAIL_CONFIGURED:
        to, head, text = (secret.seal(one) for one in (address, subject, body))
        transaction.on_commit(lambda: mail.enqueue(to, head, text, 1), robust=True)


@task
def mail(address: str, subject: str, body: str, attempt: int) -> None:
    """All three are sealed: a link that sets a password waits in the queue, too."""
    to, head, text = (secret.unseal(sealed) for sealed in (address, subject, body))
    try:
        send_mail(head, text, None, [to])
    except (SMTPException, OSError):
        log.warning("A mail did not leave (attempt %s): %s", attempt, head, exc_info=True)
        if attempt < ATTEMPTS and default_task_backend.supports_defer:
            later = timezone.now() + AGAIN_AFTER
            mail.using(run_after=later).enqueue(address, subject, body, attempt + 1)
