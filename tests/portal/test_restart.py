"""A PostgreSQL that restarts is a pause: whatever page is asked for meanwhile comes."""

import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from wsgiref.util import setup_testing_defaults

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from bench import failover
from portal import servers, wsgi

READERS = 3
AWAY = 3  # seconds


def view(request):
    with connections["restarted"].cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.05)")  # some of them are at it when it goes
    return HttpResponse("ok")


urlpatterns = [path("", view)]
handler500 = "portal.views.errors.server_error"


@pytest.fixture
def cluster():
    if not shutil.which("initdb") or (os.geteuid() == 0 and not shutil.which("pg_ctl")):
        pytest.skip("no PostgreSQL server on this machine")
    with TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)  # it runs as another user, who may not enter pytest's own folders
        one = failover.Cluster(place)
        yield one
        one.ctl("stop")


@pytest.fixture
def pooler(cluster):
    if not shutil.which("pgbouncer"):
        pytest.skip("no pgbouncer on this machine")
    one = failover.Pooler(cluster.data.parent, cluster)
    yield one
    one.stop()


@contextmanager
def reading(url, *, pooled):
    """Readers without a pause, of pages whose database is at this address."""
    found = servers.databases(url, "", keep=60, patience=8, pooled=pooled)
    connections.databases["restarted"] = connections.configure_settings(found)["default"]
    answers, over, application = [], Event(), wsgi.Handler()
    readers = [Thread(target=read, args=(application, over, answers)) for _ in range(READERS)]
    for one in readers:
        one.start()
    assert failover.until(lambda: len(answers) >= READERS)
    yield answers
    count = len(answers)
    assert failover.until(lambda: len(answers) >= count + 3 * READERS)
    over.set()
    for one in readers:
        one.join()
    del connections.databases["restarted"]


def read(application, over, answers):
    while not over.is_set():
        environ, said = {"PATH_INFO": "/"}, []
        setup_testing_defaults(environ)
        began = time.monotonic()
        answer = application(environ, lambda status, headers, said=said: said.append(status))
        answer.close()
        answers.append((said[0], time.monotonic() - began))
    connections["restarted"].close()


@pytest.fixture(autouse=True)
def alone(django_db_blocker):
    with django_db_blocker.unblock(), override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        yield


def test_a_restart_of_the_database_costs_no_page(cluster):
    with reading(cluster.url, pooled=False) as answers:
        cluster.ctl("restart")
    assert {status for status, _ in answers} == {"200 OK"}
    assert max(took for _, took in answers) < 10


def test_behind_a_pooler_it_costs_none_either(cluster, pooler):
    """The pooler lets everybody in at once, and says only then that the server is gone."""
    with reading(pooler.url, pooled=True) as answers:
        cluster.ctl("stop")
        time.sleep(AWAY)
        cluster.ctl("start")
    assert {status for status, _ in answers} == {"200 OK"}
    assert max(took for _, took in answers) < 10
