"""Who may fill in, sign, read and check applications."""

from __future__ import annotations

from schools import access
from schools.models import User
from selection.choices import AssignmentStatus
from selection.models import Application, Assignment

OPENED = (AssignmentStatus.DECLARED, AssignmentStatus.SUBMITTED, AssignmentStatus.LATE)
SAID = {
    "edit": "只有申报学校的填报员或书记能改申报书。",
    "send_to_sign": "只有申报学校的填报员或书记能送审签。",
    "recall": "只有申报学校的填报员或书记能从审签中取回。",
    "recall_correction": "只有申报学校的填报员或书记能从审签中取回。",
    "sign": "只有申报学校的书记能审签。",
    "seal": "只有申报学校的填报员或书记能上传盖章件。",
    "withdraw": "只有申报学校的书记能撤回申报。",
    "return_for_correction": "只有本地区的工作人员能退回补正。",
    "pass": "只有本地区的工作人员能做形式审查。",
    "revoke": "只有本区区级领导能撤销结果。",
    "files": "匿名评审不打开附件原件：里面有学校的名称和公章。",
    "reject": "只有本地区的工作人员能做形式审查。",
}


def can_edit(user: User, application: Application) -> bool:
    return access.works_at(user, application.school)


def can_sign(user: User, application: Application) -> bool:
    return access.is_secretary_of(user, application.school)


def can_check(user: User, application: Application) -> bool:
    return access.is_staff_for(user, application.batch.region)


def can_read(user: User, application: Application) -> bool:
    """The school, the office once it is handed in, and experts who have declared."""
    if Application.objects.managed_by(user).filter(pk=application.pk).exists():
        return True
    mine = Assignment.objects.filter(application=application, expert__user=user, status__in=OPENED)
    return mine.exists()


def can_open_files(user: User, application: Application) -> bool:
    """Whoever reads; but no expert of a blind review, for nobody can black out a file."""
    if application.batch.is_anonymous:
        return Application.objects.managed_by(user).filter(pk=application.pk).exists()
    return can_read(user, application)
