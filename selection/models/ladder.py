"""The ladder 区 → 市 → 省: a published result recommended to the batch of a higher region."""

from __future__ import annotations

from django.db import models

from schools.models import User
from schools.models.places import within
from selection.choices import ApplicationStatus
from selection.models.application import Application
from selection.models.batch import Batch


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def managed_by(self, user: User) -> RecommendationQuerySet:
        """Those made from the account's regions."""
        return self.filter(within(user.region_codes, "application__batch__region__code"))

    def standing(self) -> RecommendationQuerySet:
        """Those whose application above has not been withdrawn; they take up the quota."""
        return self.exclude(made__status=ApplicationStatus.WITHDRAWN)


class Recommendation(models.Model):
    """A region's result recommended to a higher batch, in order and within quota.

    `made` is the application there, with the content of `application` as it was judged.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="recommendations")
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="recommendations", verbose_name="上级批次"
    )
    order = models.PositiveSmallIntegerField("推荐顺序")
    made = models.OneToOneField(
        Application, models.PROTECT, editable=False, related_name="recommended_from"
    )
    recommended_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recommended_at = models.DateTimeField(auto_now_add=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name = "推荐上报"
        constraints = [
            models.UniqueConstraint(fields=["application", "batch"], name="recommended_once"),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def title(self) -> str:
        return str(self.made.brand)
