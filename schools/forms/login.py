"""The login form: why a right password may still not open the door, and how many tries are left."""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from schools.models import User

NAME_AT_MOST = 150
WRONG = "账号或密码不对，请再试一次。"


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": WRONG,
        "inactive": "这个账号已停用。要继续使用，请联系系统管理员。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = "请填写账号。"
        # Django only tells the browser; the login guard keeps the name and would break off on it.
        self.fields["username"].validators.append(MaxLengthValidator(NAME_AT_MOST, WRONG))
        self.fields["password"].error_messages["required"] = "请填写密码。"

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        ended = user.expires_on
        if ended and ended < timezone.localdate():
            raise ValidationError(
                f"这个账号的有效期到 {ended:%Y-%m-%d} 为止。要继续使用，请联系系统管理员。",
                code="expired",
            )

    def get_invalid_login_error(self) -> ValidationError:
        minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
        named = {"username": self.cleaned_data.get("username")}
        failures = AxesProxyHandler.get_failures(self.request, named)
        left = settings.AXES_FAILURE_LIMIT - failures
        if 0 < left < settings.AXES_FAILURE_LIMIT:
            text = f"{WRONG}再错 {left} 次，账号会锁定 {minutes} 分钟。"
            return ValidationError(text, code="invalid_login")
        return ValidationError(WRONG, code="invalid_login")
