"""Handing a case document in: a file or a pasted text, for one of the account's schools."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kit.forms import HouseForm
from portal.intake.source import simplified
from portal.intake.upload import MAX_BYTES, MAX_SIGNS, Unreadable, text_of
from schools.models import School, User


class IntakeForm(HouseForm, forms.Form):
    school = forms.ModelChoiceField(label="学校", queryset=School.objects.none())
    upload = forms.FileField(
        label="文稿文件",
        required=False,
        help_text="Word（.docx）或文本（.txt），简体、繁体都可以。",
        widget=forms.FileInput({"accept": ".docx,.txt"}),
    )
    text = forms.CharField(
        label="或者把文字粘贴到这里",
        required=False,
        max_length=MAX_SIGNS,
        strip=False,
        widget=forms.Textarea({"rows": 12}),
        error_messages={"max_length": "文字超过 3 万字，请分成几份，一份一份地读。"},
    )

    simplify = forms.BooleanField(
        label="繁体字转成简体字",
        required=False,
        initial=True,
        help_text="要保留原字的，去掉勾。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.filter(pk__in=user.school_ids)
        self.limit(school=schools)
        if len(schools) == 1:
            self.initial.setdefault("school", schools[0].pk)
            self.fields["school"].widget = forms.HiddenInput()

    def clean_upload(self) -> tuple[str, str] | None:
        """The file's name and its text."""
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        try:
            return PurePath(upload.name).stem, text_of(upload.name, upload.read(MAX_BYTES + 1))
        except Unreadable as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        pasted = cleaned.get("text", "")
        if not self.errors and not cleaned.get("upload") and not pasted.strip():
            self.add_error("upload", "请选一个文件，或者粘贴文字。")
        return cleaned

    @property
    def document(self) -> tuple[str, str]:
        """Name and text; a pasted text is called by its first line. No NUL: databases refuse it."""
        name, text = self.cleaned_data["upload"] or ("", self.cleaned_data["text"])
        text = text.replace("\r\n", "\n").replace("\0", "\ufffd")
        if self.cleaned_data["simplify"]:
            text = simplified(text)
        first = next((line.strip() for line in text.splitlines() if line.strip()), "")
        return (name or first)[:80], text
