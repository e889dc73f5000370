"""What the web processes hold after so many minutes of readers and offices by turns, one table.

DATABASE_URL=… python -m bench.memory [MINUTES]    # an hour; leaves some hundred photos behind
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from activities.models import Activity  # noqa: E402
from bench import report  # noqa: E402
from bench.photos import photograph  # noqa: E402
from bench.serving import serving  # noqa: E402
from brands.models import Brand  # noqa: E402
from schools.models import School, User  # noqa: E402

LIMIT = 250  # MB
EVERY = 5  # minutes between lines of the table
PAUSE = 0.1  # seconds between requests: the hour is long, not hard
OFFICES = ("bench2", "bench_county")
LISTS = ("/brands/", "/schools/", "/activities/", "/honors/", "/ties/", "/statistics/", "/")
DESKS = ("", "activities/", "honors/", "brands/", "schools/", "selection/batches/1/summary/")
WORDS = ["思政", "红色", "劳动", "志愿", "国旗", "研学", "家校", "清廉"]
SECRET = "a" * 32  # whoever sets the cookie may set the token


def public(dice: random.Random) -> Iterator[str]:
    """Addresses without end: lists at some page, single things, searches, in both writings."""
    shown = [list(m.objects.public()[:500]) for m in (Brand, School, Activity)]
    while True:
        for path in LISTS:
            yield f"{path}?page={dice.randint(1, 40)}"
        for things in shown:
            yield dice.choice(things).get_absolute_url()
            yield "/zh-hant" + dice.choice(things).get_absolute_url()
        yield f"/search/?q={'%20'.join(map(_quoted, dice.sample(WORDS, 2)))}"


def office() -> Iterator[tuple[str, str]]:
    for page in itertools.count(1):
        for path in DESKS:
            yield f"/office/{path}?page={page % 40 + 1}", OFFICES[page % 2]


def _quoted(word: str) -> str:
    return "".join(f"%{byte:02X}" for byte in word.encode())


class Visitor:
    def __init__(self, port: int) -> None:
        self.root, self.answers, self.cookies = f"http://127.0.0.1:{port}", 0, {"": ""}
        for name in (*OFFICES, "bench_school"):
            client = Client()
            client.force_login(User.objects.get(username=name))
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            own = f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={SECRET}"
            self.cookies[name] = own

    def ask(self, path: str, user: str = "", data: bytes | None = None, kind: str = "") -> None:
        head = {"Cookie": self.cookies[user], "Accept-Encoding": "gzip"}
        if data:
            head |= {"X-CSRFToken": SECRET, "Content-Type": kind}
        try:
            with urlopen(Request(self.root + path, data, head), timeout=60) as answer:  # noqa: S310
                answer.read()
        except HTTPError as error:
            if error.code not in (403, 404):  # beyond a district's own, or a list's last page
                sys.exit(f"{path}: {error.code}")
        self.answers += 1

    def send(self, picture: bytes) -> None:
        part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        body = part + picture + b"\r\n--x--\r\n"
        self.ask(
            "/office/activities/photos/", "bench_school", body, "multipart/form-data; boundary=x"
        )


def workers(port: int) -> list[float]:
    """MB that each process behind the port holds; the one with children is the arbiter."""
    held: dict[int, float] = {}
    parents = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if f"127.0.0.1:{port}".encode() not in (place / "environ").read_bytes():
                continue
            told = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines())
        except OSError:
            continue
        parents.add(int(told["PPid"]))
        held[int(place.name)] = int(told["VmRSS"].split()[0]) / 1024
    return sorted(mb for pid, mb in held.items() if pid not in parents)


def main(minutes: float = 60) -> None:
    out, dice, picture = sys.stdout.write, random.Random(7), photograph()  # noqa: S311
    out("| minutes | requests | MB of the web processes |\n|---|---|---|\n")
    highest = 0.0
    with serving() as port:
        visitor, readers, offices = Visitor(port), public(dice), office()
        start = told = time.monotonic()
        for turn in itertools.count():
            now = time.monotonic()
            if now - start > minutes * 60:
                break
            for path in itertools.islice(readers, 5):
                visitor.ask(path)
                time.sleep(PAUSE)
            visitor.ask(*next(offices))
            if turn % 25 == 0:
                visitor.send(picture)
            if turn == 1 or now - told >= EVERY * 60:
                held, told = workers(port), now
                highest = max(highest, *held)
                sizes = ", ".join(f"{mb:.0f}" for mb in held)
                out(f"| {(now - start) / 60:.0f} | {visitor.answers} | {sizes} |\n")
                sys.stdout.flush()
    report.at_most("memory", f"a web process, {minutes:g} minutes", LIMIT, highest, "MB")
    if highest > LIMIT:
        sys.exit(f"more than {LIMIT} MB")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
