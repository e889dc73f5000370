"""Forms of a school: what it says of itself, what the district registers, its past."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.dates import PartialDateField
from kit.forms import HouseForm, StampedForm
from kit.publication import Scope
from schools.models import Region, School, SchoolEvent, SchoolGroup, SchoolName, User

SCOPES = [
    (Scope.PUBLIC.value, "公开展示：三审通过后，公众能看到学校主页"),
    (Scope.PRIVATE.value, "不公开：本校和区级审核人员可见"),
]


class ProfileForm(HouseForm, StampedForm, forms.ModelForm):
    sections = (
        ("介绍", ("introduction", "motto", "culture", "designation", "history_note")),
        (
            "数字",
            ("founded_year", "class_count", "teacher_count", "student_count", "counted_on"),
        ),
        ("名称和公开", ("short_name", "top_organization", "scope")),
    )
    scope = forms.ChoiceField(label="谁能看到", choices=SCOPES, widget=forms.RadioSelect)

    class Meta:
        model = School
        fields = [
            "introduction",
            "motto",
            "culture",
            "designation",
            "history_note",
            "founded_year",
            "class_count",
            "teacher_count",
            "student_count",
            "counted_on",
            "short_name",
            "top_organization",
            "scope",
        ]
        help_texts = {
            "introduction": "三五句话：学校什么样，有什么特色。",
            "designation": "如省实验小学、星级高中，照批文写。",
            "history_note": "如“百年老校”，写得出依据的才写。",
            "counted_on": "这些人数是哪一天统计的。",
            "short_name": "列表和卡片上用，如“宜兴官小”。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("scope") not in dict(SCOPES):
            self.initial["scope"] = Scope.PRIVATE.value
        self.limit(top_organization=self.instance.organizations.all())
        self.fields["top_organization"].empty_label = "还没有登记"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        counts = [cleaned.get(f"{who}_count") for who in ("class", "teacher", "student")]
        if any(counts) and not cleaned.get("counted_on") and "counted_on" in cleaned:
            self.add_error("counted_on", "填了人数，请写明统计日期。")
        return cleaned


class RegistrationForm(HouseForm, StampedForm, forms.ModelForm):
    sections = (
        ("登记信息", ("region", "name", "code", "stage", "ownership", "group")),
        ("并入其他学校", ("merged_into", "merged_on")),
    )

    class Meta:
        model = School
        fields = [
            "region",
            "name",
            "code",
            "stage",
            "ownership",
            "group",
            "merged_into",
            "merged_on",
        ]
        help_texts = {
            "name": "写全称。更名后，旧名会自动记为曾用名。",
            "code": "10 位数字，还没有的先空着。",
            "merged_on": "学校并入别校以后才填，两项要一起填。",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Region.objects.managed_by(user)
        self.limit(
            region=regions,
            group=SchoolGroup.objects.filter(region__in=regions),
            merged_into=School.objects.managed_by(user).running().exclude(pk=self.instance.pk),
        )
        for name, label in (("group", "不属于教育集团"), ("merged_into", "没有并入")):
            self.fields[name].empty_label = label  # type: ignore[attr-defined]
        if len(regions) == 1:
            self.fields["region"].initial = regions[0]


class NameForm(HouseForm, forms.ModelForm):
    class Meta:
        model = SchoolName
        fields = ["name", "until"]


class EventForm(HouseForm, forms.ModelForm):
    field_order = ("kind", "happened", "text")
    happened = PartialDateField(label="时间", required=False)

    class Meta:
        model = SchoolEvent
        fields = ["kind", "text"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if happened := cleaned.get("happened"):
            self.instance.happened_on, self.instance.precision = happened
        return cleaned
