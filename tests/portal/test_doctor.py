"""The doctor says what is wrong and what to do; a monitor hears it in one word."""

import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone

from activities.choices import Consent
from activities.models import ActivityPhoto
from kit import audit
from kit.models import AuditSeal, Job, Worker
from portal import doctor
from tests.factories import ActivityFactory, UserFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


def visit():
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


def test_each_look_has_its_line_and_a_missing_backup_is_a_finding(place):
    said = visit()
    assert [line[2:] for line in said.splitlines() if line[0] in "✔✘"] == list(doctor.QUICK)
    assert "✘ 备份" in said
    (place / "backups").mkdir()
    call_command("backup", stdout=StringIO())
    assert "✔ 备份" in visit()
    os.utime(next((place / "backups").iterdir()), (0, 0))
    assert "一天多没有备份" in visit()


def test_work_that_nobody_does_is_noticed():
    assert "manage.py worker" in next(doctor.worker())
    worker = Worker(name="a")
    worker.show()
    waiting = Job.objects.create(kind="test")
    assert list(doctor.worker()) == []
    Job.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(minutes=6))
    assert "五分钟" in next(doctor.worker())
    worker.leave()
    assert len(list(doctor.worker())) == 2


def test_a_log_left_unsealed_is_noticed():
    person = UserFactory()
    audit.record(person, "job.cancel", person)
    assert list(doctor.seals()) == []
    audit.seal()
    AuditSeal.objects.create(
        first_id=10**9,
        last_id=10**9,
        count=1,
        digest="x",
        at=timezone.now() - timedelta(days=3),
    )
    assert "audit_seal" in next(doctor.seals())


def test_a_lost_cache_makes_slow_but_not_unready(client, settings):
    settings.CACHES = settings.CACHES | {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"cache\n")
    assert "CACHE_URL" in next(doctor.shared_cache())


def test_tables_of_an_older_version_are_not_ready(client):
    assert client.get("/readyz").content == b"ok\n"
    recorder = MigrationRecorder(connection)
    last = max(name for app, name in recorder.applied_migrations() if app == "portal")
    recorder.record_unapplied("portal", last)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert "migrate" in next(doctor.migrations())


@pytest.mark.parametrize("below", [None, "/column"])
def test_a_monitor_asks_a_server_by_its_own_address_without_encryption(client, settings, below):
    settings.SECURE_SSL_REDIRECT, settings.FORCE_SCRIPT_NAME = True, below
    for page in ("/healthz", "/readyz"):
        answer = client.get(page, headers={"host": "10.0.0.12:8000"})
        assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.get("/").status_code == 301


def test_a_folder_nobody_may_write_to_is_noticed(place, settings):
    (place / "media").write_text("a file stands in the way")
    assert "存不进去" in next(doctor.uploads())


def test_nginx_is_handed_a_picture_only_after_the_portal_has_said_yes(client, settings):
    shown, hidden = (
        ActivityPhoto.objects.create(
            activity=activity,
            digest=name,
            consent=Consent.NO_PUPILS,
            width=1,
            height=1,
            image=ContentFile(b"RIFF", f"{name}.webp"),
            thumb=ContentFile(b"RIFF", f"{name}-s.webp"),
        )
        for name, activity in (("a", published(ActivityFactory())), ("b", ActivityFactory()))
    )
    settings.ACCEL_LOCATION = "/uploads"

    answer = client.get(reverse("activities:photo", args=[shown.pk, "full"]))

    assert answer["X-Accel-Redirect"] == f"/uploads/{shown.image.name}"
    assert answer["Content-Type"] == "image/webp"
    assert answer.content == b""
    refused = client.get(reverse("activities:photo", args=[hidden.pk, "full"]))
    assert refused.status_code == 404
    assert "X-Accel-Redirect" not in refused
