"""From the district's results into the city's batch: in order, within quota, nothing typed twice."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from brands.models import Result
from kit.models import AuditEntry
from kit.workflow import Refused
from selection.actions import ladder as acts
from selection.choices import ApplicationStatus as Status
from selection.choices import BatchStatus
from selection.models import Application, Batch, Evidence, Permit, QuotaCell, Recommendation
from selection.workflow import application_flow, ladder
from tests import factories
from tests.selection.laddering import above, district, recommended, won

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


def orders(batch):
    rows = Recommendation.objects.filter(batch=batch).order_by("order")
    return [(row.order, row.pk) for row in rows]


def sign(application):
    boss = factories.secretary(application.school)
    application_flow.perform(application, "sign", by=boss)
    return boss


def test_a_result_goes_up_with_the_content_that_won():
    upper, (row,), _ = recommended()
    origin, made = row.application.latest, row.made

    assert (made.batch, made.status, made.brand) == (upper, Status.TO_SIGN, row.application.brand)
    assert made.contact_phone == "0510-80000000"
    sign(made)

    version = made.latest
    assert made.status == Status.SUBMITTED
    assert version.content == origin.content
    assert (version.copied_from, version.number) == (origin, 1)
    assert version.code != origin.code


def test_the_live_brand_changes_nothing_on_the_way_up():
    _, (row,), _ = recommended()
    row.made.brand.title = "改过的名字"
    row.made.brand.save()
    row.made.brand.sub_projects.create(title="后来才有的子项目")

    sign(row.made)

    assert row.made.latest.content["brand"]["title"] == "同心向党"


def test_a_batch_may_take_the_signature_from_below():
    _, (row,), _ = recommended(signs_recommended=False)
    made, origin = row.made, row.application.latest
    made.refresh_from_db()

    assert (made.status, made.number, made.signed_by) == (Status.SUBMITTED, 1, origin.made_by)
    assert (made.latest.made_by, made.latest.content) == (origin.made_by, origin.content)


def test_the_school_cannot_change_what_goes_up():
    _, (row,), _ = recommended()

    with pytest.raises(Refused, match="照抄已公布的内容，不能改"):
        application_flow.perform(
            row.made, "recall", by=factories.clerk(row.made.school), note="改一改"
        )


def test_the_evidence_and_the_team_go_up_too():
    below = district()
    application = won(below)
    application.members.create(name="组员")
    claim = application.claims.create(text="活动 12 次")
    honor = factories.HonorFactory(school=application.school)
    Evidence.objects.create(claim=claim, honor=honor)

    row = ladder.recommend(
        application=application, batch=above(below), by=factories.leader(below.region)
    )

    assert [member.name for member in row.made.members.all()] == ["组员"]
    (copy,) = row.made.claims.all()
    assert (copy.text, copy.evidence.get().honor) == ("活动 12 次", honor)
    assert application.claims.count() == 1


def test_what_is_recommended_later_stands_further_down():
    upper, rows, _ = recommended(3)

    assert [row.order for row in rows] == [1, 2, 3]
    rows[1].made.refresh_from_db()
    assert rows[1].made.recommended_text == f"由{rows[1].application.batch.region}推荐，第 2 位"
    assert upper.applications.count() == 3


@pytest.mark.parametrize(
    ("which", "to", "expected"),
    [
        (0, 3, [1, 2, 0]),
        (2, 1, [2, 0, 1]),
        (1, 99, [0, 2, 1]),
        (1, -5, [1, 0, 2]),
        (1, 2, [0, 1, 2]),
    ],
)
def test_moving_one_makes_room_for_it(which, to, expected):
    upper, rows, boss = recommended(3)

    ladder.place(rows[which], to, seen=acts.state_of(rows), by=boss)

    assert orders(upper) == [(n, rows[i].pk) for n, i in enumerate(expected, start=1)]
    moved = AuditEntry.objects.filter(verb="recommendation.place").count()
    assert moved == (0 if expected == [0, 1, 2] else 1)


def test_an_order_from_a_stale_page_is_refused():
    upper, rows, boss = recommended(3)
    seen = acts.state_of(rows)
    ladder.place(rows[2], 1, seen=seen, by=boss)

    with pytest.raises(Refused, match="推荐名单刚被别人改过"):
        ladder.place(rows[0], 3, seen=seen, by=boss)
    assert [pk for _, pk in orders(upper)] == [rows[2].pk, rows[0].pk, rows[1].pk]


def test_a_withdrawn_one_frees_its_place():
    upper, rows, boss = recommended(3)
    made = rows[0].made

    ladder.withdraw(rows[0], note="换一个", by=boss)

    made.refresh_from_db()
    assert made.status == Status.WITHDRAWN
    assert orders(upper) == [(1, rows[1].pk), (2, rows[2].pk)]
    again = ladder.recommend(application=rows[0].application, batch=upper, by=boss)
    assert again.order == 3


def test_withdrawing_asks_why():
    _, rows, boss = recommended()

    with pytest.raises(Refused, match="请填写撤回原因"):
        ladder.withdraw(rows[0], note=" ", by=boss)


def test_after_the_deadline_the_list_stands():
    upper, rows, boss = recommended(2)
    Batch.objects.filter(pk=upper.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    late = [Recommendation.objects.get(pk=row.pk) for row in rows]

    with pytest.raises(Refused, match="申报已经截止"):
        ladder.place(late[0], 2, seen=acts.state_of(rows), by=boss)
    with pytest.raises(Refused, match="申报已经截止"):
        ladder.withdraw(late[0], note="换", by=boss)
    with pytest.raises(Refused, match="不在申报时间"):
        ladder.recommend(
            application=won(rows[0].application.batch, 9),
            batch=Batch.objects.get(pk=upper.pk),
            by=boss,
        )


def test_the_school_may_still_take_its_own_back():
    upper, rows, boss = recommended(2)
    secretary = sign(rows[0].made)
    application_flow.perform(rows[0].made, "withdraw", by=secretary, note="不报了")

    ladder.withdraw(Recommendation.objects.get(pk=rows[0].pk), note="学校撤回", by=boss)

    assert orders(upper) == [(1, rows[1].pk)]


def obstacles(upper, application):
    return acts.obstacles(Batch.objects.select_related("region").get(pk=upper.pk), application)


def test_a_used_up_quota_is_told_with_its_number():
    below = district()
    upper = above(below)
    QuotaCell.objects.create(batch=upper, region=below.region, stage="primary", places=1)
    QuotaCell.objects.create(batch=upper, region=below.region, stage="junior", places=3)
    first, second = won(below, 1), won(below, 2)
    ladder.recommend(application=first, batch=upper, by=factories.leader(below.region))

    assert obstacles(upper, second) == [
        f"“{below.region} 小学”的 1 个名额已经用完，要换项目请先撤回一个。"
    ]


def test_a_stage_without_places_is_told():
    below = district()
    upper = above(below)
    QuotaCell.objects.create(batch=upper, region=below.region, stage="junior", places=3)

    assert obstacles(upper, won(below)) == [f"这个批次没有分给{below.region}小学的名额。"]


def test_the_closest_cell_counts():
    below = district()
    upper = above(below)
    for region, stage, places in [
        (None, "", 50),
        (None, "primary", 9),
        (below.region, "", 5),
        (below.region, "primary", 1),
    ]:
        QuotaCell.objects.create(batch=upper, region=region, stage=stage, places=places)

    assert acts.Table(upper).of(won(below)).cell.places == 1


def test_unpublished_and_revoked_results_stay_below():
    below = district()
    upper = above(below)
    running = won(district(region=below.region), 1)
    Batch.objects.filter(pk=running.batch_id).update(status=BatchStatus.NOTICED)
    revoked = won(below, 2)
    Result.objects.filter(pk=revoked.decision.result_id).update(
        revoked_on=timezone.localdate(), revoke_reason="核实"
    )

    said = ["这个项目的结果还没有公布，或者已经撤销，不能推荐。"]
    assert [obstacles(upper, running), obstacles(upper, revoked)] == [said, said]
    assert not acts.unrecommended(below.region, upper).exists()


def test_an_organisation_that_applied_itself_is_not_recommended():
    below = district()
    upper, application = above(below), won(below)
    factories.ApplicationFactory(
        batch=upper,
        organization=application.organization,
        school=application.school,
        brand=application.brand,
    )

    assert obstacles(upper, application) == [
        f"{application.organization}在这个批次已经有一份申报。"
    ]


def test_a_title_of_the_same_level_blocks_unless_a_permit_was_given():
    below = district()
    upper, application = above(below), won(below)
    Result.objects.create(brand=application.brand, level="city", batch_name="首批")
    assert "同级项目不再申报" in obstacles(upper, application)[0]

    Permit.objects.create(
        batch=upper,
        organization=application.organization,
        valid_until=timezone.now() + timedelta(days=1),
        reason="特许",
        given_by=factories.leader(upper.region),
    )
    assert obstacles(upper, application) == []


def test_another_stage_or_programme_does_not_go_up():
    below = district()
    application = won(below)

    (said,) = obstacles(above(below, stages=["junior"]), application)
    assert "本校登记的是小学" in said
    assert not acts.unrecommended(
        below.region, above(below, programme="secretary_project")
    ).exists()


def test_only_the_office_of_the_district_recommends():
    below = district()
    upper, application = above(below), won(below)

    for stranger in (
        factories.leader(upper.region),
        factories.leader(factories.RegionFactory()),
        factories.secretary(application.school),
        factories.expert(below.region),
    ):
        with pytest.raises(PermissionDenied):
            ladder.recommend(application=application, batch=upper, by=stranger)
    assert Application.objects.filter(batch=upper).count() == 0


def test_the_district_works_through_its_page(client):
    below = district()
    upper = above(below)
    first, second = won(below, 1), won(below, 2)
    client.force_login(factories.staff(below.region))
    page = url("ladder_batch", upper.pk)

    client.post(url("ladder_add", upper.pk, first.pk))
    client.post(url("ladder_add", upper.pk, second.pk))
    html = client.get(page).content.decode()
    assert html.count("还没有推荐，共 0 条") == 1
    seen = client.get(page).context["seen"]
    row = Recommendation.objects.get(application=second)
    answer = client.post(url("ladder_place", row.pk), {"way": "up", "to": "2", "seen": seen})
    assert answer.url == f"{page}?region={below.region.pk}"
    row.refresh_from_db()
    assert row.order == 1
    answer = client.post(url("ladder_withdraw", row.pk), {"note": "换一个"}, follow=True)
    assert "已撤回推荐，名额空出来了。" in answer.content.decode()
    assert "已撤回" not in client.get(page).context["rows"]


def test_a_second_click_recommends_once(client):
    below = district()
    upper, application = above(below), won(below)
    client.force_login(factories.leader(below.region))

    client.post(url("ladder_add", upper.pk, application.pk))
    page = client.post(url("ladder_add", upper.pk, application.pk), follow=True)

    assert "在这个批次已经有一份申报" in page.content.decode()
    assert Recommendation.objects.count() == 1


def test_a_place_that_is_no_number_is_told(client):
    _, rows, boss = recommended(2)
    client.force_login(boss)

    page = client.post(url("ladder_place", rows[0].pk), {"to": "第二"}, follow=True)

    assert "请写清排第几位，如 2。" in page.content.decode()


def test_the_school_sees_who_recommended_it_and_signs(client):
    _, (row,), _ = recommended()
    secretary = factories.secretary(row.made.school)
    client.force_login(secretary)

    page = client.get(url("application", row.made.pk)).content.decode()
    assert row.made.recommended_text in page
    signing = client.get(url("sign", row.made.pk))
    assert signing.context["blockers"] == []
    client.post(
        url("sign", row.made.pk),
        {"password": "correct-horse-9", **signing.context["form"].initial}
        | {"digest": signing.context["form"]["digest"].value()},
    )
    row.made.refresh_from_db()
    assert row.made.status == Status.SUBMITTED


def test_the_city_reads_every_list_in_its_order(client):
    upper, rows, boss = recommended(2, signs_recommended=False)
    ladder.place(rows[1], 1, seen=acts.state_of(rows), by=boss)
    client.force_login(factories.staff(upper.region))

    page = client.get(url("recommended", upper.pk))
    sheet = client.get(url("recommended", upper.pk) + "?export=xlsx").content

    assert [row.pk for row in page.context["page"]] == [rows[1].pk, rows[0].pk]
    lines = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    names = [row.made.school.name for row in reversed(rows)]
    assert [line[2] for line in lines if line[1] in (1, 2)] == names
    assert rows[0].made.recommended_text.replace("第 1 位", "第 2 位") in (
        client.get(url("check", rows[0].made.pk)).content.decode()
    )


def test_a_sealed_batch_shows_nobody_what_came_up(client):
    upper, _, _ = recommended(is_sealed=True)
    client.force_login(factories.staff(upper.region))

    page = client.get(url("recommended", upper.pk))

    assert (page.status_code, "拆封以后才能看" in page.content.decode()) == (403, True)


def test_the_result_above_is_seen_below(client):
    upper, (row,), boss = recommended(signs_recommended=False)
    meeting = upper.meetings.create(held_on="2026-02-01", expected=9, present=9, recorded_by=boss)
    meeting.decisions.create(
        application=row.made,
        outcome="selected",
        applied_at=timezone.now(),
        score=Decimal(91),
        result=Result.objects.create(
            brand=row.made.brand, level="city", document_number="示教〔2026〕41号", is_own=True
        ),
    )
    client.force_login(boss)

    assert "示教〔2026〕41号" in client.get(url("ladder_batch", upper.pk)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_one_as_for_three(client, count, django_assert_max_num_queries):
    upper, rows, boss = recommended(count)
    for number in range(count):
        won(rows[0].application.batch, 20 + number)
    client.force_login(boss)
    with django_assert_max_num_queries(24):
        client.get(url("ladder_batch", upper.pk))
