"""Addresses of decisions, notices and results."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
office_urlpatterns: list[URLPattern] = []
