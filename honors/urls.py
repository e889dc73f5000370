"""Addresses of honors: public ones and those of the office."""

from django.urls import URLPattern

app_name = "honors"

urlpatterns: list[URLPattern] = []
office_urlpatterns: list[URLPattern] = []
