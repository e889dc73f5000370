"""What a brand is called and how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from brands.actions import content
from brands.models import Brand
from kit import photos
from kit.forms import HouseForm, OnceForm, Panel, StampedForm
from schools.actions import storage
from schools.models import PartyOrganization, School, User


class _Named(HouseForm, forms.ModelForm):
    """Asks the database's constraints about the school, too, which the form may not show."""

    def _get_validation_exclusions(self) -> set[str]:
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclusions - {"school", "kind", "is_current"}

    def clean_title(self) -> str:
        """“|” marks a line end inside the title, so it neither begins nor ends it."""
        parts = [part.strip() for part in self.cleaned_data["title"].split("|")]
        title = "|".join(part for part in parts if part)
        if not title:
            raise ValidationError("请填写品牌名称。")
        return title

    def clean_slip(self) -> str:
        slip = str(self.cleaned_data["slip"]).strip()
        if len(slip) == 1:
            raise ValidationError("题签写 2 到 5 个字，如“同心三校”。")
        return slip


class NewBrandForm(OnceForm, _Named):
    class Meta:
        model = Brand
        fields = ["school", "kind", "title", "slip", "tagline"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.filter(pk__in=user.school_ids)
        self.limit(school=schools)
        if len(schools) == 1:
            self.initial.setdefault("school", schools[0].pk)
            self.fields["school"].widget = forms.HiddenInput()


class BrandForm(StampedForm, _Named):
    logo_file = forms.FileField(
        label="品牌标识",
        required=False,
        help_text="JPG、PNG 或 WebP 图片。重新选择会换掉原来的。",
    )
    sections = (
        ("名称", ("title", "slip", "tagline", "slogan", "started_year")),
        ("内涵", ("connotation", "theme", "working_method")),
        ("负责人", ("organization", "leader")),
        ("标识", ("logo_file", "logo_meaning")),
        ("公开", ("scope",)),
    )

    class Meta:
        model = Brand
        fields = [
            "title",
            "slip",
            "tagline",
            "slogan",
            "theme",
            "connotation",
            "working_method",
            "leader",
            "organization",
            "started_year",
            "cover",
            "logo_meaning",
            "scope",
        ]
        widgets = {
            "connotation": forms.Textarea(attrs={"rows": 6}),
            "logo_meaning": forms.Textarea(attrs={"rows": 2}),
            "scope": forms.RadioSelect,
            "cover": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("tagline", "connotation"):
            self.fields[name].help_text = "可以先空着，发布和申报前要写。"
        cast(forms.ModelChoiceField, self.fields["organization"]).empty_label = "未注明"
        self.fields["leader"].help_text = "写职务，如“党支部书记”。"
        self.limit(organization=PartyOrganization.objects.filter(host_schools=self.instance.school))

    def panels(self) -> Iterator[Panel]:
        """The cover is chosen among pictures, which the page draws itself."""
        for panel in super().panels():
            left = [field for field in panel.fields if field.name != "cover"]
            if left:
                yield Panel(panel.title, left)

    def clean_started_year(self) -> int | None:
        year = self.cleaned_data["started_year"]
        if year is not None and not 1900 <= year <= 2100:
            raise ValidationError("创建年份请写四位数字，如 2016。")
        return year

    def clean_logo_file(self) -> photos.Clean | None:
        upload = self.cleaned_data["logo_file"]
        if not upload:
            return None
        clean = photos.clean(upload)
        saved = self.instance
        storage.require(saved.school, clean.full.size, upload.name, saved.logo_size)
        return clean

    def write(self, by: User) -> None:
        logo = self.cleaned_data["logo_file"]
        content.save_identity(
            brand=self.instance,
            fields=list(self._meta.fields or ()),
            by=by,
            logo=logo.full if logo else None,
        )
