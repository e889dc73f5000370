"""Every move of every state machine: of two who make it at once one does, the other is told.

Who may and what stands against it is tested where it is decided, and what several rows do to each
other in tests/selection/test_races.py; here each move meets itself.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from activities.models import Coverage, Outlet, Participation
from kit.models import AuditEntry
from kit.publication import STEPS
from kit.workflow import Workflow
from portal.models import Mistake
from selection.models import ChangeRequest, Letter, Objection, PublicNotice, Report
from tests import factories as f
from tests.house.source import import_everything
from tests.selection import panel
from tests.selection.racing import fresh, needs_two_writers, refusals, together

pytestmark = [pytest.mark.django_db(transaction=True), needs_two_writers]
SIGNED = {"first": 1, "second": 2, "published": 3}  # checks that stand in the row by then


def notice():
    today = timezone.localdate()
    return PublicNotice.objects.create(
        title="公示", batch=f.BatchFactory(), starts_on=today, ends_on=today
    )


def closed_batch():
    now = timezone.now()
    past = {"opens_at": now - timedelta(days=9), "closes_at": now - timedelta(days=2)}
    return f.BatchFactory(**past)


def coverage():
    told = {"level": "city", "kind": "website"}
    outlet, _ = Outlet.objects.get_or_create(name="日报", defaults=told)
    return Coverage.objects.create(school=f.SchoolFactory(), outlet=outlet, title="报道")


def assignment():
    batch = panel.in_review()
    (expert,) = panel.experts(batch, 1)
    return panel.assign(batch.applications.get(), expert)


MADE = {
    "school": f.SchoolFactory,
    "tie": f.TieFactory,
    "tie_state": f.TieFactory,
    "brand": f.BrandFactory,
    "activity": f.ActivityFactory,
    "coverage": coverage,
    "participation": lambda: Participation.objects.create(
        activity=f.ActivityFactory(), school=f.SchoolFactory()
    ),
    "honor": f.HonorFactory,
    "verification": f.HonorFactory,
    "application": f.ApplicationFactory,
    "batch": closed_batch,
    "notice": notice,
    "objection": lambda: Objection.objects.create(
        notice=notice(), name="甲", unit="单位", phone="13800000000", text="事实"
    ),
    "assignment": assignment,
    "letter": lambda: Letter.objects.create(
        batch=f.BatchFactory(), recipient=f.UserFactory(), subject="结果", body="正文"
    ),
    "report": lambda: Report.objects.create(application=f.ApplicationFactory(), kind="midterm"),
    "change": lambda: ChangeRequest.objects.create(
        application=f.ApplicationFactory(), kind="content", reason="换", asked_by=f.UserFactory()
    ),
    "mistake": lambda: Mistake.objects.create(page="/", text="错", region=f.RegionFactory()),
}

TYPED = {  # what a form puts on the row before it moves
    "mistake": {"answer": "已改。"},
    "objection": {"answer": "已核实。"},
    "assignment": {"recusal_reason": "同校"},
    "change": {"reply": "同意", "approval_number": "1 号"},
}


def flows():
    named = [value for module in import_everything() for value in vars(module).values()]
    return {flow.name: flow for flow in named if isinstance(flow, Workflow)}


def put(row, field, status):
    """As its table lets it stand there."""
    values = {field: status}
    if hasattr(row, "first_by_id"):
        for step in list(STEPS)[: SIGNED.get(status, 0)]:
            values |= {f"{step}_by": f.UserFactory(), f"{step}_at": timezone.now()}
    type(row).objects.filter(pk=row.pk).update(**values)
    return fresh(row)


def acting(flow, row, key):
    """A window of its own: the row as it was read, with what was typed."""
    seen, by = fresh(row), f.UserFactory()
    for name, value in TYPED.get(flow.name, {}).items():
        setattr(seen, name, value)
    return lambda: flow.perform(seen, key, by=by, note="因故")


def test_every_state_machine_is_raced():
    assert sorted(flows()) == sorted(MADE)


@pytest.mark.parametrize("name", sorted(MADE))
def test_of_two_who_make_one_move_at_once_one_does_and_the_other_is_told(name, monkeypatch):
    flow = flows()[name]
    for key, one in flow.moves.items():
        done = []
        bare = replace(
            one,
            allowed=lambda user, obj: True,
            blockers=lambda obj: [],
            also=flow.moves["sign"].also if key == "carry_up" else one.also,
            effect=lambda obj, by, note, done=done: done.append(by),
        )
        monkeypatch.setitem(flow.moves, key, bare)
        row = put(MADE[name](), flow.field, one.sources[0])

        found = together(row, acting(flow, row, key), acting(flow, row, key))

        assert [text[:11] for text in refusals(found)] == ["有人先一步改了状态，现"], (key, found)
        assert getattr(fresh(row), flow.field) == one.target
        logged = AuditEntry.objects.filter(verb=f"{name}.{key}", target_id=row.pk)
        assert (len(done), logged.count()) == (1, 1), (name, key)
