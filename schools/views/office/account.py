"""One's own account: how one is called, the posts one holds, the password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from schools.actions.accounts import change_password, update_account
from schools.documents import facts
from schools.forms.accounts import OwnForm, PasswordForm
from schools.http import OfficeRequest
from schools.models import User


def account(request: OfficeRequest) -> HttpResponse:
    if request.user.must_change_password:
        return redirect("office:password")
    user = User.objects.get(pk=request.user.pk)  # the menu goes on showing the saved name
    form = OwnForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        update_account(user=user, fields=["name", "email"], by=user)
        messages.success(request, "已保存。")
        return redirect("office:account")
    return _page(request, {"form": form, "password_form": PasswordForm(user)})


@sensitive_post_parameters("old_password", "new_password1", "new_password2")
def password(request: OfficeRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = request.user
        change_password(user=user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, user)
        messages.success(request, "密码已改，下次用新密码登录。")
        return redirect("office:home")
    return _page(request, {"password_form": form})


def _page(request: OfficeRequest, forms: dict[str, Any]) -> HttpResponse:
    user = request.user
    context = {
        "section": "account",
        "facts": facts.account(user),
        "posts": user.current_posts,
        "must_change": user.must_change_password,
        **forms,
    }
    return render(request, "schools/office/account.html", context)
