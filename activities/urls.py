"""Addresses of activities: public ones and those of the office."""

from django.urls import URLPattern

app_name = "activities"

urlpatterns: list[URLPattern] = []
office_urlpatterns: list[URLPattern] = []
