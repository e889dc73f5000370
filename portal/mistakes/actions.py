"""Receiving a mistake: whose page it is about, never the same twice, never too many."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kit import audit
from kit.workflow import Refused
from portal.models import Mistake
from portal.reading import TRADITIONAL
from portal.showcase.pages import PAGES
from schools.models import Region, School, User
from selection.models import Batch

audit.register(
    {
        "mistake.receive": "{actor}收到一条纠错，页面 {page}",
        "mistake.read": "{actor}查看了“{target}”的联系方式",
    }
)
SAME_WITHIN = timedelta(days=1)
HOUR = 3600
FROM_ONE, FROM_ALL = 5, 200  # an hour


def asked_page(given: str, referer: str, host: str) -> str:
    """The path a reader comes from: as the link says, else as the browser says; "" for none."""
    place = urlsplit(given or referer)
    if place.netloc not in ("", host) or not place.path.startswith("/"):
        return ""
    office = f"{settings.FORCE_SCRIPT_NAME or ''}/office/"
    return "" if place.path.startswith(office) else place.path[:200]


def region_of(page: str) -> Region | None:
    """Whose office looks after the page; None for pages of the whole site."""
    path = page.removeprefix(settings.FORCE_SCRIPT_NAME or "").removeprefix(f"/{TRADITIONAL}")
    try:
        match = resolve(path)
    except Resolver404:
        return None
    found = next((one for one in PAGES.values() if one.url_name == match.view_name), None)
    row = found and found.rows().filter(**{found.key: match.kwargs.get("pk", 0)}).first()
    if row is None:
        return None
    school = row if isinstance(row, School) else getattr(row, "school", None)
    batch = row if isinstance(row, Batch) else getattr(row, "batch", None)
    return school.region if school else batch.region if batch else None


def limit(address: str) -> None:
    """Refuse a visitor who sends one after the other; the address itself is not kept."""
    key = f"correct:{salted_hmac('portal.mistakes', address).hexdigest()}"
    recent = Mistake.objects.filter(received_at__gte=timezone.now() - timedelta(hours=1))
    if _counted(key) > FROM_ONE or recent.count() >= FROM_ALL:
        raise Refused("这一小时收到的纠错太多了。你写的还在下面，请过一小时再交。")


def _counted(key: str) -> int:
    """How often this came within the hour; 0 while the cache is away, for others count, too."""
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) or 0
    except ValueError:  # the cache came back empty in between
        return 0


@transaction.atomic
def receive(mistake: Mistake) -> Mistake:
    """Keep it, or find the one that said the same about the same page within a day."""
    earlier = Mistake.objects.filter(
        page=mistake.page,
        text=mistake.text,
        received_at__gte=timezone.now() - SAME_WITHIN,
    ).first()
    if earlier:
        return earlier
    mistake.region = region_of(mistake.page)
    mistake.save()
    audit.record(None, "mistake.receive", mistake, page=mistake.page)
    return mistake


def read(*, mistake: Mistake, by: User) -> None:
    """Somebody looks at how to reach the reader: that is written down first."""
    if mistake.contact:
        audit.record(by, "mistake.read", mistake)
