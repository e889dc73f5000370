"""Rehearsal of failures: two web processes and two workers behind nginx, killed under load.

    python -m bench.failover            # its own PostgreSQL, Redis and nginx on free ports

While readers read and jobs are queued, a web process and a worker are killed (`kill -9`) and
started again as systemd would, PostgreSQL is restarted, and Redis is killed. One table says what
each of it cost; a word behind it names the blows that contain it.
`tests/portal/test_failover.py` kills processes on the database of the tests.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from urllib.parse import quote

from bench import report

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "/",
    "/brands/",
    "/activities/",
    "/schools/",
    "/honors/",
    "/search/?q=同心",
    "/statistics/",
)
READERS = 6
PAUSE = 0.05  # seconds between two pages of a reader
SLOW = 2.0  # seconds; whoever waits longer is told apart
WHOLE = 10.0  # seconds after a blow
BETWEEN_JOBS = 1.5


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(come_true: Callable[[], object], seconds: float = 40) -> bool:
    end = time.monotonic() + seconds
    while not come_true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def answers(port: int) -> bool:
    with closing(socket.socket()) as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def nginx_conf(place: Path, port: int, webs: list[int]) -> str:
    """The lines on failing over are those of deploy/nginx.conf."""
    shipped = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    on_failing = re.compile(r"^ +(proxy_(?:next|connect|read|http).*;)", re.MULTILINE)
    proxy = "\n".join(dict.fromkeys(on_failing.findall(shipped)))
    (how,) = set(re.findall(r"^    server 127.0.0.1:8000 (.*);", shipped, re.MULTILINE))
    servers = "\n".join(f"server 127.0.0.1:{web} {how};" for web in webs)
    temporary = "\n".join(
        f"{kind}_temp_path {place}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""
daemon off; pid {place}/nginx.pid; error_log {place}/nginx.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
    {temporary}
    upstream portal {{ {servers} keepalive 16; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Request-ID $request_id;
            proxy_set_header Connection "";
            {proxy}
            proxy_pass http://portal;
        }}
    }}
}}
"""


@dataclass
class Answer:
    at: float
    status: int
    took: float


