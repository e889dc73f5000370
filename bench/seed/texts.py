"""Made-up Chinese texts whose words are as unevenly common as those of real ones."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import product

FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩"
    "唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
GIVEN = (
    "静怡明华晓燕建国志强文博雨桐子涵佳慧海峰丽娟永康春梅"
    "俊杰思远欣悦立新玉兰宏伟秋月嘉琪德胜红霞振宇若兰启航"
)
FORE = "锡东南西北云青石白金银玉梅兰竹松柏柳桃杏荷枫湖江河溪泉塘浦港桥山岭坡原新永长安平和仁义"
REAR = "园山桥湖溪泉塘浜村里巷坊庄阳阴庆乐丰盛兴旺达昌隆秀丽明华光辉宁泰康福禄寿喜成林峰岗口湾沙"
PLACES = ["".join(pair) for pair in product(FORE, REAR)]
SUBJECTS = [
    "语文",
    "数学",
    "英语",
    "道德与法治",
    "历史",
    "科学",
    "音乐",
    "体育",
    "美术",
    "劳动",
    "信息科技",
    "综合实践",
]
THEMES = [
    "银杏树下",
    "映山红",
    "雁阵",
    "同心圆",
    "领航",
    "先锋",
    "薪火",
    "初心",
    "灯塔",
    "共读",
    "向阳",
    "润心",
    "强基",
    "赋能",
    "铸魂",
    "育苗",
    "青蓝",
    "红帆",
    "匠心",
    "启明",
    "星火",
    "扬帆",
    "晨曦",
    "春蚕",
    "根脉",
    "小水滴",
    "四心",
    "暖阳",
    "书香",
    "丹心",
]
DOINGS = [
    "主题党日",
    "结对教研",
    "送教下乡",
    "读书分享",
    "志愿服务",
    "微党课比赛",
    "红色研学",
    "家访",
    "升旗仪式",
    "党员示范课",
    "理论学习",
    "垃圾分类",
    "科技节",
    "清明祭扫",
    "校园开放日",
    "师徒结对",
    "社区服务",
    "心理团辅",
    "安全演练",
    "劳动实践",
    "经典诵读",
    "支教帮扶",
    "书信互访",
    "座谈交流",
]
PEOPLE = [
    "党员教师",
    "青年教师",
    "骨干教师",
    "少先队员",
    "团员学生",
    "家长代表",
    "社区居民",
    "退休教师",
    "班主任",
    "年级组长",
    "姊妹学校师生",
    "志愿者",
]
THINGS = [
    "活动方案",
    "备课笔记",
    "学习体会",
    "困难学生台账",
    "共建协议",
    "学科题库",
    "校史展板",
    "心愿清单",
    "值班安排",
    "课程资源",
    "观课记录",
    "服务手册",
]
ENDS = [
    "形成了可以推广的做法",
    "拉近了两校之间的距离",
    "参加的人都说有收获",
    "为下一步工作打下基础",
    "得到了家长的好评",
    "改进意见已列入计划",
    "相关材料已归档",
    "下个月由对方学校主讲",
    "让党旗在一线飘扬",
    "解决了三个具体问题",
]
SENTENCES = (
    "{day}，{place}{house}{people}围绕“{theme}”开展{doing}，共有{number}人参加",
    "{name}老师上了一节{subject}示范课，{people}随后一起评课",
    "大家结合{subject}教学实际，讨论了{thing}怎样用得更好",
    "{place}{house}书记{name}介绍了“{theme}”品牌的由来和打算",
    "{people}分成{number}个小组，走进{place}社区开展{doing}",
    "活动中发放{thing}{number}份，收到建议{number}条",
    "{name}和{name}分享了参加{doing}的经历",
    "按照计划，{people}每月走访{place}村的{number}户家庭",
    "现场还展出了{thing}，{people}看得很认真",
    "{place}路上的{place}纪念馆讲解员{name}讲述了当年的故事",
    "学校把{doing}与{subject}课程结合起来，{end}",
    "“{theme}”工作室{name}团队整理出{thing}，{end}",
    "{people}为{place}{house}的同学带去图书{number}册",
    "经过这次{doing}，{end}",
    "支部书记要求{people}把{thing}落到每一天，{end}",
)
HOUSES = ["小学", "中学", "实验小学", "幼儿园", "学校", "初级中学", "中心小学", "高级中学"]
HOLE = re.compile(r"\{(\w+)\}")


def some(dice: random.Random, words: Sequence[str]) -> str:
    """The first words of a list come far more often than its last ones."""
    return words[int(len(words) * dice.random() ** 2.5)]


def person(dice: random.Random) -> str:
    return some(dice, FAMILY) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))


def place(dice: random.Random) -> str:
    return some(dice, PLACES)


WORDS = {
    "day": lambda dice: f"{dice.randint(1, 12)}月{dice.randint(1, 28)}日",
    "place": place,
    "house": lambda dice: some(dice, HOUSES),
    "people": lambda dice: some(dice, PEOPLE),
    "theme": lambda dice: some(dice, THEMES),
    "doing": lambda dice: some(dice, DOINGS),
    "number": lambda dice: str(dice.randint(3, 300)),
    "name": person,
    "subject": lambda dice: some(dice, SUBJECTS),
    "thing": lambda dice: some(dice, THINGS),
    "end": lambda dice: some(dice, ENDS),
}


def filled(dice: random.Random, sentence: str) -> str:
    return HOLE.sub(lambda hole: WORDS[hole[1]](dice), sentence)


def story(dice: random.Random, length: int = 200) -> str:
    """Sentences until there are about so many characters."""
    told = ""
    while len(told) < length - 15:
        told += filled(dice, dice.choice(SENTENCES)) + "。"
    return told


def activity_title(dice: random.Random) -> str:
    shape = (
        "“{theme}”{doing}",
        "{place}{house}联合{doing}",
        "{people}{doing}",
        "{subject}组{doing}活动",
    )
    return filled(dice, dice.choice(shape))


def honor_title(dice: random.Random) -> str:
    shape = (
        "{doing}先进集体",
        "“{theme}”优秀案例",
        "{subject}教学成果奖",
        "{place}杯{doing}优秀组织奖",
        "文明校园",
    )
    return filled(dice, dice.choice(shape))
