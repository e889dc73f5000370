"""The state machine of a letter in the outbox; sending leaves the house after the commit."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from kit.workflow import Move, Workflow
from schools.models import User
from selection.access import decide as access
from selection.choices import LetterStatus
from selection.models import Batch, Letter


def _no_address(letter: Letter) -> list[str]:
    return [] if letter.recipient.email else ["收件人没有填邮箱"]


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


letter_flow = Workflow(
    "letter",
    {
        "send": Move(
            label="发送",
            sources=(LetterStatus.WAITING,),
            target=LetterStatus.SENT,
            allowed=access.can_post,
            blockers=_no_address,
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
def send_all(batch: Batch, *, by: User) -> tuple[int, int]:
    """Send what waits; returns how many went and how many stay for want of an address."""
    sent = left = 0
    letters = batch.letters.filter(status=LetterStatus.WAITING)
    for letter in letters.select_related("recipient", "batch__region"):
        if letter.recipient.email:
            letter_flow.perform(letter, "send", by=by)
            sent += 1
        else:
            left += 1
    return sent, left
