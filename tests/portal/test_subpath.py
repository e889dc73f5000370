import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from django.urls import clear_script_prefix, set_script_prefix
from django.utils.functional import empty

from tests.factories import BrandFactory, SchoolFactory, published, secretary

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r'(?:href|src|action|hx-get|hx-post|data-autosave)="(/[^"]*)"')
PAGES = ["/", "/brands/", "/login/", "/office/", "/office/activities/new/"]


@pytest.fixture
def column(settings, monkeypatch):
    """What a server does before its first request: set the prefix, then look at the storage."""
    monkeypatch.setattr(staticfiles_storage, "_wrapped", empty)
    monkeypatch.setattr(storages, "_storages", {})
    settings.FORCE_SCRIPT_NAME = "/column"
    set_script_prefix("/column/")
    yield
    clear_script_prefix()


@pytest.mark.parametrize("path", PAGES)
def test_every_address_on_a_page_stays_below_the_sub_path(client, column, path):
    school = published(SchoolFactory(introduction="简介。"))
    published(BrandFactory(school=school))
    if path.startswith("/office/"):
        client.force_login(secretary(school))

    html = client.get(path).content.decode()

    outside = [a for a in ADDRESS.findall(html) if not a.startswith("/column/")]
    assert "/column/" in html
    assert outside == []


def test_a_stranger_to_the_office_is_sent_to_the_login_below_the_sub_path(client, column):
    assert client.get("/office/").url == "/column/login/?next=/column/office/"
