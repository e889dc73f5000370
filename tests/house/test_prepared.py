"""What is written once says the same on any day: a day or a setting in it would be kept for ever."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import override_settings

from honors.models import Honor
from kit.prepared import Prepared
from tests.house.source import import_everything

LOADED = import_everything()
LATER = datetime(2031, 3, 9, 4, 30, tzinfo=UTC)  # a day on which no other test looks
ELSEWHERE = {"SITE_LEAD_BRAND": 77, "TIME_ZONE": "Asia/Urumqi"}


def written(question):
    sql, params = question.make().query.get_compiler(connection=connection).as_sql()
    return sql, [getattr(param, "name", param) for param in params]


def test_some_questions_are_prepared():
    assert len(Prepared.known) > 10


@pytest.mark.parametrize("question", Prepared.known, ids=lambda one: one.make.__qualname__)
def test_a_prepared_question_is_the_same_on_any_day_and_at_any_place(question):
    first = written(question)
    with time_machine.travel(LATER), override_settings(**ELSEWHERE):
        assert written(question) == first


def test_a_day_written_into_a_question_is_found(monkeypatch):
    monkeypatch.setattr(Prepared, "known", [])
    question = Prepared(Honor.objects.on_the_wall)
    first = written(question)
    with time_machine.travel(LATER):
        assert written(question) != first
