"""What a signature freezes: complete, plain, hashed, and blind when the review is."""

import json

import pytest
from django.template.loader import render_to_string

from activities.choices import ActivityType, Consent
from honors.choices import Verification
from schools.choices import Level
from selection.actions import facts, masking, snapshot
from selection.models import Claim
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    school = factories.SchoolFactory(
        name="无锡市梁溪区第五小学", short_name="五小", motto="诚勇", student_count=900
    )
    brand = factories.complete(factories.BrandFactory(school=school, leader="书记"))
    application = factories.ApplicationFactory(
        batch__region=school.region, school=school, brand=brand
    )
    sub = brand.sub_projects.get()
    application.content = facts.prefilled(brand) | {f"sub-{sub.pk}": "梁溪区第五小学每月一次。"}
    activity = factories.ActivityFactory(school=school, students=30, sub_project=sub)
    activity.typings.create(type=ActivityType.CEREMONY)
    activity.photos.create(
        digest="a" * 64,
        width=3,
        height=2,
        image="a.webp",
        thumb="b.webp",
        consent=Consent.NO_PUPILS,
    )
    activity.photos.create(digest="b" * 64, width=3, height=2, image="c.webp", thumb="d.webp")
    honor = factories.HonorFactory(school=school, level=Level.CITY)
    claim = Claim.objects.create(application=application, text="五小师生坚持升旗")
    claim.evidence.create(activity=activity)
    second = Claim.objects.create(application=application, text="得到认可")
    second.evidence.create(honor=honor)
    second.evidence.create(activity=activity)
    application.facts = facts.count(application)
    application.save()
    return application


def test_frozen_content_is_plain_json_with_the_agreed_keys(application):
    content = json.loads(json.dumps(snapshot.freeze(application)))
    assert list(content) == [
        "school",
        "organization",
        "team",
        "brand",
        "prose",
        "figures",
        "milestones",
        "facts",
        "claims",
        "enclosures",
        "self_scores",
    ]
    assert [part["label"] for part in content["prose"]] == [
        "品牌内涵",
        "品牌由来",
        "主要做法一",
        "工作成效",
        "创新与推广价值",
        "启示与思考",
    ]


def test_facts_count_the_ledgers_of_the_period(application):
    content = snapshot.freeze(application)
    assert content["facts"]["activities"] == {
        "count": 1,
        "turnout": 30,
        "by_type": [{"type": "ceremony", "label": "升旗与纪念日", "count": 1, "turnout": 30}],
    }
    assert content["facts"]["honors"]["by_level"] == [
        {"level": Level.CITY, "label": "市级", "count": 1, "verified": 0}
    ]


def test_a_source_cited_twice_keeps_one_number_and_only_cleared_photos_go_along(application):
    first, second = snapshot.freeze(application)["claims"]
    assert [item["number"] for item in first["evidence"]] == [1]
    assert [item["number"] for item in second["evidence"]] == [2, 1]
    assert len(first["evidence"][0]["photos"]) == 1


def test_verified_honours_are_marked(application):
    honor = application.school.honors.get()
    type(honor).objects.update(
        verification=Verification.VERIFIED,
        verified_by=factories.UserFactory(),
        verified_at="2026-01-01T00:00:00Z",
    )
    second = snapshot.freeze(application)["claims"][1]
    assert [item["is_verified"] for item in second["evidence"]] == [True, False]


def test_the_hash_ignores_the_order_of_keys_and_sees_every_letter():
    assert snapshot.digest({"a": 1, "b": "党"}) == snapshot.digest({"b": "党", "a": 1})
    assert snapshot.digest({"a": "甲"}) != snapshot.digest({"a": "乙"})


def test_codes_have_twelve_characters_and_no_look_alikes():
    code = snapshot.new_code()
    assert len(code) == 12
    assert set(code) & set("01OIL") == set()


def test_blind_content_names_the_school_nowhere(application):
    text = json.dumps(masking.masked(snapshot.freeze(application)), ensure_ascii=False)
    named = ("第五小学", "五小", "诚勇", application.organization.name, "梁溪区第五小学")
    assert [name for name in named if name in text] == []
    assert "本校每月一次。" in text


def test_the_frozen_page_shows_content_and_hides_names_when_anonymous(application):
    context = {"content": snapshot.freeze(application), "application": application.pk}
    template = "selection/office/parts/frozen.html"
    whole = render_to_string(template, {**context, "anonymous": False})
    blind = render_to_string(template, {**context, "anonymous": True})
    assert ("无锡市梁溪区第五小学" in whole, "未核验" in whole) == (True, True)
    assert [word for word in ("五小", "诚勇", "书记") if word in blind] == []


def test_freezing_takes_a_constant_number_of_queries(application, django_assert_num_queries):
    def frozen():
        return snapshot.freeze(type(application).objects.get(pk=application.pk))

    with django_assert_num_queries(19):
        frozen()
    claim = Claim.objects.create(application=application, text="又一条")
    claim.evidence.create(honor=factories.HonorFactory(school=application.school))
    with django_assert_num_queries(19):
        frozen()
