"""Consent for pictures of pupils is written down, and withdrawn everywhere at once."""

import os
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from activities.actions import consents
from activities.choices import Consent
from activities.models import ActivityPhoto, PictureConsent
from activities.workflow import activity_flow
from kit.models import AuditEntry, Job, Notification
from kit.workflow import Refused
from tests import factories as f

pytestmark = pytest.mark.django_db


def picture(activity, letter="a", consent=Consent.GIVEN):
    return ActivityPhoto.objects.create(
        activity=activity,
        image=ContentFile(b"full", f"{letter}.webp"),
        thumb=ContentFile(b"thumb", f"{letter}_s.webp"),
        digest=letter * 64,
        width=4,
        height=3,
        alt="升旗",
        consent=consent,
    )


@pytest.fixture
def school():
    return f.published(f.SchoolFactory())


@pytest.fixture
def photo(school):
    brand = f.published(f.BrandFactory(school=school))
    row = picture(f.published(f.ActivityFactory(school=school, brand=brand)))
    row.middle = ContentFile(b"middle", "m.webp")
    row.save()
    tie = f.published(f.TieFactory(state="active"))
    tie.members.create(school=school)
    row.activity.ties.add(tie)
    return row


@pytest.fixture
def url(photo):
    return reverse("office:activities:consent", args=[photo.pk])


def places(photo):
    """(pages that show the picture, whatever else the public reads that might)"""
    activity = photo.activity
    rows = activity, activity.school, activity.brand, activity.ties.get()
    pages = [row.get_absolute_url() for row in rows]
    pages += [reverse("home"), reverse("activities:list")]
    pages += [f"/zh-hant{page}" for page in pages]
    feeds = [reverse("feed", args=["activities", kind]) for kind in ("rss", "atom")]
    card = reverse("brand_card", args=[activity.brand.pk, activity.brand.cover_key])
    others = ["brands:list", "schools:list", "activities:calendar", "search", "statistics"]
    machines = [*feeds, card, reverse("sitemap", args=["a"])]
    return pages, machines + [reverse(name) for name in others]


def test_one_act_takes_a_picture_out_of_every_public_page(client, school, photo, url):
    caches["pages"].clear()
    sizes = {size: reverse("activities:photo", args=[photo.pk, size]) for size in photo.files}
    assert sorted(sizes) == ["full", "middle", "thumb"]
    tags = {}
    for size, shown in sizes.items():
        answer = client.get(shown)
        assert b"".join(answer.streaming_content).decode() == size
        assert answer["Cache-Control"] == "public, max-age=60", "nobody shows it longer unasked"
        tags[shown] = {"If-None-Match": answer["ETag"]}
        assert client.get(shown, headers=tags[shown]).status_code == 304
    path = f"/photos/{photo.pk}/".encode()
    pages, others = places(photo)
    assert [page for page in pages if path not in client.get(page).content] == []
    drawn = {page: client.get(page) for page in others}
    assert {page for page, answer in drawn.items() if answer.status_code != 200} == set()
    assert [page for page in others if path in b"".join(drawn[page])] == []
    client.force_login(f.staff(school.region))
    sent = {"do": "withdraw", "withdraw-paper": "德育处 2 号柜", "withdraw-whole": ""}
    assert "已撤下" in client.post(url, sent, follow=True).content.decode()
    client.logout()
    assert {client.get(shown, headers=tag).status_code for shown, tag in tags.items()} == {404}
    assert [page for page in pages if path in client.get(page).content] == [], "kept pages too"
    entry = PictureConsent.objects.get()
    assert (entry.state, entry.paper) == ("withdrawn", "德育处 2 号柜")
    assert AuditEntry.objects.filter(verb="consent.withdraw").exists()


