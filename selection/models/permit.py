"""Named exceptions (特许申报): one organisation may apply late, or again after an award."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from schools.models import PartyOrganization, User
from selection.models.batch import Batch


class PermitQuerySet(models.QuerySet["Permit"]):
    def valid(self) -> PermitQuerySet:
        return self.filter(valid_until__gt=timezone.now(), withdrawn_at=None)

    def held_by(self, user: User | AnonymousUser) -> PermitQuerySet:
        """Those of the user's schools: a permit is nobody else's business."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(organization__host_schools__in=user.school_ids)
        return rows.select_related("organization")


class Permit(models.Model):
    """Kept when it is over or withdrawn: who let whom in, until when and why."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="permits")
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="permits", verbose_name="党组织"
    )
    valid_until = models.DateTimeField("有效期至")
    reason = models.CharField("特许理由", max_length=200)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="批准人")
    given_at = models.DateTimeField("批准时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("收回时间", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="收回人"
    )

    objects = PermitQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "特许申报"
        constraints = [
            models.CheckConstraint(
                name="permit_withdrawal_is_signed",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="收回特许要有收回人和时间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization}（{self.batch}）"

    @property
    def is_valid(self) -> bool:
        return self.withdrawn_at is None and self.valid_until > timezone.now()
