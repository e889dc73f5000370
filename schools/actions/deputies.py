"""Deputies: somebody acts in the post of a colleague for some days, named and on record."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from kit import audit, notifications
from kit.workflow import Refused
from schools.choices import REGION_ROLES, SCHOOL_ROLES
from schools.models import Post, User

audit.register(
    {
        "post.deputise": "{actor}请“{name}”代理“{principal}”的{role}岗位，从 {since} 到 {until}",
        "post.end_deputy": "{actor}提前结束了“{name}”代理“{principal}”的{role}岗位",
    }
)
LENDABLE = (*SCHOOL_ROLES, *REGION_ROLES)
notifications.register("post.deputy", "请我代理岗位", roles=LENDABLE, is_duty=True)


def colleagues(post: Post) -> QuerySet[User]:
    """Who may act in it: accounts with a post of their own at the same place, but not the same."""
    beside = Post.objects.current().filter(
        school=post.school_id, region=post.region_id, acting_for=None
    )
    return beside.holders().exclude(pk__in=beside.filter(role=post.role).values("user"))


@transaction.atomic
def deputise(*, post: Post, deputy: User, since: date, until: date, by: User) -> Post:
    """`deputy` has the rights of `post` too from `since` to `until`, both included."""
    if post.acting_for_id or post.ended_on or post.role not in LENDABLE:
        raise Refused("这个岗位不能请人代理。")
    if not colleagues(post).filter(pk=deputy.pk).exists():
        raise Refused(f"“{deputy}”不在同一单位，或者已经有同样的岗位。")
    taken = Post.objects.filter(user=deputy, acting_for=post.user_id, role=post.role)
    if taken.filter(ended_on__gte=since, started_on__lte=until).exists():
        raise Refused(f"“{deputy}”在这段时间已经是代理人。")
    acting = Post.objects.create(
        user=deputy,
        role=post.role,
        school=post.school,
        region=post.region,
        started_on=since,
        ended_on=until,
        acting_for=post.user,
    )
    audit.record(by, "post.deputise", acting, **_told(acting), since=since, until=until)
    when = f"从 {_day(since)}到 {_day(until)}"
    text = f"请你{when}代理{post.user}的{post.get_role_display()}岗位，单位：{post.place}。"
    url = reverse("office:account")
    notifications.tell("post.deputy", to=[deputy, post.user], text=text, url=url, by=by)
    return acting


@transaction.atomic
def end_deputy(*, acting: Post, by: User) -> None:
    """From now on; one that has not begun before today leaves no trace but in the log."""
    audit.record(by, "post.end_deputy", acting, **_told(acting))
    release(Post.objects.filter(pk=acting.pk), timezone.localdate() - timedelta(days=1))


def release(posts: QuerySet[Post], on: date) -> None:
    """Let these deputies' posts end on this day at the latest."""
    posts.filter(started_on__gt=on).delete()
    posts.filter(ended_on__gt=on).update(ended_on=on)


def deputies_of(post: Post) -> QuerySet[Post]:
    """Posts of those who act in it, now or later."""
    rows = Post.objects.filter(
        acting_for=post.user_id, role=post.role, school=post.school_id, region=post.region_id
    )
    return rows.filter(ended_on__gte=timezone.localdate()).select_related("user", "acting_for")


def _day(day: date) -> str:
    return date_format(day, "n 月 j 日")


def _told(acting: Post) -> dict[str, str]:
    return {
        "name": str(acting.user),
        "principal": str(acting.acting_for),
        "role": acting.get_role_display(),
    }
