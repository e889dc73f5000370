"""Signing in and out, told to the log."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse

from schools.actions.accounts import note_refusal, note_sign_in, note_sign_out
from schools.forms.login import LoginForm
from schools.models import User

REASONS = {"expired": "账号已到期", "inactive": "账号已停用"}


class SignIn(LoginView):
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without Django's own `site`, which would hide the portal's."""
        context = super().get_context_data(**kwargs)
        del context["site"]
        return context

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        user = form.get_user()
        if isinstance(user, User):
            note_sign_in(user, self.request.META.get("REMOTE_ADDR"))
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """A locked account is not noted again and again: the lock answers by itself."""
        if not getattr(self.request, "axes_locked_out", False):
            codes = [error.code for error in form.non_field_errors().as_data()]
            reason = next((REASONS[code] for code in codes if code in REASONS), "密码不对")
            name = str(form.data.get("username", ""))
            note_refusal(name, reason, self.request.META.get("REMOTE_ADDR"))
        return super().form_invalid(form)


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User):
            note_sign_out(request.user, request.META.get("REMOTE_ADDR"))
        return super().post(request, *args, **kwargs)
