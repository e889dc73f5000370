"""Public pages of the portal floor."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
