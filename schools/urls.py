"""Addresses of schools: public ones and those of the office."""

from django.urls import URLPattern

app_name = "schools"

urlpatterns: list[URLPattern] = []
office_urlpatterns: list[URLPattern] = []
