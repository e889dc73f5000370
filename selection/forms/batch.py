"""The settings of a batch: one form in panels, everything a district may want to decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localtime

from kit.forms import HouseForm, OnceForm, StampedForm, Stepper
from schools.choices import Ownership, Stage
from schools.models import Region, User
from selection.actions.batches import next_number
from selection.choices import PROSE, BatchStatus, Programme, ProsePart, RubricPurpose
from selection.forms.fields import GradesField, LinesField, Moment, minute
from selection.models import Batch

CALENDAR = ("opens_at", "closes_at", "correct_until", "review_until", "period_from", "period_until")
FIXED_AFTER_OPENING = ("region", "programme", "mode", "number", "is_sealed")
PROSE_PANEL = "申报书栏目与字数"
FIXED_AFTER_SCORES = ("minimum_valid", "trim_from", "is_anonymous")


class BatchForm(StampedForm, OnceForm, HouseForm, forms.ModelForm):
    template_name = "selection/office/parts/batch_panels.html"
    regions = forms.MultipleChoiceField(
        label="可申报地区",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不勾，表示组织地区内的学校都能报。",
    )
    stages = forms.MultipleChoiceField(
        label="可申报学段",
        required=False,
        choices=Stage.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不勾，表示不限学段。",
    )
    ownerships = forms.MultipleChoiceField(
        label="可申报办学性质",
        required=False,
        choices=Ownership.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不勾，表示不限。",
    )
    attachments_asked = LinesField(
        label="须交附件", required=False, help_text="一行写一种，如“廉政证明”。"
    )
    grade_rules = GradesField(
        label="等次规则",
        required=False,
        help_text="一行一等，从高到低写名称、分数线、比例上限，如“五星 90 30”。不评就空着。",
    )

    class Meta:
        model = Batch
        fields = (
            "region",
            "programme",
            "mode",
            "number",
            "name",
            "result_wording",
            *CALENDAR,
            "build_months",
            "recheck_years",
            "regions",
            "stages",
            "ownerships",
            "is_sealed",
            "has_self_score",
            "signs_recommended",
            "summary",
            "attachments_asked",
            "basis_title",
            "basis_number",
            "basis_issuer",
            "basis_date",
            "panel_size",
            "minimum_valid",
            "trim_from",
            "is_anonymous",
            "quota_total",
            "grade_rules",
            "notice_days",
            "notice_day_kind",
            "contact_office",
            "contact_phone",
            "contact_email",
            "contact_address",
        )
        widgets = {
            **dict.fromkeys(("opens_at", "closes_at", "correct_until", "review_until"), Moment),
            **dict.fromkeys(
                ("number", "build_months", "recheck_years", "panel_size", "minimum_valid"), Stepper
            ),
            **dict.fromkeys(("trim_from", "quota_total", "notice_days"), Stepper),
            "summary": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts = {
            "name": "如“梁溪区第二批‘一校一品’党建品牌项目”。",
            "correct_until": "被退回的学校最晚补正到这个时间。",
            "period_from": "活动、荣誉按这段时间从台账统计。",
            "is_anonymous": "专家只看到“第 07 号项目”，学校名称、人名自动隐去。",
            "is_sealed": "截止前工作人员只看到收了几份，截止后办理拆封才能看。开放申报后不能再改。",
            "has_self_score": "学校照评分表逐项自评、写依据；专家能看到，不计入得分。",
            "signs_recommended": "不勾时，下级推荐的项目沿用原来的审签，直接进入形式审查。",
            "minimum_valid": "少于这个数不出分。",
            "build_months": "只有立项培育用：从公布到结项的月数。",
            "recheck_years": "入选几年后再看一次；不填就不复核。",
            "trim_from": "有效评分满这么多份时，去掉一个最高分和一个最低分。",
        }

    sections = (
        ("批次", ("region", "programme", "mode", "number", "name", "result_wording")),
        ("时间", CALENDAR),
        ("谁能申报", ("regions", "stages", "ownerships", "quota_total")),
        ("怎样申报", ("is_sealed", "has_self_score")),
        ("下级推荐", ("signs_recommended",)),
        ("须知和附件", ("summary", "attachments_asked")),
        (PROSE_PANEL, tuple(f"{what}_{p.key}" for p in PROSE for what in ("on", "limit"))),
        ("依据文件", ("basis_title", "basis_number", "basis_issuer", "basis_date")),
        ("评审规则", ("panel_size", *FIXED_AFTER_SCORES, "grade_rules")),
        ("公布以后", ("build_months", "recheck_years")),
        ("公示", ("notice_days", "notice_day_kind")),
        ("联系方式", ("contact_office", "contact_phone", "contact_email", "contact_address")),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        batch = kwargs.get("instance")
        super().__init__(*args, **kwargs)
        regions = Region.objects.managed_by(user)
        self.limit(region=regions)
        self._offer_regions(regions, batch)
        if batch is None or batch.pk is None:
            self._suggest(regions.first())
        self.fields["recheck_years"].required = False
        self._add_prose(batch.fields if batch else {})
        self._fix(batch)

    def _offer_regions(self, regions: Any, batch: Batch | None) -> None:
        """Those inside the batch's own; a district without parts is not asked."""
        if batch and batch.pk:
            regions = regions.filter(code__startswith=batch.region.code).exclude(pk=batch.region_id)
        choices = [(region.code, region.name) for region in regions]
        if choices:
            self.fields["regions"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["regions"]

    def prose_rows(self) -> list[tuple[ProsePart, forms.BoundField, forms.BoundField]]:
        """The parts of the application form: asked for or not, and how long at most."""
        return [(part, self[f"on_{part.key}"], self[f"limit_{part.key}"]) for part in PROSE]

    def _suggest(self, region: Region | None) -> None:
        if region and not self.initial.get("region"):
            self.initial["region"] = region.pk
            number = next_number(region, self.initial.get("programme", Programme.BRAND))
            self.initial["number"] = number

    def _add_prose(self, chosen: dict[str, Any]) -> None:
        for part in PROSE:
            kept = chosen.get(part.key, {})
            self.fields[f"on_{part.key}"] = forms.BooleanField(
                label=f"要写“{part.label}”", required=False, initial=kept.get("on", True)
            )
            self.fields[f"limit_{part.key}"] = forms.IntegerField(
                label=f"“{part.label}”最多几字",
                initial=kept.get("limit", part.limit),
                min_value=20,
                max_value=5000,
                widget=Stepper,
            )
            for name in (f"on_{part.key}", f"limit_{part.key}"):
                field = self.fields[name]
                field.widget.attrs["class"] = (
                    "form-check-input" if name.startswith("on_") else "form-control num"
                )
                field.error_messages["required"] = f"请填写{field.label}。"

    def _fix(self, batch: Batch | None) -> None:
        """What schools or experts already rely on cannot change under them."""
        if batch is None or batch.pk is None:
            return
        names: tuple[str, ...] = ()
        if batch.status != BatchStatus.DRAFT:
            names += FIXED_AFTER_OPENING
        if batch.unsealed_at:
            names += ("closes_at",)
        scored = batch.rubrics.filter(purpose=RubricPurpose.REVIEW).exclude(frozen_at=None)
        if scored.exists():
            names += FIXED_AFTER_SCORES
        for name in names:
            self.fields[name].disabled = True

    def clean_recheck_years(self) -> int:
        return self.cleaned_data["recheck_years"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._in_order("opens_at", "closes_at", "申报截止要晚于申报开始。")
        self._in_order("closes_at", "correct_until", "补正截止要晚于申报截止。")
        self._in_order("closes_at", "review_until", "评审截止要晚于申报截止。")
        self._in_order("period_from", "period_until", "统计止要晚于统计起。")
        self._keep_sealed()
        region = cleaned.get("region")
        codes = cleaned.get("regions", [])
        if region and not all(code.startswith(region.code) for code in codes):
            self.add_error("regions", f"请只勾{region}以内的地区。")
        size, least = cleaned.get("panel_size"), cleaned.get("minimum_valid")
        if size and least and least > size:
            self.add_error("minimum_valid", "最少有效评分数不能多于每项专家数。")
        if not any(cleaned.get(f"on_{part.key}") for part in PROSE):
            self.add_error(None, "申报书至少要有一个栏目。")
        return cleaned

    def _keep_sealed(self) -> None:
        """A deadline moved forward would open the seal early."""
        was, now = self.initial.get("closes_at"), self.cleaned_data.get("closes_at")
        is_running = self.instance.pk and self.instance.status != BatchStatus.DRAFT
        if is_running and self.instance.is_sealed and was and now and now < minute(was):
            self.add_error("closes_at", "密封申报的截止时间只能推迟，不能提前。")

    def _in_order(self, early: str, late: str, sentence: str) -> None:
        first, second = self.cleaned_data.get(early), self.cleaned_data.get(late)
        if first and second and second <= first:
            self.add_error(late, sentence)

    def save(self, commit: bool = True) -> Batch:
        """Only fills the instance in: an action saves it."""
        batch: Batch = super().save(commit=False)
        batch.fields = {
            part.key: {
                "on": self.cleaned_data[f"on_{part.key}"],
                "limit": self.cleaned_data[f"limit_{part.key}"],
            }
            for part in PROSE
        }
        return batch

    def changed_labels(self) -> list[str]:
        skipped = ("version", "token")
        return [str(self.fields[n].label) for n in self.changed_data if n not in skipped]


class CloneForm(OnceForm, HouseForm, forms.ModelForm):
    class Meta:
        model = Batch
        fields = ("number", "name", "opens_at", "closes_at")
        widgets = {"number": Stepper, "opens_at": Moment, "closes_at": Moment}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The days of the batch before are told, not taken over: it would open at once."""
        super().__init__(*args, **kwargs)
        for name in ("opens_at", "closes_at"):
            before = localtime(self.initial.pop(name))
            self.fields[name].help_text = f"上一批是 {before:%Y-%m-%d %H:%M}。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "申报截止要晚于申报开始。")
        return cleaned
