"""Whether the links of reports still work: asked of a server of our own, never of the inner network."""

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from activities import tasks
from activities.actions import links
from activities.actions.records import save_coverage
from activities.models import Coverage
from kit import jobs
from kit.models import Job
from tests.factories import SchoolFactory, clerk, leader, staff

LEDGER = "/office/activities/coverage/"
CHECK = reverse("office:activities:coverage_links")


class Web(BaseHTTPRequestHandler):
    """/200 answers 200 …; /to/WHERE leads on; /silence says nothing; /drip never ends."""

    def do_GET(self):
        word = self.path.lstrip("/").partition("/")
        if word[0] == "to":
            self.send_response(302)
            self.send_header("Location", f"/{word[2]}" if "//" not in word[2] else word[2])
        elif word[0] == "loop":
            self.send_response(301)
            self.send_header("Location", self.path)
        elif word[0] == "drip":
            self.server.stop.wait(5)
            return
        else:
            self.send_response(int(word[0][:3]))
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def web():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    server.stop = Event()
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.stop.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def reachable(settings):
    settings.CHECK_PRIVATE_LINKS = True


def report(school, outlet, link="", **values):
    return Coverage.objects.create(school=school, outlet=outlet, title="报道", link=link, **values)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200", (True, "")),
        ("/200/新闻 稿?a=一&b=2", (True, "")),
        ("/to/to/200", (True, "")),
        ("/404", (False, "页面没有了（404）")),
        ("/to/410", (False, "页面没有了（410）")),
        ("/403", (None, "对方不让自动检查（403），请自己点开看")),
        ("/503", (None, "对方网站出错（503），过几天再查")),
        ("/loop", (False, "一直在转向别的地址")),
        ("/to/ftp://example.org/x", (False, "不是完整的网址")),
    ],
)
def test_an_answer_is_put_in_words(web, reachable, path, answer):
    assert links.check(web + path) == answer


def test_whoever_does_not_answer_is_not_waited_for(web, reachable, monkeypatch):
    monkeypatch.setattr(links, "AT_MOST", 0.2)
    assert links.check(f"{web}/drip") == (False, "连不上这个网站")
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    assert links.check(f"http://127.0.0.1:{port}/") == (False, "连不上这个网站")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - refused
        "2130706433",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fd00::1]",
        "224.0.0.1",
    ],
)
def test_the_inner_network_is_never_asked(host):
    assert links.check(f"http://{host}/") == (None, "地址在内网，没有检查")


def test_a_public_page_cannot_lead_inside(web, settings, monkeypatch):
    port = web.rsplit(":", 1)[1]
    monkeypatch.setattr(links, "_is_for_all", lambda address: address == "127.0.0.1")
    assert links.check(f"{web}/to/http://127.0.0.2:{port}/200") == (None, "地址在内网，没有检查")


@given(st.text(max_size=60))
def test_no_address_breaks_the_check(text):
    for url in (text, f"http://127.0.0.1:1/{text}", f"https://{text}@127.0.0.1/", "http://[x"):
        assert links.check(url).works is not True


def check(user, number=0):
    job = Job.objects.create(
        kind="activities.links", title="检查链接", owner=user, arguments={"coverage": number}
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def test_the_job_notes_what_it_found_and_leads_to_the_dead_ones(
    web, reachable, enter, author, school, outlet
):
    lives = report(school, outlet, f"{web}/200", scope="public")
    dead = report(school, outlet, f"{web}/404")
    report(SchoolFactory(), outlet, f"{web}/404")  # somebody else's
    report(school, outlet)
    before = Coverage.objects.get(pk=dead.pk).updated_at
    job = check(author)
    assert (job.message, job.result_url) == (
        "查了 2 条链接：1 条打不开，0 条要自己点开看。",
        f"{LEDGER}?link=dead",
    )
    found = {c.pk: (c.link_works, c.link_problem) for c in Coverage.objects.checked()}
    assert found == {lives.pk: (True, ""), dead.pk: (False, "页面没有了（404）")}
    assert Coverage.objects.get(pk=dead.pk).updated_at == before  # no form is made stale
    listed = enter(author).get(f"{LEDGER}?link=dead").context["page"]
    assert list(listed) == [dead]
    page = enter(author).get(dead.get_office_url()).content.decode()
    assert "打不开：页面没有了（404）" in page


def test_a_changed_link_has_not_been_looked_at(author, school, outlet):
    row = report(school, outlet, "https://example.org/a", link_works=False, link_problem="旧")
    row.link = "https://example.org/b"
    save_coverage(coverage=row, outlet=(outlet.name, outlet.level, outlet.kind), by=author)
    row.refresh_from_db()
    assert (row.link_works, row.link_problem, row.link_checked_at) == (None, "", None)


def test_what_changed_meanwhile_is_not_overwritten(school, outlet):
    row = report(school, outlet, "https://example.org/new")
    tasks._keep([(row.pk, "https://example.org/old", links.Answer(False, "没有了"))])
    row.refresh_from_db()
    assert row.link_works is None


def test_only_those_who_keep_the_ledger_start_a_check(
    client, enter, author, school, outlet, django_capture_on_commit_callbacks
):
    row = report(school, outlet, "https://example.org/")
    assert client.post(CHECK).url.startswith("/login/")
    assert enter(leader(school.region)).post(CHECK).status_code == 403
    assert enter(clerk(SchoolFactory())).post(CHECK, {"coverage": row.pk}).status_code == 404
    browser = enter(author)
    first, twice = (
        browser.post(CHECK, {"coverage": row.pk}),
        browser.post(CHECK, {"coverage": row.pk}),
    )
    assert first.url == twice.url == reverse("office:job", args=[Job.objects.get().pk])
    assert enter(staff(school.region)).post(CHECK).status_code == 302


def test_nothing_to_check_is_said_so(author):
    assert check(author).message == "没有要查的链接：报道里还没有填链接。"
