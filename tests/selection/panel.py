"""A batch in review with its people: what the tests of assignment, scoring and sheets start from."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from selection.choices import ApplicationStatus, AssignmentStatus, BatchStatus
from selection.models import ApplicationVersion, Assignment, Expert, Review
from tests import factories

CONTENT = {
    "school": {
        "name": "官林小学",
        "label": "官林小学",
        "stage": "primary",
        "stage_label": "小学",
        "also_named": [],
    },
    "organization": {"name": "官林小学党支部", "kind_label": "党支部", "member_count": 12},
    "brand": {"title": "同心向党", "tagline": "一句话", "leader": ""},
    "prose": [
        {"key": "connotation", "label": "品牌内涵", "heading": "", "text": "官林小学的内涵正文。"}
    ],
    "figures": [],
    "milestones": [],
    "facts": {
        "period": ["", ""],
        "activities": {"count": 0, "turnout": 0, "by_type": []},
        "honors": {"count": 0, "by_level": []},
        "ties": {"count": 0, "items": []},
        "coverage": {"count": 0, "by_level": []},
    },
    "claims": [],
}


def in_review(applications=1, **batch):
    """A batch in review with applications that passed the check, numbered and frozen."""
    values = {
        "status": BatchStatus.REVIEWING,
        "opens_at": timezone.now() - timedelta(days=40),
        "closes_at": timezone.now() - timedelta(days=20),
        **batch,
    }
    made = factories.BatchFactory(**values)
    for number in range(1, applications + 1):
        add_application(made, number)
    return made


def add_application(batch, number=1, status=ApplicationStatus.REVIEWING, **values):
    application = factories.ApplicationFactory(
        batch=batch, number=number, status=status, submitted_at=timezone.now(), **values
    )
    ApplicationVersion.objects.create(
        application=application,
        number=1,
        content=CONTENT,
        digest=f"{application.pk:064d}",
        code=f"CODE{application.pk:08d}",
        made_by=factories.secretary(application.school),
    )
    return application


def experts(batch, count):
    return [Expert.objects.get(user=factories.expert(batch.region)) for _ in range(count)]


def assign(application, expert, status=AssignmentStatus.DECLARED, **values):
    stage = application.batch.review_stages.get()
    return Assignment.objects.create(
        application=application, expert=expert, stage=stage, status=status, **values
    )


def hand_in(assignment, *values):
    """Scores in printed order, handed in and locked."""
    review = Review.objects.create(assignment=assignment, submitted_at=timezone.now())
    leaves = assignment.stage.rubric.leaves()
    for leaf, value in zip(leaves, values, strict=True):
        review.scores.create(indicator=leaf, value=Decimal(str(value)), note="理由。")
    Assignment.objects.filter(pk=assignment.pk).update(status=AssignmentStatus.SUBMITTED)
    assignment.refresh_from_db()
    return review
