"""What a page tells machines about itself: the card shown where it is shared, and JSON-LD."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

PAGES = {"WebSite", "WebPage", "CollectionPage"}
UNSAFE = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


class Card(NamedTuple):
    """For templates/layouts/sharing.html. `image`: path of a picture of so many pixels, or ""."""

    title: str
    text: str
    image: str
    size: tuple[int, int]
    type: str
    data: SafeString


def card(
    kind: str,
    title: str,
    text: str = "",
    image: str = "",
    size: tuple[int, int] = (1200, 630),
    **facts: Any,
) -> Card:
    """`kind` is a type of schema.org; `facts` its further properties, empty ones are left out."""
    known = {name: value for name, value in facts.items() if value}
    told = {"@context": "https://schema.org", "@type": kind, "name": title}
    if text:
        told["description"] = text
    type_ = "website" if kind in PAGES else "article"
    return Card(title, text, image, size, type_, linked({**told, **known}))


def linked(facts: dict[str, Any]) -> SafeString:
    """JSON inside <script type="application/ld+json">: nobody's words can end the element."""
    text = json.dumps(facts, ensure_ascii=False, default=str)
    return mark_safe(text.translate(UNSAFE))  # what could end it is escaped
