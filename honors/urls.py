"""Addresses of honours: public ones and those of the office."""

from django.urls import path

from honors.views import office, public

app_name = "honors"

urlpatterns = [
    path("", public.honor_list, name="list"),
]

office_urlpatterns = [
    path("", office.honor_list, name="list"),
    path("new/", office.honor_new, name="new"),
    path("<int:pk>/", office.honor_detail, name="detail"),
    path("<int:pk>/edit/", office.honor_edit, name="edit"),
    path("<int:pk>/move/<slug:key>/", office.honor_move, name="move"),
    path("<int:pk>/verify/<slug:key>/", office.honor_verify, name="verify"),
    path("<int:pk>/revoke/", office.honor_revoke, name="revoke"),
    path("<int:pk>/certificate/", office.certificate, name="certificate"),
]
