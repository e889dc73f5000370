"""Accounts with their posts: one for every role, and the desks of every school."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from portal.demo.source import once, read
from schools.choices import Role
from schools.models import Post, Region, School, User

PASSWORD = "yixiaoyipin2026"  # noqa: S105 - printed by the command, and only for a demonstration
SINCE = "2020-09-01"


@dataclass(frozen=True)
class Desk:
    """Who types, signs and checks for one school."""

    clerk: User
    secretary: User
    staff: User


def load_offices() -> None:
    """Everybody who does not belong to a school; schools bring their own two."""
    for person in read("accounts")["offices"]:
        region = Region.objects.get(code=person["region"]) if "region" in person else None
        account(person["username"], person["name"], person["role"], region=region)


def load_desk(school: School, number: int, region_staff: str) -> Desk:
    suffix = str(number) if number > 1 else ""
    label = school.label
    return Desk(
        account(f"clerk{suffix}", f"{label}填报员", Role.CLERK, school=school),
        account(f"secretary{suffix}", f"{label}书记", Role.SECRETARY, school=school),
        User.objects.get(username=region_staff),
    )


def account(username: str, name: str, role: str, **place: Any) -> User:
    user, made = once(
        User,
        {"username": username},
        name=name,
        unit=str(place.get("school") or place.get("region") or ""),
        password=_hashed(),
    )
    if made:
        Post.objects.create(user=user, role=role, started_on=SINCE, **place)
    return user


@cache
def _hashed() -> str:
    """Hashing is slow on purpose; these accounts share their password and so its hash."""
    return make_password(PASSWORD)
