"""Fields of the settings of a batch: moments, lists of lines, grades; and rows of a table."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from selection import scoring
from selection.actions.grades import VALUES


def minute(moment: datetime) -> datetime:
    """As the browser's picker gives it back."""
    return moment.replace(second=0, microsecond=0)


class Moment(forms.DateTimeInput):
    """A day with a time to the minute, by the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class LinesField(forms.CharField):
    """One entry a line; a list of texts."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in str(value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """An empty list and an empty box are the same."""
        try:
            return bool(self.to_python(data) != (initial or []))
        except forms.ValidationError:
            return True


class GradesField(LinesField):
    """Lines such as “一等奖 90 30”: name, threshold, at most this percent."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        parts = ([g["name"], g.get("threshold"), g.get("cap")] for g in value)
        return "\n".join(" ".join(str(p) for p in line if p not in (None, "")) for line in parts)

    def to_python(self, value: Any) -> Any:
        return [_grade(line) for line in super().to_python(value)]

    def validate(self, value: Any) -> None:
        super().validate(value)
        grades = [
            scoring.Grade(
                name=row["name"],
                threshold=Decimal(row["threshold"]),
                cap=Decimal(row["cap"]) if row["cap"] else None,
            )
            for row in value
        ]
        if unknown := [grade.name for grade in grades if grade.name not in VALUES]:
            known = "、".join(VALUES)
            raise forms.ValidationError(f"没有“{unknown[0]}”这个等次，可以用：{known}。")
        try:
            scoring.award([], grades)
        except scoring.ScoringError as error:
            raise forms.ValidationError(str(error)) from error


def _grade(line: str) -> dict[str, str]:
    name, *numbers = line.replace("%", "").split()
    try:
        figures = [Decimal(number) for number in numbers]
        scoring.Grade(name=name, threshold=(figures or [Decimal(0)])[0])
    except (InvalidOperation, scoring.ScoringError) as error:
        raise forms.ValidationError(f"“{line}”看不懂，请写成“一等奖 90 30”的样子。") from error
    if len(figures) > 2:
        raise forms.ValidationError(f"“{line}”多写了数字，请写成“一等奖 90 30”的样子。")
    padded = [*map(str, figures), "", ""]
    return {"name": name, "threshold": padded[0] or "0", "cap": padded[1]}


def filled_rows(rows: Any) -> list[dict[str, Any]]:
    """The rows of a formset that say something and stay, in their order."""
    kept = [
        form.cleaned_data
        for form in rows.forms
        if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
    ]
    return sorted(kept, key=lambda row: row.get("ORDER") or len(rows.forms))
