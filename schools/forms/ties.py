"""Forms of a tie and of the bodies it joins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils import timezone

from kit import files
from kit.forms import HouseForm, OnceForm, StampedForm
from kit.publication import Scope
from schools.actions import storage
from schools.choices import Area, PartnerKind, TieRole
from schools.forms.profiles import SCOPES
from schools.models import Partner, PartyOrganization, School, Tie, TieMember

PAPERS = ("pdf", "jpg", "png", "docx")
REGIONS = {Area.HONG_KONG: "香港", Area.MACAO: "澳门", Area.TAIWAN: "台湾"}
SUGGESTED = 500


class TieForm(HouseForm, StampedForm, OnceForm, forms.ModelForm):
    sections = (
        ("结对关系", ("kind", "title", "purpose", "since_year")),
        (
            "协议和批准",
            (
                "agreement_title",
                "signed_on",
                "valid_until",
                "upload",
                "approval_number",
            ),
        ),
        ("公开", ("scope",)),
    )
    upload = forms.FileField(
        label="协议文件",
        required=False,
        help_text="PDF、Word 或照片。只有结对学校和区级工作人员能看。",
        widget=forms.FileInput({"accept": ".pdf,.docx,.jpg,.jpeg,.png"}),
    )
    scope = forms.ChoiceField(
        label="谁能看到",
        choices=[(Scope.PUBLIC.value, "公开展示：三审通过后，出现在姊妹校网络里"), SCOPES[1]],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Tie
        fields = [
            "kind",
            "title",
            "purpose",
            "since_year",
            "agreement_title",
            "signed_on",
            "valid_until",
            "approval_number",
            "scope",
        ]
        widgets = {"purpose": forms.Textarea({"rows": 4})}
        help_texts = {
            "title": "如“官小与佐敦道官立小学姊妹校”。",
            "purpose": "一起做什么，多久一次。",
            "approval_number": "与香港、澳门、台湾和国外学校结对，要有批准或备案文号。",
        }

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        """`school` keeps the agreement."""
        super().__init__(*args, **kwargs)
        self.school = school
        self.agreement: UploadedFile | None = None
        if self.initial.get("scope") not in (Scope.PUBLIC, Scope.PRIVATE):
            self.initial["scope"] = Scope.PRIVATE.value

    def clean_since_year(self) -> int | None:
        year: int | None = self.cleaned_data["since_year"]
        if year and not 1900 <= year <= timezone.localdate().year:
            raise ValidationError("年份请写四位数字，如 2005，不晚于今年。")
        return year

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload:
            checked = files.check(upload, PAPERS)
            old = self.instance.agreement_size
            storage.require(self.school, checked.size, checked.shown_name, old)
            upload.name = checked.stored_name
            self.agreement = upload
        return upload

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        signed, until = cleaned.get("signed_on"), cleaned.get("valid_until")
        if signed and until and until < signed:
            self.add_error("valid_until", "有效期不能早于签订日期。")
        return cleaned


def contact_field() -> forms.CharField:
    return forms.CharField(label="联系人（不公开）", max_length=120, required=False)


class MemberForm(HouseForm, forms.Form):
    """One side of a tie by its name: a school of the portal, a known partner, or a new one."""

    sections = (
        ("结对单位", ("name", "role")),
        (
            "第一次登记这个单位的，再填这些",
            ("kind", "area", "place", "name_hant", "name_en", "contact"),
        ),
    )
    name = forms.CharField(
        label="单位名称",
        max_length=80,
        help_text="本平台的学校和登记过的单位，输入几个字会有提示，选上就行。",
    )
    role = forms.ChoiceField(label="在结对里的角色", choices=TieRole.choices, initial=TieRole.EQUAL)
    kind = forms.ChoiceField(
        label="单位类别", choices=PartnerKind.choices, widget=forms.RadioSelect, required=False
    )
    area = forms.ChoiceField(
        label="所在地", choices=Area.choices, widget=forms.RadioSelect, required=False
    )
    place = forms.CharField(
        label="具体地点", max_length=60, required=False, help_text="如新疆阿合奇。"
    )
    name_hant = forms.CharField(
        label="繁体名", max_length=80, required=False, help_text="港澳台学校照对方自己的写法。"
    )
    name_en = forms.CharField(label="英文名", max_length=120, required=False)
    contact = contact_field()

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        self.member: TieMember | None = None
        self.fields["name"].widget.attrs.update(list="bodies", autocomplete="off")

    @property
    def known_bodies(self) -> list[str]:
        """Names for the hints: other schools, own Party organisations, partners."""
        others = School.objects.running().exclude(pk=self.school.pk)
        own = PartyOrganization.objects.of_school(self.school)
        partners = Partner.objects.filter(merged_into=None)
        found = [rows.values_list("name", flat=True)[:SUGGESTED] for rows in (others, own)]
        partner_names = partners.values_list("name", flat=True)[:SUGGESTED]
        return list(dict.fromkeys([*found[0], *found[1], *partner_names]))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if name := cleaned.get("name", "").strip():
            try:
                self.member = self._known(name) or self._new(name)
            except ValidationError as error:
                self.add_error(None, error)
            else:
                self.member.role = cleaned.get("role") or TieRole.EQUAL
        return cleaned

    def _known(self, name: str) -> TieMember | None:
        if name in (self.school.name, self.school.short_name):
            raise ValidationError({"name": "本校已经在结对里，这里填对方单位。"})
        schools = School.objects.running().filter(Q(name=name) | Q(short_name=name))
        if found := self._only(list(schools.select_related("region"))):
            return TieMember(school=found)
        if own := PartyOrganization.objects.of_school(self.school).filter(name=name).first():
            return TieMember(organization=own)
        partners = Partner.objects.called(name)
        place = self.cleaned_data.get("place", "").strip()
        if place:
            partners = partners.filter(place=place)
        if partner := self._only(list(partners)):
            return TieMember(partner=partner)
        return None

    def _only(self, rows: list[Any]) -> Any:
        if len(rows) > 1:
            raise ValidationError({"name": "有几个同名的单位，请写全称，再写上具体地点。"})
        return rows[0] if rows else None

    def _new(self, name: str) -> TieMember:
        cleaned = self.cleaned_data
        kind, area, place = cleaned.get("kind"), cleaned.get("area"), cleaned.get("place", "")
        problems = {}
        if not kind:
            problems["kind"] = f"“{name}”是第一次登记，请选择单位类别。"
        if not area:
            problems["area"] = f"“{name}”是第一次登记，请选择所在地。"
        else:
            problems |= misplaced(area, place)
        if problems:
            raise ValidationError(problems)
        extra = {key: cleaned.get(key, "") for key in ("name_hant", "name_en", "contact")}
        return TieMember(
            partner=Partner(name=name, kind=str(kind), area=str(area), place=place, **extra)
        )


class PartnerForm(HouseForm, StampedForm, forms.ModelForm):
    """What is known of a partner; a changed name stays findable."""

    contact = contact_field()

    class Meta:
        model = Partner
        fields = ["name", "name_hant", "name_en", "kind", "area", "place", "contact"]
        help_texts = {"name_hant": "港澳台学校照对方自己的写法。"}
        widgets = {"kind": forms.RadioSelect, "area": forms.RadioSelect}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        for name, text in misplaced(cleaned.get("area"), cleaned.get("place", "")).items():
            self.add_error(name, text)
        return cleaned


class MergeForm(HouseForm, OnceForm, forms.Form):
    target = forms.ModelChoiceField(Partner.objects.none(), label="并入哪一个")

    def __init__(self, *args: Any, targets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit(target=targets)


def misplaced(area: Any, place: str) -> dict[str, str]:
    """What is wrong between the region of a partner and the words for its place, by field."""
    if area not in (Area.MAINLAND, Area.FOREIGN):
        return {}
    for value, word in REGIONS.items():
        if word in place:
            return {"area": f"地点在{word}的，所在地请选“{value.label}”。"}
    return {} if place.strip() else {"place": "请填写具体地点，如新疆阿合奇。"}
