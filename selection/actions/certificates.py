"""Certificates of announced results: found by number, and void once the result is revoked."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from kit.workflow import Refused
from selection.choices import RESULTS_OUT
from selection.models import Application, Decision

LONGEST = 200  # Result.revoke_reason
DASHES = str.maketrans("－—–‐", "----")


def of_application(application: Application) -> Decision | None:
    """The decision with its result, once the batch is announced."""
    rows = Decision.objects.select_related("result", "application__batch__region")
    return rows.filter(
        application=application,
        result__isnull=False,
        application__batch__status__in=RESULTS_OUT,
    ).first()


def by_number(text: str) -> Decision | None:
    """What the number on a certificate stands for; nothing before the announcement."""
    number = "".join(text.translate(DASHES).split()).upper()
    rows = Decision.objects.select_related(
        "result", "application__batch__region", "application__school", "application__brand"
    )
    return (
        rows.filter(
            certificate_number=number,
            result__isnull=False,
            application__batch__status__in=RESULTS_OUT,
        )
        .exclude(certificate_number="")
        .first()
    )


def revoke_result(application: Application, reason: str) -> None:
    """Its results on the brand, of the list and of the closing, inside the move that revokes."""
    decision = of_application(application)
    if decision is None or decision.result is None:
        raise Refused("这个项目还没有公布结果，不能撤销。")
    if len(reason.strip()) > LONGEST:
        raise Refused(f"撤销原因最多 {LONGEST} 字，请写短一些。")
    mine = Q(pk=decision.result_id) | Q(is_own=True, batch_name=application.batch.name)
    for result in application.brand.results.standing().filter(mine):
        result.revoked_on = timezone.localdate()
        result.revoke_reason = reason.strip()
        result.save(update_fields=["revoked_on", "revoke_reason"])


def unannounced(application: Application) -> list[str]:
    return [] if of_application(application) else ["这个项目还没有公布结果"]
