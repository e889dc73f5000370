"""At the edge: a full disk, a store that is away, a killed worker, a wrong clock, a login run out.

Each time: what is said to whoever sits there, and that nothing is lost or half done.
"""

import errno
import html
import json
import os
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import OperationalError
from django.db.models.functions import Now
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, ActivityAttachment
from honors.models import Honor
from kit import jobs, storing
from kit.models import AuditEntry, Draft, Job
from portal import servers
from portal.models import SpreadsheetImport
from portal.views.office import imports
from schools.models import Session, Tie
from selection.actions import apply
from selection.models import ApplicationFile
from tests import factories as f
from tests.activities.conftest import picture, typed
from tests.honors.conftest import typed as honor
from tests.kit.importing import xlsx

NEW = "/office/activities/new/"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SAID = {
    errno.ENOSPC: "文件没有存上：服务器的磁盘满了",
    errno.EROFS: "文件没有存上：存放文件的地方现在写不进去",
}


@pytest.fixture
def school(db):
    return f.SchoolFactory(region=f.RegionFactory(code="320206"))


@pytest.fixture
def desk(client, school):
    client.force_login(f.clerk(school))
    client.raise_request_exception = False
    return client


@pytest.fixture
def full(monkeypatch):
    """The disk takes half of each file; with another number it takes none at all."""

    def fill(number=errno.ENOSPC):
        def half(storage, name, content):
            place = Path(storage.path(name))
            if number == errno.ENOSPC:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content.read()[: content.size // 2])
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(FileSystemStorage, "_save", half)

    return fill


def paper(name="说明.pdf"):
    return SimpleUploadedFile(name, PDF)


def files_in(media):
    return [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize("number", SAID)
def test_a_disk_that_takes_no_file_is_told_and_the_form_is_kept(desk, media, full, number):
    full(number)
    page = desk.post(NEW, typed(title="写了很久的标题", new_attachments=paper()))
    text = page.content.decode()
    assert SAID[number] in text
    assert "写了很久的标题" in text
    assert (Activity.objects.count(), AuditEntry.objects.count(), files_in(media)) == (0, 0, [])


def test_the_same_sending_is_taken_once_the_disk_has_room(desk, full, monkeypatch):
    sent = typed()
    with monkeypatch.context():
        full()
        desk.post(NEW, sent | {"new_attachments": paper()})
    monkeypatch.undo()
    desk.post(NEW, sent | {"new_attachments": paper()})
    assert (Activity.objects.count(), ActivityAttachment.objects.count()) == (1, 1)


def test_no_door_for_files_ends_in_an_error_page_when_the_disk_is_full(desk, school, media, full):
    batch = f.BatchFactory(region=school.region)
    brand = f.complete(f.BrandFactory(school=school))
    organization = f.PartyOrganizationFactory(region=school.region)
    organization.host_schools.add(school)
    row = apply.start(batch=batch, organization=organization, brand=brand, by=f.clerk(school))
    brand.refresh_from_db()
    stamp = brand.updated_at.isoformat()
    told, before = SAID[errno.ENOSPC], files_in(media)
    full()
    upload = desk.post(reverse("office:activities:photo_add"), {"file": picture()})
    certificate = desk.post("/office/honors/new/", honor(upload=picture()))
    table = desk.post(
        reverse("office:import_new", args=["honors"]),
        {
            "file": SimpleUploadedFile(
                "表.xlsx", xlsx(("名称", "颁发单位", "级别", "获得时间")).getvalue()
            )
        },
    )
    enclosure = desk.post(
        reverse("office:selection:application_file_add", args=[row.pk]),
        {"upload": paper(), "kind": "other"},
        follow=True,
    )
    logo = desk.post(
        reverse("office:brands:edit", args=[brand.pk, "basic"]),
        {
            "title": "写了很久的名称",
            "scope": "private",
            "cover": brand.cover,
            "version": stamp,
            "logo_file": picture(),
        },
    )
    assert (upload.status_code, told in upload.json()["error"]) == (507, True)
    pages = {"honour": certificate, "table": table, "enclosure": enclosure, "logo": logo}
    shown = {
        name: (page.status_code, told in page.content.decode()) for name, page in pages.items()
    }
    assert shown == dict.fromkeys(pages, (200, True))
    assert "“立德树人”先锋党组织" in certificate.content.decode()
    counts = [m.objects.count() for m in (Honor, SpreadsheetImport, ApplicationFile, Tie)]
    assert (counts, files_in(media)) == ([0, 0, 0, 0], before)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OperationalError("database or disk is full"),
    ],
)
def test_whatever_else_finds_the_disk_full_ends_in_a_page_that_says_so(desk, monkeypatch, error):
    def fails(*args, **kwargs):
        raise error

    monkeypatch.setattr(TemporaryUploadedFile, "__init__", fails)
    monkeypatch.setattr("activities.views.office.form.save_activity", fails)
    big = SimpleUploadedFile("大.pdf", PDF + b"0" * (3 << 20))
    page = desk.post(NEW, typed(new_attachments=big))
    assert (page.status_code, "服务器的磁盘满了" in page.content.decode()) == (507, True)
    assert not Activity.objects.exists()


