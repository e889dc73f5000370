"""Every fact of the five case documents has a record in the demonstration, with its value."""

import json
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from bench import facts
from brands.models import Brand, Figure
from honors.models import Honor
from schools.models import School


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def texts(model: str) -> str:
    rows = apps.get_model(model)._default_manager.values()
    return "\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows)


def test_no_fact_is_without_a_record_but_the_few_kept_as_text():
    assert facts.missing() == []
    assert len(facts.as_text()) <= 15


def test_the_content_bears_no_number_that_does_not_exist():
    assert sorted(set(facts.borne()) - set(facts.ALL)) == []
    assert facts.as_text() & set(facts.borne()) == set()


def test_each_fact_stands_in_the_table_once_or_more():
    assert {row["fact"] for row in facts.table()} == set(facts.ALL)


@pytest.mark.django_db
@pytest.mark.usefixtures("loaded")
def test_every_place_named_in_the_table_is_in_the_loaded_demonstration():
    rows = [row for row in facts.table() if row["model"] and row["model"] != "brands.figure"]
    told = {model: texts(model) for model in {row["model"] for row in rows}}
    lost = [row for row in rows if row["value"] not in told[row["model"]]]
    assert lost == []


@pytest.mark.django_db
@pytest.mark.usefixtures("loaded")
def test_every_figure_carries_its_number_unit_and_hedge():
    rows = [row for row in facts.table() if row["model"] == "brands.figure"]
    lost = []
    for row in rows:
        label, value, unit, hedge = row["value"].split("|")
        exact = {"label": label, "value": Decimal(value), "unit": unit, "hedge": hedge}
        if not Figure.objects.filter(**exact).exists():
            lost.append(row)
    assert lost == []
    assert len(rows) > 30


@pytest.mark.django_db
@pytest.mark.usefixtures("loaded")
def test_ranks_repeats_grades_and_dates_came_over():
    def honor(title):
        return Honor.objects.get(title=title)

    assert honor("宜兴市先进基层党组织").level == "county"
    assert honor("镇江市“五星”党支部").times_in_a_row == 4
    assert honor("镇江市级机关学习党的二十大知识竞赛").grade == "二等奖"
    assert honor("江苏好少年").recipient_count == 42
    yichun = School.objects.get(name="宜春一中")
    kept = yichun.events.values_list("kind", "happened_on__year", "precision")
    assert list(kept.order_by("happened_on")) == [
        ("merged", 2005, "year"),
        ("split", 2012, "month"),
        ("cycle", 2017, "year"),
    ]
    assert Brand.objects.get(title="心桥党建").sub_projects.count() == 7
