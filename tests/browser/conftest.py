"""The browser: the system's Chromium, cut off from the network, and no error in it goes unseen."""

import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's API runs its own event loop
expect.set_options(timeout=15_000)  # ms: a build server may have other work
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AUDIT = "options => axe.run(document, options).then(r => r.violations)"
BROWSERS = ["chromium-headless-shell", "chromium"]  # the first draws no windows and is quicker
ARGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Chromium refuses its sandbox to root, which build servers are."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    args = [*ARGS, "--no-sandbox"] if os.geteuid() == 0 else ARGS
    return {**browser_type_launch_args, "executable_path": chromium, "args": args}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
    }


def pytest_collection_modifyitems(items):
    """One that loads the demonstration goes first, the others last: nobody waits while it loads."""
    shown = [item for item in items if "shown" in item.fixturenames]
    items[:] = [*shown[:1], *(item for item in items if item not in shown), *shown[1:]]


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    """A folder all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


class Console:
    """What a page complained about; `expect(r"404")` names complaints the test provokes."""

    def __init__(self):
        self.complaints = []
        self.expected = []

    def expect(self, pattern):
        self.expected.append(pattern)

    def watch(self, context):
        context.on("console", lambda m: m.type == "error" and self.add(m.text, m.page))
        context.on("weberror", lambda e: self.add(str(e.error), e.page))

    def add(self, text, page):
        self.complaints.append(f"{page.url if page else ''}: {text}")

    def unexpected(self):
        return [c for c in self.complaints if not any(re.search(p, c) for p in self.expected)]


@pytest.fixture
def console():
    """Script errors, failed requests and CSP violations fail the test that met them."""
    console = Console()
    yield console
    assert console.unexpected() == []


@pytest.fixture
def new_context(new_context, console):
    """Every context is watched, those of `page` and `phone` included."""

    def make(**kwargs):
        context = new_context(**{"viewport": DESKTOP, **kwargs})
        console.watch(context)
        return context

    return make


@pytest.fixture
def phone(new_context):
    """A page as wide as a phone, with touch."""
    return new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def sign_in(page, live_server, client, settings):
    """`sign_in(user)` for `page`, `sign_in(user, phone)` for another one."""

    def as_(user, page=page):
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return as_


def violations(page, rules=STANDARDS):
    """What axe, which the page has loaded, finds wrong; it describes nothing else, so it is quick."""
    found = page.evaluate(AUDIT, {"runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {rule['help']}: {node['target']} {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.fixture
def axe():
    """`axe(page)` finds nothing a screen reader, a keyboard or weak eyes would stumble over."""

    def check(page):
        page.evaluate(AXE.read_text())
        assert violations(page) == []

    return check