@dataclass
class Installation:
    """Processes of one portal; `env` names its database and the like."""

    place: Path
    env: dict[str, str]
    running: dict[str, subprocess.Popen] = field(default_factory=dict)
    webs: list[int] = field(default_factory=lambda: [free_port(), free_port()])
    port: int = field(default_factory=free_port)

    def start(self, name: str) -> None:
        kind, number = name[:-1], int(name[-1])
        command = {
            "web": [sys.executable, "-m", "gunicorn", "--no-control-socket"],
            "worker": [sys.executable, "manage.py", "worker"],
            "nginx": ["nginx", "-c", str(self.place / "nginx.conf"), "-p", str(self.place)],
        }[kind]
        bind = {"BIND": f"127.0.0.1:{self.webs[number]}"} if kind == "web" else {}
        with (self.place / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603
                command,
                cwd=ROOT,
                env=self.env | {"WEB_CONCURRENCY": "1", "PROXY_COUNT": "1"} | bind,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()

    def is_up(self) -> bool:
        return all(map(answers, [*self.webs, self.port]))

    @contextmanager
    def up(self) -> Iterator[None]:
        conf = nginx_conf(self.place, self.port, self.webs)
        (self.place / "nginx.conf").write_text(conf, encoding="utf-8")
        try:
            for name in ("web0", "web1", "worker0", "worker1", "nginx0"):
                self.start(name)
            if not until(self.is_up):
                raise RuntimeError(f"not everything came up, see the logs in {self.place}")
            yield
        finally:
            for name, process in self.running.items():
                if process.poll() is None:
                    self.kill(name)


class Load:
    """Readers without a pause to speak of, and a job now and then."""

    def __init__(self, port: int, start_job: Callable[[int], object]) -> None:
        self.port, self.start_job = port, start_job
        self.answers: list[Answer] = []
        self.jobs = 0
        self.over = Event()
        self.threads = [Thread(target=self.read, args=(n,)) for n in range(READERS)]
        self.threads.append(Thread(target=self.queue))

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def read(self, number: int) -> None:
        pages = cycle(PAGES[number:] + PAGES[:number])
        while not self.over.wait(PAUSE):
            began = time.monotonic()
            status = self.get(next(pages))
            self.answers.append(Answer(began, status, time.monotonic() - began))

    def get(self, page: str) -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as one:
            try:
                one.request("GET", quote(page, safe="/?=&"))
                answer = one.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return 0
            return answer.status

    def queue(self) -> None:
        while not self.over.wait(BETWEEN_JOBS):
            self.jobs += 1
            self.start_job(self.jobs)


@dataclass
class Blow:
    what: str
    at: float
    asked: int = 0
    failed: int = 0
    slow: int = 0
    whole_after: float = 0.0

    def weigh(self, answers: list[Answer], end: float) -> None:
        """By what was answered between this blow and the next."""
        mine = [one for one in answers if self.at <= one.at + one.took < end]
        bad = [one for one in mine if one.status != 200]
        late = [one for one in mine if one.took > SLOW]
        self.asked, self.failed, self.slow = len(mine), len(bad), len(late)
        ends = [one.at + one.took - self.at for one in (*bad, *late)]
        self.whole_after = max(ends, default=0.0)


def rehearse(load: Load, blows: list[tuple[str, float, Callable[[], object]]]) -> list[Blow]:
    """Each of (what, seconds to watch afterwards, deed) in turn, under load."""
    struck = []
    for what, watch, deed in blows:
        struck.append(Blow(what, time.monotonic()))
        deed()
        time.sleep(watch)
    ends = [*(blow.at for blow in struck[1:]), float("inf")]
    if bad := Counter(one.status for one in load.answers if one.status != 200):
        print(f"failed with {dict(bad)} (0: no answer)")  # noqa: T201
    for blow, end in zip(struck, ends, strict=True):
        blow.weigh(load.answers, end)
    return struck


def table(blows: list[Blow]) -> str:
    lines = ["| what happened | requests | failed | slower than 2 s | whole again after |"]
    lines.append("|---|---|---|---|---|")
    for one in blows:
        counts = f"{one.asked} | {one.failed} | {one.slow}"
        lines.append(f"| {one.what} | {counts} | {one.whole_after:.1f} s |")
    return "\n".join(lines)


def wrong(blows: list[Blow], lost: int, twice: int) -> list[str]:
    """What nobody would put up with, in words."""
    found = [f"{one.what}: {one.failed} requests failed" for one in blows if one.failed]
    found += [
        f"{one.what}: whole again only after {one.whole_after:.1f} s"
        for one in blows
        if one.whole_after > WHOLE
    ]
    found += [f"{lost} jobs lost"] * bool(lost)
    return found + [f"{twice} jobs done twice"] * bool(twice)


class Cluster:
    """A PostgreSQL of its own; it refuses to run as root."""

    def __init__(self, place: Path) -> None:
        self.port, self.data = free_port(), place / "cluster"
        self.user = "postgres" if os.geteuid() == 0 else None
        self.data.mkdir(mode=0o700)
        if self.user:
            shutil.chown(self.data, self.user)
        self.run("initdb", "-A", "trust", "-U", "postgres", "-D", str(self.data))
        self.ctl("start")
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, *command: str) -> None:
        subprocess.run(command, check=True, user=self.user, cwd="/", stdout=subprocess.DEVNULL)  # noqa: S603

    def ctl(self, what: str) -> None:
        options = f"-p {self.port} -k {self.data} -c listen_addresses=127.0.0.1"
        log = str(self.data / "server.log")
        self.run("pg_ctl", what, "-m", "fast", "-w", "-D", str(self.data), "-l", log, "-o", options)


