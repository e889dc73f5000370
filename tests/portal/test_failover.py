"""Two web processes and two workers behind nginx: one of each is killed, and nobody notices."""

import shutil
import time

import pytest
from django.test import override_settings

import bench.rehearsed.tasks  # noqa: F401  (a kind of job)
from bench import failover
from kit.models import Job
from portal import servers
from tests import factories as f
from tests.machines import environment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx on this machine"),
]


def test_killed_processes_cost_no_request_and_no_job(tmp_path, monkeypatch):
    monkeypatch.setattr(failover, "READERS", 2)
    f.staff(f.RegionFactory())
    env = environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "bench.rehearsed.settings"}
    portal = failover.Installation(tmp_path, env | {"DEBUG": "1"})

    def kill_the_worker_at_work():
        """Whichever has the job: its process group goes, as if the machine had lost power."""
        assert failover.until(Job.objects.filter(state="running", done__gt=0).exists)
        portal.kill("worker0")

    with override_settings(**servers.tasks("")), portal.up():
        with failover.Load(portal.port, failover.queue) as load:
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
    assert [one.failed for one in blows] == [0, 0]
    assert (asked > 0, done, lost, twice) == (True, asked, 0, 0)
    assert time.monotonic() - started < 20
