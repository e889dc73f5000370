"""Addresses of batches, experts and scoring."""

from django.urls import URLPattern, path

from selection.views.office import (
    assign,
    batches,
    defence,
    experts,
    paper,
    permits,
    propose,
    reviews,
    rubrics,
    sheets,
)
from selection.views.public import batch as public_batch

urlpatterns: list[URLPattern] = [
    path("batches/", public_batch.batch_list, name="batch_list"),
    path("batches/<int:pk>/", public_batch.batch, name="batch"),
    path("batches/<int:pk>/form/", public_batch.batch_form, name="batch_form"),
]
office_urlpatterns: list[URLPattern] = [
    path("batches/", batches.batch_list, name="batches"),
    path("batches/new/", batches.batch_new, name="batch_new"),
    path("batches/<int:pk>/", batches.batch_detail, name="batch"),
    path("batches/<int:pk>/settings/", batches.batch_edit, name="batch_edit"),
    path("batches/<int:pk>/copy/", batches.batch_clone, name="batch_clone"),
    path("batches/<int:pk>/rubric/", rubrics.stages, name="batch_rubric"),
    path("batches/<int:pk>/rubric/new/", rubrics.rubric_new, name="rubric_new"),
    path("batches/<int:pk>/rubric/<int:rubric_pk>/", rubrics.rubric, name="rubric"),
    path(
        "batches/<int:pk>/rubric/<int:rubric_pk>/remove/",
        rubrics.rubric_remove,
        name="rubric_remove",
    ),
    path("batches/<int:pk>/lists/", batches.batch_lists, name="batch_lists"),
    path("batches/<int:pk>/permits/", permits.permit_list, name="permits"),
    path(
        "batches/<int:pk>/permits/<int:permit_pk>/withdraw/",
        permits.permit_withdraw,
        name="permit_withdraw",
    ),
    path("batches/<int:pk>/move/<slug:key>/", batches.batch_move, name="batch_move"),
    path("batches/<int:pk>/grid/", assign.assign_grid, name="assign_grid"),
    path("batches/<int:pk>/propose/", propose.propose, name="propose"),
    path("batches/<int:pk>/remind/", propose.remind, name="remind"),
    path("batches/<int:pk>/summary/", sheets.summary, name="summary"),
    path("batches/<int:pk>/summary/print/", sheets.summary_print, name="summary_print"),
    path("applications/<int:pk>/assign/", assign.assign, name="assign"),
    path("applications/<int:pk>/sheet/", sheets.sheet, name="sheet"),
    path("applications/<int:pk>/sheet/print/", sheets.sheet_print, name="sheet_print"),
    path("adjustments/<int:pk>/remove/", sheets.adjustment_remove, name="adjustment_remove"),
    path("assignments/<int:pk>/move/<slug:key>/", assign.assignment_move, name="assignment_move"),
    path("assignments/<int:pk>/remove/", assign.assignment_remove, name="assignment_remove"),
    path("assignments/<int:pk>/override/", assign.assignment_override, name="assignment_override"),
    path("assignments/<int:pk>/paper/", paper.paper, name="paper"),
    path("stages/<int:pk>/defence/", defence.defence, name="defence"),
    path("stages/<int:pk>/defence/draw/", defence.defence_draw, name="defence_draw"),
    path("stages/<int:pk>/defence/panel/", defence.defence_panel, name="defence_panel"),
    path("stages/<int:pk>/defence/order/", defence.defence_order, name="defence_order"),
    path("stages/<int:pk>/defence/blank/", defence.defence_blank, name="defence_blank"),
    path("stages/<int:pk>/defence/timer/", defence.defence_timer, name="defence_timer"),
    path("experts/", experts.expert_list, name="experts"),
    path("experts/new/", experts.expert_new, name="expert_new"),
    path("experts/<int:pk>/", experts.expert, name="expert"),
    path("reviews/", reviews.review_list, name="reviews"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/declare/", reviews.declare, name="declare"),
    path("reviews/<int:pk>/recuse/", reviews.review_recuse, name="recuse"),
    path("reviews/<int:pk>/draft/", reviews.review_draft, name="review_draft"),
    path("reviews/<int:pk>/notes/", reviews.review_note, name="review_note"),
    path(
        "reviews/<int:pk>/notes/<int:note_pk>/remove/",
        reviews.review_note_remove,
        name="review_note_remove",
    ),
]
