"""What signing in needs and leaves: a telephone, sessions, past passwords."""

from __future__ import annotations

import time
from base64 import b32encode
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from kit.secret import EncryptedTextField

# Kept in the session's data and copied into the row's columns at each saving.
STARTED, SEEN, ADDRESS, AGENT = "started", "seen", "address", "agent"


class Session(AbstractBaseSession):
    """Django's session with its owner and what tells one device from another."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )
    started_at = models.DateTimeField("登录时间", null=True)
    seen_at = models.DateTimeField("最近使用", null=True)
    address = models.GenericIPAddressField("来源地址", null=True)
    agent = models.CharField("浏览器", max_length=300, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "登录"

    @classmethod
    def get_session_store_class(cls) -> type[DatabaseStore]:
        return SessionStore

    @property
    def handle(self) -> str:
        """Names the row on a page; the key itself would let its reader in."""
        return salted_hmac("schools.session", self.session_key).hexdigest()[:16]


class SessionStore(DatabaseStore):
    """Ends after the hours without a click, and SESSION_LIMIT after signing in whatever happens."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        owner = data.get(SESSION_KEY)
        if owner:
            data.setdefault(STARTED, timezone.now().timestamp())
            data.setdefault(SEEN, data[STARTED])
        row: Any = super().create_model_instance(data)
        if owner:
            row.user_id = int(owner)
            row.started_at = _moment(data[STARTED])
            row.seen_at = _moment(data[SEEN])
            row.address, row.agent = data.get(ADDRESS), data.get(AGENT, "")
            limit = timedelta(seconds=settings.SESSION_LIMIT)
            row.expire_date = min(row.expire_date, row.started_at + limit)
        return row


class Authenticator(ThrottlingMixin, Device):
    """手机验证码器: the key of a telephone, and the recovery codes that are left."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="authenticator"
    )
    key = EncryptedTextField("密钥")  # hexadecimal
    codes = EncryptedTextField("恢复码", blank=True)  # with blanks between them
    drift = models.SmallIntegerField("时差", default=0)  # in steps of half a minute
    last_step = models.BigIntegerField("用过的一步", default=-1)  # a code works once

    class Meta:
        verbose_name = "手机验证码器"

    @property
    def secret(self) -> str:
        """The key as a telephone takes it."""
        return b32encode(bytes.fromhex(self.key)).decode()

    @property
    def url(self) -> str:
        """The key as a picture tells it to a telephone."""
        issuer = settings.OTP_TOTP_ISSUER.replace(":", "")
        label = quote(f"{issuer}:{self.user.get_username()}")
        return f"otpauth://totp/{label}?secret={self.secret}&issuer={quote(issuer)}"

    def shows(self, code: str) -> bool:
        """Whether the telephone shows this now, or half a minute before or after."""
        totp = TOTP(bytes.fromhex(self.key), drift=self.drift)
        totp.time = time.time()
        if not (code.isdecimal() and totp.verify(int(code), 1, self.last_step + 1)):
            return False
        self.last_step, self.drift = totp.t(), totp.drift
        return True

    def spends(self, code: str) -> bool:
        """Whether this is a recovery code; it is none any more."""
        left = self.codes.split()
        if code not in left:
            return False
        left.remove(code)
        self.codes = " ".join(left)
        return True

    def get_throttle_factor(self) -> int:
        return 1  # second, doubled by each wrong code


class PastPassword(models.Model):
    """The hash of a password once used, so that the rules can refuse it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="past_passwords"
    )
    password = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "用过的密码"

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d}"


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, timezone.get_current_timezone())
