"""Forms of the public notice and of an objection to it."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from kit.forms import HouseForm, StampedForm
from kit.workdays import UnknownYear
from selection.actions.notices import last_day
from selection.choices import ApplicationStatus
from selection.models import NoticeItem, Objection, PublicNotice

SHORTEST = 20


class NoticeForm(HouseForm, StampedForm, forms.ModelForm):
    """The end of the period is never typed: it follows from the start and the batch's rule."""

    sections = (
        ("公示设置", ("title", "body", "starts_on", "shows_rank")),
        ("受理异议", ("contact_office", "contact_phone", "contact_email", "contact_address")),
    )

    class Meta:
        model = PublicNotice
        fields = (
            "title",
            "body",
            "starts_on",
            "shows_rank",
            "contact_office",
            "contact_phone",
            "contact_email",
            "contact_address",
        )
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "body": forms.Textarea(attrs={"rows": 5}),
        }
        labels = {"starts_on": "公示开始"}
        help_texts = {
            "shows_rank": "不勾选时按学校名称排，注明排名不分先后。分数从不对外显示。",
            "body": "公示时间、受理部门和名单由系统接在正文后面，这里不用写。",
        }

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if starts_on := self.cleaned_data.get("starts_on"):
            try:
                self.instance.ends_on = last_day(self.instance.batch, starts_on)
            except UnknownYear as unknown:
                self.add_error("starts_on", str(unknown))
        return cleaned


class ItemField(forms.ModelChoiceField):
    """The listed projects, by the name of their school."""

    def label_from_instance(self, obj: NoticeItem) -> str:
        application = obj.decision.application
        return f"{application.school.name}：{application.brand.title.replace('|', '')}"


class ObjectionForm(HouseForm, forms.ModelForm):
    item = ItemField(
        label="对哪个项目有异议",
        queryset=NoticeItem.objects.none(),
        required=False,
        empty_label="整个名单",
    )

    class Meta:
        model = Objection
        fields = ("item", "text", "name", "unit", "phone")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 7, "maxlength": 2000}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "unit": forms.TextInput(attrs={"autocomplete": "organization"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }
        help_texts = {
            "text": "写清时间、地点和事情经过，不少于 20 个字。",
            "phone": "手机或带区号的座机，核实情况时联系你。",
        }

    def __init__(self, *args: Any, notice: PublicNotice, **kwargs: Any) -> None:
        super().__init__(*args, instance=Objection(notice=notice), **kwargs)
        open_items = notice.items.exclude(
            decision__application__status=ApplicationStatus.NOT_SELECTED
        ).select_related("decision__application__school", "decision__application__brand")
        self.limit(item=open_items)

    def clean_name(self) -> str:
        name = self._short("name", 40)
        if len(name) < 2:
            raise forms.ValidationError("请写真实姓名，匿名的异议不受理。")
        return name

    def clean_unit(self) -> str:
        return self._short("unit", 80)

    def clean_phone(self) -> str:
        phone = re.sub(r"[\s-]", "", self.cleaned_data["phone"])
        if not re.fullmatch(r"\+?\d{7,15}", phone):
            raise forms.ValidationError("请写手机号，或带区号的座机号，如 0510-80000000。")
        return phone

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if len(text) < SHORTEST:
            raise forms.ValidationError(
                f"请把事实写具体，至少 {SHORTEST} 个字，现在是 {len(text)} 个字。"
            )
        if len(text) > 2000:
            raise forms.ValidationError(f"最多 2000 个字，现在是 {len(text)} 个字，请精简。")
        return text

    def _short(self, name: str, limit: int) -> str:
        value = " ".join(self.cleaned_data[name].split())
        if len(value) > limit:
            raise forms.ValidationError(f"最多 {limit} 个字，请写短一些。")
        return value
