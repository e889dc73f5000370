"""Addresses of activities: public ones and those of the office."""

from django.urls import path

from activities.views import public
from activities.views.office import (
    activities,
    channels,
    consents,
    coverage,
    files,
    form,
    joint,
    meetings,
)

app_name = "activities"

urlpatterns = [
    path("", public.activity_list, name="list"),
    path("calendar/", public.activity_calendar, name="calendar"),
    path("<int:pk>/", public.activity_detail, name="detail"),
    path("photos/<int:pk>/<slug:size>.webp", public.photo, name="photo"),
]

office_urlpatterns = [
    path("", activities.activity_list, name="list"),
    path("new/", form.activity_new, name="new"),
    path("meetings/", meetings.meeting_calendar, name="meetings"),
    path("<int:pk>/", activities.activity_detail, name="detail"),
    path("<int:pk>/edit/", form.activity_edit, name="edit"),
    path("<int:pk>/move/<slug:key>/", activities.activity_move, name="move"),
    path("<int:pk>/same/<int:other>/<slug:answer>/", joint.activity_same, name="same"),
    path("<int:pk>/apart/", joint.activity_apart, name="apart"),
    path("<int:pk>/remove/", joint.activity_remove, name="remove"),
    path("joint/<int:pk>/<slug:key>/", activities.activity_confirm, name="confirm"),
    path("drafts/<slug:key>/", form.draft_keep, name="draft"),
    path("drafts/<slug:key>/drop/", form.draft_drop, name="draft_drop"),
    path("consents/", consents.consent_list, name="consents"),
    path("photos/<int:pk>/consent/", consents.consent, name="consent"),
    path("photos/", files.photo_add, name="photo_add"),
    path("photos/<int:pk>/<slug:size>.webp", files.photo, name="photo"),
    path("photos/arrived/<str:reference>.webp", files.arrived, name="arrived"),
    path("attachments/<int:pk>/", files.attachment, name="attachment"),
    path("channels/", channels.channel_list, name="channels"),
    path("channels/<int:pk>/", channels.channel_edit, name="channel_edit"),
    path("channels/<int:pk>/remove/", channels.channel_remove, name="channel_remove"),
    path("series/", channels.series_list, name="series"),
    path("series/<int:pk>/", channels.series_edit, name="series_edit"),
    path("series/<int:pk>/remove/", channels.series_remove, name="series_remove"),
    path("coverage/links/", coverage.coverage_links, name="coverage_links"),
    path("coverage/", coverage.coverage_list, name="coverage_list"),
    path("coverage/new/", coverage.coverage_new, name="coverage_new"),
    path("coverage/<int:pk>/", coverage.coverage_detail, name="coverage_detail"),
    path("coverage/<int:pk>/edit/", coverage.coverage_edit, name="coverage_edit"),
    path("coverage/<int:pk>/scan/", files.coverage_scan, name="coverage_scan"),
    path("coverage/<int:pk>/move/<slug:key>/", coverage.coverage_move, name="coverage_move"),
]
