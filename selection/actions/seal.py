"""The sealed scan: a picture of the stamped paper, tied to the one version that was printed."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from kit import audit, files
from kit.workflow import Refused
from schools.models import User
from selection.choices import ApplicationStatus, FileKind
from selection.models import Application, ApplicationFile, ApplicationVersion, Batch

NAMES = ("盖章件", "盖章扫描件")  # how a batch asks for it in its list of attachments
SCANS = ("pdf", "jpg", "png")

audit.register(
    {
        "application.seal": "{actor}给“{target}”上传了第 {number} 版的盖章件",
        "application.void_seal": "{actor}使“{target}”第 {number} 版的盖章件作废",
    }
)


@dataclass(frozen=True)
class Seal:
    """Where the stamp of an application stands: `file` is the valid scan of `version`."""

    is_asked: bool
    version: ApplicationVersion | None
    file: ApplicationFile | None
    voided: list[ApplicationFile]
    is_open: bool

    @property
    def is_shown(self) -> bool:
        return self.is_asked or self.file is not None or bool(self.voided)

    @property
    def is_picture(self) -> bool:
        name = self.file.file.name if self.file else ""
        return bool(name) and not str(name).endswith(".pdf")

    @property
    def notice(self) -> str:
        """What must be said loudly; empty while nothing is wrong."""
        if self.version is None or self.file is not None:
            return ""
        if self.voided:
            return f"盖章件已作废，请按第 {self.version.number} 版重新盖章"
        return f"还没有第 {self.version.number} 版的盖章件" if self.is_asked else ""


def asks(batch: Batch) -> bool:
    return any(is_seal(str(name)) for name in batch.attachments_asked)


def is_seal(name: str) -> bool:
    """Such an attachment cannot be there before the signature: it is asked for after it."""
    return any(word in name for word in NAMES)


def others_asked(batch: Batch) -> list[str]:
    return [str(name) for name in batch.attachments_asked if not is_seal(str(name))]


def state(application: Application) -> Seal:
    """Read through the application, so that lists may prefetch `versions` and `files__version`."""
    version = next(iter(application.versions.all()), None)
    scans = [row for row in application.files.all() if row.kind == FileKind.SEALED]
    valid = [row for row in scans if row.voided_at is None and row.version == version]
    return Seal(
        is_asked=asks(application.batch),
        version=version,
        file=valid[-1] if valid else None,
        voided=[row for row in scans if row.voided_at is not None],
        is_open=application.status == ApplicationStatus.SUBMITTED,
    )


def obstacles(application: Application) -> list[str]:
    """What stands against passing the check."""
    seal = state(application)
    return [seal.notice] if seal.is_asked and seal.notice else []


def wanted(applications: list[Application]) -> list[tuple[Application, Seal]]:
    """Those of a school's that wait for a scan."""
    handed_in = [row for row in applications if row.status == ApplicationStatus.SUBMITTED]
    prefetch_related_objects(handed_in, "versions", "files__version")
    found = [(row, state(row)) for row in handed_in]
    return [(row, seal) for row, seal in found if seal.notice]


@transaction.atomic
def keep(*, application: Application, upload: UploadedFile, code: str, by: User) -> ApplicationFile:
    """The scan of exactly the latest version; ValidationError says what is wrong with it."""
    fresh = Application.objects.select_for_update().get(pk=application.pk)
    seal = state(fresh)
    if seal.version is None or not seal.is_open:
        raise Refused(f"现在是“{fresh.get_status_display()}”，不能上传盖章件。")
    _require_code(fresh, seal.version, code)
    checked = files.check(upload, SCANS)
    if any(row.digest == checked.digest for row in seal.voided):
        raise ValidationError("这份扫描件已经作废，请上传重新盖章后的扫描件。")
    if seal.file is not None:
        _void(seal.file, by)
    number = seal.version.number
    row = ApplicationFile(
        application=fresh,
        kind=FileKind.SEALED,
        name=f"盖章件（第 {number} 版）",
        digest=checked.digest,
        size=checked.size,
        version=seal.version,
        added_by=by,
    )
    row.file.save(checked.stored_name, File(upload.file), save=True)
    audit.record(by, "application.seal", fresh, number=number)
    return row


def void_older(application: Application, by: User) -> None:
    """A new version takes the stamp from the paper before it; inside the signature."""
    for row in application.files.sealed().filter(voided_at=None).select_related("version"):
        _void(row, by)


def plain(code: str) -> str:
    """As it is stored, however it was typed."""
    return "".join(code.replace("-", "").split()).upper()


def _require_code(application: Application, version: ApplicationVersion, code: str) -> None:
    if plain(code) == version.code:
        return
    older = next((row for row in application.versions.all() if row.code == plain(code)), None)
    if older:
        raise ValidationError(
            f"这是第 {older.number} 版的版本码，现在是第 {version.number} 版。"
            f"请打印第 {version.number} 版，盖章后再上传。"
        )
    raise ValidationError("版本码和最新一版对不上，请照纸上的 12 个字符填写。")


def _void(row: ApplicationFile, by: User) -> None:
    row.voided_at = timezone.now()
    row.save(update_fields=["voided_at"])
    number = row.version.number if row.version else 0
    audit.record(by, "application.void_seal", row.application, number=number)
