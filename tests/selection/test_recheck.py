"""A title is looked at again some years later: kept, to be mended, or taken back everywhere."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from kit.dates import months_after
from kit.models import AuditEntry
from selection.actions import recheck
from selection.models import Announcement, Application, Batch
from selection.workflow import application_flow
from tests.factories import ApplicationFactory, leader, secretary, staff
from tests.selection.building import begun, hand_in, judge
from tests.selection.test_revoke import verified, won

pytestmark = pytest.mark.django_db


@pytest.fixture
def title():
    """Announced three years and a day ago, in a batch that rechecks after three years."""
    batch, decision, _ = won()
    Batch.objects.filter(pk=batch.pk).update(recheck_years=3)
    day = months_after(timezone.localdate(), -36) - timedelta(days=1)
    Announcement.objects.filter(batch=batch).update(issued_on=day)
    return Application.objects.get(pk=decision.application_id)


def conclude(client, application, outcome, person):
    client.force_login(person)
    data = {"outcome": outcome, "note": "看过三年的台账", "token": str(uuid4())}
    return client.post(reverse("office:selection:recheck", args=[application.pk]), data)


def due_on(application, person):
    rows = {row.pk: row.due_on for row in recheck.titles(person)}
    return rows.get(application.pk)


def test_a_title_is_due_on_the_desk_and_in_the_list(client, title):
    client.force_login(leader(title.batch.region))
    assert "到期复核" in client.get(reverse("office:home")).text
    page = client.get(reverse("office:selection:rechecks")).text
    assert str(title.brand) in page
    assert "已到期" in page


def test_a_kept_title_is_due_again_after_the_same_years(client, title):
    boss = leader(title.batch.region)
    conclude(client, title, "keep", boss)
    assert due_on(title, boss) == months_after(timezone.localdate(), 36)
    assert AuditEntry.objects.filter(verb="recheck.record").count() == 1


def test_a_title_to_be_mended_is_due_again_after_half_a_year(client, title):
    boss = leader(title.batch.region)
    conclude(client, title, "mend", boss)
    assert due_on(title, boss) == months_after(timezone.localdate(), 6)


@pytest.mark.parametrize(
    ("done_on", "outcome", "expected"),
    [
        (date(2027, 8, 31), "mend", date(2028, 2, 29)),
        (date(2026, 8, 31), "mend", date(2027, 2, 28)),
        (date(2028, 2, 29), "keep", date(2031, 2, 28)),
        (date(2026, 10, 31), "mend", date(2027, 4, 30)),
    ],
)
def test_a_month_without_that_day_gives_its_last_day(title, done_on, outcome, expected):
    boss = leader(title.batch.region)
    title.rechecks.create(outcome=outcome, note="看过", done_by=boss, done_on=done_on)
    assert due_on(title, boss) == expected


def test_the_earliest_due_stands_first_whatever_it_was_counted_from(
    client, title, django_assert_num_queries
):
    boss = leader(title.batch.region)
    title.rechecks.create(outcome="mend", note="看过", done_by=boss)
    client.force_login(boss)
    page = reverse("office:selection:rechecks")
    with django_assert_num_queries(7):
        client.get(page)
    batch = title.batch
    others = [
        ApplicationFactory(batch=batch, status="approved", submitted_at=timezone.now(), number=n)
        for n in (7, 8)
    ]
    with django_assert_num_queries(7):
        rows = list(client.get(page).context["page"])
    assert {row.pk for row in others} < {row.pk for row in rows}
    assert rows[-1].pk == title.pk
    assert [row.is_due for row in rows] == [True, True, True, False]


def test_a_title_taken_back_says_so_where_anybody_checks_it(client, title):
    boss = leader(title.batch.region)
    assert "有效" in verified(client, title.decision.certificate_number).text
    conclude(client, title, "revoke", boss)
    title.refresh_from_db()
    assert title.status == "revoked"
    assert due_on(title, boss) is None
    assert "已撤销" in verified(client, title.decision.certificate_number).text


def test_staff_sees_the_list_and_only_the_leader_concludes(client, title):
    person = staff(title.batch.region)
    assert conclude(client, title, "keep", person).status_code == 403
    assert client.get(reverse("office:selection:rechecks")).status_code == 200
    assert title.rechecks.count() == 0


def test_a_closed_project_loses_both_its_results(client):
    project = begun()
    signer, office = secretary(project.school), staff(project.batch.region)
    for report in project.reports.all():
        hand_in(client, report, signer)
        judge(client, report, office, "passed")
    project.refresh_from_db()
    assert project.brand.results.standing().count() == 2

    boss = leader(project.batch.region)
    application_flow.perform(project, "revoke", by=boss, note="材料不实")
    assert project.status == "revoked"
    assert [r.revoke_reason for r in project.brand.results.all()] == ["材料不实"] * 2
    client.force_login(office)
    page = client.get(reverse("office:selection:build", args=[project.pk]))
    assert "已撤销" in page.text
