"""What the reader before the public finds, and what it leaves alone."""

import time

import pytest

from kit.wording import Context, advice, blockers, check, review

LONG = "老师带着学生读书、写信、种菜，每周一次，家长也来。"


def kinds(text: str, context: Context = Context.PUBLIC) -> list[tuple[str, str]]:
    return [(finding.kind.value, finding.severity) for finding in check(text, context)]


def quotes(text: str) -> list[str]:
    return [finding.quote for finding in check(text)]


@pytest.mark.parametrize(
    "text",
    [
        "文科张三同学646分，位列全省第18名，已被北京大学录取。",
        "文科張三同學６４６分，位列全省第１８名，預錄取北京大學。",
        "学生张三被清华大学录取。",
        "高三（2）班李四以646分考入北京大学。",
        "以六百四十六分考取名校的欧阳小明同学回校座谈。",
        "考生：王小五，全省第三名。",
        "張三同學考入大學。",
    ],
)
def test_a_named_pupil_beside_a_score_a_rank_or_a_university_blocks(text):
    assert ("pupil", "block") in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "张三同学在升旗仪式上领读。",
        "某某某同学被评为劳动小能手。",
        "全体同学获区运动会第1名。",
        "许多同学考入高中后还回来做志愿者。",
        "高年级同学带低年级同学读书，共6分钟。",
        "学生代表队获第2名。",
        "不同学科的教师用10分钟说课。",
        "党员教师张三获区教学比武第1名。",
        "学生江苏省诗词比赛第1名。",
        "理科教研组第1名。",
        "金色少年同学会第2名。",
    ],
)
def test_a_pupil_without_a_result_and_a_result_without_a_pupil_pass(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("今年高考平均分超过560分。", "高考平均分超过560分"),
        ("一本、二本上线率逐年提高。", "上线率"),
        ("一本、二本上線率逐年提高。", "上線率"),
        ("培养出两名文科状元。", "状元"),
        ("一名学生总分646分，位列全省第18名。", "646分，位列全省第"),
    ],
)
def test_glory_in_examinations_blocks(text, quote):
    assert [(f.kind.value, f.severity, f.quote) for f in check(text)] == [("exam", "block", quote)]


@pytest.mark.parametrize(
    "text",
    [
        "不宣传升学率，不炒作状元。",
        "行行出状元",
        "走访状元桥",
        "书面评审满分100分",
        "高考护考志愿服务12次",
    ],
)
def test_what_only_sounds_like_it_passes(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("促进中港两地交流", "中港"),
        ("与香港、新加坡等国家的学校结对", "香港、新加坡等国家"),
        ("與香港、新加坡等國家的學校結對", "香港、新加坡等國家"),
        ("联系台湾、日本等3个国家", "台湾、日本等3个国家"),
        ("密切中国和香港的联系", "中国和香港"),
        ("密切中國與澳門的聯繫", "中國與澳門"),
        ("香港等国外学校来访", "香港等国外"),
        ("台湾政府", "台湾政府"),
    ],
)
def test_wrong_wording_about_hong_kong_macao_and_taiwan_blocks(text, quote):
    assert [(f.kind.value, f.severity, f.quote) for f in check(text)] == [
        ("region", "block", quote)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "与中国香港、新加坡等国家和地区的学校结对",
        "其中港澳学校3所",
        "支持香港、澳门融入国家发展大局",
        "港澳台同胞和海外侨胞",
        "苏港澳基础教育合作联盟",
        "内地与香港姊妹学校",
        "中国香港佐敦道官立小学",
        "集中港口研学",
        "香港教师来校参加国家级课题",
    ],
)
def test_right_wording_about_them_passes(text):
    assert kinds(text) == []


def test_mainland_beside_hong_kong_is_called_the_interior():
    assert kinds("香港与大陆的学校") == [("region", "warn")]
    assert kinds("台湾与大陆的学校") == []


@pytest.mark.parametrize(
    ("text", "suggestion", "severity"),
    [
        ("树牢四个意思", "改成“四个意识”", "block"),
        ("习近平新时代特色社会主义思想", "改成“习近平新时代中国特色社会主义思想”", "block"),
        ("党组织领导下的校长负责制", "改成“党组织领导的校长负责制”", "warn"),
        ("德智体美全面发展", "改成“德智体美劳全面发展”", "warn"),
    ],
)
def test_fixed_phrases_are_compared_with_the_list(text, suggestion, severity):
    assert [(f.suggestion, f.severity) for f in check(text)] == [(suggestion, severity)]
    right = suggestion.removeprefix("改成“").removesuffix("”")
    assert kinds(right) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("机密★1年", "机密★"),
        ("秘密★", "秘密★"),
        ("【内部资料】", "内部资料"),
        ("工作秘密\n关于开展检查的通知", "工作秘密"),
        ("内部资料，注意保存", "内部资料，注意保存"),
        ("（内部文件）", "内部文件"),
    ],
)
def test_marks_of_secrecy_block(text, quote):
    assert [(f.kind.value, f.severity, f.quote) for f in check(text)] == [
        ("secret", "block", quote)
    ]


