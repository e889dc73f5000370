"""What a proposal starts from, and whom a reminder goes to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from kit.forms import HouseForm, OnceForm, SeveralRows, Stepper
from selection.models import Batch, Expert, ReviewStage


class ProposeForm(HouseForm, forms.Form):
    """Sent by GET to look, by POST (with the fingerprint of what was seen) to keep."""

    stage = forms.ModelChoiceField(ReviewStage.objects.none(), label="评审环节", empty_label=None)
    per_item = forms.IntegerField(
        label="每项几位专家", min_value=1, max_value=30, widget=Stepper({"min": 1, "max": 30})
    )
    seed = forms.CharField(
        label="随机种子",
        max_length=20,
        help_text="同样的种子排出同样的结果，会记入操作记录。",
        validators=[RegexValidator(r"^[0-9A-Za-z]+$", "种子只用数字和字母。")],
    )

    def __init__(self, data: Any, *, batch: Batch) -> None:
        super().__init__(data)
        self.limit(stage=batch.review_stages.select_related("batch__region"))


class RemindForm(OnceForm, HouseForm, forms.Form):
    """The ticked experts; all who still owe sheets and have an address are ticked at first."""

    experts = SeveralRows(
        Expert.objects.none(),
        label="收件人",
        error_messages={
            "required": "请至少选一位收件人。",
            "invalid_choice": "选的专家里有人已经交齐了，请看下面新的名单。",
        },
    )

    def __init__(self, data: Any, *, experts: Iterable[int]) -> None:
        super().__init__(data)
        rows = Expert.objects.filter(pk__in=list(experts))
        self.limit(experts=rows.select_related("user"))
