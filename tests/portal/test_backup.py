"""One file holds the whole installation; what comes back is what was there, on either database."""

import os
import random
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from kit import audit
from kit.backup import arriving, contents, making, restoring
from kit.models import Draft
from kit.storing import Folder
from schools.actions import second_factor
from schools.models import School, User
from selection.models import Application
from tests.house.world import World
from tests.portal.test_signing_in import now

pytestmark = pytest.mark.django_db
swap = arriving.Arrival.swap
PHONE, EMAIL, KEY = "13612345678", "zhang@example.cn", "3132" * 10
TYPED = {"contact_phone": ["13987654321"], "contact": ["没有交的联系人"]}
# What the other database is asked to do: take the archive over, prove it, give it back.
ELSEWHERE = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("restore", sys.argv[1], replace=True)
call_command("audit_verify")
call_command("backup", sys.argv[2])
"""


@pytest.fixture(scope="module")
def archive(django_db_setup, django_db_blocker, tmp_path_factory):
    """Of a world with something of everything, which stands for all tests of this module."""
    place = tmp_path_factory.mktemp("installation")
    with (
        override_settings(MEDIA_ROOT=place / "media"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        World()
        Application.objects.update(contact_phone=PHONE)
        second_factor.enrol(user=User.objects.first(), key=KEY, code=now(KEY))
        User.objects.filter(pk=User.objects.first().pk).update(email=EMAIL)
        Draft.objects.create(owner=User.objects.first(), key="basics", data=TYPED)
        audit.seal()
        call_command("search_index", stdout=StringIO())
        target = place / "backup.zip"
        call_command("backup", str(target), stdout=StringIO(), stderr=StringIO())
        yield target
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def uploads(settings, archive):
    settings.MEDIA_ROOT = archive.parent / "media"


def everything():
    """Each row of each table, and each upload."""
    rows = {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in contents.kept_models()
    }
    names = {
        row[field.attname]
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "FileField"
        for row in rows.get(model._meta.label, [])
        if row[field.attname]
    }
    files = {name: stored(name) for name in names if default_storage.exists(name)}
    return rows, files


def stored(name):
    with default_storage.open(name) as file:
        return file.read()


def restore(path, **options):
    out = StringIO()
    call_command("restore", str(path), stdout=out, **options)
    return out.getvalue()


def test_every_row_and_every_file_comes_back(archive):
    before = everything()
    rows, files = before
    assert files
    assert sum(map(bool, rows.values())) > 60
    School.objects.update(introduction="被人改坏")
    for name in files:
        default_storage.delete(name)

    assert "已恢复" in restore(archive, replace=True)

    assert everything() == before
    assert audit.verify() == []
    call_command("search_index", check=True, stdout=StringIO())


def spoilt(files):
    """Two uploads are lost, and one is another by now: its name."""
    other, *lost = sorted(files)[:3]
    for name in lost:
        default_storage.delete(name)
    default_storage.delete(other)
    default_storage.save(other, ContentFile("后来的文件".encode()))
    return other


def on_disk():
    media = Path(project.MEDIA_ROOT)
    return {path: path.read_bytes() for path in media.rglob("*") if path.is_file()}


def test_an_upload_that_is_another_by_now_is_put_back_and_the_others_are_left_alone(archive):
    rows, files = everything()
    other = spoilt(files)
    kept = Path(default_storage.path(max(files)))
    was = kept.stat().st_ino
    restore(archive, replace=True)
    assert everything() == (rows, files)
    assert stored(other) == files[other]
    assert kept.stat().st_ino == was
    assert [path for path in on_disk() if "restoring" in path.parts] == []


@pytest.mark.parametrize("when", ["for the first file", "for the second", "for rows", "at the end"])
def test_a_disk_that_fills_while_restoring_loses_no_row_and_no_file(archive, monkeypatch, when):
    rows, files = everything()
    spoilt(files)
    School.objects.update(introduction="后来改的")
    before, there = everything(), on_disk()
    saved, save = [], Folder._save

    def full(*args, **more):
        raise OSError(28, "No space left on device")

    def save_some(self, name, content):
        saved.append(name)
        return (save if len(saved) < 2 and "second" in when else full)(self, name, content)

    if "file" in when or "second" in when:
        monkeypatch.setattr(Folder, "_save", save_some)
    elif "rows" in when:
        monkeypatch.setattr(restoring, "_insert", full)
    else:
        monkeypatch.setattr(arriving.Arrival, "swap", lambda self: (swap(self), full()))
    with pytest.raises(CommandError):
        restore(archive, replace=True)
    monkeypatch.undo()
    assert everything() == before
    assert on_disk() == there
    restore(archive, replace=True)
    assert everything() == (rows, files)


def test_new_rows_get_new_numbers_and_the_log_still_only_grows(archive):
    restore(archive, replace=True)
    last = User.objects.order_by("pk").last()
    assert User.objects.create(username="后来的人").pk > last.pk
    entry = audit.record(None, "job.cancel", last)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        type(entry).objects.filter(pk=entry.pk).delete()


@pytest.mark.skipif(not os.environ.get("TEST_DATABASE_URL"), reason="needs a second database")
def test_an_archive_moves_between_databases_and_back(archive, tmp_path, settings):
    before = everything()
    back = tmp_path / "back.zip"
    subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(archive), str(back)],
        cwd=project.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "READ_DOT_ENV": "0",
            "VAR_DIR": str(tmp_path / "var"),
            "AUDIT_KEY": settings.AUDIT_KEY,
            "FIELD_ENCRYPTION_KEYS": settings.FIELD_ENCRYPTION_KEYS[0],
        },
        check=True,
        capture_output=True,
    )
    assert connection.vendor == "postgresql"
    restore(back, replace=True)
    assert everything() == before


def test_what_is_in_use_is_not_replaced_by_accident(archive):
    with pytest.raises(CommandError, match="--replace"):
        restore(archive)


def rewritten(source, target, change):
    """A copy of the archive; `change` gets name and bytes of each entry."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if (data := change(name, old.read(name))) is not None:
                new.writestr(name, data)
    return target


