"""Accounts and posts for the administrator, who sees no content of any school."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.access import is_administrator
from schools.actions import accounts as actions
from schools.documents import facts
from schools.forms.accounts import AccountForm, HandOverForm, NewAccountForm, PostForm
from schools.forms.organizations import EndForm
from schools.http import OfficeRequest
from schools.listings import AccountListing, with_posts
from schools.models import Post, User

P = ParamSpec("P")


def administrators_only(
    view: Callable[Concatenate[OfficeRequest, P], HttpResponse],
) -> Callable[Concatenate[OfficeRequest, P], HttpResponse]:
    @wraps(view)
    def guarded(request: OfficeRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_administrator(request.user):
            raise PermissionDenied("只有系统管理员能管理账号和岗位。")
        return view(request, *args, **kwargs)

    return guarded


@administrators_only
def account_list(request: OfficeRequest) -> HttpResponse:
    return AccountListing(request, with_posts(User.objects.all())).respond(
        "schools/office/account_list.html",
        section="accounts",
        orders=[("", "按称呼"), ("recent", "最近登录在前")],
    )


@administrators_only
@never_cache
def account_new(request: OfficeRequest) -> HttpResponse:
    by, data = request.user, request.POST or None
    form, post_form = NewAccountForm(data), PostForm(data, prefix="post")
    if request.method == "POST":
        if done := form.sent_before(by):
            return redirect(done)
        if all([form.is_valid(), post_form.is_valid()]):
            issued: list[str] = []

            def act() -> str:
                user, post = form.save(commit=False), post_form.save(commit=False)
                issued.append(actions.open_account(user=user, post=post, by=by))
                return reverse("office:account_detail", args=[user.pk])

            url = form.once(by, request.path, act)
            return _issued(request, form.instance, issued[0]) if issued else redirect(url)
    context = {"section": "accounts", "form": form, "post_form": post_form}
    return render(request, "schools/office/account_new.html", context)


@administrators_only
def account_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    context = {
        "section": "accounts",
        "account": user,
        "facts": facts.account(user),
        "posts": user.posts.select_related("school", "region").order_by("-started_on", "-pk"),
        "held": {post.pk for post in user.current_posts},
        "post_form": PostForm(),
        "end_form": EndForm(),
        "is_self": user == request.user,
    }
    return render(request, "schools/office/account_detail.html", context)


@administrators_only
def account_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
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
def account_disable(request: OfficeRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    return _done(
        request,
        user,
        lambda: actions.disable_account(user=user, by=request.user),
        f"账号“{user.username}”已停用，马上不能再登录。",
    )


@administrators_only
@require_POST
def account_enable(request: OfficeRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    return _done(
        request,
        user,
        lambda: actions.enable_account(user=user, by=request.user),
        f"账号“{user.username}”已恢复。",
    )


@administrators_only
@require_POST
def post_give(request: OfficeRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = PostForm(request.POST, instance=Post(user=user))
    if not form.is_valid():
        problems = [*form.general_errors(), *(why for _, why in form.problems())]
        messages.error(request, "没有加上岗位。" + "".join(problems))
        return redirect("office:account_detail", pk)
    post = form.save(commit=False)
    return _done(
        request, user, lambda: actions.give_post(post=post, by=request.user), "已加上岗位。"
    )


@administrators_only
@require_POST
def post_end(request: OfficeRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("user", "school", "region"), pk=pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(why for _, why in form.problems()))
        return redirect("office:account_detail", post.user_id)
    day = form.cleaned_data["on"]
    return _done(
        request,
        post.user,
        lambda: actions.end_post(post=post, on=day, by=request.user),
        "岗位已结束。以前填的内容都留在原单位。",
    )


@administrators_only
@never_cache
def post_hand_over(request: OfficeRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("user", "school", "region"), pk=pk)
    form = HandOverForm(request.POST or None)
    if request.method == "POST":
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid():
            try:
                return _handed_over(request, post, form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    context = {"section": "accounts", "form": form, "post": post}
    return render(request, "schools/office/hand_over.html", context)


def _handed_over(request: OfficeRequest, post: Post, form: HandOverForm) -> HttpResponse:
    issued: list[str] = []
    successor, day = form.successor, form.cleaned_data["on"]
    assert successor is not None  # noqa: S101 - a valid form names one

    def act() -> str:
        new, password = actions.hand_over(post=post, successor=successor, on=day, by=request.user)
        issued.append(password)
        return reverse("office:account_detail", args=[new.user_id])

    url = form.once(request.user, request.path, act)
    messages.success(request, f"岗位已移交给“{successor}”，从 {day:%Y-%m-%d} 起生效。")
    return _issued(request, successor, issued[0]) if any(issued) else redirect(url)


def _issued(request: OfficeRequest, user: User, password: str) -> HttpResponse:
    """The only page that ever shows a first password; a reload cannot bring it back."""
    context: dict[str, Any] = {"section": "accounts", "account": user, "password": password}
    return render(request, "schools/office/account_issued.html", context)


def _done(
    request: OfficeRequest, user: User, act: Callable[[], object], words: str
) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("office:account_detail", user.pk)
