"""A district with published results below a city whose batch is open."""

from django.utils import timezone

from brands.models import Result
from schools.choices import Rank
from schools.models import Region
from selection.choices import ApplicationStatus, BatchStatus, Outcome
from selection.models import Application, Batch, Decision, Meeting
from selection.workflow import ladder
from tests import factories
from tests.selection.panel import CONTENT


def won(batch, number=1, **values) -> Application:
    """An application of an announced batch with its frozen version and its result."""
    values.setdefault("status", ApplicationStatus.APPROVED)
    school = values.pop("school", None) or factories.SchoolFactory(region=batch.region)
    brand = factories.complete(factories.BrandFactory(school=school))
    application = factories.ApplicationFactory(
        batch=batch,
        number=number,
        school=school,
        brand=brand,
        content={"connotation": "官林小学的内涵正文。"},
        contact_phone="0510-80000000",
        submitted_at=timezone.now(),
        **values,
    )
    application.organization.host_schools.add(school)
    application.versions.create(
        number=1,
        content=CONTENT | {"made_for": application.pk},
        digest=f"{application.pk:064d}",
        code=f"WON{application.pk:09d}",
        made_by=factories.secretary(school),
    )
    meeting = batch.meetings.first() or Meeting.objects.create(
        batch=batch,
        held_on="2026-01-05",
        expected=9,
        present=8,
        recorded_by=factories.leader(batch.region),
    )
    Decision.objects.create(
        meeting=meeting,
        application=application,
        outcome=Outcome.SELECTED,
        applied_at=timezone.now(),
        result=Result.objects.create(
            brand=brand, level=batch.region.rank, batch_name=batch.name, is_own=True
        ),
        certificate_number=f"NO-{application.pk}",
    )
    return Application.objects.for_lists().select_related("batch__region").get(pk=application.pk)


def district(**values) -> Batch:
    """An announced batch of a district."""
    return factories.BatchFactory(status=BatchStatus.PUBLISHED, **values)


def above(batch, **values) -> Batch:
    """The open batch of the city over the district of `batch`."""
    code = batch.region.code[:4]
    defaults = {"name": f"第{code}市", "rank": Rank.CITY}
    city, _ = Region.objects.get_or_create(code=code, defaults=defaults)
    return factories.BatchFactory(region=city, **values)


def recommended(count=1, **values):
    """The list of a district in an open city batch; returns batch, rows and who recommended."""
    below = district()
    upper = above(below, **values)
    boss = factories.leader(below.region)
    rows = [
        ladder.recommend(application=won(below, number), batch=upper, by=boss)
        for number in range(1, count + 1)
    ]
    return upper, rows, boss
