"""Every page of the demonstration worth looking at, by the account that looks at it."""

import fcntl
import shutil
import sqlite3
from contextlib import closing

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from activities.models import Activity, Coverage
from brands.models import Brand
from honors.models import Honor
from portal.models import Mistake
from schools.models import PartyOrganization, Region, School, Tie, User
from selection.actions.objections import receipt
from selection.choices import ApplicationStatus, AssignmentStatus
from selection.models import (
    Announcement,
    Application,
    ApplicationVersion,
    Assignment,
    Batch,
    Decision,
    Expert,
    Letter,
    Objection,
    PublicNotice,
)
from tests.selection.deciding import deciding, noticed

SELECTION = "/office/selection"
BRAND_PARTS = ("basic", "background", "practice", "figures", "milestones", "results")


def demonstration(kept):
    """Loaded once for all workers of a run and kept in the folder `kept`; then copied from there."""
    rows, files = kept / "demo.sqlite3", kept / "demo"
    with (kept / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        connection.ensure_connection()
        if rows.exists():
            with closing(sqlite3.connect(rows)) as copy:
                copy.backup(connection.connection)
            shutil.copytree(files, settings.MEDIA_ROOT, dirs_exist_ok=True)
            return
        call_command("demo", verbosity=0)
        shutil.copytree(settings.MEDIA_ROOT, files)
        with closing(sqlite3.connect(rows)) as copy:
            connection.connection.backup(copy)


class Shown:
    """The demonstration, and beside it what it has none of: a running notice, an open meeting."""

    def __init__(self, kept):
        demonstration(kept)
        region = Region.objects.get(name="梁溪区")
        self.running, _ = noticed(2, region=region, number=93)
        self.meeting = deciding(3, region=region, number=94)
        self.ended = PublicNotice.objects.filter(status="ended").latest("pk")
        self.objection = Objection.objects.create(
            notice=self.running, name="来信人", unit="单位", phone="13800000000", text="事实" * 10
        )
        self.mistake = Mistake.objects.create(page="/brands/", text="年份应当是 2024。")
        self.clerk = User.objects.get(username="clerk")
        self.school = self.clerk.posts.get().school

    def batch(self, status):
        return Batch.objects.filter(status=status).exclude(pk=self.meeting.pk).latest("pk").pk

    def application(self, status):
        found = Application.objects.filter(status=status, versions__isnull=False)
        return (found.first() or Application.objects.filter(status=status).first()).pk

    def task(self, status):
        mine = Assignment.objects.filter(expert__user__username="expert1", status=status)
        return mine.latest("pk").pk


def repeats(path: str) -> bool:
    """Whether it shows other rows by the templates of another page."""
    return "page=2" in path or "level=" in path


def public(shown: Shown) -> list[str]:
    brands = Brand.objects.filter(status="published")
    kinds = [
        brands.filter(kind=kind).latest("pk") for kind in ("school_brand", "secretary_project")
    ]
    own = brands.get(school=shown.school, kind="school_brand")
    activity = Activity.objects.filter(status="published", photos__isnull=False).first()
    certificate = Decision.objects.exclude(certificate_number="").first().certificate_number
    return [
        "/",
        "/brands/",
        "/brands/?stage=primary",
        "/brands/?stage=primary&level=national",
        "/brands/?page=2",
        *(f"/brands/{brand.pk}/" for brand in {own, *kinds}),
        "/schools/",
        f"/schools/{shown.school.pk}/",
        "/activities/",
        "/activities/?page=2",
        f"/activities/{activity.pk}/",
        "/honors/",
        "/honors/?level=national",
        "/honors/?view=table",
        "/ties/",
        f"/ties/{Tie.objects.filter(status='published').first().pk}/",
        "/notices/",
        f"/notices/{shown.running.pk}/",
        f"/notices/{shown.running.pk}/objection/",
        f"/notices/{shown.running.pk}/objection/{receipt(shown.objection.pk)}/",
        f"/notices/{shown.ended.pk}/",
        "/results/",
        f"/results/{Announcement.objects.latest('pk').batch_id}/",
        "/batches/",
        f"/batches/{shown.batch('open')}/",
        f"/verify/{ApplicationVersion.objects.exclude(code='').first().code}/",
        f"/verify/{certificate}/",
        "/search/",
        "/search/?q=思政",
        "/search/?q=云上泽格",
        "/search/?q=党员&kind=activities&page=2",
        "/activities/calendar/",
        "/statistics/",
        "/open-data/",
        "/mistakes/",
        f"/mistakes/{shown.mistake.code}/",
        "/about/",
        "/accessibility/",
        "/privacy/",
        "/help/",
        "/site-map/",
        "/login/",
        "/password/",
        "/password/MQ/void/",
    ]


def ledgers(shown: Shown) -> list[str]:
    school = shown.school
    draft = Activity.objects.filter(school=school, status="draft").first().pk
    public = Activity.objects.filter(school=school, status="published").first().pk
    honor = Honor.objects.filter(school=school).first().pk
    brand = Brand.objects.get(school=school, kind="school_brand")
    tie = Tie.objects.filter(members__school=school).first().pk
    return [
        "/office/",
        "/office/activities/",
        "/office/activities/new/",
        f"/office/activities/{draft}/",
        f"/office/activities/{draft}/edit/",
        f"/office/activities/{public}/",
        "/office/activities/coverage/",
        "/office/activities/coverage/new/",
        f"/office/activities/coverage/{Coverage.objects.filter(school=school).first().pk}/",
        "/office/honors/",
        "/office/honors/new/",
        f"/office/honors/{honor}/",
        f"/office/honors/{honor}/edit/",
        "/office/brands/",
        "/office/brands/new/",
        f"/office/brands/{brand.pk}/",
        f"/office/brands/{brand.pk}/preview/",
        f"/office/brands/{brand.pk}/versions/",
        *(f"/office/brands/{brand.pk}/edit/{part}/" for part in BRAND_PARTS),
        f"/office/brands/{brand.pk}/sub/{brand.sub_projects.first().pk}/",
        "/office/ties/",
        "/office/ties/new/",
        f"/office/ties/{tie}/",
        f"/office/ties/{tie}/edit/",
        f"/office/schools/{school.pk}/",
        f"/office/schools/{school.pk}/edit/",
        f"/office/organizations/{PartyOrganization.objects.get(host_schools=school).pk}/",
        "/office/account/",
        f"{SELECTION}/applications/",
        f"{SELECTION}/batches/{shown.batch('open')}/apply/",
    ]


def draft(shown: Shown) -> list[str]:
    pk = Application.objects.get(status=ApplicationStatus.DRAFT).pk
    own = f"{SELECTION}/applications/{pk}/"
    return ["/office/", own, f"{own}basics/", f"{own}prose/", f"{own}evidence/"]


def returned(shown: Shown) -> list[str]:
    own = f"{SELECTION}/applications/{shown.application('returned')}/"
    return ["/office/", own, f"{own}correct/", f"{own}versions/1/"]


def signing(shown: Shown) -> list[str]:
    own = f"{SELECTION}/applications/{shown.application('to_sign')}/"
    return ["/office/", own, f"{own}sign/"]


def checking(shown: Shown) -> list[str]:
    batch, reviewing = shown.batch("open"), shown.batch("reviewing")
    judged = shown.application("reviewing")
    honor = Honor.objects.filter(verification="waiting").first().pk
    school = School.objects.filter(region__name="梁溪区").first().pk
    return [
        "/office/",
        "/office/honors/",
        f"/office/honors/{honor}/",
        f"{SELECTION}/queue/",
        f"{SELECTION}/applications/{shown.application('submitted')}/check/",
        f"{SELECTION}/applications/{judged}/versions/1/",
        f"{SELECTION}/applications/{judged}/versions/1/print/",
        f"{SELECTION}/batches/",
        f"{SELECTION}/batches/new/",
        *(f"{SELECTION}/batches/{batch}/{part}" for part in ("", "settings/", "rubric/", "lists/")),
        f"{SELECTION}/batches/{reviewing}/",
        f"{SELECTION}/batches/{reviewing}/grid/",
        f"{SELECTION}/applications/{judged}/assign/",
        f"{SELECTION}/applications/{judged}/sheet/",
        f"{SELECTION}/applications/{judged}/sheet/print/",
        f"{SELECTION}/batches/{reviewing}/summary/",
        f"{SELECTION}/batches/{reviewing}/summary/print/",
        f"{SELECTION}/experts/",
        f"{SELECTION}/experts/new/",
        f"{SELECTION}/experts/{Expert.objects.first().pk}/",
        "/office/schools/",
        "/office/schools/new/",
        f"/office/schools/{school}/",
        f"/office/organizations/{PartyOrganization.objects.first().pk}/",
    ]


def deciding_on(shown: Shown) -> list[str]:
    running = shown.running.batch_id
    return [
        "/office/",
        f"{SELECTION}/batches/{shown.meeting.pk}/meeting/",
        f"{SELECTION}/notices/",
        f"{SELECTION}/notices/{shown.running.pk}/",
        f"{SELECTION}/batches/{running}/announce/",
        f"{SELECTION}/objections/",
        f"{SELECTION}/objections/{shown.objection.pk}/",
        f"{SELECTION}/letters/",
        f"{SELECTION}/letters/{Letter.objects.first().pk}/",
    ]


def scoring(shown: Shown) -> list[str]:
    return [
        "/office/",
        f"{SELECTION}/reviews/",
        f"{SELECTION}/reviews/{shown.task(AssignmentStatus.ASSIGNED)}/declare/",
        f"{SELECTION}/reviews/{shown.task(AssignmentStatus.DECLARED)}/",
        f"{SELECTION}/reviews/{shown.task(AssignmentStatus.SUBMITTED)}/",
    ]


def minding(shown: Shown) -> list[str]:
    return [
        "/office/",
        "/office/accounts/",
        "/office/accounts/new/",
        f"/office/accounts/{shown.clerk.pk}/",
        f"/office/accounts/{shown.clerk.pk}/edit/",
    ]


def auditing(shown: Shown) -> list[str]:
    return ["/office/", "/office/audit/"]
