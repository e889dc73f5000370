"""One's own account: name, posts, password, the telephone's codes, and where one is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.actions import second_factor
from schools.actions.accounts import change_password, update_account
from schools.actions.sessions import end_one, end_others
from schools.documents import devices, facts
from schools.forms.accounts import OwnForm, PasswordForm, SurelyForm
from schools.http import OfficeRequest
from schools.models import Post, User


@sensitive_post_parameters("password")
def account(request: OfficeRequest) -> HttpResponse:
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
        new, keep = form.cleaned_data["new_password1"], request.session.session_key
        change_password(user=user, password=new, keep=keep)
        update_session_auth_hash(request, user)
        messages.success(request, "密码已改，下次用新密码登录。其他设备上的登录都结束了。")
        return redirect("office:home")
    return _page(request, {"password_form": form})


@require_POST
@never_cache
@sensitive_post_parameters("password")
def codes(request: OfficeRequest) -> HttpResponse:
    """The only page that shows the new recovery codes; those before are void."""
    form = SurelyForm(request.user, request.POST, auto_id="codes_%s")
    if not request.user.has_authenticator or not form.is_valid():
        return _page(request, {"codes_form": form})
    made = second_factor.renew_codes(user=request.user)
    return render(request, "schools/office/codes.html", {"section": "account", "codes": made})


@require_POST
@sensitive_post_parameters("password")
def phone_off(request: OfficeRequest) -> HttpResponse:
    form = SurelyForm(request.user, request.POST, auto_id="off_%s")
    if not form.is_valid():
        return _page(request, {"off_form": form})
    try:
        second_factor.remove(user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "手机验证码器已停用，以后登录只要密码。")
    return redirect("office:account")


@require_POST
def session_end(request: OfficeRequest) -> HttpResponse:
    """One by its handle, or all but this one."""
    user, keep = request.user, request.session.session_key
    handle = request.POST.get("session", "")
    row = next((row for row in user.sessions.all() if row.handle == handle), None)
    try:
        if handle:
            label = devices.label(row.agent) if row else ""
            end_one(user=user, handle=handle, keep=keep, device=label)
            messages.success(request, "已结束那台设备上的登录。")
        else:
            count = end_others(user=user, keep=keep)
            messages.success(request, f"已结束其他 {count} 台设备上的登录。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("office:account")


def _page(request: OfficeRequest, forms: dict[str, Any]) -> HttpResponse:
    user = request.user
    context = {
        "section": "account",
        "facts": facts.account(user),
        "posts": user.current_posts,
        "deputies": Post.objects.acting_for_whom(user) if user.current_posts else [],
        "sessions": devices.sessions_of(user, request.session.session_key),
        "second_factor": settings.SECOND_FACTOR != "off",
        "codes_left": second_factor.codes_left(user) if user.has_authenticator else 0,
        "password_form": PasswordForm(user),
        "codes_form": SurelyForm(user, auto_id="codes_%s"),
        "off_form": SurelyForm(user, auto_id="off_%s"),
        **forms,
    }
    return render(request, "schools/office/account.html", context)
