"""手机验证码器: enrolling a telephone, asking for its code, recovery codes, and starting over."""

from __future__ import annotations

import unicodedata
from math import ceil
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_otp import devices_for_user
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from kit import audit
from kit.workflow import Refused
from schools.actions.sessions import end_all
from schools.models import User

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
    old = TOTPDevice.objects.filter(user=user)
    had_one = bool(old.delete()[0])
    device = TOTPDevice(user=user, name="手机", key=key)
    if not device.verify_token(_typed(code)):
        raise Refused(f"{WRONG}手机的时间要准：请在手机设置里打开“自动设置时间”。")
    if had_one:
        audit.record(user, "account.change_phone", user)
    else:
        audit.record(user, "account.enrol_phone", user)
    return _new_codes(user)


def confirm(user: User, code: str, address: str | None) -> TOTPDevice | StaticDevice | None:
    """The device that knows `code`; None when it is wrong, Refused when it must wait.

    A wrong one doubles the pause before the next try is looked at: django-otp keeps count.
    """
    with transaction.atomic():
        devices: list[Any] = list(devices_for_user(user, for_verify=True))
        _may_try(devices)
        device = next((d for d in devices if d.verify_token(_typed(code))), None)
        if isinstance(device, StaticDevice):
            left = device.token_set.count()
            audit.record(user, "account.use_code", user, address=address, left=left)
        if device:
            for other in devices:
                other.throttle_reset()
    return device


@transaction.atomic
def renew_codes(*, user: User) -> list[str]:
    audit.record(user, "account.renew_codes", user)
    return _new_codes(user)


def codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


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
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="恢复码")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def _typed(code: str) -> str:
    """As people type it: full-width, with blanks and capitals."""
    return "".join(unicodedata.normalize("NFKC", code[:LONGEST]).lower().split())


def _may_try(devices: list[Any]) -> None:
    for device in devices:
        allowed, why = device.verify_is_allowed()
        if not allowed and why and "locked_until" in why:
            seconds = ceil((why["locked_until"] - timezone.now()).total_seconds())
            raise Refused(f"前面填错了，请等 {max(seconds, 1)} 秒再填。")
