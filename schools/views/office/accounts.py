"""Accounts: kept by the system administrator, who gives no posts and sees no content."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schools.access import is_administrator, is_security
from schools.actions import accounts as actions
from schools.actions import second_factor
from schools.choices import Role
from schools.documents import facts
from schools.documents.slips import slip
from schools.forms.accounts import AccountForm, NewAccountForm, PostForm
from schools.forms.organizations import EndForm
from schools.http import OfficeRequest, only
from schools.listings import AccountListing, with_posts
from schools.models import User
from schools.views.office.posts import done

administrators_only = only(Role.ADMINISTRATOR, said="只有系统管理员能开通、停用和重设账号。")
keepers_only = only(
    Role.ADMINISTRATOR, Role.SECURITY, said="只有系统管理员和安全管理员能看账号和岗位。"
)


@keepers_only
def account_list(request: OfficeRequest) -> HttpResponse:
    return AccountListing(request, with_posts(User.objects.all())).respond(
        "schools/office/account_list.html",
        section="accounts",
        keeps_accounts=is_administrator(request.user),
        orders=[("", "按称呼"), ("recent", "最近登录在前")],
    )


@administrators_only
@never_cache
def account_new(request: OfficeRequest) -> HttpResponse:
    by = request.user
    form = NewAccountForm(request.POST or None)
    if request.method == "POST":
        if done := form.sent_before(by):
            return redirect(done)
        if form.is_valid():
            issued: list[str] = []

            def act() -> str:
                user = form.save(commit=False)
                issued.append(actions.open_account(user=user, by=by))
                return reverse("office:account_detail", args=[user.pk])

            url = form.once(by, request.path, act)
            return _issued(request, form.instance, issued[0]) if issued else redirect(url)
    context = {"section": "accounts", "form": form}
    return render(request, "schools/office/account_new.html", context)


@keepers_only
def account_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    context = {
        "section": "accounts",
        "account": user,
        "facts": facts.account(user),
        "posts": user.posts.select_related("school", "region", "acting_for").order_by(
            "-started_on", "-pk"
        ),
        "held": {post.pk for post in user.current_posts},
        "post_form": PostForm(),
        "end_form": EndForm(),
        "gives": is_security(request.user) and user != request.user,
        "keeps": is_administrator(request.user) and user != request.user,
        "keeps_accounts": is_administrator(request.user),
    }
    return render(request, "schools/office/account_detail.html", context)


@administrators_only
def account_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    actions.read(user=user, by=request.user)
    form = AccountForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        actions.update_account(user=user, fields=form.Meta.fields, by=request.user)
        messages.success(request, "已保存。")
        return redirect("office:account_detail", pk)
    context = {"section": "accounts", "form": form, "account": user}
    return render(request, "schools/office/account_form.html", context)


@administrators_only
@require_POST
@never_cache
def account_reset(request: OfficeRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    if user == request.user:
        messages.error(request, "自己的密码在“账号与密码”里改。")
        return redirect("office:account_detail", pk)
    return _issued(request, user, actions.reset_password(user=user, by=request.user))


@administrators_only
@require_POST
def account_phone(request: OfficeRequest, pk: int) -> HttpResponse:
    """Its owner has lost the telephone and the recovery codes."""
    user = get_object_or_404(User, pk=pk)
    return done(
        request,
        user,
        lambda: second_factor.reset(user=user, by=request.user),
        f"账号“{user.username}”的手机验证码器已重设，本人下次登录时重新开通。",
    )


@administrators_only
@require_POST
def account_disable(request: OfficeRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    return done(
        request,
        user,
        lambda: actions.disable_account(user=user, by=request.user),
        f"账号“{user.username}”已停用，马上不能再登录。",
    )


@administrators_only
@require_POST
def account_enable(request: OfficeRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    return done(
        request,
        user,
        lambda: actions.enable_account(user=user, by=request.user),
        f"账号“{user.username}”已恢复。",
    )


def _issued(request: OfficeRequest, user: User, path: str) -> HttpResponse:
    """The only page that ever shows the link; a reload cannot bring it back."""
    context: dict[str, Any] = {
        "section": "accounts",
        "account": user,
        "slips": [slip(user, request.build_absolute_uri(path))],
    }
    return render(request, "schools/office/account_issued.html", context)
