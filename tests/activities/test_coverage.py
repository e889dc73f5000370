import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.models import Coverage, Outlet
from activities.workflow import coverage_flow
from kit.audit import sentence
from kit.models import AuditEntry
from schools.actions import storage
from tests.activities.conftest import fetch, make
from tests.factories import SchoolFactory, clerk, leader, published, staff

NEW = "/office/activities/coverage/new/"
LEDGER = "/office/activities/coverage/"


def typed(**changes):
    return {
        "token": str(uuid.uuid4()),
        "title": "三校同升一面旗",
        "outlet_name": "市教育电视台",
        "outlet_level": "city",
        "outlet_kind": "broadcast",
        "kind": "report",
        "appeared": "2025-03",
        "is_original": "on",
        "scope": "private",
        **changes,
    }


def test_a_report_is_entered_with_a_new_outlet_and_a_half_known_date(enter, author, school):
    activity = make(school)
    browser = enter(author)
    page = browser.get(f"{NEW}?activity={activity.pk}")
    assert page.context["form"]["activity"].value() == activity.pk
    response = browser.post(NEW, typed(activity=activity.pk))
    coverage = Coverage.objects.get()
    assert response.url == coverage.get_office_url()
    assert (str(coverage), coverage.school, coverage.activity) == (
        "市教育电视台：三校同升一面旗",
        school,
        activity,
    )
    assert (coverage.appeared_text, coverage.outlet.level) == ("2025-03", "city")
    assert sentence(AuditEntry.objects.get()) == f"{author}登记了报道“{coverage}”"


def test_a_known_outlet_keeps_its_level(enter, author, outlet):
    response = enter(author).post(NEW, typed(outlet_level="national"))
    assert response.context["form"].errors == {
        "outlet_level": ["“市教育电视台”登记的是市级，请改成一致。"]
    }
    enter(author).post(NEW, typed())
    assert list(Outlet.objects.all()) == [outlet]


def test_faults_are_named(enter, author):
    response = enter(author).post(
        NEW,
        typed(
            outlet_level="",
            appeared="上个月",
            link="javascript:alert(1)",
            scan=SimpleUploadedFile("扫描.pdf", b"MZ"),
        ),
    )
    errors = response.context["form"].errors
    assert sorted(errors) == ["appeared", "link", "outlet_level", "scan"]
    assert errors["appeared"] == ["年份请写四位数字，如 2024；知道月、日的写 2024-03-12。"]


def test_a_scan_is_handed_out_within_the_scope(enter, author, school):
    enter(author).post(NEW, typed(scan=SimpleUploadedFile("扫描.pdf", b"%PDF-1.7")))
    url = reverse("office:activities:coverage_scan", args=[Coverage.objects.get().pk])
    assert fetch(enter(staff(school.region)), url)["Content-Type"] == "application/pdf"
    assert storage.used(school) == len(b"%PDF-1.7")
    assert enter(clerk(SchoolFactory())).get(url).status_code == 404


def test_sent_twice_it_is_entered_once(enter, author):
    data, browser = typed(), enter(author)
    assert browser.post(NEW, data).url == browser.post(NEW, data).url
    assert Coverage.objects.count() == 1


def test_only_schools_enter_reports(client, enter, school):
    assert client.get(NEW).url == f"/login/?next={NEW}"
    for user in (staff(school.region), leader(school.region)):
        assert enter(user).get(NEW).status_code == 403


def test_strangers_do_not_find_it(enter, school, outlet):
    coverage = Coverage.objects.create(school=school, outlet=outlet, title="报道")
    browser = enter(clerk(SchoolFactory()))
    for name in ("coverage_detail", "coverage_edit"):
        assert (
            browser.get(reverse(f"office:activities:{name}", args=[coverage.pk])).status_code == 404
        )
    edit = reverse("office:activities:coverage_edit", args=[coverage.pk])
    assert enter(staff(school.region)).get(edit).status_code == 403


def test_three_checks_and_an_edit_that_reopens_them(enter, author, head, officer, school, outlet):
    coverage = Coverage.objects.create(school=school, outlet=outlet, title="报道", scope="public")
    for user, key in ((author, "first_check"), (head, "second_check"), (officer, "final_check")):
        enter(user).post(reverse("office:activities:coverage_move", args=[coverage.pk, key]))
    coverage.refresh_from_db()
    assert coverage.is_public
    url = reverse("office:activities:coverage_edit", args=[coverage.pk])
    page = enter(author).get(url)
    assert "这条报道已经发布" in page.content.decode()
    version = page.context["form"]["version"].value()
    enter(author).post(url, typed(title="改过的报道", scope="public", version=version))
    coverage.refresh_from_db()
    assert (coverage.status, coverage.title, coverage.first_by) == ("draft", "改过的报道", None)


def test_under_check_it_stays_as_it_is(enter, author, school, outlet):
    coverage = Coverage.objects.create(school=school, outlet=outlet, title="报道", scope="public")
    coverage_flow.perform(coverage, "first_check", by=author)
    url = reverse("office:activities:coverage_edit", args=[coverage.pk])
    assert enter(author).get(url).url == coverage.get_office_url()
    assert enter(author).get(coverage.get_office_url()).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_long_it_is(
    enter, author, school, outlet, count, django_assert_num_queries
):
    for n in range(count):
        Coverage.objects.create(school=school, outlet=outlet, title=f"报道{n}")
    browser = enter(author)
    browser.get(LEDGER)
    with django_assert_num_queries(5):
        assert len(browser.get(LEDGER).context["page"]) == count


def test_levels_are_counted_in_one_query(school, outlet, django_assert_num_queries):
    world = Outlet.objects.create(name="世界教育报", level="world", kind="newspaper")
    for place in (outlet, outlet, world):
        Coverage.objects.create(school=school, outlet=place, title="报道")
    published(Coverage.objects.first())
    with django_assert_num_queries(1):
        assert Coverage.objects.of_school(school).count_by_level() == [
            {"level": "world", "label": "世界级", "count": 1},
            {"level": "city", "label": "市级", "count": 2},
        ]
