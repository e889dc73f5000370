"""Reports, changes and the list of projects: what is written once, frozen and found again."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from python_calamine import CalamineWorkbook

from selection.actions import course, snapshot
from selection.models import ChangeRequest
from tests.factories import ActivityFactory, clerk, leader, secretary, staff
from tests.selection.building import approve, ask, begun, hand_in, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def building():
    return begun()


def test_the_first_draft_of_a_report_tells_promises_and_ledgers(client, building):
    row = building.commitments.get()
    row.delivered, row.delivered_on = "办了十二场", date(2026, 5, 1)
    row.save()
    ActivityFactory(school=building.school, happened_on=timezone.localdate(), students=73)

    client.force_login(clerk(building.school))
    first = client.get(url("build_report", building.reports.first().pk)).context["form"].initial

    assert "办十场联合党课：办了十二场（2026-05-01）" in first["progress"]
    assert "活动 1 次，73 人次" in first["progress"]


def test_a_signed_report_does_not_follow_the_ledger(client, building):
    midterm = building.reports.first()
    hand_in(client, midterm, secretary(building.school))
    digest = midterm.digest
    ActivityFactory(school=building.school, happened_on=timezone.localdate(), students=73)
    building.commitments.update(delivered="后来补写")

    page = client.get(url("build_report", midterm.pk))
    assert page.context["content"]["facts"]["activities"]["count"] == 0
    assert "后来补写" not in page.content.decode()
    assert snapshot.digest(midterm.frozen) == digest


def test_the_office_reads_a_report_only_once_it_is_signed(client, building):
    midterm = building.reports.first()
    midterm.content = text_of(midterm)
    midterm.save()
    client.force_login(staff(building.batch.region))
    assert "做了十场" not in client.get(url("build_report", midterm.pk)).content.decode()
    assert client.get(url("build_report_print", midterm.pk)).status_code == 404

    hand_in(client, midterm, secretary(building.school))
    client.force_login(staff(building.batch.region))
    assert "做了十场" in client.get(url("build_report", midterm.pk)).content.decode()


def test_print_page_and_word_file_say_the_same(client, building):
    midterm = building.reports.first()
    hand_in(client, midterm, secretary(building.school))
    printed = client.get(url("build_report_print", midterm.pk)).content.decode()
    word = Document(BytesIO(client.get(url("build_report_word", midterm.pk)).getvalue()))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*cells, *(line.text for line in word.paragraphs)])

    for told in ("办十场联合党课", "做了十场，来了三百人。", building.school.name, "建设进展"):
        assert told in printed
        assert told in text


def test_a_granted_change_stands_beside_the_promise_it_changed(client, building):
    row = building.commitments.get()
    client.force_login(secretary(building.school))
    change = ask(client, building, kind="content", commitment=row.pk, new_value="办八场联合党课")
    assert course.promise_rows(building)[0]["changed_to"] == ""

    approve(client, change, leader(building.batch.region))
    (told,) = course.promise_rows(building)
    assert (told["text"], told["changed_to"]) == ("办十场联合党课", "办八场联合党课")


def test_a_new_leader_answers_for_the_project_from_the_approval_on(client, building):
    client.force_login(secretary(building.school))
    change = ask(client, building, kind="leader", new_value="党支部副书记")
    assert course.leader_of(building) == ""

    approve(client, change, leader(building.batch.region))
    assert course.leader_of(building) == "党支部副书记"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "extension"}, "new_due_on"),
        ({"kind": "content", "new_value": "换一项"}, "commitment"),
        ({"kind": "leader"}, "new_value"),
        ({"kind": "termination", "reason": ""}, "reason"),
    ],
)
def test_each_kind_of_change_asks_for_what_it_needs(client, building, values, field):
    client.force_login(secretary(building.school))
    data = {"reason": "因故", "token": str(uuid4()), **values}
    response = client.post(url("build_change_new", building.pk), data)
    assert list(response.context["form"].errors) == [field]


def test_a_change_sent_twice_is_one_change(client, building):
    client.force_login(secretary(building.school))
    data = {"kind": "termination", "reason": "学校合并", "token": str(uuid4())}
    for _ in range(2):
        client.post(url("build_change_new", building.pk), data)
    assert ChangeRequest.objects.count() == 1


def test_the_course_of_the_brand_fills_what_was_delivered(client, building):
    step = building.brand.milestones.create(
        task="办十场联合党课", done_on=date(2026, 4, 9), note="来了三百人"
    )
    building.commitments.update(milestone=step)
    client.force_login(clerk(building.school))
    (form,) = client.get(url("build_deliver", building.pk)).context["forms"]

    assert form["delivered_on"].value() == date(2026, 4, 9)
    assert form["delivered"].value() == "来了三百人"


def test_an_autosaved_line_comes_back_until_it_is_saved(client, building):
    client.force_login(clerk(building.school))
    row = building.commitments.get()
    name = f"row-{row.pk}-delivered"
    client.post(
        url("build_deliver_draft", building.pk),
        {"data": {name: ["写了一半"]}},
        content_type="application/json",
    )
    (form,) = client.get(url("build_deliver", building.pk)).context["forms"]
    assert form["delivered"].value() == "写了一半"

    client.post(url("build_deliver_drop", building.pk))
    (form,) = client.get(url("build_deliver", building.pk)).context["forms"]
    assert form["delivered"].value() == ""


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2027-06-30", date(2027, 6, 30)),
        ("2027-06", date(2027, 6, 30)),
        ("2028-02", date(2028, 2, 29)),
        ("2027", date(2027, 12, 31)),
        ("未注明", None),
        ("", None),
    ],
)
def test_a_promise_is_due_at_the_end_of_what_it_names(written, day):
    assert course.last_day(written) == day


def test_the_list_shows_what_lags_and_what_waits(client, building):
    building.commitments.update(due_on=date(2026, 1, 1))
    client.force_login(secretary(building.school))
    ask(client, building, kind="termination")
    client.force_login(staff(building.batch.region))
    page = client.get(url("build_list")).content.decode()
    assert "滞后 1 项" in page
    assert "变更待批复" in page
    for need, count in (("lagging", 1), ("waiting", 1), ("soon", 0)):
        listing = client.get(url("build_list"), {"need": need}).context["listing"]
        assert listing.rows.count() == count, need


def test_the_list_as_a_sheet_carries_its_counts(client, building):
    client.force_login(staff(building.batch.region))
    answer = client.get(url("build_list"), {"export": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    cells = [cell for row in sheet.to_python() for cell in row]
    assert building.school.name in cells
    assert "中期报告" in cells


def test_desks_tell_who_has_to_act(client, building):
    client.force_login(secretary(building.school))
    assert "的中期报告" in client.get(reverse("office:home")).content.decode()
    ask(client, building, kind="termination")

    told = f"批复《{building.brand}》的终止申请"
    client.force_login(leader(building.batch.region))
    assert told in client.get(reverse("office:home")).content.decode()
    client.force_login(staff(building.batch.region))
    assert told not in client.get(reverse("office:home")).content.decode()


def test_the_figures_of_a_report_open_the_ledger_of_the_build_period(client, building):
    inside = ActivityFactory(school=building.school, happened_on=timezone.localdate())
    before = ActivityFactory(school=building.school, happened_on=date(2020, 3, 4))
    client.force_login(clerk(building.school))
    page = client.get(url("build_report", building.reports.first().pk)).content.decode()
    start = building.batch.announcement.issued_on
    address = f"{reverse('office:activities:list')}?since={start}&amp;until={timezone.localdate()}"

    assert address in page
    listing = client.get(address.replace("&amp;", "&")).context["listing"]
    assert (inside in listing.rows, before in listing.rows) == (True, False)
