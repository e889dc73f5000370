from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from brands.models import Brand, Milestone
from kit.models import AuditEntry, Draft
from kit.publication import CheckStatus
from schools.actions import storage
from tests.factories import BrandFactory, published


def part(brand, key):
    return reverse("office:brands:edit", args=[brand.pk, key])


def sub(row):
    return reverse("office:brands:sub", args=[row.brand_id, row.pk])


def test_basic_information_is_saved_and_audited(editor, clerk, brand):
    response = editor.change(part(brand, "basic"), title=" 同心 | 三校 |", slip="同心三校")
    brand.refresh_from_db()
    assert (response.status_code, brand.title, brand.slip) == (302, "同心|三校", "同心三校")
    entry = AuditEntry.objects.get(verb="brand.update")
    assert (entry.actor, entry.detail) == (clerk, {"part": "基本信息"})


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("title", "|", "请填写品牌名称。"),
        ("slip", "同", "题签写 2 到 5 个字，如“同心三校”。"),
        ("started_year", "16", "创建年份请写四位数字，如 2016。"),
    ],
)
def test_a_wrong_entry_is_answered_beside_its_field(editor, brand, field, value, error):
    response = editor.change(part(brand, "basic"), **{field: value})
    assert response.context["sheet"].form.errors == {field: [error]}
    assert response.context["sheet"].form[field].value() == value


def test_two_brands_of_a_school_have_two_names(editor, brand, school):
    BrandFactory(school=school, title="旧名", is_current=False)
    response = editor.change(part(brand, "basic"), title="旧名")
    assert response.context["sheet"].general_errors == ["本校已有同名品牌。"]


def test_a_logo_is_cleaned_and_shown(editor, client, brand, tmp_path):
    Image.new("RGB", (60, 60), "red").save(tmp_path / "logo.png")
    upload = SimpleUploadedFile("logo.png", (tmp_path / "logo.png").read_bytes())
    editor.change(part(brand, "basic"), logo_file=upload)
    response = client.get(reverse("brands:logo", args=[brand.pk]))
    content = b"".join(response)
    assert (response.headers["Content-Type"], content[8:12]) == ("image/webp", b"WEBP")
    assert storage.used(brand.school) == len(content)
    client.logout()
    assert client.get(reverse("brands:logo", args=[brand.pk])).status_code == 404


def test_a_logo_that_is_no_picture_is_refused_by_name(editor, brand):
    upload = SimpleUploadedFile("logo.png", b"no picture")
    response = editor.change(part(brand, "basic"), logo_file=upload)
    assert response.context["sheet"].form.errors == {
        "logo_file": ["“logo.png”不是能用的照片，请换成 JPG、PNG、WebP 或 HEIC 照片。"]
    }


def test_prose_is_saved_under_its_kind(editor, brand):
    url = part(brand, "insight")
    editor.change(url, **{"rows-0-heading": "可推广", "rows-0-body": "三步走。"})
    found = brand.sections.filter(kind="insight").values_list("heading", "body")
    assert list(found) == [("可推广", "三步走。")]


def test_rows_are_added_one_by_one_and_blank_ones_forgotten(editor, brand):
    url = part(brand, "milestones")
    response = editor.change(url, do="add", **{"rows-0-task": "立项", "rows-0-done": "2024"})
    assert response.url == f"{url}?more=1#new-row"
    editor.change(f"{url}?more=1")
    assert [(m.task, m.when) for m in brand.milestones.all()] == [("立项", "2024")]


def test_rows_are_moved_by_their_buttons(editor, brand):
    for number, task in enumerate("甲乙丙"):
        brand.milestones.create(task=task, order=number)
    editor.change(part(brand, "milestones"), do="up-2", **{"rows-0-task": "甲二"})
    assert [m.task for m in brand.milestones.all()] == ["甲二", "丙", "乙"]


def test_a_row_is_removed_by_its_button(editor, brand):
    for task in "甲乙":
        brand.milestones.create(task=task)
    editor.change(part(brand, "milestones"), do="remove-0")
    assert [m.task for m in brand.milestones.all()] == ["乙"]


def test_a_figure_needs_its_unit_and_a_number(editor, brand):
    response = editor.change(
        part(brand, "figures"), **{"rows-0-label": "文章", "rows-0-value": "二十"}
    )
    sheet = response.context["sheet"]
    assert [error for _, error in sheet.problems] == ["数值：输入一个数字。", "请填写单位。"]
    assert sheet.rows.forms[0]["value"].value() == "二十"


def test_a_date_is_kept_as_exactly_as_it_is_known(editor, brand):
    known = {"rows-0-task": "立项", "rows-0-due": "2024", "rows-0-done": "2024年3月"}
    editor.change(part(brand, "milestones"), **known)
    row = brand.milestones.get()
    assert (row.done_on, row.precision, row.when) == (date(2024, 3, 1), "month", "2024-03")


