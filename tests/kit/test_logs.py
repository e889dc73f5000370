"""The log: nobody forges a line, nobody's telephone number is in it, each request has its number."""

import json
import logging
import sys

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import path

from kit import logs

FIELDS = dict(logs.configured(as_json=True, level="INFO", debug=False)["formatters"]["json"])
PLAIN = "{levelname} {name} [{request_id}]: {message}"


def formatted(formatter, message, *args, exc_info=None):
    return formatted_record(
        formatter, logging.LogRecord("kit", logging.WARNING, "x.py", 1, message, args, exc_info)
    )


def formatted_record(formatter, record):
    record.request_id = "3f2a91bc"
    return formatter.format(record)


@pytest.fixture
def plain():
    return logs.Lines(PLAIN, style="{")


@pytest.fixture
def as_json():
    options = {k: v for k, v in FIELDS.items() if k not in ("()", "fmt", "style")}
    return logs.Json(FIELDS["fmt"], style="{", **options)


def test_what_comes_from_outside_cannot_begin_a_line(plain, as_json):
    evil = "/a\r\nWARNING kit [0]: 伪造\u202e\u2028b\x1b[2J"
    line = formatted(plain, "Not Found: %s", evil)
    assert line == (
        "WARNING kit [3f2a91bc]: Not Found: /a\\r\n    WARNING kit [0]: 伪造\\u202e\\u2028b\\u001b[2J"
    )
    entry = formatted(as_json, "Not Found: %s", evil)
    assert entry.count("\n") == 0
    assert json.loads(entry)["message"] == f"Not Found: {evil}"


def test_json_has_the_number_of_the_request_and_the_trace_of_an_error(as_json):
    try:
        raise ValueError("第一行\n第二行")
    except ValueError:
        entry = json.loads(formatted(as_json, "坏了", exc_info=sys.exc_info()))
    assert (entry["level"], entry["logger"], entry["request_id"]) == ("WARNING", "kit", "3f2a91bc")
    assert entry["exc_info"].endswith("ValueError: 第一行\n第二行")
    assert set(entry) == {"time", "level", "logger", "request_id", "message", "exc_info"}


@pytest.mark.parametrize(
    "personal", ["13612345678", "320206199001011234", "32020619900101123X", "li.hua@example.com"]
)
def test_personal_data_in_an_error_message_is_blotted_out(plain, as_json, personal):
    told = f"DETAIL: Key (contact)=({personal}) already exists, batch 20250101120000."
    for formatter in (plain, as_json):
        said = formatted(formatter, told)
        assert personal not in said
        assert "Key (contact)=(***) already exists, batch 20250101120000." in said


@pytest.mark.django_db
def test_a_slow_query_is_told_without_its_values(settings, caplog):
    settings.SLOW_QUERY_MS = 0.000001
    with logs.slow_queries(), connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["13612345678"])
    assert "SELECT %s" in caplog.text
    assert "136" not in caplog.text
    caplog.clear()
    settings.SLOW_QUERY_MS = 0
    with logs.slow_queries(), connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["1"])
    assert caplog.text == ""


@login_not_required
def broken(request):
    raise ZeroDivisionError


@login_not_required
def refused(request):
    raise PermissionDenied("只有审计员能看。")


urlpatterns = [path("broken/", broken), path("refused/", refused)]
handler500 = "portal.views.errors.server_error"


@pytest.mark.urls(__name__)
def test_the_error_page_shows_the_number_under_which_the_log_has_it(client):
    client.raise_request_exception = False
    answer = client.get("/broken/", headers={"X-Request-ID": "3f2a91bc" * 4})
    assert (answer.status_code, answer["X-Request-ID"]) == (500, "3f2a91bc" * 4)
    assert "编号 3F2A 91BC" in answer.content.decode()
    assert "Access-Control-Expose-Headers" not in answer


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("name", "has_trace"), [("refused", False), ("broken", True)])
def test_a_refusal_is_one_line_of_the_log_and_an_error_brings_its_trace(
    client, caplog, plain, name, has_trace
):
    client.raise_request_exception = False
    client.get(f"/{name}/")
    record = next(one for one in caplog.records if one.name == "django.request")
    assert logs.Briefly().filter(record)
    assert (record.levelname, "Traceback" in formatted_record(plain, record)) == (
        "ERROR" if has_trace else "WARNING",
        has_trace,
    )


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("made_up", ["<script>", "1234", "a" * 300])
def test_a_number_a_visitor_made_up_is_replaced(client, made_up):
    client.raise_request_exception = False
    answer = client.get("/broken/", headers={"X-Request-ID": made_up})
    assert made_up not in answer["X-Request-ID"]
    assert len(answer["X-Request-ID"]) == 32
