"""What components need and the template language lacks: icons, seals, breaks, tones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape as as_text
from html import unescape
from typing import Any

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from kit import audit, sharing
from kit.models import AuditEntry

register = template.Library()

SEALS = {
    "world": "l1",
    "national": "l1",
    "province": "l2",
    "city": "l3",
    "county": "l4",
    "town": "l4",
    "school": "l4",
}
TONES = {"success": "ok", "error": "err", "warning": "warn", "info": "info", "debug": "info"}
TONE_ICONS = {
    "ok": "check-circle",
    "err": "exclamation-octagon",
    "warn": "exclamation-triangle",
    "info": "info-circle",
}
SELECTED = {True: " selected", False: ""}
BUTTONS = {"primary": "btn-primary", "danger": "btn-ink", "line": "btn-line"}


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """Draw one icon of the sprite; always decorative, so write the words beside it.

    name: a name in static/vendor/build.py (ICONS); extra: further CSS classes.
    """
    return format_html(
        '<svg class="bi {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        static("vendor/bootstrap-icons/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def page_card(context: Any, url: str) -> sharing.Card:
    """What a page tells where it is shared: as its view says, else its title and description."""
    if said := context.get("card"):
        return said
    title, text = (_block(context, name) for name in ("title", "desc"))
    kind = "CollectionPage" if "listing" in context else "WebPage"
    return sharing.card(kind, title, text, url=url)


def _block(context: Any, name: str) -> str:
    """What a block of the page says, as plain text."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return unescape(" ".join(block.render(context).split()))


@register.simple_tag
def options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The `optgroups` of a select; a hundred schools would keep a template busy for longer."""
    return mark_safe("".join(_group(name, choices) for name, choices, _ in groups))


def _group(name: str | None, choices: list[dict[str, Any]]) -> str:
    rows = "".join(
        f'<option value="{as_text(str(one["value"]))}"{SELECTED[one["selected"]]}>'
        f"{as_text(str(one['label']))}</option>"
        for one in choices
    )
    return f'<optgroup label="{as_text(name)}">{rows}</optgroup>' if name else rows


@register.filter
def seal_class(level: str) -> str:
    """The seal of an award level: l1 world, national; l2 province; l3 city; l4 all below."""
    return SEALS.get(level, "l4")


@register.filter
def tone(level_tag: str) -> str:
    """The notice class of a message level: success → ok, error → err."""
    return TONES.get(level_tag, "info")


@register.filter
def tone_icon(kind: str) -> str:
    """The icon of a notice class."""
    return TONE_ICONS.get(kind, "info-circle")


@register.filter
def button_class(style: str) -> str:
    """The Bootstrap class of a move's style."""
    return BUTTONS.get(style, "btn-line")


@register.filter
def breaks(title: str) -> SafeString:
    """Show a title whose author marked sense breaks with “|”: each becomes a possible line end."""
    return mark_safe("<wbr>".join(map(escape, title.split("|"))))


@register.filter
def unbroken(title: str) -> str:
    """The same title where no line end is possible: <title>, attributes, exports."""
    return title.replace("|", "")


@register.filter
def told(entry: AuditEntry) -> str:
    """An audit entry as a sentence."""
    return audit.sentence(entry)


@register.filter
def page_numbers(page: Any) -> Iterator[int | None]:
    """The numbers a pager shows: the ends, the neighbours, None where some are left out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return (number if isinstance(number, int) else None for number in numbers)
