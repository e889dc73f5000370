"""Background jobs of selection: dossiers."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils import timezone

from kit import audit, jobs
from selection.access import dossier as access
from selection.documents.dossier import copies, parts, whole
from selection.documents.dossier.archive import Archive, making
from selection.models import Application, Batch

audit.register({"dossier.make": "{actor}生成了“{target}”的档案包（{copy}），清单摘要 {digest}"})


@jobs.kind("selection.application_dossier")
def application_dossier(work: jobs.Work) -> jobs.Done:
    """Arguments: application, and whether it is the school's copy."""
    rows = Application.objects.managed_by(work.owner).for_lists().select_related("batch__region")
    application = rows.filter(pk=work.arguments["application"]).first()
    schools = bool(work.arguments["for_school"])
    may = access.is_schools if schools else access.is_offices
    if application is None or not may(work.owner, application):
        raise jobs.Failed(access.SAID)
    copy = copies.copy_for(application, is_schools=schools)
    title = f"申报档案（{copy.label}）：{application}"
    with making(title) as archive:
        for number, told in enumerate(parts.fill(archive, application, copy)):
            work.beat(number, len(parts.PARTS), f"正在整理：{told}")
        return _done(archive, lambda digest: _record(work, application, copy.label, digest))


@jobs.kind("selection.batch_dossier")
def batch_dossier(work: jobs.Work) -> jobs.Done:
    """Arguments: batch."""
    batches = Batch.objects.managed_by(work.owner).select_related("region")
    batch = batches.filter(pk=work.arguments["batch"]).first()
    if batch is None or not access.can_take_batch(work.owner, batch):
        raise jobs.Failed(access.SAID if batch is None else access.SEALED)
    found = batch.applications.exclude(submitted_at=None).for_lists()
    applications = list(found.select_related("batch__region").order_by("number", "pk"))
    with making(f"批次档案（办公室存档）：{batch}") as archive:
        for number, told in enumerate(whole.fill(archive, batch, applications)):
            work.beat(number, len(applications) + 1, f"正在整理：{told}")
        return _done(archive, lambda digest: _record(work, batch, "办公室存档", digest))


def _done(archive: Archive, record: Callable[[str], None]) -> jobs.Done:
    digest = archive.finish()
    archive.file.seek(0)
    lost = f"有 {len(archive.missing)} 个文件没有找到，见目录。" if archive.missing else ""
    return jobs.Done(
        f"共 {len(archive.members)} 个文件。{lost}",
        archive.file,
        f"{_plain(archive.title)}_{timezone.localdate():%Y%m%d}.zip",
        apply=lambda: record(digest),
    )


def _plain(title: str) -> str:
    """As a file's name: the storage drops brackets, and words would run together."""
    return re.sub(r"\W+", "_", title).strip("_")[:50]


def _record(work: jobs.Work, target: Application | Batch, copy: str, digest: str) -> None:
    audit.record(work.owner, "dossier.make", target, copy=copy, digest=digest)
