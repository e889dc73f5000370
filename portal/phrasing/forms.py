"""One wording of the office, and a text to be read before it is used anywhere."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kit.forms import HouseForm, OnceForm, StampedForm
from kit.models import Phrase, Treatment
from portal.intake.upload import MAX_BYTES, MAX_SIGNS, Unreadable, text_of

SHORTEST = 2


class PhraseForm(HouseForm, StampedForm, OnceForm, forms.ModelForm):
    class Meta:
        model = Phrase
        fields = ["wrong", "right", "severity", "reason"]
        widgets = {"severity": forms.RadioSelect}

    def clean_wrong(self) -> str:
        wrong: str = self.cleaned_data["wrong"].strip()
        if len(wrong) < SHORTEST:
            raise ValidationError("一个字太短，会误伤别的词。请至少写两个字。")
        return wrong

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        wrong, right = cleaned.get("wrong", ""), cleaned.get("right", "")
        if cleaned.get("severity") != Treatment.OFF and wrong and wrong in right:
            self.add_error("right", "里面又有“不要这样写”的说法，照着改了还会被查到。")
        return cleaned


class TextForm(HouseForm, forms.Form):
    """Nothing of it is kept."""

    text = forms.CharField(
        label="要查的文字",
        required=False,
        max_length=MAX_SIGNS,
        strip=False,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"max_length": "文字超过 3 万字，请分成几份，一份一份地查。"},
    )
    upload = forms.FileField(
        label="或者选一个文件",
        required=False,
        help_text="Word（.docx）或文本（.txt）。只查一遍，不保存。",
        widget=forms.FileInput({"accept": ".docx,.txt"}),
    )

    def clean_upload(self) -> tuple[str, str] | None:
        """The file's name and its text."""
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        try:
            text = text_of(upload.name, upload.read(MAX_BYTES + 1))
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        return PurePath(upload.name).name[-80:], text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["text"].strip() and not cleaned["upload"]:
            raise ValidationError("请粘贴要查的文字，或者选一个文件。")
        return cleaned

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Place and text, as kit.wording reviews them."""
        given = [("文字", self.cleaned_data["text"])]
        return [*given, *filter(None, [self.cleaned_data["upload"]])]
