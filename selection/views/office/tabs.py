"""The tabs that notices, objections and letters share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from schools.models import User
from selection.choices import LetterStatus
from selection.models import Batch, Letter, Objection


def tabs_for(user: User, current: str) -> list[dict[str, Any]]:
    batches = Batch.objects.managed_by(user)
    letters = Letter.objects.filter(batch__in=batches, status=LetterStatus.WAITING).count()
    entries = (
        ("notices", "公示", None),
        ("objections", "异议", Objection.objects.managed_by(user).open().count()),
        ("letters", "通知信", letters),
    )
    return [
        {
            "label": label,
            "url": reverse(f"office:selection:{name}"),
            "count": count,
            "current": name == current,
        }
        for name, label, count in entries
    ]
