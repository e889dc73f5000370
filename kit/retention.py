"""How long things are kept: each app names what ends by itself, `manage.py cleanup` does it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

from kit import jobs, notifications

RULES: dict[str, Callable[[], int]] = {}


def rule(label: str, end: Callable[[], int]) -> None:
    """`end()` throws away what is over and returns how many went; `label` follows the number."""
    if RULES.setdefault(label, end) is not end:
        raise ImproperlyConfigured(f"{label!r} is kept by two rules.")


def apply() -> dict[str, int]:
    return {label: end() for label, end in RULES.items()}


rule("个过期的后台任务", jobs.clear)
rule("条半年前的消息", notifications.clear)
