"""Who decides, prepares and publishes notices, answers objections and announces results."""

from __future__ import annotations

from schools.access import is_leader_for, leads_as_deputy, manages
from schools.models import User
from selection.models import Application, Batch, CheckMark, Letter, Objection, PublicNotice

CHECKED = "代理领导的人做过这一批的形式审查，也不能。"
DECIDES = f"只有本区区级领导能记录会议结论。{CHECKED}"
ANNOUNCES = f"只有本区区级领导能公布结果。{CHECKED}"
RECHECKS = "只有本区区级领导能记录复核结论。"
APPLICATION_MOVES = {
    "decide": DECIDES,
    "give_notice": "只有本区区级领导能发布公示。",
    "take_back": "只有本区区级领导能撤回公示。",
    "suspend": "只有本区工作人员或领导能暂缓项目。",
    "resume": "只有本区工作人员或领导能恢复公示。",
    "approve": ANNOUNCES,
    "decline": "只有本区工作人员或领导能确定不入选。",
}
BATCH_MOVES = {
    "put_on_notice": "只有本区区级领导能发布公示。",
    "take_back_notice": "只有本区区级领导能撤回公示。",
    "publish": ANNOUNCES,
    "archive": "只有本区区级领导能归档批次。",
}
NOTICE_MOVES = {
    "publish": "只有本区区级领导能发布公示；工作人员负责起草。",
    "withdraw": "只有本区区级领导能撤回公示。",
    "end": "只有本区工作人员或领导能结束公示。",
}
OBJECTION_MOVES = dict.fromkeys(("uphold", "dismiss"), "只有本区工作人员或领导能办结异议。")
LETTER_MOVES = dict.fromkeys(
    ("change", "send", "drop", "restore"), "只有本区工作人员或领导能处理通知信。"
)


def can_decide(user: User, batch: Batch) -> bool:
    """Record the meeting, publish its list and the results: the leader of the batch's region.

    Whoever made the formal check of one of its projects does not also decide as a deputy.
    """
    if not is_leader_for(user, batch.region):
        return False
    marks = CheckMark.objects.filter(application__batch=batch, marked_by=user)
    return not leads_as_deputy(user, batch.region) or not marks.exists()


def can_prepare(user: User, batch: Batch) -> bool:
    """Draft a notice, answer objections, look after letters: staff and leader."""
    return manages(user, batch.region)


def can_decide_on(user: User, application: Application) -> bool:
    return can_decide(user, application.batch)


def can_hold_up(user: User, application: Application) -> bool:
    return can_prepare(user, application.batch)


def can_publish_notice(user: User, notice: PublicNotice) -> bool:
    return can_decide(user, notice.batch)


def can_end_notice(user: User, notice: PublicNotice) -> bool:
    return can_prepare(user, notice.batch)


def can_answer(user: User, objection: Objection) -> bool:
    return can_prepare(user, objection.notice.batch)


def can_post(user: User, letter: Letter) -> bool:
    return can_prepare(user, letter.batch)
