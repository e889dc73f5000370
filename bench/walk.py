"""Every public page of this installation, found by its links: a few of each kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

EACH = 3
LINK = re.compile(r'<a\b[^>]*\shref="([^"#]+)')


def public_pages(start: str = "/") -> Iterator[tuple[str, bytes]]:
    """(address, HTML) from the home page on; of pages that one view makes, EACH at most."""
    client, seen, waiting, made = Client(SERVER_NAME="localhost"), {start}, [start], Counter[str]()
    while waiting:
        path = waiting.pop(0)
        name = _view(path)
        if not name or made[name] == EACH:
            continue
        answer = client.get(path)
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        made[name] += 1
        yield path, answer.content
        found = (urljoin(path, unescape(link)) for link in LINK.findall(answer.content.decode()))
        fresh = [link for link in dict.fromkeys(found) if link.startswith("/") and link not in seen]
        seen.update(fresh)
        waiting += fresh


def _view(path: str) -> str:
    """Which view answers; the two writings count apart, pages of accounts not at all."""
    plain = urlsplit(path).path
    plain = plain.removeprefix("/zh-hant") or "/"
    try:
        name = resolve(plain).view_name
    except Resolver404:
        return ""
    return "" if name.startswith("office:") else f"{'zh-hant ' * ('/zh-hant/' in path)}{name}"
