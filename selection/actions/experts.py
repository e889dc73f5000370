"""Taking somebody into the pool of experts, with or without a new account."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from kit import audit
from schools.actions.accounts import invite
from schools.choices import Role
from schools.models import User
from selection.models import Batch, Expert

audit.register(
    {
        "expert.add": "{actor}把“{target}”请进专家库",
        "expert.change": "{actor}修改了专家“{target}”的资料",
        "expert.release": "“{batch}”公布，{actor}结束了临时专家“{target}”的任务",
    }
)


@transaction.atomic
def add_expert(*, expert: Expert, account: User, by: User) -> str:
    """Put `account` into the pool; returns the path of a new account's link, else ""."""
    path = ""
    if account.pk is None:
        account.expires_on = expert.available_until
        path = invite(account)
    if not account.posts.current().filter(role=Role.EXPERT).exists():
        account.posts.create(role=Role.EXPERT)
    expert.user = account
    expert.save()
    audit.record(by, "expert.add", expert)
    return path


@transaction.atomic
def change_expert(*, expert: Expert, employments: Any, by: User) -> None:
    """`employments` is a valid formset of the account's posts elsewhere.

    An account that only scores ends with its place in the pool; others go on.
    """
    expert.save()
    _end_account(expert)
    employments.save()
    audit.record(by, "expert.change", expert)


def release(batch: Batch, by: User) -> None:
    """Accounts of those who were asked for this batch alone end with the day it is announced."""
    today = timezone.localdate()
    for expert in batch.own_experts.available().select_related("user"):
        expert.available_until = today
        expert.save(update_fields=["available_until"])
        _end_account(expert)
        audit.record(by, "expert.release", expert, batch=str(batch))


def _end_account(expert: Expert) -> None:
    account = expert.user
    if not account.posts.current().exclude(role=Role.EXPERT).exists():
        account.expires_on = expert.available_until
        account.save(update_fields=["expires_on"])
