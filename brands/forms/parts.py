"""The parts a brand is edited in: each is one page that is saved as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from django import forms
from django.db.models import Model
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.http import QueryDict
from django.utils.functional import cached_property

from brands.actions import content
from brands.choices import BrandKind, SectionKind
from brands.forms.identity import BrandForm
from brands.forms.rows import (
    FigureForm,
    MeasureForm,
    MilestoneForm,
    ProgressForm,
    ResultForm,
    SectionForm,
    SubProjectForm,
)
from brands.models import Brand, Progress, SubProject
from kit import drafts
from kit.forms import HouseForm, StampedForm
from kit.keys import row_number
from kit.models import Draft
from schools.models import User

ROWS_AT_MOST = 40


@dataclass(frozen=True, kw_only=True)
class Part:
    """`form` draws one row; `only` are the values all rows of this part share.

    `facts` are fields that need no new check when nothing else was changed.
    """

    key: str
    label: str
    noun: str = "条"
    hint: str = ""
    form: type[forms.ModelForm[Any]] | None = None
    only: tuple[tuple[str, Any], ...] = ()
    numbered: bool = True
    is_content: bool = True
    facts: frozenset[str] = frozenset()


def _prose(kind: SectionKind, hint: str) -> Part:
    return Part(
        key=str(kind),
        label=kind.label,
        noun="段",
        hint=hint,
        form=SectionForm,
        only=(("kind", kind),),
    )


PARTS = {
    part.key: part
    for part in (
        Part(key="basic", label="基本信息"),
        _prose(SectionKind.BACKGROUND, "为什么做这个品牌：学校的历史、条件和要解决的问题。"),
        _prose(SectionKind.PRACTICE, "先用一两段话说总的思路，再在下面列子项目。"),
        _prose(SectionKind.RESULT, "写看得见的变化。数字写在“数据”里，这里讲它们说明什么。"),
        _prose(SectionKind.INSIGHT, "别的学校能照着做的是什么。可以不写。"),
        Part(
            key="figures",
            label="数据",
            hint="每个数字写明截至哪天、从哪里来。",
            form=FigureForm,
        ),
        Part(
            key="milestones",
            label="建设历程",
            noun="步",
            hint="按先后排。时间知道多少写多少；做完的写完成时间，还没做的写计划时间。",
            form=MilestoneForm,
            facts=frozenset({"done"}),
        ),
        Part(
            key="results",
            label="评选结果",
            noun="项",
            hint="在别处获得的结果由学校自己填。本平台评出的结果自动列在品牌页上，不能在这里改。",
            form=ResultForm,
            only=(("is_own", False),),
            numbered=False,
        ),
        Part(
            key="progress",
            label="月度进展",
            noun="月",
            hint="每个月一句话：做了什么，到了哪一步。只在管理端能看。",
            form=ProgressForm,
            numbered=False,
            is_content=False,
        ),
    )
}
SUB = Part(key="sub", label="子项目", noun="项举措", form=MeasureForm)


def parts_of(brand: Brand) -> list[Part]:
    """Monthly progress is for secretary's projects."""
    is_project = brand.kind == BrandKind.SECRETARY_PROJECT
    return [part for part in PARTS.values() if is_project or part.key != "progress"]


class Stamp(HouseForm, StampedForm, forms.ModelForm):
    """Only the stamp, for parts whose fields stand in other tables."""

    class Meta:
        model = Brand
        fields: list[str] = []


class Rows(BaseInlineFormSet):
    default_error_messages = {"missing_management_form": "页面不完整，请刷新后重新填写。"}

    @cached_property
    def sub_projects(self) -> list[tuple[Any, str]]:
        """Asked once, not by every row."""
        rows = SubProject.objects.filter(brand=self.instance)
        return [("", "整个品牌"), *((row.pk, str(row)) for row in rows)]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if isinstance(self.instance, Brand) and "sub_project" in form.fields:
            form.limit(sub_project=SubProject.objects.filter(brand=self.instance))
            form.fields["sub_project"].choices = self.sub_projects

    def in_order(self, moved: int | None, step: int) -> list[Model]:
        """The rows that stay, as they stand on the page, one of them moved by `step`."""
        gone = set(self.deleted_forms)
        kept = [f for f in self.forms if f not in gone and (f.instance.pk or f.has_changed())]
        if moved is not None and self.forms[moved] in kept:
            kept = content.shifted(kept, kept.index(self.forms[moved]), step)
        return [form.save(commit=False) for form in kept]


