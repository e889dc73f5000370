"""A school's profile: who sees and writes it, how it becomes public, what the district registers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.models import AuditEntry
from kit.publication import CheckStatus, Scope
from schools.models import School
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.SchoolFactory(name="东风小学", introduction="一所小学。")


def sent(school, **changed):
    """What the profile form sends."""
    fields = ("introduction", "motto", "scope")
    data = {name: getattr(school, name) for name in fields}
    return {**data, "version": school.updated_at.isoformat(), **changed}


def test_an_account_of_one_school_is_led_to_its_school(client, school):
    client.force_login(make.clerk(school))
    response = client.get(reverse("office:schools"))
    assert response.headers["Location"] == reverse("office:school", args=[school.pk])


def test_staff_see_the_schools_of_their_region_only(client, school):
    make.SchoolFactory(name="别区小学")
    client.force_login(make.staff(school.region))
    page = client.get(reverse("office:schools"))
    assert [row.name for row in page.context["page"]] == ["东风小学"]
    assert (
        client.get(
            reverse("office:school", args=[School.objects.get(name="别区小学").pk])
        ).status_code
        == 404
    )


def test_schools_are_found_by_their_former_names(client, school):
    school.former_names.create(name="第五完小")
    make.SchoolFactory(region=school.region)
    client.force_login(make.staff(school.region))
    page = client.get(reverse("office:schools"), {"q": "完小"})
    assert [row.name for row in page.context["page"]] == ["东风小学"]


def test_experts_have_no_business_here(client, school):
    client.force_login(make.expert(school.region))
    assert client.get(reverse("office:schools")).status_code == 403


def test_the_clerk_writes_the_profile_and_the_log_tells(client, school):
    client.force_login(make.clerk(school))
    url = reverse("office:school_edit", args=[school.pk])
    response = client.post(url, sent(school, motto="求真", scope=Scope.PUBLIC))
    assert response.headers["Location"] == reverse("office:school", args=[school.pk])
    school.refresh_from_db()
    assert (school.motto, school.scope) == ("求真", Scope.PUBLIC)
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["school.update"]


def test_staff_do_not_write_what_a_school_says_of_itself(client, school):
    client.force_login(make.staff(school.region))
    assert (
        client.post(reverse("office:school_edit", args=[school.pk]), sent(school)).status_code
        == 403
    )


def test_counts_need_the_day_they_were_counted(client, school):
    client.force_login(make.clerk(school))
    url = reverse("office:school_edit", args=[school.pk])
    page = client.post(url, sent(school, teacher_count="90"))
    assert page.context["form"].errors == {"counted_on": ["填了人数，请写明统计日期。"]}


def test_a_stale_page_keeps_what_was_typed(client, school):
    client.force_login(make.clerk(school))
    url = reverse("office:school_edit", args=[school.pk])
    stale = sent(school, motto="我写的")
    School.objects.get(pk=school.pk).save()
    page = client.post(url, stale)
    assert "有人先一步保存了这份内容" in page.context["form"].non_field_errors()[0]
    assert page.context["form"]["motto"].value() == "我写的"


def test_changing_a_public_profile_takes_it_back_to_draft(client, school):
    make.published(school)
    client.force_login(make.clerk(school))
    client.post(reverse("office:school_edit", args=[school.pk]), sent(school, motto="新"))
    school.refresh_from_db()
    assert (school.motto, school.status) == ("新", CheckStatus.DRAFT)


def test_a_profile_that_is_being_checked_is_not_changed(client, school):
    clerk = make.clerk(school)
    school.scope = Scope.PUBLIC
    school.save()
    client.force_login(clerk)
    client.post(reverse("office:school_move", args=[school.pk, "first_check"]))
    client.post(
        reverse("office:school_event_add", args=[school.pk]),
        {"event-kind": "founded", "event-text": "建校"},
    )
    assert school.events.count() == 0


def test_three_people_publish_a_profile(client, school):
    school.scope = Scope.PUBLIC
    school.save()
    people = [make.clerk(school), make.secretary(school), make.leader(school.region)]
    for person, key in zip(people, ("first_check", "second_check", "final_check"), strict=True):
        client.force_login(person)
        client.post(reverse("office:school_move", args=[school.pk, key]))
    school.refresh_from_db()
    assert school.is_public
    assert [check.user for check in school.check_trail()] == people


def test_a_renamed_school_keeps_its_old_name(client, school):
    client.force_login(make.staff(school.region))
    data = {
        "region": school.region_id,
        "name": "东风实验小学",
        "stage": school.stage,
        "ownership": school.ownership,
        "version": school.updated_at.isoformat(),
    }
    client.post(reverse("office:school_register", args=[school.pk]), data)
    school.refresh_from_db()
    assert school.name == "东风实验小学"
    assert [old.name for old in school.former_names.all()] == ["东风小学"]


def test_only_staff_register_schools(client, school):
    client.force_login(make.secretary(school))
    assert client.get(reverse("office:school_new")).status_code == 403
    assert client.get(reverse("office:school_register", args=[school.pk])).status_code == 403


def test_half_known_dates_of_the_past_stay_half_known(client, school):
    client.force_login(make.clerk(school))
    url = reverse("office:school_event_add", args=[school.pk])
    client.post(url, {"event-kind": "founded", "event-happened": "1906", "event-text": "建校"})
    event = school.events.get()
    assert (event.happened_on.isoformat(), event.precision) == ("1906-01-01", "year")
    client.post(reverse("office:school_event_remove", args=[event.pk]))
    assert school.events.count() == 0


def test_the_export_holds_the_schools_of_the_filter(client, school):
    client.force_login(make.staff(school.region))
    response = client.get(reverse("office:schools"), {"export": "xlsx"})
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]


def test_the_public_sees_public_schools_grouped_by_region(client, school):
    make.published(school)
    make.SchoolFactory(region=school.region)
    page = client.get(reverse("schools:list"))
    assert [row.name for row in page.context["page"]] == ["东风小学"]


@pytest.mark.parametrize("name", ["schools:list", "office:schools"])
def test_lists_ask_as_much_for_three_schools_as_for_one(
    client, school, name, django_assert_num_queries
):
    make.published(school)
    client.force_login(make.staff(school.region))
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name))
    asked = len(one)
    for number in range(2):
        make.published(make.SchoolFactory(region=school.region, name=f"另{number}小学"))
    client.get(reverse(name))  # what pages share
    with django_assert_num_queries(asked):
        client.get(reverse(name))
