"""The steps of a whole batch: check, panels, scores, defence, meeting, notice, result."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from selection.models import Assignment, Objection, PublicNotice
from tests.browser.steps import office, school
from tests.browser.steps.contest import FORMER, NAMES, OWN, PER_ITEM, value_of
from tests.browser.steps.district import PHONE
from tests.browser.steps.visits import PHONE as ON_A_PHONE

BATCH = "/office/selection/batches"
PASSED_OVER, CHOSEN = "东风领航", ("南桥领航", "西溪领航", "北塘领航")
DEPARTURE = "东风小学上一年度已有同类项目立项"
LATE = "北塘小学"


def one_is_returned_and_corrected_and_eleven_pass_together(site, contest, staff):
    one = contest.entries[0]
    secretary, clerk = site.person(one.secretary), site.person(one.clerk)
    school.sign(secretary, one.application.pk)
    contest.eleven_sign_too(but=one)
    staff.open(f"/office/selection/queue/?batch={contest.batch.pk}").follow(one.title)
    staff.unfold("退回补正")
    staff.fill({"工作成效": "请写明是哪几年。"})
    staff.press("退回补正")
    clerk.open(f"/office/selection/applications/{one.application.pk}/").follow("去补正")
    part = clerk.panel(re.compile("^工作成效$"))
    clerk.fill({"补正说明": "补上年份。", "工作成效": "2023 至 2025 年每月一次。"}, within=part)
    clerk.press("保存补正")
    clerk.open(f"/office/selection/applications/{one.application.pk}/").move("送书记审签")
    school.sign(secretary, one.application.pk)
    contest.tick_every_line(but=one)
    staff.open(f"{BATCH}/{contest.batch.pk}/pass/")
    staff.reads(one.title, within=staff.panel("还不能通过"))
    for entry in contest.entries[1:]:
        staff.main.get_by_role("checkbox", name=re.compile(entry.title)).check()
    staff.press("通过勾选的申报")
    staff.reads("11 份申报已通过形式审查")
    office.tick_every_line_and_pass(staff, one.application.pk)


def nobody_is_asked_to_judge_where_they_belong(contest, staff):
    """The proposal is looked at, then kept; own school and last year's school are avoided."""
    office.begin_the_review(staff, contest.batch)
    staff.open(f"{BATCH}/{contest.batch.pk}/propose/?stage={contest.papers.pk}&per_item={PER_ITEM}")
    staff.reads(f"新分 {len(NAMES) * PER_ITEM} 份", "随机种子")
    assert not Assignment.objects.exists()
    staff.press("保留这一组")
    assert contest.papers_of("甲").filter(application__school__name=OWN).count() == 0
    assert contest.papers_of("乙").filter(application__school__name=FORMER).count() == 0
    own = contest.entry(OWN).application.pk
    staff.open(f"/office/selection/applications/{own}/assign/")
    staff.reads("专家甲", f"本校：现在{OWN}工作")


def an_expert_scores_on_the_page(site, contest):
    task = contest.papers_of("丙").first()
    expert = site.person(contest.experts["丙"].user)
    expert.refused(f"/office/selection/reviews/{task.pk}/", "先声明")
    expert.open(f"/office/selection/reviews/{task.pk}/declare/")
    expert.tick("没有利害关系")
    expert.press("确认声明")
    for title, value in (("内涵", "39"), ("成果", "39"), ("辐射", "19")):
        expert.main.get_by_role("spinbutton", name=f"{title}得分").fill(value)
    expert.fill({"总体意见": "材料翔实。"})
    expert.press("提交评分")
    expert.open(f"/office/selection/reviews/{task.pk}/").reads("已提交，不能再改")


def the_meeting_departs_from_the_ranking_and_says_why(contest, leader):
    """First without the reason: refused, and nothing chosen is lost."""
    leader.open(f"{BATCH}/{contest.batch.pk}/meeting/")
    office.fill_the_head_of_the_meeting(leader)
    for entry in contest.entries:
        label = "入选" if entry.title in CHOSEN else "未入选"
        leader.row(entry.title).get_by_label("结论").select_option(label=label)
    leader.press("全部结论一起生效")
    leader.reads("你填的都还在。")
    first = leader.row(PASSED_OVER)
    leader.reads("第 1 名“未入选”，而第 2 名“南桥领航”“入选”，请写明理由。", within=first)
    leader.fill({"理由": DEPARTURE}, within=first)
    leader.press("全部结论一起生效")
    leader.reads("会议结论已生效", DEPARTURE)


def the_list_is_noticed(contest, staff, leader):
    notice = office.draft_the_notice(staff, contest.batch)
    office.publish_the_notice(leader, notice)
    return notice


