"""The state machine of a letter in the outbox; sending leaves the house after the commit."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kit import audit, notifications
from kit.wording import labelled
from kit.workflow import Move, Refused, Workflow
from schools.models import User
from selection.access import decide as access
from selection.actions import wording
from selection.choices import LetterStatus
from selection.models import Batch, Letter

audit.register({"letter.change": "{actor}改了通知信“{target}”的{fields}"})
NO_ADDRESS = "收件人没有填邮箱，请收件人先在“我的账号”里填好"
OVERTAKEN = "有人先一步改了这封信或把它发出了。请看过最新内容再操作。"


def _locked(letter: Letter) -> None:
    """What is read for forbidden words is what is sent."""
    letter.refresh_from_db(from_queryset=Letter.objects.select_for_update())


def _problems(letter: Letter) -> list[str]:
    missing = [] if letter.recipient.email else [NO_ADDRESS]
    return [*missing, *wording.letter_problems(letter)]


def _sent(letter: Letter, by: User) -> dict[str, Any]:
    return {"sent_at": timezone.now()}


def _post(letter: Letter, by: User, note: str) -> None:
    # The address of the sender is DEFAULT_FROM_EMAIL; a mail server that is down must not undo
    # what has been recorded.
    transaction.on_commit(
        partial(
            send_mail,
            letter.subject,
            letter.body,
            None,
            [letter.recipient.email],
            fail_silently=True,
        )
    )
    about = letter.application_id
    url = reverse("office:selection:reviews")
    if about:
        url = reverse("office:selection:application", args=[about])
    text = f"{letter.batch.region.committee_name}来信：{letter.subject}"
    notifications.tell("letter", to=[letter.recipient], text=text, url=url, by=by)


letter_flow = Workflow(
    "letter",
    {
        "send": Move(
            label="发送",
            sources=(LetterStatus.WAITING,),
            target=LetterStatus.SENT,
            allowed=access.can_post,
            hold=_locked,
            blockers=_problems,
            also=_sent,
            effect=_post,
            style="primary",
            sentence="{actor}发出了通知信“{target}”",
        ),
        "drop": Move(
            label="不发送",
            sources=(LetterStatus.WAITING,),
            target=LetterStatus.DROPPED,
            allowed=access.can_post,
            sentence="{actor}决定不发通知信“{target}”",
        ),
        "restore": Move(
            label="放回待发送",
            sources=(LetterStatus.DROPPED,),
            target=LetterStatus.WAITING,
            allowed=access.can_post,
            sentence="{actor}把通知信“{target}”放回待发送",
        ),
    },
)


@transaction.atomic
def change(letter: Letter, fields: list[str], *, by: User, send: bool = False) -> None:
    """Keep new words for a letter that waits, and send exactly them if asked.

    `letter` carries the words and the moment at which it was read; raises Refused when it has
    been changed or sent since.
    """
    if not access.can_post(by, letter):
        raise PermissionDenied(access.LETTER_MOVES["change"])
    stored = Letter.objects.select_for_update().get(pk=letter.pk)
    if (stored.status, stored.updated_at) != (LetterStatus.WAITING, letter.updated_at):
        raise Refused(OVERTAKEN)
    if fields:
        letter.save(update_fields=[*fields, "updated_at"])
        names = [label for label, _ in labelled(letter, *fields)]
        audit.record(by, "letter.change", letter, fields="和".join(names))
    if send:
        letter_flow.perform(letter, "send", by=by)


@transaction.atomic
def send_all(batch: Batch, *, by: User) -> tuple[int, dict[str, int]]:
    """Send what waits; returns how many went, and how many stay by the reason for it."""
    sent, left = 0, dict[str, int]()
    letters = batch.letters.filter(status=LetterStatus.WAITING)
    for letter in letters.select_related("recipient", "batch__region"):
        try:
            letter_flow.perform(letter, "send", by=by)
        except Refused as refusal:  # the others go all the same
            left[str(refusal)] = left.get(str(refusal), 0) + 1
        else:
            sent += 1
    return sent, left
