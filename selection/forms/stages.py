"""The stages of the review with their weights and rubrics, and the start of a new rubric."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from kit.forms import HouseForm, OnceForm
from selection.actions.batches import FULL
from selection.actions.rubrics import sources
from selection.choices import RubricPurpose, StageForm
from selection.forms.fields import filled_rows
from selection.models import Batch, ReviewStage, Rubric


class StageRow(HouseForm, forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="环节名称", max_length=40)
    form = forms.ChoiceField(label="形式", choices=StageForm.choices)
    weight = forms.IntegerField(label="权重（%）", min_value=1, max_value=FULL)
    rubric = forms.ModelChoiceField(Rubric.objects.none(), label="评分表", empty_label=None)


class StageRows(BaseFormSet):
    def clean(self) -> None:
        rows = filled_rows(self)
        if any(self.errors):
            return
        if not rows:
            raise forms.ValidationError("至少要有一个评审环节。")
        total = sum(row["weight"] for row in rows)
        if total != FULL:
            raise forms.ValidationError(f"各环节权重合计 {total}%，要正好 {FULL}%。")


StageFormSet = formset_factory(StageRow, formset=StageRows, extra=1, can_delete=True, max_num=5)


class StagesSheet:
    """All stages of a batch, valid or refused together."""

    def __init__(self, batch: Batch, data: Any = None) -> None:
        self.existing = {stage.pk: stage for stage in batch.review_stages.all()}
        initial = [
            {"pk": s.pk, "name": s.name, "form": s.form, "weight": s.weight, "rubric": s.rubric_id}
            for s in self.existing.values()
        ]
        self.rows = StageFormSet(data, prefix="stage", initial=initial)
        for row in self.rows.forms:
            row.limit(rubric=batch.rubrics.filter(purpose=RubricPurpose.REVIEW))

    def is_valid(self) -> bool:
        return bool(self.rows.is_valid())

    def review_stages(self) -> list[ReviewStage]:
        made = []
        for data in filled_rows(self.rows):
            stage = self.existing.get(data.get("pk") or 0) or ReviewStage()
            stage.name, stage.form = data["name"], data["form"]
            stage.weight, stage.rubric = data["weight"], data["rubric"]
            made.append(stage)
        return made


class NewRubricForm(HouseForm, OnceForm, forms.Form):
    name = forms.CharField(label="评分表名称", max_length=60)
    source = forms.ChoiceField(label="从哪里开始")

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        review = batch.rubrics.filter(purpose=RubricPurpose.REVIEW)
        own = [(str(rubric.pk), f"复制“{rubric}”") for rubric in review]
        self.fields["source"] = forms.ChoiceField(
            label="从哪里开始",
            choices=[*((key, source.label) for key, source in sources(batch).items()), *own],
            widget=forms.Select({"class": "form-select"}),
        )
