"""Single sign-on against a provider of our own on this machine: who gets in, and who does not."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse

from kit.audit import sentence
from kit.models import AuditEntry
from tests import factories as make

pytestmark = pytest.mark.django_db
CLIENT = "portal"


class Provider(BaseHTTPRequestHandler):
    """Knows one person, `claims`; signs with `key` for `audience`."""

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    claims, audience, nonce, signer = {}, CLIENT, "", None

    def _answer(self, data):
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return self._answer({"keys": [{**public, "kid": "1", "alg": "RS256"}]})
        return self._answer({"sub": "7", **self.claims})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        told = {"sub": "7", "aud": self.audience, "nonce": self.nonce}
        signer = self.signer or self.key
        token = jwt.encode(told, signer, algorithm="RS256", headers={"kid": "1"})
        self._answer({"id_token": token, "access_token": "a"})

    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def server():
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(server, settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.portal.sso_urls"
    settings.AUTHENTICATION_BACKENDS = [
        *settings.AUTHENTICATION_BACKENDS,
        "portal.single_sign_on.Elsewhere",
    ]
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = CLIENT, "secret"
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{server}/authorize"
    settings.OIDC_OP_TOKEN_ENDPOINT = f"{server}/token"
    settings.OIDC_OP_USER_ENDPOINT = f"{server}/me"
    settings.OIDC_OP_JWKS_ENDPOINT = f"{server}/keys"
    settings.OIDC_RP_SIGN_ALGO, settings.OIDC_RP_SCOPES = "RS256", "openid profile"
    settings.OIDC_USE_PKCE, settings.OIDC_CLAIM = True, "preferred_username"
    settings.SECOND_FACTOR = "required"
    for name, value in {"claims": {}, "audience": CLIENT, "signer": None}.items():
        monkeypatch.setattr(Provider, name, value)
    return Provider


def come_back(client, provider, going="/office/account/"):
    """Through the provider and back, as the browser does it."""
    page = client.get(reverse("login"), {"next": going}).content.decode()
    assert "用统一身份认证登录" in page
    away = client.get(reverse("oidc_authentication_init"), {"next": going})
    asked = parse_qs(urlsplit(away.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    provider.nonce = asked["nonce"][0]
    query = {"code": "c", "state": asked["state"][0]}
    return client.get(reverse("oidc_authentication_callback"), query, follow=True)


def told(page):
    return " ".join(str(message) for message in page.context["messages"])


def test_an_account_that_exists_gets_in_by_its_name_and_is_asked_no_code(client, provider):
    leader = make.leader(make.RegionFactory())
    provider.claims = {"preferred_username": leader.username.upper()}
    page = come_back(client, provider)
    assert page.request["PATH_INFO"] == "/office/account/"
    assert page.context["user"] == leader
    entry = AuditEntry.objects.get(verb="account.signed_in")
    assert sentence(entry) == f"{leader}登录（统一身份认证）"


def test_nobody_is_opened_an_account(client, provider):
    provider.claims = {"preferred_username": "stranger"}
    for _ in range(6):
        page = come_back(client, provider)
        assert "“stranger”在这个平台还没有开通" in told(page)
    assert page.context["user"].is_anonymous


def test_a_disabled_account_stays_out(client, provider):
    user = make.clerk(make.SchoolFactory())
    user.is_active = False
    user.save()
    provider.claims = {"preferred_username": user.username}
    page = come_back(client, provider)
    assert "已停用" in told(page)
    assert AuditEntry.objects.get(verb="account.refused").target_id == user.pk


@pytest.mark.parametrize("forged", ["signer", "audience", "nonce", "sub"])
def test_a_forged_token_lets_nobody_in(client, provider, monkeypatch, forged):
    user = make.clerk(make.SchoolFactory())
    provider.claims = {"preferred_username": user.username}
    if forged == "signer":
        provider.signer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    elif forged == "audience":
        provider.audience = "another"
    elif forged == "sub":
        provider.claims = {**provider.claims, "sub": "8"}
    else:
        monkeypatch.setattr(Provider, "do_POST", _with_other_nonce)
    page = come_back(client, provider)
    assert "没有登录成功" in told(page)
    assert page.context["user"].is_anonymous


def _with_other_nonce(handler):
    handler.rfile.read(int(handler.headers["Content-Length"]))
    told = {"sub": "7", "aud": CLIENT, "nonce": "made-up"}
    token = jwt.encode(told, handler.key, algorithm="RS256", headers={"kid": "1"})
    handler._answer({"id_token": token, "access_token": "a"})


def test_without_the_setting_there_is_no_such_button(client):
    assert "统一身份认证" not in client.get(reverse("login")).content.decode()