def test_the_whole_activity_goes_at_once_and_the_school_is_told(school, photo):
    author, other = f.clerk(school), picture(photo.activity, "b")
    by = f.leader(school.region)
    consents.withdraw(photo=photo, whole=True, paper="", by=by)
    assert set(photo.activity.photos.values_list("consent", flat=True)) == {"withdrawn"}
    assert other.consents.count() == 1
    assert Notification.objects.filter(owner=author, kind="consent.withdrawn").exists()
    consents.withdraw(photo=photo, whole=True, paper="", by=by)
    assert PictureConsent.objects.count() == 2


def test_archives_that_still_hold_it_are_named(settings, tmp_path, school, photo):
    settings.VAR_DIR = tmp_path
    (tmp_path / "backups").mkdir()
    for name, day in (("before.zip", -1), ("after.zip", 1)):
        made = tmp_path / "backups" / name
        made.touch()
        moment = (timezone.now() + timedelta(days=day)).timestamp()
        os.utime(made, (moment, moment))
    application = f.ApplicationFactory(school=school, brand=photo.activity.brand)
    claim = application.claims.create(text="成效")
    claim.evidence.create(activity=photo.activity)
    by = f.clerk(school)
    Job.objects.create(
        kind="selection.application_dossier",
        title="档案包：甲",
        owner=by,
        state="done",
        result="jobs/a.zip",
        finished_at=timezone.now(),
        arguments={"application": application.pk},
    )
    held = consents.withdraw(photo=photo, whole=False, paper="", by=by)
    assert [text.partition("（")[0] for text in held] == ["档案包：甲", "备份文件 after.zip"]
    assert PictureConsent.objects.get().held == held


def test_consent_is_not_given_behind_the_back_of_the_check(client, school, photo, url):
    ActivityPhoto.objects.update(consent=Consent.MISSING)
    photo.refresh_from_db()
    by = f.clerk(school)
    with pytest.raises(Refused, match="转回草稿"):
        consents.settle(photo=photo, state=Consent.GIVEN, paper="柜", by=by)
    client.force_login(by)
    sent = {"do": "settle", "settle-state": "given", "settle-paper": "德育处"}
    assert "转回草稿" in client.post(url, sent).content.decode()
    activity_flow.perform(photo.activity, "reopen", by=by)
    client.post(url, sent)
    photo.refresh_from_db()
    assert photo.may_be_public
    client.force_login(f.staff(school.region))
    assert client.post(url, sent).status_code == 403


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"do": "withdraw", "withdraw-paper": "王小明同学家长的撤回书"}, "不写学生姓名"),
        ({"do": "settle", "settle-state": "given", "settle-paper": ""}, "写明纸质同意书放在哪里"),
    ],
)
def test_the_register_holds_the_paper_and_no_name(client, school, photo, url, sent, said):
    client.force_login(f.clerk(school))
    assert said in client.post(url, sent).content.decode()
    assert not PictureConsent.objects.exists()


def test_a_withdrawn_picture_is_the_matter_of_its_own_school(client, school, photo):
    shown = reverse("office:activities:photo", args=[photo.pk, "full"])
    neighbour = f.clerk(f.SchoolFactory(region=school.region))
    for user, status in ((neighbour, 404), (f.clerk(school), 200)):
        ActivityPhoto.objects.update(consent=Consent.WITHDRAWN)
        client.force_login(user)
        answer = client.get(shown)
        assert answer.status_code == status
        for close in getattr(answer, "_resource_closers", ()):
            close()


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_lists_what_was_noted(
    client, school, photo, count, django_assert_max_num_queries
):
    by = f.clerk(school)
    for _ in range(count):
        consents.note(photo=photo, paper="德育处", by=by)
    client.force_login(by)
    with django_assert_max_num_queries(9):
        page = client.get(reverse("office:activities:consents")).content.decode()
    assert page.count("有学生正脸，已征得监护人同意</td>") == count
    client.force_login(f.clerk(f.SchoolFactory()))
    assert "还没有登记" in client.get(reverse("office:activities:consents")).content.decode()
