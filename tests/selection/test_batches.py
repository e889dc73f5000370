"""Batches: made with a rubric, changed until schools or experts rely on them, moved on as a whole."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from kit.models import Notification
from kit.workflow import Refused
from schools.choices import Role
from schools.models import Employment, User
from selection.actions.assign import assign
from selection.actions.batches import create_batch, gaps_before_opening
from selection.choices import ApplicationStatus, AssignmentStatus, BatchStatus, IndicatorKind
from selection.forms.apply import ProseForm
from selection.models import Batch, Expert, Indicator
from selection.workflow import batch_flow
from tests import factories
from tests.selection import panel

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


def unsaved(region, **values):
    now = timezone.now()
    return Batch(
        region=region,
        number=1,
        name="首批品牌项目",
        opens_at=now,
        closes_at=now + timedelta(days=9),
        **values,
    )


def filled(form, **changes):
    """What the browser would send for a form as it stands."""
    data = {}
    for bound in form:
        value = changes.pop(bound.name, bound.value())
        if hasattr(value, "strftime"):
            value = bound.field.widget.format_value(value)
        if value not in (None, False):
            data[bound.html_name] = value if isinstance(value, list | str) else str(value)
    return data | changes


def test_an_expert_hears_when_the_review_begins_and_of_no_school_and_no_brand():
    batch = panel.in_review(status=BatchStatus.CHECKING, is_anonymous=True)
    application = batch.applications.get()
    type(application).objects.update(status=ApplicationStatus.PASSED)
    office = factories.staff(batch.region)
    [expert, later] = panel.experts(batch, 2)
    stage = batch.review_stages.get()
    assign(application=application, stage=stage, experts=[expert], by=office)
    assert not Notification.objects.exists()

    batch_flow.perform(batch, "start_review", by=office)
    application.refresh_from_db()
    assign(application=application, stage=batch.review_stages.get(), experts=[later], by=office)
    assert [row.owner for row in Notification.objects.order_by("pk")] == [expert.user, later.user]
    row = Notification.objects.first()
    assert row.url == f"{url('reviews')}#desk-{stage.pk}"
    assert row.text == f"“{batch}”有材料等你评审。"


def test_a_new_batch_brings_a_rubric_of_a_hundred_points():
    region = factories.RegionFactory()
    batch = create_batch(batch=unsaved(region), by=factories.staff(region))
    rows = Indicator.objects.filter(rubric__batch=batch)
    leaves = rows.filter(kind=IndicatorKind.LEAF)
    groups = leaves.values_list("parent__title").annotate(sum=Sum("points")).order_by("parent")
    assert leaves.aggregate(sum=Sum("points"))["sum"] == Decimal(100)
    assert [int(points) for _, points in groups] == [15, 20, 25, 25, 15]
    kinds = dict(rows.values_list("kind").annotate(n=Sum(1)).order_by())
    assert kinds == {"group": 6, "leaf": 16, "bonus": 2, "deduction": 2, "veto": 4}
    assert [stage.weight for stage in batch.review_stages.all()] == [100]
    assert batch.check_items.count() == 6


def test_staff_make_a_batch_in_the_browser_once(client):
    region = factories.RegionFactory()
    client.force_login(factories.staff(region))
    form = client.get(url("batch_new")).context["form"]
    data = filled(
        form, name="首批品牌项目", opens_at="2026-12-01T08:00", closes_at="2026-12-20T18:00"
    )
    answers = [client.post(url("batch_new"), data).url for _ in range(2)]
    batch = Batch.objects.get()
    assert answers == [url("batch", batch.pk)] * 2
    assert batch.fields["result"] == {"on": True, "limit": 1000}
    assert client.get(url("batch", batch.pk)).status_code == 200


def test_dates_out_of_order_are_told_beside_the_field(client):
    region = factories.RegionFactory()
    client.force_login(factories.staff(region))
    form = client.get(url("batch_new")).context["form"]
    data = filled(form, name="首批", opens_at="2026-12-01T08:00", closes_at="2026-11-20T18:00")
    page = client.post(url("batch_new"), data)
    assert page.context["form"].errors == {"closes_at": ["申报截止要晚于申报开始。"]}


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ("一等奖 90 30\n二等奖 80", {}),
        ("一等奖 高", {"grade_rules": ["“一等奖 高”看不懂，请写成“一等奖 90 30”的样子。"]}),
        ("二等奖 80\n一等奖 90", {"grade_rules": ["“一等奖”的分数线高于“二等奖”，请从高到低排。"]}),
    ],
)
def test_grades_are_read_line_by_line(client, typed, errors):
    batch = factories.BatchFactory(status=BatchStatus.DRAFT)
    client.force_login(factories.staff(batch.region))
    form = client.get(url("batch_edit", batch.pk)).context["form"]
    answer = client.post(url("batch_edit", batch.pk), filled(form, grade_rules=typed))
    assert (answer.context["form"].errors if errors else {}) == errors
    batch.refresh_from_db()
    assert [row["name"] for row in batch.grade_rules] == ([] if errors else ["一等奖", "二等奖"])


def test_a_city_opens_a_batch_for_some_of_its_districts_only(client):
    city = factories.RegionFactory(code="4402", rank="city")
    inside = factories.RegionFactory(code="440203")
    factories.RegionFactory(code="440303")
    batch = factories.BatchFactory(status=BatchStatus.DRAFT, region=city)
    client.force_login(factories.staff(city))
    form = client.get(url("batch_edit", batch.pk)).context["form"]
    assert [code for code, _ in form.fields["regions"].choices] == [inside.code]
    page = client.post(url("batch_edit", batch.pk), filled(form, regions=["440303"]))
    assert list(page.context["form"].errors) == ["regions"]
    client.post(url("batch_edit", batch.pk), filled(form, regions=[inside.code]))
    batch.refresh_from_db()
    assert batch.region_labels == [inside.name]


def test_the_parts_of_the_form_are_set_in_a_table_and_reach_the_application(client):
    batch = factories.BatchFactory()
    client.force_login(factories.staff(batch.region))
    page = client.get(url("batch_edit", batch.pk))
    assert page.content.decode().count('name="limit_') == 6
    data = filled(page.context["form"], limit_result="333")
    data.pop("on_insight")
    assert client.post(url("batch_edit", batch.pk), data).status_code == 302
    public = client.get(batch.get_absolute_url()).content.decode()
    assert "333 字" in public
    assert "启示与思考" not in public
    batch.refresh_from_db()
    school = factories.SchoolFactory(region=batch.region)
    brand = factories.complete(factories.BrandFactory(school=school))
    application = factories.ApplicationFactory(batch=batch, school=school, brand=brand)
    limits = {name: field.counter for name, field in _prose(application)}
    assert limits["result"] == (333, "words")
    assert "insight" not in limits


def _prose(application):
    form = ProseForm(instance=application)
    return [(name, form[name]) for name in form.fields]


def test_a_stale_settings_page_is_told_and_loses_nothing(client):
    batch = factories.BatchFactory(status=BatchStatus.DRAFT)
    client.force_login(factories.staff(batch.region))
    form = client.get(url("batch_edit", batch.pk)).context["form"]
    batch.summary = "别人改的"
    batch.save()
    page = client.post(url("batch_edit", batch.pk), filled(form, name="我改的名称"))
    assert "有人先一步保存了" in page.context["form"].errors["__all__"][0]
    assert 'value="我改的名称"' in page.content.decode()


def test_what_schools_rely_on_is_fixed_once_the_batch_is_open(client):
    batch = factories.BatchFactory()
    client.force_login(factories.staff(batch.region))
    form = client.get(url("batch_edit", batch.pk)).context["form"]
    fixed = [name for name, field in form.fields.items() if field.disabled]
    assert fixed == ["region", "programme", "mode", "number", "is_sealed"]


def test_quota_cells_make_up_the_total(client):
    batch = factories.BatchFactory(status=BatchStatus.DRAFT, quota_total=5)
    client.force_login(factories.staff(batch.region))
    data = {
        "cell-TOTAL_FORMS": 2,
        "cell-INITIAL_FORMS": 0,
        "cell-0-stage": "primary",
        "cell-0-places": 3,
        "cell-1-stage": "junior",
        "cell-1-places": 1,
        "items-check_items": "第一条\n第二条",
    }
    page = client.post(url("batch_lists", batch.pk), data)
    assert "名额合计 4 个，与总名额 5 个不一致" in page.context["sheet"].error
    client.post(url("batch_lists", batch.pk), data | {"cell-1-places": 2})
    assert [cell.places for cell in batch.quota_cells.all()] == [3, 2]
    assert [item.text for item in batch.check_items.all()] == ["第一条", "第二条"]


def test_a_batch_opens_only_when_complete_and_only_by_a_leader():
    batch = factories.BatchFactory(status=BatchStatus.DRAFT, basis_title="", rubric=False)
    assert gaps_before_opening(batch) == ["请填写依据文件", "请设置评审环节和评分表"]
    with pytest.raises(Refused, match="请填写依据文件"):
        batch_flow.perform(batch, "open", by=factories.leader(batch.region))
    ready = factories.BatchFactory(status=BatchStatus.DRAFT)
    offers = [o.key for o in batch_flow.available(ready, factories.staff(ready.region))]
    assert offers == []
    batch_flow.perform(ready, "open", by=factories.leader(ready.region))
    assert ready.status == BatchStatus.OPEN


def test_the_review_begins_for_all_who_passed():
    batch = factories.BatchFactory(status=BatchStatus.CHECKING)
    passed = panel.add_application(batch, 1, ApplicationStatus.PASSED)
    waiting = panel.add_application(batch, 2, ApplicationStatus.RETURNED)
    office = factories.staff(batch.region)
    with pytest.raises(Refused, match="还有 1 项申报没有审完"):
        batch_flow.perform(batch, "start_review", by=office)
    type(waiting).objects.filter(pk=waiting.pk).update(status=ApplicationStatus.REJECTED)
    batch_flow.perform(batch, "start_review", by=office)
    passed.refresh_from_db()
    waiting.refresh_from_db()
    assert (batch.status, passed.status, waiting.status) == ("reviewing", "reviewing", "rejected")


def test_the_review_ends_with_every_sheet_settled_and_conflicts_on_record():
    batch = panel.in_review()
    application = batch.applications.get()
    rows = [panel.assign(application, expert) for expert in panel.experts(batch, 4)]
    for row in rows[:3]:
        panel.hand_in(row, 30, 30, 15)
    office = factories.staff(batch.region)
    with pytest.raises(Refused, match="还有 1 份评分没有交"):
        batch_flow.perform(batch, "finish_review", by=office)
    panel.hand_in(rows[3], 30, 30, 15)
    Employment.objects.create(user=rows[0].expert.user, school=application.school, title="教师")
    batch_flow.perform(batch, "finish_review", by=office)
    application.refresh_from_db()
    rows[0].refresh_from_db()
    assert (batch.status, application.status) == ("deciding", "reviewed")
    assert (rows[0].status, rows[0].recusal_reason) == (
        AssignmentStatus.RECUSED,
        f"本校：{application.school.label}教师",
    )


def test_a_wrong_account_and_a_stale_page_move_nothing(client):
    batch = factories.BatchFactory(status=BatchStatus.DRAFT)
    move = url("batch_move", batch.pk, "open")
    client.force_login(factories.staff(batch.region))
    answer = client.post(move, {"seen": "draft"})
    assert answer.status_code == 403
    assert "只有本地区的领导能开放申报。" in answer.content.decode()
    client.force_login(factories.leader(batch.region))
    client.post(move, {"seen": "checking"})
    batch.refresh_from_db()
    assert batch.status == BatchStatus.DRAFT


@pytest.mark.parametrize(
    "name", ["batch", "batch_edit", "batch_clone", "batch_rubric", "batch_lists", "summary"]
)
def test_batches_of_other_regions_and_for_other_roles_do_not_exist(client, name):
    batch = factories.BatchFactory()
    school = factories.SchoolFactory(region=batch.region)
    answers = []
    for user in (
        factories.secretary(school),
        factories.expert(batch.region),
        factories.staff(factories.RegionFactory(code="3707")),
        factories.auditor(),
    ):
        client.force_login(user)
        answers.append(client.get(url(name, batch.pk)).status_code)
    assert answers == [404] * 4


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_any_number(client, django_assert_num_queries, count):
    region = factories.RegionFactory()
    for number in range(1, count + 1):
        factories.BatchFactory(region=region, number=number)
        factories.expert(region)
    client.force_login(factories.staff(region))
    for name, queries in (("batches", 5), ("experts", 5)):
        with django_assert_num_queries(queries):
            page = client.get(url(name))
        assert len(page.context["page"].object_list) == count


def test_a_new_expert_gets_a_link_that_is_shown_once(client):
    region = factories.RegionFactory()
    client.force_login(factories.staff(region))
    form = client.get(url("expert_new")).context["form"]
    data = filled(form, username="expert07", name="退休书记", unit="区教育学会", is_active="on")
    page = client.post(url("expert_new"), data)
    [slip], made = page.context["slips"], User.objects.get(username="expert07")
    assert (slip.username, made.has_usable_password()) == ("expert07", False)
    assert made.has_role(Role.EXPERT)
    again = client.post(url("expert_new"), data)
    assert again.url == url("expert", made.expert.pk)
    assert slip.link not in client.get(again.url).content.decode()


def test_an_existing_account_joins_the_pool_only_knowingly(client):
    region = factories.RegionFactory()
    user = factories.UserFactory(username="teacher1")
    client.force_login(factories.staff(region))
    form = client.get(url("expert_new")).context["form"]
    data = filled(form, username="teacher1", is_active="on")
    page = client.post(url("expert_new"), data)
    assert "已有账号" in page.context["form"].errors["takes_existing"][0]
    client.post(url("expert_new"), data | {"takes_existing": "on"})
    assert Expert.objects.get().user == user


def test_past_employment_is_kept_with_the_expert(client):
    region = factories.RegionFactory()
    expert = Expert.objects.get(user=factories.expert(region))
    school = factories.SchoolFactory(region=region)
    client.force_login(factories.staff(region))
    page = client.get(url("expert", expert.pk))
    data = filled(page.context["form"]) | {
        "job-TOTAL_FORMS": 1,
        "job-INITIAL_FORMS": 0,
        "job-0-school": school.pk,
        "job-0-title": "校长",
        "job-0-ended_on": "2025-08-31",
    }
    assert client.post(url("expert", expert.pk), data).status_code == 302
    assert [(job.school, job.title) for job in expert.user.employments.all()] == [(school, "校长")]


def test_the_public_page_shows_the_rubric_and_no_draft(client):
    batch = factories.BatchFactory(summary="每校报一项。", contact_office="组织科")
    page = client.get(reverse("selection:batch", args=[batch.pk])).content.decode()
    for words in ("每校报一项。", "组织科", "0510-80000000", "建设成效", "辐射"):
        assert words in page
    draft = factories.BatchFactory(status=BatchStatus.DRAFT)
    assert client.get(reverse("selection:batch", args=[draft.pk])).status_code == 404
