"""Signing in and out, and the one-time link by which somebody sets a password; told to the log."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import (
    INTERNAL_RESET_SESSION_TOKEN,
    LoginView,
    LogoutView,
    PasswordResetConfirmView,
)
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from portal import gate
from portal.views.steps import go_on
from schools.actions import accounts
from schools.actions.signing_in import note_refusal, note_sign_in, note_sign_out
from schools.documents.slips import slip
from schools.forms.accounts import ForgottenForm, OwnPasswordForm
from schools.forms.login import LoginForm
from schools.models import User

ONE_MAIL_IN = 300  # seconds, for each account: nobody fills the mailbox of somebody else
REASONS = {"expired": "账号已到期", "inactive": "账号已停用"}


class SignIn(LoginView):
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without Django's own `site`, which would hide the portal's."""
        context = super().get_context_data(**kwargs)
        del context["site"]
        context["sso"] = settings.OIDC_RP_CLIENT_ID and settings.OIDC_NAME
        context["going"] = urlencode({"next": context["next"]})
        return context

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Somebody who stopped half-way goes on there."""
        user = gate.account(request)
        if user and gate.step_left(request, user):
            return go_on(request, user)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Whoever has a step left is noted when it is done."""
        user: Any = form.get_user()
        login(self.request, user)
        gate.touch(self.request, anew=True)
        if gate.step_left(self.request, user) not in {gate.CODE, gate.ENROL}:
            note_sign_in(user)
        return go_on(self.request, user)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """A locked account is not noted again and again: the lock answers by itself."""
        if not getattr(self.request, "axes_locked_out", False):
            codes = [error.code for error in form.non_field_errors().as_data()]
            reason = next((REASONS[code] for code in codes if code in REASONS), "密码不对")
            name = str(form.data.get("username", ""))
            note_refusal(name, reason)
        return super().form_invalid(form)


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User):
            note_sign_out(request.user)
        return super().post(request, *args, **kwargs)


@login_not_required
def forgotten(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether there is such an account or not."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.account
        # A cache that is away answers None: better two mails than none.
        if user and cache.add(f"forgotten.{user.pk}", 1, ONE_MAIL_IN) is not False:
            slip(user, request.build_absolute_uri(accounts.link(user)))
        messages.success(request, "有这个账号并且填过邮箱的，链接已发到邮箱，3 天内有效。")
        return redirect("login")
    context = {"form": form, "mail_works": settings.EMAIL_CONFIGURED}
    return render(request, "registration/forgotten.html", context)


class SetPassword(PasswordResetConfirmView):
    """Django keeps the token in the session, so that no other page is told the address."""

    form_class = OwnPasswordForm
    template_name = "registration/set_password.html"

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        user, password = form.user, form.cleaned_data["new_password1"]
        accounts.set_password(user=user, password=password)
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, "密码已设好，请用它登录。")
        return redirect("login")
