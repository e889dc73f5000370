"""Forms of the honour ledger: the honour as its certificate states it, filters, revocation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Any, cast

import django_filters as filters
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from brands.models import Brand
from honors.actions import Certificate, keep, kept
from honors.choices import HonorKind, RecipientKind, Verification
from honors.models import Honor, Issuer
from kit import files, photos, published
from kit.dates import PATTERNS, PartialDateField
from kit.forms import HouseForm, OnceForm, StampedForm
from kit.publication import CheckStatus, Scope
from kit.regions import county_cities
from kit.storing import NotStored
from schools.actions import storage
from schools.choices import Level, Rank
from schools.forms.choosing import names, offer_own_schools, offer_schools
from schools.models import Region, School, User

ISSUERS = ("issuer", "issuer_2", "issuer_3")
# Changing these says nothing else about the certificate: what was verified stays verified.
UNPROVEN = {"scope", "brand", "organization", "note", "is_party_building", "token", "version"}
YEARS_BACK = 30


class HonorForm(HouseForm, StampedForm, OnceForm, forms.ModelForm):
    sections = (
        (
            "照证书写",
            (
                "kind",
                "title",
                *ISSUERS,
                "level",
                "grade",
                "awarded",
                "session",
                "times_in_a_row",
                "recipient_kind",
                "recipient",
                "recipient_count",
            ),
        ),
        ("证书", ("upload", "carrier", "document_title", "document_number", "valid_until")),
        ("归到哪里", ("brand", "organization", "is_party_building", "note", "scope")),
    )

    issuer = forms.CharField(
        label="颁发单位", max_length=80, help_text="照证书落款写全称。登记过的单位会有提示。"
    )
    issuer_2 = forms.CharField(label="联合颁发单位", max_length=80, required=False)
    issuer_3 = forms.CharField(label="联合颁发单位（三）", max_length=80, required=False)
    awarded = PartialDateField(label="获得时间", required=False)
    upload = forms.FileField(
        label="证书照片或扫描件",
        required=False,
        help_text="照片或 PDF。只有本校和区级工作人员能看。",
        widget=forms.FileInput({"accept": "image/*,.heic,.pdf"}),
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    scope = forms.ChoiceField(
        label="谁能看到",
        choices=[
            (Scope.PUBLIC.value, "公开展示：核验、三审通过后挂上荣誉墙"),
            (Scope.PRIVATE.value, "只作台账：本校和区级审核人员可见"),
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Honor
        fields = [
            "kind",
            "title",
            "level",
            "grade",
            "session",
            "times_in_a_row",
            "recipient_kind",
            "recipient",
            "recipient_count",
            "carrier",
            "document_title",
            "document_number",
            "valid_until",
            "brand",
            "organization",
            "is_party_building",
            "note",
            "scope",
        ]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "level": "看颁发单位的级别，不看名称里的“市”字：宜兴市是县级市，它颁发的是区县级。",
            "times_in_a_row": "如连续四次获评，写 4。",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.certificate: Certificate | None = None
        saved, school = self.instance, self.instance.school
        self.limit(brand=Brand.objects.of_school(school), organization=school.organizations.all())
        for name, label in (("brand", "不关联品牌"), ("organization", "不写")):
            self.fields[name].empty_label = label  # type: ignore[attr-defined]
        for name in ISSUERS:
            self.fields[name].widget.attrs.update(list="issuers", autocomplete="off")
        if saved.pk:
            names = [issuer.name for issuer in saved.issuers.all()]
            day = saved.awarded_on
            self.initial.update(zip(ISSUERS, names, strict=False))
            self.initial["awarded"] = day.strftime(PATTERNS[saved.precision]) if day else ""

    @property
    def issuers(self) -> list[str]:
        return [name for field in ISSUERS if (name := self.cleaned_data[field].strip())]

    @property
    def known_issuers(self) -> list[str]:
        return list(Issuer.objects.values_list("name", flat=True)[:500])

    @property
    def changes_proof(self) -> bool:
        """Whether what the district held against the certificate is different now."""
        return bool(set(self.changed_data) - UNPROVEN)

    def keep_upload(self) -> None:
        """A browser never sends a file twice by itself: the page shown again carries it."""
        if self.certificate and "upload" in self.files:
            typed = cast(QueryDict, self.data).copy()
            self.certificate.file.seek(0)
            with suppress(NotStored):  # then it is chosen once more
                typed["kept"] = keep(self.certificate, self.user)
            self.data = typed

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload:
            self.certificate = _checked(upload)
            size, saved = self.certificate.file.size, self.instance
            storage.require(saved.school, size, self.certificate.name, saved.certificate_size)
        return upload

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if reason := named_pupils(cleaned):
            self.add_error("recipient", reason)
        if awarded := cleaned.get("awarded"):
            self.instance.awarded_on, self.instance.precision = awarded
        names = [cleaned.get(field, "").strip() for field in ISSUERS]
        if self.certificate is None and cleaned.get("kept"):
            self.certificate = kept(cleaned["kept"], self.user)
        ranks = Issuer.objects.filter(name__in=names).ranks()
        if "level" in cleaned and (
            reason := wrong_level(cleaned["level"], names, ranks, county_towns())
        ):
            self.add_error("level", reason)
        return cleaned


def _checked(upload: UploadedFile) -> Certificate:
    name = PurePath(upload.name or "证书").name
    if name.lower().endswith(".pdf"):
        checked = files.check(upload, ("pdf",))
        upload.name = checked.stored_name
        return Certificate(checked.shown_name, upload, checked.digest)
    clean = photos.clean(upload)
    return Certificate(name, clean.full, clean.digest)


def named_pupils(cleaned: Mapping[str, Any]) -> str:
    if cleaned.get("recipient_kind") == RecipientKind.STUDENTS and cleaned.get("recipient"):
        return "学生荣誉不写姓名，请清空这一格，只填获奖人数。"
    return ""


def wrong_level(
    level: str, names: Sequence[str], ranks: Mapping[str, str], towns: Iterable[str]
) -> str:
    """Why this level cannot be: an issuer of known rank, or a county-level city taken for one."""
    given = [name for name in names if name]
    known = {name: ranks[name] for name in given if name in ranks}
    if known and len(known) == len(set(given)) and level not in known.values():
        name, rank = next(iter(known.items()))
        return f"“{name}”登记的是{Level(rank).label}，请改成一致。"
    if level != Level.CITY:
        return ""
    for town in towns:
        if any(town in name for name in given):
            return f"{town}是县级市，它颁发的荣誉是区县级，请改选“区县级”。"
    return ""


def county_towns() -> list[str]:
    """Cities of county rank: those entered here, and every other one of the country."""
    towns = Region.objects.filter(rank=Rank.COUNTY, name__endswith="市")
    return [*towns.values_list("name", flat=True), *county_cities()]


class RevokeForm(HouseForm, forms.ModelForm):
    class Meta:
        model = Honor
        fields = ["revoked_on", "revoke_reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True
            field.error_messages["required"] = f"请填写{field.label}。"
        self.initial["revoked_on"] = timezone.localdate()


def years() -> list[tuple[str, str]]:
    this = timezone.localdate().year
    return [(str(year), f"{year} 年") for year in range(this, this - YEARS_BACK, -1)]


def schools_with_any() -> list[tuple[str, str]] | None:
    """Schools on the wall, as `offer_schools` wants them."""
    rows = Honor.objects.on_the_wall().order_by().values("school")
    return names(School.objects.all(), Q(pk__in=rows))


class PublicHonorFilter(filters.FilterSet):
    # Drawn as chips with counts; the hidden field keeps the choice when another filter changes.
    level = filters.ChoiceFilter(label="级别", choices=Level.choices, widget=forms.HiddenInput)
    kind = filters.ChoiceFilter(label="类别", choices=HonorKind.choices, empty_label="全部")
    year = filters.ChoiceFilter(
        label="年份", choices=years, empty_label="全部", method="in_year", field_name="awarded_on"
    )
    school = filters.ChoiceFilter(label="学校", empty_label="全部")

    class Meta:
        model = Honor
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer()

    def offer(self) -> None:
        few = published.kept(self.request, "schools with honors", schools_with_any)
        offer_schools(self, School.objects.all(), few)

    def in_year(self, rows: Any, name: str, value: str) -> QuerySet[Honor]:
        return rows.filter(awarded_on__year=int(value))


class HonorFilter(PublicHonorFilter):
    # A figure of a report leads to its period, kept hidden when another filter changes.
    since = filters.DateFilter(
        label="从", field_name="awarded_on", lookup_expr="gte", widget=forms.HiddenInput
    )
    until = filters.DateFilter(
        label="到", field_name="awarded_on", lookup_expr="lte", widget=forms.HiddenInput
    )
    level = filters.ChoiceFilter(label="级别", choices=Level.choices, empty_label="全部")
    verification = filters.ChoiceFilter(
        label="核验", choices=Verification.choices, empty_label="全部"
    )
    status = filters.ChoiceFilter(label="状态", choices=CheckStatus.choices, empty_label="全部")

    def offer(self) -> None:
        offer_own_schools(self)
