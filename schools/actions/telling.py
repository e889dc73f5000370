"""Telling whose turn it is in the three checks, and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from kit import notifications
from kit.publication import CheckStatus
from kit.workflow import Move
from schools.access import office_of, people_of
from schools.choices import REGION_ROLES, SCHOOL_ROLES, Role
from schools.models import School, User

CHECKERS = (Role.SECRETARY, *REGION_ROLES)
notifications.register("check.waiting", "有内容等我复审、终审", roles=CHECKERS)
notifications.register("check.returned", "内容被退回修改或撤稿", roles=SCHOOL_ROLES)
notifications.register("check.published", "内容已发布", roles=SCHOOL_ROLES)

OUTCOMES = {
    "final_check": ("check.published", "{noun}“{row}”已终审发布。"),
    "send_back": ("check.returned", "{noun}“{row}”被退回修改：{note}"),
    "withdraw": ("check.returned", "{noun}“{row}”已撤稿：{note}"),
}


def _own(row: Any) -> list[School]:
    return [row.school]


def telling(
    moves: dict[str, Move],
    noun: str,
    *,
    queue: str,
    page: str,
    schools: Callable[[Any], Iterable[School]] = _own,
) -> dict[str, Move]:
    """The moves of a Publishable, which now tell whose turn it is and what came of it.

    `queue` and `page` name the addresses of the list and of one row; `schools` are those it
    belongs to. What waits is told once per list until it is read.
    """

    def tells(key: str) -> Callable[[Any, User, str], None]:
        before = moves[key].effect

        def effect(row: Any, by: User, note: str) -> None:
            before(row, by, note)
            if key in OUTCOMES:
                kind, text = OUTCOMES[key]
                people = people_of(schools(row))
                url = reverse(page, args=[row.pk])
            else:
                kind, text = "check.waiting", "{noun}“{row}”等你{turn}。"
                people = _next(row.status, schools(row))
                url = f"{reverse(queue)}?status={row.status}"
            turn = "终审" if row.status == CheckStatus.SECOND else "复审"
            words = text.format(noun=noun, row=row, note=note, turn=turn)
            notifications.tell(kind, to=people, text=words, url=url, by=by)

        return effect

    told = ("first_check", "second_check", *OUTCOMES)
    return {
        key: replace(move, effect=tells(key)) if key in told else move
        for key, move in moves.items()
    }


def _next(status: str, schools: Iterable[School]) -> QuerySet[User]:
    return people_of(schools, Role.SECRETARY) if status == CheckStatus.FIRST else office_of(schools)
