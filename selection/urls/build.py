"""Addresses of the build period."""

from django.urls import URLPattern, path

from selection.views.office import acceptance, build, reports

office_urlpatterns: list[URLPattern] = [
    path("building/", build.project_list, name="build_list"),
    path("build/<int:pk>/", build.project, name="build"),
    path("build/<int:pk>/deliver/", build.deliver, name="build_deliver"),
    path("build/<int:pk>/deliver/draft/", build.deliver_keep, name="build_deliver_draft"),
    path("build/<int:pk>/deliver/drop/", build.deliver_drop, name="build_deliver_drop"),
    path("build/<int:pk>/move/<slug:key>/", build.project_move, name="build_move"),
    path("build/<int:pk>/change/", build.change_new, name="build_change_new"),
    path("build/changes/<int:pk>/", build.change, name="build_change"),
    path("build/reports/<int:pk>/", reports.report, name="build_report"),
    path("build/reports/<int:pk>/draft/", reports.draft_keep, name="build_report_draft"),
    path("build/reports/<int:pk>/drop/", reports.draft_drop, name="build_report_drop"),
    path("build/reports/<int:pk>/print/", reports.report_print, name="build_report_print"),
    path("build/reports/<int:pk>/word/", reports.report_word, name="build_report_word"),
    path("build/reports/<int:pk>/sign/", reports.report_sign, name="build_report_sign"),
    path("build/reports/<int:pk>/accept/", acceptance.accept, name="build_accept"),
    path("build/reports/<int:pk>/accept/draft/", acceptance.accept_keep, name="build_accept_draft"),
    path("build/reports/<int:pk>/accept/drop/", acceptance.accept_drop, name="build_accept_drop"),
    path("build/acceptances/<int:pk>/", acceptance.acceptance, name="build_acceptance"),
    path(
        "build/acceptances/<int:pk>/word/",
        acceptance.acceptance_word,
        name="build_acceptance_word",
    ),
]
