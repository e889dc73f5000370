"""What every template knows: the site's identity, this visitor's menus and way of reading."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal import navigation
from portal.reading import Reading, addresses

IDENTITY = (
    "name",
    "tagline",
    "operator",
    "tech_support",
    "address",
    "postcode",
    "phone",
    "email",
    "icp",
    "police",
    "code",
    "emblem",
    "data_licence",
)


def site(request: HttpRequest) -> dict[str, Any]:
    identity = {key: getattr(settings, f"SITE_{key.upper()}") for key in IDENTITY}
    return {
        "site": SimpleNamespace(is_demo=settings.DEMO, **identity),
        "reading": Reading.of(request),
        "address": addresses(request),
        **navigation.menus(request),
    }
