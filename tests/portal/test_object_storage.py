"""Uploads in an S3 store: nothing a page, a check of rights or a backup does is different."""

import hashlib
from io import StringIO
from urllib.parse import urlsplit

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from moto.server import ThreadedMotoServer

from activities.choices import Consent
from activities.models import ActivityPhoto
from kit.models import Job
from portal import doctor, servers
from tests import factories as f
from tests.factories import ActivityFactory, published

pytestmark = pytest.mark.django_db
KEY, SECRET = "portal", "s/cret"


@pytest.fixture(scope="module")
def store():
    """Its address as STORAGE_URL has it; the bucket opens to nobody without the key."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )
    client.create_bucket(Bucket="portal")
    yield f"s3+http://{KEY}:s%2Fcret@{host}:{port}/portal"
    client.close()
    server.stop()


@pytest.fixture(autouse=True)
def uploads(store, settings):
    with override_settings(
        STORAGES=settings.STORAGES | {"default": servers.uploads(store)}, ACCEL_LOCATION=""
    ):
        yield default_storage
        default_storage.connection.meta.client.close()


def photo(activity, name="a"):
    return ActivityPhoto.objects.create(
        activity=activity,
        digest=name,
        consent=Consent.NO_PUPILS,
        width=1,
        height=1,
        image=ContentFile(b"RIFF full", f"{name}.webp"),
        thumb=ContentFile(b"RIFF thumb", f"{name}-s.webp"),
    )


def body(response):
    return b"".join(response.streaming_content)


def test_a_file_comes_back_under_its_name_and_never_over_another(uploads):
    first = uploads.save("jobs/档案.zip", ContentFile(b"PK one"))
    second = uploads.save("jobs/档案.zip", ContentFile(b"PK two"))
    assert (first, second == first) == ("jobs/档案.zip", False)
    with uploads.open(first) as one, uploads.open(second) as two:
        assert (one.read(), two.read()) == (b"PK one", b"PK two")
    uploads.delete(first)
    assert (uploads.exists(first), uploads.exists(second)) == (False, True)
    with pytest.raises(FileNotFoundError):
        uploads.open(first)


def test_a_picture_is_sent_by_the_portal_after_its_check_of_rights(client):
    shown, hidden = photo(published(ActivityFactory())), photo(ActivityFactory(), "b")
    answer = client.get(reverse("activities:photo", args=[shown.pk, "full"]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert (answer["Content-Length"], body(answer)) == ("9", b"RIFF full")
    assert client.get(reverse("activities:photo", args=[hidden.pk, "full"])).status_code == 404


def test_the_result_of_a_job_is_kept_and_handed_to_its_owner(client):
    staff = f.staff(f.RegionFactory())
    job = Job.objects.create(kind="test", owner=staff, title="档案")
    job.claim()
    assert job.finish("好", ContentFile(b"PK zip", "档案.zip"))
    client.force_login(staff)
    answer = client.post(reverse("office:job_file", args=[job.pk]))
    assert body(answer) == b"PK zip"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_an_archive_takes_files_out_of_the_store_and_puts_them_back(tmp_path, uploads):
    picture = photo(published(ActivityFactory()))
    target = str(tmp_path / "backup.zip")
    call_command("backup", target, stdout=StringIO(), stderr=StringIO())
    for name in (picture.image.name, picture.thumb.name):
        uploads.delete(name)
    uploads.save(picture.image.name, ContentFile(b"another"))
    call_command("restore", target, replace=True, stdout=StringIO())
    with uploads.open(picture.image.name) as file:
        found = hashlib.sha256(file.read()).hexdigest()
    assert found == hashlib.sha256(b"RIFF full").hexdigest()
    assert uploads.exists(picture.thumb.name)
    assert uploads.listdir("restoring") == ([], [])


def test_a_store_that_is_away_is_told_as_a_full_disk_would_be(store, settings):
    assert list(doctor.uploads()) == []
    away = store.replace(str(urlsplit(store).port), "1")
    with override_settings(STORAGES=settings.STORAGES | {"default": servers.uploads(away)}):
        with pytest.raises(OSError, match="文件没有存上"):
            default_storage.save("a.txt", ContentFile(b"a"))
        assert "STORAGE_URL" in next(doctor.uploads())


@pytest.mark.parametrize("wrong", ["s3://key:secret@host", "ftp://key:secret@host/bucket"])
def test_an_address_that_names_no_bucket_is_refused(wrong):
    with pytest.raises(servers.ImproperlyConfigured, match="STORAGE_URL"):
        servers.uploads(wrong)
