"""The acceptance group's sheet: points by the batch's own rubric, a grade, a conclusion that stays."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from docx import Document

from kit.workflow import Refused
from selection.actions.batches import create_batch
from selection.actions.rubrics import add_rubric
from selection.choices import BatchMode
from selection.documents.dossier import parts
from selection.documents.dossier.archive import Archive
from selection.documents.dossier.copies import copy_for
from selection.documents.report import written as report_written
from selection.models import Acceptance
from selection.workflow.reports import report_flow
from tests.factories import BatchFactory, clerk, leader, secretary, staff
from tests.selection.building import begun, hand_in, judge, points_of, sign, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def building():
    """With a rubric for each acceptance; the mid-term report is signed."""
    application = begun()
    office = staff(application.batch.region)
    for source in ("midterm", "closing"):
        add_rubric(batch=application.batch, name=f"{source}表", source=source, by=office)
    return application


@pytest.fixture
def office(building):
    return staff(building.batch.region)


@pytest.fixture
def midterm(client, building):
    report = building.reports.get(kind="midterm")
    hand_in(client, report, secretary(building.school))
    return report


def rubric_of(report):
    return report.application.batch.rubrics.get(purpose=report.kind)


def closed(client, building, verdict="excellent", short=0, **values):
    """Mid-term passed in full, the closing report judged with `short` points less than full."""
    signer, office = secretary(building.school), staff(building.batch.region)
    for report in building.reports.all():
        hand_in(client, report, signer)
        points = points_of(rubric_of(report), short if report.kind == "closing" else 0)
        given = verdict if report.kind == "closing" else "excellent"
        judge(client, report, office, given, **points, **values)
    return report


def test_a_new_cultivation_batch_brings_both_acceptance_rubrics(building):
    fresh = BatchFactory.build(region=building.batch.region, mode=BatchMode.CULTIVATION, number=7)
    made = create_batch(batch=fresh, by=leader(building.batch.region))
    sums = {r.purpose: sum(leaf.points for leaf in r.leaves()) for r in made.rubrics.all()}
    assert sums == {"review": 100, "midterm": 100, "closing": 100}

    judged = BatchFactory.build(region=building.batch.region, number=8)
    made = create_batch(batch=judged, by=leader(building.batch.region))
    assert [rubric.purpose for rubric in made.rubrics.all()] == ["review"]


def test_points_add_up_to_a_grade_and_stay_on_the_sheet(client, midterm, office):
    rubric = rubric_of(midterm)
    first = rubric.leaves()[0]
    ground = {f"row-{first.pk}-ground": "十场办了八场"}
    judge(client, midterm, office, "passed", **points_of(rubric, short=20), **ground)

    sheet = midterm.acceptances.get()
    assert (sheet.total, sheet.grade, midterm.status) == (80, "passed", "accepted")
    assert sheet.rows[0] == {
        "group": "任务完成",
        "title": "承诺任务按期推进",
        "full": "25",
        "points": "5",
        "ground": "十场办了八场",
    }


def test_the_lines_between_grades_are_the_batch_s_own(client, midterm, office):
    rubric = rubric_of(midterm)
    rubric.excellent_from, rubric.passed_from = 80, 70
    rubric.save()
    judge(client, midterm, office, "excellent", **points_of(rubric, short=20))
    assert midterm.acceptances.get().grade == "excellent"


def test_another_conclusion_than_the_points_needs_a_reason(client, midterm, office):
    points = points_of(rubric_of(midterm), short=20)
    answer = judge(client, midterm, office, "excellent", **points)
    assert "合计 80.0 分，等次是合格" in answer.content.decode()
    assert midterm.status == "submitted"

    reason = "两场因场馆停用改期，已有批复。"
    judge(client, midterm, office, "excellent", **points, reason=reason)
    assert midterm.acceptances.get().reason == reason


def test_only_what_goes_back_may_be_left_without_points(client, midterm, office):
    answer = judge(client, midterm, office, "passed")
    assert "请填写得分。" in answer.content.decode()
    assert midterm.status == "submitted"

    judge(client, midterm, office, "returned")
    assert (midterm.status, midterm.acceptances.get().total) == ("returned", None)


def test_points_beyond_the_row_or_between_its_steps_are_refused(client, midterm, office):
    first = rubric_of(midterm).leaves()[0]
    for wrong, said in (("26", "这一项满分 25 分。"), ("7.3", "最小分差是 0.5 分。")):
        points = {**points_of(rubric_of(midterm)), f"row-{first.pk}-points": wrong}
        assert said in judge(client, midterm, office, "passed", **points).content.decode()
    assert not midterm.acceptances.exists()


def test_a_midterm_report_cannot_fail(client, midterm, office):
    answer = judge(client, midterm, office, "failed", **points_of(rubric_of(midterm)))
    assert "verdict" in answer.context["sheet"].form.errors


def test_the_rubric_is_frozen_by_the_first_acceptance_and_open_until_then(client, midterm, office):
    rubric = rubric_of(midterm)
    page = reverse("office:selection:rubric", args=[rubric.batch_id, rubric.pk])
    client.force_login(office)
    assert client.get(page).status_code == 200  # although the result of the batch is published

    judge(client, midterm, office, "excellent", **points_of(rubric))
    rubric.refresh_from_db()
    assert rubric.frozen_at
    assert "不能再改" in client.get(page).content.decode()


def test_a_report_signed_anew_keeps_its_earlier_copy_with_the_sheet(client, midterm, office):
    judge(client, midterm, office, "returned")
    client.force_login(secretary(midterm.application.school))
    midterm.content = {**text_of(midterm), "progress": "补写了第九场。"}
    midterm.save()
    sign(client, midterm)
    midterm.refresh_from_db()

    (sheet,) = midterm.acceptances.all()
    page = client.get(url("build_acceptance", sheet.pk)).content.decode()
    assert midterm.frozen["texts"][0]["text"] == "补写了第九场。"
    assert "做了十场，来了三百人。" in page
    assert "补写了第九场。" not in page


def test_the_office_judges_the_report_it_has_read(client, midterm, office):
    read = midterm.digest
    judge(client, midterm, office, "returned")
    client.force_login(secretary(midterm.application.school))
    midterm.content = {**text_of(midterm), "progress": "补写了第九场。"}
    midterm.save()
    sign(client, midterm)
    midterm.refresh_from_db()

    points = points_of(rubric_of(midterm))
    answer = judge(client, midterm, office, "excellent", **points, digest=read)
    assert "学校重新签字提交过这份报告" in answer.content.decode()
    assert midterm.status == "submitted"


def test_no_report_is_accepted_without_a_sheet(midterm, office):
    with pytest.raises(Refused, match="请先填写验收意见表"):
        report_flow.perform(midterm, "accept", by=office, note="同意")


def test_a_sheet_sent_twice_is_one_sheet(client, midterm, office):
    token = "6b1f0a52-4c51-4a0e-9a55-7a5ad6ee1c11"
    for _ in range(2):
        answer = judge(
            client, midterm, office, "excellent", **points_of(rubric_of(midterm)), token=token
        )
        assert answer.status_code == 302
    assert Acceptance.objects.count() == 1


def test_the_school_reads_its_sheet_without_the_names_of_the_group(client, midterm, office):
    judge(client, midterm, office, "excellent", **points_of(rubric_of(midterm)))
    address = url("build_acceptance", midterm.acceptances.get().pk)
    client.force_login(office)
    assert "吴组长、郑委员、王委员" in client.get(address).content.decode()

    client.force_login(clerk(midterm.application.school))
    page = client.get(address).content.decode()
    assert "到会 3 人" in page
    assert "看过材料和台账。" in page
    assert "郑委员" not in page


def words_of(file):
    document = Document(file)
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def test_the_sheet_is_a_word_file_too_and_says_what_the_page_says(client, midterm, office):
    judge(client, midterm, office, "passed", **points_of(rubric_of(midterm), short=20))
    sheet = midterm.acceptances.get()
    told, names = (
        ("看过材料和台账。", "通过（合格）", "合计 80 分", "到会 3 人"),
        "吴组长、郑委员、王委员",
    )
    for person, has_names in ((office, True), (clerk(midterm.application.school), False)):
        client.force_login(person)
        page = client.get(url("build_acceptance", sheet.pk)).content.decode()
        file = client.get(url("build_acceptance_word", sheet.pk))
        text = words_of(BytesIO(b"".join(file.streaming_content)))
        for place in (page, text):
            assert [word for word in told if word not in place] == []
            assert (names in place, "郑委员" in place) == (has_names, has_names)


def test_the_printed_report_tells_the_finding_on_this_very_report(client, midterm, office):
    address = url("build_report_print", midterm.pk)
    client.force_login(office)
    assert "应到＿＿人" in client.get(address).content.decode()
    judge(client, midterm, office, "returned", opinion="补上数字再交。")
    assert "补上数字再交。" in client.get(address).content.decode()
    assert "补上数字再交。" in words_of(report_written(midterm))

    hand_in(client, midterm, secretary(midterm.application.school))
    page = client.get(address).content.decode()
    assert "应到＿＿人" in page
    assert "补上数字再交。" not in page


def test_a_dossier_keeps_reports_and_sheets_and_the_school_s_copy_names_no_member(
    client, midterm, office
):
    judge(client, midterm, office, "excellent", **points_of(rubric_of(midterm)))
    for is_schools in (False, True):
        made = BytesIO()
        archive = Archive(made, "档案")
        parts.building(
            archive, "09", midterm.application, copy_for(midterm.application, is_schools=is_schools)
        )
        archive.finish()
        with ZipFile(made) as box:
            files = {name: box.read(name) for name in box.namelist() if name.startswith("09/")}
        assert {"09/中期报告.docx", "09/中期报告验收意见表 1.docx"} <= set(files)
        said = "".join(words_of(BytesIO(data)) for data in files.values())
        assert ("郑委员" in said) is not is_schools


def test_the_public_sees_the_grade_of_a_closed_project_and_nothing_else(client, building):
    closed(client, building, short=20, verdict="passed")
    assert building.brand.results.order_by("pk").last().grade == "passed"


def test_an_excellent_closing_is_told_on_the_brand(client, building):
    closed(client, building)
    assert building.brand.results.order_by("pk").last().grade == "excellent"


def test_a_signature_needs_the_secretary_s_own_password(client, building):
    report = building.reports.get(kind="midterm")
    report.content = text_of(report)
    report.save()
    client.force_login(secretary(building.school))
    answer = sign(client, report, password="wrong-horse-1")
    report.refresh_from_db()
    assert "密码不对" in answer.content.decode()
    assert (report.status, report.frozen) == ("draft", {})

    sign(client, report)
    report.refresh_from_db()
    assert report.status == "submitted"


def test_what_changed_while_the_secretary_read_is_shown_before_it_is_signed(client, building):
    report = building.reports.get(kind="midterm")
    report.content = text_of(report)
    report.save()
    client.force_login(secretary(building.school))
    shown = client.get(url("build_report_sign", report.pk)).context["form"].initial["digest"]
    report.content = {**text_of(report), "next": "后来改的"}
    report.save()
    data = {"password": "correct-horse-9", "digest": shown}
    answer = client.post(url("build_report_sign", report.pk), data)
    assert "你打开页面后内容有改动" in answer.content.decode()
    report.refresh_from_db()
    assert report.status == "draft"
