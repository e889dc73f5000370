from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import RequestFactory
from django_filters import ChoiceFilter, FilterSet
from django_htmx.middleware import HtmxDetails
from python_calamine import CalamineWorkbook

from kit import listing
from kit.listing import Listing
from kit.models import SpecialDay
from kit.sheets import Column


class DayFilter(FilterSet):
    is_workday = ChoiceFilter(label="安排", choices=[("1", "上班"), ("0", "放假")])

    class Meta:
        model = SpecialDay
        fields = ["is_workday"]


class DayListing(Listing):
    filters = DayFilter
    search = ("name",)
    orders = {"": ("-date",), "name": ("name",)}
    columns = (Column("日期", "date"), Column("名称", "name"))
    per_page = 10
    filename = "节假日"


def ask(query="", **headers):
    request = RequestFactory().get(f"/days/?{query}", headers=headers)
    request.htmx = HtmxDetails(request)
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def days(query=""):
    return DayListing(ask(query), SpecialDay.objects.all())


def exported(query=""):
    response = days(query).respond("unused.html")
    with CalamineWorkbook.from_filelike(BytesIO(response.content)) as book:
        return book.get_sheet_by_index(0).to_python()


def test_a_list_is_ordered_paged_and_counted(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        page = days("page=2").page()
        dates = [day.date for day in page]
    wanted = SpecialDay.objects.order_by("-date").values_list("date", flat=True)
    assert dates == list(wanted[10:20])
    assert page.paginator.total_label == f"共 {wanted.count()} 条"


def test_filter_and_every_search_word_narrow_the_list(db):
    names = {day.name for day in days("is_workday=1&q=调 春节").rows}
    assert names == {"春节调休"}


def test_a_filter_value_that_does_not_exist_finds_nothing(db):
    assert list(days("is_workday=7").rows) == []


def test_an_order_that_does_not_exist_is_the_usual_one(db):
    assert days("order=password").rows.query.order_by == ("-date", "-pk")
    assert days("order=name").rows.query.order_by == ("name", "-pk")


def test_links_keep_what_was_chosen_but_not_the_page(db):
    assert days("q=%E6%98%A5&page=3&export=xlsx").querystring == "q=%E6%98%A5&"
    assert days("page=3").querystring == ""
    assert days("q=1").export_url == "?q=1&export=xlsx"


def test_a_big_list_is_counted_and_paged_only_so_far(db, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED", 25)
    page = days("page=999").page()
    assert (page.number, len(page), page.has_next()) == (3, 5, False)
    assert (page.paginator.is_capped, page.paginator.total_label) == (True, "超过 25 条")


def test_the_export_holds_the_filtered_rows_and_says_how_they_were_chosen(db):
    lines = exported("export=xlsx&is_workday=1&q=春节&page=2")
    wanted = SpecialDay.objects.filter(name="春节调休").order_by("-date")
    assert lines[:3] == [
        ["节假日", ""],
        ["筛选条件：搜索：春节；安排：上班", ""],
        ["日期", "名称"],
    ]
    assert lines[3:] == [[day.date, day.name] for day in wanted]
    assert exported("export=xlsx")[1] == ["筛选条件：全部", ""]


def test_an_export_too_big_asks_for_a_filter(db, monkeypatch):
    monkeypatch.setattr(listing, "EXPORTED", 5)
    shown = days("export=xlsx&q=节")
    response = shown.respond("unused.html")
    assert response.url == "/days/?q=%E8%8A%82&"
    assert [str(message) for message in get_messages(shown.request)] == [
        "一次最多导出 5 条，请先筛选，缩小范围后再导出。"
    ]


@pytest.mark.parametrize(
    ("headers", "template"),
    [
        ({}, "days.html"),
        ({"HX-Request": "true"}, "days.html#results"),
        ({"HX-Request": "true", "HX-Boosted": "true"}, "days.html"),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, "days.html"),
    ],
)
def test_htmx_gets_the_part_that_changes(db, monkeypatch, headers, template):
    def render(request, name, context):
        return HttpResponse(f"{name} {context['page'].number}")

    monkeypatch.setattr(listing, "render", render)
    response = DayListing(ask(**headers), SpecialDay.objects.all()).respond("days.html")
    assert (response.content.decode(), response["Vary"]) == (f"{template} 1", "HX-Request")
