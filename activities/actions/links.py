"""Whether a page in the web still answers, asked without ever reaching into a private network.

The address comes from whoever fills in the form, so nothing it says is trusted: only http and
https; every name is looked up here and the connection goes to exactly the address that was looked
at; an answer that leads elsewhere is looked at in the same way; bodies are not read.
"""

from __future__ import annotations

import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

WAIT = 8  # seconds for one connection or one piece of an answer
AT_MOST = 20  # seconds for one whole answer, however slowly it drips
LEADS = 5  # from one address on to the next
MOVED = (301, 302, 303, 307, 308)
GONE = (404, 410)
FAULTY = 400
OWN_FAULT = 500
NAT64 = ip_network("64:ff9b::/96")
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; LinkCheck/1.0)", "Accept": "*/*"}


class Answer(NamedTuple):
    """`works` is None when nobody can tell from here; `problem` says why it is not True."""

    works: bool | None
    problem: str = ""


class Inside(Exception):
    """The address lies in a private network."""


# The first kind that fits; a name that is not found and a bad certificate are OSErrors, too.
FAILURES: dict[type[Exception], Answer] = {
    Inside: Answer(None, "地址在内网，没有检查"),
    socket.gaierror: Answer(False, "网站的名字找不到了"),
    ssl.SSLError: Answer(None, "网站的安全证书有问题，请自己点开看"),
    OSError: Answer(False, "连不上这个网站"),
    HTTPException: Answer(False, "连不上这个网站"),
    ValueError: Answer(False, "不是完整的网址"),
}


class _Plain(HTTPConnection):
    """Connects to an address that has been looked at, whatever the name now means."""

    address = ""

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _Secure(HTTPSConnection):
    address = ""

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


def check(url: str) -> Answer:
    """Follow the address to its end; never raises."""
    for _ in range(LEADS + 1):
        try:
            status, lead = _ask(url)
            url = urljoin(url, lead)
        except tuple(FAILURES) as error:
            return _failed(error)
        if not lead:
            return _judged(status)
    return Answer(False, "一直在转向别的地址")


def _failed(error: BaseException) -> Answer:
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return Answer(None, "现在连不上外网，没有查成")
    return next(answer for kind, answer in FAILURES.items() if isinstance(error, kind))


def _judged(status: int) -> Answer:
    if status in GONE:
        return Answer(False, f"页面没有了（{status}）")
    if status >= OWN_FAULT:
        return Answer(None, f"对方网站出错（{status}），过几天再查")
    if status >= FAULTY:
        return Answer(None, f"对方不让自动检查（{status}），请自己点开看")
    return Answer(True)


def _ask(url: str) -> tuple[int, str]:
    """The status, and where it leads on; ValueError when it is no web address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(url)
    host = parts.hostname.encode("idna").decode()
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    kind = _Secure if secure else _Plain
    connection = kind(host, port, timeout=WAIT)
    connection.address = _looked_up(host, port)
    return _answer(connection, _target(parts))


def _answer(connection: _Plain | _Secure, target: str) -> tuple[int, str]:
    guard = Timer(AT_MOST, _cut, [connection])
    guard.daemon = True
    guard.start()
    try:
        connection.request("GET", target, headers=HEADERS)
        response = connection.getresponse()
        lead = response.headers.get("Location", "") if response.status in MOVED else ""
        return response.status, lead
    finally:
        guard.cancel()
        connection.close()


def _cut(connection: _Plain | _Secure) -> None:
    if connection.sock:
        connection.sock.shutdown(socket.SHUT_RDWR)


def _looked_up(host: str, port: int) -> str:
    """One address of the name; Inside if any of them is not for everybody."""
    found = [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not settings.CHECK_PRIVATE_LINKS and not all(_is_for_all(str(one)) for one in found):
        raise Inside
    return str(found[0])


def _is_for_all(text: str) -> bool:
    address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif address.sixtofour or address.teredo or address in NAT64:
            return False  # an address within an address
    return address.is_global and not address.is_multicast


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path
