"""The school's side: the ledgers, the brand, the application, its signature and corrections."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from kit.publication import CheckStatus
from tests.browser.steps import papers
from tests.browser.steps.district import PASSWORD, PHONE, SECRET, SISTERS

ACTIVITY, HONOR = "云端同升一面旗", "先进基层党组织"
LATER_ACTIVITY, LATER_HONOR = "三地同升一面旗", "先进基层党组织（2025）"
SUBS = ("同心圆：党建聚力", "连心桥：家校共育", "强心剂：师德提升")
CONNOTATION = "心往一处想，劲往一处使。"
BACKGROUND = "学校建在老桥边，三个村的孩子一起上学。"
RESULT = "三年来，升旗、送教和家访从不间断。"
PUBLIC = "公开展示：三审通过后显示在展示网站"


def log_the_joint_flag_raising(clerk, brand):
    """Three photographs and one file that is none; the internal record stays inside."""
    clerk.open("/office/activities/new/")
    refuse_what_is_no_picture(clerk)
    clerk.fill(
        {"活动名称": ACTIVITY, "地点": "操场和云端会场", "党员": "12", "教师": "20", "学生": "300"}
    )
    clerk.field("做了什么，有什么收获").fill("三地师生隔着屏幕一起升旗，一起唱国歌。")
    clerk.tick("升旗与纪念日")
    clerk.unfold("支撑哪个品牌，和谁一起")
    clerk.field("支撑品牌的哪一节").select_option(label="整个品牌")
    for sister in SISTERS:
        clerk.tick(sister)
    clerk.tick("三地姊妹校")
    clerk.tick(PUBLIC)
    clerk.field("新照片里有没有学生正脸").select_option(label="没有学生正脸")
    clerk.unfold("会议记录（不公开）")
    clerk.fill(
        {"应到": "14", "实到": "12", "缺席及原因": f"{SECRET}请假", "主持人": f"{SECRET}主持"}
    )
    clerk.field("会议记录（不公开）").fill(f"{SECRET}会议记录")
    clerk.press("存草稿")
    clerk.reads("已保存。", "三地师生隔着屏幕", f"{SECRET}会议记录")
    expect(clerk.panel("照片").get_by_role("img")).to_have_count(3)
    return clerk.pk


def refuse_what_is_no_picture(clerk):
    clerk.site.console.expect(r"activities/new/: Failed to load resource: .* 4\d\d ")
    chosen = [*papers.photographs(), papers.no_photograph()]
    clerk.main.get_by_label("拍照或选图").set_input_files(chosen)
    photos = clerk.main.get_by_role("group", name="照片", exact=True)
    clerk.reads("1 张没有传上，其余照片已保留。", within=photos)
    clerk.reads("“bad.jpg”不是能用的照片", within=photos.get_by_role("listitem").nth(3))
    photos.get_by_role("button", name="删除照片：bad.jpg").click()
    clerk.reads("共 3 张。", within=photos)


def describe_the_photos(clerk, activity):
    clerk.open(f"/office/activities/{activity}/edit/")
    for number in (1, 2, 3):
        photo = clerk.main.get_by_role("group", name=f"照片 {number}", exact=True)
        photo.get_by_role("textbox").fill(f"师生在操场升旗，远景之{number}")


def file_an_honour(clerk):
    clerk.open("/office/honors/new/")
    clerk.fill({"颁发单位": "示范市教育工委", "获得时间": "2025-07"})
    clerk.field("名称（照证书全称写）").fill(HONOR)
    clerk.field("级别（看颁发单位的级别）").select_option(label="市级")
    clerk.field("证书照片或扫描件").set_input_files(papers.certificate())
    clerk.field("支撑的品牌").select_option(label="同心向党")
    clerk.fill({"备注": f"{SECRET}备注"})
    clerk.tick("公开展示：核验、三审通过后挂上荣誉墙")
    clerk.press("保存")
    clerk.reads(HONOR)
    clerk.move("送区里核验")
    return clerk.pk


def complete_the_brand(clerk, brand):
    clerk.open("/office/brands/").follow("同心向党")
    clerk.follow("修改")
    clerk.fill({"一句话介绍": "三地同心，一起成长。", "品牌内涵": CONNOTATION, "创建年份": "2016"})
    clerk.tick("社会公开")
    clerk.press("保存“基本信息”")
    write(clerk, brand, "background", "品牌由来", BACKGROUND)
    write(clerk, brand, "result", "工作成效", RESULT)
    for title in SUBS:
        clerk.open(edit(brand, "practice"))
        clerk.fill({"新子项目的名称": title})
        clerk.press("加一个子项目")
        clerk.fill({"做法": f"{title}每月一次，全员参加。"})
        clerk.press(f"保存“{title}”")
    add_figures(clerk, brand)
    add_milestones(clerk, brand)


def edit(brand, part):
    return reverse("office:brands:edit", args=[brand.pk, part])


def write(clerk, brand, part, label, text):
    clerk.open(edit(brand, part))
    clerk.fill({"正文": text})
    clerk.press(f"保存“{label}”")
    clerk.reads(f"“{label}”已保存。")


def add_figures(clerk, brand):
    clerk.open(edit(brand, "figures"))
    for label, value, unit in (("师生参加", "3600", "人次"), ("送教下乡", "48", "次")):
        row = clerk.main.get_by_role("group", name="新加一条")
        clerk.fill(
            {
                "说明": label,
                "数值": value,
                "单位": unit,
                "截至日期": "2025-06-30",
                "数据来源": "教务处",
            },
            within=row,
        )
        clerk.press("保存，再加一条")
    clerk.reads("“数据”已保存。")


def add_milestones(clerk, brand):
    clerk.open(edit(brand, "milestones"))
    for task, done in (("成立品牌工作组", "2016-09"), ("与两所姊妹校签约", "2023-03-12")):
        row = clerk.main.get_by_role("group", name="新加一步")
        clerk.fill({"节点或任务": task, "完成时间": done}, within=row)
        clerk.field("责任人（职务）", row).fill("党支部书记")
        clerk.press("保存，再加一步")
    clerk.reads("“建设历程”已保存。")


def open_the_application(clerk, batch):
    """Nothing is typed twice: the texts of the brand and the figures of the ledgers are there."""
    clerk.open("/office/selection/applications/").follow(f"开始申报：{batch.name}")
    clerk.press("带入并开始填写")
    application = clerk.pk
    clerk.open(f"/office/selection/applications/{application}/prose/")
    expect(clerk.field("品牌内涵")).to_have_value(CONNOTATION)
    expect(clerk.field("品牌由来")).to_have_value(BACKGROUND)
    expect(clerk.field("工作成效")).to_have_value(RESULT)
    for number, title in zip("一二三", SUBS, strict=True):
        practice = clerk.field(f"主要做法{number}：{title}")
        expect(practice).to_have_value(f"{title}每月一次，全员参加。")
    clerk.open(f"/office/selection/applications/{application}/evidence/")
    ledger = clerk.panel("台账数据")
    clerk.reads("1 次，332 人次", "1 项，已核验 1 项", "市级 1 项", within=ledger)
    clerk.reads("2 个：", "三地姊妹校", within=ledger)
    return application


def link_evidence(clerk, application):
    clerk.follow(f"挂佐证：{SUBS[0]}")
    clerk.press(f"挂上：{ACTIVITY}")
    claim = clerk.main.locator(".claim").filter(has_text=SUBS[0])
    clerk.reads(ACTIVITY, within=claim)
    honours = clerk.main.locator(".claim").filter(has_text="获市级荣誉 1 项")
    clerk.reads(HONOR, within=honours)


def send_to_be_signed(clerk, application):
    clerk.open(f"/office/selection/applications/{application}/basics/")
    clerk.field("联系电话（不公开）").fill(PHONE)
    clerk.press("保存")
    clerk.open(f"/office/selection/applications/{application}/")
    clerk.move("送书记审签")
    clerk.reads("等书记审签。")


def sign(secretary, application):
    """Only the right password signs."""
    secretary.open(f"/office/selection/applications/{application}/").follow("去审签")
    secretary.fill({"你的登录密码": "guessed"})
    secretary.press("审签并提交")
    secretary.reads("密码不对，请重新输入。内容没有变。")
    secretary.fill({"你的登录密码": PASSWORD})
    secretary.press("审签并提交")
    secretary.reads("等示范区委教育工委形式审查。")


def change_everything_afterwards(clerk, brand, activity, honor):
    clerk.open(edit(brand, "basic"))
    clerk.fill({"品牌内涵": "后来改写的内涵。"})
    clerk.press("保存“基本信息”")
    describe_the_photos(clerk, activity)
    clerk.fill({"活动名称": LATER_ACTIVITY})
    clerk.press("提交审核")
    clerk.reads("已提交，等书记复审。")
    clerk.open(f"/office/honors/{honor}/edit/")
    clerk.field("名称（照证书全称写）").fill(LATER_HONOR)
    clerk.press("保存")
    clerk.move("送区里核验")


def find_the_signed_text_unchanged(reader, application, version=1):
    reader.open(f"/office/selection/applications/{application}/versions/{version}/")
    reader.reads(ACTIVITY, HONOR, BACKGROUND)
    reader.reads_not("后来改写的内涵。", LATER_ACTIVITY, LATER_HONOR)


def publish(address, clerk, secretary, staff):
    """Three people read it before the public does; the clerk's check may be made already."""
    clerk.open(address)
    if clerk.main.get_by_role("button", name="初审通过", exact=True).count():
        clerk.move("初审通过")
    secretary.open(address).move("复审通过")
    staff.open(address).move("终审发布")
    staff.reads(CheckStatus.PUBLISHED.label)


def answer_the_notes(clerk, application):
    clerk.open(f"/office/selection/applications/{application}/").follow("去补正")
    answers = {"品牌内涵": "写清理念从哪里来。", "工作成效": "补上年份。"}
    for heading, said in answers.items():
        panel = clerk.panel(re.compile(rf"^{heading}$"))
        clerk.fill({"补正说明": said}, within=panel)
        text = clerk.field(heading, panel)
        text.fill(f"{text.input_value()}（补正）")
    clerk.press("保存补正")
    clerk.open(f"/office/selection/applications/{application}/").move("送书记审签")
