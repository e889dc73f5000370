"""A batch shared out at once: what the page proposes, what is kept, what is refused."""

import pytest
from django.urls import reverse

from kit.audit import sentence
from kit.models import AuditEntry
from schools.models import Employment
from selection.actions.propose import CHANGED, propose
from selection.choices import ApplicationStatus, AssignmentStatus, BatchStatus
from selection.models import Assignment, Expert
from tests import factories
from tests.selection import panel

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return panel.in_review(applications=3, panel_size=2)


@pytest.fixture
def stage(batch):
    return batch.review_stages.get()


@pytest.fixture
def office(client, batch):
    client.force_login(factories.staff(batch.region))
    return client


def first_of(batch):
    return batch.applications.get(number=1)


def address(batch):
    return reverse("office:selection:propose", args=[batch.pk])


def shown(office, batch, **asked):
    return office.get(address(batch), {"seed": "42", **asked}).context["proposal"]


def kept(office, batch, stage, proposal, **changed):
    data = {"stage": stage.pk, "per_item": 2, "seed": "42", "seen": proposal.fingerprint}
    return office.post(address(batch), {**data, **changed})


def added(proposal):
    return {row.application.pk: [expert.pk for expert in row.added] for row in proposal.rows}


def held():
    found = {}
    for row in Assignment.objects.order_by("application", "expert"):
        found.setdefault(row.application_id, []).append(row.expert_id)
    return found


def keep_away(expert, application):
    Employment.objects.create(user=expert.user, school=application.school, title="副校长")


def test_every_application_gets_its_experts_and_nobody_reads_their_own_school(batch, stage):
    people = panel.experts(batch, 3)
    first = first_of(batch)
    keep_away(people[0], first)
    proposal = propose(stage=stage, per_item=2, seed="42")
    assert sorted(added(proposal)[first.pk]) == [people[1].pk, people[2].pk]
    assert [load.total for load in proposal.loads] == [2, 2, 2]
    assert (proposal.count, proposal.lacking) == (6, [])


def test_what_the_page_shows_is_what_is_kept_with_the_seed_in_the_log(office, batch, stage):
    panel.experts(batch, 4)
    proposal = shown(office, batch)
    assert kept(office, batch, stage, proposal).url == reverse(
        "office:selection:assign_grid", args=[batch.pk]
    )
    assert held() == {pk: sorted(experts) for pk, experts in added(proposal).items()}
    entry = AuditEntry.objects.get(verb="batch.propose")
    assert sentence(entry) == (
        f"{entry.actor_name}给“{batch}”自动分派专家，每项 2 位，共 6 份，随机种子 42"
    )
    assert AuditEntry.objects.filter(verb="assignment.assign").count() == 3


def test_what_is_assigned_stays_and_only_the_gaps_are_filled(batch, stage):
    people = panel.experts(batch, 4)
    first = first_of(batch)
    panel.assign(first, people[0], AssignmentStatus.SUBMITTED)
    row = propose(stage=stage, per_item=2, seed="42").rows[0]
    assert (row.application, row.kept, len(row.added)) == (first, [people[0]], 1)
    assert people[0] not in row.added


@pytest.mark.parametrize("status", [AssignmentStatus.RECUSED, AssignmentStatus.LATE])
def test_a_recused_or_late_expert_is_replaced_and_not_asked_again(batch, stage, status):
    gone, *others = panel.experts(batch, 3)
    first = first_of(batch)
    panel.assign(first, gone, status, recusal_reason="亲属在该校")
    row = propose(stage=stage, per_item=2, seed="42").rows[0]
    assert (row.kept, row.added) == ([], others)


def test_a_sheet_that_will_not_count_leaves_its_seat_empty(batch, stage):
    barred, *_ = panel.experts(batch, 4)
    first = first_of(batch)
    row = panel.assign(first, barred)
    keep_away(barred, first)
    assert propose(stage=stage, per_item=2, seed="42").rows[0].kept == []
    row.override_reason = "已离任"
    row.save()
    assert propose(stage=stage, per_item=2, seed="42").rows[0].kept == [barred]