def an_objection_holds_up_one_row_alone(site, contest, staff, notice):
    visitor = site.visitor(**ON_A_PHONE)
    visitor.open(f"/notices/{notice}/").follow("实名提出异议")
    visitor.field("对哪个项目有异议").select_option(label="南桥小学：南桥领航")
    visitor.main.get_by_label("姓名").fill("来信人")
    visitor.main.get_by_label("单位").fill("附近居民")
    visitor.main.get_by_label("电话").fill("0510-80007732")
    visitor.main.get_by_label("事实").fill("活动次数和学校平时公布的不一致，请核实。")
    visitor.press("提交异议")
    visitor.reads("回执")
    objection = Objection.objects.get(notice=notice)
    staff.open(f"/office/selection/objections/{objection.pk}/").press("受理，暂缓这个项目")
    held = {"南桥小学": True, "西溪小学": False, "北塘小学": False}
    rows = PublicNotice.objects.get(pk=notice).items
    assert dict(rows.values_list("decision__application__school__name", "is_suspended")) == held
    staff.open(f"/office/selection/objections/{objection.pk}/")
    staff.move("异议不成立", "经核查，活动记录和照片属实，次数一致。")
    assert not rows.filter(is_suspended=True).exists()


def the_result_is_announced(contest, leader, visitor, notice):
    office.let_the_notice_run_out(contest.batch)
    office.announce_the_result(leader, contest.batch)
    visitor.open(f"/results/{contest.batch.pk}/").reads(office.DOCUMENT, *CHOSEN)
    visitor.reads_not(PASSED_OVER, "专家甲", "专家丙", PHONE, DEPARTURE)
    visitor.open(f"/notices/{notice}/").reads("已结束")
    visitor.reads_not("来信人", "0510-80007732")


def the_defence_is_drawn_heard_and_entered(site, contest, staff):
    """Who declared for the papers need not again; one score comes by phone, one from paper."""
    stage = contest.defence.pk
    staff.open(f"/office/selection/stages/{stage}/defence/")
    staff.field("第一项开始").fill(f"{timezone.localdate().isoformat()}T09:00")
    staff.press("保存安排")
    staff.press("抽签")
    staff.reads(f"已抽签，{len(NAMES)} 项。", "种子")
    staff.press("请原评审专家")
    staff.reads(f"新分派 {len(NAMES) * PER_ITEM} 份")
    phoned, copied = contest.defence_of("丙")[0], contest.defence_of("丁")[0]
    expert = site.person(contest.experts["丙"].user, **ON_A_PHONE)
    expert.open(f"/office/selection/reviews/{phoned.pk}/")
    fill_the_sheet(expert, value_of_each(contest, phoned))
    copy_from_paper(site, contest, copied)
    contest.score_the_rest(contest.defence)


def fill_the_sheet(expert, values):
    for title, value in values.items():
        expert.main.get_by_role("spinbutton", name=f"{title}得分").fill(value)
    expert.press("提交评分")


def value_of_each(contest, task):
    leaves = task.stage.rubric.leaves()
    return {leaf.title: str(value_of(leaf, task.application.number)) for leaf in leaves}


def copy_from_paper(site, contest, task):
    """The second copy has a slip in one row: it is shown, and settled by the paper."""
    page, right = f"/office/selection/assignments/{task.pk}/paper/", value_of_each(contest, task)
    first, second = site.person(contest.staff), site.person(contest.second_staff)
    for copier, values in ((first, right), (second, {**right, "辐射": "0"})):
        copier.open(page)
        for title, value in values.items():
            copier.main.get_by_label(re.compile(rf"^\s*{title}（满分")).fill(value)
        copier.main.get_by_role("checkbox").check()
        copier.press("录好了")
    second.reads("两遍有 1 处不同")
    second.open(page)
    second.main.get_by_role("spinbutton").fill(right["辐射"])
    second.press("照纸面订正，计入")
    second.reads("已照纸面订正，这份评分计入。")


def a_late_tie_keeps_a_score_in_sight_but_out_of_the_sum(contest, staff):
    entry = contest.entry(LATE)
    late = contest.papers.assignments.filter(application=entry.application).last()
    contest.tie_the_school_of(late.expert, entry)
    office.end_the_review(staff, contest.batch)
    late.refresh_from_db()
    assert (late.status, late.review.total > 0) == ("recused", True)
    staff.open(f"/office/selection/applications/{entry.application.pk}/sheet/")
    sheet = staff.panel(re.compile("^材料评审$"))
    staff.reads(f"1 份不计入：{late.expert}（提交后回避：结对单位：两校手拉手", within=sheet)
    heads = sheet.get_by_role("columnheader").filter(has_text=str(late.expert))
    expect(heads).to_contain_text("不计入")
