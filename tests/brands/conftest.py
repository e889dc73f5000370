"""A school with its people and a brand that could be published."""

import pytest

from kit.publication import Scope
from tests import factories
from tests.factories import BrandFactory, SchoolFactory


@pytest.fixture
def school(db):
    return SchoolFactory()


@pytest.fixture
def clerk(school):
    return factories.clerk(school)


@pytest.fixture
def secretary(school):
    return factories.secretary(school)


@pytest.fixture
def staff(school):
    return factories.staff(school.region)


@pytest.fixture
def brand(school):
    return factories.complete(BrandFactory(school=school, scope=Scope.PUBLIC))


@pytest.fixture
def editor(client, clerk):
    """Open a part as the clerk and send it back, changed."""
    client.force_login(clerk)
    return Editor(client)


class Editor:
    def __init__(self, client):
        self.client = client

    def open(self, url):
        return typed(self.client.get(url).context["sheet"])

    def send(self, url, data, **changes):
        return self.client.post(url, {**data, "do": "save", **changes})

    def change(self, url, **changes):
        return self.send(url, self.open(url), **changes)


def typed(sheet):
    """What a browser would send if nothing were changed."""
    forms = [*sheet.every_form, *([sheet.rows.management_form] if sheet.rows is not None else [])]
    values = {field.html_name: field.value() for form in forms for field in form}
    return {name: value for name, value in values.items() if value not in (None, "")}
