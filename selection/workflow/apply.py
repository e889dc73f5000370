"""Moves of applying and the formal check."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kit.workflow import Move
from selection.access.apply import can_check, can_edit, can_sign
from selection.access.ladder import recommends
from selection.actions import apply, check, eligibility, ladder, news, seal, wording
from selection.choices import ApplicationStatus as Status
from selection.models import Application


def lacks(application: Application) -> list[str]:
    """What is missing, what may not stand in it, and whether it is too late."""
    late = eligibility.lateness(application)
    if ladder.is_carried(application):  # complete as it is, and not to be changed now
        return [*late, *wording.problems(application)]
    gaps = [gap.text for gap in eligibility.gaps(application)]
    return [*late, *gaps, *wording.problems(application)]


def _first_time(user: Any, application: Application) -> bool:
    return can_edit(user, application) and not application.versions.exists()


def _again(user: Any, application: Application) -> bool:
    return can_edit(user, application) and application.versions.exists()


def _closed(application: Application) -> list[str]:
    closed = timezone.now() >= application.batch.closes_at
    return ["申报已经截止，不能再撤回。请联系受理部门"] if closed else []


def _nothing_asked(application: Application) -> list[str]:
    asked = application.corrections.waiting().exists()
    return [] if asked else ["请在要补正的栏目旁写明意见"]


def _carried(application: Application) -> list[str]:
    if not ladder.is_carried(application):
        return []
    return ["这份申报照抄已公布的内容，不能改。有问题请联系推荐它的教育工委"]


def _not_recommended(application: Application) -> list[str]:
    return [] if application.recommendation else ["请在“推荐上报”里推荐"]


def _signs_again(application: Application) -> list[str]:
    asks = application.batch.signs_recommended
    return ["这个批次要书记重新审签"] if asks else _not_recommended(application)


def _unchecked(application: Application) -> list[str]:
    return [*check.obstacles(application), *seal.obstacles(application)]


def _due(application: Application, by: Any) -> dict[str, Any]:
    days = application.corrections.waiting().values_list("due_on", flat=True)
    return {"correct_by": max((day for day in days if day), default=None)}


def _typed(application: Application, by: Any) -> dict[str, Any]:
    return {"typed_by": by}


def _freeze(application: Application, by: Any, note: str) -> None:
    apply.freeze_version(application, by)


def _freeze_as_signed(application: Application, by: Any, note: str) -> None:
    """The signature of the version below stands; who recommends does not sign for the school."""
    apply.freeze_version(application, application.signed_by or by)


apply_moves: dict[str, Move] = {
    "send_to_sign": Move(
        label="送书记审签",
        sources=(Status.DRAFT, Status.RETURNED),
        target=Status.TO_SIGN,
        allowed=can_edit,
        blockers=lacks,
        also=_typed,
        style="primary",
        sentence="{actor}把“{target}”送书记审签",
    ),
    "recall": Move(
        label="取回修改",
        sources=(Status.TO_SIGN,),
        target=Status.DRAFT,
        allowed=_first_time,
        blockers=_carried,
        sentence="{actor}从审签中取回了“{target}”",
    ),
    "recall_correction": Move(
        label="取回修改",
        sources=(Status.TO_SIGN,),
        target=Status.RETURNED,
        allowed=_again,
        sentence="{actor}从审签中取回了“{target}”的补正稿",
    ),
    "sign": Move(
        label="审签并提交",
        sources=(Status.TO_SIGN,),
        target=Status.SUBMITTED,
        allowed=can_sign,
        hold=apply.hold_batch,
        blockers=lacks,
        also=apply.signed_values,
        effect=_freeze,
        style="primary",
        sentence="{actor}审签并提交了“{target}”",
    ),
    "withdraw": Move(
        label="撤回申报",
        sources=(Status.SUBMITTED,),
        target=Status.WITHDRAWN,
        allowed=can_sign,
        hold=apply.hold_batch,
        blockers=_closed,
        needs_note=True,
        note_label="撤回原因",
        style="danger",
        confirm="撤回后这份申报不再参加本批次。截止前可以重新申报。",
        sentence="{actor}撤回了申报“{target}”",
    ),
    "recommend": Move(
        label="推荐上报",
        sources=(Status.DRAFT,),
        target=Status.TO_SIGN,
        allowed=recommends,
        blockers=_not_recommended,
        sentence="{actor}把“{target}”推荐上报",
    ),
    "carry_up": Move(
        label="随推荐提交",
        sources=(Status.TO_SIGN,),
        target=Status.SUBMITTED,
        allowed=recommends,
        hold=apply.hold_batch,
        blockers=_signs_again,
        also=apply.carried_values,
        effect=_freeze_as_signed,
        sentence="“{target}”沿用原来的审签，随推荐提交",
    ),
    "take_back_recommendation": Move(
        label="撤回推荐",
        sources=(Status.TO_SIGN, Status.SUBMITTED),
        target=Status.WITHDRAWN,
        allowed=recommends,
        hold=apply.hold_batch,
        blockers=_closed,
        needs_note=True,
        note_label="撤回原因",
        style="danger",
        sentence="{actor}撤回了对“{target}”的推荐",
    ),
    "return_for_correction": Move(
        label="退回补正",
        sources=(Status.SUBMITTED,),
        target=Status.RETURNED,
        allowed=can_check,
        blockers=_nothing_asked,
        also=_due,
        effect=news.returned,
        sentence="{actor}把“{target}”退回补正",
    ),
    "pass": Move(
        label="通过，送专家评审",
        sources=(Status.SUBMITTED,),
        target=Status.PASSED,
        allowed=can_check,
        blockers=_unchecked,
        effect=news.passed,
        style="primary",
        sentence="{actor}通过了“{target}”的形式审查",
    ),
    "reject": Move(
        label="不予受理",
        sources=(Status.SUBMITTED,),
        target=Status.REJECTED,
        allowed=can_check,
        effect=news.rejected,
        needs_note=True,
        note_label="不予受理的理由",
        style="danger",
        confirm="不予受理后，这份申报不再参加本批次，学校会看到理由。",
        sentence="{actor}不予受理“{target}”",
    ),
}
