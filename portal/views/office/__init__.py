"""Office pages of the portal floor: the desks of each role and the log."""

from django.urls import path

from portal.views.office import audit, home

urlpatterns = [
    path("", home.home, name="home"),
    path("audit/", audit.audit_list, name="audit"),
]
