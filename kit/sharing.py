"""What a page tells machines about itself: the card shown where it is shared, and JSON-LD."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

UNSAFE = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


class Card(NamedTuple):
    """For templates/layouts/sharing.html. `image`: path of a picture of 1200 × 630, or ""."""

    title: str
    text: str
    image: str
    data: SafeString


def card(kind: str, title: str, text: str = "", image: str = "", **facts: Any) -> Card:
    """`kind` is a type of schema.org; `facts` its further properties, empty ones are left out."""
    known = {name: value for name, value in facts.items() if value}
    told = {"@context": "https://schema.org", "@type": kind, "name": title}
    if text:
        told["description"] = text
    return Card(title, text, image, linked({**told, **known}))


def linked(facts: dict[str, Any]) -> SafeString:
    """JSON inside <script type="application/ld+json">: nobody's words can end the element."""
    text = json.dumps(facts, ensure_ascii=False, default=str)
    return mark_safe(text.translate(UNSAFE))  # what could end it is escaped
