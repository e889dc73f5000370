"""Addresses of the ladder from region to region."""

from django.urls import URLPattern, path

from selection.views.office import ladder

office_urlpatterns: list[URLPattern] = [
    path("ladder/", ladder.ladder_list, name="ladder"),
    path("ladder/<int:pk>/", ladder.ladder_batch, name="ladder_batch"),
    path("ladder/<int:pk>/add/<int:application>/", ladder.ladder_add, name="ladder_add"),
    path("recommendations/<int:pk>/place/", ladder.ladder_place, name="ladder_place"),
    path("recommendations/<int:pk>/withdraw/", ladder.ladder_withdraw, name="ladder_withdraw"),
    path("batches/<int:pk>/recommended/", ladder.recommended, name="recommended"),
]
