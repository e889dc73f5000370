"""Long work in the background: tables to import, and tables of what is kept of a person."""

from __future__ import annotations

from io import BytesIO

from django.urls import reverse

from kit import jobs
from kit.importing.checking import Faulty
from kit.workflow import Refused
from portal.importing import actions
from portal.models import SpreadsheetImport
from portal.personal import access
from portal.personal import actions as personal_actions


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


@jobs.kind("personal.export")
def personal(work: jobs.Work) -> jobs.Done:
    rows = access.rows(work.owner, work.arguments["kind"])
    person = rows.filter(pk=work.arguments["pk"]).first()
    if person is None:
        raise jobs.Failed("现在的账号已经不能导出，没有生成。")
    content, count = personal_actions.table(person)
    return jobs.Done(
        "表格做好了。",
        file=BytesIO(content),
        name=f"{person}的个人信息.xlsx",
        apply=lambda: personal_actions.handed_out(person=person, count=count, by=work.owner),
    )


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
