"""The import of a spreadsheet in three steps: the file, its columns and problems, the entry."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from kit import jobs, sheets
from kit.importing.blank import workbook
from kit.importing.checking import Faulty, Problem
from kit.workflow import Refused
from portal.importing import actions
from portal.importing.forms import ColumnsForm, UploadForm
from portal.importing.kinds import KINDS, Kind, open_to
from portal.models import SpreadsheetImport
from schools.actions.accounts import link
from schools.documents.slips import slip
from schools.http import OfficeRequest
from schools.models import User

AT_ONCE = 500  # lines that are dealt with while the browser waits
SHOWN = 100
COLUMNS = (
    sheets.Column("行", "line", width=8),
    sheets.Column("列", "column", width=16),
    sheets.Column("表里写的", "shown", width=30),
    sheets.Column("问题和改法", "text", width=70),
)


@require_safe
def import_list(request: OfficeRequest) -> HttpResponse:
    kinds = open_to(request.user)
    if not kinds:
        raise PermissionDenied("只有学校和区级工作人员能导入表格。")
    recent = SpreadsheetImport.objects.owned_by(request.user)[:10]
    context = {"section": "imports", "kinds": kinds, "recent": recent}
    return render(request, "portal/office/import_list.html", context)


def import_new(request: OfficeRequest, kind: str) -> HttpResponse:
    chosen = _kind(request, kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.receive(kind=kind, upload=form.cleaned_data["file"], by=request.user)
        except ValidationError as error:
            form.add_error("file", error)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _look(request, one)
    context = {"section": chosen.section, "kind": chosen, "form": form, "steps": _steps(1)}
    return render(request, "portal/office/import_new.html", context)


@require_safe
def import_blank(request: OfficeRequest, kind: str) -> HttpResponse:
    chosen = _kind(request, kind)
    response = HttpResponse(workbook(chosen.importer(request.user)), content_type=sheets.XLSX)
    name = f"{chosen.importer.noun}导入表.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def import_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    one = _own(request, pk)
    return _page(request, one)


@require_POST
def import_columns(request: OfficeRequest, pk: int) -> HttpResponse:
    """Another sheet is read anew; otherwise the columns are as chosen."""
    one = _open(request, pk)
    sheet = request.POST.get("sheet", one.sheet)
    if sheet != one.sheet and sheet in one.sheets:
        try:
            actions.choose_sheet(one, sheet)
        except ValidationError as error:
            messages.error(request, f"工作表“{sheet}”：{''.join(error.messages)}")
            return redirect("office:import", pk)
        return _look(request, one)
    form = ColumnsForm(request.POST, one=one, columns=actions.importer_of(one).columns)
    if not form.is_valid():
        return _page(request, one, form)
    actions.choose_columns(one, form.chosen)
    return _look(request, one)


@require_POST
def import_enter(request: OfficeRequest, pk: int) -> HttpResponse:
    one = _open(request, pk)
    if not one.is_clean:
        messages.error(request, "表格里还有要改的地方，改好重新上传以后才能导入。")
        return redirect("office:import", pk)
    importer = actions.importer_of(one)
    if min(one.line_count, importer.most) > AT_ONCE:
        job = jobs.start("import.enter", by=request.user, title=f"导入{importer.noun}", pk=pk)
        return redirect("office:job", job.pk)
    try:
        actions.enter(one, importer)
    except Faulty as faulty:
        actions.keep(one, faulty.report.as_json())
        messages.error(request, "检查以后有内容变了，一行都没有导入。请看下面的问题。")
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        invited = getattr(importer, "invited", ())
        if invited:
            return _hand_over(request, one, invited)
    return redirect("office:import", pk)


@require_safe
def import_problems(request: OfficeRequest, pk: int) -> HttpResponse:
    one = _own(request, pk)
    found = [Problem(**problem) for problem in (one.report or {}).get("problems", ())]
    return sheets.download(f"{one.name.rsplit('.', 1)[0]}的问题", COLUMNS, found)


@require_POST
def import_drop(request: OfficeRequest, pk: int) -> HttpResponse:
    one = _open(request, pk)
    kind = one.kind
    actions.drop(one)
    messages.success(request, "已删去上传的表格，什么都没有导入。")
    return redirect("office:import_new", kind)


def _kind(request: OfficeRequest, key: str) -> Kind:
    kind = KINDS.get(key)
    if kind is None:
        raise Http404
    if kind not in open_to(request.user):
        raise PermissionDenied(f"你的岗位不能导入{kind.importer.noun}。")
    return kind


def _own(request: OfficeRequest, pk: int) -> SpreadsheetImport:
    return get_object_or_404(SpreadsheetImport.objects.owned_by(request.user), pk=pk)


def _open(request: OfficeRequest, pk: int) -> SpreadsheetImport:
    """One that may still be changed, by somebody who still may import such things."""
    one = _own(request, pk)
    _kind(request, one.kind)
    if one.entered_at:
        raise PermissionDenied("这份表格已经导入，不能再改。")
    return one


def _look(request: OfficeRequest, one: SpreadsheetImport) -> HttpResponse:
    """Look through it now or in the background; not before somebody settled doubtful columns."""
    head_is_clear = not one.unsure and not _missing(one)
    if head_is_clear and one.line_count > AT_ONCE:
        title = f"检查表格“{one.name}”"
        return redirect(
            "office:job", jobs.start("import.look", by=request.user, title=title, pk=one.pk).pk
        )
    if head_is_clear:
        actions.keep(one, actions.look(one))
    return redirect("office:import", one.pk)


def _missing(one: SpreadsheetImport) -> list[str]:
    columns = actions.importer_of(one).columns
    return [c.title for c in columns if c.required and c.name not in one.fields]


def _page(
    request: OfficeRequest, one: SpreadsheetImport, form: ColumnsForm | None = None
) -> HttpResponse:
    kind = _kind(request, one.kind)
    importer = kind.importer(request.user)
    problems = (one.report or {}).get("problems", ())
    context = {
        "section": kind.section,
        "one": one,
        "kind": kind,
        "steps": _steps(4 if one.entered_at else 3 if one.is_clean else 2),
        "problems": problems[:SHOWN],
        "unread": [t for t, name in zip(one.titles, one.fields, strict=True) if t and not name],
        "missing": [] if one.entered_at else _missing(one),
        "form": form or ColumnsForm(one=one, columns=importer.columns),
        "upload": UploadForm(),
        "shows_columns": bool(form) or one.report is None,
    }
    return render(request, "portal/office/import_detail.html", context)


def _steps(now: int) -> list[dict[str, str]]:
    labels = ("填表、上传", "检查、改好", "导入")
    states = ["done" if n < now else "now" if n == now else "" for n in (1, 2, 3)]
    return [{"label": a, "state": b} for a, b in zip(labels, states, strict=True)]


def _hand_over(request: OfficeRequest, one: SpreadsheetImport, invited: list[User]) -> HttpResponse:
    """The page that answers shows the one-time links; they are nowhere else."""
    slips = [slip(user, request.build_absolute_uri(link(user))) for user in invited]
    context = {"section": "experts", "one": one, "slips": slips}
    response = render(request, "portal/office/import_handed.html", context)
    response["Cache-Control"] = "no-store"
    return response
