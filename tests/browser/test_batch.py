"""A batch judged from first to last in a browser: twelve applications, nine experts, a defence."""

import pytest

from selection.models import Application
from tests.browser.steps import committee
from tests.browser.steps.contest import EXPERTS, Contest
from tests.browser.steps.visits import PHONE, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def contest():
    return Contest()


@pytest.fixture
def site(live_server, new_context, console, axe):
    return Site(live_server, new_context, console, axe)


def test_a_batch_is_judged_on_paper_and_in_person_and_published(site, contest):
    staff, leader = site.person(contest.staff), site.person(contest.leader)
    committee.one_is_returned_and_corrected_and_eleven_pass_together(site, contest, staff)
    committee.nobody_is_asked_to_judge_where_they_belong(contest, staff)
    committee.an_expert_scores_on_the_page(site, contest)
    contest.score_the_rest(contest.papers)
    committee.the_defence_is_drawn_heard_and_entered(site, contest, staff)
    committee.a_late_tie_keeps_a_score_in_sight_but_out_of_the_sum(contest, staff)
    committee.the_meeting_departs_from_the_ranking_and_says_why(contest, leader)
    notice = committee.the_list_is_noticed(contest, staff, leader)
    committee.an_objection_holds_up_one_row_alone(site, contest, staff, notice)
    committee.the_result_is_announced(contest, leader, site.visitor(**PHONE), notice)
    states = Application.objects.filter(batch=contest.batch).values_list("status", flat=True)
    assert sorted(states) == ["approved"] * 3 + ["not_selected"] * 9
    assert len(EXPERTS) == 9
