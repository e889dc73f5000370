"""Puts the readers of the single fields together and leaves out what nobody may take."""

from __future__ import annotations

from dataclasses import replace

from kit import wording
from portal.intake import activities, figures, honors, media, partners, parts, sections, subject
from portal.intake.draft import Draft, Item, Unread
from portal.intake.source import Source, open_source

Span = tuple[int, int]


def read(text: str) -> Draft:
    source = open_source(text)
    headings, titles = sections.find(source)
    ties = partners.find(source)
    schools = subject.schools(source, ties)
    brands = subject.brands(source, schools)
    won = honors.find(source)
    taken = [(part.start, part.end) for part in titles]
    taken += [(item["from"], item["to"]) for item in (*headings, *brands, *won)]
    done = activities.find(source, taken)
    found = [
        *schools,
        *brands,
        *headings,
        *won,
        *done,
        *ties,
        *media.find(source),
        *figures.find(source),
    ]
    private = _private(source)
    items = [kept for item in found if (kept := _without(source, item, private))]
    title = " ".join(source.wording(part.start, part.end) for part in titles)
    return Draft(tuple(items), (*source.unread, *_told(source, private)), title)


def _private(source: Source) -> dict[Span, str]:
    """Sentences that name a pupil beside a result, or give a personal number, phone or address."""
    text = source.folded
    found: dict[Span, str] = {}
    for finding in wording.check(text):
        if finding.kind in wording.NEVER_SIGNED:
            start = parts.clause_start(text, finding.start, "。!?\n")
            found[start, parts.clause_end(text, finding.end, len(text), "。!?\n")] = finding.reason
    return found


def _told(source: Source, private: dict[Span, str]) -> list[Unread]:
    reason = "{}，这一句没有取，请不要写进品牌。"
    return [
        Unread(*source.place(*span), source.wording(*span), reason.format(why))
        for span, why in private.items()
    ]


def _without(source: Source, item: Item, private: dict[Span, str]) -> Item | None:
    """The item without the sentences that nobody may take; None if it stands in one itself."""
    for span in private:
        start, end = source.place(*span)
        inside = start <= item.start < end
        if inside and item.field == "figures":
            return replace(item, attributes={**item.attributes, "about": "", "private": True})
        if inside and item.field != "sections":
            return None
        if body := item["body"]:
            body = body.replace(source.wording(*span), "").replace("。。", "。")
            item = replace(item, attributes={**item.attributes, "body": body})
    return item