class Pooler:
    """PgBouncer before a cluster, by deploy/pgbouncer.ini; it refuses to run as root, too."""

    def __init__(self, place: Path, cluster: Cluster) -> None:
        self.port, conf = free_port(), place / "pgbouncer.ini"
        shipped = ConfigParser()
        shipped.read(ROOT / "deploy" / "pgbouncer.ini", encoding="utf-8")
        shipped["databases"] = {"postgres": f"host=127.0.0.1 port={cluster.port} user=postgres"}
        here = {"listen_port": str(self.port), "auth_type": "any", "unix_socket_dir": ""}
        shipped["pgbouncer"].update(here)
        with conf.open("w", encoding="utf-8") as file:
            shipped.write(file)
        self.process = subprocess.Popen(  # noqa: S603
            ["pgbouncer", "-q", str(conf)],  # noqa: S607
            user=cluster.user,
            cwd="/",
            stderr=subprocess.DEVNULL,
        )
        until(lambda: answers(self.port))
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Redis:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--bind", "127.0.0.1"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
        until(lambda: answers(self.port))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def settled(seconds: float = 30) -> tuple[int, int, int, int]:
    """Jobs queued, done, lost and doubled, once all are over."""
    from django.db.models import Count  # noqa: PLC0415

    from kit.models import AuditEntry, Job  # noqa: PLC0415

    mine = Job.objects.filter(kind="rehearsal")
    until(lambda: not mine.filter(state__in=["queued", "running"]).exists(), seconds)
    done = mine.filter(state="done").count()
    for job in mine.exclude(state="done"):
        print(f"not done: {job} {job.state} attempts={job.attempts} {job.message}")  # noqa: T201
    entries = AuditEntry.objects.filter(verb="job.cancel", target_id__in=mine.values("pk"))
    twice = entries.values("target_id").annotate(n=Count("pk")).filter(n__gt=1).count()
    return mine.count(), done, mine.count() - done, twice


def queue(number: int) -> None:
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from kit import jobs  # noqa: PLC0415

    user = get_user_model()._default_manager.order_by("pk").first()
    jobs.start("rehearsal", by=user, title=f"第 {number} 件", number=number)
    connection.close()  # of this thread


def tell(blows: list[Blow], asked: int, done: int, lost: int, twice: int) -> None:
    """The table, and an error when it holds what nobody would put up with."""
    print(table(blows))  # noqa: T201
    for one in blows:
        told = f"{one.failed} failed, whole after {one.whole_after:.1f} s"
        is_met = not one.failed and one.whole_after <= WHOLE
        report.row("failover", one.what, f"0 failed, ≤ {WHOLE:g} s", told, is_met)
    report.row("failover", "jobs", "none lost", f"{lost} of {asked} lost", not (lost or twice))
    print(f"\nJobs: {asked} queued, {done} done, {lost} lost, {twice} done twice.")  # noqa: T201
    sys.exit("\n".join(wrong(blows, lost, twice)) or None)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-failover-") as name, ExitStack() as ends:
        place = Path(name)
        place.chmod(0o755)
        cluster, redis = Cluster(place), Redis()
        ends.callback(cluster.ctl, "stop")
        redis.start()
        ends.callback(redis.kill)
        os.environ.update(
            DJANGO_SETTINGS_MODULE="bench.rehearsed.settings",
            READ_DOT_ENV="0",
            DEMO="1",
            VAR_DIR=str(place / "var"),
            DATABASE_URL=cluster.url,
            CACHE_URL=f"{redis.url}/0",
            TASKS_URL=f"{redis.url}/1",
        )
        for words in (["migrate", "-v0"], ["demo"], ["collectstatic", "--noinput", "-v0"]):
            command = [sys.executable, "manage.py", *words]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        import django  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        django.setup()
        portal = Installation(place, dict(os.environ))
        with portal.up():
            every = [
                ("nothing yet", 10, lambda: None),
                ("a web process killed", 6, lambda: portal.kill("web0")),
                ("… and started again", 10, lambda: portal.start("web0")),
                ("a worker killed", 6, lambda: portal.kill("worker0")),
                ("… and started again", 10, lambda: portal.start("worker0")),
                ("PostgreSQL restarted", 15, lambda: cluster.ctl("restart")),
                ("Redis killed", 12, redis.kill),
                ("… and started again, empty", 10, redis.start),
            ]
            with Load(portal.port, queue) as load:
                time.sleep(3)
                blows = rehearse(
                    load, [blow for blow in every if " ".join(sys.argv[1:]) in blow[0]]
                )
            asked, done, lost, twice = settled()
        ends.callback(connection.close)
    tell(blows, asked, done, lost, twice)


if __name__ == "__main__":
    main()
