"""The same form open twice in one browser: the second is told, and both texts are there afterwards."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from selection.models import Batch
from tests.selection.test_apply import Place

TOP = "() => document.querySelector('form[data-autosave]').getBoundingClientRect().top + scrollY"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_windows_conflict_visibly_and_nothing_is_lost(page, live_server, sign_in, console):
    console.expect("409")
    place = Place()
    application = place.started()
    url = live_server.url + reverse(
        "office:selection:application_edit", args=[application.pk, "prose"]
    )
    sign_in(place.clerk)
    second = page.context.new_page()
    page.goto(url)
    second.goto(url)

    page.get_by_label("工作成效").fill("第一个窗口写的。")
    expect(page.locator("[data-savestate]")).to_contain_text("已自动保存")
    second.get_by_label("工作成效").fill("第二个窗口写的。")
    expect(second.locator("[data-savestate]")).to_contain_text("在另一个窗口也在填")

    second.close()
    page.reload()
    expect(page.get_by_label("工作成效")).to_have_value("第一个窗口写的。")
    page.get_by_role("button", name="恢复这份内容").click()
    expect(page.get_by_label("工作成效")).to_have_value("第二个窗口写的。")
    expect(page.locator("[data-savestate]")).to_contain_text("已自动保存")


def test_what_has_been_saved_is_told_without_moving_what_a_finger_is_on(
    phone, live_server, sign_in
):
    place = Place()
    url = reverse("office:selection:application_edit", args=[place.started().pk, "prose"])
    Batch.objects.update(name="2026 年中小学校“一校一品”党建品牌项目申报")  # fills the line
    sign_in(place.clerk, phone)
    phone.goto(live_server.url + url)
    before = phone.evaluate(TOP)
    phone.get_by_label("工作成效").fill("手机上写的。")
    expect(phone.locator("[data-savestate]")).to_contain_text("已自动保存")
    assert phone.evaluate(TOP) == before


def test_without_a_signal_the_words_wait_in_the_browser(page, live_server, sign_in, console):
    console.expect("ERR_INTERNET_DISCONNECTED")
    place = Place()
    application = place.started()
    url = live_server.url + reverse(
        "office:selection:application_edit", args=[application.pk, "prose"]
    )
    sign_in(place.clerk)
    page.goto(url)
    page.context.set_offline(True)
    page.get_by_label("工作成效").fill("没有信号时写的。")
    expect(page.locator("[data-savestate]")).to_contain_text("没有网络，已存在本机")
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(url)
    page.get_by_role("button", name="恢复这份内容").click()
    expect(page.get_by_label("工作成效")).to_have_value("没有信号时写的。")
