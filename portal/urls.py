"""All addresses: public columns at the root, everything for accounts under office/."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from activities import urls as activities
from brands import urls as brands
from honors import urls as honors
from portal import gate
from portal.views import office, public, steps
from portal.views.login import SetPassword, SignIn, SignOut, forgotten
from schools import urls as schools
from selection import urls as selection

office_apps: list[URLPattern | URLResolver] = [
    path("", include(schools.office_urlpatterns)),
    path("brands/", include((brands.office_urlpatterns, "brands"))),
    path("activities/", include((activities.office_urlpatterns, "activities"))),
    path("honors/", include((honors.office_urlpatterns, "honors"))),
    path("selection/", include((selection.office_urlpatterns, "selection"))),
    *office.urlpatterns,
]

urlpatterns = [
    path("login/", SignIn.as_view(), name="login"),
    path("login/code/", steps.code, name=gate.CODE),
    path("login/phone/", steps.phone, name=gate.ENROL),
    path("login/password/", steps.renew, name=gate.RENEW),
    path("password/", forgotten, name="forgotten"),
    path("password/<uidb64>/<token>/", SetPassword.as_view(), name="set_password"),
    path("logout/", login_not_required(SignOut.as_view()), name="logout"),
    path("", include(public)),
    path("", include(schools)),
    path("brands/", include(brands)),
    path("activities/", include(activities)),
    path("honors/", include(honors)),
    path("", include(selection)),
    path("office/", include((office_apps, "office"))),
]

if settings.OIDC_RP_CLIENT_ID:
    urlpatterns.append(path("login/elsewhere/", include("portal.single_sign_on")))

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
