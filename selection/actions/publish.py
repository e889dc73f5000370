"""Announcing results: what must hold first, the rows on the brands, the letters to the schools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from brands.choices import Grade
from brands.models import Result
from kit import audit
from schools.choices import SCHOOL_ROLES
from schools.models import Post, User
from selection.actions.notices import Row, listed, rows, sort_key
from selection.choices import (
    RESULTS_OUT,
    ApplicationStatus,
    BatchStatus,
    LetterStatus,
    NoticeStatus,
    Outcome,
    Programme,
)
from selection.models import Announcement, Application, Batch, Decision, Letter, PublicNotice

audit.register(
    {
        "announcement.award": "{actor}公布“{batch}”，{count} 个品牌取得结果，文号 {document}",
        "announcement.letters": "{actor}为“{batch}”备好 {count} 封通知信",
    }
)
GRADES = list(Grade.values)
MARKS = {Programme.BRAND: "B", Programme.SECRETARY_PROJECT: "S"}


def current_notice(batch: Batch) -> PublicNotice | None:
    """The notice this batch stands on; drafts and withdrawn ones are not it."""
    return batch.notices.filter(status__in=[NoticeStatus.RUNNING, NoticeStatus.ENDED]).first()


def closing_reasons(batch: Batch) -> list[str]:
    """What stands against announcing the results now."""
    if batch.status in RESULTS_OUT:
        return ["这个批次的结果已经公布"]
    notice = current_notice(batch)
    if batch.status != BatchStatus.NOTICED or notice is None:
        return ["名单还没有公示"]
    reasons = []
    if not notice.is_over:
        reasons.append(f"公示到 {notice.ends_on:%Y-%m-%d} 才结束")
    if count := notice.objections.open().count():
        reasons.append(f"还有 {count} 件异议没有办结")
    return reasons


def winners(batch: Batch) -> list[Decision]:
    """Approved by now or about to be, best grade first, then by the name of the school."""
    states = (ApplicationStatus.NOTICED, ApplicationStatus.APPROVED)
    decisions = listed(
        Decision.objects.filter(application__batch=batch, application__status__in=states)
    )
    return sorted(decisions, key=lambda row: (GRADES.index(_grade(row)), sort_key(row)))


def award(*, announcement: Announcement, by: User) -> list[Result]:
    """A result on each approved brand, with its certificate number; once, inside announce."""
    batch, found = announcement.batch, []
    for number, decision in enumerate(winners(batch), start=1):
        decision.result = Result.objects.create(
            brand=decision.application.brand,
            level=batch.region.rank,
            grade=_grade(decision),
            batch_name=batch.name,
            wording=batch.result_wording,
            issuer=batch.region.committee_name,
            document_number=announcement.document_number,
            decided_on=announcement.issued_on,
            is_own=True,
        )
        decision.certificate_number = certificate_number(announcement, number)
        decision.save(update_fields=["result", "certificate_number"])
        found.append(decision.result)
    audit.record(
        by,
        "announcement.award",
        announcement,
        batch=str(batch),
        count=len(found),
        document=announcement.document_number,
    )
    return found


def certificate_number(announcement: Announcement, number: int) -> str:
    """320206-2025-B05-003: region, year, programme and batch, place on the list."""
    batch = announcement.batch
    programme = MARKS[Programme(batch.programme)]
    code = batch.region.code[:6]
    return f"{code}-{announcement.issued_on.year}-{programme}{batch.number:02d}-{number:03d}"


def write_letters(*, announcement: Announcement, by: User) -> list[Letter]:
    """One letter per application and account of its school; they wait in the outbox."""
    batch = announcement.batch
    decisions = list(listed(Decision.objects.filter(application__batch=batch)))
    people = _people({d.application.school_id for d in decisions})
    letters = Letter.objects.bulk_create(
        Letter(
            batch=batch,
            application=decision.application,
            recipient=person,
            subject=f"{batch.name}结果通知",
            body=_letter(decision.application, decision, announcement),
        )
        for decision in decisions
        for person in people.get(decision.application.school_id, ())
    )
    audit.record(by, "announcement.letters", announcement, batch=str(batch), count=len(letters))
    return letters


def _people(schools: set[int]) -> dict[int, Sequence[User]]:
    """Clerks and secretaries in office, each once per school."""
    posts = Post.objects.current().filter(school_id__in=schools, role__in=SCHOOL_ROLES)
    found: dict[int, dict[int, User]] = {}
    for post in posts.select_related("user"):
        if post.school_id and post.user.is_active:
            found.setdefault(post.school_id, {})[post.user_id] = post.user
    return {school: list(users.values()) for school, users in found.items()}


def _letter(application: Application, decision: Decision, announcement: Announcement) -> str:
    batch = announcement.batch
    brand = application.brand.title.replace("|", "")
    head = f"{application.school.name}：\n\n"
    if decision.result:
        text = (
            f"你校申报的“{brand}”经评审、研究和公示，列入{batch.result_wording}，"
            f"结论为“{decision.result.get_grade_display()}”，"
            f"证书编号 {decision.certificate_number}。"
            f"文号：{announcement.document_number}。结果已写入品牌页面。"
        )
    else:
        text = (
            f"你校申报的“{brand}”这次没有列入{batch.result_wording}。"
            "申报内容和佐证都保留在平台，下一批次申报时可以直接带入。"
        )
    day = announcement.issued_on
    signed = f"{batch.region.committee_name}\n{day.year} 年 {day.month} 月 {day.day} 日"
    return f"{head}{text}\n\n{signed}"


def _grade(decision: Decision) -> str:
    if decision.grade:
        return decision.grade
    cultivated = decision.outcome == Outcome.CULTIVATED
    return Grade.CULTIVATED if cultivated else Grade.SELECTED


def result_rows(decisions: Sequence[Decision], public_brands: set[int]) -> list[Row]:
    """Printed lines; a revoked result stays listed with its date, a hidden brand has no link."""
    found = []
    for row, decision in zip(rows(decisions), decisions, strict=True):
        result, brand = decision.result, decision.application.brand
        revoked = result.revoked_on if result else None
        found.append(
            replace(
                row,
                grade=result.get_grade_display() if result else row.grade,
                note=f"{revoked:%Y-%m-%d} 撤销" if revoked else "",
                brand_url=brand.get_absolute_url() if brand.pk in public_brands else "",
            )
        )
    return found


def draft_of(batch: Batch) -> Announcement:
    """An unsaved announcement with what the batch already knows."""
    return Announcement(
        batch=batch,
        title=f"关于公布{batch.name}结果的通知",
        issued_on=timezone.localdate(),
        body=(
            f"经学校申报、形式审查、专家评审、{batch.region.committee_name}研究和公示，"
            f"现将{batch.name}{batch.result_wording}名单予以公布。"
        ),
    )


def letters_of(user: User) -> QuerySet[Letter]:
    mine = Batch.objects.managed_by(user)
    return Letter.objects.filter(batch__in=mine).select_related(
        "batch__region", "application__school", "recipient"
    )


def waiting_letters(user: User) -> int:
    return letters_of(user).filter(status=LetterStatus.WAITING).count()


def outboxes(user: User) -> QuerySet[Batch]:
    """Batches with letters that wait, counted: all of them, and those that have an address."""
    waits = Q(letters__status=LetterStatus.WAITING)
    ready = waits & ~Q(letters__recipient__email="")
    counted = Batch.objects.managed_by(user).annotate(
        waiting=Count("letters", filter=waits), ready=Count("letters", filter=ready)
    )
    return counted.filter(waiting__gt=0)


def announced(batch: Batch) -> list[Decision]:
    """What an announced batch lists: its own results, revoked ones too, marked where shown."""
    decisions = listed(Decision.objects.filter(application__batch=batch, result__isnull=False))
    return sorted(decisions, key=lambda row: row.certificate_number)


def public_batches() -> QuerySet[Announcement]:
    """Announcements anybody may read."""
    return Announcement.objects.visible().select_related("batch__region")


def result_of(batch: Batch) -> Announcement | None:
    """The announced result of this batch, for the pages that lead to it."""
    return public_batches().filter(batch=batch).first()