def test_speaking_of_secrecy_is_no_mark():
    assert kinds("开展保密教育，严守工作秘密。") == []
    assert kinds("整理了一批内部资料。") == [("secret", "warn")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("他说：“我来", "pair"),
        ("他说我来”", "pair"),
        ("学《论语读诗", "pair"),
        ("建好阵地,带好队伍", "half_width"),
        ("建好阵地(二期)", "half_width"),
        ("建好阵地.", "half_width"),
        ("一、\n读书", "empty_heading"),
        ("一、读书\n每天半小时。\n二、写信\n三、种菜\n每周一次。", "empty_heading"),
        (LONG * 25, "long_paragraph"),
    ],
)
def test_slips_of_the_pen_warn(text, kind):
    assert kinds(text)[0] == (kind, "warn")
    assert {severity for _, severity in kinds(text)} == {"warn"}


@pytest.mark.parametrize(
    "text",
    [
        "他说：“我来”，又读《论语》（节选）。",
        "1）读书；2）写信",
        "Children’s Day 到了",
        "上午 10:30 开始，网址 https://example.cn/a?b=1,2",
        "一、读书\n二、写信\n三、种菜",
        "一、读书\n每天半小时。",
        "一、读书\n（一）早读\n每天半小时。",
        "\n".join([LONG] * 25),
    ],
)
def test_careful_writing_passes(text):
    assert kinds(text) == []


def test_half_width_marks_are_told_once_with_their_number():
    (finding,) = check("读书,写信,种菜,")
    assert (finding.quote, finding.reason) == ("读书,", "用了半角标点，共 3 处")


@pytest.mark.parametrize(
    "text",
    [
        "学校有一百多年校史，三方结成联盟，与香港、新疆的学校结为姊妹校，多次举办云升旗，专栏刊出文章20余篇。",
        "全市第四批评选有6个品牌入选，另有24个省级品牌，对300名骨干教师做了问卷，体质监测合格率100%。",
        "2021年10月21日起，党支部把学习教育和课后服务放在一起抓，三会一课按月开。",
        "苏教工委〔2024〕15号文件公布，学校标识码3132000001，热线12345、12380，教职工3,500人次。",
        "2019—2024年共5批，1949-10-01到2024-10-01，人数1500 2000 300，捐款15000000000元。",
        "统计表：2019 2020 2021 2022，圆周率3.14159，ISBN 978-7-5000-0000-1。",
    ],
)
def test_years_figures_and_numbers_of_papers_raise_no_alarm(text):
    assert kinds(text) == []


def test_the_line_of_the_bridge_school_is_caught_with_the_name_and_its_rate():
    text = "上线率连年突破。今年文科张三同学考出646分，全省第18名，预录取北京大学。"
    assert kinds(text) == [("exam", "block"), ("pupil", "block")]
    assert kinds("本科上线率连年突破。", Context.APPLICATION) == [("exam", "warn")]
    assert kinds("张三同学考出646分。", Context.APPLICATION) == [("pupil", "block")]


def test_an_office_may_say_how_it_is_reached():
    text = "联系电话：0510-82345678，邮箱 dj@example.cn。"
    assert kinds(text) == [("landline", "warn"), ("email", "warn")]
    assert kinds(text, Context.NOTICE) == []
    assert kinds("请打 13800138000", Context.NOTICE) == [("mobile", "block")]


@pytest.mark.django_db
def test_a_sentence_names_place_quotation_reason_and_next_step_without_the_whole_number():
    texts = [("活动名称", "云升旗"), ("正文", "请联系13800138000,谢谢")]
    assert blockers(texts) == ["“正文”里的“138******00”像手机号，请删去，需要联系时写办公电话"]
    assert [remark.place for remark in advice(texts)] == ["正文"]
    assert [remark.is_blocking for remark in review(texts)] == [True, False]


def test_an_empty_text_is_not_read():
    assert check("") == check(" \n") == []


def test_three_thousand_signs_are_read_in_a_moment():
    text = (f"{LONG}学生张明明说好。与香港结对，电话0510-82345678。\n" * 70)[:3000]
    assert len(text) == 3000
    check(text)
    fastest = min(_seconds(text) for _ in range(5))
    assert fastest < 0.05  # about 0.003 on a desk; loaded machines are slower


def _seconds(text: str) -> float:
    start = time.perf_counter()
    check(text)
    return time.perf_counter() - start
