"""Public pages that show several apps."""

from django.urls import path

from portal.views.public import health, pages, search, showcase

urlpatterns = [
    path("", showcase.home, name="home"),
    path("search/", search.search, name="search"),
    path("brands/<int:pk>/", showcase.brand, name="brand"),
    path("brands/<int:pk>/qr.svg", showcase.brand_qr, name="brand_qr"),
    path("schools/<int:pk>/", showcase.school, name="school"),
    path("ties/<int:pk>/", showcase.tie, name="tie"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("help/", pages.help_page, name="help"),
    path("site-map/", pages.site_map, name="site_map"),
    path("health/", health.healthz, name="healthz"),
]
