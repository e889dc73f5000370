"""A school with its people, a certificate to send, and the form as a browser fills it in."""

import uuid
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import HonorFactory, RegionFactory, SchoolFactory, clerk, secretary, staff


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


def picture(name="证书.jpg"):
    out = BytesIO()
    Image.new("RGB", (40, 30), "gold").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def typed(**changes):
    return {
        "token": str(uuid.uuid4()),
        "kind": "honor",
        "title": "“立德树人”先锋党组织",
        "issuer": "无锡市委教育工委",
        "level": "city",
        "awarded": "2023",
        "recipient_kind": "organization",
        "carrier": "certificate",
        "is_party_building": "on",
        "scope": "private",
        **changes,
    }


def with_certificate(school, **values):
    honor = HonorFactory(school=school, **values)
    honor.certificate.save("证书.webp", ContentFile(b"RIFF"))
    return honor


def fetch(browser, url):
    """A file's response, read to its end, which closes it."""
    response = browser.get(url)
    if response.streaming:
        response.body = b"".join(response.streaming_content)
    return response


def told(response):
    return [str(message) for message in response.context["messages"]]
