"""Modes, phases, states and outcomes of a brand programme, and the parts of its form."""

from typing import NamedTuple

from django.db import models


class Programme(models.TextChoices):
    BRAND = "brand", "一校一品品牌项目"
    SECRETARY_PROJECT = "secretary_project", "书记项目"


class BatchMode(models.TextChoices):
    RESULT = "result", "成果评选"
    CULTIVATION = "cultivation", "立项培育"


class BatchStatus(models.TextChoices):
    """Phases of a batch, in order."""

    DRAFT = "draft", "筹备中"
    OPEN = "open", "申报中"
    CHECKING = "checking", "形式审查"
    REVIEWING = "reviewing", "专家评审"
    DECIDING = "deciding", "工委研究"
    NOTICED = "noticed", "公示中"
    PUBLISHED = "published", "已公布"
    ARCHIVED = "archived", "已归档"


RESULTS_OUT = (BatchStatus.PUBLISHED, BatchStatus.ARCHIVED)


class DayKind(models.TextChoices):
    WORKING = "working", "工作日"
    CALENDAR = "calendar", "自然日"


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    TO_SIGN = "to_sign", "待书记审签"
    SUBMITTED = "submitted", "待形式审查"
    RETURNED = "returned", "退回补正"
    PASSED = "passed", "形式审查通过"
    REJECTED = "rejected", "不予受理"
    REVIEWING = "reviewing", "评审中"
    REVIEWED = "reviewed", "评审完成"
    DECIDED = "decided", "工委已研究"
    NOTICED = "noticed", "公示中"
    SUSPENDED = "suspended", "异议处理中"
    APPROVED = "approved", "入选"
    BUILDING = "building", "建设中"
    MIDTERM = "midterm", "中期检查"
    EXTENDED = "extended", "延长建设期"
    CLOSED = "closed", "已结项"
    NOT_SELECTED = "not_selected", "未入选"
    WITHDRAWN = "withdrawn", "已撤回"
    TERMINATED = "terminated", "已终止"
    REVOKED = "revoked", "已撤销"


class IndicatorKind(models.TextChoices):
    GROUP = "group", "一级指标"
    LEAF = "leaf", "二级指标"
    BONUS = "bonus", "加分项"
    DEDUCTION = "deduction", "扣分项"
    VETO = "veto", "一票否决"


# How well a row is met; a rubric may say in words what each of them means.
LEVELS = ("优", "良", "中", "差")


class RubricPurpose(models.TextChoices):
    """Review rubrics serve the stages; each of the others one kind of report, named alike."""

    REVIEW = "review", "评审"
    MIDTERM = "midterm", "中期检查"
    CLOSING = "closing", "结项验收"


class StageForm(models.TextChoices):
    MATERIAL = "material", "材料评审"
    DEFENCE = "defence", "现场答辩"
    ON_SITE = "on_site", "实地查看"


class ClaimSection(models.TextChoices):
    PRACTICE = "practice", "主要做法"
    RESULT = "result", "工作成效"


class FileKind(models.TextChoices):
    SUPPORT = "support", "佐证材料"
    SEALED = "sealed", "盖章扫描件"
    PLEDGE = "pledge", "廉政或无违纪证明"
    VIDEO_LINK = "video_link", "视频链接"
    OTHER = "other", "其他"


class AssignmentStatus(models.TextChoices):
    ASSIGNED = "assigned", "待声明"
    DECLARED = "declared", "评审中"
    SUBMITTED = "submitted", "已提交"
    RECUSED = "recused", "已回避"
    LATE = "late", "逾期未交"


class ConflictKind(models.TextChoices):
    OWN_SCHOOL = "own_school", "本校"
    FORMER_POST = "former_post", "三年内任职"
    SAME_GROUP = "same_group", "同一集团"
    TIE_PARTNER = "tie_partner", "结对单位"
    SUPERIOR = "superior", "上级单位"
    NAMED = "named", "申报材料中署名"
    DECLARED = "declared", "本人声明"
    KIN = "kin", "亲属"
    ADVISOR = "advisor", "参与指导"
    OTHER = "other", "其他"


class Outcome(models.TextChoices):
    SELECTED = "selected", "入选"
    CULTIVATED = "cultivated", "立项培育"
    DEFERRED = "deferred", "暂缓"
    NOT_SELECTED = "not_selected", "未入选"


class NoticeStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    RUNNING = "running", "公示中"
    ENDED = "ended", "已结束"
    WITHDRAWN = "withdrawn", "已撤回"


class ObjectionStatus(models.TextChoices):
    OPEN = "open", "受理中"
    UPHELD = "upheld", "异议成立"
    DISMISSED = "dismissed", "异议不成立"


class ReportKind(models.TextChoices):
    MIDTERM = "midterm", "中期报告"
    CLOSING = "closing", "结项报告"


class ReportStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "通过"
    FAILED = "failed", "不通过"


class Verdict(models.TextChoices):
    """What the acceptance group concludes about a report."""

    EXCELLENT = "excellent", "通过（优秀）"
    PASSED = "passed", "通过（合格）"
    RETURNED = "returned", "退回修改"
    FAILED = "failed", "不通过"


class ChangeKind(models.TextChoices):
    EXTENSION = "extension", "延期"
    CONTENT = "content", "内容变更"
    LEADER = "leader", "负责人变更"
    TERMINATION = "termination", "终止"


class ChangeStatus(models.TextChoices):
    REQUESTED = "requested", "待批复"
    APPROVED = "approved", "同意"
    REFUSED = "refused", "不同意"


class RecheckOutcome(models.TextChoices):
    KEEP = "keep", "保留"
    MEND = "mend", "整改"
    REVOKE = "revoke", "撤销"


# Where a title stands and may be taken back.
STANDING = (
    ApplicationStatus.APPROVED,
    ApplicationStatus.BUILDING,
    ApplicationStatus.MIDTERM,
    ApplicationStatus.EXTENDED,
    ApplicationStatus.CLOSED,
)


class LetterStatus(models.TextChoices):
    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    DROPPED = "dropped", "不发送"


class ProsePart(NamedTuple):
    """A part of the application form: `limit` in 字, and where its first text comes from."""

    key: str
    label: str
    limit: int
    is_required: bool
    source: str
    hint: str


PRACTICE = "practice"  # one text per sub-project, under the keys sub-<pk>
# What Batch.fields ({key: {"on": bool, "limit": int}}) may change, in printed order.
PROSE = (
    ProsePart("connotation", "品牌内涵", 500, True, "品牌", "理念从哪里来，怎样合于育人目标。"),
    ProsePart("background", "品牌由来", 600, True, "品牌", "什么时候、因为什么开始做。"),
    ProsePart(PRACTICE, "主要做法", 800, True, "品牌", "写清次数、人数、频率，别校能照着做。"),
    ProsePart("result", "工作成效", 1000, True, "品牌", "每个数字写明时间和出处。"),
    ProsePart("innovation", "创新与推广价值", 500, False, "本次填写", "不同在哪里，别人能学什么。"),
    ProsePart("insight", "启示与思考", 500, False, "品牌", "做下来的体会。"),
)
CHECK_ITEMS = (
    "申报主体是学校党组织",
    "学校党组织书记已审签",
    "主要做法都有佐证",
    "照片已确认监护人同意",
    "成效数据写明出处",
    "没有涉密、涉个人隐私内容",
)
