import re
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from activities.actions import photos
from activities.choices import Consent
from activities.models import Activity, ActivityPhoto
from kit.photos import MAX_PIXELS
from schools.actions import recycling
from schools.models import Discarded
from tests.activities.conftest import fetch, make, picture, retyped, typed
from tests.factories import SchoolFactory, clerk, leader, published, staff

NEW = "/office/activities/new/"
ADD = "/office/activities/photos/"


def text_as_photo(name="假照片.jpg"):
    return SimpleUploadedFile(name, b"no picture at all", "image/jpeg")


def truncated(name="半张.jpg"):
    whole = picture(size=(300, 300), colour="navy").read()
    return SimpleUploadedFile(name, whole[: len(whole) // 2], "image/jpeg")


def enormous(name="巨幅.png"):
    out = BytesIO()
    Image.new("1", (MAX_PIXELS // 7000 + 1, 7001)).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def add(activity, by, *uploads, consent=Consent.NO_PUPILS):
    arrived, problems = photos.receive_all(uploads, by)
    return problems + photos.add_photos(activity=activity, pictures=arrived, consent=consent, by=by)


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_photos_come_with_the_form_and_a_bad_one_is_refused_by_name(enter, author):
    sent = [picture("一.jpg"), text_as_photo(), picture("二.jpg", colour="blue"), truncated()]
    response = enter(author).post(NEW, typed(new_photos=sent), follow=True)
    activity = Activity.objects.get()
    assert [photo.consent for photo in activity.photos.all()] == ["no_pupils", "no_pupils"]
    assert response.redirect_chain[-1][0] == reverse("office:activities:edit", args=[activity.pk])
    assert told(response) == [
        "已保存。",
        "“假照片.jpg”不是能用的照片，请换成 JPG、PNG、WebP 或 HEIC 照片。",
        "“半张.jpg”没有传完整或已经损坏，请重新导出后再传。",
    ]


def test_photos_survive_a_form_that_must_be_mended(enter, author):
    browser = enter(author)
    page = browser.post(NEW, typed(title="", new_photos=[picture("一.jpg"), text_as_photo()]))
    html = page.content.decode()
    references = re.findall(r'name="photos" value="([^"]+)"', html)
    assert len(references) == 1
    assert "“假照片.jpg”不是能用的照片" in html
    assert fetch(browser, reverse("office:activities:arrived", args=references)).status_code == 200
    browser.post(NEW, typed(photos=references))
    assert Activity.objects.get().photos.count() == 1


def test_one_photo_arrives_by_itself_and_is_shown_only_to_its_sender(enter, author, school):
    answer = enter(author).post(ADD, {"file": picture("一.jpg")}).json()
    assert sorted(answer) == ["id", "name", "thumb"]
    assert answer["name"] == "一.jpg"
    response = fetch(enter(author), answer["thumb"])
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
        "image/webp",
        "nosniff",
    )
    assert enter(clerk(school)).get(answer["thumb"]).status_code == 404
    assert enter(author).get(answer["thumb"].replace("arrived/", "arrived/x")).status_code == 404


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        (text_as_photo, "“假照片.jpg”不是能用的照片，请换成 JPG、PNG、WebP 或 HEIC 照片。"),
        (truncated, "“半张.jpg”没有传完整或已经损坏，请重新导出后再传。"),
        (enormous, "“巨幅.png”尺寸太大（超过 6000 万像素），请缩小后再传。"),
    ],
)
def test_a_hostile_upload_is_refused_by_name(enter, author, upload, reason):
    response = enter(author).post(ADD, {"file": upload()})
    assert (response.status_code, response.json()) == (400, {"error": reason})


def test_nothing_sent_is_said_so(enter, author):
    assert enter(author).post(ADD).json() == {"error": "没有收到照片，请重传。"}


def test_only_schools_send_photos(client, enter, school):
    assert client.post(ADD).url == f"/login/?next={ADD}"
    for user in (staff(school.region), leader(school.region)):
        assert enter(user).post(ADD, {"file": picture()}).status_code == 403


def test_the_same_photo_twice_is_refused_by_name(author, school):
    activity = make(school)
    assert add(activity, author, picture("一.jpg")) == []
    assert add(activity, author, picture("又一.jpg")) == [
        "“又一.jpg”已经在这个活动里，没有重复收下。"
    ]
    assert activity.photos.count() == 1


def test_no_more_than_nine_photos(author, school):
    activity = make(school)
    sent = [picture(f"{n}.jpg", colour=(n * 20, 0, 0)) for n in range(11)]
    assert add(activity, author, *sent) == [
        "“9.jpg”没有收下：一个活动最多 9 张照片。",
        "“10.jpg”没有收下：一个活动最多 9 张照片。",
    ]
    assert [photo.order for photo in activity.photos.all()] == list(range(9))


def test_a_forged_or_used_reference_brings_nothing(author, school):
    activity = make(school)
    arrived = photos.receive(picture(), author)
    reference = photos.seal(arrived, author)
    assert photos.unseal(reference, author) == arrived
    assert photos.unseal(reference + "x", author) is None
    assert photos.unseal(reference, clerk(school)) is None
    default_storage.delete(arrived.full)
    assert photos.unseal(reference, author) is None
    assert activity.photos.count() == 0


@pytest.mark.django_db(transaction=True)
def test_files_move_with_their_photo_and_go_with_it(author, school):
    activity = make(school)
    arrived = photos.receive(picture(), author)
    photos.add_photos(activity=activity, pictures=[arrived], consent=Consent.NO_PUPILS, by=author)
    photo = activity.photos.get()
    names = [photo.image.name, photo.thumb.name]
    assert [default_storage.exists(name) for name in names] == [True, True]
    assert default_storage.exists(arrived.full) is False
    photos.remove_photos(activity=activity, pictures=[photo], by=author)
    assert [default_storage.exists(name) for name in names] == [True, True]
    recycling.end(Discarded.objects.get())
    assert [default_storage.exists(name) for name in names] == [False, False]


def test_words_and_consent_are_written_per_photo_and_a_photo_can_go(enter, author, school):
    activity = make(school)
    add(activity, author, picture("一.jpg"), picture("二.jpg", colour="blue"))
    url = reverse("office:activities:edit", args=[activity.pk])
    browser = enter(author)
    page = browser.get(url)
    data = retyped(activity, page) | {
        "photo-0-alt": "操场升旗，远景",
        "photo-0-consent": "given",
        "photo-1-gone": "on",
    }
    browser.post(url, data)
    photo = activity.photos.get()
    assert (photo.alt, photo.consent) == ("操场升旗，远景", "given")


def test_photos_need_words_before_the_public_sees_them(author, school):
    from activities.workflow import missing

    activity = make(school, scope="public")
    add(activity, author, picture())
    assert missing(Activity.objects.whole().get()) == ["还有 1 张照片没有写说明"]
    activity.photos.update(consent=Consent.MISSING)
    assert missing(Activity.objects.whole().get()) == []


@pytest.fixture
def shown(author, school):
    activity = make(school, scope="public")
    add(activity, author, picture())
    published(activity)
    return activity.photos.get()


@pytest.mark.parametrize("size", ["full", "thumb"])
def test_the_public_sees_pictures_of_public_activities(client, shown, size):
    response = fetch(client, reverse("activities:photo", args=[shown.pk, size]))
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == (
        "public, max-age=60",
        "nosniff",
    )
    assert Image.open(BytesIO(response.body)).format == "WEBP"


def test_a_wide_picture_has_a_size_for_telephones(client, author, school):
    activity = make(school, scope="public")
    add(activity, author, picture(size=(1200, 800)))
    published(activity)
    photo = activity.photos.get()
    middle, full = (reverse("activities:photo", args=[photo.pk, s]) for s in ("middle", "full"))
    page = client.get(activity.get_absolute_url()).content.decode()
    assert f'srcset="{middle} 960w, {full} 1200w"' in page
    assert Image.open(BytesIO(fetch(client, middle).body)).width == 960


def test_a_picture_from_before_the_middle_size_is_shown_without(client, author, school):
    activity = make(school, scope="public")
    add(activity, author, picture(size=(1200, 800)))
    published(activity)
    photo = activity.photos.get()
    ActivityPhoto.objects.update(middle="")
    page = client.get(activity.get_absolute_url()).content.decode()
    assert "srcset" not in page.split("<main")[1]
    assert client.get(reverse("activities:photo", args=[photo.pk, "middle"])).status_code == 404


@pytest.mark.parametrize("consent", [Consent.MISSING, Consent.WITHDRAWN])
def test_without_consent_a_picture_is_not_there(client, shown, consent):
    ActivityPhoto.objects.update(consent=consent)
    assert client.get(reverse("activities:photo", args=[shown.pk, "full"])).status_code == 404
    page = client.get(shown.activity.get_absolute_url())
    assert (page.status_code, page.context["photos"]) == (200, [])


@pytest.mark.parametrize("change", [{"scope": "party"}, {"scope": "private"}, {"scope": "system"}])
def test_a_picture_of_what_is_not_public_is_not_there(client, shown, change):
    Activity.objects.update(**change)
    assert client.get(reverse("activities:photo", args=[shown.pk, "full"])).status_code == 404


def test_there_are_no_other_sizes(client, enter, author, shown):
    assert client.get(reverse("activities:photo", args=[shown.pk, "raw"])).status_code == 404
    browser = enter(author)
    assert (
        browser.get(reverse("office:activities:photo", args=[shown.pk, "raw"])).status_code == 404
    )


def test_the_office_sees_pictures_within_its_scope(client, enter, author, school):
    activity = make(school)
    add(activity, author, picture(), consent=Consent.MISSING)
    url = reverse("office:activities:photo", args=[activity.photos.get().pk, "thumb"])
    assert client.get(url).url.startswith("/login/")
    for user in (author, staff(school.region)):
        assert fetch(enter(user), url).status_code == 200
    assert enter(clerk(SchoolFactory())).get(url).status_code == 404
