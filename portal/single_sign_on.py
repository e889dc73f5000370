"""Signing in at the authority's own identity provider (OpenID Connect), where one is configured.

Only accounts that exist get in, found by their name in one claim; none is opened or changed here.
What the provider has asked for, a code from a telephone among it, is not asked again.
"""

from __future__ import annotations

from typing import Any

import jwt
import requests
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from portal import gate
from portal.accounts import Accounts
from schools.actions.signing_in import note_refusal, note_sign_in
from schools.models import User


class Unknown(Exception):
    """The provider knows somebody who has no usable account here; the message is for them."""


class Elsewhere(OIDCAuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        return Accounts().get_user(user_id)

    def verify_token(self, token: str, **kwargs: Any) -> Any:
        """The library leaves open for whom a token was made."""
        payload = super().verify_token(token, **kwargs)
        told = payload.get("aud", [])
        audience = [told] if isinstance(told, str) else told
        if settings.OIDC_RP_CLIENT_ID not in audience:
            raise SuspiciousOperation("The token is for somebody else.")
        return payload

    def get_or_create_user(self, access_token: str, id_token: str, payload: Any) -> User:
        """An exception, not None: the login guard would count None against the whole school."""
        claims = self.get_userinfo(access_token, id_token, payload)
        if claims.get("sub") != payload.get("sub"):
            raise Unknown(_failed())
        name = str(claims.get(settings.OIDC_CLAIM, ""))[:150]
        user = User.objects.filter(username__iexact=name).first() if name else None
        if user is None:
            raise Unknown(f"账号“{name}”在这个平台还没有开通，请联系系统管理员。")
        if not user.is_active or user.is_expired:
            note_refusal(user.username, "账号已停用或到期")
            raise Unknown(f"账号“{name}”已停用或者到期。要继续使用，请联系系统管理员。")
        return user


class Back(OIDCAuthenticationCallbackView):
    """Where the provider sends people back to."""

    user: User

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().get(request)
        except Unknown as unknown:
            messages.error(request, str(unknown))
        except (requests.RequestException, jwt.PyJWTError, SuspiciousOperation):
            messages.error(request, _failed())
        return redirect("login")

    def login_success(self) -> HttpResponse:
        response = super().login_success()
        gate.touch(self.request, anew=True)
        note_sign_in(self.user, f"（{settings.OIDC_NAME}）")
        return response


class Go(OIDCAuthenticationRequestView):
    """The button on the page of signing in."""


def _failed() -> str:
    return f"{settings.OIDC_NAME}没有登录成功，请再试一次，或者用账号和密码登录。"


urlpatterns = [
    path("", login_not_required(Go.as_view()), name="oidc_authentication_init"),
    path("back/", login_not_required(Back.as_view()), name="oidc_authentication_callback"),
]
