"""Who recommends a region's results to the level above: that region's own office."""

from __future__ import annotations

from schools.choices import REGION_ROLES
from schools.models import Region, User
from selection.models import Application, Batch

RECOMMENDS = "只有公布这个结果的教育工委能推荐它。"
NOT_BELOW = "你的地区不在这个批次的下级，不能向它推荐。"


def regions_of(user: User) -> list[Region]:
    """Where the account has an office; the level above does not rank for the one below."""
    posts = [p for p in user.current_posts if p.region and p.role in REGION_ROLES]
    return list({p.region.pk: p.region for p in posts if p.region}.values())


def recommends_for(user: User, region: Region) -> bool:
    return region.pk in {own.pk for own in regions_of(user)}


def recommends(user: User, application: Application) -> bool:
    """`application` is the one made above."""
    found = application.recommendation
    return found is not None and recommends_for(user, found.application.batch.region)


def regions_below(user: User, batch: Batch) -> list[Region]:
    """The account's regions that lie inside the batch's."""
    code = batch.region.code
    return [r for r in regions_of(user) if r.code.startswith(code) and r.code != code]
