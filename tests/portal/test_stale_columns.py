"""The office is told which public columns stand still, each after a time of its own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from honors.choices import Verification
from honors.models import Honor
from portal.dashboards import district
from portal.dashboards.stale import COLUMNS, last_days
from selection.choices import BatchStatus, NoticeStatus
from selection.models import Announcement, Batch, PublicNotice
from tests.factories import (
    ActivityFactory,
    BatchFactory,
    BrandFactory,
    HonorFactory,
    RegionFactory,
    SchoolFactory,
    TieFactory,
    UserFactory,
    published,
    staff,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def finished(row, moment):
    type(row).objects.filter(pk=published(row).pk).update(final_at=moment)
    return row


def activity(region, moment):
    day = timezone.localdate(moment)
    published(ActivityFactory(school=SchoolFactory(region=region), happened_on=day))


def brand(region, moment):
    finished(BrandFactory(school=SchoolFactory(region=region)), moment)


def honor(region, moment):
    row = finished(HonorFactory(school=SchoolFactory(region=region)), moment)
    signed = {"verified_by": UserFactory(), "verified_at": moment}
    Honor.objects.filter(pk=row.pk).update(verification=Verification.VERIFIED, **signed)


def school(region, moment):
    finished(SchoolFactory(region=region), moment)


def tie(region, moment):
    row = TieFactory()
    row.members.create(school=SchoolFactory(region=region))
    finished(row, moment)


def call(region, moment, **values):
    BatchFactory(region=region, opens_at=moment, **values)


def notice(region, moment):
    batch = BatchFactory(region=region, status=BatchStatus.DRAFT)
    day = timezone.localdate(moment)
    PublicNotice.objects.create(
        batch=batch, title="公示", starts_on=day, ends_on=day, status=NoticeStatus.RUNNING
    )


def result(region, moment):
    batch = BatchFactory(region=region, is_sealed=False, opens_at=moment - 900 * DAY)
    Batch.objects.filter(pk=batch.pk).update(status=BatchStatus.PUBLISHED)
    row = Announcement.objects.create(
        batch=batch, title="结果", issued_on=moment.date(), published_by=UserFactory()
    )
    Announcement.objects.filter(pk=row.pk).update(published_at=moment)


MADE = {
    "activities": [activity],
    "brands": [brand],
    "honors": [honor],
    "notices": [call, notice, result],
    "schools": [school],
    "ties": [tie],
}


def told(region):
    tasks = district.desk(staff(region), "")["tasks"]
    return [task.title for task in tasks if task.state == "超期未更新"]


@pytest.mark.parametrize("key", COLUMNS)
def test_each_column_is_told_of_after_its_own_time_and_not_before(key):
    label, limit = COLUMNS[key].label, COLUMNS[key].limit
    for make in MADE[key]:
        region = RegionFactory()
        make(region, timezone.now() - (limit + 1) * DAY)
        assert told(region) == [f"“{label}”栏目 {limit + 1} 天没有新内容"]
        make(region, timezone.now() - limit * DAY)
        assert told(region) == []


def test_a_column_without_a_public_row_is_never_told_of():
    region = RegionFactory()
    old = timezone.now() - 900 * DAY
    call(region, old, status=BatchStatus.DRAFT)
    ActivityFactory(school=SchoolFactory(region=region), happened_on=old.date())
    TieFactory().members.create(school=SchoolFactory(region=region))
    assert told(region) == []


def test_other_districts_and_what_is_still_to_come_do_not_count():
    region = RegionFactory()
    for make in (call, tie):
        make(region, timezone.now() - 400 * DAY)
        make(RegionFactory(), timezone.now())
    call(region, timezone.now() + 3 * DAY, closes_at=timezone.now() + 9 * DAY)
    assert told(region) == ["“公示公告”栏目 400 天没有新内容", "“姊妹校”栏目 400 天没有新内容"]


def test_all_columns_are_one_question(django_assert_num_queries):
    region = RegionFactory()
    for made in MADE.values():
        for make in made:
            make(region, timezone.now())
    user = staff(region)
    assert user.managed_keys  # asked once for the whole desk
    with django_assert_num_queries(1):
        assert set(last_days(user)) == set(COLUMNS)
