"""Taking somebody into the pool of experts, and picking experts for an application."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import inlineformset_factory

from kit.forms import HouseForm, OnceForm, Panel, SeveralRows, Stepper
from schools.choices import Stage
from schools.models import Employment, Region, School, User
from selection.actions.assign import Choice
from selection.models import Batch, Expert, ReviewStage


class ExpertForm(OnceForm, HouseForm, forms.ModelForm):
    """The pool's view of a person; a new one comes with an account, or takes up an existing one."""

    username = forms.CharField(
        label="登录名",
        max_length=150,
        help_text="新账号用字母、数字，如 expert07；已有账号的人填他现在的登录名。",
        validators=[User.username_validator],
        error_messages={"invalid": "登录名只能用字母、数字和 . _ - @ +。"},
    )
    takes_existing = forms.BooleanField(label="用已有账号", required=False)
    name = forms.CharField(label="姓名", max_length=40, required=False)
    unit = forms.CharField(label="所在单位", max_length=80, required=False)
    stages = forms.MultipleChoiceField(
        label="熟悉的学段",
        required=False,
        choices=Stage.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="分派时优先；都不勾，表示不限。",
    )

    class Meta:
        model = Expert
        fields = (
            "region",
            "school",
            "field",
            "stages",
            "maximum_load",
            "available_until",
            "only_for",
            "is_active",
        )
        widgets = {"maximum_load": Stepper}
        help_texts = {
            "school": "用来查回避。不在名单里的单位写在“所在单位”。",
            "available_until": "到期后不再分派；只做专家的账号也不能再登录。",
            "only_for": "临时请来的专家选一个批次：只分派这一批，结果公布当天账号到期。",
        }

    sections = (
        ("账号", ("username", "takes_existing", "name", "unit")),
        ("专长", ("region", "school", "field", "stages")),
        ("分派", ("maximum_load", "available_until", "only_for", "is_active")),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: User | None = None
        regions = Region.objects.managed_by(user)
        self.limit(
            region=regions,
            school=School.objects.running().order_by("name"),
            only_for=Batch.objects.managed_by(user).undecided(),
        )
        if self.instance.pk:
            for name in ("username", "takes_existing", "name", "unit"):
                del self.fields[name]
        elif first := regions.first():
            self.initial["region"] = first.pk

    def panels(self) -> Iterator[Panel]:
        """Without the panel of the account once there is one."""
        return (panel for panel in super().panels() if panel.fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.instance.pk and cleaned.get("username"):
            self._clean_account(cleaned)
        return cleaned

    def _clean_account(self, cleaned: dict[str, Any]) -> None:
        self.found = User.objects.filter(username=cleaned["username"]).first()
        takes, name = bool(cleaned.get("takes_existing")), str(cleaned.get("name") or "")
        for field, text in account_problem(self.found, takes=takes, name=name).items():
            self.add_error(field, text)


def account_problem(found: User | None, *, takes: bool, name: str) -> dict[str, str]:
    """Why this account cannot enter the pool, by field; `takes` says that it shall exist."""
    if found and hasattr(found, "expert"):
        return {"username": "这个人已经在专家库里。"}
    if found and not takes:
        text = f"这个登录名已有账号（{found}）。要请他做专家，请勾选“用已有账号”。"
        return {"takes_existing": text}
    if takes and not found:
        return {"username": "没有这个登录名的账号。请核对，或不勾“用已有账号”。"}
    return {} if found or name else {"name": "请填写姓名。"}


EmploymentRows = inlineformset_factory(
    User,
    Employment,
    form=type("EmploymentForm", (HouseForm, forms.ModelForm), {"__module__": __name__}),
    fields=("school", "title", "started_on", "ended_on"),
    extra=2,
    can_delete=True,
)


class PickForm(HouseForm, forms.Form):
    """Whom to ask; an expert who should keep away needs a reason beside the tick."""

    stage = forms.ModelChoiceField(
        ReviewStage.objects.none(), label="评审环节", widget=forms.HiddenInput
    )
    experts = SeveralRows(
        Expert.objects.none(),
        label="专家",
        required=False,
        error_messages={"invalid_choice": "选的专家里有人已经不能分派，请刷新页面再选。"},
    )

    def __init__(self, data: Any, *, stages: Sequence[ReviewStage], choice: Choice) -> None:
        self.choice = choice
        super().__init__(data)
        ids = [one.expert.pk for one in (*choice.offered, *choice.kept_away)]
        batch = stages[0].batch if stages else None
        self.limit(
            stage=ReviewStage.objects.filter(batch=batch),
            experts=Expert.objects.filter(pk__in=ids).select_related("user"),
        )

    def overrides(self) -> dict[int, str]:
        """Reasons by expert, for those who should keep away."""
        given = ((one.expert.pk, f"why-{one.expert.pk}") for one in self.choice.kept_away)
        return {pk: str(self.data.get(name, "")).strip()[:200] for pk, name in given}