class Press(NamedTuple):
    """The button that sent the page: save, add, or up/down/remove with the row's place."""

    verb: str
    place: int | None

    @classmethod
    def read(cls, data: QueryDict) -> Press:
        verb, _, place = data.get("do", "").partition("-")
        number = int(place) if place.isdecimal() and int(place) < ROWS_AT_MOST else None
        return cls(verb, number)


class Sheet:
    """One part of one brand as it is shown, checked and saved."""

    def __init__(
        self,
        brand: Brand,
        part: Part,
        *,
        sub: SubProject | None = None,
        data: QueryDict | None = None,
        files: Any = None,
        extra: int = 0,
    ) -> None:
        self.brand, self.part, self.sub = brand, part, sub
        self.press = Press.read(data) if data is not None else Press("", None)
        self.form: HouseForm | None = None
        self.stamp: Any
        if part.form is None:
            self.stamp = self.form = BrandForm(data, files, instance=brand)
        else:
            self.stamp = Stamp(data, instance=Brand(pk=brand.pk))
        if sub is not None:
            self.form = SubProjectForm(data, instance=sub, prefix="sub")
        self.rows = self._rows(part.form, self._removing(data), extra) if part.form else None

    @property
    def every_form(self) -> list[Any]:
        """Every form of the page once, in the order of the page."""
        heads = [self.stamp, *([self.form] if self.form not in (None, self.stamp) else [])]
        return [*heads, *(self.rows.forms if self.rows is not None else [])]

    @property
    def problems(self) -> list[tuple[forms.BoundField, str]]:
        return [problem for form in self.every_form for problem in form.problems()]

    @property
    def general_errors(self) -> list[str]:
        found = [error for form in self.every_form for error in form.general_errors()]
        if self.rows is not None and self.rows.is_bound:
            found += [str(error) for error in self.rows.non_form_errors()]
        return found

    @property
    def needs_check(self) -> bool:
        """Whether the public would read new words, or what it knows in another order."""
        if not self.part.facts or self.rows is None or self.press.verb not in ("save", "add"):
            return self.part.is_content
        changed = {name for form in self.rows.forms for name in form.changed_data}
        return bool(self.rows.deleted_forms) or not changed <= self.part.facts

    def is_valid(self) -> bool:
        checks = [form.is_valid() for form in self.every_form]
        return all(checks) and (self.rows is None or self.rows.is_valid())

    def save(self, by: User) -> None:
        if isinstance(self.form, BrandForm):
            self.form.write(by)
            return
        rows: list[Model] = []
        gone: list[Model] = []
        if self.rows is not None:
            rows, gone = self._arranged(), [f.instance for f in self.rows.deleted_forms]
        for row in rows:
            for name, value in self.part.only:
                setattr(row, name, value)
            if isinstance(row, Progress) and row.pk is None:
                row.written_by = by
        if self.sub is not None:
            cast(Any, self.form).save()
        arrangement = content.Arrangement(
            part=str(self.sub or self.part.label),
            rows=rows,
            gone=[row for row in gone if row.pk],
            numbered=self.part.numbered,
            is_content=self.needs_check,
        )
        content.save_rows(brand=self.brand, arrangement=arrangement, by=by)

    def refill(self, draft: Draft) -> None:
        """Show what was typed and not saved."""
        for form in self.every_form:
            drafts.refill(form, draft)

    def _arranged(self) -> list[Model]:
        step = {"up": -1, "down": 1}.get(self.press.verb, 0)
        known = cast(Rows, self.rows)
        place = self.press.place if step and (self.press.place or 0) < len(known.forms) else None
        return known.in_order(place, step)

    def _removing(self, data: QueryDict | None) -> QueryDict | None:
        """A row's own button acts as the tick of a formset would."""
        if data is None or self.press.verb != "remove" or self.press.place is None:
            return data
        data = data.copy()
        data[f"rows-{self.press.place}-DELETE"] = "on"
        return data

    def _rows(self, form: type[forms.ModelForm[Any]], data: QueryDict | None, extra: int) -> Rows:
        model: type[Model] = form._meta.model
        parent: Model = self.sub or self.brand
        made = inlineformset_factory(
            type(parent),
            model,
            form=form,
            formset=Rows,
            extra=extra,
            max_num=ROWS_AT_MOST,
            validate_max=True,
            can_delete=True,
        )
        known = model._default_manager.filter(**dict(self.part.only))
        return cast(Rows, made(data, instance=parent, queryset=known, prefix="rows"))


def extra_rows(draft: Draft) -> int:
    """How many rows a draft has beyond those that are saved."""
    total, known = (
        row_number(next(iter(draft.data.get(f"rows-{name}_FORMS", [])), ""))
        for name in ("TOTAL", "INITIAL")
    )
    return max(0, min(total - known, ROWS_AT_MOST))
