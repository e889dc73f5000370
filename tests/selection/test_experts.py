"""Experts of the pool: accounts that end, and material that stays shut before the declaration."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from schools.choices import Role
from selection.actions.experts import change_expert
from selection.choices import AssignmentStatus, FileKind
from selection.models import ApplicationFile, Assignment
from tests import factories
from tests.selection import panel

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
