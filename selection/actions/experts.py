"""Taking somebody into the pool of experts, with or without a new account."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction

from kit import audit
from schools.choices import Role
from schools.models import User
from selection.models import Expert

# Without 0 O 1 l I: the password is read out or copied from paper once.
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
audit.register(
    {
        "expert.add": "{actor}把“{target}”请进专家库",
        "expert.change": "{actor}修改了专家“{target}”的资料",
    }
)


@transaction.atomic
def add_expert(*, expert: Expert, account: User, by: User) -> str:
    """Put `account` into the pool; returns the one-time password of a new account, else ""."""
    password = ""
    if account.pk is None:
        password = "".join(secrets.choice(ALPHABET) for _ in range(12))
        account.set_password(password)
        account.must_change_password = True
        account.expires_on = expert.available_until
        account.save()
    if not account.posts.current().filter(role=Role.EXPERT).exists():
        account.posts.create(role=Role.EXPERT)
    expert.user = account
    expert.save()
    audit.record(by, "expert.add", expert)
    return password


@transaction.atomic
def change_expert(*, expert: Expert, employments: Any, by: User) -> None:
    """`employments` is a valid formset of the account's posts elsewhere.

    An account that only scores ends with its place in the pool; others go on.
    """
    expert.save()
    account = expert.user
    if not account.posts.current().exclude(role=Role.EXPERT).exists():
        account.expires_on = expert.available_until
        account.save(update_fields=["expires_on"])
    employments.save()
    audit.record(by, "expert.change", expert)
