"""A school in a filter: chosen from a short list, named in a large region."""

import pytest

from schools.forms import choosing
from schools.models import School
from tests.activities.conftest import make
from tests.factories import RegionFactory, SchoolFactory, clerk, published, staff

pytestmark = pytest.mark.django_db
PAGE = "/activities/"


@pytest.fixture
def many(monkeypatch):
    """Two schools are many."""
    monkeypatch.setattr(choosing, "FEW", 1)
    one, other = SchoolFactory(name="东林中学"), SchoolFactory(name="东林小学")
    for school in (one, other):
        published(make(school, title=f"{school}的活动"))
    return one, other


def titles(response):
    return sorted(activity.title for activity in response.context["page"])


def test_a_part_of_a_name_finds_its_schools(client, many):
    assert titles(client.get(PAGE, {"school": "东林"})) == ["东林中学的活动", "东林小学的活动"]
    assert titles(client.get(PAGE, {"school": "东林小"})) == ["东林小学的活动"]


def test_the_number_of_a_link_is_shown_as_the_name(client, many):
    response = client.get(PAGE, {"school": many[0].pk})
    assert titles(response) == ["东林中学的活动"]
    assert 'value="东林中学"' in response.content.decode()


def test_a_name_nobody_has_or_too_many_have_is_told(client, many, monkeypatch):
    assert "没有找到名称里有“西林”的学校" in client.get(PAGE, {"school": "西林"}).content.decode()
    monkeypatch.setattr(choosing, "AT_ONCE", 1)
    assert "学校太多" in client.get(PAGE, {"school": "东林"}).content.decode()


def test_the_schools_of_a_district_are_a_list_and_those_of_a_city_a_question():
    here, there = SchoolFactory(region__code="320201"), SchoolFactory(region__code="320202")
    district, city = staff(here.region), staff(RegionFactory(code="3202"))
    assert School.objects.keys_for(district) == [here.pk]
    assert School.objects.keys_for(clerk(there)) == [there.pk]
    assert set(School.objects.keys_for(city)) == {here, there}
