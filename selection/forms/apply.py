"""Forms of an application: start, basics, prose, claims, files, corrections, signature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from kit.forms import HouseForm, OnceForm, StampedForm
from kit.wordcount import MaxWords
from schools.models import PartyOrganization, User
from selection.actions import check, evidence, facts, snapshot
from selection.choices import FileKind
from selection.forms.team import TeamForm
from selection.models import Application, Claim, Correction

PHONE = r"^[0-9+()（）\- 转]{5,30}$"
LONGEST = 6000  # characters a text may have while it is being shortened


class Goal(MaxWords):
    """A limit that is shown while drafting and asked only at the signature."""

    def __call__(self, value: str) -> None:
        return None


class Later(forms.CharField):
    """Asked for, but only at the signature: a draft may leave it empty."""

    def validate(self, value: str) -> None:
        return None


class StartForm(HouseForm, OnceForm, forms.Form):
    organization = forms.ModelChoiceField(
        PartyOrganization.objects.none(), label="申报党组织", empty_label=None
    )

    def __init__(self, *args: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit(organization=organizations)


class PartForm(HouseForm, StampedForm, forms.ModelForm):
    """Stale only where its own part was saved meanwhile, not at every change of the application."""

    def _now(self) -> str:
        return snapshot.digest(self.stored()) if self.instance.pk else ""

    def stored(self) -> Any:
        """What the database has now of this part."""
        return Application.objects.values_list("content", flat=True).get(pk=self.instance.pk)


class BasicsForm(TeamForm, PartForm):
    contact_phone = Later(
        label="联系电话（不公开）",
        max_length=30,
        validators=[
            RegexValidator(r"^[0-9+()（）\- 转]{5,30}$", "电话请写数字，如 0510-80000000。")
        ],
        help_text="只有本校和受理部门能看到，加密保存。",
    )

    class Meta:
        model = Application
        fields = ["contact_phone"]

    def stored(self) -> Any:
        row = Application.objects.get(pk=self.instance.pk)
        return [row.contact_phone, *row.members.values("name", "title", "unit", "duty")]


class ProseForm(PartForm):
    """One text per part; where the text came from is passed to the page by `parts`."""

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.parts = facts.outline(row.brand, row.content, row.batch.fields)
        for part in self.parts:
            self.fields[part["key"]] = prose_field(part, row.content.get(part["key"], ""))

    def rows(self) -> list[dict[str, Any]]:
        return [{**part, "field": self[part["key"]]} for part in self.parts]

    def save(self, commit: bool = True) -> Application:
        typed = {part["key"]: self.cleaned_data[part["key"]] for part in self.parts}
        self.instance.content = {**self.instance.content, **typed}
        return super().save(commit)


def prose_field(part: dict[str, Any], text: str) -> forms.CharField:
    heading = f"：{part['heading']}" if part["heading"] else ""
    taken = f"来自{part['source']}，可以改。" if part["source"] == "品牌" else ""
    return Later(
        label=f"{part['label']}{heading}",
        initial=text,
        required=part["is_required"],
        max_length=LONGEST,
        validators=[Goal(part["limit"])],
        widget=forms.Textarea({"rows": 8}),
        help_text=f"{taken}{part['hint']}",
    )


class ClaimForm(HouseForm, forms.ModelForm):
    class Meta:
        model = Claim
        fields = ["text", "section", "indicator"]
        widgets = {"section": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit(indicator=evidence.indicators(self.instance.application.batch))


class PeriodForm(HouseForm, forms.Form):
    """The days to count over; empty ends are those of the batch."""

    since = forms.DateField(label="从", required=False)
    until = forms.DateField(label="到", required=False)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        first, last = facts.period(application)
        super().__init__(*args, initial={"since": first, "until": last}, **kwargs)
        self.batch = application.batch

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        first, last = self.batch.period_from, self.batch.period_until
        if first and since and since < first:
            self.add_error("since", f"本批次从 {first:%Y-%m-%d} 起统计，请选这一天或以后。")
        if last and until and until > last:
            self.add_error("until", f"本批次统计到 {last:%Y-%m-%d}，请选这一天或以前。")
        if since and until and since > until:
            self.add_error("until", "统计时段的止日早于起日，请改好再取数。")
        return cleaned

    def span(self) -> facts.Span:
        return (
            self.cleaned_data["since"] or self.batch.period_from,
            self.cleaned_data["until"] or self.batch.period_until,
        )


class FileForm(HouseForm, forms.Form):
    asked = forms.ChoiceField(label="这是哪一份", required=False)
    kind = forms.ChoiceField(
        label="类别",
        choices=[c for c in FileKind.choices if c[0] not in {FileKind.VIDEO_LINK, FileKind.SEALED}],
        initial=FileKind.SUPPORT,
    )
    upload = forms.FileField(label="文件", help_text="PDF、Word、Excel、图片都可以，20 MB 以内。")

    def __init__(self, *args: Any, asked: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asked:
            names = [*((name, name) for name in asked), ("", "其他材料")]
            self.fields["asked"] = forms.ChoiceField(
                label="这是哪一份", choices=names, required=False, initial=asked[0]
            )
        else:
            del self.fields["asked"]


class SealForm(HouseForm, forms.Form):
    code = forms.CharField(
        label="纸上的版本码",
        max_length=20,
        help_text="照纸质申报书末页填写，横线可以不填。",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    upload = forms.FileField(
        label="扫描件", help_text="盖章后的全文，PDF、JPG 或 PNG，20 MB 以内。"
    )


class CorrectForm(PartForm):
    """Per corrected field its new text, where it has one, and what was done about it."""

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, corrections: list[Correction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.corrections, row = corrections, self.instance
        parts = {p["key"]: p for p in facts.outline(row.brand, row.content, row.batch.fields)}
        for correction in corrections:
            if part := parts.get(correction.field):
                text = row.content.get(correction.field, "")
                self.fields[f"text-{correction.pk}"] = prose_field(part, text)
            self.fields[f"answer-{correction.pk}"] = Later(
                label="补正说明",
                initial=correction.answer,
                max_length=500,
                widget=forms.Textarea({"rows": 2}),
                help_text="改了什么；没有改的，写明理由。",
            )

    def rows(self) -> list[dict[str, Any]]:
        labels = check.field_labels(self.instance)
        return [
            {
                "correction": c,
                "label": labels.get(c.field, "已删去的栏目"),
                "text": self[f"text-{c.pk}"] if f"text-{c.pk}" in self.fields else None,
                "answer": self[f"answer-{c.pk}"],
            }
            for c in self.corrections
        ]

    def stored(self) -> Any:
        rows = Correction.objects.filter(application=self.instance)
        return [super().stored(), *rows.values("pk", "answer", "after")]

    def answers(self) -> dict[Correction, tuple[str, str]]:
        """Those with an explanation; a text alone is kept too, but counts as unanswered."""
        cleaned = self.cleaned_data
        return {
            c: (cleaned[f"answer-{c.pk}"], cleaned.get(f"text-{c.pk}", c.after))
            for c in self.corrections
            if cleaned[f"answer-{c.pk}"].strip()
        }

    def texts(self) -> dict[str, str]:
        return {
            c.field: self.cleaned_data[f"text-{c.pk}"]
            for c in self.corrections
            if f"text-{c.pk}" in self.fields
        }


class SignForm(HouseForm, forms.Form):
    """`digest` names the content that was shown: what was read is what is signed."""

    digest = forms.CharField(widget=forms.HiddenInput)
    password = forms.CharField(
        label="你的登录密码",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        help_text="再输一次密码，表示你已看过全文并同意提交。",
    )

    def __init__(self, *args: Any, user: User, digest: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"digest": digest}, **kwargs)
        self.user, self.shown = user, digest

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError("密码不对，请重新输入。内容没有变。")
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("digest") != self.shown:
            self.data = {**self.data.dict(), "digest": self.shown}  # type: ignore[attr-defined]
            raise forms.ValidationError("你打开页面后内容有改动，请看过下面的最新内容再审签。")
        return cleaned
