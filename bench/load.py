"""A small load: some connections kept alive, each asking anew as soon as it is answered."""

from __future__ import annotations

import re
import selectors
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
CONNECTIONS = 16


class Load(NamedTuple):
    rate: float  # answers a second
    p99: float  # milliseconds
    size: int  # bytes of the last answer
    errors: int  # answers other than 200


class _Line:
    """One connection and the answer it is reading."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.parts: list[bytes] = []
        self.left, self.begun = -1, 0.0

    def ask(self, request: bytes) -> None:
        self.parts, self.left, self.begun = [], -1, time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> bool:
        """Whether the answer is whole."""
        data = self.socket.recv(1 << 18)
        if not data:
            sys.exit("the server has hung up")
        self.parts.append(data)
        if self.left < 0:
            head, cut, body = b"".join(self.parts).partition(b"\r\n\r\n")
            if not cut:
                return False
            found = LENGTH.search(head)
            if found is None:
                sys.exit(f"no Content-Length: {head!r}")
            self.left = int(found[1]) - len(body)
        else:
            self.left -= len(data)
        return self.left <= 0


def load(port: int, paths: Sequence[str], seconds: float, cookie: str = "") -> Load:
    """The paths in turn; {n} in a path is another number each time."""
    asked = _requests(f"127.0.0.1:{port}", paths, cookie)
    lines = [_Line("127.0.0.1", port) for _ in range(CONNECTIONS)]
    taken: list[float] = []
    errors = size = 0
    with selectors.DefaultSelector() as ready:
        for line in lines:
            ready.register(line.socket, selectors.EVENT_READ, line)
            line.ask(next(asked))
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            for key, _ in ready.select(1):
                line = key.data
                if line.read():
                    taken.append(time.perf_counter() - line.begun)
                    errors += not line.parts[0].startswith(b"HTTP/1.1 200")
                    size = sum(map(len, line.parts))
                    line.ask(next(asked))
        spent = time.perf_counter() - start
    for line in lines:
        line.socket.close()
    taken.sort()
    return Load(len(taken) / spent, taken[int(len(taken) * 0.99)] * 1000, size, errors)


def _requests(host: str, paths: Sequence[str], cookie: str) -> Iterator[bytes]:
    head = f"Host: {host}\r\nAccept: text/html\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "")
    for number in count():
        path = paths[number % len(paths)].replace("{n}", str(number))
        yield f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()
