"""The form of a recheck: one of three outcomes, and why."""

from __future__ import annotations

from django import forms

from kit.forms import HouseForm, OnceForm
from selection.choices import RecheckOutcome
from selection.models import Recheck


class RecheckForm(OnceForm, HouseForm, forms.ModelForm):
    outcome = forms.ChoiceField(
        label="复核结论",
        choices=RecheckOutcome.choices,
        widget=forms.RadioSelect,
        help_text="整改的半年后再看一次；撤销后，公开名单、品牌页面和证书核对都显示“已撤销”。",
    )

    class Meta:
        model = Recheck
        fields = ("outcome", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
