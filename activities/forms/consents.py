"""Noting a consent for one picture, and its withdrawal."""

from __future__ import annotations

from typing import Any

from django import forms

from activities.choices import Consent
from activities.models.consents import no_pupil
from kit.forms import HouseForm

PAPER = "如“德育处 2 号柜，2026 年第 3 卷”。不写学生姓名。"


class SettleForm(HouseForm, forms.Form):
    state = forms.ChoiceField(
        label="学生肖像",
        choices=[(one.value, one.label) for one in Consent if one != Consent.WITHDRAWN],
        widget=forms.RadioSelect,
    )
    paper = forms.CharField(
        label="纸质同意书放在哪里",
        max_length=80,
        required=False,
        validators=[no_pupil],
        help_text=PAPER,
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("state") == Consent.GIVEN and not cleaned.get("paper", "x").strip():
            self.add_error("paper", "登记“已征得同意”，请写明纸质同意书放在哪里，以备查看。")
        return cleaned


class WithdrawForm(HouseForm, forms.Form):
    paper = forms.CharField(
        label="撤回书放在哪里",
        max_length=80,
        required=False,
        validators=[no_pupil],
        help_text=PAPER,
    )
    whole = forms.BooleanField(label="这个活动的全部照片都撤下", required=False)
