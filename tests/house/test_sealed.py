"""No address of the office opens anything of an application in a sealed batch."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from selection.choices import ApplicationStatus, BatchStatus
from selection.models import Application, Batch
from tests.house.roles import TABLE

OF_AN_APPLICATION = ("/applications/", "/assignments/", "/adjustments/", "/build/")
ADDRESSES = [
    name
    for name, (_, allowed, _) in sorted(TABLE.items())
    if name.startswith(("office:selection:", "office:home")) and allowed & {"staff", "leader"}
]


@pytest.fixture(scope="module")
def closed_world(world):
    """Every batch is open and sealed, every application just handed in."""
    handed_in = Application.objects.filter(submitted_at__isnull=False)
    handed_in.update(status=ApplicationStatus.SUBMITTED)
    Batch.objects.update(
        status=BatchStatus.OPEN, is_sealed=True, closes_at=timezone.now() + timedelta(days=1)
    )
    return world


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["staff", "leader"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_sealed_application_cannot_be_reached(client, closed_world, settings, name, role):
    world = closed_world
    settings.MEDIA_ROOT = world.media
    make, _, post = TABLE[name]
    address = reverse(name, **make(world))
    world.enter(client, role)
    with transaction.atomic():
        answers = [client.get(address), client.post(address, {"note": "因故", **post})]
        transaction.set_rollback(True)
    if any(part in address for part in OF_AN_APPLICATION):
        codes = {answer.status_code for answer in answers}
        assert codes <= {403, 404, 405}
        assert codes != {405}
    elif answers[0].status_code == 200:
        text = b"".join(answers[0]).decode(errors="ignore")
        for application in (world.application, world.judged, world.building):
            assert str(application.brand) not in text
