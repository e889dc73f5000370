"""The form a reader fills in: what is wrong, and, if they like, how to reach them."""

from __future__ import annotations

import re

from django import forms

from kit.forms import HouseForm
from portal.models import Mistake

LEAST = 5


class MistakeForm(HouseForm, forms.ModelForm):
    # Nobody sees it; a machine that fills in everything gives itself away.
    website = forms.CharField(
        label="网址（请留空）",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    class Meta:
        model = Mistake
        fields = ("page", "text", "contact")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6, "maxlength": 1000}),
            "contact": forms.TextInput(attrs={"autocomplete": "off", "maxlength": 80}),
        }
        help_texts = {
            "page": "已填好你刚才看的那一页。",
            "text": "哪一处错了，应当是什么；有出处的请写上。",
            "contact": "电话或邮箱，想听到答复再写。加密保存，只有办理的人能看。",
        }

    def clean_page(self) -> str:
        page: str = self.cleaned_data["page"].strip()
        # The office follows it: “//elsewhere” would lead away from here.
        if not re.match(r"/(?![/\\])", page):
            raise forms.ValidationError("请写本站的页面地址，以“/”开头，如 /brands/。")
        return page

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if len(text) < LEAST:
            raise forms.ValidationError("请写清哪一处错了，不少于 5 个字。")
        return text

    def clean_contact(self) -> str:
        return str(self.cleaned_data["contact"]).strip()[:80]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("“网址”一栏请留空，它只用来挡住自动填表的程序。")
        return ""
