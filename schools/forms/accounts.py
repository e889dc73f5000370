"""Forms of accounts and posts: one's own, and those of the administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils import timezone

from kit.forms import HouseForm, OnceForm
from schools.forms.passwords import rules_told
from schools.models import Post, Region, School, User

USERNAME = forms.CharField(
    label="账号",
    max_length=30,
    validators=[
        RegexValidator(r"^[a-z][a-z0-9._-]{2,}$", "用小写字母开头，3 位以上，只用小写字母和数字。")
    ],
    help_text="登录时输入的名字，如 guanxiao-zhang。开通后不能改。",
)


class OwnForm(HouseForm, forms.ModelForm):
    """Links for forgotten passwords go to the address: another one asks for the password."""

    password = forms.CharField(
        label="密码",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="改邮箱时才填，因为找回密码的链接寄到那里。",
    )

    class Meta:
        model = User
        fields = ["name", "email"]
        labels = {"email": "邮箱"}
        help_texts = {"name": "页面和记录里这样称呼你。"}

    def clean_password(self) -> None:
        user, typed = self.instance, self.cleaned_data["password"]
        is_known = not user.has_usable_password() or user.check_password(typed)
        if "email" in self.changed_data and not is_known:
            raise ValidationError("密码不对，请再试一次。" if typed else "改邮箱要填现在的密码。")


class OwnPasswordForm(HouseForm, SetPasswordForm):
    """A password of one's own; the validators of the settings judge it."""

    error_messages = {"password_mismatch": "两次填的新密码不一样，请重新填写。"}
    labels: tuple[tuple[str, str], ...] = (
        ("new_password1", "新密码"),
        ("new_password2", "再填一次新密码"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.labels:
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = f"请填写{label}。"
            self.fields[name].widget.attrs.pop("autofocus", None)
        self.fields["new_password1"].help_text = rules_told()
        self.fields["new_password2"].help_text = ""


class PasswordForm(OwnPasswordForm, PasswordChangeForm):
    """A new password of somebody who knows the old one."""

    error_messages = {
        **OwnPasswordForm.error_messages,
        "password_incorrect": "原密码不对，请再试一次。",
    }
    labels = (("old_password", "原密码"), *OwnPasswordForm.labels)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        old, new = cleaned.get("old_password"), cleaned.get("new_password1")
        if old and old == new:
            self.add_error("new_password1", "新密码不能和原密码一样。")
        return cleaned


class SurelyForm(HouseForm, forms.Form):
    """The own password once more, before something that weakens the account."""

    password = forms.CharField(
        label="密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写密码。"},
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError("密码不对，请再试一次。")
        return password


class PhoneForm(HouseForm, forms.Form):
    """The code that the telephone shows after it has read the picture."""

    code = forms.CharField(
        label="手机上显示的 6 位验证码",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "请填写手机上显示的 6 位验证码。"},
    )


class CodeForm(PhoneForm):
    """At signing in: the telephone's code, or one of the recovery codes."""

    code = forms.CharField(
        label="验证码",
        help_text="打开手机上的验证码器，填现在显示的 6 位数字。手机不在身边，填一个恢复码。",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "autofocus": True}
        ),
        error_messages={"required": "请填写验证码。"},
    )


class ForgottenForm(HouseForm, forms.Form):
    """Finds the account that may get a link, and says nothing about it."""

    username = forms.CharField(label="账号", max_length=150, help_text="登录时输入的名字。")
    account: User | None = None

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        found = User.objects.filter(username=username, is_active=True).exclude(email="")
        self.account = found.first()
        return username


class PostForm(HouseForm, forms.ModelForm):
    """Which place belongs to which role is judged by the table's own rule."""

    class Meta:
        model = Post
        fields = ["role", "school", "region", "started_on"]
        help_texts = {
            "role": "学校岗位选学校，区级岗位选地区，其余岗位两项都不选。",
            "started_on": "从这一天起有权限。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit(school=School.objects.running(), region=Region.objects.all())
        for name in ("school", "region"):
            self.fields[name].empty_label = "不选"  # type: ignore[attr-defined]


class DeputyForm(HouseForm, OnceForm, forms.Form):
    """Who acts in a post, and how long."""

    deputy = forms.ModelChoiceField(User.objects.none(), label="谁来代理")
    since = forms.DateField(label="从")
    until = forms.DateField(label="到", help_text="到这一天结束，权限自己收回。")

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit(deputy=colleagues)
        self.initial.setdefault("since", timezone.localdate())

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and since < timezone.localdate():
            self.add_error("since", "代理从今天或以后开始。")
        if since and until and until < since:
            self.add_error("until", "结束的日子不能早于开始的日子。")
        return cleaned


class AccountForm(HouseForm, forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "unit", "email", "expires_on"]
        labels = {"email": "邮箱"}
        help_texts = {
            "name": "写称呼就行，如“张老师”。",
            "expires_on": "临时账号填，到期后不能登录。长期使用的空着。",
        }


class NewAccountForm(OnceForm, AccountForm):
    """An account without any post: somebody else gives those."""

    field_order = ("username", "name", "unit", "email", "expires_on")
    username = USERNAME

    class Meta(AccountForm.Meta):
        fields = ["username", *AccountForm.Meta.fields]

    def clean_username(self) -> str:
        return _free(self.cleaned_data["username"])


class HandOverForm(HouseForm, OnceForm, forms.Form):
    """The successor by name of account."""

    username = USERNAME
    on = forms.DateField(label="交接日期", help_text="从这一天起由接任的人使用这个岗位。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "接任人账号"
        self.fields[
            "username"
        ].help_text = "接任的人登录用的名字。还没有账号的，请系统管理员先开通。"
        self.fields["username"].error_messages["required"] = "请填写接任人账号。"
        self.initial.setdefault("on", timezone.localdate())
        self.successor: User | None = None

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        self.successor = User.objects.filter(username=username).first()
        if self.successor is None:
            raise ValidationError(f"还没有账号“{username}”，请系统管理员先开通。")
        if not self.successor.is_active:
            raise ValidationError(f"账号“{username}”已停用，请系统管理员先恢复。")
        return username


def _free(username: str) -> str:
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError(f"账号“{username}”已经有人用，请换一个。")
    return username
