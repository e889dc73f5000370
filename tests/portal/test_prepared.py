"""Prepared questions find what Django's own would, however often and by whomever they are asked."""

from contextlib import suppress
from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import DatabaseError, connection, connections
from django.db.models import Q, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from brands.models import Brand, Milestone
from kit.prepared import Parts, Prepared, given, given_all
from tests.factories import BrandFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """What is prepared here is none of the questions of the house."""
    monkeypatch.setattr(Prepared, "known", [])


@pytest.fixture
def brands():
    return [BrandFactory(title=f"品牌{number}", is_current=False) for number in range(3)]


def test_it_finds_what_is_given_now_and_not_what_was_given_first(brands):
    titled = Prepared(lambda: Brand.objects.filter(title=given("title")))
    assert [titled(title=brand.title) for brand in brands] == [[brand] for brand in brands]
    assert titled.first(title="没有这个") is None


def test_it_asks_one_question_and_a_word_with_marks_of_sql_is_a_word(brands):
    titled = Prepared(lambda: Brand.objects.filter(title__contains="%s", tagline=given("line")))
    with pytest.raises(ValueError, match="literal"):
        Prepared(lambda: Brand.objects.extra(where=["title = '%%s'"])).first()
    with CaptureQueriesContext(connection) as asked:
        assert titled(line="%s'; --") == []
    assert len(asked) == 1


def test_days_moments_and_lists_are_sent_as_django_sends_them(brands):
    now = timezone.now()
    Brand.objects.filter(pk=brands[1].pk).update(retired_on=date(2026, 9, 1))
    before = Prepared(
        lambda: Brand.objects.filter(
            Q(updated_at__lte=given("now")), retired_on=given("day"), pk__in=given_all("keys")
        )
    )
    keys = [brand.pk for brand in brands]
    asked = {"now": now + timedelta(days=1), "day": date(2026, 9, 1)}
    assert before(keys=keys, **asked) == [brands[1]]
    assert before(keys=keys[:1], **asked) == []
    assert before(keys=[], **asked) == []
    assert before(keys=keys, **asked | {"now": now - timedelta(days=1)}) == []
    assert before(keys=keys, **asked | {"day": None}) == []


def test_rows_of_values_related_rows_and_annotations_come_as_usual(brands):
    def rows():
        found = Brand.objects.filter(pk__in=given_all("keys")).order_by("pk")
        return found.select_related("school").only("title", "school__name")

    keys, names = [brand.pk for brand in brands], {b.pk: b.school.name for b in brands}
    for found in Prepared(lambda: rows().annotate(kept=Value(7)))(keys=keys):
        assert found.get_deferred_fields() >= {"tagline", "slogan"}
        with CaptureQueriesContext(connection) as asked:
            assert (found.kept, found.school.name) == (7, names[found.pk])
        assert len(asked) == 0
    pairs = Prepared(lambda: rows().select_related(None).values_list("pk", "title"))
    assert pairs(keys=keys) == [(brand.pk, brand.title) for brand in brands]


def test_parts_are_laid_by_their_own_rows_and_know_them(brands):
    one, other, bare = brands
    for brand, year in ((one, 2024), (one, 2022), (other, 2023)):
        Milestone.objects.create(brand=brand, task="一步", order=year)
    milestones = Parts(Brand, "milestones")
    found = list(Brand.objects.order_by("pk"))
    assert len(milestones(found)) == 3
    plain = Brand.objects.order_by("pk").prefetch_related("milestones")
    with CaptureQueriesContext(connection) as asked:
        laid = [list(brand.milestones.all()) for brand in found]
        assert [step.brand for steps in laid for step in steps] == [found[0], found[0], found[1]]
    assert len(asked) == 0
    assert laid == [list(brand.milestones.all()) for brand in plain]
    assert not bare.milestones.exists()
    assert milestones([]) == []
    # Asked anew, they are narrowed to their own row.
    assert list(found[1].milestones.filter(task="一步")) == laid[1]


def test_each_thread_asks_over_its_own_connection(brands):
    titled = Prepared(lambda: Brand.objects.filter(title=given("title")))
    titled(title="品牌0")
    told = []

    def other():
        with CaptureQueriesContext(connections["default"]) as there, suppress(DatabaseError):
            titled(title="品牌0")
        told.append(len(there))
        connections.close_all()

    thread = Thread(target=other)
    with CaptureQueriesContext(connection) as here:
        thread.start()
        thread.join()
    assert (told, len(here)) == ([1], 0)
