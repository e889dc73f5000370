"""What `deploy/` ships is taken by the programs it is for, and promises what the portal does."""

import os
import re
import shutil
import subprocess

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from activities.choices import Consent
from tests.factories import ActivityFactory, published
from tests.house.source import ROOT


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="no docker-compose here")
def test_the_compose_file_is_read_by_docker_compose(tmp_path):
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "compose.yaml").write_bytes((ROOT / "deploy/compose.yaml").read_bytes())
    (tmp_path / ".env").write_bytes((ROOT / ".env.example").read_bytes())
    done = subprocess.run(
        ["docker-compose", "-f", "deploy/compose.yaml", "config", "--services"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "POSTGRES_PASSWORD": "x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert sorted(done.stdout.split()) == sorted(
        ["prepare", "web", "web2", "worker", "worker2", "daily", "database", "redis", "nginx"]
    ), done.stderr


def test_containers_do_daily_what_the_timer_does():
    timer = (ROOT / "deploy/portal-daily.service").read_text(encoding="utf-8")
    loop = re.search(r"for task in (.*);", (ROOT / "deploy/compose.yaml").read_text("utf-8"))[1]
    told = [one.strip("'") for one in re.findall(r"'[^']+'|\S+", loop)]
    assert told == re.findall(r"manage\.py (.*)", timer)


def location(path):
    """What the shipped nginx says of files there: header and value."""
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    block = re.search(rf"location {path} {{(.*?)}}", text, re.DOTALL)[1]
    return dict(re.findall(r'add_header ([\w-]+) "?([^;"]+)"?;', block))


@pytest.mark.django_db
def test_a_file_that_nginx_sends_has_all_headers_the_portal_gave_it(client, settings):
    """nginx hands on by itself what it knows of; all others it forgets."""
    activity = published(ActivityFactory())
    files = {name: ContentFile(b"RIFF", f"{name}.webp") for name in ("image", "thumb")}
    photo = activity.photos.create(
        digest="a", consent=Consent.NO_PUPILS, width=1, height=1, **files
    )
    settings.SECURE_HSTS_SECONDS, settings.ACCEL_LOCATION = 31536000, "/uploads"
    answer = client.get(reverse("activities:photo", args=[photo.pk, "full"]), secure=True)
    known = {"Content-Type", "Content-Disposition", "Cache-Control", "ETag", "X-Accel-Redirect"}
    told = location("/uploads/")
    assert {*answer.headers} - known == {*told}
    for name, value in told.items():
        assert value == f"$upstream_http_{name.lower().replace('-', '_')}"


@pytest.mark.django_db
def test_static_files_leave_nginx_behind_the_same_fences(client, settings):
    settings.SECURE_HSTS_SECONDS = 31536000
    page = client.get("/", secure=True).headers
    told = location("/static/")
    same = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Strict-Transport-Security")
    assert [told[name] for name in same] == [page[name] for name in same]
    assert {*told} == {*same, "Cache-Control"}


def test_nginx_speaks_no_old_tls():
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"ssl_protocols (.*);", text) == ["TLSv1.2 TLSv1.3"]


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx on this machine")
def test_nginx_takes_the_shipped_configuration(tmp_path):
    """But for its ports, certificate and folders, which are the machine's."""
    names = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "fullchain.pem"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    subprocess.run([*make, *names], check=True, capture_output=True)
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"^ +listen \[::\].*\n", "", text, flags=re.MULTILINE)
    for ours, theirs in (
        ("/etc/ssl/portal", tmp_path),
        ("/var/log/nginx", tmp_path),
        ("listen 80;", "listen 127.0.0.1:18080;"),
        ("listen 443 ", "listen 127.0.0.1:18443 "),
    ):
        assert ours in text
        text = text.replace(ours, str(theirs))
    whole = f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{\n{text}\n}}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    tried = ["nginx", "-t", "-c", tmp_path / "nginx.conf", "-p", tmp_path]
    done = subprocess.run(tried, capture_output=True, text=True, check=False)
    assert (done.returncode, "emerg" in done.stderr) == (0, False), done.stderr
