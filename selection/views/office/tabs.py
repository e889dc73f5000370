"""The tabs that notices, objections and letters share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from schools.models import User
from selection.actions.publish import waiting_letters
from selection.models import Objection


def tabs_for(user: User, current: str) -> list[dict[str, Any]]:
    entries = (
        ("notices", "公示", None),
        ("objections", "异议", Objection.objects.managed_by(user).open().count()),
        ("letters", "通知信", waiting_letters(user)),
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
