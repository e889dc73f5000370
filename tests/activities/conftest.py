"""A school with its people, pictures to send, and the form as a browser fills it in."""

import re
import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from activities.models import Outlet
from tests.factories import ActivityFactory, RegionFactory, SchoolFactory, clerk, secretary, staff


@pytest.fixture
def school(db):
    return SchoolFactory(region=RegionFactory(code="320206"))


@pytest.fixture
def author(school):
    return clerk(school)


@pytest.fixture
def head(school):
    return secretary(school)


@pytest.fixture
def officer(school):
    return staff(school.region)


@pytest.fixture
def enter(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def picture(name="照片.jpg", size=(40, 30), colour="red", kind="JPEG"):
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def fetch(browser, url):
    """A file's response, read to its end, which closes it."""
    response = browser.get(url)
    if response.streaming:
        response.body = b"".join(response.streaming_content)
    return response


def typed(**changes):
    """What the form sends for a short record; a list means a field sent several times."""
    return {
        "token": str(uuid.uuid4()),
        "title": "隔屏同研一节课",
        "types": ["research"],
        "happened_on": "2025-03-18",
        "place": "录播教室",
        "mode": "online",
        "members": "6",
        "teachers": "18",
        "students": "",
        "others": "0",
        "story": "三校教师同听一节课。",
        "scope": "private",
        "consent": "no_pupils",
        **changes,
    }


def retyped(activity, response, **changes):
    """The form of a saved activity as its page shows it, with changes."""
    html = response.content.decode()
    total = activity.photos.count()
    formset = {"photo-TOTAL_FORMS": total, "photo-INITIAL_FORMS": total}
    for number, photo in enumerate(activity.photos.all()):
        formset |= {
            f"photo-{number}-id": photo.pk,
            f"photo-{number}-alt": photo.alt,
            f"photo-{number}-consent": photo.consent,
        }
    version = re.search(r'name="version" value="([^"]*)"', html)[1]
    return typed(version=version, title=activity.title, **formset) | changes


def with_types(activity, *types):
    for kind in types:
        activity.typings.create(type=kind)
    return activity


def make(school, *types, **values):
    return with_types(ActivityFactory(school=school, **values), *(types or ("theme_day",)))


@pytest.fixture
def outlet(db):
    return Outlet.objects.create(name="市教育电视台", level="city", kind="broadcast")
