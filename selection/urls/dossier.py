"""Addresses of dossiers and of a batch's tables."""

from django.urls import URLPattern, path

from selection.views.office import dossier

office_urlpatterns: list[URLPattern] = [
    path("applications/<int:pk>/dossier/", dossier.application_dossier, name="application_dossier"),
    path("batches/<int:pk>/dossier/", dossier.batch_dossier, name="batch_dossier"),
    path("batches/<int:pk>/tables/", dossier.batch_tables, name="batch_tables"),
]
