"""Django's password rules, refusing in plain words."""

from __future__ import annotations

from django.contrib.auth import password_validation as rules


class NotLikeOneself(rules.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "新密码和你的账号、称呼或邮箱太像，请换一个。"


class LongEnough(rules.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"新密码至少 {self.min_length} 位，请再加几位。"


class NotCommon(rules.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜到，请换一个。"


class NotOnlyDigits(rules.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "新密码不能全是数字，请加上字母。"
