"""One person's way through many pages; what is wrong on them is kept to the end."""

from django.test import Client

from schools.models import User
from tests.browser.conftest import AXE, DESKTOP, PHONE, STANDARDS, violations

NARROW = {"width": 320, "height": 640}  # a desktop at 400 %
HALVED = {"width": 720, "height": 450}  # a desktop at 200 %
TABLET = {"width": 768, "height": 1024}
WIDTHS = [NARROW, PHONE, HALVED, TABLET, DESKTOP]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that another palette can spoil
WORDS = ("None", "undefined", "NaN", "{{", "{%")  # what a page says when nobody looked
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
BROKEN = "() => [...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
DRESS = """mode => ['mode', 'contrast', 'size'].forEach(name => {
  if (mode[name]) document.documentElement.dataset[name] = mode[name];
  else delete document.documentElement.dataset[name];
})"""
# What 长辈版 promises: text of 18 px, targets of 60 px where they stand alone.
SMALL = """() => [...document.body.querySelectorAll('*')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, svg, noscript'))
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 17.9)
  .map(e => `${getComputedStyle(e).fontSize} ${e.textContent.trim().slice(0, 20)}`)"""
LOW = """() => [...document.querySelectorAll('.btn, .chip, .searchbox *, .util button, .util a,'
    + '.mainnav a, .tabs a, .pager a, .foot li a, .foot button, summary, svg a,'
    + 'main form :is(input, select, textarea, button)')]
  .map(e => /checkbox|radio/.test(e.type) ? e.closest('label') || e : e)
  .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .suggestions, .trap'))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.height > 0 && Math.min(box.width, box.height) < 59.5)
  .map(([e, box]) => `${box.width} × ${box.height} ${e.tagName} ${e.textContent.trim()}`)"""


class Walk:
    def __init__(self, server, page, username=""):
        self.server, self.page, self.wrong = server, page, []
        if username:
            client = Client()
            client.force_login(User.objects.get(username=username))
            name, cookie = next(iter(client.cookies.items()))
            kept = {"name": name, "value": cookie.value, "url": server.url}
            page.context.add_cookies([kept])

    def through(self, paths, status=200):
        """Every page on a desktop and on a phone."""
        for path in paths:
            self.open(path, status)
            self.audit(f"{path} 1440")
            self.page.set_viewport_size(PHONE)
            self.audit(f"{path} 390")

    def open(self, path, status=200):
        self.page.set_viewport_size(DESKTOP)
        answer = self.page.goto(f"{self.server.url}{path}")
        if answer.status != status:
            self.wrong.append(f"{path}: {answer.status}")
        self.page.evaluate(AXE.read_text())
        said = self.page.inner_text("main")
        self.wrong += [f"{path}: says {word}" for word in WORDS if word in said]

    def audit(self, where, rules=STANDARDS):
        self.wrong += [f"{where}: {told}" for told in violations(self.page, rules)]
        self.wrong += [f"{where}: broken picture {src}" for src in self.page.evaluate(BROKEN)]
        self.fit(where)

    def fit(self, where):
        if wider := self.page.evaluate(WIDER):
            self.wrong.append(f"{where}: {wider} px too wide")

    def darkened(self, where):
        """The open page in dark colours: whether all of it can still be read."""
        self.page.emulate_media(color_scheme="dark")
        self.audit(f"{where} dark", COLOURS)
        self.page.emulate_media(color_scheme="light")

    def largest(self, where):
        """The open page in the largest letters there are, on the narrowest screen."""
        self.page.evaluate(DRESS, {"mode": "elder", "size": "large"})
        self.page.set_viewport_size(NARROW)
        self.fit(f"{where} largest 320")

    def dressed(self, where, mode):
        """One mode of the open page at five widths; every rule of axe at three of them."""
        self.page.evaluate(DRESS, mode)
        for size in WIDTHS:
            self.page.set_viewport_size(size)
            place = f"{where} {mode} {size['width']}"
            if size in (NARROW, TABLET, DESKTOP):
                self.audit(place)
            else:
                self.fit(place)
            if mode.get("mode") == "elder" and size in (PHONE, DESKTOP):
                told = [*self.page.evaluate(SMALL), *self.page.evaluate(LOW)]
                self.wrong += [f"{place}: too small: {what}" for what in told[:4]]
