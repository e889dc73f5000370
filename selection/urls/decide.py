"""Addresses of decisions, notices and results."""

from django.urls import URLPattern, path

from selection.views.office import announce, certificates, meeting, notices, objections, recheck
from selection.views.public import notices as public_notices
from selection.views.public import results as public_results

urlpatterns: list[URLPattern] = [
    path("notices/", public_notices.notice_list, name="notice_list"),
    path("notices/<int:pk>/", public_notices.notice, name="notice"),
    path("notices/<int:pk>/objection/", public_notices.objection, name="objection"),
    path(
        "notices/<int:pk>/objection/<slug:code>/",
        public_notices.objection_received,
        name="objection_received",
    ),
    path("results/", public_results.result_list, name="result_list"),
    path("results/<int:pk>/", public_results.result, name="result"),
]
office_urlpatterns: list[URLPattern] = [
    path("batches/<int:pk>/meeting/", meeting.meeting, name="meeting"),
    path("batches/<int:pk>/notice/", notices.notice_new, name="notice_new"),
    path("batches/<int:pk>/announce/", announce.announcement, name="announce"),
    path("batches/<int:pk>/letters/send/", announce.letters_send, name="letters_send"),
    path("batches/<int:pk>/certificates/", certificates.certificates, name="certificates"),
    path("applications/<int:pk>/certificate/", certificates.certificate, name="certificate"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/<int:pk>/", notices.notice_edit, name="notice_edit"),
    path("notices/<int:pk>/move/<slug:key>/", notices.notice_move, name="notice_move"),
    path("objections/", objections.objection_list, name="objections"),
    path("objections/<int:pk>/", objections.objection, name="objection"),
    path("objections/<int:pk>/suspend/", objections.objection_suspend, name="objection_suspend"),
    path("objections/<int:pk>/move/<slug:key>/", objections.objection_move, name="objection_move"),
    path("rechecks/", recheck.recheck_list, name="rechecks"),
    path("rechecks/<int:pk>/", recheck.recheck, name="recheck"),
    path("letters/", announce.letters, name="letters"),
    path("letters/<int:pk>/", announce.letter, name="letter"),
    path("letters/<int:pk>/move/<slug:key>/", announce.letter_move, name="letter_move"),
]
