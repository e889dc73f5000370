"""The form 记活动: what a phone asks first, then where it belongs, then what stays inside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from activities.actions.records import Parts
from activities.choices import ActivityType, AttachmentKind, Consent, Mode
from activities.forms.opening import tied
from activities.forms.rules import contradictions
from activities.models import Activity, ActivityAttachment
from brands.models import Brand, SubProject
from kit.forms import HouseForm, OnceForm, SeveralRows, StampedForm, Stepper
from kit.publication import Scope
from schools.models import Partner, School, Tie, TieMember, User

COMMON = (
    ActivityType.THEME_DAY,
    ActivityType.LECTURE,
    ActivityType.CEREMONY,
    ActivityType.CO_BUILD,
    ActivityType.RESEARCH,
    ActivityType.EXCHANGE,
    ActivityType.TEACHING_SUPPORT,
    ActivityType.VOLUNTEER,
)
SEPARATORS = re.compile(r"[、，,；;\n]+")
FOLDED = {
    "会议记录（不公开）": (
        "expected",
        "present",
        "observers",
        "absent_note",
        "host",
        "lecturer",
        "recorder",
        "hours",
        "minutes",
        "resolutions",
        "votes_for",
        "votes_against",
        "votes_abstained",
    ),
    "捐款捐物": ("donated_amount", "donated_goods", "donation_purpose"),
    "更多": (
        "mode",
        "ended_on",
        "starts_at",
        "ends_at",
        "organization",
        "series",
        "campaigns",
        "story_source",
        "story_author",
    ),
}
USUAL: tuple[Any, ...] = (None, "", 0, [], Mode.OFFLINE)  # what says nothing
NEEDED = {"place": "请填写活动地点。", "story": "请写几句做了什么、有什么收获。"}
PEOPLE = ("members", "teachers", "students", "others")


class ActivityForm(HouseForm, StampedForm, OnceForm, forms.ModelForm):
    types = forms.MultipleChoiceField(
        label="活动类型",
        choices=[*((t.value, t.label) for t in COMMON)]
        + [(t.value, t.label) for t in ActivityType if t not in COMMON],
        widget=forms.CheckboxSelectMultiple,
        help_text="可以选几个。",
        error_messages={"required": "请选择活动类型。"},
    )
    belongs = forms.ChoiceField(label="支撑品牌的哪一节", required=False)
    joined = forms.MultipleChoiceField(
        label="一起参加的学校和单位", required=False, widget=forms.CheckboxSelectMultiple
    )
    joined_names = forms.CharField(
        label="名单里没有的",
        required=False,
        max_length=300,
        help_text="写学校或单位全称，几个用顿号隔开。对方确认后，也计入他们的台账。",
    )
    campaigns = forms.CharField(
        label="专项行动", required=False, max_length=120, help_text="几个用逗号隔开。"
    )
    scope = forms.ChoiceField(label="谁能看到", widget=forms.RadioSelect)
    consent = forms.ChoiceField(
        label="新照片里有没有学生正脸",
        choices=[c for c in Consent.choices if c[0] != Consent.WITHDRAWN],
        initial=Consent.MISSING,
        help_text="没有征得同意的只作台账，不会公开。",
    )
    attachment_kind = forms.ChoiceField(
        label="新附件的类别",
        choices=AttachmentKind.choices,
        initial=AttachmentKind.OTHER,
        required=False,
    )
    detached = SeveralRows(
        label="删去附件",
        queryset=ActivityAttachment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Activity
        fields = [
            "title",
            "happened_on",
            "place",
            *PEOPLE,
            "story",
            "ties",
            "scope",
            *(n for names in FOLDED.values() for n in names if n != "campaigns"),
        ]
        field_classes = {"ties": SeveralRows}
        widgets = {
            **dict.fromkeys(PEOPLE, Stepper),
            "mode": forms.RadioSelect,
            "ties": forms.CheckboxSelectMultiple,
            "story": forms.Textarea({"rows": 6}),
            "minutes": forms.Textarea({"rows": 6}),
            "resolutions": forms.Textarea({"rows": 3}),
            "starts_at": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "ends_at": forms.TimeInput({"type": "time"}, format="%H:%M"),
        }
        help_texts = {"story": "三五句话就够：谁、做了什么、结果怎样。"}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.school: School = self.instance.school
        self._offer_rows()
        self._offer_choices()
        self._show_saved()
        self.fields["place"].widget.attrs["placeholder"] = "如：学校录播教室"
        for name in PEOPLE:
            self.fields[name].required = False
        # A draft may lack these; what is sent to be checked may not.
        is_draft = self.is_bound and ("check" not in self.data or self._stays_inside)
        for name, reason in NEEDED.items():
            self.fields[name].required = not is_draft
            self.fields[name].error_messages["required"] = reason

    @property
    def _stays_inside(self) -> bool:
        return self.data.get(self.add_prefix("scope")) == Scope.PRIVATE

    @property
    def type_chips(self) -> tuple[list[Any], list[Any]]:
        """The usual types, and the rest, which unfolds."""
        chips = list(self["types"].subwidgets)
        return chips[: len(COMMON)], chips[len(COMMON) :]

    @property
    def has_rare_type(self) -> bool:
        return bool(set(self["types"].value() or ()) - set(COMMON))

    def folded(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """Title, fields, and whether something in them asks to be seen."""
        return [
            (title, [self[name] for name in names], self._asks_to_be_seen(names))
            for title, names in FOLDED.items()
        ]

    @property
    def has_company(self) -> bool:
        return self._asks_to_be_seen(("belongs", "joined", "joined_names", "ties"))

    def _asks_to_be_seen(self, names: Iterable[str]) -> bool:
        fields = [self[name] for name in names]
        return any(field.errors or field.value() not in USUAL for field in fields)

    def people(self) -> list[forms.BoundField]:
        return [self[name] for name in PEOPLE]

    def clean_types(self) -> list[str]:
        return list(self.cleaned_data["types"])

    def clean_joined_names(self) -> list[School | Partner]:
        found: list[School | Partner] = []
        for name in filter(
            None, map(str.strip, SEPARATORS.split(self.cleaned_data["joined_names"]))
        ):
            body = _named(name, self.school)
            if body is None:
                raise forms.ValidationError(
                    f"没有找到“{name}”。请写全称；平台外的新单位，请先到“姊妹校与结对”里登记。"
                )
            found.append(body)
        return found

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        for name, reason in contradictions(cleaned).items():
            self.add_error(name, reason)
        self._belong(cleaned.get("belongs", ""))
        return {**cleaned, **{name: cleaned.get(name) or 0 for name in PEOPLE}}

    def parts(self) -> Parts:
        """What `save_activity` needs besides the row itself."""
        cleaned = self.cleaned_data
        bodies: list[School | Partner] = [*cleaned["joined_names"]]
        schools = {int(v[7:]) for v in cleaned["joined"] if v.startswith("school-")}
        partners = {int(v[8:]) for v in cleaned["joined"] if v.startswith("partner-")}
        bodies += [*School.objects.filter(pk__in=schools), *Partner.objects.filter(pk__in=partners)]
        return Parts(
            types=cleaned["types"],
            campaigns=SEPARATORS.split(cleaned["campaigns"]),
            ties=cleaned["ties"],
            schools={body for body in bodies if isinstance(body, School)},
            partners={body for body in bodies if isinstance(body, Partner)},
            detached=cleaned["detached"],
        )

    def _offer_rows(self) -> None:
        school, saved = self.school, self.instance
        self.limit(
            organization=school.organizations.all(),
            series=school.series.all(),
            ties=Tie.objects.of_school(school),
            detached=saved.attachments.all() if saved.pk else ActivityAttachment.objects.none(),
        )

    def _offer_choices(self) -> None:
        self.fields["belongs"].choices = _brand_choices(self.school)  # type: ignore[attr-defined]
        self.fields["joined"].choices = _bodies(self.school, self.instance)  # type: ignore[attr-defined]
        offered = [
            (Scope.PUBLIC.value, "公开展示：三审通过后显示在展示网站"),
            (Scope.PRIVATE.value, "只作台账：本校和区级审核人员可见"),
        ]
        if self.instance.scope not in (Scope.PUBLIC, Scope.PRIVATE):
            offered.insert(1, (self.instance.scope, self.instance.get_scope_display()))
        self.fields["scope"].choices = offered  # type: ignore[attr-defined]

    def _show_saved(self) -> None:
        saved = self.instance
        if not saved.pk:
            self.initial["happened_on"] = self.initial.get("happened_on") or timezone.localdate()
            return
        self.initial.update(tied(saved))

    def _belong(self, chosen: str) -> None:
        kind, _, key = chosen.partition("-")
        sub = SubProject.objects.filter(pk=key).first() if kind == "sub" else None
        brand = Brand.objects.filter(pk=key).first() if kind == "brand" else None
        self.instance.sub_project = sub
        self.instance.brand = sub.brand if sub else brand


def _brand_choices(school: School) -> list[tuple[str, Any]]:
    choices: list[tuple[str, Any]] = [("", "不关联品牌")]
    brands = Brand.objects.of_school(school).current().prefetch_related("sub_projects")
    for brand in brands:
        parts = [(f"sub-{sub.pk}", sub.title) for sub in brand.sub_projects.all()]
        choices.append((str(brand), [(f"brand-{brand.pk}", "整个品牌"), *parts]))
    return choices


def _bodies(school: School, activity: Activity) -> list[tuple[str, str]]:
    """Partners of the school's own ties first, then whoever the record already names."""
    found: dict[str, str] = {}
    ties = TieMember.objects.filter(tie__in=Tie.objects.of_school(school))
    rows: list[Any] = [*ties.select_related("school", "partner")]
    if activity.pk:
        rows += [*activity.participations.select_related("school", "partner")]
    for row in rows:
        if row.school_id and row.school_id != school.pk:
            found[f"school-{row.school_id}"] = str(row.school)
        elif row.partner_id:
            found[f"partner-{row.partner_id}"] = str(row.partner)
    return list(found.items())


def _named(name: str, school: School) -> School | Partner | None:
    schools = School.objects.running().exclude(pk=school.pk)
    found = schools.filter(Q(name=name) | Q(short_name=name))[:2]
    if len(found) == 1:
        return found[0]
    return Partner.objects.filter(name=name, merged_into=None).first()
