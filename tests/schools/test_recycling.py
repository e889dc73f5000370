"""What is deleted can be had back for thirty days, as it was, and then ends."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from activities.actions import joint, photos
from activities.actions.channels import keep, remove
from activities.models import (
    Activity,
    ActivityAttachment,
    ActivityPhoto,
    ActivitySeries,
    Coverage,
    Outlet,
)
from brands.actions.content import Arrangement, remove_sub_project, save_rows
from kit import retention
from kit.backup import make
from kit.models import AuditEntry
from kit.rows import plain
from kit.workflow import Refused
from schools.actions import recycling
from schools.models import Discarded
from selection.actions import evidence
from selection.models import Claim
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return f.SchoolFactory()


@pytest.fixture
def author(school):
    return f.clerk(school)


def picture(activity, letter):
    return ActivityPhoto.objects.create(
        activity=activity,
        image=ContentFile(b"full", f"{letter}.webp"),
        thumb=ContentFile(b"thumb", f"{letter}_s.webp"),
        digest=letter * 64,
        width=4,
        height=3,
        consent="no_pupils",
    )


@pytest.fixture
def activity(school, author):
    row = f.ActivityFactory(school=school, created_by=author)
    row.typings.create(type="voluntary")
    row.participations.create(partner=f.PartnerFactory())
    picture(row, "a")
    ActivityAttachment.objects.create(
        activity=row, file=ContentFile(b"%PDF", "b.pdf"), name="签到.pdf", digest="b" * 64, size=4
    )
    return row


def everything(activity):
    parts = [activity, *activity.typings.all(), *activity.participations.all()]
    return [plain(row) for row in (*parts, *activity.photos.all(), *activity.attachments.all())]


def the_entry():
    return Discarded.objects.get()


def test_a_deleted_activity_comes_back_with_all_that_hung_on_it(activity, author):
    outlet = Outlet.objects.create(name="教育报", level="city", kind="newspaper")
    told = Coverage.objects.create(
        school=activity.school, outlet=outlet, title="报道", activity=activity
    )
    before = everything(activity)
    joint.remove(activity=activity, by=author)
    assert not Activity.objects.exists()
    recycling.restore(entry=the_entry(), by=author)
    again = Activity.objects.get()
    assert everything(again) == before
    with again.photos.get().image.open() as image:
        assert image.read() == b"full"
    told.refresh_from_db()
    assert told.activity == again
    assert not Discarded.objects.exists()
    assert AuditEntry.objects.filter(verb="bin.restore", target_id=again.pk).exists()


def test_until_its_time_is_over_files_stay_and_are_in_every_backup(
    activity, author, tmp_path, django_capture_on_commit_callbacks
):
    names = [activity.photos.get().image.name, activity.attachments.get().file.name]
    with django_capture_on_commit_callbacks(execute=True):
        joint.remove(activity=activity, by=author)
        retention.apply()
    assert all(map(default_storage.exists, names))
    manifest = make(tmp_path / "b.zip")
    assert manifest["files"]["count"] == 3
    Discarded.objects.update(at=timezone.now() - timedelta(days=31))
    with pytest.raises(Refused, match="保留期"):
        recycling.restore(entry=the_entry(), by=author)
    with django_capture_on_commit_callbacks(execute=True):
        retention.apply()
    assert not Discarded.objects.exists()
    assert not any(map(default_storage.exists, names))
    assert AuditEntry.objects.filter(verb="bin.erase", actor=None).exists()


def test_a_picture_does_not_slip_into_what_was_published_meanwhile(activity, author):
    photos.remove_photos(activity=activity, pictures=activity.photos.all(), by=author)
    f.published(activity)
    with pytest.raises(Refused, match="转回草稿"):
        recycling.restore(entry=the_entry(), by=author)
    assert not activity.photos.exists()
    assert Discarded.objects.exists()


def test_what_stands_on_something_deleted_asks_for_that_first(author, school):
    brand = f.complete(f.BrandFactory(school=school))
    sub = brand.sub_projects.get()
    measure = sub.measures.create(kind="mechanism", title="首席制")
    gone = Arrangement(part="子项目", rows=[], gone=[measure])
    save_rows(brand=brand, arrangement=gone, by=author)
    remove_sub_project(brand=brand, sub_project=sub, by=author)
    last, first = Discarded.objects.all()
    with pytest.raises(Refused, match=r"先在回收站里恢复"):
        recycling.restore(entry=first, by=author)
    recycling.restore(entry=last, by=author)
    recycling.restore(entry=first, by=author)
    assert brand.sub_projects.get().measures.get().title == "首席制"


def test_a_name_that_was_taken_meanwhile_is_said(school, author):
    def series():
        return ActivitySeries(school=school, title="爱心午餐")

    row = series()
    keep(row=row, by=author)
    remove(row=row, by=author)
    keep(row=series(), by=author)
    with pytest.raises(Refused, match="已经有一条"):
        recycling.restore(entry=the_entry(), by=author)
    assert Discarded.objects.exists()


def test_of_two_who_restore_at_once_the_second_is_told(school, author):
    row = ActivitySeries(school=school, title="爱心午餐")
    keep(row=row, by=author)
    remove(row=row, by=author)
    entry = the_entry()
    recycling.restore(entry=entry, by=author)
    with pytest.raises(Refused, match="已经恢复"):
        recycling.restore(entry=entry, by=author)
    assert ActivitySeries.objects.count() == 1


def test_an_enclosure_that_was_signed_is_voided_and_stays_with_its_version(school, author):
    application = f.ApplicationFactory(school=school)
    signed, fresh = (
        application.files.create(name=name, digest=name * 64, file=ContentFile(b"%PDF", "a.pdf"))
        for name in "ab"
    )
    content = {"enclosures": [{"pk": signed.pk}]}
    application.versions.create(number=1, content=content, digest="0" * 64, made_by=author)
    for row in (signed, fresh):
        evidence.detach(file=row, by=author)
    assert application.files.get().voided_at
    assert "".join(entry.name for entry in Discarded.objects.all()) == "b"


def test_a_claim_comes_back_only_while_the_school_may_still_write(school, author):
    application = f.ApplicationFactory(school=school)
    claim = Claim.objects.create(application=application, text="成效")
    evidence.remove_claim(claim=claim, by=author)
    type(application).objects.update(status="submitted")
    with pytest.raises(Refused, match="已经送出"):
        recycling.restore(entry=the_entry(), by=author)
    type(application).objects.update(status="draft")
    recycling.restore(entry=the_entry(), by=author)
    assert application.claims.get().text == "成效"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_lists_it_and_brings_it_back(
    client, school, author, count, django_assert_max_num_queries
):
    for number in range(count):
        row = ActivitySeries(school=school, title=f"系列{number}")
        keep(row=row, by=author)
        remove(row=row, by=author)
    for user in (author, f.staff(school.region)):
        client.force_login(user)
        with django_assert_max_num_queries(9):
            page = client.get(reverse("office:bin")).content.decode()
        assert page.count("系列活动</span>") == count
    restore = reverse("office:bin_restore", args=[Discarded.objects.first().pk])
    assert "已恢复" in client.post(restore, follow=True).content.decode()
    assert ActivitySeries.objects.count() == 1
    client.force_login(f.clerk(f.SchoolFactory()))
    assert "回收站是空的" in client.get(reverse("office:bin")).content.decode()
