"""The administrator sees in words what the installation lacks, and who works for it."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from kit.models import Job, Worker
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    client.force_login(f.administrator())
    return lambda: client.get(reverse("office:status"))


def rows(context):
    return {row["label"]: row["value"] for row in context["facts"]}


def test_findings_stand_beside_what_is_in_order(page, tmp_path):
    context = page().context
    wrong = {look.name for look in context["wrong"]}
    right = {look.name for look in context["right"]}
    assert {"备份", "后台任务"} <= wrong
    assert {"数据库", "数据表", "缓存"} <= right
    assert rows(context)["最近备份"] == "还没有备份过"
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "20261121-023000.zip").write_bytes(b"PK" * 1024)
    answer = page()
    assert "2.0 KB，本机共 1 份" in rows(answer.context)["最近备份"].replace("\xa0", " ")
    assert "没有后台进程在运行" in answer.content.decode()


def test_a_worker_that_fell_silent_is_told_from_one_at_work(page):
    for name in ("甲:1", "乙:2"):
        Worker(name=name).show()
    Worker.objects.filter(name="乙:2").update(seen_at=Now() - timedelta(seconds=9))
    Job.objects.create(kind="test", state="running")
    context = page().context
    assert {one["worker"].name: one["kind"] for one in context["workers"]} == {
        "甲:1": "done",
        "乙:2": "back",
    }
    assert rows(context)["后台任务"] == "排队 0 个，正在处理 1 个"
