"""What an app declares per ledger: its columns, and how lines become rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import flatten_choices

from kit.dates import PartialDateField
from kit.importing import cells

SEPARATORS = str.maketrans(dict.fromkeys("，,；;/\n", "、"))
Options = Mapping[str, Any]


class NamedField(forms.CharField):
    """A thing called by its name. `options` holds every name it goes by; None where two share it.

    `offered` are the names a drop-down shows and a near miss is compared with.
    """

    def __init__(self, options: Options, noun: str, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.options, self.noun, self.offered = options, noun, offered
        self.near = lru_cache(maxsize=2000)(self._near)

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        if not name:
            return None
        found = self.options.get(name, self)
        if found is None:
            raise ValidationError(f"叫“{name}”的{self.noun}不止一个。{self._which()}")
        if found is self:
            raise ValidationError(f"没有找到{self.noun}“{name}”。{self.near(name)}")
        return found

    def _which(self) -> str:
        return "请在前面加上地区，如“梁溪区第一小学”，或者写标识码。"

    def _near(self, name: str) -> str:
        close = get_close_matches(name, self.offered, n=3, cutoff=0.5)
        if close:
            return f"是不是{'、'.join(f'“{one}”' for one in close)}？请照全称改。"
        return "请核对全称；还没有登记的，先登记再导入。"


class SeveralNames(NamedField):
    """Several things by their names, 、 between them."""

    def clean(self, value: Any) -> list[Any]:
        names = [name.strip() for name in str(value or "").translate(SEPARATORS).split("、")]
        if self.required or any(names):
            return [
                super(SeveralNames, self).clean(name) for name in names if name or self.required
            ]
        return []


@dataclass(frozen=True, eq=False)
class Column:
    """One column of the empty workbook; `field` is the one the page's own form uses.

    `words` are other words for a choice: {"县级": "区县级"}.
    """

    title: str
    name: str
    field: forms.Field
    synonyms: tuple[str, ...] = ()
    words: Mapping[str, str] | None = None
    example: str = ""
    note: str = ""
    width: int = 14
    is_code: bool = False

    def __post_init__(self) -> None:
        self.field.error_messages["required"] = f"请填写{self.title}。"

    @property
    def required(self) -> bool:
        """A field that starts with a value means that value where the cell is empty."""
        return self.field.required and self.field.initial in (None, "")

    @property
    def options(self) -> list[str]:
        """What the drop-down offers."""
        if isinstance(self.field, NamedField):
            return [] if isinstance(self.field, SeveralNames) else list(self.field.offered)
        if isinstance(self.field, forms.BooleanField):
            return ["是", "否"]
        if isinstance(self.field, forms.ChoiceField):
            return [str(label) for value, label in _pairs(self.field) if value]
        return []

    def clean(self, cell: Any, *, from_1904: bool = False) -> Any:
        """The value as the form would have cleaned it; ValidationError otherwise."""
        one = self.field
        if one.initial not in (None, "") and not cells.text(cell):
            return one.clean(one.initial)
        if isinstance(one, PartialDateField):
            return one.clean(cells.partial_date(cell, from_1904=from_1904))
        if isinstance(one, forms.DateField):
            return one.clean(cells.day(cell, from_1904=from_1904))
        if isinstance(one, (forms.IntegerField, forms.DecimalField)):
            return one.clean(cells.number(cell))
        if isinstance(one, forms.BooleanField):
            return bool(cells.tick(cell))
        return self._clean_words(cell)

    def _clean_words(self, cell: Any) -> Any:
        if isinstance(self.field, forms.MultipleChoiceField):
            named = cells.one_line(cell).translate(SEPARATORS).split("、")
            return self.field.clean([self._chosen(word.strip()) for word in named if word.strip()])
        if isinstance(self.field, forms.ChoiceField):
            return self.field.clean(self._chosen(cells.one_line(cell)))
        if self.is_code:
            return self.field.clean(cells.code(cell))
        written = isinstance(self.field.widget, forms.Textarea)
        return self.field.clean(cells.text(cell) if written else cells.one_line(cell))

    def _chosen(self, word: str) -> Any:
        """The choice that is labelled so, or that only this word can mean."""
        labels = {str(label): value for value, label in _pairs(self.field) if value}
        known = (self.words or {}).get(word, word)
        if not word or known in labels:
            return labels.get(known, "")
        close = get_close_matches(word, labels, n=1, cutoff=0.5)
        guess = f"是不是“{close[0]}”？" if close else ""
        raise ValidationError(f"没有“{word}”这一项。{guess}可以填：{'、'.join(labels)}。")


class Importer(ABC):
    """How lines of one kind become rows of a ledger; made anew for each run and person.

    `columns` belong to the instance, for what may be named depends on who imports.
    """

    do_not_call_in_templates: ClassVar[bool] = True  # they show the class's words
    key: ClassVar[str]
    noun: ClassVar[str]
    unit: ClassVar[str] = "条"
    same: ClassVar[str]  # what makes two lines the same thing: 学校、名称和时间
    most: ClassVar[int] = 10_000
    list_url: ClassVar[str]

    def __init__(self, by: Any) -> None:
        self.by = by
        self.columns: Sequence[Column] = self.make_columns()

    @abstractmethod
    def make_columns(self) -> Sequence[Column]:
        """In the order of the empty workbook; lookups are loaded here, once."""

    @abstractmethod
    def build(self, values: dict[str, Any]) -> Any:
        """The unsaved row of cleaned values; ValidationError by column name for contradictions."""

    @abstractmethod
    def identity(self, row: Any) -> Hashable:
        """Rows with the same identity are the same thing."""

    @abstractmethod
    def known(self, rows: Sequence[Any]) -> set[Hashable]:
        """Identities among these that the ledger already holds, in a few queries."""

    @abstractmethod
    def save(self, rows: Sequence[Any]) -> None:
        """All of them, in a few queries."""


def _pairs(one: forms.Field) -> list[tuple[Any, Any]]:
    choices: Any = flatten_choices(cast(Any, one).choices)
    return list(choices)
