"""Addresses of schools: public ones and those of the office."""

from django.urls import path

from schools.views import public
from schools.views.office import (
    account,
    accounts,
    deputies,
    exports,
    organizations,
    partners,
    posts,
    recycling,
    schools,
    ties,
)

app_name = "schools"

urlpatterns = [
    path("schools/", public.school_list, name="list"),
]

school_urlpatterns = [
    path("schools/", schools.school_list, name="schools"),
    path("schools/new/", schools.school_new, name="school_new"),
    path("schools/<int:pk>/", schools.school_detail, name="school"),
    path("schools/<int:pk>/edit/", schools.school_edit, name="school_edit"),
    path("schools/<int:pk>/register/", schools.school_register, name="school_register"),
    path("schools/<int:pk>/move/<slug:key>/", schools.school_move, name="school_move"),
    path("schools/<int:pk>/names/", schools.name_add, name="school_name_add"),
    path("schools/names/<int:pk>/remove/", schools.name_remove, name="school_name_remove"),
    path("schools/<int:pk>/events/", schools.event_add, name="school_event_add"),
    path("schools/events/<int:pk>/remove/", schools.event_remove, name="school_event_remove"),
    path("schools/<int:pk>/officers/", organizations.school_appoint, name="school_appoint"),
    path(
        "schools/<int:pk>/organizations/new/",
        organizations.organization_new,
        name="organization_new",
    ),
    path("organizations/sheet/", exports.organization_sheet, name="organization_sheet"),
    path("officers/sheet/", exports.officer_sheet, name="officer_sheet"),
    path("organizations/<int:pk>/", organizations.organization_detail, name="organization"),
    path("organizations/<int:pk>/edit/", organizations.organization_edit, name="organization_edit"),
    path(
        "organizations/<int:pk>/officers/",
        organizations.organization_appoint,
        name="organization_appoint",
    ),
    path("officers/<int:pk>/end/", organizations.officer_end, name="officer_end"),
    path("officers/<int:pk>/<slug:way>/", organizations.officer_move, name="officer_move"),
]

tie_urlpatterns = [
    path("partners/", partners.partner_list, name="partners"),
    path("partners/<int:pk>/", partners.partner_edit, name="partner"),
    path("partners/<int:pk>/merge/", partners.partner_merge, name="partner_merge"),
    path("ties/", ties.tie_list, name="ties"),
    path("ties/new/", ties.tie_new, name="tie_new"),
    path("ties/<int:pk>/", ties.tie_detail, name="tie"),
    path("ties/<int:pk>/edit/", ties.tie_edit, name="tie_edit"),
    path("ties/<int:pk>/move/<slug:key>/", ties.tie_move, name="tie_move"),
    path("ties/<int:pk>/state/<slug:key>/", ties.tie_state, name="tie_state"),
    path("ties/<int:pk>/agreement/", ties.agreement, name="tie_agreement"),
    path("ties/<int:pk>/members/", ties.member_add, name="tie_member_add"),
    path("ties/members/<int:pk>/remove/", ties.member_remove, name="tie_member_remove"),
    path("ties/members/<int:pk>/<slug:answer>/", ties.member_answer, name="tie_member_answer"),
]

account_urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/codes/", account.codes, name="account_codes"),
    path("account/phone/off/", account.phone_off, name="account_phone_off"),
    path("account/sessions/end/", account.session_end, name="session_end"),
    path("accounts/", accounts.account_list, name="accounts"),
    path("accounts/new/", accounts.account_new, name="account_new"),
    path("accounts/<int:pk>/", accounts.account_detail, name="account_detail"),
    path("accounts/<int:pk>/edit/", accounts.account_edit, name="account_edit"),
    path("accounts/<int:pk>/reset/", accounts.account_reset, name="account_reset"),
    path("accounts/<int:pk>/phone/", accounts.account_phone, name="account_phone"),
    path("accounts/<int:pk>/disable/", accounts.account_disable, name="account_disable"),
    path("accounts/<int:pk>/enable/", accounts.account_enable, name="account_enable"),
    path("accounts/<int:pk>/posts/", posts.post_give, name="post_give"),
    path("posts/<int:pk>/deputy/", deputies.deputy_new, name="post_deputy"),
    path("posts/<int:pk>/deputy/end/", deputies.deputy_end, name="post_deputy_end"),
    path("posts/<int:pk>/end/", posts.post_end, name="post_end"),
    path("posts/<int:pk>/hand-over/", posts.post_hand_over, name="post_hand_over"),
]

bin_urlpatterns = [
    path("bin/", recycling.bin_list, name="bin"),
    path("bin/<int:pk>/restore/", recycling.bin_restore, name="bin_restore"),
]

office_urlpatterns = [
    *school_urlpatterns,
    *tie_urlpatterns,
    *account_urlpatterns,
    *bin_urlpatterns,
]
