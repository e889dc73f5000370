"""The password rules of this site, refusing in plain words."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation as rules
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from schools.models import PastPassword


class NotLikeOneself(rules.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "新密码和你的账号、称呼或邮箱太像，请换一个。"


class LongEnough(rules.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"新密码至少 {self.min_length} 位，请再加几位。"


class NotCommon(rules.CommonPasswordValidator):
    """Nor what everybody here would try first, nor either with digits and signs added."""

    HERE = "yixiaoyipin|dang|jian|zhibu|yuan|wei|shuji|gongchan|chuxin|pinpai|xuexi|qiangguo|jiaoyu"
    HERE += "|xuexiao|xiaoxue|zhongxue|youer|laoshi|mima|admin|office|school"
    words = re.compile(f"(?:{HERE})+")
    SHORTEST = 4  # letters; fewer say nothing

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(password, user)
        letters = re.sub(r"[^a-z]", "", password.lower())
        known = letters in self.passwords or self.words.fullmatch(letters)
        if known and len(letters) >= self.SHORTEST:
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜到，请换一个。"


class NotOnlyDigits(rules.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "新密码不能全是数字，请加上字母。"


class Mixed:
    """等保 style: so many of the four kinds of signs."""

    KINDS = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789")

    def validate(self, password: str, user: Any = None) -> None:
        used = sum(any(sign in kind for sign in password) for kind in self.KINDS)
        used += any(sign not in "".join(self.KINDS) for sign in password)
        if used < settings.PASSWORD_CLASSES:
            wanted = settings.PASSWORD_CLASSES
            raise ValidationError(
                f"大写字母、小写字母、数字、符号四种里，新密码至少要有 {wanted} 种。"
            )


class NotUsedBefore:
    """等保 style: none of the last PASSWORD_KEPT; Django tells each new one after it is saved."""

    def validate(self, password: str, user: Any = None) -> None:
        for row in _kept(user):
            if check_password(password, row.password):
                raise ValidationError(
                    f"最近 {settings.PASSWORD_KEPT} 次用过的密码不能再用，请换一个。"
                )

    def password_changed(self, password: str, user: Any = None) -> None:
        if settings.PASSWORD_KEPT and user:
            user.past_passwords.create(password=user.password)
            kept = [row.pk for row in _kept(user)]
            user.past_passwords.exclude(pk__in=kept).delete()


def rules_told() -> str:
    """The rules of this site in one sentence, for the help under the field."""
    said = [
        f"至少 {settings.PASSWORD_LENGTH} 位",
        "不能全是数字",
        "不能和账号、称呼太像",
        "也不要用别人容易猜到的",
    ]
    if settings.PASSWORD_CLASSES:
        kinds = settings.PASSWORD_CLASSES
        said[1] = f"大写字母、小写字母、数字、符号四种里至少 {kinds} 种"
    return "，".join(said) + "。"


def _kept(user: Any) -> list[PastPassword]:
    if user is None or user.pk is None or not settings.PASSWORD_KEPT:
        return []
    return list(user.past_passwords.all()[: settings.PASSWORD_KEPT])
