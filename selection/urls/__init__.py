"""Addresses of selection: public ones and those of the office, split by who works on them."""

from selection.urls import apply, build, decide, dossier, ladder, review

app_name = "selection"

urlpatterns = [*apply.urlpatterns, *review.urlpatterns, *decide.urlpatterns]
office_urlpatterns = [
    *apply.office_urlpatterns,
    *review.office_urlpatterns,
    *decide.office_urlpatterns,
    *build.office_urlpatterns,
    *dossier.office_urlpatterns,
    *ladder.office_urlpatterns,
]
