"""The school's overview of one application: what comes next, and what has come back to it."""

from __future__ import annotations

from typing import Any

from kit.models import AuditEntry
from selection.actions.certificates import of_application
from selection.choices import ApplicationStatus as Status
from selection.choices import LetterStatus
from selection.models import Application

NEXT: dict[str, str] = {
    Status.DRAFT: "补齐列出的地方，送书记审签。",
    Status.TO_SIGN: "等书记审签。审签后全文锁定，生成版本码；审签前还能取回修改。",
    Status.SUBMITTED: "等{office}形式审查。品牌和台账再改也不影响它；截止前书记还能撤回。",
    Status.RETURNED: "逐条补正，再送书记审签。没有退回的栏目不动，核对过“符合”的仍然有效。",
    Status.PASSED: "形式审查已通过，等专家评审。学校现在不用做什么。",
    Status.REJECTED: "没有受理。有疑问请联系{office}{phone}。",
    Status.REVIEWING: "专家正在评审。学校现在不用做什么。",
    Status.REVIEWED: "评审已经结束，等{office}研究。",
    Status.DECIDED: "{office}已经研究，下一步是公示，结果以公示为准。",
    Status.NOTICED: "正在公示。公示期满没有异议，就公布结果。",
    Status.SUSPENDED: "公示中收到异议，正在核实。核实后继续公示，或另行通知学校。",
    Status.APPROVED: "已经入选。结果公布后，可以在这里打印证书。",
    Status.BUILDING: "在“建设期”里对照承诺任务记完成情况，到期交报告。",
    Status.MIDTERM: "在“建设期”里交中期报告，等{office}检查。",
    Status.EXTENDED: "建设期已经延长，请在新的期限前在“建设期”里交结项报告。",
    Status.CLOSED: "已经结项。学校不用再做什么。",
    Status.NOT_SELECTED: "这次没有入选。填过的内容都留着，下次申报会自动带出。",
    Status.WITHDRAWN: "已经撤回，不再参加本批次。截止前可以重新申报，填过的会自动带出。",
    Status.TERMINATED: "项目已经终止。有疑问请联系{office}{phone}。",
    Status.REVOKED: "结果已经撤销，证书不再有效。有疑问请联系{office}{phone}。",
}
REASONED = {
    Status.REJECTED: "application.reject",
    Status.REVOKED: "application.revoke",
    Status.WITHDRAWN: "application.withdraw",
}


def next_step(application: Application) -> str:
    batch = application.batch
    phone = f"（{batch.contact_phone}）" if batch.contact_phone else ""
    return NEXT[application.status].format(office=batch.region.committee_name, phone=phone)


def reason(application: Application) -> str:
    """What was written with the move that ended it."""
    verb = REASONED.get(Status(application.status))
    if verb is None:
        return ""
    entries = AuditEntry.objects.filter(
        verb=verb, target_kind="selection.application", target_id=application.pk
    )
    last = entries.order_by("-pk").first()
    return str(last.detail.get("note", "")) if last else ""


def came_back(application: Application) -> dict[str, Any]:
    """The announced decision with its certificate, and the letters that were sent."""
    return {
        "decision": of_application(application),
        "letters": application.letters.filter(status=LetterStatus.SENT).order_by("-sent_at"),
    }
