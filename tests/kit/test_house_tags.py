"""The template tags, the components that stand on them, and the vendored files they point at."""

import json
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string

from kit.templatetags import house
from kit.workflow import Move, Offer

VENDOR = settings.BASE_DIR / "static/vendor"


def moved(**more):
    return Move(
        label="退回修改", sources=("first",), target="draft", allowed=lambda u, o: True, **more
    )


def drawn(offer):
    return render_to_string("components/move_blocked.html", offer._asdict())


def asked(move):
    context = {"key": "back", "move": move, "action": "/move/", "seen": "first"}
    return render_to_string("components/move_asked.html", context)


@pytest.mark.parametrize(
    ("level", "seal"),
    [
        ("world", "l1"),
        ("national", "l1"),
        ("province", "l2"),
        ("city", "l3"),
        ("county", "l4"),
        ("", "l4"),
    ],
)
def test_only_the_nation_and_the_world_have_the_solid_red_seal(level, seal):
    assert house.seal_class(level) == seal


def test_a_title_breaks_only_where_its_author_said_and_stays_escaped():
    assert house.breaks("以爱国为底色的|<苏港疆>") == "以爱国为底色的<wbr>&lt;苏港疆&gt;"
    assert house.unbroken("以爱国为底色的|行动") == "以爱国为底色的行动"


def test_a_pager_shows_the_ends_and_the_neighbours():
    page = Paginator(range(300), 10).get_page(7)
    assert list(house.page_numbers(page)) == [1, None, 6, 7, 8, None, 30]


def test_the_pager_keeps_the_filter_in_its_links():
    template = Template(
        '{% include "components/pager.html" with page=page query=query target="#rows" only %}'
    )
    page = Paginator(range(30), 10).get_page(2)
    html = template.render(Context({"page": page, "query": QueryDict("q=升旗&page=2")}))
    assert re.findall(r'href="([^"]+)"', html) == [
        "?q=%E5%8D%87%E6%97%97&amp;page=1",
        "?q=%E5%8D%87%E6%97%97&amp;page=1",
        "?q=%E5%8D%87%E6%97%97&amp;page=2",
        "?q=%E5%8D%87%E6%97%97&amp;page=3",
        "?q=%E5%8D%87%E6%97%97&amp;page=3",
    ]


def test_a_blocked_move_tells_its_reasons_to_the_button():
    html = drawn(Offer("submit", moved(), ["还差活动地点", "还没有照片"]))
    assert re.findall(r"<li>(.*?)</li>", html) == ["还差活动地点", "还没有照片"]
    assert (
        re.search(r'aria-describedby="(.*?)"', html)[1] == re.search(r'<ul .*?id="(.*?)"', html)[1]
    )
    assert "disabled" in html


def test_a_move_asks_for_a_note_only_when_it_needs_one():
    with_note = asked(moved(needs_note=True, note_label="退回原因"))
    without = asked(moved(confirm="页面不再公开。"))
    assert ("退回原因" in with_note, "<textarea" in with_note) == (True, True)
    assert ("页面不再公开。" in without, "<textarea" in without) == (True, False)


def test_a_message_of_each_level_has_its_own_notice():
    messages = [SimpleNamespace(level_tag=tag, message=tag) for tag in house.TONES]
    html = render_to_string("components/messages.html", {"messages": messages})
    assert re.findall(r'class="notice (\w+)"\s+role="(\w+)"', html) == [
        ("ok", "status"),
        ("err", "alert"),
        ("warn", "status"),
        ("info", "status"),
        ("info", "status"),
    ]


def test_the_page_of_a_broken_server_needs_no_context():
    assert "这一页没有打开" in render_to_string("errors/500.html")


def test_every_icon_that_a_template_names_is_in_the_sprite():
    sprite = set(re.findall(r'id="([^"]+)"', (VENDOR / "bootstrap-icons/icons.svg").read_text()))
    used = set()
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        used |= set(re.findall(r'\{% icon "([^"]+)"', path.read_text()))
    assert used - sprite == set()


def test_the_vendored_files_are_the_ones_in_the_manifest():
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    files = {
        str(path.relative_to(VENDOR))
        for path in VENDOR.rglob("*")
        if path.is_file() and path.parent != VENDOR
    }
    checked = subprocess.run([sys.executable, VENDOR / "build.py", "--check"], check=False)
    assert (set(manifest), checked.returncode) == (files, 0)
