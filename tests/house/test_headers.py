"""Every answer is fenced in by the same headers, whoever asks for whatever."""

import pytest
from django.urls import reverse

from portal.headers import POLICY
from tests.house.roles import TABLE

CSP = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
)
SANDBOX = "default-src 'none'; sandbox"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_address_answers_with_every_fence(client, world, name, settings):
    settings.MEDIA_ROOT, settings.SECURE_HSTS_SECONDS = world.media, 31536000
    make, allowed, _ = TABLE[name]
    world.enter(client, next((role for role in world.people if role in allowed), "visitor"))
    response = client.get(reverse(name, **make(world)), secure=True)
    told = response.headers
    for close in response._resource_closers if response.streaming else ():
        close()  # not the response, which would close the database too
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["X-Frame-Options"] == "DENY"
    assert told["Cross-Origin-Opener-Policy"] == "same-origin"
    assert told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert told["Permissions-Policy"] == POLICY
    assert told["Referrer-Policy"] == "same-origin"
    assert told["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "Access-Control-Allow-Origin" not in told
    policy = told["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy == SANDBOX or all(rule in policy for rule in CSP)
