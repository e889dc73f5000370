"""The thread, walked in a browser: a school logs its work, applies, is judged, and is shown."""

import pytest

from selection.access import apply as applying
from selection.access import decide as deciding
from selection.access import review as reviewing
from tests.browser.steps import experts, office, public, school
from tests.browser.steps.district import SISTERS, District
from tests.browser.steps.visits import PHONE, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICE = "/office/selection"


@pytest.fixture
def district():
    return District()


@pytest.fixture
def site(live_server, new_context, console, axe):
    return Site(live_server, new_context, console, axe)


@pytest.fixture
def people(site, district):
    """Everybody in a browser of their own; the clerk types on a phone."""
    return People(site, district)


class People:
    def __init__(self, site, district):
        self.clerk = site.person(district.clerk, **PHONE)
        for role in ("secretary", "stranger", "staff", "leader", "auditor"):
            setattr(self, role, site.person(getattr(district, role)))
        self.experts = {n: site.person(one.user) for n, one in district.free.items()}
        self.visitor = site.visitor()


def test_what_a_school_logs_once_is_applied_with_judged_noticed_and_shown(district, people):
    activity, honor = the_school_logs_its_work(district, people)
    application = the_school_completes_its_brand_and_applies(district, people)
    the_secretary_signs_and_the_content_is_frozen(district, people, application, activity, honor)
    the_staff_returns_two_fields_and_passes_the_answer(people, application)
    tasks = the_experts_score_each_alone(district, people, application)
    the_result_sheet_tells_how_the_score_came_about(district, people, application, tasks)
    notice = the_leader_decides_and_the_list_is_noticed(district, people)
    the_public_reads_the_result_and_nothing_internal(district, people, activity, honor, notice)


def the_school_logs_its_work(district, people):
    people.staff.refused("/office/activities/new/", "只有学校填报员和书记能记活动。")
    activity = school.log_the_joint_flag_raising(people.clerk, district.brand)
    people.stranger.refused(f"/office/activities/{activity}/")
    honor = school.file_an_honour(people.clerk)
    people.stranger.refused(f"/office/honors/{honor}/")
    office.verify_the_honour(people.staff, honor)
    return activity, honor


def the_school_completes_its_brand_and_applies(district, people):
    brand, batch = district.brand, district.batch
    people.staff.refused(
        school.edit(brand, "basic"), "只有本校填报员和书记能修改品牌，停用的品牌不能再改。"
    )
    school.complete_the_brand(people.clerk, brand)
    people.staff.refused(f"{OFFICE}/batches/{batch.pk}/apply/", "只有学校填报员和书记能申报。")
    application = school.open_the_application(people.clerk, batch)
    people.stranger.refused(f"{OFFICE}/applications/{application}/")
    school.link_evidence(people.clerk, application)
    school.send_to_be_signed(people.clerk, application)
    return application


def the_secretary_signs_and_the_content_is_frozen(district, people, application, activity, honor):
    clerk, secretary, staff = people.clerk, people.secretary, people.staff
    clerk.refused(f"{OFFICE}/applications/{application}/sign/", applying.SAID["sign"])
    school.sign(secretary, application)
    school.change_everything_afterwards(clerk, district.brand, activity, honor)
    office.verify_the_honour(staff, honor)
    for address in (
        f"/office/brands/{district.brand.pk}/",
        f"/office/activities/{activity}/",
        f"/office/honors/{honor}/",
    ):
        people.auditor.refused(address)
        school.publish(address, clerk, secretary, staff)
    school.find_the_signed_text_unchanged(secretary, application)


def the_staff_returns_two_fields_and_passes_the_answer(people, application):
    clerk, secretary, staff = people.clerk, people.secretary, people.staff
    clerk.refused(f"{OFFICE}/applications/{application}/check/", applying.SAID["pass"])
    office.return_with_notes_on_two_fields(staff, application)
    school.answer_the_notes(clerk, application)
    school.sign(secretary, application)
    school.find_the_signed_text_unchanged(secretary, application, version=2)
    office.see_before_and_after_and_pass(staff, application)


def the_experts_score_each_alone(district, people, application):
    assign = f"{OFFICE}/applications/{application}/assign/"
    people.secretary.refused(assign, reviewing.RUNS)
    office.begin_the_review(people.staff, district.batch)
    office.assign(people.staff, application, district.free, district.kept_away)
    district.give_rival_the_highest_scores()
    tasks = {n: experts.task_of(one, application) for n, one in district.free.items()}
    for name, expert in people.experts.items():
        if name not in experts.SCORES:
            experts.keep_away(expert, tasks[name])
            expert.refused(f"{OFFICE}/reviews/{tasks[name]}/", reviewing.AWAY)
            continue
        experts.declare(expert, tasks[name])
        experts.score(expert, experts.SCORES[name])
    for name, expert in people.experts.items():
        expert.refused(f"{OFFICE}/reviews/{tasks['甲' if name != '甲' else '乙']}/")
        expert.refused(f"{OFFICE}/applications/{application}/sheet/")
    experts.see_nobody_elses_scores(people.experts["甲"], tasks["甲"], "乙丙丁戊")
    return tasks


def the_result_sheet_tells_how_the_score_came_about(district, people, application, tasks):
    people.clerk.refused(f"{OFFICE}/applications/{application}/sheet/", reviewing.SHEETS)
    office.end_the_review(people.staff, district.batch)
    office.read_the_result_sheet(
        people.staff, application, experts.MEAN, experts.SCORES, experts.RECUSAL
    )


def the_leader_decides_and_the_list_is_noticed(district, people):
    batch, staff, leader = district.batch, people.staff, people.leader
    staff.refused(f"{OFFICE}/batches/{batch.pk}/meeting/", deciding.DECIDES)
    office.record_a_decision_beside_the_ranking(leader, batch)
    people.clerk.refused(f"{OFFICE}/batches/{batch.pk}/notice/")
    notice = office.draft_the_notice(staff, batch)
    office.publish_the_notice(leader, notice)
    objection = public.object_to_the_list(people.visitor, notice)
    people.secretary.refused(f"{OFFICE}/objections/{objection}/")
    office.close_the_objection(staff, objection)
    office.let_the_notice_run_out(batch)
    staff.refused(f"{OFFICE}/batches/{batch.pk}/announce/", deciding.ANNOUNCES)
    office.announce_the_result(leader, batch)
    return notice


def the_public_reads_the_result_and_nothing_internal(district, people, activity, honor, notice):
    visitor, brand = people.visitor, district.brand
    public.read_everything_on_the_page_of_the_brand(
        visitor, brand, school.LATER_ACTIVITY, school.LATER_HONOR
    )
    visitor.open(f"/activities/{activity}/").reads(school.LATER_ACTIVITY, *SISTERS)
    visitor.open("/honors/").reads(school.LATER_HONOR, "新桥实验小学")
    visitor.refused(f"/brands/{district.rival.brand_id}/")  # not published
    public.find_nothing_internal(
        visitor,
        (
            "/",
            f"/brands/{brand.pk}/",
            f"/schools/{district.school.pk}/",
            f"/activities/{activity}/",
            "/honors/",
            f"/ties/{district.sisters.pk}/",
            f"/notices/{notice}/",
            f"/results/{district.batch.pk}/",
            "/search/?q=同心",
        ),
    )
