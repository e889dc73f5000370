"""An expert on a phone enrols the telephone at the first signing in, and is asked its code at the next."""

import time
from base64 import b32decode

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

from tests import factories
from tests.browser.steps.visits import PHONE, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WANTED = "/office/account/"


def signs_in(visitor, user):
    visitor.page.goto(f"{visitor.site.url}/login/?next={WANTED}")
    visitor.fill({"账号": user.username, "密码": "correct-horse-9"})
    visitor.press("登录")


def test_an_expert_signs_in_with_a_phone_and_a_code(
    live_server, new_context, console, axe, settings
):
    settings.SECOND_FACTOR = "required"
    user = factories.expert(factories.RegionFactory())
    visitor = Site(live_server, new_context, console, axe).visitor(**PHONE)

    signs_in(visitor, user)
    expect(visitor.main).to_contain_text("你的岗位登录要用手机验证码")
    visitor.unfold("扫不了")
    key = visitor.main.locator(".link b").inner_text().replace(" ", "")
    totp = TOTP(b32decode(key))
    totp.time = time.time()
    visitor.fill({"手机上显示的 6 位验证码": f"{totp.token():06d}"})
    visitor.press("核对并开通")
    code = visitor.main.locator(".codes b").first.inner_text()
    visitor.follow("抄好了，进入平台")
    assert visitor.path == WANTED
    expect(visitor.main).to_contain_text("恢复码还剩 10 个")

    visitor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    signs_in(visitor, user)
    expect(visitor.field("验证码")).to_be_focused()
    visitor.page.keyboard.type(code)
    visitor.page.keyboard.press("Enter")
    expect(visitor.main).to_contain_text("还剩 9 个")
    assert visitor.path == WANTED
