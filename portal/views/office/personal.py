"""What is kept of one person: shown in numbers, handed out as a file, erased on request."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kit import jobs, sheets
from kit.workflow import Refused
from portal.personal import access, actions
from portal.personal.held import counted
from schools.access import is_administrator
from schools.http import OfficeRequest

AT_ONCE = 2000  # things; a table of more is made by a worker


class Kind(NamedTuple):
    """The page it belongs to, its place in the menu, what goes and what stays."""

    page: str
    section: str
    gone: str
    kept: str


KINDS = {
    "account": Kind(
        "office:account_detail",
        "accounts",
        "账号名、称呼、单位、邮箱、密码、手机验证码器和恢复码、登录过的设备、任职经历、专长和工作学校、"
        "没有提交的内容、消息。账号停用，再也不能登录。",
        "评分、签字、审核、填报过的台账和已经定稿的申报书、档案包：评选结果靠它们成立，"
        "页面上改称“已注销人员”加编号，定稿里的姓名不改。操作记录只增不改，按规定保留，里面的姓名也不改。"
        "以前做的备份里还有，到期随备份一起删去。",
    ),
    "objection": Kind(
        "office:selection:objection",
        "notices",
        "反映人的姓名、单位、电话。",
        "事实与理由、处理结论和时间：公示的结论靠它们成立。里面写到的人请先核对。操作记录不改。",
    ),
    "mistake": Kind(
        "office:mistake", "mistakes", "联系方式。", "哪里错了、答复和时间。操作记录不改。"
    ),
}


@never_cache
def person(request: OfficeRequest, kind: str, pk: int) -> HttpResponse:
    one, about = _found(request, kind, pk)
    context = {
        "section": about.section,
        "kind": kind,
        "person": one,
        "about": about,
        "back": reverse(about.page, args=[pk]),
        "counted": counted(one).items(),
        "obstacles": actions.obstacles(one),
    }
    return render(request, "portal/office/personal.html", context)


@require_POST
def export(request: OfficeRequest, kind: str, pk: int) -> HttpResponse:
    """By POST, for it is written down who has taken a copy away."""
    one, _ = _found(request, kind, pk)
    title = f"{one}的个人信息"
    if sum(counted(one).values()) > AT_ONCE:
        job = jobs.start("personal.export", by=request.user, title=title, kind=kind, pk=pk)
        return redirect("office:job", job.pk)
    content, count = actions.table(one)
    actions.handed_out(person=one, count=count, by=request.user)
    return sheets.sent(title, content)


@require_POST
def erase(request: OfficeRequest, kind: str, pk: int) -> HttpResponse:
    one, about = _found(request, kind, pk)
    note = request.POST.get("note", "").strip()[:200]
    try:
        if not note:
            raise Refused("请写明删除依据，如哪一天收到的申请。")
        actions.erase(person=one, by=request.user, note=note)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("office:personal", kind, pk)
    messages.success(request, "个人信息已删去，已记入操作记录。")
    return redirect(about.page, pk)


def _found(request: OfficeRequest, kind: str, pk: int) -> tuple[Any, Kind]:
    if kind not in KINDS:
        raise Http404
    if kind == "account" and not is_administrator(request.user):
        raise PermissionDenied("只有系统管理员能导出和删除账号的个人信息。")
    return get_object_or_404(access.rows(request.user, kind), pk=pk), KINDS[kind]
