"""From an open batch to a signed application: entered once, frozen, and refused with reasons."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from activities.choices import ActivityType
from brands.models import Result
from honors.choices import Verification
from kit.models import AuditEntry
from kit.workflow import Refused
from schools.choices import Level
from selection.actions import apply, eligibility, evidence, snapshot
from selection.choices import ApplicationStatus as Status
from selection.forms.apply import ProseForm
from selection.models import Application, Batch, Claim, Permit
from selection.workflow import application_flow
from tests import factories

pytestmark = pytest.mark.django_db


class Place:
    """A school with full ledgers, a complete brand and an open batch in its region."""

    def __init__(self):
        self.batch = factories.BatchFactory()
        self.school = factories.SchoolFactory(region=self.batch.region, name="第五小学")
        self.organization = factories.PartyOrganizationFactory(region=self.batch.region)
        self.organization.host_schools.add(self.school)
        self.brand = factories.complete(factories.BrandFactory(school=self.school))
        self.sub = self.brand.sub_projects.get()
        self.clerk = factories.clerk(self.school)
        self.secretary = factories.secretary(self.school)
        self.staff = factories.staff(self.batch.region)
        self.activity = factories.ActivityFactory(
            school=self.school, sub_project=self.sub, students=40, title="升旗"
        )
        self.activity.typings.create(type=ActivityType.CEREMONY)
        self.honor = factories.HonorFactory(
            school=self.school,
            title="文明校园",
            verification=Verification.VERIFIED,
            verified_by=self.staff,
            verified_at=timezone.now(),
        )

    def started(self):
        return apply.start(
            batch=self.batch, organization=self.organization, brand=self.brand, by=self.clerk
        )

    def to_sign(self):
        application = self.started()
        application.contact_phone = "0510-80000000"
        application.save()
        application_flow.perform(application, "send_to_sign", by=self.clerk)
        return application

    def submitted(self):
        application = self.to_sign()
        application_flow.perform(application, "sign", by=self.secretary)
        return application


@pytest.fixture
def place():
    return Place()


def barriers(place):
    return eligibility.barriers(place.batch, place.school, place.organization, place.brand)


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


def test_the_phone_of_the_last_application_is_taken_over(place):
    place.submitted()
    place.batch = factories.BatchFactory(region=place.batch.region)
    assert place.started().contact_phone == "0510-80000000"


def test_counted_facts_come_from_the_ledgers_and_change_only_by_counting_again(place):
    application = place.started()
    assert application.facts["activities"]["turnout"] == 40
    factories.ActivityFactory(school=place.school, students=2)
    application.refresh_from_db()
    assert application.facts["activities"]["turnout"] == 40
    apply.recount(application=application, by=place.clerk)
    assert application.facts["activities"]["turnout"] == 42


def test_an_organisation_applies_once_in_a_batch_and_again_after_withdrawing(place):
    application = place.submitted()
    with pytest.raises(Refused, match="在本批次已经有一份申报"):
        place.started()
    application_flow.perform(application, "withdraw", by=place.secretary, note="改期")
    assert place.started().status == Status.DRAFT


@pytest.mark.parametrize(
    ("level", "is_blocked"),
    [(Level.PROVINCE, True), (Level.COUNTY, True), (Level.TOWN, False), (Level.SCHOOL, False)],
)
def test_a_title_at_the_level_of_the_batch_or_above_blocks(place, level, is_blocked):
    Result.objects.create(brand=place.brand, level=level, batch_name="首批")
    assert bool(barriers(place)) is is_blocked


def test_a_permit_lifts_the_block_and_the_deadline_until_it_ends(place):
    Result.objects.create(brand=place.brand, level=Level.CITY, batch_name="首批")
    Batch.objects.update(closes_at=timezone.now() - timedelta(days=1))
    place.batch.refresh_from_db()
    assert len(barriers(place)) == 2
    permit = Permit.objects.create(
        batch=place.batch,
        organization=place.organization,
        valid_until=timezone.now() + timedelta(days=1),
        reason="灾情",
        given_by=place.staff,
    )
    assert barriers(place) == []
    assert eligibility.lateness(place.started()) == []
    Permit.objects.filter(pk=permit.pk).update(valid_until=timezone.now())
    assert len(barriers(place)) == 3


def test_a_revoked_title_blocks_nothing(place):
    today = timezone.localdate()
    Result.objects.create(
        brand=place.brand,
        level=Level.CITY,
        batch_name="首批",
        revoked_on=today,
        revoke_reason="弄虚作假",
    )
    assert barriers(place) == []


def test_a_school_of_another_stage_is_told_so(place):
    place.batch.stages = ["senior"]
    assert barriers(place) == ["这个批次只收普通高中，本校登记的是小学。"]


def test_a_batch_for_some_districts_takes_no_school_of_another(place):
    place.batch.regions = ["990101"]
    assert barriers(place) == [f"这个批次不收{place.school.region}的学校。"]
    place.batch.regions = ["990101", place.school.region.code]
    assert barriers(place) == []


def test_an_incomplete_brand_names_the_missing_step(place):
    place.brand.sub_projects.all().delete()
    place.brand = eligibility.current_brand(place.batch, place.school)
    assert barriers(place) == ["品牌还缺一步：请至少添加一个子项目。"]


def test_what_is_missing_is_listed_with_its_step(place):
    application = place.started()
    application.content["result"] = "字" * 1003
    Claim.objects.create(application=application, text="没有佐证的话")
    assert [(gap.step, gap.text) for gap in eligibility.gaps(application)] == [
        ("basics", "请填写联系电话"),
        ("prose", "“工作成效”最多 1000 字，请删去 3 字"),
    ]
    assert [gap.text for gap in eligibility.reminders(application)] == [
        "“没有佐证的话”缺佐证，可以挂一条，或删去这一条"
    ]
    with pytest.raises(Refused, match="请填写联系电话"):
        application_flow.perform(application, "send_to_sign", by=place.clerk)


def test_a_part_that_the_batch_switches_off_is_not_asked(place):
    place.batch.fields = {"result": {"on": False}, "background": {"on": True, "limit": 2}}
    application = place.started()
    assert "result" not in ProseForm(instance=application).fields
    assert "“品牌由来”最多 2 字，请删去 6 字" in [g.text for g in eligibility.gaps(application)]


def test_the_signature_freezes_numbers_and_tells_the_audit(place):
    application = place.submitted()
    version = application.latest
    assert (application.status, application.number, version.number) == (Status.SUBMITTED, 1, 1)
    assert application.signed_by == place.secretary
    assert application.typed_by == place.clerk
    assert version.digest == snapshot.digest(version.content)
    assert list(
        AuditEntry.objects.filter(target_id=application.pk, target_kind="selection.application")
        .order_by("pk")
        .values_list("verb", flat=True)
    ) == [
        "application.start",
        "application.send_to_sign",
        "application.freeze",
        "application.sign",
    ]


def test_later_edits_of_brand_activity_and_honour_change_nothing(place):
    version = place.submitted().latest
    place.brand.title = "别的名字"
    place.brand.save()
    place.sub.title = "别的子项目"
    place.sub.save()
    place.activity.title, place.activity.students = "别的活动", 1
    place.activity.save()
    type(place.honor).objects.update(title="别的荣誉")
    place.school.name = "别的学校"
    place.school.save()
    before = version.content
    version.refresh_from_db()
    assert version.content == before
    assert snapshot.digest(version.content) == version.digest
    assert "别的" not in str(version.content)


def test_only_the_secretary_signs(place):
    application = place.to_sign()
    for user in (place.clerk, place.staff, factories.leader(place.batch.region)):
        with pytest.raises(PermissionDenied):
            application_flow.perform(application, "sign", by=user)


def test_the_clerk_takes_back_before_the_signature(place):
    application = place.to_sign()
    application_flow.perform(application, "recall", by=place.clerk)
    assert application.status == Status.DRAFT


def test_after_the_deadline_nobody_signs_or_withdraws(place):
    waiting = place.to_sign()
    Batch.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    waiting.batch.refresh_from_db()
    with pytest.raises(Refused, match="截止时间"):
        application_flow.perform(waiting, "sign", by=place.secretary)
    Application.objects.update(status=Status.SUBMITTED)
    late = Application.objects.get()
    with pytest.raises(Refused, match="已经截止"):
        application_flow.perform(late, "withdraw", by=place.secretary, note="改期")


def test_numbers_run_through_a_batch(place):
    first = place.submitted()
    other = Place.__new__(Place)
    other.__dict__ |= place.__dict__
    other.school = factories.SchoolFactory(region=place.batch.region)
    other.organization = factories.PartyOrganizationFactory(region=place.batch.region)
    other.organization.host_schools.add(other.school)
    other.brand = factories.complete(factories.BrandFactory(school=other.school))
    other.clerk, other.secretary = factories.clerk(other.school), factories.secretary(other.school)
    second = other.started()
    second.claims.all().delete()
    second.contact_phone = "0510-80000000"
    second.save()
    claim = Claim.objects.create(application=second, text="一条")
    claim.evidence.create(activity=factories.ActivityFactory(school=other.school))
    application_flow.perform(second, "send_to_sign", by=other.clerk)
    application_flow.perform(second, "sign", by=other.secretary)
    assert (first.number, second.number) == (1, 2)


def test_evidence_comes_from_the_schools_own_ledgers(place):
    application = place.started()
    claim = application.claims.first()
    foreign = factories.ActivityFactory()
    with pytest.raises(Refused, match="只能挂本校台账"):
        evidence.cite(claim=claim, kind="activity", pk=foreign.pk, by=place.clerk)
    once = evidence.cite(claim=claim, kind="honor", pk=place.honor.pk, by=place.clerk)
    assert evidence.cite(claim=claim, kind="honor", pk=place.honor.pk, by=place.clerk) == once


def test_staff_do_not_see_drafts_and_do_see_what_was_signed(client, place):
    application = place.to_sign()
    client.force_login(place.staff)
    pages = [url("check", application.pk), url("application", application.pk)]
    assert [client.get(page).status_code for page in pages] == [404, 404]
    application_flow.perform(application, "sign", by=place.secretary)
    assert client.get(pages[0]).status_code == 200
    client.force_login(factories.staff(factories.RegionFactory()))
    assert client.get(pages[0]).status_code == 404


def test_another_school_finds_nothing(client, place):
    application = place.submitted()
    client.force_login(factories.secretary(factories.SchoolFactory()))
    names = ("application", "evidence", "sign", "correct")
    assert [client.get(url(name, application.pk)).status_code for name in names] == [404] * 4


def test_every_code_leads_to_version_time_and_hash_only(client, place):
    version = place.submitted().latest
    answer = client.get(reverse("selection:verify", args=[version.code.lower()]))
    text = answer.content.decode()
    assert (answer.status_code, "第 1 版" in text, version.digest[:16] in text) == (200, True, True)
    assert [word for word in ("第五小学", version.digest, "品牌") if word in main(text)] == []
    unknown = client.get(reverse("selection:verify", args=["ABCDEFGHJKMN"]))
    assert unknown.status_code == 404
    assert "没有这个版本码" in unknown.content.decode()


def main(text):
    return text.split("<main")[1].split("</main>")[0]
