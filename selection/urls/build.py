"""Addresses of the build period."""

from django.urls import URLPattern, path

from selection.views.office import build

office_urlpatterns: list[URLPattern] = [
    path("build/<int:pk>/", build.project, name="build"),
    path("build/<int:pk>/move/<slug:key>/", build.project_move, name="build_move"),
    path("build/<int:pk>/change/", build.change_new, name="build_change_new"),
    path("build/changes/<int:pk>/", build.change, name="build_change"),
    path("build/reports/<int:pk>/", build.report, name="build_report"),
    path("build/reports/<int:pk>/move/<slug:key>/", build.report_move, name="build_report_move"),
]
