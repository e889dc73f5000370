"""What happened that concerns this account, and by which ways it wants to hear of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings as site
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit import notifications
from kit.models import Notification
from portal.listings import NotificationListing
from schools.http import OfficeRequest


def notification_list(request: OfficeRequest) -> HttpResponse:
    rows, only_unread = Notification.objects.of(request.user), "unread" in request.GET
    url, unread = reverse("office:notifications"), request.user.unread
    return NotificationListing(request, rows.unread() if only_unread else rows).respond(
        "portal/office/notification_list.html",
        section="notifications",
        unread=unread,
        tabs=[
            {"label": "全部", "url": url, "current": not only_unread},
            {"label": "未读", "url": f"{url}?unread", "count": unread, "current": only_unread},
        ],
    )


@require_POST
def notification(request: OfficeRequest, pk: int) -> HttpResponse:
    """Read it, and on to the page it is about."""
    row = get_object_or_404(Notification.objects.of(request.user), pk=pk)
    row.mark_read()
    return redirect(row.url)


@require_POST
def read_all(request: OfficeRequest) -> HttpResponse:
    count = Notification.objects.of(request.user).mark_read()
    messages.success(request, f"{count} 条消息标为已读。" if count else "没有未读的消息。")
    return redirect("office:notifications")


def settings(request: OfficeRequest) -> HttpResponse:
    kinds = notifications.kinds_for(post.role for post in request.user.current_posts)
    if request.method == "POST":
        on_site, by_mail = request.POST.getlist("on_site"), request.POST.getlist("by_mail")
        wanted = {name: (name in on_site, name in by_mail) for name in kinds}
        notifications.choose(request.user, wanted)
        messages.success(request, "已保存。")
        return redirect("office:notification_settings")
    rows: list[dict[str, Any]] = [
        {"name": name, "kind": kinds[name], "on_site": on_site, "by_mail": by_mail}
        for name, (on_site, by_mail) in notifications.choices(request.user).items()
        if name in kinds
    ]
    context = {
        "section": "notifications",
        "rows": sorted(rows, key=lambda row: not row["kind"].is_duty),
        "mail_works": site.EMAIL_CONFIGURED,
    }
    return render(request, "portal/office/notification_settings.html", context)
