"""Long imports in the background: looking through a spreadsheet, and entering it."""

from __future__ import annotations

from django.urls import reverse

from kit import jobs
from kit.importing.checking import Faulty
from kit.workflow import Refused
from portal.importing import actions
from portal.models import SpreadsheetImport


@jobs.kind("import.look")
def look(work: jobs.Work) -> jobs.Done:
    one, url = _of(work)
    report = actions.look(one, _beat(work, one))
    told = (
        f"检查完了，{report['problem_count']} 处要改。"
        if report["problem_count"]
        else "检查完了，可以导入。"
    )
    return jobs.Done(told, url=url, apply=lambda: actions.keep(one, report))


@jobs.kind("import.enter")
def enter(work: jobs.Work) -> jobs.Done:
    """Looked through once more, with progress; then everything enters with the job's own end."""
    one, url = _of(work)
    report = actions.look(one, _beat(work, one))
    if report["problem_count"]:
        actions.keep(one, report)
        raise jobs.Failed("检查以后有内容变了，没有导入。请回到导入页面，按提示改好再传。")
    return jobs.Done("导入完成。", url=url, apply=lambda: _enter(one))


def _enter(one: SpreadsheetImport) -> None:
    try:
        actions.enter(one, actions.importer_of(one))
    except Faulty as faulty:
        first = faulty.report.problems[0]
        raise jobs.Failed(f"没有导入。第 {first.line} 行：{first.text}") from faulty
    except Refused as refusal:
        raise jobs.Failed(str(refusal)) from refusal


def _of(work: jobs.Work) -> tuple[SpreadsheetImport, str]:
    one = SpreadsheetImport.objects.filter(pk=work.arguments["pk"], owner=work.owner).first()
    if one is None or not one.file:
        raise jobs.Failed("表格已经删去或已经导入。要重新导入，请再上传一次。")
    return one, reverse("office:import", args=[one.pk])


def _beat(work: jobs.Work, one: SpreadsheetImport) -> actions.checking.Beat:
    def beat(done: int) -> bool:
        work.beat(done, one.line_count, f"已检查 {done} 行")
        return True

    return beat
