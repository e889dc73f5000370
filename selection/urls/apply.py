"""Addresses of applying and the formal check."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
office_urlpatterns: list[URLPattern] = []
