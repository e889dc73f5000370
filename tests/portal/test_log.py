"""The log tells refusals, files taken out and papers printed; the auditor searches it and takes it out."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from kit.audit import record, seal, sentence, verify
from kit.models import AuditEntry
from tests import factories as make
from tests.selection.deciding import noticed

pytestmark = pytest.mark.django_db
LOG = "/office/audit/"


@pytest.fixture
def auditor(client):
    user = make.auditor()
    client.force_login(user)
    return user


def test_a_refusal_is_told_once_a_minute(client):
    clerk = make.clerk(make.SchoolFactory())
    client.force_login(clerk)
    for _ in range(3):
        assert client.get(LOG).status_code == 403
    entry = AuditEntry.objects.get()
    assert sentence(entry) == f"{clerk}打开“/office/audit/”被拒绝"
    assert entry.address == "127.0.0.1"


def test_somebody_elses_row_that_is_asked_for_is_told(client):
    clerk, honor = make.clerk(make.SchoolFactory()), make.HonorFactory()
    client.force_login(clerk)
    url = reverse("office:honors:detail", args=[honor.pk])
    for send in (client.get, client.post):
        assert send(url).status_code == 404
    entry = AuditEntry.objects.get()
    assert sentence(entry) == f"{clerk}打开“{url}”，那里没有给这个账号看的内容"
    client.get("/office/nowhere/")  # no address at all
    assert AuditEntry.objects.count() == 1


def test_a_form_without_its_token_is_told_once_for_each_visitors_address():
    client = Client(enforce_csrf_checks=True)
    for path in (reverse("mistake_new"), reverse("forgotten")):
        assert client.post(path, {"text": "x"}).status_code == 403
    entry = AuditEntry.objects.get()
    told = f"来自网络地址 127.0.0.1 的访客打开“{reverse('mistake_new')}”被拒绝"
    assert (sentence(entry), entry.actor) == (told, None)


def test_every_entry_has_the_address_it_was_asked_from_and_a_workers_has_none(client, settings):
    settings.PROXY_COUNT = 1
    user = make.staff(make.RegionFactory())
    client.force_login(user)
    for forwarded in ("203.0.113.9, 198.51.100.7", "2001:db8::7", "no address"):
        asked = {"wrong": f"错词 {forwarded}", "right": "对词", "severity": "warn"}
        asked["token"] = uuid.uuid4()
        client.post(reverse("office:phrase_new"), asked, headers={"X-Forwarded-For": forwarded})
    record(None, "account.sleeps", user, days=1)
    told = [entry.address for entry in AuditEntry.objects.order_by("pk")]
    assert told == ["198.51.100.7", "2001:db8::7", None, None]
    seal()
    assert verify() == []


def test_a_ledger_that_is_downloaded_is_told_with_its_filter(client):
    clerk = make.clerk(make.SchoolFactory())
    client.force_login(clerk)
    client.get("/office/activities/?export=xlsx&q=读书")
    entry = AuditEntry.objects.get(verb="page.downloaded")
    assert entry.target_name.endswith(".xlsx")
    assert "活动" in entry.target_name
    assert "export=xlsx" in entry.detail["path"]


def test_a_paper_opened_to_be_printed_is_told_by_its_title(client):
    notice, _ = noticed(2)
    client.force_login(make.staff(notice.batch.region))
    client.get(reverse("office:selection:summary_print", args=[notice.batch.pk]))
    entry = AuditEntry.objects.get(verb="page.printed")
    assert "汇总表" in entry.target_name


def test_strangers_and_pages_that_are_only_read_are_not_told(client):
    client.get("/open-data/honors.csv")
    client.force_login(make.clerk(make.SchoolFactory()))
    client.get("/office/")
    assert not AuditEntry.objects.exists()


def test_a_lock_is_told_once(client):
    clerk = make.clerk(make.SchoolFactory())
    for _ in range(8):
        client.post(reverse("login"), {"username": clerk.username, "password": "wrong"})
    verbs = list(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs.count("account.locked") == 1
    assert verbs.count("account.refused") <= 5


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"甲", "乙"}),
        ({"q": "停用"}, {"甲"}),
        ({"q": "结束 岗位"}, {"乙"}),
        ({"actor": "甲"}, {"甲"}),
        ({"target": "丙校"}, {"甲"}),
        ({"area": "post"}, {"乙"}),
        ({"address": "10.0.0.8"}, {"乙"}),
        ({"address": "10.0"}, set()),
        ({"until": timezone.localdate() - timedelta(days=1)}, set()),
    ],
)
def test_entries_are_found_by_person_act_thing_day_and_address(client, auditor, query, found):
    one, two = make.UserFactory(name="甲"), make.UserFactory(name="乙")
    record(one, "account.disable", make.UserFactory(name="丙校"))
    record(two, "post.end", make.clerk(make.SchoolFactory()).posts.get(), address="10.0.0.8")
    page = client.get(LOG, query)
    assert {entry.actor_name for entry in page.context["page"]} == found


def test_taking_the_log_out_is_itself_told(client, auditor):
    record(make.UserFactory(name="甲"), "account.disable", make.UserFactory(name="丙"))
    answer = client.get(LOG, {"export": "xlsx"})
    text = str(
        CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    assert "甲停用了账号“丙”" in text
    assert "审核人" in text
    assert AuditEntry.objects.get(verb="page.downloaded").actor == auditor
