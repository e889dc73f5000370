"""Addresses of applying and the formal check."""

from django.urls import URLPattern, path

from selection.views.office import evidence

urlpatterns: list[URLPattern] = []
office_urlpatterns: list[URLPattern] = [
    path(
        "applications/<int:pk>/photos/<int:photo_pk>/<str:size>.webp",
        evidence.photo,
        name="evidence_photo",
    ),
]
