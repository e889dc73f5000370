"""Addresses of applying and the formal check."""

from django.urls import URLPattern, path, re_path

from selection.views.office import (
    apply,
    check,
    correct,
    counted,
    evidence,
    seal,
    sign,
    together,
    word,
)
from selection.views.public import verify

ONE = "applications/<int:pk>"
STEP = r"^applications/(?P<pk>\d+)/(?P<step>basics|prose|selfscore)/"

urlpatterns: list[URLPattern] = [
    path("verify/<str:code>/", verify.verify, name="verify"),
]
office_urlpatterns: list[URLPattern] = [
    path("applications/", apply.application_list, name="applications"),
    path("batches/<int:pk>/apply/", apply.start, name="apply"),
    path(f"{ONE}/", apply.application_detail, name="application"),
    path(f"{ONE}/move/<str:key>/", apply.application_move, name="application_move"),
    re_path(rf"{STEP}$", apply.application_edit, name="application_edit"),
    path(f"{ONE}/draft/<str:step>/", apply.draft_keep, name="application_draft"),
    path(f"{ONE}/draft/<str:step>/drop/", apply.draft_drop, name="application_draft_drop"),
    path(f"{ONE}/recount/", counted.recount, name="application_recount"),
    path(f"{ONE}/counted/<slug:kind>/", counted.counted, name="counted"),
    path(f"{ONE}/evidence/", evidence.evidence, name="evidence"),
    path(f"{ONE}/claims/", evidence.claim_save, name="claim_save"),
    path(f"{ONE}/claims/<int:claim_pk>/remove/", evidence.claim_remove, name="claim_remove"),
    path(f"{ONE}/claims/<int:claim_pk>/evidence/", evidence.cite, name="evidence_cite"),
    path(f"{ONE}/files/", evidence.file_add, name="application_file_add"),
    path(f"{ONE}/files/<int:file_pk>/", evidence.file, name="application_file"),
    path(
        f"{ONE}/files/<int:file_pk>/remove/", evidence.file_remove, name="application_file_remove"
    ),
    path(f"{ONE}/photos/<int:photo_pk>/<str:size>.webp", evidence.photo, name="evidence_photo"),
    path(f"{ONE}/correct/", correct.correct, name="correct"),
    path(f"{ONE}/sign/", sign.sign, name="sign"),
    path(f"{ONE}/versions/<int:number>/", sign.version, name="version"),
    path(f"{ONE}/versions/<int:number>/print/", sign.print_version, name="print"),
    path(f"{ONE}/versions/<int:number>/word/", word.word_version, name="word"),
    path(f"{ONE}/seal/", seal.hand_in, name="seal"),
    path(f"{ONE}/seal/<int:file_pk>/", seal.scan, name="seal_scan"),
    path("queue/", check.queue, name="queue"),
    path("batches/<int:pk>/pass/", together.together, name="together"),
    path(f"{ONE}/check/", check.check, name="check"),
    path(f"{ONE}/check/marks/", check.mark, name="check_mark"),
    path(f"{ONE}/check/return/", check.send_back, name="check_return"),
]
