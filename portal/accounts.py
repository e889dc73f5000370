"""The account behind a request, read together with what the bar of every page shows of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kit.models import Notification
from kit.prepared import Prepared, given
from schools.models import Authenticator, User

UNREAD = (
    Notification.objects.unread()
    .filter(owner=OuterRef("pk"))
    .order_by()
    .values("owner")
    .annotate(count=Count("pk"))
    .values("count")
)
PHONES = Authenticator.objects.filter(user=OuterRef("pk"))


@Prepared
def account() -> QuerySet[User]:
    """Each request of an office asks it. The address is opened where it is shown."""
    counted = {"unread_count": Coalesce(Subquery(UNREAD), 0), "has_phone": Exists(PHONES)}
    return User.objects.filter(pk=given("pk")).annotate(**counted).defer("email")


class Accounts(ModelBackend):
    """Django's own, but one query tells what the bar shows, and whether a code must be asked."""

    def get_user(self, user_id: Any) -> User | None:
        user = account.first(pk=user_id)
        return user if user and self.user_can_authenticate(user) else None
