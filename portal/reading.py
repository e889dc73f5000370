"""How a visitor likes to read: size, 长辈版, contrast, light or dark, and in which writing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

COOKIE, KEPT_FOR = "reading", 365 * 24 * 3600
TRADITIONAL = "zh-hant"
ACCOUNTS = {"office", "login", "logout", "password"}  # their pages have one writing
CHOICES = {
    "size": ("small", "large"),
    "mode": ("elder",),
    "contrast": ("high",),
    "theme": ("light", "dark"),
}
DARK = {"": "screen and (prefers-color-scheme: dark)", "dark": "screen", "light": "not all"}


@dataclass(frozen=True)
class Reading:
    """What was chosen; an empty word is the ordinary way. The cookie holds the words, by dots."""

    size: str = ""
    mode: str = ""
    contrast: str = ""
    theme: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        words = request.COOKIES.get(COOKIE, "").split(".")
        return cls(
            **{
                name: next((word for word in words if word in known), "")
                for name, known in CHOICES.items()
            }
        )

    def but(self, **wishes: str) -> Self:
        """With other choices; a word nobody knows is the ordinary way."""
        known = {name: word if word in CHOICES[name] else "" for name, word in wishes.items()}
        return replace(self, **known)

    @property
    def words(self) -> str:
        return ".".join(filter(None, (getattr(self, name) for name in CHOICES)))

    @property
    def attributes(self) -> SafeString:
        """Of <html>: data-mode="elder" and the like, which the style sheets look at."""
        chosen = ((name, word) for name in CHOICES if (word := getattr(self, name)))
        return format_html_join("", ' data-{}="{}"', chosen)

    @property
    def dark_media(self) -> str:
        """When the dark colours apply: as chosen, else as the system asks."""
        return DARK[self.theme]


def step(path: str) -> str:
    """The first step of an address, in either writing."""
    first, _, rest = path.removeprefix("/").partition("/")
    return rest.partition("/")[0] if first == TRADITIONAL else first


def root() -> str:
    """Where the portal begins, whichever writing is read."""
    return get_script_prefix().removesuffix(f"{TRADITIONAL}/")


def is_traditional() -> bool:
    """Whether this request reads Traditional characters."""
    return get_script_prefix() != root()


def addresses(request: HttpRequest) -> dict[str, str]:
    """This page in either writing, both as full addresses and as links with their question."""
    path = request.path.removeprefix(get_script_prefix())
    simplified, written = f"{root()}{path}", f"{root()}{TRADITIONAL}/{path}"
    query = request.META.get("QUERY_STRING", "")
    other = simplified if is_traditional() else written
    return {
        "language": "zh-Hant-HK" if is_traditional() else "zh-Hans",
        "canonical": request.build_absolute_uri(request.path),
        "simplified": request.build_absolute_uri(simplified),
        "traditional": request.build_absolute_uri(written),
        "other": f"{other}{'?' * bool(query)}{query}",
        "root": root(),
        "here": request.get_full_path(),
        "choose": reverse("reading"),
    }