def test_a_sub_project_is_saved_with_its_measures(editor, brand):
    row = brand.sub_projects.get()
    new = {"rows-0-kind": "course", "rows-0-title": "师生书信"}
    url = f"{sub(row)}?more=1"
    editor.change(url, **{"sub-body": "一学期一封信。"}, **new)
    row.refresh_from_db()
    assert row.body == "一学期一封信。"
    assert [(m.kind, m.title) for m in row.measures.all()] == [("course", "师生书信")]


def test_sub_projects_are_added_moved_and_removed(editor, client, brand):
    url = reverse("office:brands:arrange", args=[brand.pk])
    client.post(url, {"do": "add", "title": "同心曲"})
    client.post(url, {"do": "add", "title": "同心桥"})
    first, second, third = brand.sub_projects.all()
    client.post(url, {"do": f"up-{third.pk}"})
    client.post(url, {"do": f"remove-{first.pk}"})
    assert [p.title for p in brand.sub_projects.all()] == ["同心桥", "同心曲"]
    client.post(url, {"do": f"down-{third.pk}"})
    assert list(brand.sub_projects.all()) == [second, third]


@pytest.mark.parametrize(
    ("known", "title", "refusal"),
    [
        (1, " ", "请填写子项目的名称。"),
        (10, "又一个", "一个品牌最多 10 个子项目，请先合并。"),
    ],
)
def test_a_sub_project_that_cannot_be_is_refused(editor, client, brand, known, title, refusal):
    for number in range(1, known):
        brand.sub_projects.create(title=f"子项目{number}")
    url = reverse("office:brands:arrange", args=[brand.pk])
    response = client.post(url, {"do": "add", "title": title}, follow=True)
    assert [str(m) for m in response.context["messages"]] == [refusal]
    assert brand.sub_projects.count() == known


def test_a_sub_project_of_another_brand_is_not_found(editor, client, brand):
    other = BrandFactory().sub_projects.create(title="别人的")
    assert client.get(reverse("office:brands:sub", args=[brand.pk, other.pk])).status_code == 404


def test_results_won_elsewhere_are_filed_and_own_ones_are_out_of_reach(editor, brand):
    own = brand.results.create(level="county", batch_name="本区第五批", is_own=True)
    new = {"rows-0-batch_name": "首批", "rows-0-level": "city", "rows-0-grade": "selected"}
    editor.change(part(brand, "results"), **new, **{"rows-0-decided": "2024-03-12"})
    filed = brand.results.get(is_own=False)
    assert (filed.when, filed.level) == ("2024-03-12", "city")
    assert [
        f.instance for f in editor.client.get(part(brand, "results")).context["sheet"].rows
    ] == [filed]
    assert brand.results.get(is_own=True) == own


def test_a_stale_page_says_so_and_keeps_what_was_typed(editor, brand):
    data = editor.open(part(brand, "background"))
    editor.change(part(brand, "result"), **{"rows-0-body": "别人写的"})
    mine = {"rows-0-body": "我写的"}
    sheet = editor.send(part(brand, "background"), data, **mine).context["sheet"]
    assert [error.split("（")[0] for error in sheet.general_errors] == ["有人先一步保存了这份内容"]
    assert sheet.rows.forms[0]["body"].value() == "我写的"
    assert editor.send(part(brand, "background"), typed_again(sheet), **mine).status_code == 302
    assert brand.sections.get(kind="background").body == "我写的"


def typed_again(sheet):
    return sheet.stamp.data.dict()


def test_saving_a_published_brand_takes_it_back_to_draft(editor, brand):
    published(brand)
    page = editor.client.get(part(brand, "background")).content.decode()
    assert "保存修改后，品牌转回草稿，公众暂时看不到，要重新三审。" in page
    editor.change(part(brand, "background"), **{"rows-0-body": "新写的。"})
    brand.refresh_from_db()
    assert (brand.status, brand.first_by, brand.final_at) == (CheckStatus.DRAFT, None, None)
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["brand.reopen", "brand.update"]


def test_a_published_brand_stays_public_when_the_entry_was_wrong(editor, brand):
    published(brand)
    editor.change(part(brand, "basic"), title="")
    assert Brand.objects.public().get() == brand


def test_nobody_writes_while_others_are_checking(editor, brand, clerk):
    now = timezone.now()
    Brand.objects.update(status=CheckStatus.FIRST, first_by=clerk, first_at=now)
    response = editor.client.get(part(brand, "background"), follow=True)
    assert [str(m) for m in response.context["messages"]] == [
        "现在是“待复审”，审核人正在看。退回以后再改。"
    ]


