"""The steps between a right password and the portal; portal.gate says which is left."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from textwrap import wrap
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.util import random_hex

from kit.workflow import Refused
from portal import gate
from schools.actions import second_factor
from schools.actions.accounts import change_password
from schools.actions.signing_in import note_refusal, note_sign_in
from schools.forms.accounts import CodeForm, PasswordForm, PhoneForm, SurelyForm
from schools.models import Authenticator, User

KEY = "authenticator_key"  # in the session until the telephone has shown that it knows it
Step = Callable[[HttpRequest, User], HttpResponse]


def wanted(request: HttpRequest) -> str:
    """Where the visitor was going; never to another site."""
    url = request.POST.get("next", request.GET.get("next", ""))
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


def go_on(request: HttpRequest, user: User) -> HttpResponseRedirect:
    """To the next step, or, after the last one, to where the visitor was going."""
    left, url = gate.step_left(request, user), wanted(request)
    return redirect(f"{reverse(left)}?{urlencode({'next': url})}" if left else url)


def step(name: str) -> Callable[[Step], Callable[[HttpRequest], HttpResponse]]:
    """A page for whoever has given a password and whose next step this is."""

    def wrap(view: Step) -> Callable[[HttpRequest], HttpResponse]:
        @login_not_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            user = gate.account(request)
            if user is None:
                going = urlencode({"next": wanted(request)}) if "next" in request.GET else ""
                return redirect(f"{reverse('login')}?{going}".rstrip("?"))
            left = gate.step_left(request, user)
            # A telephone is enrolled or changed from the account page, too, by whoever is in.
            if left == name or (name == gate.ENROL and not left):
                return view(request, user)
            return go_on(request, user)

        return guarded

    return wrap


@step(gate.CODE)
def code(request: HttpRequest, user: User) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            known = second_factor.confirm(user, form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            if known:
                _let_in(request, user, known)
                return go_on(request, user)
            note_refusal(user.username, "手机验证码不对")
            form.add_error("code", second_factor.WRONG)
    return _page(request, "code", user, form=form)


@step(gate.ENROL)
@sensitive_post_parameters("password")
def phone(request: HttpRequest, user: User) -> HttpResponse:
    """The key waits in the session: reloading the page shows the same picture again."""
    must = bool(gate.step_left(request, user))
    key = request.session.setdefault(KEY, random_hex(20))
    sent = request.POST or None
    form = PhoneForm(sent)
    surely = SurelyForm(user, sent) if user.has_authenticator else None
    if request.method == "POST" and all([form.is_valid(), surely is None or surely.is_valid()]):
        try:
            made = second_factor.enrol(user=user, key=key, code=form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[KEY]
            user.has_authenticator = True
            _let_in(request, user, "phone", is_new=must)
            return _page(request, "codes", user, codes=made)
    device = Authenticator(user=user, key=key)
    return _page(
        request,
        "phone",
        user,
        form=form,
        surely=surely,
        must=must,
        picture=segno.make(device.url, error="m").svg_data_uri(scale=4, border=2),
        key=" ".join(wrap(device.secret, 4)),
    )


@step(gate.RENEW)
@sensitive_post_parameters("old_password", "new_password1", "new_password2")
def renew(request: HttpRequest, user: User) -> HttpResponse:
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        new, keep = form.cleaned_data["new_password1"], request.session.session_key
        change_password(user=user, password=new, keep=keep)
        request.user = user  # nobody so far; Django renews only one's own session
        update_session_auth_hash(request, user)
        messages.success(request, "密码已改，下次用新密码登录。")
        return go_on(request, user)
    return _page(request, "renew", user, form=form, days=settings.PASSWORD_DAYS)


def _let_in(request: HttpRequest, user: User, known: str, is_new: bool = True) -> None:
    """The session knows the second factor from now on, under a new key."""
    request.session.cycle_key()
    request.session[DEVICE_ID_SESSION_KEY] = known
    if is_new:
        note_sign_in(user, "，核对了手机验证码")
    if known == "code":
        left = second_factor.codes_left(user)
        text = f"用掉一个恢复码，还剩 {left} 个。换了手机的，请在“我的账号”里换一部手机。"
        messages.warning(request, text)


def _page(request: HttpRequest, name: str, user: User, **context: Any) -> HttpResponse:
    context |= {"account": user, "next": wanted(request)}
    return render(request, f"registration/{name}.html", context)
