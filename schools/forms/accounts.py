"""Forms of accounts and posts: one's own, and those of the administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone

from kit.forms import HouseForm, OnceForm
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
    class Meta:
        model = User
        fields = ["name", "email"]
        labels = {"email": "邮箱"}
        help_texts = {"name": "页面和记录里这样称呼你。"}


class PasswordForm(HouseForm, PasswordChangeForm):
    """One's own password; the validators of the settings judge the new one."""

    error_messages = {
        "password_incorrect": "原密码不对，请再试一次。",
        "password_mismatch": "两次填的新密码不一样，请重新填写。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("old_password", "原密码"),
            ("new_password1", "新密码"),
            ("new_password2", "再填一次新密码"),
        ):
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = f"请填写{label}。"
            self.fields[name].widget.attrs.pop("autofocus", None)
        self.fields[
            "new_password1"
        ].help_text = "至少 10 位，不能全是数字，不能和账号、称呼太像，也不要用别人容易猜到的。"
        self.fields["new_password2"].help_text = ""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        old, new = cleaned.get("old_password"), cleaned.get("new_password1")
        if old and old == new:
            self.add_error("new_password1", "新密码不能和原密码一样。")
        return cleaned


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
    """An account together with its first post, which is a PostForm of its own."""

    field_order = ("username", "name", "unit", "email", "expires_on")
    username = USERNAME

    class Meta(AccountForm.Meta):
        fields = ["username", *AccountForm.Meta.fields]

    def clean_username(self) -> str:
        return _free(self.cleaned_data["username"])


class HandOverForm(HouseForm, OnceForm, forms.Form):
    """The successor by name of account; one that does not exist yet is opened."""

    username = USERNAME
    name = forms.CharField(
        label="接任人称呼", max_length=40, required=False, help_text="接任的人已有账号的，不用填。"
    )
    on = forms.DateField(label="交接日期", help_text="从这一天起由接任的人使用这个岗位。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "接任人账号"
        self.fields["username"].help_text = "已有账号的填现有账号；没有的填一个新的，会同时开通。"
        self.fields["username"].error_messages["required"] = "请填写接任人账号。"
        self.initial.setdefault("on", timezone.localdate())
        self.successor: User | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        username, name = cleaned.get("username"), cleaned.get("name", "").strip()
        if not username:
            return cleaned
        found = User.objects.filter(username=username).first()
        if found and not found.is_active:
            self.add_error("username", f"账号“{username}”已停用，请先恢复。")
        elif not found and not name:
            self.add_error("name", f"还没有账号“{username}”，要同时开通，请填写接任人称呼。")
        self.successor = found or User(username=username, name=name)
        return cleaned


def _free(username: str) -> str:
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError(f"账号“{username}”已经有人用，请换一个。")
    return username
