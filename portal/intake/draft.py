"""What was read: items with their place in the source, and what could not be read."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

FIELDS = (
    "schools",
    "brands",
    "sections",
    "honors",
    "activities",
    "partners",
    "media",
    "figures",
)


@dataclass(frozen=True)
class Item:
    """One thing the source says, in its own words; `start` and `end` count in the source."""

    field: str
    wording: str
    start: int
    end: int
    attributes: dict[str, Any] = dataclasses.field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.attributes.get(name)


@dataclass(frozen=True)
class Unread:
    """A place that could not be read, and why; `reason` is for the user."""

    start: int
    end: int
    wording: str
    reason: str


@dataclass(frozen=True)
class Draft:
    items: tuple[Item, ...]
    unread: tuple[Unread, ...]
    title: str = ""

    def of(self, name: str) -> list[Item]:
        return [item for item in self.items if item.field == name]
