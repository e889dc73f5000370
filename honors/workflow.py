"""How the district verifies an honour against its certificate, and how it becomes public."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from honors.access import can_verify, is_author
from honors.choices import Verification
from honors.models import Honor
from kit import notifications, wording
from kit.publication import publication_moves
from kit.workflow import Move, Workflow
from schools.access import can_check_final, can_check_first, can_check_second, people_of
from schools.actions.telling import telling
from schools.choices import SCHOOL_ROLES
from schools.models import User

notifications.register("honor.verified", "区里核验荣誉的结论", roles=SCHOOL_ROLES)


def texts(honor: Honor) -> list[tuple[str, str]]:
    """Everything of an honour the public reads."""
    return wording.labelled(honor, "title", "grade", "recipient", "session", "document_title")


def _judged(honor: Honor, by: User) -> dict[str, Any]:
    return {"verified_by": by, "verified_at": timezone.now()}


def _unjudged(honor: Honor, by: User) -> dict[str, Any]:
    return {"verified_by": None, "verified_at": None, "verification_note": ""}


def _tell(honor: Honor, by: User, note: str) -> None:
    """The school reads the reason beside the fields."""
    Honor.objects.filter(pk=honor.pk).update(verification_note=note.strip()[:200])
    _told(honor, by, note)


def _prove(honor: Honor, by: User, note: str) -> None:
    """The certificate tells the rank of the body that granted it, mistyped by others or not."""
    if honor.issuers.count() == 1:
        honor.issuers.update(level=honor.level)
    _told(honor, by, note)


def _told(honor: Honor, by: User, note: str) -> None:
    text = f"荣誉“{honor}”{honor.get_verification_display()}。{note.strip()}"
    people, url = people_of([honor.school]), honor.get_office_url()
    notifications.tell("honor.verified", to=people, text=text, url=url, by=by)


honor_flow = Workflow(
    "honor",
    telling(
        publication_moves(
            can_check_first, can_check_second, can_check_final, edit=is_author, texts=texts
        ),
        "荣誉",
        queue="office:honors:list",
        page="office:honors:detail",
    ),
)
verification_flow = Workflow(
    "verification",
    {
        "file": Move(
            label="送区里核验",
            sources=(Verification.UNFILED, Verification.REFUSED),
            target=Verification.WAITING,
            allowed=is_author,
            blockers=Honor.missing_for_verification,
            also=_unjudged,
            style="primary",
        ),
        "verify": Move(
            label="核验通过",
            sources=(Verification.WAITING,),
            target=Verification.VERIFIED,
            allowed=can_verify,
            also=_judged,
            effect=_prove,
            style="primary",
        ),
        "refuse": Move(
            label="核验不通过",
            sources=(Verification.WAITING,),
            target=Verification.REFUSED,
            allowed=can_verify,
            also=_judged,
            effect=_tell,
            needs_note=True,
            note_label="哪里和证书不一致",
        ),
        "refile": Move(
            label="收回来改",
            sources=(Verification.WAITING, Verification.VERIFIED, Verification.REFUSED),
            target=Verification.UNFILED,
            allowed=is_author,
            also=_unjudged,
            confirm="收回后变成“未送核”，改好要重新送核。",
        ),
    },
    field="verification",
)
