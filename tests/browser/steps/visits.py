"""People at their screens: pages by address, fields by label, buttons by their words."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import resolve
from playwright.sync_api import TimeoutError as Waited
from playwright.sync_api import expect

TABS = 150  # more than any page asks for
PATIENCE = 12_000  # ms, before somebody presses again
TIMEOUT = 30_000  # ms: a build server may have other work
LOST = "没有找到这一页"
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


class Site:
    """The running portal; each distinct page is looked at by axe once at its width."""

    def __init__(self, server, new_context, console, axe):
        self.url, self.new_context, self.console, self.axe = server.url, new_context, console, axe
        self.looked_at = set()

    def visitor(self, **screen):
        return Visitor(self, self.new_context(**{**DESKTOP, **screen}), screen)

    def person(self, user, **screen):
        """Somebody signed in, in a browser of their own."""
        visitor, client = self.visitor(**screen), Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        kept = {"name": cookie.key, "value": cookie.value, "url": self.url}
        visitor.page.context.add_cookies([kept])
        return visitor


class Visitor:
    def __init__(self, site, context, screen):
        self.has_script = screen.get("java_script_enabled", True)
        self.site, self.page = site, context.new_page()
        self.page.set_default_timeout(TIMEOUT)

    @property
    def main(self):
        return self.page.locator("main")

    def close_and_come_back(self):
        """A new page in the same browser, once the network is there again."""
        context = self.page.context
        self.page.close()
        context.set_offline(False)
        self.page = context.new_page()

    @property
    def path(self):
        return urlsplit(self.page.url).path

    @property
    def pk(self):
        """Of whatever this page shows."""
        return resolve(self.path).kwargs["pk"]

    def open(self, address):
        answer = self.page.goto(f"{self.site.url}{address}")
        assert answer.status == 200, f"{address} answers {answer.status}"
        self.look()
        return self

    def refused(self, address, sentence=LOST):
        """The page says why not, and leads on."""
        where = re.escape(f"{self.site.url}{address}")
        self.site.console.expect(rf"^{where}: Failed to load resource: .* 40[34] ")
        answer = self.page.goto(f"{self.site.url}{address}")
        assert answer.status in (403, 404), f"{address} answers {answer.status}"
        expect(self.main).to_contain_text(sentence)
        expect(self.main.get_by_role("link", name=re.compile("^回到")).first).to_be_visible()
        self._look_once(answer.status)

    def look(self):
        where = resolve(self.path)
        self._look_once(where.view_name, where.kwargs.get("part") or where.kwargs.get("step"))

    def _look_once(self, *page):
        seen = (*page, self.page.viewport_size["width"])
        if self.has_script and seen not in self.site.looked_at:  # axe is a script itself
            self.site.looked_at.add(seen)
            self.site.axe(self.page)

    def tab_to(self, name):
        """Press Tab until a link of this name has the focus, as somebody without a mouse does."""
        link = self.page.get_by_role("link", name=named(name)).first
        for _ in range(TABS):
            self.page.keyboard.press("Tab")
            if link.evaluate("link => link === document.activeElement"):
                return link
        raise AssertionError(f"“{name}” is out of reach of the keyboard")

    def press(self, name, within=None):
        """A button that sends its form."""
        self._go((within or self.main).get_by_role("button", name=named(name)))

    def follow(self, name, within=None):
        self._go((within or self.main).get_by_role("link", name=named(name)))

    def follow_first(self, address):
        """The first link to an address, whatever it says."""
        self._go(self.main.locator(f'a[href="{address}"]').first)

    def move(self, label, note="", within=None):
        """A button of the next steps; one that asks back opens first."""
        place = within or self.main
        summary = place.locator("summary", has_text=re.compile(rf"^\s*{label}\s*$"))
        asked = place.locator("details.move").filter(has=self.page.locator(summary_of(label)))
        if asked.count() == 0:
            return self.press(label, place)
        summary.click()
        if note:
            asked.get_by_role("textbox").fill(note)
        return self.press(label, asked)

    def unfold(self, summary):
        self.main.locator("summary", has_text=summary).click()

    def field(self, label, within=None):
        exactly = re.compile(rf"^\s*{re.escape(label)}\s*(（可不填）)?\s*$")
        return (within or self.main).get_by_label(exactly)

    def fill(self, values, within=None):
        """Values by the labels of their fields."""
        for label, value in values.items():
            self.field(label, within).fill(value)

    def tick(self, label, within=None):
        (within or self.main).get_by_label(label, exact=True).check()

    def row(self, words):
        head = self.page.get_by_role("rowheader").filter(has_text=words)
        return self.main.get_by_role("row").filter(has=head)

    def panel(self, heading):
        return self.main.get_by_role("region", name=heading)

    def reads(self, *sentences, within=None):
        for sentence in sentences:
            expect(within or self.main).to_contain_text(sentence)

    def reads_not(self, *sentences, within=None):
        for sentence in sentences:
            expect(within or self.main).not_to_contain_text(sentence)

    def _go(self, target):
        """Whoever sees nothing happen presses again; a form that is on its way goes once only."""
        try:
            with self.page.expect_navigation(timeout=PATIENCE):
                target.click()
        except Waited:
            with self.page.expect_navigation():
                target.click(force=True)
        self.look()


def named(name):
    """Exactly this name; words only screen readers hear stand apart by a space."""
    return re.compile(rf"^{re.escape(name).replace('：', ' ?：')}$")


def summary_of(label):
    return f'summary:text-is("{label}")'
