"""A page that was read before a move and saved after it keeps its words, not the old state."""

import pytest

from selection.actions.apply import save_part
from selection.actions.batches import change_batch
from selection.choices import ApplicationStatus, BatchStatus
from selection.models import Application, Batch
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_a_late_save_does_not_take_back_a_signature():
    late = f.ApplicationFactory()
    Application.objects.update(status=ApplicationStatus.SUBMITTED, number=7)

    late.content = {"background": "新写的。"}
    save_part(application=late, part="正文", by=f.clerk(late.school))

    late.refresh_from_db()
    assert (late.status, late.number) == (ApplicationStatus.SUBMITTED, 7)
    assert late.content == {"background": "新写的。"}


def test_a_late_save_does_not_open_a_batch_again():
    late = f.BatchFactory(status=BatchStatus.OPEN)
    Batch.objects.update(status=BatchStatus.CHECKING)

    late.name = "改过的名称"
    change_batch(batch=late, changed=["名称"], by=f.leader(late.region))

    late.refresh_from_db()
    assert (late.status, late.name) == (BatchStatus.CHECKING, "改过的名称")