def test_an_object_store_that_is_away_is_told_and_the_form_is_kept(desk, settings):
    away = servers.uploads("s3+http://key:secret@127.0.0.1:1/portal")
    away["OPTIONS"]["client_config"] = away["OPTIONS"]["client_config"].merge(
        type(away["OPTIONS"]["client_config"])(retries={"max_attempts": 0})
    )
    with override_settings(STORAGES=settings.STORAGES | {"default": away}):
        page = desk.post(NEW, typed(title="写了很久的标题", new_attachments=paper()))
        default_storage.connection.meta.client.close()
    text = page.content.decode()
    assert SAID[errno.EROFS] in text
    assert "写了很久的标题" in text
    assert not Activity.objects.exists()


def test_a_disk_that_fills_while_a_dossier_is_written_ends_the_job_with_a_sentence(
    client, school, full, media, monkeypatch
):
    def fails(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(jobs, "KINDS", {"test": lambda work: jobs.Done("好", BytesIO(b"PK"), "a")})
    full()
    staff = f.staff(school.region)
    job = Job.objects.create(kind="test", owner=staff, title="档案")
    jobs.run(job.pk)
    other = Job.objects.create(kind="fails", owner=staff, title="档案")
    monkeypatch.setitem(jobs.KINDS, "fails", fails)
    jobs.run(other.pk)
    for one in (job, other):
        one.refresh_from_db()
        assert (one.state, one.result.name) == ("failed", "")
        assert one.message.startswith("服务器的磁盘满了，没有改动任何内容。")
    assert files_in(media) == []


def test_an_import_whose_worker_is_killed_enters_whole_or_not_at_all(desk, school, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    lines = [("名称", "颁发单位", "级别", "获得时间")]
    lines += [(f"荣誉{n}", "无锡市教育局", "市级", "2024-06") for n in range(3)]
    desk.post(
        reverse("office:import_new", args=["honors"]),
        {"file": SimpleUploadedFile("表.xlsx", xlsx(*lines).getvalue())},
    )
    one = SpreadsheetImport.objects.get()
    job = Job.objects.create(kind="import.enter", owner=one.owner, arguments={"pk": one.pk})
    real, killed = AuditEntry.objects.create, []

    def dies(**values):
        if values["verb"] == "import.enter" and not killed:
            killed.append(Honor.objects.count())  # after the last line
            raise SystemExit
        return real(**values)

    monkeypatch.setattr(AuditEntry.objects, "create", dies)
    with pytest.raises(SystemExit):
        jobs.run(job.pk)
    one.refresh_from_db()
    assert (killed, Honor.objects.count(), one.entered_at) == ([3], 0, None)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=Now() - timedelta(seconds=7))
    jobs.sweep()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, Honor.objects.count()) == ("done", 3)


