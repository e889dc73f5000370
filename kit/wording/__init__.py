"""Reads a text before the public does: personal data, wrong wording, marks that do not belong."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from kit.wording.finding import Finding, Kind, Severity, masked, narrow
from kit.wording.marks import half_width, headings, pairs, paragraphs, secrecy
from kit.wording.numbers import contacts, numbers
from kit.wording.people import people
from kit.wording.phrases import Phrases, compiled, listed, phrases
from kit.wording.regions import regions

__all__ = [
    "Context",
    "Finding",
    "Kind",
    "Remark",
    "Severity",
    "advice",
    "blockers",
    "check",
    "labelled",
    "review",
]

_CHECKS = (
    numbers,
    contacts,
    people,
    regions,
    secrecy,
    pairs,
    half_width,
    headings,
    paragraphs,
)


class Context(StrEnum):
    """Where the text will stand."""

    PUBLIC = "public"
    NOTICE = "notice"  # an office says how it is reached
    APPLICATION = "application"  # read by the office and experts, not by the public
    ENCLOSURE = "enclosure"  # a paper of its own beside it, which names whom to call


OFFICE_CONTACTS = (Kind.LANDLINE, Kind.EMAIL)
NEVER_SIGNED = (
    Kind.ID_NUMBER,
    Kind.MOBILE,
    Kind.LANDLINE,
    Kind.BANK_CARD,
    Kind.ADDRESS,
    Kind.PUPIL,
)


NEVER_ENCLOSED = (Kind.ID_NUMBER, Kind.BANK_CARD, Kind.PUPIL)


def check(
    text: str, context: Context = Context.PUBLIC, known: Phrases | None = None
) -> list[Finding]:
    """Everything found in `text`, in its order; blocking findings first at the same place.

    `known` are the phrases to look for; by default those that ship with the portal.
    """
    if not text.strip():
        return []
    plain = narrow(text)
    findings = [finding for look in _CHECKS for finding in look(text, plain)]
    findings += phrases(text, known or compiled())
    if context == Context.NOTICE:
        findings = [f for f in findings if f.kind not in OFFICE_CONTACTS or f.severity == "block"]
    if context == Context.APPLICATION:
        findings = [f if f.kind in NEVER_SIGNED else f._replace(severity="warn") for f in findings]
    if context == Context.ENCLOSURE:
        kept = [f for f in findings if f.kind in NEVER_SIGNED]
        findings = [f if f.kind in NEVER_ENCLOSED else f._replace(severity="warn") for f in kept]
    return sorted(findings, key=lambda f: (f.start, f.severity, f.end))


class Remark(NamedTuple):
    """A finding and the place it stands in, as the page names it."""

    place: str
    finding: Finding

    @property
    def is_blocking(self) -> bool:
        return self.finding.severity == "block"

    @property
    def sentence(self) -> str:
        """Place, quotation, reason and what to do; long numbers are not repeated in full."""
        quote = masked(self.finding.quote.strip())
        quote = quote if len(quote) <= 40 else f"{quote[:40]}……"
        inner = quote.replace("“", "‘").replace("”", "’")
        reason, suggestion = self.finding.reason, self.finding.suggestion
        return f"“{self.place}”里的“{inner}”{reason}，{suggestion}"


def review(texts: Iterable[tuple[str, str]], context: Context = Context.PUBLIC) -> list[Remark]:
    """Remarks on the texts of one page, given as place and text; those that block come first."""
    known = listed()
    remarks = [
        Remark(place, finding) for place, text in texts for finding in check(text, context, known)
    ]
    return sorted(remarks, key=lambda remark: not remark.is_blocking)


def blockers(texts: Iterable[tuple[str, str]], context: Context = Context.PUBLIC) -> list[str]:
    """Sentences for the reasons beside a move."""
    return [remark.sentence for remark in review(texts, context) if remark.is_blocking]


def advice(texts: Iterable[tuple[str, str]], context: Context = Context.PUBLIC) -> list[Remark]:
    """What components/findings.html shows beside the moves: everything that does not block."""
    return [remark for remark in review(texts, context) if not remark.is_blocking]


def labelled(obj: Any, *names: str) -> list[tuple[str, str]]:
    """Fields of a record as `review` takes them: the label of the form, and the text."""
    return [(str(obj._meta.get_field(name).verbose_name), getattr(obj, name)) for name in names]
