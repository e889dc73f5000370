"""Addresses of brands: public ones and those of the office."""

from django.urls import URLPattern

app_name = "brands"

urlpatterns: list[URLPattern] = []
office_urlpatterns: list[URLPattern] = []
