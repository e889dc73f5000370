"""Public pages that show several apps."""

from django.urls import path, re_path

from portal.views.public import (
    figures,
    health,
    machines,
    mistakes,
    pages,
    reading,
    search,
    showcase,
)

DATA = r"^open-data/(?P<key>brands|results|honors)\.(?P<format>csv|json)$"
FEED = r"^feeds/(?P<column>brands|schools|activities|honors|ties|notices)\.(?P<format>rss|atom)$"
# A page by its kind and number, as in portal.showcase.pages.
ONE = r"^(?P<kind>[bsatncr])/(?P<pk>\d{1,15})"

urlpatterns = [
    path("", showcase.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("reading/", reading.choose, name="reading"),
    path("brands/<int:pk>/", showcase.brand, name="brand"),
    path("brands/<int:pk>/card-<slug:key>.png", machines.brand_card, name="brand_card"),
    path("schools/<int:pk>/", showcase.school, name="school"),
    path("ties/", showcase.tie_list, name="ties"),
    path("ties/<int:pk>/", showcase.tie, name="tie"),
    path("statistics/", figures.charts, name="statistics"),
    path("open-data/", figures.open_data, name="open_data"),
    re_path(DATA, figures.data, name="data"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("help/", pages.help_page, name="help"),
    path("site-map/", pages.site_map, name="site_map"),
    path("mistakes/", mistakes.mistake_new, name="mistake_new"),
    path("mistakes/<slug:code>/", mistakes.mistake, name="mistake"),
    re_path(rf"{ONE}/$", machines.short, name="short"),
    re_path(rf"{ONE}/qr\.svg$", machines.qr, name="qr"),
    re_path(rf"{ONE}/views/$", machines.views, name="views"),
    re_path(FEED, machines.feed, name="feed"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
