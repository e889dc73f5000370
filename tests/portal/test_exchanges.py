"""What happened under a tie, added up, each figure leading to its list."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import ActivityFactory, SchoolFactory, TieFactory, UserFactory, clerk

pytestmark = pytest.mark.django_db


def activity(school, tie, *types, **fields):
    made = ActivityFactory(school=school, **fields)
    made.typings.all().delete()
    for kind in types:
        made.typings.create(type=kind)
    made.ties.add(tie)
    return made


def test_visits_lessons_and_gifts_are_added_up(client):
    school = SchoolFactory()
    tie = TieFactory()
    tie.members.create(school=school, confirmed_by=UserFactory(), confirmed_at=timezone.now())
    activity(school, tie, "exchange", students=30)
    activity(school, tie, "teaching_support", "exchange", teachers=5)
    activity(school, tie, "donation", donated_amount=7000, donated_goods="冬衣 42 件")
    activity(school, TieFactory(), "exchange")
    client.force_login(clerk(school))

    page = client.get(reverse("office:tie_exchanges", args=[tie.pk]))

    assert [(one["label"], one["value"]) for one in page.context["figures"]] == [
        ("往来活动", 3),
        ("互访和书信", 2),
        ("送教、联合教研和讲课", 1),
        ("捐款", "7,000"),
        ("捐物", 1),
    ]
    assert "冬衣 42 件" in page.content.decode()
    for row in page.context["kinds"]:
        assert client.get(row["url"]).context["page"].paginator.count == row["count"]


def test_a_tie_without_exchanges_says_how_they_get_here(client):
    school = SchoolFactory()
    tie = TieFactory()
    tie.members.create(school=school)
    client.force_login(clerk(school))

    page = client.get(reverse("office:tie_exchanges", args=[tie.pk])).content.decode()

    assert "还没有往来" in page
    client.force_login(clerk(SchoolFactory()))
    assert client.get(reverse("office:tie_exchanges", args=[tie.pk])).status_code == 404
