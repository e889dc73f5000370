"""手机验证码器: enrolling a telephone, asking for its code, recovery codes, and starting over."""

from __future__ import annotations

import secrets
import unicodedata
from base64 import b32encode
from math import ceil
from typing import Literal

from django.db import transaction
from django.utils import timezone

from kit import audit
from kit.workflow import Refused
from schools.actions.sessions import end_all
from schools.models import Authenticator, User

audit.register(
    {
        "account.enrol_phone": "{actor}开通了手机验证码器",
        "account.change_phone": "{actor}把手机验证码器换到了新的手机",
        "account.remove_phone": "{actor}停用了自己的手机验证码器",
        "account.reset_phone": "{actor}重设了账号“{target}”的手机验证码器",
        "account.renew_codes": "{actor}重新做了恢复码，旧的作废",
        "account.use_code": "{actor}用恢复码登录，还剩 {left} 个",
    }
)
RECOVERY_CODES = 10
LONGEST = 40
WRONG = "验证码不对。请看手机上现在显示的 6 位数字，再填一次。"


@transaction.atomic
def enrol(*, user: User, key: str, code: str) -> list[str]:
    """Bind the telephone that shows `code` for `key`; returns the recovery codes, told only now."""
    User.objects.select_for_update().get(pk=user.pk)
    had_one = bool(Authenticator.objects.filter(user=user).delete()[0])
    device = Authenticator(user=user, name="手机", key=key)
    if not device.shows(_typed(code)):
        raise Refused(f"{WRONG}手机的时间要准：请在手机设置里打开“自动设置时间”。")
    if had_one:
        audit.record(user, "account.change_phone", user)
    else:
        audit.record(user, "account.enrol_phone", user)
    return _new_codes(device)


def confirm(user: User, code: str) -> Literal["", "phone", "code"]:
    """What knew `code`, the telephone or a recovery code; Refused when it must wait.

    A wrong one doubles the pause before the next try is looked at: django-otp keeps count.
    """
    with transaction.atomic():
        device = Authenticator.objects.select_for_update().get(user=user)
        _may_try(device)
        typed = _typed(code)
        found: Literal["", "phone", "code"] = "phone" if device.shows(typed) else ""
        if not found and device.spends(typed):
            found, left = "code", len(device.codes.split())
            audit.record(user, "account.use_code", user, left=left)
        if found:
            device.throttle_reset()
        else:
            device.throttle_increment()
    return found


@transaction.atomic
def renew_codes(*, user: User) -> list[str]:
    audit.record(user, "account.renew_codes", user)
    return _new_codes(Authenticator.objects.select_for_update().get(user=user))


def codes_left(user: User) -> int:
    return len(user.authenticator.codes.split())


@transaction.atomic
def remove(*, user: User) -> None:
    """One's own, where the post does not ask for it."""
    if user.must_have_authenticator:
        raise Refused("你的岗位登录时要用手机验证码器，不能停用。换手机请用“换一部手机”。")
    _forget(user)
    audit.record(user, "account.remove_phone", user)


@transaction.atomic
def reset(*, user: User, by: User | None) -> None:
    """For somebody who has lost telephone and codes; the next signing in starts over."""
    if user == by:
        raise Refused("不能重设自己的手机验证码器，请另一位系统管理员来办。")
    _forget(user)
    end_all(user)
    audit.record(by, "account.reset_phone", user)


def _forget(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()


def _new_codes(device: Authenticator) -> list[str]:
    codes = [b32encode(secrets.token_bytes(5)).decode().lower() for _ in range(RECOVERY_CODES)]
    device.codes = " ".join(codes)
    device.save()
    return codes


def _typed(code: str) -> str:
    """As people type it: full-width, with blanks and capitals."""
    return "".join(unicodedata.normalize("NFKC", code[:LONGEST]).lower().split())


def _may_try(device: Authenticator) -> None:
    allowed, why = device.verify_is_allowed()
    if not allowed:
        seconds = ceil((why["locked_until"] - timezone.now()).total_seconds())
        raise Refused(f"前面填错了，请等 {max(seconds, 1)} 秒再填。")
