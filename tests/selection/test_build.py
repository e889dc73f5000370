"""The build period of a cultivation batch, walked through its pages."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kit.dates import months_after
from selection.choices import ApplicationStatus
from selection.models import ChangeRequest
from tests.factories import clerk, leader, secretary, staff
from tests.selection.building import approve, ask, begun, failed, hand_in, judge, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def building():
    return begun()


def test_announcing_starts_the_build_period_with_due_dates_and_promises(building):
    start = building.batch.announcement.issued_on

    assert building.status == ApplicationStatus.BUILDING
    assert [(r.kind, r.due_on) for r in building.reports.all()] == [
        ("midterm", months_after(start, 12)),
        ("closing", months_after(start, 24)),
    ]
    assert [(c.text, c.due_on) for c in building.commitments.all()] == [
        ("办十场联合党课", date(2027, 6, 30))
    ]


def test_a_project_walks_to_its_closing_with_one_extension(client, building):
    signer, office = secretary(building.school), staff(building.batch.region)
    boss = leader(building.batch.region)
    midterm, closing = building.reports.all()

    hand_in(client, midterm, signer)
    building.refresh_from_db()
    assert (midterm.status, building.status) == ("submitted", "midterm")
    judge(client, midterm, office, "passed")
    assert (midterm.status, midterm.application.status) == ("accepted", "building")

    until = months_after(closing.due_on, 6)
    client.force_login(signer)
    change = ask(client, building, kind="extension", new_due_on=until.isoformat())
    approve(client, change, boss)
    for row in (change, closing, building):
        row.refresh_from_db()
    assert (change.status, change.approval_number) == ("approved", "示教工复〔2027〕3号")
    assert (building.status, closing.due_on) == ("extended", until)

    hand_in(client, closing, signer)
    judge(client, closing, office, "passed")
    assert (closing.status, closing.application.status) == ("accepted", "closed")
    assert sorted(r.grade for r in building.brand.results.all()) == ["passed", "selected"]


def test_a_failed_closing_gets_a_second_acceptance(client, building):
    signer, office = failed(client, building)
    client.force_login(leader(building.batch.region))
    client.post(url("build_move", building.pk, "extend"), {"seen": "building"})

    second = building.reports.get(kind="closing", round=2)
    hand_in(client, second, signer)
    judge(client, second, office, "passed")

    assert second.application.status == "closed"


def test_a_failed_closing_may_end_the_project_with_a_reason(client, building):
    failed(client, building)
    client.force_login(leader(building.batch.region))
    data = {"seen": "building", "note": "任务没有完成"}
    client.post(url("build_move", building.pk, "terminate"), data)

    building.refresh_from_db()
    assert building.status == "terminated"
    assert building.decision.result.revoke_reason == "项目终止：任务没有完成"


def test_no_project_ends_without_ground(client, building):
    client.force_login(leader(building.batch.region))
    for key in ("extend", "terminate"):
        client.post(url("build_move", building.pk, key), {"seen": "building", "note": "因故"})

    building.refresh_from_db()
    assert building.status == "building"


def test_an_extension_is_at_most_a_year(client, building):
    closing = building.reports.get(kind="closing")
    client.force_login(secretary(building.school))
    late = months_after(closing.due_on, 12) + timedelta(days=1)
    data = {"kind": "extension", "reason": "场馆还在改造", "new_due_on": late.isoformat()}
    data["token"] = str(uuid4())
    response = client.post(url("build_change_new", building.pk), data)

    assert list(response.context["form"].errors) == ["new_due_on"]
    assert list(ChangeRequest.objects.all()) == []


def test_what_was_delivered_is_kept_and_a_stale_page_is_not(client, building):
    client.force_login(clerk(building.school))
    page, row = url("build_deliver", building.pk), building.commitments.get()
    old = client.get(page).context["seen"]
    data = {f"row-{row.pk}-delivered": "办了十二场", f"row-{row.pk}-delivered_on": "2026-05-01"}
    assert client.post(page, {**data, "version": old}).status_code == 302

    data[f"row-{row.pk}-delivered"] = "旧页面"
    stale = client.post(page, {**data, "version": old})
    row.refresh_from_db()
    assert row.delivered == "办了十二场"
    assert "旧页面" in stale.content.decode()


def test_only_the_secretary_signs_and_only_the_office_accepts(client, building):
    midterm = building.reports.first()
    client.force_login(clerk(building.school))
    assert client.post(url("build_report_sign", midterm.pk)).status_code == 403

    hand_in(client, midterm, secretary(building.school))
    assert client.post(url("build_accept", midterm.pk)).status_code == 403
    midterm.refresh_from_db()
    assert midterm.status == "submitted"
