"""The words of a notice and of an application, as kit.wording reads them."""

from __future__ import annotations

from collections.abc import Iterator

from kit import wording
from kit.wording import Context, Remark
from selection.actions import facts, selfscore
from selection.models import (
    Announcement,
    Application,
    Claim,
    Expert,
    Letter,
    Objection,
    PublicNotice,
)


def notice_problems(notice: PublicNotice) -> list[str]:
    """What may not stand in a public notice; an office's own telephone may."""
    return wording.blockers(wording.labelled(notice, "title", "body"), Context.NOTICE)


def announcement_problems(announcement: Announcement) -> list[str]:
    return wording.blockers(wording.labelled(announcement, "title", "body"), Context.NOTICE)


def answer_problems(objection: Objection) -> list[str]:
    """The conclusion is read by the objector and kept on file: no numbers of persons in it."""
    return wording.blockers([("处理结论", objection.answer)], Context.NOTICE)


def letter_problems(letter: Letter) -> list[str]:
    """What may not leave the house: personal numbers, and whom the reader must not know of.

    A school never learns who judged it; an expert of an anonymous batch never learns of whom.
    """
    texts = wording.labelled(letter, "subject", "body")
    found = wording.blockers(texts, Context.NOTICE)
    hidden = _experts(letter) if letter.application_id else _schools(letter)
    for place, text in texts:
        if name := next((name for name in hidden if name in text), ""):
            found.append(f"“{place}”里写了{name}，收信人不应知道，请删去")
    return found


def letter_advice(letter: Letter) -> list[Remark]:
    return wording.advice(wording.labelled(letter, "subject", "body"), Context.NOTICE)


def _experts(letter: Letter) -> list[str]:
    rows = Expert.objects.filter(assignments__application__batch=letter.batch_id)
    return sorted(set(rows.values_list("user__name", flat=True)))


def _schools(letter: Letter) -> list[str]:
    if not letter.batch.is_anonymous:
        return []
    rows = letter.batch.applications.values_list(
        "school__name", "school__short_name", "organization__name", "brand__title"
    )
    return sorted({name.replace("|", "") for row in rows for name in row if name})


def problems(application: Application) -> list[str]:
    """What nobody may sign: numbers of persons, homes, pupils named with their results."""
    found = wording.blockers(_texts(application), Context.APPLICATION)
    return found + wording.blockers(_enclosed(application), Context.ENCLOSURE)


def advice(application: Application) -> list[Remark]:
    found = wording.advice(_texts(application), Context.APPLICATION)
    return found + wording.advice(_enclosed(application), Context.ENCLOSURE)


def _texts(application: Application) -> list[tuple[str, str]]:
    content = application.content
    parts = facts.outline(application.brand, content, application.batch.fields)
    prose = [(_place(part), content.get(part["key"], "")) for part in parts]
    prose += [
        (f"自评依据：{leaf.title}", selfscore.given(application, leaf)["grounds"])
        for leaf in selfscore.leaves(application.batch)
    ]
    return [*prose, *((f"成效条目 {n}", row.text) for n, row in _claims(application))]


def _enclosed(application: Application) -> list[tuple[str, str]]:
    """Files with words in them; scans and pictures are read by people only."""
    rows = application.files.enclosed().filter(voided_at=None).exclude(text="")
    return [(f"附件：{name}", text) for name, text in rows.values_list("name", "text")]


def _place(part: dict[str, str]) -> str:
    return f"{part['label']}：{part['heading']}" if part["heading"] else part["label"]


def _claims(application: Application) -> Iterator[tuple[int, Claim]]:
    return enumerate(application.claims.all(), start=1)