def test_the_monthly_line_needs_no_new_check(editor, school, clerk):
    project = published(BrandFactory(school=school, kind="secretary_project"))
    url = part(project, "progress")
    editor.change(url, **{"rows-0-month": "2025-03", "rows-0-text": "开了动员会。"})
    line = project.progress.get()
    assert (line.month, line.written_by) == (date(2025, 3, 1), clerk)
    project.refresh_from_db()
    assert project.status == CheckStatus.PUBLISHED


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"rows-0-done": "2025-03-12"}, "published"),
        ({"rows-0-done": "2025-03-12", "do": "add"}, "published"),
        ({"rows-0-done": "2025-03-12", "rows-0-note": "办成了。"}, "draft"),
        ({"rows-0-due": "2026-03"}, "draft"),
        ({"rows-1-task": "印发全区"}, "draft"),
        ({"do": "down-0"}, "draft"),
        ({"do": "remove-0"}, "draft"),
    ],
)
def test_a_task_done_leaves_the_project_public_and_new_words_do_not(
    editor, school, changes, status
):
    project = BrandFactory(school=school, kind="secretary_project")
    task = project.milestones.create(
        task="列出清单", due_on=date(2025, 3, 1), note="先列急的。", order=0
    )
    project.milestones.create(task="印发", order=1)
    published(project)
    editor.change(part(project, "milestones"), **changes)
    project.refresh_from_db()
    assert project.status == status
    done = project.milestones.filter(pk=task.pk).values_list("done_on", flat=True).first()
    assert done == (date(2025, 3, 12) if "rows-0-done" in changes else None)


def test_only_projects_have_monthly_lines(editor, brand):
    assert editor.client.get(part(brand, "progress")).status_code == 404


def test_a_draft_is_kept_offered_and_dropped(editor, client, clerk, brand):
    key, url = f"brand:{brand.pk}:background", part(brand, "background")
    autosave = reverse("office:brands:draft", args=[brand.pk, "background"])
    data = editor.open(url) | {"rows-0-body": "写到一半"}
    body = {"data": {name: [str(value)] for name, value in data.items()}}
    assert client.post(autosave, body, content_type="application/json").status_code == 200
    assert client.get(url).context["kept"] == Draft.objects.get(owner=clerk, key=key)
    refilled = client.get(f"{url}?draft=1").context["sheet"]
    assert refilled.rows.forms[0]["body"].value() == "写到一半"
    client.post(url, {"do": "forget"})
    assert client.get(url).context["kept"] is None


def test_saving_makes_the_draft_superfluous(editor, client, clerk, brand):
    Draft.objects.create(owner=clerk, key=f"brand:{brand.pk}:background", data={})
    url = part(brand, "background")
    editor.change(url)
    assert client.get(url).context["arrived"] is True
    assert client.get(url).context["arrived"] is False
    assert Draft.objects.count() == 0


def test_the_outline_says_what_each_part_lacks(editor, client, brand):
    brand.figures.create(label="文章", value=20, unit="篇")
    Milestone.objects.create(brand=brand, task="立项")
    entries = client.get(part(brand, "basic")).context["outline"]
    assert [(e.key, e.state, e.note) for e in entries] == [
        ("basic", "ok", ""),
        ("background", "ok", "8 字"),
        ("practice", "ok", "1 个子项目"),
        (f"sub-{brand.sub_projects.get().pk}", "ok", "4 字"),
        ("result", "ok", "8 字"),
        ("insight", "", "可不写"),
        ("figures", "todo", "1 个缺来源"),
        ("milestones", "todo", "缺 1 个时间"),
        ("results", "", "可不写"),
    ]


@pytest.mark.parametrize("page", ["edit", "sub"])
def test_staff_read_but_do_not_write(client, staff, brand, page):
    client.force_login(staff)
    last = "background" if page == "edit" else brand.sub_projects.get().pk
    response = client.get(reverse(f"office:brands:{page}", args=[brand.pk, last]))
    assert response.status_code == 403


def test_a_school_does_not_find_the_brand_of_another(editor, client):
    other = BrandFactory()
    urls = [
        part(other, "basic"),
        reverse("office:brands:detail", args=[other.pk]),
        reverse("office:brands:preview", args=[other.pk]),
        reverse("office:brands:versions", args=[other.pk]),
    ]
    assert [client.get(url).status_code for url in urls] == [404] * 4


def test_the_editor_asks_a_constant_number_of_questions(
    editor, client, brand, django_assert_num_queries
):
    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(part(brand, "figures"))
        return len(found)

    brand.figures.create(label="一", value=1, unit="篇")
    once = count()
    for label in "二三":
        brand.figures.create(label=label, value=1, unit="篇")
        brand.sub_projects.create(title=label)
    assert count() == once
