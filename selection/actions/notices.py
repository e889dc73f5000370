"""What a public notice says: its list, its period, its text, and the checks before it goes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils import timezone

from brands.choices import Grade
from kit import audit, workdays
from schools.models import User
from selection.choices import ApplicationStatus, BatchStatus, DayKind, NoticeStatus, Outcome
from selection.models import (
    ApplicationVersion,
    Batch,
    Decision,
    NoticeItem,
    PublicNotice,
)

audit.register(
    {
        "notice.draft": "{actor}起草了公示“{target}”",
        "notice.edit": "{actor}修改了公示“{target}”",
    }
)
CHOSEN = (Outcome.SELECTED, Outcome.CULTIVATED)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One printed line, in the words the school signed."""

    number: int
    title: str
    school: str
    organization: str
    stage: str
    grade: str
    note: str
    brand_url: str = ""


def listed(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """With names as frozen at the last signature: a later edit of the brand changes no list."""
    version = ApplicationVersion.objects.filter(application=OuterRef("application"))
    latest = version.order_by("-number")
    return decisions.select_related(
        "application__school", "application__organization", "application__brand", "result"
    ).annotate(
        frozen_title=Subquery(latest.values(found=KT("content__brand__title"))[:1]),
        frozen_school=Subquery(latest.values(found=KT("content__school__name"))[:1]),
        frozen_organization=Subquery(latest.values(found=KT("content__organization__name"))[:1]),
    )


def chosen(batch: Batch) -> QuerySet[Decision]:
    """What the meeting put on the list and what holds."""
    return listed(
        Decision.objects.filter(
            application__batch=batch, outcome__in=CHOSEN, applied_at__isnull=False
        )
    )


def sort_key(decision: Decision) -> list[str]:
    """By the name of the school, as it is spoken; databases disagree about Chinese order."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 55 MB, which most processes never need

    return [*lazy_pinyin(names(decision)[1]), str(decision.pk)]


def names(decision: Decision) -> tuple[str, str, str]:
    """Brand, school, organisation."""
    row = decision.application
    found = vars(decision)
    return (
        found.get("frozen_title") or row.brand.title,
        found.get("frozen_school") or row.school.name,
        found.get("frozen_organization") or row.organization.name,
    )


def in_order(batch: Batch, *, by_rank: bool) -> list[Decision]:
    decisions = list(chosen(batch))
    if by_rank:
        return sorted(decisions, key=lambda d: (d.rank is None, d.rank or 0, sort_key(d)))
    return sorted(decisions, key=sort_key)


def grade_of(decision: Decision) -> str:
    """The printed outcome: the grade where one was given."""
    return Grade(decision.grade).label if decision.grade else Outcome(decision.outcome).label


def rows(decisions: Iterable[Decision], *, suspended: frozenset[int] = frozenset()) -> list[Row]:
    """Printed lines; `suspended` holds the decisions an objection keeps waiting."""
    found = []
    for number, decision in enumerate(decisions, start=1):
        title, school, organization = names(decision)
        note = "暂缓" if decision.pk in suspended else ""
        if decision.application.status == ApplicationStatus.NOT_SELECTED:
            note = "经核实，不再列入"
        found.append(
            Row(
                number=number,
                title=title,
                school=school,
                organization=organization,
                stage=decision.application.school.get_stage_display(),
                grade=grade_of(decision),
                note=note,
            )
        )
    return found


def rows_of(notice: PublicNotice) -> list[Row]:
    """The list as it stands on the notice, suspended items marked."""
    items = list(notice.items.all())
    found = {row.pk: row for row in listed(Decision.objects.filter(notice_items__notice=notice))}
    suspended = frozenset(item.decision_id for item in items if item.is_suspended)
    return rows((found[item.decision_id] for item in items), suspended=suspended)


def last_day(batch: Batch, starts_on: date) -> date:
    """The last day of the period, the first being `starts_on` where it counts.

    Raises kit.workdays.UnknownYear, whose message goes to the user.
    """
    if batch.notice_day_kind == DayKind.WORKING:
        return workdays.add_workdays(starts_on - DAY, batch.notice_days)
    return starts_on + DAY * (batch.notice_days - 1)


def period_text(notice: PublicNotice) -> str:
    """“共 5 个工作日，到 12 月 1 日”, counted anew from the two dates."""
    kind = notice.batch.notice_day_kind
    if kind == DayKind.WORKING:
        days = workdays.workdays_between(notice.starts_on - DAY, notice.ends_on)
    else:
        days = (notice.ends_on - notice.starts_on).days + 1
    unit = "个工作日" if kind == DayKind.WORKING else "天"
    end = notice.ends_on
    return f"共 {days} {unit}，到 {end.month} 月 {end.day} 日"


def left_text(notice: PublicNotice) -> str:
    """“还有 4 个工作日，到 11 月 27 日”, today counted where it counts."""
    today = timezone.localdate()
    if notice.batch.notice_day_kind == DayKind.WORKING:
        days = workdays.workdays_between(max(notice.starts_on, today) - DAY, notice.ends_on)
        unit = "个工作日"
    else:
        days, unit = (notice.ends_on - max(notice.starts_on, today)).days + 1, "天"
    end = notice.ends_on
    left = f"还有 {days} {unit}，" if days else ""
    return f"{left}{end.month} 月 {end.day} 日结束"


def draft_of(batch: Batch) -> PublicNotice:
    """An unsaved notice with everything the batch already knows."""
    basis = f"《{batch.basis_title}》" if batch.basis_title else "本批次申报通知"
    number = f"（{batch.basis_number}）" if batch.basis_number else ""
    today = timezone.localdate()
    try:
        ends_on = last_day(batch, today)
    except workdays.UnknownYear:  # the form and the checks say so
        ends_on = today
    return PublicNotice(
        batch=batch,
        title=f"关于{batch.name}评审结果的公示",
        body=(
            f"根据{basis}{number}，经学校申报、形式审查、专家评审和{batch.region.committee_name}研究，"
            f"拟将以下项目列入{batch.result_wording}。现予公示。"
        ),
        starts_on=today,
        ends_on=ends_on,
        contact_office=batch.contact_office,
        contact_phone=batch.contact_phone,
        contact_email=batch.contact_email,
        contact_address=batch.contact_address,
    )


@transaction.atomic
def keep(*, notice: PublicNotice, by: User) -> PublicNotice:
    """Save a draft and list anew what the meeting chose."""
    is_new = notice.pk is None
    notice.save()
    notice.items.all().delete()
    NoticeItem.objects.bulk_create(
        NoticeItem(notice=notice, decision=decision, order=number)
        for number, decision in enumerate(
            in_order(notice.batch, by_rank=notice.shows_rank), start=1
        )
    )
    if is_new:
        audit.record(by, "notice.draft", notice)
    else:
        audit.record(by, "notice.edit", notice)
    return notice


def index_number(kind: str, batch: Batch, pk: int, on: date) -> str:
    """The 索引号 of an official page: region, year, kind and running number."""
    return f"{batch.region.code}-{on.year}-{kind}-{pk:04d}"


def accepts_objections(notice: PublicNotice) -> bool:
    return notice.status == NoticeStatus.RUNNING and not notice.is_over


def draft_waiting(batch: Batch) -> PublicNotice | None:
    return batch.notices.filter(status=NoticeStatus.DRAFT).first()


def waiting_for_notice(user: User) -> QuerySet[Batch]:
    """Batches whose conclusions hold and that have no draft yet."""
    decided = Decision.objects.filter(applied_at__isnull=False, outcome__in=CHOSEN)
    return (
        Batch.objects.managed_by(user)
        .filter(status=BatchStatus.DECIDING, pk__in=decided.values("application__batch"))
        .exclude(notices__status=NoticeStatus.DRAFT)
    )


def waiting_for_results(user: User) -> QuerySet[Batch]:
    """Batches whose notice is over."""
    over = PublicNotice.objects.filter(
        status__in=[NoticeStatus.RUNNING, NoticeStatus.ENDED], ends_on__lt=timezone.localdate()
    )
    return Batch.objects.managed_by(user).filter(
        status=BatchStatus.NOTICED, pk__in=over.values("batch")
    )
