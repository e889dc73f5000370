"""What signing in leaves behind: sessions that their owner can see and end, and past passwords."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

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
