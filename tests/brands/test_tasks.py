"""The tasks of secretary projects, as the committee follows them."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from brands.models import Milestone
from tests.factories import BrandFactory, SchoolFactory, clerk, staff

pytestmark = pytest.mark.django_db
TASKS = reverse("office:brands:tasks")


@pytest.fixture
def project():
    brand = BrandFactory(kind="secretary_project")
    brand.progress.create(month=date(2026, 3, 1), text="先办教师最在意的两件")
    return brand


def test_a_late_task_stands_in_the_list_and_on_the_desk_with_the_last_line(client, project):
    project.milestones.create(task="列出合办清单", due_on=date(2026, 1, 9), precision="day")
    client.force_login(staff(project.school.region))
    page = client.get(TASKS, {"state": "late"}).text
    for told in ("列出合办清单", "滞后", "先办教师最在意的两件"):
        assert told in page
    assert "1 项书记项目任务过了计划时间" in client.get(reverse("office:home")).text


@pytest.mark.parametrize("precision", ["day", "month", "year"])
def test_the_database_calls_late_what_the_page_calls_late(project, precision):
    this = timezone.localdate()
    days = (this, this.replace(day=1), this.replace(month=1, day=1), date(this.year - 1, 12, 31))
    for day in days:
        project.milestones.create(task=f"到 {day}", due_on=day, precision=precision)
    project.milestones.create(task="做完了", due_on=days[-1], done_on=this, precision=precision)
    told = {row.pk for row in Milestone.objects.all() if row.is_late}
    assert told
    assert set(Milestone.objects.late().values_list("pk", flat=True)) == told


@pytest.mark.parametrize(("day", "asked"), [(24, 10), (25, 11)])
def test_a_project_without_its_monthly_line_is_told_to_school_and_district(
    client, project, monkeypatch, day, asked
):
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 11, day))
    project.milestones.create(task="列出合办清单", due_on=date(2026, 12, 1), precision="day")
    told = BrandFactory(school=project.school, kind="secretary_project")
    told.progress.create(month=date(2026, asked, 1), text="已到中段")
    told.milestones.create(task="如期的一项")
    done = BrandFactory(school=project.school, kind="secretary_project")
    done.milestones.create(task="做完的一项", done_on=date(2026, 5, 1))

    client.force_login(clerk(project.school))
    tasks = [task.title for task in client.get(reverse("office:home")).context["tasks"]]
    assert [title for title in tasks if "月的进展" in title] == [f"写《{project}》{asked} 月的进展"]
    outline = client.get(reverse("office:brands:detail", args=[project.pk])).context["outline"]
    assert (outline[-1].state, outline[-1].note) == ("todo", f"缺 {asked} 月")
    client.force_login(staff(project.school.region))
    assert f"1 个书记项目没有写 {asked} 月的进展" in client.get(reverse("office:home")).text
    page = client.get(TASKS, {"state": "silent"}).text
    assert f"缺 {asked} 月进展" in page
    assert ("列出合办清单" in page, "如期的一项" in page, "做完的一项" in page) == (
        True,
        False,
        False,
    )

    project.progress.create(month=date(2026, asked, 1), text="清单已列好")
    assert "没有写" not in client.get(reverse("office:home")).text


def test_brands_and_other_districts_keep_out_of_the_list(client, project):
    project.milestones.create(task="本区的任务")
    BrandFactory(school=project.school).milestones.create(task="品牌的历程")
    BrandFactory(kind="secretary_project").milestones.create(task="外区的任务")
    client.force_login(staff(project.school.region))
    page = client.get(TASKS).text
    assert "本区的任务" in page
    assert "品牌的历程" not in page
    assert "外区的任务" not in page


def test_a_school_does_not_read_the_tasks_of_others(client, project):
    client.force_login(clerk(SchoolFactory(region=project.school.region)))
    assert client.get(TASKS).status_code == 403


def test_the_list_asks_as_often_for_three_tasks_as_for_one(
    client, project, django_assert_max_num_queries
):
    client.force_login(staff(project.school.region))
    for number in (1, 2):
        for _ in range(number):
            project.milestones.create(task="一项任务")
        with django_assert_max_num_queries(14):
            client.get(TASKS)
