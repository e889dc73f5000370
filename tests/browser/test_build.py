"""A cultivation project in a browser: announced, built, extended once and closed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from kit.dates import months_after
from selection.access import build as access
from selection.access import decide as deciding
from selection.actions.rubrics import add_rubric
from selection.choices import BatchMode
from selection.models import Application
from tests import factories
from tests.browser.steps import office
from tests.browser.steps.district import know_next_year
from tests.browser.steps.visits import PHONE, Site
from tests.selection.building import PASSWORD
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
    for source in ("midterm", "closing"):
        add_rubric(batch=chosen.batch, name=f"{source}表", source=source, by=boss)
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
    secretary = people.secretary.open(address)
    secretary.follow("看全文，签字")
    secretary.fill({"你的登录密码": PASSWORD})
    secretary.press("签字并提交")
    secretary.reads("已签字提交")


def the_office_accepts(people, report):
    address = f"{OFFICE}/build/reports/{report.pk}/"
    people.stranger.refused(f"{address}print/")
    people.staff.open(f"{address}print/").reads(PROMISE, "按承诺推进，做法写成一页纸。")
    staff = people.staff.open(address)
    staff.follow("填写验收意见表")
    points = staff.page.get_by_label("得分", exact=True)
    for box in points.all():
        box.fill(box.get_attribute("max"))
    staff.reads("现在合计 100 分")
    staff.fill({"到会验收组成员": "吴组长\n郑委员", "验收意见": "材料和台账对得上。"})
    staff.page.get_by_text("通过（优秀）", exact=True).click()
    staff.press("记录验收结论")
    staff.reads("验收结论已记录")
    secretary = people.secretary.open(address)
    secretary.reads("材料和台账对得上。", "100 分")
    sheet = report.acceptances.get()
    secretary.follow_first(reverse("office:selection:build_acceptance", args=[sheet.pk]))
    secretary.reads("验收意见表", "到会 2 人")
    secretary.reads_not("郑委员")


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
