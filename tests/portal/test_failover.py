"""Two web processes and two workers behind nginx: one of each is killed, and nobody notices."""

import http.client
import shutil
import time
from contextlib import closing
from threading import Thread
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client, override_settings

import bench.rehearsed.tasks  # noqa: F401  (a kind of job)
from activities.models import Activity
from bench import failover
from kit.models import Job
from portal import servers
from tests import factories as f
from tests.activities.conftest import typed
from tests.machines import environment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx on this machine"),
]


class Clerk(Thread):
    """Fills in one form after the other, and sends each until it is answered."""

    NEW, SECRET = "/office/activities/new/", "a" * 32  # whoever sets the cookie may set the token

    def __init__(self, port, load):
        super().__init__()
        self.port, self.load, self.saved, self.refused = port, load, [], []
        client = Client()
        client.force_login(f.clerk(f.SchoolFactory()))
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {settings.SESSION_COOKIE_NAME: key, settings.CSRF_COOKIE_NAME: self.SECRET}
        self.head = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": self.SECRET,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def run(self):
        while not self.load.over.wait(failover.PAUSE):
            title = f"第{len(self.saved) + 1}次活动"
            form = urlencode(typed(title=title), doseq=True)
            while (status := self.sent(form)) in {
                0,
                502,
                503,
                504,
            }:  # told; the form is still there
                self.refused.append(status)
                time.sleep(failover.PAUSE)
            self.saved.append((title, status))

    def sent(self, form):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as one:
            try:
                one.request("POST", self.NEW, form, self.head)
                return one.getresponse().status
            except (OSError, http.client.HTTPException):
                return 0


def test_killed_processes_cost_no_request_and_no_job(tmp_path, monkeypatch):
    monkeypatch.setattr(failover, "READERS", 2)
    f.staff(f.RegionFactory())
    env = environment(tmp_path) | {
        "DJANGO_SETTINGS_MODULE": "bench.rehearsed.settings",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    portal = failover.Installation(tmp_path, env | {"DEBUG": "1"})

    def kill_the_worker_at_work():
        """Whichever has the job: its process group goes, as if the machine had lost power."""
        assert failover.until(Job.objects.filter(state="running", done__gt=0).exists)
        portal.kill("worker0")

    with override_settings(**servers.tasks("")), portal.up():
        load = failover.Load(portal.port, failover.queue)
        clerk = Clerk(portal.port, load)
        load.threads.append(clerk)
        with load:
            blows = failover.rehearse(
                load,
                [
                    ("a web process killed", 2, lambda: portal.kill("web0")),
                    ("a worker killed", 1, kill_the_worker_at_work),
                ],
            )
        started = time.monotonic()
        asked, done, lost, twice = failover.settled()
    assert {one.status for one in load.answers} == {200}
    assert failover.wrong(blows, lost, twice) == []
    assert {status for _, status in clerk.saved} == {302}
    titles = Activity.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == [title for title, _ in clerk.saved]
    assert (asked > 0, done, lost, twice) == (True, asked, 0, 0)
    assert time.monotonic() - started < 20
