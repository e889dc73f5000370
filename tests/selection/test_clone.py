"""A copied batch has every rule of its source; a field nobody thought of fails here."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from selection.actions.batches import clone_batch, copy_of
from selection.choices import ApplicationStatus
from selection.models import Batch, Indicator, Rubric
from tests import factories
from tests.selection import panel

pytestmark = pytest.mark.django_db
# What a copy has of its own; all other fields must be equal.
OWN = {
    "id",
    "number",
    "name",
    "status",
    "announced_at",
    "opens_at",
    "closes_at",
    "correct_until",
    "review_until",
    "unsealed_at",
    "unsealed_by",
    "cloned_from",
    "created_by",
    "updated_at",
}
COPIED = {"rubrics", "review_stages", "quota_cells", "check_items"}
LEFT = {
    "applications",
    "permits",
    "clones",
    "meetings",
    "notices",
    "announcement",
    "letters",
    "recommendations",
    "own_experts",
}
LINKS = {"id", "batch", "rubric", "parent", "frozen_at"}


def unlike_default(field):
    """A value that nobody gets by leaving the field alone."""
    if field.choices:
        return next(value for value, _ in reversed(field.choices) if value != field.get_default())
    if isinstance(field, models.JSONField):
        return {"result": {"on": True, "limit": 77}} if field.default is dict else ["primary"]
    kinds = {
        models.BooleanField: True,
        models.PositiveSmallIntegerField: 7,
        models.DecimalField: Decimal("1.5"),
        models.DateField: timezone.localdate() - timedelta(days=77),
        models.DateTimeField: timezone.now() + timedelta(days=77),
        models.EmailField: "copy@example.org",
        models.CharField: f"{field.name} 77"[: field.max_length],
        models.TextField: f"{field.name} 77",
    }
    return kinds[type(field)]


def filled(row, skip):
    for field in row._meta.concrete_fields:
        if field.name not in skip and not field.is_relation:
            setattr(row, field.name, unlike_default(field))
    row.save()
    return row


def same(made, source, own):
    names = {field.name for field in source._meta.concrete_fields} - own
    return {name for name in names if getattr(made, name) != getattr(source, name)}


def clone(source):
    made = copy_of(source)
    made.name, made.opens_at = "第二批", timezone.now() + timedelta(days=100)
    made.closes_at = made.opens_at + timedelta(days=20)
    return clone_batch(source=source, batch=made, by=factories.staff(source.region))


def test_every_field_is_copied_or_named_here():
    source = filled(factories.BatchFactory(), OWN | {"region"})
    made = clone(source)
    assert same(made, source, OWN) == set()
    assert (made.status, made.cloned_from, made.unsealed_at) == ("draft", source, None)


def test_every_list_is_copied_or_left_knowingly():
    related = {r.get_accessor_name() for r in Batch._meta.related_objects if not r.hidden}
    assert related == COPIED | LEFT
    assert {r.get_accessor_name() for r in Rubric._meta.related_objects} == {
        "indicators",
        "review_stages",
    }


def test_the_rows_of_the_lists_are_equal_field_by_field():
    source = factories.BatchFactory()
    second = source.rubrics.create(name="答辩评分表")
    group = second.indicators.create(kind="group", title="现场", order=1)
    filled(
        second.indicators.create(kind="leaf", title="陈述", points=10, parent=group, order=2),
        LINKS | {"kind"},
    )
    source.review_stages.update(weight=60)
    source.review_stages.create(rubric=second, name="答辩", form="defence", weight=40, order=2)
    source.quota_cells.create(region=source.region, stage="primary", places=3)
    source.check_items.create(text="一条", order=4)
    lines = {"excellent_from": 90, "passed_from": 70}
    filled(source.rubrics.create(name="结项", **lines), LINKS | lines.keys())
    made = clone(source)
    for name in ("review_stages", "quota_cells", "check_items", "rubrics"):
        for new, old in zip(getattr(made, name).all(), getattr(source, name).all(), strict=True):
            assert same(new, old, LINKS) == set(), name
    assert [stage.rubric.name for stage in made.review_stages.all()] == ["评分表", "答辩评分表"]
    for new, old in zip(made.rubrics.all(), source.rubrics.all(), strict=True):
        pairs = zip(new.indicators.all(), old.indicators.all(), strict=True)
        for row, like in pairs:
            assert same(row, like, LINKS) == set()
            assert (row.parent and row.parent.title) == (like.parent and like.parent.title)
    parents = Indicator.objects.filter(rubric__batch=made).exclude(parent=None)
    assert {row.parent.rubric.batch for row in parents} == {made}


def test_applications_and_permits_stay_behind():
    source = factories.BatchFactory()
    panel.add_application(source, 1, ApplicationStatus.SUBMITTED)
    source.permits.create(
        organization=factories.PartyOrganizationFactory(),
        valid_until=timezone.now(),
        reason="灾情",
        given_by=factories.leader(source.region),
    )
    made = clone(source)
    assert (made.applications.count(), made.permits.count()) == (0, 0)


def test_later_deadlines_keep_their_distance_from_the_end_of_the_application():
    source = factories.BatchFactory()
    source.correct_until = source.closes_at + timedelta(days=7)
    source.save()
    made = clone(source)
    assert made.correct_until - made.closes_at == timedelta(days=7)
    assert made.review_until is None


def test_the_copy_of_an_unsealed_batch_is_sealed_again(client):
    source = panel.in_review(is_sealed=True, unsealed_at=timezone.now())
    client.force_login(factories.staff(source.region))
    address = reverse("office:selection:batch_clone", args=[source.pk])
    form = client.get(address).context["form"]
    data = {
        "number": form["number"].value(),
        "name": "下一批",
        "opens_at": "2030-01-01T08:00",
        "closes_at": "2030-02-01T08:00",
        "token": str(form["token"].value()),
    }
    assert client.post(address, data).status_code == 302
    assert Batch.objects.get(name="下一批").is_closed_to_office
