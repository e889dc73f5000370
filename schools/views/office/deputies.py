"""Asking a colleague to act in a post: one's own, or for somebody who is away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.access import is_security
from schools.actions import deputies as actions
from schools.forms.accounts import DeputyForm
from schools.http import OfficeRequest
from schools.models import Post


def deputy_new(request: OfficeRequest, pk: int) -> HttpResponse:
    user = request.user
    post = get_object_or_404(Post.objects.lendable_by(user), pk=pk)
    form = DeputyForm(request.POST or None, colleagues=actions.colleagues(post))
    if request.method == "POST":
        if done := form.sent_before(user):
            return redirect(done)
        if form.is_valid():
            try:
                url = form.once(user, request.path, lambda: _deputised(request, post, form))
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已请“{form.cleaned_data['deputy']}”代理。")
                return redirect(url)
    context = {
        "section": "account" if post.user == user else "accounts",
        "form": form,
        "post": post,
        "back": _back(request, post.user_id),
    }
    return render(request, "schools/office/deputy_form.html", context)


@require_POST
def deputy_end(request: OfficeRequest, pk: int) -> HttpResponse:
    acting = get_object_or_404(Post.objects.acting_for_whom(request.user), pk=pk)
    assert acting.acting_for_id is not None  # noqa: S101 - the rows asked for say so
    url = _back(request, acting.acting_for_id)
    actions.end_deputy(acting=acting, by=request.user)
    messages.success(request, f"“{acting.user}”不再代理这个岗位。")
    return redirect(url)


def _deputised(request: OfficeRequest, post: Post, form: DeputyForm) -> str:
    data = form.cleaned_data
    actions.deputise(
        post=post, deputy=data["deputy"], since=data["since"], until=data["until"], by=request.user
    )
    return _back(request, post.user_id)


def _back(request: OfficeRequest, holder: int) -> str:
    if holder != request.user.pk and is_security(request.user):
        return reverse("office:account_detail", args=[holder])
    return reverse("office:account")
