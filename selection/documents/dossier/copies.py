"""For whom a dossier is made, and what a school's copy must not say about the experts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from selection.actions.panels import Naming, with_names, without_names
from selection.models import Application, Assignment, Batch

NOBODY = "×××"


@dataclass(frozen=True)
class Copy:
    """The office's copy tells everything; the school's calls experts 专家1, 专家2 and no more."""

    batch: Batch
    school: Any = None

    @property
    def is_schools(self) -> bool:
        return self.school is not None

    @property
    def naming(self) -> Naming:
        return without_names if self.is_schools else with_names

    @property
    def label(self) -> str:
        return "学校留存" if self.is_schools else "办公室存档"

    def told(self, text: Any) -> str:
        """What office and experts wrote freely, without the experts' names and units."""
        shown = "" if text is None else str(text)
        for word in self._words:
            shown = shown.replace(word, NOBODY)
        return shown

    @cached_property
    def _words(self) -> list[str]:
        """Longest first, so that no half of a name is left. The school's own name may stand."""
        if not self.is_schools:
            return []
        rows = Assignment.objects.filter(application__batch=self.batch).select_related(
            "expert__user", "expert__school"
        )
        words: set[str] = set()
        for expert in {row.expert for row in rows}:
            words |= {expert.user.name, expert.user.username, expert.user.unit}
            if expert.school:
                words |= {expert.school.name, expert.school.label}
        own = {self.school.name, self.school.label, ""}
        return sorted(words - own, key=len, reverse=True)


def copy_for(application: Application, *, is_schools: bool) -> Copy:
    return Copy(application.batch, application.school if is_schools else None)
