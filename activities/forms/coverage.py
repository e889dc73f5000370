"""The form of one media report."""

from __future__ import annotations

from typing import Any

from django import forms

from activities.choices import OutletKind
from activities.models import Activity, Coverage, Outlet
from brands.models import Brand
from kit import files
from kit.dates import PATTERNS, PartialDateField
from kit.forms import HouseForm, OnceForm, StampedForm
from kit.publication import Scope
from schools.actions import storage
from schools.choices import Level

SCANS = ("pdf", "jpg", "png")


class CoverageForm(HouseForm, StampedForm, OnceForm, forms.ModelForm):
    sections = (
        ("报道", ("title", "outlet_name", "outlet_level", "outlet_kind", "kind", "column")),
        ("什么时候、在哪里看", ("appeared", "link", "scan", "is_original")),
        ("归到哪里", ("activity", "brand", "scope")),
    )

    outlet_name = forms.CharField(
        label="媒体名称",
        max_length=60,
        help_text="写全称，如“学习强国江苏学习平台”。",
        widget=forms.TextInput({"list": "outlets", "autocomplete": "off"}),
    )
    outlet_level = forms.ChoiceField(
        label="媒体级别",
        choices=[("", "请选择"), *(c for c in Level.choices if c[0] != Level.SCHOOL)],
        help_text="看主办单位的级别。已登记过的媒体，以登记的为准。",
    )
    outlet_kind = forms.ChoiceField(label="媒体类型", choices=[("", "请选择"), *OutletKind.choices])
    appeared = PartialDateField(label="刊发日期", required=False)
    link = forms.URLField(label="链接", max_length=500, required=False, assume_scheme="https")
    scope = forms.ChoiceField(
        label="谁能看到",
        choices=[
            (Scope.PUBLIC.value, "公开展示：三审通过后显示在展示网站"),
            (Scope.PRIVATE.value, "只作台账：本校和区级审核人员可见"),
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Coverage
        fields = [
            "title",
            "kind",
            "column",
            "link",
            "scan",
            "is_original",
            "activity",
            "brand",
            "scope",
        ]
        widgets = {"kind": forms.RadioSelect, "scan": forms.FileInput}
        help_texts = {"scan": "PDF、JPG 或 PNG，只在管理端可见。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved, school = self.instance, self.instance.school
        self.limit(
            activity=Activity.objects.of_school(school).recent_first(),
            brand=Brand.objects.of_school(school),
        )
        for name in ("activity", "brand"):
            self.fields[name].empty_label = "不关联"  # type: ignore[attr-defined]
        if saved.pk:
            outlet, day = saved.outlet, saved.appeared_on
            self.initial.update(
                outlet_name=outlet.name,
                outlet_level=outlet.level,
                outlet_kind=outlet.kind,
                appeared=day.strftime(PATTERNS[saved.precision]) if day else "",
            )

    @property
    def outlet(self) -> tuple[str, str, str]:
        cleaned = self.cleaned_data
        return cleaned["outlet_name"].strip(), cleaned["outlet_level"], cleaned["outlet_kind"]

    @property
    def known_outlets(self) -> list[str]:
        return list(Outlet.objects.values_list("name", flat=True)[:500])

    def clean_scan(self) -> Any:
        scan = self.cleaned_data["scan"]
        if "scan" not in self.files:
            return scan
        checked = files.check(scan, SCANS)
        saved = self.instance
        storage.require(saved.school, checked.size, checked.shown_name, saved.scan_size)
        saved.scan_size, scan.name = checked.size, checked.stored_name
        return scan

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        known = Outlet.objects.filter(name=cleaned.get("outlet_name", "").strip()).first()
        if known and (reason := other_level(known, cleaned.get("outlet_level"))):
            self.add_error("outlet_level", reason)
        if appeared := cleaned.get("appeared"):
            self.instance.appeared_on, self.instance.precision = appeared
        return cleaned


def other_level(outlet: Outlet, level: str | None) -> str:
    """Why an outlet that is known cannot have another level."""
    if not level or level == outlet.level:
        return ""
    return f"“{outlet}”登记的是{outlet.get_level_display()}，请改成一致。"
