"""Forms of a school's own channels and of its recurring activities."""

from __future__ import annotations

from typing import Any

from django import forms

from activities.choices import ChannelKind
from activities.models import ActivitySeries, Channel
from kit.forms import HouseForm, OnceForm, Stepper


class ChannelForm(HouseForm, OnceForm, forms.ModelForm):
    kind = forms.ChoiceField(label="类型", choices=ChannelKind.choices, widget=forms.RadioSelect)
    link = forms.URLField(label="链接", max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Channel
        fields = ["name", "kind", "parent", "link"]
        help_texts = {"name": "如“官小党建”公众号、“红色故事”专栏。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = self.instance
        self.limit(parent=saved.school.channels.filter(parent=None).exclude(pk=saved.pk))

    def clean_parent(self) -> Channel | None:
        parent: Channel | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and self.instance.columns.exists():
            raise forms.ValidationError("它下面已经有栏目，不能再放到别的栏目里。")
        return parent


class SeriesForm(HouseForm, OnceForm, forms.ModelForm):
    class Meta:
        model = ActivitySeries
        fields = ["title", "frequency", "planned_per_term"]
        widgets = {"planned_per_term": Stepper}
        help_texts = {"title": "如“每月主题党日”“云升旗”。"}

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        twins = self.instance.school.series.filter(title=title).exclude(pk=self.instance.pk)
        if twins.exists():
            raise forms.ValidationError("本校已有同名系列活动。")
        return title
