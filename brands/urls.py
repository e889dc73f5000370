"""Addresses of brands: public ones and those of the office."""

from django.urls import path

from brands.views import public
from brands.views.office import editor, shelf, tasks, versions

app_name = "brands"

urlpatterns = [
    path("", public.brand_list, name="list"),
    path("<int:pk>/cover-<slug:key>.svg", public.cover, name="cover"),
    path("<int:pk>/logo.webp", public.logo, name="logo"),
]
office_urlpatterns = [
    path("", shelf.brand_list, name="list"),
    path("new/", shelf.brand_new, name="new"),
    path("tasks/", tasks.task_list, name="tasks"),
    path("<int:pk>/", shelf.brand_detail, name="detail"),
    path("<int:pk>/preview/", shelf.brand_preview, name="preview"),
    path("<int:pk>/move/<slug:key>/", shelf.brand_move, name="move"),
    path("<int:pk>/retire/", shelf.brand_retire, name="retire"),
    path("<int:pk>/edit/<slug:part>/", editor.edit, name="edit"),
    path("<int:pk>/sub/<int:sub>/", editor.sub_project, name="sub"),
    path("<int:pk>/arrange/", editor.arrange, name="arrange"),
    path("<int:pk>/draft/<slug:key>/", editor.draft, name="draft"),
    path("<int:pk>/versions/", versions.version_list, name="versions"),
    path("<int:pk>/versions/keep/", versions.version_keep, name="keep"),
]
