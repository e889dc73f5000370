"""Office pages of the portal floor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/office.html", {"section": "desk"})


urlpatterns = [path("", home, name="home")]
