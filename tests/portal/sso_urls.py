"""The portal's addresses as a site with single sign-on has them."""

from django.urls import include, path

from portal.urls import *  # noqa: F403
from portal.urls import urlpatterns as known

urlpatterns = [*known, path("login/elsewhere/", include("portal.single_sign_on"))]
