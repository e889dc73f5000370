"""Posts: given, ended and handed over by the security administrator, who opens no accounts."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.actions import accounts as actions
from schools.choices import Role
from schools.forms.accounts import HandOverForm, PostForm
from schools.forms.organizations import EndForm
from schools.http import OfficeRequest, only
from schools.models import Post, User

security_only = only(Role.SECURITY, said="只有安全管理员能给岗位、结束岗位和移交岗位。")


@security_only
@require_POST
def post_give(request: OfficeRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = PostForm(request.POST, instance=Post(user=user))
    if not form.is_valid():
        problems = [*form.general_errors(), *(why for _, why in form.problems())]
        messages.error(request, "没有加上岗位。" + "".join(problems))
        return redirect("office:account_detail", pk)
    post = form.save(commit=False)
    return done(
        request, user, lambda: actions.give_post(post=post, by=request.user), "已加上岗位。"
    )


@security_only
@require_POST
def post_end(request: OfficeRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("user", "school", "region"), pk=pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(why for _, why in form.problems()))
        return redirect("office:account_detail", post.user_id)
    day = form.cleaned_data["on"]
    return done(
        request,
        post.user,
        lambda: actions.end_post(post=post, on=day, by=request.user),
        "岗位已结束。以前填的内容都留在原单位。",
    )


@security_only
def post_hand_over(request: OfficeRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("user", "school", "region"), pk=pk)
    form = HandOverForm(request.POST or None)
    if request.method == "POST":
        if url := form.sent_before(request.user):
            return redirect(url)
        if form.is_valid():
            try:
                url = form.once(
                    request.user, request.path, lambda: _handed_over(request, post, form)
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"岗位已移交给“{form.successor}”。")
                return redirect(url)
    context = {"section": "accounts", "form": form, "post": post}
    return render(request, "schools/office/hand_over.html", context)


def _handed_over(request: OfficeRequest, post: Post, form: HandOverForm) -> str:
    successor, day = form.successor, form.cleaned_data["on"]
    assert successor is not None  # noqa: S101 - a valid form names one
    new = actions.hand_over(post=post, successor=successor, on=day, by=request.user)
    return reverse("office:account_detail", args=[new.user_id])


def done(request: OfficeRequest, user: User, act: Callable[[], object], words: str) -> HttpResponse:
    """Answer a button of an account's page."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("office:account_detail", user.pk)
