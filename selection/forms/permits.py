"""The form of a permit: which organisation, until when, why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from kit.forms import HouseForm, OnceForm
from schools.models import PartyOrganization
from selection.forms.batch import Moment
from selection.models import Batch, Permit

SUGGESTED = 500


class PermitForm(OnceForm, HouseForm, forms.ModelForm):
    name = forms.CharField(
        label="党组织或学校", max_length=80, help_text="输入几个字会有提示，选上就行。"
    )
    field_order = ("name", "valid_until", "reason")

    class Meta:
        model = Permit
        fields = ("valid_until", "reason")
        widgets = {"valid_until": Moment}
        labels = {"valid_until": "可以申报到"}
        help_texts = {"reason": "学校能看到，如“因校舍改造，经请示同意延期申报”。"}

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.batch = batch
        rows = PartyOrganization.objects.filter(region__code__startswith=batch.region.code)
        self.organizations = rows.filter(host_schools__merged_into=None).distinct()
        self.fields["name"].widget.attrs.update(list="bodies", autocomplete="off")

    @property
    def known(self) -> list[str]:
        return list(self.organizations.values_list("name", flat=True)[:SUGGESTED])

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        own = list(self.organizations.filter(name=name)[:2])
        found = own or list(self.organizations.filter(host_schools__name=name)[:2])
        if not found:
            raise forms.ValidationError(f"没有找到“{name}”，请照提示选党组织的全称。")
        if len(found) > 1:
            raise forms.ValidationError(f"叫“{name}”的不止一个，请写党组织的全称。")
        self.instance.organization = found[0]
        return name

    def clean_valid_until(self) -> datetime:
        until: datetime = self.cleaned_data["valid_until"]
        if until <= timezone.now():
            raise forms.ValidationError("期限要在现在以后。")
        return until
