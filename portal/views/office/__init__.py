"""Office pages of the portal floor: the desks of each role, background jobs and the log."""

from django.urls import path

from portal.views.office import audit, home, jobs

urlpatterns = [
    path("", home.home, name="home"),
    path("audit/", audit.audit_list, name="audit"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job"),
    path("jobs/<int:pk>/file/", jobs.job_file, name="job_file"),
    path("jobs/<int:pk>/<slug:key>/", jobs.job_act, name="job_act"),
]
