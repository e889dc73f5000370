"""A PostgreSQL that restarts is a pause: whatever page is asked for meanwhile comes."""

import os
import shutil
import time
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
    with TemporaryDirectory() as place:
        yield from running(Path(place))


def running(place):
    place.chmod(0o755)  # it runs as another user, who may not enter pytest's own folders
    one = failover.Cluster(place)
    found = servers.databases(one.url, "", keep=60, patience=8, pooled=False)
    connections.databases["restarted"] = connections.configure_settings(found)["default"]
    yield one
    del connections.databases["restarted"]
    one.ctl("stop")


def read(application, over, answers):
    while not over.is_set():
        environ, said = {"PATH_INFO": "/"}, []
        setup_testing_defaults(environ)
        began = time.monotonic()
        answer = application(environ, lambda status, headers, said=said: said.append(status))
        answer.close()
        answers.append((said[0], time.monotonic() - began))
    connections["restarted"].close()


def test_a_restart_of_the_database_costs_no_page(cluster, django_db_blocker):
    answers, over = [], Event()
    alone = override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
    with django_db_blocker.unblock(), alone:
        application = wsgi.Handler()
        readers = [Thread(target=read, args=(application, over, answers)) for _ in range(READERS)]
        for one in readers:
            one.start()
        assert failover.until(lambda: len(answers) >= READERS)
        cluster.ctl("restart")
        count = len(answers)
        assert failover.until(lambda: len(answers) >= count + READERS)
        over.set()
        for one in readers:
            one.join()
    assert {status for status, _ in answers} == {"200 OK"}
    assert max(took for _, took in answers) < 10
