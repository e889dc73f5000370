"""Forms of a Party organisation and of the people in office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from kit.forms import HouseForm
from schools.choices import OfficerPost
from schools.models import Officer, PartyOrganization, School, User
from schools.models.party import SCHOOL_POSTS

COUNTS = ("full_members", "probationary_members", "teacher_members", "retired_members")


class OrganizationForm(HouseForm, forms.ModelForm):
    """Where numbers are unusual the page warns; only contradictions are errors."""

    sections = (
        ("党组织", ("name", "kind", "parent", "host_schools", "works_in")),
        ("批准成立", ("approval_number", "approved_on")),
        ("党员人数", (*COUNTS, "committee_size")),
        (
            "届次和换届",
            ("term_number", "term_started_on", "term_ends_on", "extended_to", "extension_number"),
        ),
    )

    class Meta:
        model = PartyOrganization
        fields = [
            "name",
            "kind",
            "parent",
            "host_schools",
            "works_in",
            "approval_number",
            "approved_on",
            *COUNTS,
            "committee_size",
            "term_number",
            "term_started_on",
            "term_ends_on",
            "extended_to",
            "extension_number",
        ]
        widgets = {"host_schools": forms.CheckboxSelectMultiple}
        help_texts = {
            "name": "写全称，和公章一致。",
            "works_in": "设在教研组、年级组的写这里。",
            "full_members": "只填人数，本平台不登记党员个人信息。",
            "host_schools": "几所学校合建联合党支部的，都选上。",
            "term_ends_on": "不填时按选举日期推算：党委 5 年，党总支、党支部 3 年。",
            "extension_number": "延期换届须上级党组织批准，请写批复文号。",
        }

    def __init__(self, *args: Any, user: User, school: School | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        region = self.instance.region
        self.limit(
            parent=PartyOrganization.objects.filter(region=region).exclude(pk=self.instance.pk),
            host_schools=School.objects.managed_by(user).running().filter(region=region),
        )
        self.fields["parent"].empty_label = "没有登记"  # type: ignore[attr-defined]
        if not user.region_codes:
            del self.fields["host_schools"]

    @property
    def hosts(self) -> list[School]:
        """The chosen schools; an account of a school leaves them as they are."""
        if "host_schools" in self.fields:
            return list(self.cleaned_data["host_schools"])
        if self.instance.pk:
            return list(self.instance.host_schools.all())
        return [self.school] if self.school else []

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        for name, reason in term_problems(cleaned).items():
            self.add_error(name, reason)
        return cleaned


def term_problems(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """Contradictions between the dates of a term, by field."""
    start, end = cleaned.get("term_started_on"), cleaned.get("term_ends_on")
    extended, problems = cleaned.get("extended_to"), {}
    if start and end and end <= start:
        problems["term_ends_on"] = "届满日期要晚于本届选举日期。"
    if extended and end and extended <= end:
        problems["extended_to"] = "延期日期要晚于届满日期。"
    if extended and not cleaned.get("extension_number") and "extension_number" in cleaned:
        problems["extension_number"] = "延期换届要写批复文号。"
    return problems


class OfficerForm(HouseForm, forms.ModelForm):
    """`instance` carries the organisation or the school; the posts offered follow from it."""

    class Meta:
        model = Officer
        fields = ["post", "name", "started_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at_school = self.instance.school_id is not None
        self.fields["post"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *(
                (post.value, post.label)
                for post in OfficerPost
                if (post in SCHOOL_POSTS) == at_school
            ),
        ]


class EndForm(HouseForm, forms.Form):
    """The day somebody leaves an office or a post."""

    on = forms.DateField(label="离任日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate())