@pytest.mark.parametrize("lost", ["rows/schools.school.jsonl", "files.jsonl", "files/", "manifest"])
@pytest.mark.parametrize("how", ["left out", "cut short"])
def test_a_damaged_archive_changes_nothing(archive, tmp_path, lost, how):
    def change(name, data):
        if not name.startswith(lost):
            return data
        return None if how == "left out" else data[: len(data) // 2]

    before = everything()
    with pytest.raises(CommandError, match=r"备份|恢复"):
        restore(rewritten(archive, tmp_path / "bad.zip", change), replace=True)
    assert everything() == before


def test_a_single_flipped_bit_anywhere_is_found(archive, tmp_path):
    data, bad = archive.read_bytes(), tmp_path / "bad.zip"
    dice = random.Random(7)  # noqa: S311
    held = set()
    for _ in range(20):
        place = dice.randrange(len(data) // 2)  # in the entries; behind them stands the directory
        bad.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        try:
            restore(bad, check=True)
        except CommandError:
            held.add(place)
        else:  # a date or an attribute of an entry, which nothing is read from
            with zipfile.ZipFile(bad) as one, zipfile.ZipFile(archive) as other:
                assert [one.read(n) for n in one.namelist()] == [
                    other.read(n) for n in other.namelist()
                ]
    assert held


def test_an_addition_another_version_and_no_archive_at_all_are_told_apart(archive, tmp_path):
    with zipfile.ZipFile(rewritten(archive, tmp_path / "more.zip", lambda _, d: d), "a") as more:
        more.writestr("files/夹带.txt", b"")
    with pytest.raises(CommandError, match="夹带"):
        restore(tmp_path / "more.zip", replace=True)

    def older(name, data):
        return data.replace(b'"kit.0001_initial"', b'"kit.0000_older"')

    with pytest.raises(CommandError, match="同一个版本"):
        restore(rewritten(archive, tmp_path / "older.zip", older), replace=True)
    (tmp_path / "photo.zip").write_bytes(b"JFIF")
    with pytest.raises(CommandError, match="打不开"):
        restore(tmp_path / "photo.zip", replace=True)


def test_without_the_keys_nothing_is_restored(archive, settings):
    before, keys = everything(), settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = ["q" * 43 + "="]
    with pytest.raises(CommandError, match="FIELD_ENCRYPTION_KEYS"):
        restore(archive, replace=True)
    settings.FIELD_ENCRYPTION_KEYS = keys
    assert everything() == before


def test_secrets_are_not_readable_in_the_archive(archive):
    with zipfile.ZipFile(archive) as opened:
        text = b"".join(opened.read(name) for name in opened.namelist()).decode(errors="ignore")
    assert Application.objects.first().contact_phone == PHONE
    held = User.objects.exclude(authenticator=None).get()
    assert held.email == EMAIL
    assert Draft.objects.get(key="basics").data == TYPED
    typed = (word for words in TYPED.values() for word in words)
    words = (PHONE, EMAIL, KEY, *typed, *held.authenticator.codes.split())
    assert [word for word in words if word in text] == []


def test_a_full_disk_leaves_no_half_archive(archive, tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_copy", full)
    with pytest.raises(CommandError, match="没有做成"):
        call_command("backup", str(tmp_path / "second.zip"))
    assert list(tmp_path.glob("*.zip*")) == []


def test_old_archives_make_room_for_new_ones(archive, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "backups").mkdir()
    for day in ("20250101", "20250102", "20250103"):
        (tmp_path / "backups" / f"{day}-000000.zip").touch()
    call_command("backup", keep=2, stdout=StringIO(), stderr=StringIO())
    kept = sorted(path.name[:8] for path in (tmp_path / "backups").iterdir())
    assert kept[0] == "20250103"
    assert len(kept) == 2
