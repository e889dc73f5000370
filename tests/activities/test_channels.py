"""A school's own channels and recurring activities, kept on one page each."""

import uuid

import pytest
from django.urls import reverse

from activities.models import ActivitySeries, Channel
from kit.audit import sentence
from kit.models import AuditEntry
from tests.activities.conftest import make
from tests.factories import SchoolFactory, clerk, staff

CHANNELS = "/office/activities/channels/"
SERIES = "/office/activities/series/"


def sent(**values):
    return {"token": str(uuid.uuid4()), **values}


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_a_channel_with_a_column_is_entered_changed_and_taken_away(enter, author, school):
    browser = enter(author)
    browser.post(CHANNELS, sent(name="新桥党建", kind="account", link="example.org/x"))
    channel = Channel.objects.get()
    assert (channel.school, channel.link) == (school, "https://example.org/x")
    browser.post(CHANNELS, sent(name="红色故事", kind="column", parent=channel.pk))
    column = Channel.objects.get(parent=channel)
    page = browser.get(CHANNELS)
    assert list(page.context["rows"]) == [channel]
    assert "红色故事" in page.content.decode()

    remove = reverse("office:activities:channel_remove", args=[channel.pk])
    assert told(browser.post(remove, follow=True)) == ["“新桥党建”下面还有栏目，先删去或移走它们。"]
    edit = reverse("office:activities:channel_edit", args=[channel.pk])
    below = browser.post(edit, sent(name="新名", kind="account", parent=channel.pk))
    assert list(below.context["form"].errors) == ["parent"]
    browser.post(edit, sent(name="新名", kind="platform"))
    browser.post(reverse("office:activities:channel_remove", args=[column.pk]))
    browser.post(remove)
    assert Channel.objects.count() == 0
    assert [sentence(entry) for entry in AuditEntry.objects.order_by("pk")][-1] == (
        f"{author}删去了自有栏目“新名”"
    )


def test_a_column_sent_twice_is_one(enter, author):
    browser, data = enter(author), sent(name="新桥党建", kind="account")
    assert browser.post(CHANNELS, data).url == browser.post(CHANNELS, data).url
    assert Channel.objects.count() == 1


def test_a_series_shows_its_last_time_and_opens_the_next(enter, author, school):
    browser = enter(author)
    browser.post(SERIES, sent(title="云升旗", frequency="monthly", planned_per_term="4"))
    series = ActivitySeries.objects.get()
    make(school, title="三月云升旗", happened_on="2025-03-03", series=series)
    last = make(school, title="四月云升旗", happened_on="2025-04-07", series=series)
    page = browser.get(SERIES)
    [row] = page.context["rows"]
    assert (row.held, row.last, f"{row.last_day:%Y-%m-%d}") == (2, last.pk, "2025-04-07")
    again = f"{reverse('office:activities:new')}?like={last.pk}"
    assert f'href="{again}"' in page.content.decode()
    form = browser.get(again).context["form"]
    assert (form["title"].value(), form["series"].value()) == ("四月云升旗", series.pk)
    assert (
        f'href="?like={last.pk}"' in browser.get(reverse("office:activities:new")).content.decode()
    )

    twin = browser.post(SERIES, sent(title="云升旗", frequency="weekly"))
    assert twin.context["form"].errors == {"title": ["本校已有同名系列活动。"]}
    remove = reverse("office:activities:series_remove", args=[series.pk])
    assert told(browser.post(remove, follow=True)) == ["“云升旗”下面已经记了活动，不能删去。"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("page", [CHANNELS, SERIES])
def test_each_page_asks_the_same_however_long_it_is(
    enter, author, school, count, page, django_assert_num_queries
):
    for number in range(count):
        channel = Channel.objects.create(school=school, name=f"栏目{number}", kind="account")
        Channel.objects.create(school=school, name="子栏目", kind="column", parent=channel)
        make(school, series=ActivitySeries.objects.create(school=school, title=f"系列{number}"))
    browser = enter(author)
    browser.get(page)
    with django_assert_num_queries(8 if page == CHANNELS else 6):
        browser.get(page)


def test_they_are_the_schools_own(client, enter, school):
    channel = Channel.objects.create(school=school, name="新桥党建", kind="account")
    series = ActivitySeries.objects.create(school=school, title="云升旗")
    addresses = [
        reverse(f"office:activities:{name}", args=[row.pk])
        for row, names in (
            (channel, ("channel_edit", "channel_remove")),
            (series, ("series_edit", "series_remove")),
        )
        for name in names
    ]
    for user, status in ((clerk(SchoolFactory()), 404), (staff(school.region), 403)):
        assert [enter(user).post(url).status_code for url in addresses] == [status] * 4
    assert client.get(CHANNELS).status_code == 403
    assert (Channel.objects.count(), ActivitySeries.objects.count()) == (1, 1)
