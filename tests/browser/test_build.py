"""A cultivation project in a browser: announced, built, extended once and closed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from selection.access import build as access
from selection.access import decide as deciding
from selection.actions.course import months_after
from selection.choices import BatchMode
from selection.models import Application
from tests import factories
from tests.browser.steps import office
from tests.browser.steps.district import know_next_year
from tests.browser.steps.visits import PHONE, Site
from tests.selection.deciding import noticed, run_out

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICE = "/office/selection"
PROMISE = "办十场联合党课"


@pytest.fixture
def site(live_server, new_context, console, axe):
    return Site(live_server, new_context, console, axe)


@pytest.fixture
def application():
    """Chosen, and its notice has run out; one promise stands in the signed version."""
    know_next_year()
    notice, boss = noticed(1, mode=BatchMode.CULTIVATION, build_months=24)
    run_out(notice)
    chosen = Application.objects.get(batch=notice.batch)
    Application.objects.update(submitted_at=notice.batch.opens_at)
    chosen.versions.create(
        number=1,
        content={"milestones": [{"task": PROMISE, "when": timezone.localdate().isoformat()}]},
        digest="0" * 64,
        code="ABCDEFGHJKLM",
        made_by=boss,
    )
    return chosen


class People:
    def __init__(self, site, application):
        school, region = application.school, application.batch.region
        self.clerk = site.person(factories.clerk(school), **PHONE)
        self.secretary = site.person(factories.secretary(school))
        self.stranger = site.person(factories.secretary(factories.SchoolFactory(region=region)))
        self.staff = site.person(factories.staff(region))
        self.leader = site.person(factories.leader(region))


def test_a_project_is_built_extended_once_and_closed(site, application):
    people = People(site, application)
    build = f"{OFFICE}/build/{application.pk}/"
    the_leader_announces(people, application.batch)
    midterm, closing = application.reports.all()
    the_school_notes_what_it_delivered(people, build)
    the_school_reports(people, midterm, "建设进展", "问题和不足", "下一步")
    the_office_accepts(people, midterm)
    until = months_after(closing.due_on, 6)
    the_leader_grants_an_extension(people, application, build, until)
    the_school_reports(people, closing, "完成情况", "建设成效", "启示与思考")
    the_office_accepts(people, closing)
    people.secretary.open(build).reads("已结项", f"{until:%Y-%m-%d}")
    people.staff.open(f"{OFFICE}/building/").reads("已结项", "1 / 1")


def the_leader_announces(people, batch):
    people.staff.refused(f"{OFFICE}/batches/{batch.pk}/announce/", deciding.ANNOUNCES)
    office.announce_the_result(people.leader, batch)


def the_school_notes_what_it_delivered(people, build):
    people.stranger.refused(build)
    people.staff.refused(f"{build}deliver/", access.EDITS)
    clerk = people.clerk.open(build)
    clerk.follow("填写完成情况")
    clerk.fill({"完成情况": "办了十二场", "完成时间": timezone.localdate().isoformat()})
    clerk.press("保存完成情况")
    clerk.reads("已完成", "办了十二场")


def the_school_reports(people, report, *parts):
    address = f"{OFFICE}/build/reports/{report.pk}/"
    people.stranger.refused(address)
    people.staff.open(address).reads("学校还在填写")
    clerk = people.clerk.open(address)
    clerk.reads(PROMISE, "办了十二场")
    assert "办了十二场" in clerk.field(parts[0]).input_value()
    clerk.fill(dict.fromkeys(parts[1:], "按承诺推进，做法写成一页纸。"))
    clerk.press("保存报告")
    clerk.reads_not("签字提交")
    people.secretary.open(address).move("签字提交")
    people.secretary.reads_not("退回修改")


def the_office_accepts(people, report):
    address = f"{OFFICE}/build/reports/{report.pk}/"
    people.stranger.refused(f"{address}print/")
    people.staff.open(f"{address}print/").reads(PROMISE, "按承诺推进，做法写成一页纸。")
    people.staff.open(address).move("通过", "材料和台账对得上。")
    people.secretary.open(address).reads("材料和台账对得上。")


def the_leader_grants_an_extension(people, application, build, until):
    people.clerk.refused(f"{build}change/", access.ASKS)
    secretary = people.secretary.open(build)
    secretary.follow("申请延期或变更")
    secretary.page.get_by_text("延期", exact=True).click()
    secretary.fill({"原因": "场馆还在改造", "延期至": until.isoformat()})
    secretary.press("提交申请")
    secretary.reads("待批复")
    change = application.change_requests.get()
    address = reverse("office:selection:build_change", args=[change.pk])
    people.stranger.refused(address)
    people.staff.open(address).reads_not("记录批复")
    leader = people.leader.open(address)
    leader.page.get_by_text("同意", exact=True).click()
    leader.fill({"批复文号": "示教工复〔2027〕3号"})
    leader.press("记录批复")
    leader.reads("延长建设期", "示教工复〔2027〕3号", f"{until:%Y-%m-%d}")
