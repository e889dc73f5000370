"""Before every check the words are read: what must not be public stops it, the rest is advice."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from brands.workflow import brand_flow, texts
from kit.publication import Scope
from kit.wording import review
from kit.workflow import Refused
from schools.workflow import school_flow
from tests.factories import (
    ActivityFactory,
    BrandFactory,
    HonorFactory,
    SchoolFactory,
    TieFactory,
    clerk,
    complete,
)

PUPIL = "文科张三同学646分，位列全省第18名。"
pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory(introduction="一所小学。", scope=Scope.PUBLIC)


def test_a_brand_is_stopped_by_a_pupil_named_in_any_of_its_parts(school):
    brand = complete(
        BrandFactory(school=school, tagline="同心", connotation="内涵。", scope="public")
    )
    brand.sub_projects.get().measures.create(kind="course", title="课程", body=PUPIL)

    with pytest.raises(Refused, match="“举措：课程”里的“张三同学646分，位列全省第18名”"):
        brand_flow.perform(brand, "first_check", by=clerk(school))


def test_a_result_the_school_filed_itself_is_read_and_one_of_the_portal_is_not(school):
    brand = complete(BrandFactory(school=school, connotation="内涵。", scope="public"))
    for is_own in (True, False):
        brand.results.create(batch_name=PUPIL, level="city", grade="first", is_own=is_own)
    places = [remark.place for remark in review(texts(brand)) if remark.is_blocking]
    assert places == [f"评选结果：{PUPIL}"]


def test_a_school_profile_is_stopped_by_a_mobile_number(school):
    school.introduction = "请联系138 1234 8000。"
    with pytest.raises(Refused, match=r"“学校简介”里的“138 \*\*\*\* \*\*00”像手机号"):
        school_flow.perform(school, "first_check", by=clerk(school))


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda s: ActivityFactory(school=s, place="操场", story=PUPIL), "activities:detail"),
        (lambda s: HonorFactory(school=s, title=PUPIL), "honors:detail"),
    ],
    ids=["activity", "honor"],
)
def test_the_page_of_a_record_says_beside_the_move_what_to_mend(client, school, make, name):
    client.force_login(clerk(school))
    page = client.get(reverse(f"office:{name}", args=[make(school).pk])).content.decode()

    assert "像手机号" not in page
    assert page.count("写了学生姓名，又写了成绩、名次或录取学校，请删去姓名和成绩，只写人数") == 1
    assert "用字提醒" not in page


def test_a_tie_shows_its_advice(client, school):
    tie = TieFactory(purpose="每月一次“云升旗。", scope=Scope.PUBLIC)
    tie.members.create(school=school, confirmed_at=timezone.now())
    client.force_login(clerk(school))

    page = client.get(reverse("office:tie", args=[tie.pk])).content.decode()

    assert "用字提醒 1 处" in page
    assert "有一个 “ 没有配成对，请补上另一半" in page


def words(value, place):
    if isinstance(value, dict):
        for key, below in value.items():
            yield from words(below, f"{place}.{key}")
    elif isinstance(value, list):
        for below in value:
            yield from words(below, place)
    elif isinstance(value, str):
        yield place, value


def test_nothing_in_the_demonstration_is_blocked():
    files = sorted((Path(settings.BASE_DIR) / "portal/demo/content").glob("*.json"))
    texts = [
        text
        for file in files
        for text in words(json.loads(file.read_text(encoding="utf-8")), file.stem)
    ]
    assert len(texts) > 500
    assert [remark.sentence for remark in review(texts) if remark.is_blocking] == []
