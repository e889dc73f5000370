"""A mistake is open until the office says what it did."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kit.workflow import Move, Workflow
from portal.models import Mistake, MistakeStatus
from schools.choices import REGION_ROLES
from schools.models import User

REFUSALS = dict.fromkeys(("mend", "keep"), "只有区级工作人员或领导能答复纠错。")


def may_answer(user: User, mistake: Mistake) -> bool:
    return user.has_role(*REGION_ROLES)


def _closed(mistake: Mistake, by: User) -> dict[str, Any]:
    return {"answer": mistake.answer, "closed_by": by, "closed_at": timezone.now()}


def _answer(label: str, target: str, style: Any) -> Move:
    return Move(
        label=label,
        sources=(MistakeStatus.OPEN,),
        target=target,
        allowed=may_answer,
        also=_closed,
        needs_note=True,
        note_label="答复（反映人凭回执能看到）",
        style=style,
    )


mistake_flow = Workflow(
    "mistake",
    {
        "mend": _answer("已更正", MistakeStatus.MENDED, "primary"),
        "keep": _answer("不用更正", MistakeStatus.KEPT, "line"),
    },
)