def test_a_clock_put_wrong_and_right_again_leaves_sessions_deadlines_and_jobs_as_they_were(
    client, school
):
    now, clerk = timezone.now(), f.clerk(school)
    batch = f.BatchFactory(
        region=school.region, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    client.force_login(clerk)
    job = Job.objects.create(kind="test", owner=clerk, title="导入")

    def seen(moment):
        with time_machine.travel(moment):
            return client.get(NEW).status_code, batch.is_taking_applications()

    assert seen(now) == (200, True)
    assert seen(now - timedelta(days=2)) == (200, False)
    assert seen(now + timedelta(days=3)) == (302, False)
    assert seen(now) == (302, True), "what a clock has ended stays ended"
    client.force_login(clerk)
    with time_machine.travel(now + timedelta(days=3)):
        assert (job.claim(), jobs.run(job.pk)) == (True, None)
        jobs.sweep()  # asks the database's clock, which nobody has moved
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("running", 1)


def test_a_login_that_ran_out_while_the_form_was_filled_costs_nothing(desk, school):
    draft = reverse("office:activities:draft", args=["new"])
    body = json.dumps({"data": {"title": ["写了很久的标题"]}})
    desk.post(draft, body, content_type="application/json")
    Session.objects.all().delete()
    answer = desk.post(NEW, typed())
    assert answer.url == f"{reverse('login')}?next={NEW}"
    desk.force_login(school.posts.get(role="clerk").user)
    assert desk.get(NEW).context["form"]["title"].value() == "写了很久的标题"


def test_what_is_sent_after_the_login_ran_out_is_handed_back_and_sent_once_more(desk, school):
    Session.objects.all().delete()
    story = "第一行\n第二行 <b>"
    form = typed(title="写了很久的标题", types=["research", "exchange"], story=story)
    page = desk.post(NEW, form | {"old_password": "x"}, headers={"accept": "text/html"})
    assert (page.status_code, "登录已过期，还没有保存" in page.text) == (401, True)
    assert "old_password" not in page.text
    assert "no-store" in page["Cache-Control"]
    found = re.findall(r'<textarea name="(\w+)" hidden>\n([^<]*)</textarea>', page.text)
    again = {}
    for name, value in found:
        again.setdefault(name, []).append(html.unescape(value))
    desk.force_login(school.posts.get(role="clerk").user)
    assert desk.post(NEW, again, headers={"accept": "text/html"}).status_code == 302
    activity = Activity.objects.get()
    assert (activity.title, activity.story, activity.types) == (
        "写了很久的标题",
        story,
        ["research", "exchange"],
    )


def test_without_script_the_old_token_is_answered_with_the_form_and_a_new_one(school):
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(f.clerk(school))
    desk.get(NEW)
    sent = typed(title="写了很久的标题") | {"csrfmiddlewaretoken": "a" * 64}
    ours = {"accept": "text/html", "sec-fetch-site": "same-origin"}
    foreign = desk.post(NEW, sent, headers=ours | {"sec-fetch-site": "cross-site"})
    assert (foreign.status_code, "写了很久的标题" in foreign.text) == (403, False)
    page = desk.post(NEW, sent, headers=ours)
    assert (page.status_code, "现在登录好了" in page.text) == (403, True)
    again = dict(re.findall(r'<textarea name="(\w+)" hidden>\n([^<]*)</textarea>', page.text))
    again["csrfmiddlewaretoken"] = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    assert desk.post(NEW, again, headers=ours).status_code == 302
    assert Activity.objects.get().title == "写了很久的标题"


@pytest.mark.parametrize("sent", ["too much", "too many"])
def test_a_form_beyond_all_measure_is_told_and_its_draft_is_kept(desk, sent):
    Draft.objects.create(
        owner=Session.objects.get().user, key="activity:new", data={"title": ["写了很久的标题"]}
    )
    much = {"story": "长" * (2 << 20)} if sent == "too much" else {"types": ["study"] * 3001}
    answer = desk.post(NEW, typed(**much))
    text = answer.content.decode()
    assert (answer.status_code, "这一次交的内容太多" in text) == (413, True)
    assert "data-keep-drafts" in text
    assert desk.get(NEW).context["form"]["title"].value() == "写了很久的标题"
    assert not Activity.objects.exists()


def test_a_full_disk_is_known_by_what_the_database_says():
    assert storing.is_full(OperationalError("database or disk is full"))
    assert not storing.is_full(OperationalError("database is locked"))
    assert not storing.is_full(None)
