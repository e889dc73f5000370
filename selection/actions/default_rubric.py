"""The rubric a new batch starts with: 100 points in five groups, bonus, deductions and vetoes.

Put together from rubrics that districts and universities have published for Party-building
brands; every row can be changed until the first score is handed in.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from selection.choices import IndicatorKind
from selection.models import Indicator, Rubric


class Leaf(NamedTuple):
    title: str
    points: int
    guidance: str
    bands: tuple[str, ...] = ()  # what 优, 良, 中 and 差 mean, where a number alone says too little


# The group named first by `TIE_BREAKER` decides between equal totals.
TIE_BREAKER = "建设成效"
LEAVES: dict[str, tuple[Leaf, ...]] = {
    "组织领导": (
        Leaf("党组织领导的校长负责制落实", 5, "议事规则健全，党组织会议研究品牌建设。"),
        Leaf("书记领办、机制制度", 5, "书记牵头，有方案、分工和检查。"),
        Leaf("经费阵地保障", 5, "有经费、场地和人员，能长期做下去。"),
    ),
    "品牌设计": (
        Leaf("名称凝练、标识规范", 5, "名称好记，标识有说明，使用规范。"),
        Leaf(
            "内涵与办学文化契合",
            8,
            "理念清楚，与学校历史和育人目标贴合。",
            (
                "理念出自本校历史或办学传统，和育人目标对得上，教师说得出来。",
                "理念清楚，和办学文化有联系，说明还可以更具体。",
                "理念能读懂，但换一所学校也能用。",
                "只有口号，说不清从哪里来。",
            ),
        ),
        Leaf("目标任务清晰、有子项目", 7, "目标能检查，子项目各有抓手。"),
    ),
    "实施过程": (
        Leaf("三会一课等组织生活融合", 7, "组织生活围绕品牌开展，有记录。"),
        Leaf(
            "活动系列化、参与面",
            8,
            "活动有频次、有人数，党员和师生都参加。",
            (
                "成系列、有频次，党员都参加，师生参加面广，台账完整。",
                "有系列活动，多数党员和师生参加。",
                "活动零散，参加的人不多。",
                "只有个别活动，或者没有记录。",
            ),
        ),
        Leaf(
            "党建与育人、师德、教学融合",
            10,
            "做法具体，别校能照着做。",
            (
                "课堂、德育、师德都有具体做法和分工，别校能照着做。",
                "做法具体，融入其中两方面。",
                "有结合，多停在会议和活动上。",
                "党建和教学各做各的。",
            ),
        ),
    ),
    "建设成效": (
        Leaf(
            "党员队伍与教师发展",
            8,
            "党员作用看得见，教师有成长。",
            (
                "党员带头有事例、有数据，教师成长有前后对比。",
                "有事例，数据不全。",
                "有提法，事例少。",
                "看不到变化。",
            ),
        ),
        Leaf(
            "学生与学校发展",
            8,
            "数据有出处，变化说得清。",
            (
                "变化有数据、有出处、有前后对比，不拿分数和升学率说话。",
                "有数据和出处，对比不全。",
                "以描述为主，数据少。",
                "没有数据，或者出处对不上。",
            ),
        ),
        Leaf("师生家长社会评价", 4, "评价有来源，不用点赞和投票代替。"),
        Leaf("荣誉", 5, "与品牌有关，级别按颁发单位认定。"),
    ),
    "示范辐射": (
        Leaf("结对共建、姊妹校", 5, "结对有协议、有往来、有成果。"),
        Leaf("媒体报道与经验推广", 5, "原创报道为主，经验在区域内交流。"),
        Leaf("可复制成果", 5, "形成课程、案例、制度等可用成果。"),
    ),
}
DEFENCE: dict[str, tuple[Leaf, ...]] = {
    "汇报": (
        Leaf("品牌内涵讲得清", 25, "一两句话说明白品牌是什么、为什么做。"),
        Leaf("做法和成效讲得实", 35, "讲做了什么、变了什么，数据与材料一致。"),
    ),
    "答问": (
        Leaf("回答切题、有依据", 25, "能说出具体的人、事、时间和出处。"),
        Leaf("后续打算可行", 15, "下一步有目标、分工和保障。"),
    ),
}
MIDTERM: dict[str, tuple[Leaf, ...]] = {
    "任务完成": (
        Leaf("承诺任务按期推进", 25, "对照承诺逐项看，到期的已完成。"),
        Leaf("组织实施", 15, "书记牵头，有分工、有记录，问题及时处理。"),
    ),
    "阶段成效": (
        Leaf("做法成形", 15, "主要做法已经开展，说得清步骤。"),
        Leaf("师生受益", 15, "参加的人数和变化有台账可查。"),
    ),
    "经费与资料": (
        Leaf("经费使用", 10, "按预算使用，手续齐全。"),
        Leaf("过程资料", 10, "活动、荣誉有台账，材料真实。"),
    ),
    "后续打算": (Leaf("下一步安排", 10, "剩下的任务写明谁做、哪天做完。"),),
}
CLOSING: dict[str, tuple[Leaf, ...]] = {
    "任务完成": (
        Leaf("承诺任务全部完成", 25, "对照承诺逐项看，有结果、有时间。"),
        Leaf("变更和延期", 10, "有变更、延期的，都有批复。"),
    ),
    "建设成效": (
        Leaf("目标达成", 20, "立项时的目标达到了，数据有出处。"),
        Leaf("党员、师生和学校的变化", 15, "变化说得清，师生家长认可。"),
    ),
    "经费与资料": (
        Leaf("经费使用", 8, "按预算使用，手续齐全。"),
        Leaf("档案资料", 7, "成果、过程材料齐全，与台账一致。"),
    ),
    "推广": (
        Leaf("可复制成果", 8, "形成课程、案例、制度等，别校能照着做。"),
        Leaf("交流和影响", 7, "经验在区域内交流，有结对、有报道。"),
    ),
}
BONUS_CAP = Decimal(10)
BONUS = (
    ("省级以上荣誉或推广", "每项加 1 到 5 分，附证书或文件。", Decimal(6)),
    ("承办市级以上现场活动", "每次加 1 到 2 分，附通知和记录。", Decimal(4)),
)
DEDUCTIONS = (
    ("材料缺失", "缺一项扣 0.5 到 2 分。", Decimal(5)),
    ("逾期提交", "经特许逾期提交的，扣 2 分。", Decimal(2)),
)
VETOES = (
    "发生重大安全责任事故",
    "出现意识形态或师德严重问题",
    "党员干部严重违纪违法",
    "申报材料弄虚作假",
)


def load(rubric: Rubric) -> None:
    """Write the rows into an empty rubric, in printed order."""
    rows = _Rows(rubric)
    for title, leaves in LEAVES.items():
        group = rows.put(IndicatorKind.GROUP, title)
        for leaf in leaves:
            rows.put(
                IndicatorKind.LEAF,
                leaf.title,
                parent=group,
                guidance=leaf.guidance,
                bands=list(leaf.bands),
                points=Decimal(leaf.points),
                breaks_ties=title == TIE_BREAKER,
            )
    bonus = rows.put(IndicatorKind.GROUP, "加分项", cap=BONUS_CAP)
    for title, guidance, cap in BONUS:
        rows.put(IndicatorKind.BONUS, title, parent=bonus, guidance=guidance, cap=cap)
    for title, guidance, cap in DEDUCTIONS:
        rows.put(IndicatorKind.DEDUCTION, title, guidance=guidance, cap=cap)
    for title in VETOES:
        rows.put(IndicatorKind.VETO, title)


def load_defence(rubric: Rubric) -> None:
    """The same for the defence: what only the people in the room can judge."""
    _load_leaves(rubric, DEFENCE)


def load_midterm(rubric: Rubric) -> None:
    """For the acceptance group that looks at a project halfway."""
    _load_leaves(rubric, MIDTERM)


def load_closing(rubric: Rubric) -> None:
    _load_leaves(rubric, CLOSING)


def _load_leaves(rubric: Rubric, groups: dict[str, tuple[Leaf, ...]]) -> None:
    rows = _Rows(rubric)
    for title, leaves in groups.items():
        group = rows.put(IndicatorKind.GROUP, title)
        for leaf in leaves:
            rows.put(
                IndicatorKind.LEAF,
                leaf.title,
                parent=group,
                guidance=leaf.guidance,
                points=Decimal(leaf.points),
            )


class _Rows:
    def __init__(self, rubric: Rubric) -> None:
        self.rubric, self.number = rubric, 0

    def put(self, kind: str, title: str, **values: object) -> Indicator:
        self.number += 10
        return self.rubric.indicators.create(kind=kind, title=title, order=self.number, **values)
