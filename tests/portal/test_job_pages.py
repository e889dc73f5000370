"""The pages of background jobs: their owner's alone, told on the desk until looked at."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from kit.models import AuditEntry, Job
from tests import factories as f

HTMX = {"HX-Request": "true"}


@pytest.fixture
def staff(client, db):
    user = f.staff(f.RegionFactory())
    client.force_login(user)
    return user


def running(owner, **values):
    job = Job.objects.create(kind="test", title="导入 37 所学校", owner=owner)
    job.claim()
    job.beat(5, total=37, message="正在核对")
    return job


def url(job, name="job", *more):
    return reverse(f"office:{name}", args=[job.pk, *more])


def text(response):
    return response.content.decode()


def test_the_page_shows_progress_and_asks_again_until_the_job_is_over(client, staff):
    job = running(staff)
    page = client.get(url(job))
    assert "5/37 项" in text(page)
    assert 'hx-trigger="every 2s"' in text(page)
    part = client.get(url(job), headers=HTMX)
    assert "<h1>" not in text(part)
    assert "HX-Refresh" not in part
    job.finish("共 37 所")
    assert client.get(url(job), headers=HTMX)["HX-Refresh"] == "true"
    assert "hx-trigger" not in text(client.get(url(job)))


def test_the_owner_cancels(client, staff):
    job = running(staff)
    page = client.post(url(job, "job_act", "cancel"), follow=True)
    assert "已取消：导入 37 所学校。没有改动任何内容。" in text(page)
    assert not job.beat(6)
    again = client.post(url(job, "job_act", "cancel"), follow=True)
    assert "任务已经结束" in text(again)


def test_the_file_is_its_owners_and_the_taking_is_written_down(client, staff):
    job = running(staff)
    job.finish("好", ContentFile(b"PK zip", "档案.zip"))
    assert "导入 37 所学校" in text(client.get(reverse("office:home")))
    answer = client.post(url(job, "job_file"))
    assert b"".join(answer.streaming_content) == b"PK zip"
    assert "%E6%A1%A3%E6%A1%88.zip" in answer["Content-Disposition"]
    assert AuditEntry.objects.get(verb="job.fetch").actor == staff
    assert "导入 37 所学校" not in text(client.get(reverse("office:home")))
    client.force_login(f.staff(f.RegionFactory()))
    assert client.post(url(job, "job_file")).status_code == 404


def test_a_failure_stays_on_the_desk_until_the_owner_has_seen_it(client, staff):
    job = running(staff)
    job.fail("第 5 行没有名称。")
    assert "第 5 行没有名称。" in text(client.get(reverse("office:home")))
    client.post(url(job, "job_act", "seen"))
    assert "第 5 行没有名称。" not in text(client.get(reverse("office:home")))


def test_a_file_that_was_cleared_away_is_missed_in_a_sentence(client, staff):
    job = running(staff)
    job.finish("好", ContentFile(b"PK", "a.zip"))
    job.result.storage.delete(job.result.name)
    page = client.post(url(job, "job_file"), follow=True)
    assert "结果文件已经清理" in text(page)


def test_the_list_asks_as_often_for_three_jobs_as_for_one(
    client, staff, django_assert_max_num_queries
):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            running(staff)
        with django_assert_max_num_queries(50) as queries:
            client.get(reverse("office:jobs"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
