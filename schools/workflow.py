"""How a school's profile and a tie become public, and the life of a tie."""

from __future__ import annotations

from kit import wording
from kit.publication import publication_moves
from kit.workflow import Move, Workflow
from schools import access
from schools.actions.telling import telling
from schools.choices import TieState
from schools.models import School, Tie


def unconfirmed(tie: Tie) -> list[str]:
    """A school of the portal that was only named must first say that it is true."""
    waiting = [str(m) for m in tie.members.all() if m.school and not m.confirmed_at]
    return [f"{'、'.join(waiting)}还没有确认这项结对"] if waiting else []


def _not_ready(tie: Tie) -> list[str]:
    return [*tie.missing(), *unconfirmed(tie)]


def school_texts(school: School) -> list[tuple[str, str]]:
    """Everything a school writes about itself for the public."""
    own = ("short_name", "motto", "culture", "designation", "history_note", "introduction")
    return [
        *wording.labelled(school, *own),
        *(("学校大事", row.text) for row in school.events.all()),
    ]


def tie_texts(tie: Tie) -> list[tuple[str, str]]:
    return wording.labelled(tie, "title", "purpose", "agreement_title")


school_flow = Workflow(
    "school",
    telling(
        publication_moves(
            access.works_at, access.is_secretary_of, access.manages, texts=school_texts
        ),
        "学校主页",
        queue="office:schools",
        page="office:school",
        schools=lambda school: [school],
    ),
)
tie_flow = Workflow(
    "tie",
    telling(
        publication_moves(
            access.is_tie_author,
            access.is_tie_secretary,
            access.manages_tie,
            blockers=_not_ready,
            texts=tie_texts,
        ),
        "结对",
        queue="office:ties",
        page="office:tie",
        schools=access.confirmed_schools,
    ),
)
tie_state_flow = Workflow(
    "tie_state",
    {
        "activate": Move(
            label="登记生效",
            sources=(TieState.NEGOTIATING, TieState.LAPSED),
            target=TieState.ACTIVE,
            allowed=access.is_tie_author,
            blockers=unconfirmed,
            style="primary",
        ),
        "lapse": Move(
            label="登记到期",
            sources=(TieState.ACTIVE,),
            target=TieState.LAPSED,
            allowed=access.is_tie_author,
            confirm="到期以后，续签了可以再登记生效。",
        ),
        "end": Move(
            label="登记终止",
            sources=(TieState.NEGOTIATING, TieState.ACTIVE, TieState.LAPSED),
            target=TieState.ENDED,
            allowed=access.is_tie_author,
            needs_note=True,
            note_label="终止原因",
            style="danger",
            confirm="终止后不能再恢复。以前的往来记录都留着。",
        ),
    },
    field="state",
)