def test_those_who_know_the_stage_and_the_field_are_preferred(batch, stage):
    plain, fitting, stranger = panel.experts(batch, 3)
    first = first_of(batch)
    batch.applications.exclude(pk=first.pk).update(status=ApplicationStatus.REJECTED)
    Expert.objects.filter(pk=fitting.pk).update(field=f"管理、{first.brand.title}")
    Expert.objects.filter(pk=stranger.pk).update(stages=["none"], field=first.brand.title)
    one, two = (propose(stage=stage, per_item=n, seed="42").rows[0].added for n in (1, 2))
    assert (one, two) == ([fitting], [plain, fitting])


def test_a_change_since_the_preview_is_refused_and_the_new_set_shown(office, batch, stage):
    people = panel.experts(batch, 4)
    proposal = shown(office, batch)
    keep_away(people[0], first_of(batch))
    page = kept(office, batch, stage, proposal)
    assert [str(message) for message in page.context["messages"]] == [CHANGED]
    assert (page.status_code, held()) == (200, {})
    assert page.context["proposal"].fingerprint != proposal.fingerprint
    assert kept(office, batch, stage, page.context["proposal"]).status_code == 302


def test_the_second_click_assigns_nothing_more(office, batch, stage):
    panel.experts(batch, 4)
    proposal = shown(office, batch)
    kept(office, batch, stage, proposal)
    page = kept(office, batch, stage, proposal)
    assert [str(message) for message in page.context["messages"]][-1] == CHANGED
    assert Assignment.objects.count() == 6


def test_a_shortage_says_which_application_lacks_how_many_and_why(office, batch):
    people = panel.experts(batch, 2)
    first = first_of(batch)
    keep_away(people[0], first)
    found = shown(office, batch).lacking
    assert [(row.application, row.lacking) for row in found] == [(first, 1)]
    assert found[0].reason == "还差 1 位：库里 2 位专家，1 位要回避，只有 1 位能请。"
    page = office.get(address(batch)).content.decode()
    assert f"{first.code} {first.school.label}{found[0].reason}" in page


def test_full_loads_and_an_empty_pool_are_named_as_the_reason(batch, stage):
    assert {row.reason for row in propose(stage=stage, per_item=2, seed="1").lacking} == {
        "还差 2 位：专家库里没有能分派的专家。"
    }
    panel.experts(batch, 2)
    Expert.objects.update(maximum_load=2)
    reason = "还差 1 位：能请的 2 位专家里，没有分到这一项的都已分满。"
    found = propose(stage=stage, per_item=2, seed="1").lacking
    assert [(row.lacking, row.reason) for row in found] == [(1, reason)] * 2


def test_a_page_without_a_seed_draws_one_and_prints_it(office, batch):
    panel.experts(batch, 4)
    page = office.get(address(batch))
    seed = page.context["form"]["seed"].value()
    assert len(seed) == 6
    assert f"随机种子 {seed}" in page.content.decode()


def test_a_bad_seed_or_number_is_told_and_proposes_nothing(office, batch):
    page = office.get(address(batch), {"seed": "一二", "per_item": "0"})
    assert page.context["proposal"] is None
    assert sorted(page.context["form"].errors) == ["per_item", "seed"]


def test_after_the_review_nothing_is_proposed(office, batch, stage):
    panel.experts(batch, 4)
    proposal = shown(office, batch)
    batch.status = BatchStatus.DECIDING
    batch.save()
    page = kept(office, batch, stage, proposal)
    assert (page.context["proposal"], held()) == (None, {})


@pytest.mark.parametrize(("applications", "count"), [(1, 2), (5, 6)])
def test_the_proposal_costs_the_same_for_any_number(
    client, django_assert_num_queries, applications, count
):
    batch = panel.in_review(applications=applications)
    panel.experts(batch, count)
    client.force_login(factories.staff(batch.region))
    with django_assert_num_queries(21):
        client.get(address(batch))
