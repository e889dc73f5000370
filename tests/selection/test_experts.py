"""Experts of the pool: accounts that end, and material that stays shut before the declaration."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from kit.models import AuditEntry
from schools.choices import Role
from selection.actions.assign import pool
from selection.actions.experts import change_expert
from selection.choices import AssignmentStatus, FileKind
from selection.models import ApplicationFile, Assignment, Expert
from selection.workflow.results import announce
from tests import factories
from tests.selection import panel
from tests.selection.deciding import announcement, noticed, run_out

pytestmark = pytest.mark.django_db


class NoRows:
    def save(self):
        return []


def test_an_account_that_only_scores_ends_with_its_place_in_the_pool(client):
    user = factories.expert(factories.RegionFactory())
    user.expert.available_until = timezone.localdate() - timedelta(days=1)
    change_expert(expert=user.expert, employments=NoRows(), by=user)
    user.refresh_from_db()
    assert user.expires_on == user.expert.available_until
    client.force_login(user)
    assert client.get(reverse("office:selection:reviews")).status_code == 302


def test_a_secretary_who_also_scores_keeps_the_account():
    user = factories.expert(factories.RegionFactory())
    user.posts.create(role=Role.SECRETARY, school=factories.SchoolFactory())
    user.expert.available_until = timezone.localdate()
    change_expert(expert=user.expert, employments=NoRows(), by=user)
    user.refresh_from_db()
    assert user.expires_on is None


def test_whoever_was_asked_for_one_batch_is_in_no_other_s_pool():
    batch = panel.in_review()
    guest, regular = panel.experts(batch, 2)
    Expert.objects.filter(pk=guest.pk).update(only_for=batch)
    other = factories.BatchFactory(region=batch.region, number=9)
    assert set(pool(batch)) == {guest, regular}
    assert set(pool(other)) == {regular}


def test_temporary_accounts_end_with_the_day_their_batch_is_announced():
    notice, boss = noticed(1)
    run_out(notice)
    guest, secretary, regular = panel.experts(notice.batch, 3)
    secretary.user.posts.create(role=Role.SECRETARY, school=factories.SchoolFactory())
    Expert.objects.filter(pk__in=[guest.pk, secretary.pk]).update(only_for=notice.batch)
    announce(announcement(notice.batch), by=boss)
    today = timezone.localdate()
    ends = {
        one.pk: (one.available_until, one.user.expires_on)
        for one in Expert.objects.select_related("user")
    }
    assert ends[guest.pk] == (today, today)
    assert ends[secretary.pk] == (today, None)
    assert ends[regular.pk] == (None, None)
    assert AuditEntry.objects.filter(verb="expert.release").count() == 2


def test_the_page_of_an_expert_offers_batches_that_are_not_announced_yet(client):
    batch = panel.in_review()
    factories.BatchFactory(region=batch.region, number=9, status="published")
    (guest,) = panel.experts(batch, 1)
    client.force_login(factories.staff(batch.region))
    address = reverse("office:selection:expert", args=[guest.pk])
    form = client.get(address).context["form"]
    assert list(form.fields["only_for"].queryset) == [batch]
    sent = {name: form[name].value() for name in ("region", "maximum_load", "token")}
    rows = {"job-TOTAL_FORMS": 0, "job-INITIAL_FORMS": 0}
    assert client.post(address, {**sent, **rows, "only_for": batch.pk}).status_code == 302
    guest.refresh_from_db()
    assert guest.only_for == batch


@pytest.mark.parametrize("status", [AssignmentStatus.ASSIGNED, AssignmentStatus.RECUSED])
def test_attachments_and_pages_stay_shut_without_a_declaration(client, status):
    batch = panel.in_review()
    application = batch.applications.get()
    expert = panel.experts(batch, 1)[0]
    row = panel.assign(application, expert)
    file = ApplicationFile.objects.create(
        application=application,
        kind=FileKind.SUPPORT,
        file=ContentFile(b"%PDF-1.4", "f.pdf"),
        name="方案.pdf",
    )
    attachment = reverse("office:selection:application_file", args=[application.pk, file.pk])
    pages = [
        attachment,
        reverse("office:selection:application", args=[application.pk]),
        reverse("office:selection:evidence", args=[application.pk]),
        *(
            reverse(f"office:selection:{name}", args=[application.pk, 1])
            for name in ("version", "print", "word")
        ),
        *(
            reverse(f"office:selection:{name}", args=[application.pk])
            for name in ("check", "sheet", "sheet_print")
        ),
        reverse("office:selection:review", args=[row.pk]),
        reverse("office:selection:review", args=[row.pk]) + "?read",
    ]
    client.force_login(expert.user)
    answer = client.get(attachment)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    Assignment.objects.filter(pk=row.pk).update(status=status, recusal_reason="亲属")
    assert {client.get(page).status_code for page in pages} <= {403, 404}
