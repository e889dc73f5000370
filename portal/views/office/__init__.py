"""Office pages of the portal floor: desks, imports, documents to read, jobs and the log."""

from django.urls import path

from portal.views.office import annual, audit, home, imports, intake, jobs

urlpatterns = [
    path("", home.home, name="home"),
    path("schools/<int:pk>/annual/", annual.annual, name="annual"),
    path("audit/", audit.audit_list, name="audit"),
    path("imports/", imports.import_list, name="imports"),
    path("imports/<slug:kind>/new/", imports.import_new, name="import_new"),
    path("imports/<slug:kind>/blank.xlsx", imports.import_blank, name="import_blank"),
    path("imports/<int:pk>/", imports.import_detail, name="import"),
    path("imports/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:pk>/enter/", imports.import_enter, name="import_enter"),
    path("imports/<int:pk>/problems/", imports.import_problems, name="import_problems"),
    path("imports/<int:pk>/drop/", imports.import_drop, name="import_drop"),
    path("intake/", intake.intake_list, name="intakes"),
    path("intake/<int:pk>/", intake.overview, name="intake"),
    path("intake/<int:pk>/drop/", intake.drop, name="intake_drop"),
    path("intake/<int:pk>/<slug:key>/", intake.part, name="intake_part"),
    path("intake/<int:pk>/<slug:key>/draft/", intake.draft, name="intake_draft"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job"),
    path("jobs/<int:pk>/file/", jobs.job_file, name="job_file"),
    path("jobs/<int:pk>/<slug:key>/", jobs.job_act, name="job_act"),
]
