"""Addresses of activities: public ones and those of the office."""

from django.urls import path

from activities.views import public
from activities.views.office import activities, coverage, files, form

app_name = "activities"

urlpatterns = [
    path("", public.activity_list, name="list"),
    path("<int:pk>/", public.activity_detail, name="detail"),
    path("photos/<int:pk>/<slug:size>.webp", public.photo, name="photo"),
]

office_urlpatterns = [
    path("", activities.activity_list, name="list"),
    path("new/", form.activity_new, name="new"),
    path("<int:pk>/", activities.activity_detail, name="detail"),
    path("<int:pk>/edit/", form.activity_edit, name="edit"),
    path("<int:pk>/move/<slug:key>/", activities.activity_move, name="move"),
    path("joint/<int:pk>/<slug:key>/", activities.activity_confirm, name="confirm"),
    path("drafts/<slug:key>/", form.draft_keep, name="draft"),
    path("drafts/<slug:key>/drop/", form.draft_drop, name="draft_drop"),
    path("photos/", files.photo_add, name="photo_add"),
    path("photos/<int:pk>/<slug:size>.webp", files.photo, name="photo"),
    path("photos/arrived/<str:reference>.webp", files.arrived, name="arrived"),
    path("attachments/<int:pk>/", files.attachment, name="attachment"),
    path("coverage/", coverage.coverage_list, name="coverage_list"),
    path("coverage/new/", coverage.coverage_new, name="coverage_new"),
    path("coverage/<int:pk>/", coverage.coverage_detail, name="coverage_detail"),
    path("coverage/<int:pk>/edit/", coverage.coverage_edit, name="coverage_edit"),
    path("coverage/<int:pk>/scan/", files.coverage_scan, name="coverage_scan"),
    path("coverage/<int:pk>/move/<slug:key>/", coverage.coverage_move, name="coverage_move"),
]
