"""The foot of a public page: who runs the site and how to reach them; what is not set is not shown."""

import pytest
from bs4 import BeautifulSoup
from django.utils import dateformat, timezone

pytestmark = pytest.mark.django_db
CONTACT = {
    "operator": ("某市教育局", "主办单位：某市教育局"),
    "phone": ("0510-80000000", "电话：0510-80000000"),
    "email": ("office@example.org", "邮箱：office@example.org"),
    "address": ("学前街 1 号", "地址：学前街 1 号（邮编 214000）"),
}
LEGAL = {
    "icp": ("苏ICP备00000000号", "苏ICP备00000000号"),
    "police": ("苏公网安备 00000000000000号", "苏公网安备 00000000000000号"),
    "code": ("3202000000", "网站标识码：3202000000"),
    "emblem": ("https://bszs.example.org/1", "党政机关网站标识"),
    "tech_support": ("某某公司", "技术支持：某某公司"),
}
SET = {"name": ("同心", "同心"), "postcode": ("214000", "214000")} | CONTACT | LEGAL


def foot(client):
    return BeautifulSoup(client.get("/about/").content, "lxml").find("footer")


def told(found, within):
    return [one.get_text("", strip=True) for one in found.select(within)]


def test_all_that_is_set_stands_in_the_foot(client, settings):
    for name, (value, _) in SET.items():
        setattr(settings, f"SITE_{name.upper()}", value)
    found = foot(client)
    assert found.h2.text == "同心"
    contact = found.find("h2", string="联系方式").parent
    assert told(contact, "li") == [words for _, words in CONTACT.values()]
    legal = told(found, ".legal > a, .legal > span")
    assert legal[1:-1] == [words for _, words in LEGAL.values()]
    assert found.find("a", string="党政机关网站标识")["href"] == SET["emblem"][0]


def test_what_is_not_set_is_absent(client, settings):
    for name in SET:
        setattr(settings, f"SITE_{name.upper()}", "")
    found = foot(client)
    assert found.find("h2", string="联系方式") is None
    today = dateformat.format(timezone.localdate(), "Y 年 n 月 j 日 l")
    assert told(found, ".legal > a, .legal > span") == [
        f"今天是{today}",
        "建议使用新版浏览器访问",
    ]
