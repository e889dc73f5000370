"""Pages that say what this site is, whom it serves and how to find one's way."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from brands.models import Brand
from portal import columns
from portal.feeds import COLUMNS
from portal.reading import COOKIE
from portal.serving import FRESH
from schools.models import School

LISTED = 100
COOKIES = {  # every one this site sets, and what for: the privacy statement names them all
    COOKIE: "你选的字号、长辈版、高对比和页面颜色，只用来排版，不与身份关联；选过才有，存一年。",
    FRESH: "提交内容、文章计一次浏览以后，让你读到最新的内容；里面只有一个“1”，存 30 秒。",
    settings.CSRF_COOKIE_NAME: "打开表单时发的随机字符，防止别的网站冒用你的浏览器提交；存一年。",
    settings.SESSION_COOKIE_NAME: "登录以后才有，认得出是哪个账号；退出登录或过了时限就失效。",
    CookieStorage.cookie_name: "登录、改密码以后要告诉你的一句话，显示一次就删掉。",
}


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/about.html", {"section": "about"})


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/accessibility.html", {"section": "accessibility"})


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/privacy.html", {"section": "privacy", "cookies": COOKIES})


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/help.html", {"section": "help"})


@login_not_required
def site_map(request: HttpRequest) -> HttpResponse:
    filled = columns.filled(request)
    context = {
        "section": "site_map",
        "feeds": [(key, column.title) for key, column in COLUMNS.items() if key in filled],
        "brands": Brand.objects.public().current().select_related("school")[:LISTED],
        "schools": School.objects.public().running()[:LISTED],
    }
    return render(request, "portal/public/site_map.html", context)
