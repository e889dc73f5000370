from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from activities.models import Coverage, Outlet
from schools.choices import TieState
from schools.models import TieMember
from tests import factories as f


@pytest.fixture
def school(db):
    return f.SchoolFactory(name="东林小学")


def summary(client, school, **query):
    client.force_login(f.clerk(school))
    response = client.get(reverse("office:annual", args=[school.pk]), query)
    return Document(BytesIO(b"".join(response.streaming_content)))


def told(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_ledgers_of_the_year_stand_in_the_summary(client, school):
    walk = f.ActivityFactory(
        school=school, title="重走长征路", happened_on=date(2025, 3, 5), members=12, students=31
    )
    walk.typings.create(type="theme_day")
    f.ActivityFactory(school=school, title="去年的党课", happened_on=date(2024, 12, 31))
    f.ActivityFactory(title="别校的活动", happened_on=date(2025, 3, 5))
    f.HonorFactory(
        school=school,
        title="书香校园",
        level="city",
        awarded_on=date(2025, 6, 1),
        precision="month",
    )
    Coverage.objects.create(
        school=school,
        outlet=Outlet.objects.create(name="无锡日报", level="city", kind="newspaper"),
        title="校园红色课堂",
        appeared_on=date(2025, 7, 1),
    )
    tie = f.TieFactory(title="锡港姊妹校", state=TieState.ACTIVE)
    TieMember.objects.create(tie=tie, school=school)
    document = summary(client, school, year=2025, by="calendar")
    text = told(document)
    assert "东林小学2025 年党建工作总结" in text
    assert "开展活动 1 次，43 人次" in text
    assert "获得荣誉和其他成果 1 项，其中已核验 0 项" in text
    for there in (
        "主题党日",
        "重走长征路",
        "按级别：市级 1 项。",
        "2025-06",
        "无锡日报",
        "锡港姊妹校",
    ):
        assert there in text
    assert "去年的党课" not in text
    assert "别校的活动" not in text
    assert document.core_properties.author == ""


def test_a_school_year_ends_in_august(client, school):
    for title, day in (
        ("甲", date(2025, 8, 31)),
        ("乙", date(2025, 9, 1)),
        ("丙", date(2026, 8, 31)),
    ):
        f.ActivityFactory(school=school, title=f"活动之{title}", happened_on=day)
    text = told(summary(client, school, year=2025, by="school"))
    assert "2025—2026 学年，本校开展活动 2 次" in text


def test_an_empty_year_says_so(client, school):
    text = told(summary(client, school, year=2025, by="calendar"))
    assert "台账里没有这段时间的荣誉。" in text


def test_another_schools_year_does_not_exist(client, school):
    client.force_login(f.secretary(f.SchoolFactory()))
    assert client.get(reverse("office:annual", args=[school.pk])).status_code == 404
