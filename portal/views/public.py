"""Public pages of the portal floor."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


@login_not_required
def page(request: HttpRequest, pk: int = 0) -> HttpResponse:
    return render(request, "layouts/public.html", {"section": "home"})


urlpatterns = [
    path("", page, name="home"),
    path("search/", page, name="search"),
    path("brands/<int:pk>/", page, name="brand"),
    path("schools/<int:pk>/", page, name="school"),
    path("ties/<int:pk>/", page, name="tie"),
]
