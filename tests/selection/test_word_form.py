"""The Word form: opened again, it says what was frozen and nothing else."""

import html
import re
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from selection.actions.snapshot import grouped
from selection.choices import BatchStatus
from selection.documents.blank import blank
from selection.documents.form import written
from selection.models import Application
from tests import factories
from tests.selection.test_apply import Place

pytestmark = pytest.mark.django_db
HOSTILE = "{{ 7 * 7 }} {% raw %} <w:p>&amp;</w:p> ]]> 😀\x0b" + "长" * 5000


def opened(source):
    document = Document(source)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells), document


def test_the_form_has_cover_tables_opinions_and_the_code():
    application = Place().submitted()
    version = application.latest
    text, document = opened(written(application, version))
    for part in (
        f"{application.batch.name}\n申报书",
        "第五小学",
        "第01号项目",
        "品牌由来的正文。",
        "升旗",
        "一、基本情况",
        "五、审核意见",
        "（盖章）　　　　年　　月　　日",
        f"版本码 {grouped(version.code)}（第 1 版）",
    ):
        assert part in text
    number, code = document.sections[0].footer.paragraphs
    assert number.text.startswith("— ")
    assert grouped(version.code) in code.text


def test_what_a_school_types_stays_text():
    application = Place().submitted()
    version = application.latest
    content = version.content
    content["brand"]["title"] = content["school"]["name"] = content["claims"][0]["text"] = HOSTILE
    content["prose"][0]["text"] = HOSTILE
    text, _ = opened(written(application, version))
    assert text.count(HOSTILE.replace("\x0b", "")) == 4


def test_readers_of_the_version_download_it(client):
    place = Place()
    application = place.submitted()
    client.force_login(place.staff)
    response = client.get(reverse("office:selection:word", args=[application.pk, 1]))
    text, _ = opened(BytesIO(b"".join(response.streaming_content)))
    assert "品牌由来的正文。" in text
    assert response["Content-Disposition"].startswith("attachment;")
    assert Application.objects.get().versions.count() == 1


def test_anybody_downloads_the_empty_form_with_the_parts_and_limits_of_the_batch(client):
    fields = {"insight": {"on": False}, "background": {"limit": 321}}
    batch = factories.BatchFactory(fields=fields, attachments_asked=["章程复印件"])
    url = reverse("selection:batch_form", args=[batch.pk])
    assert url in client.get(batch.get_absolute_url()).content.decode()
    text, _ = opened(BytesIO(b"".join(client.get(url).streaming_content)))
    for part in (batch.name, "品牌由来（最多 321 字）", "章程复印件", "五、审核意见", "（盖章）"):
        assert part in text
    assert "启示与思考" not in text
    assert "学校自评" not in text
    type(batch).objects.update(status=BatchStatus.DRAFT)
    assert client.get(url).status_code == 404


def test_the_empty_form_has_a_row_for_every_self_score(client):
    batch = factories.BatchFactory(has_self_score=True)
    text, document = opened(blank(batch))
    leaf = batch.review_stages.get().rubric.leaves().first()
    assert "五、学校自评" in text
    assert "六、审核意见" in text
    table = next(t for t in document.tables if t.rows[0].cells[0].text == "指标")
    assert [cell.text for cell in table.rows[1].cells][::2] == [leaf.title, ""]


def squeezed(text):
    return "".join(text.split())


def test_word_and_print_page_say_the_same(client):
    """Every paragraph, heading and cell of the page is in the file; what a page adds is named here."""
    place = Place()
    application = place.submitted()
    client.force_login(place.secretary)
    page = client.get(reverse("office:selection:print", args=[application.pk, 1])).text
    said = re.findall(
        r"<(p|td|th|h2|h3)[^>]*>((?:(?!<(?:p|td|th|table|div)[ >]).)*?)</\1>", page, re.DOTALL
    )
    lines = [squeezed(html.unescape(re.sub(r"<[^>]+>", "\n", text))) for _, text in said]
    written_text, _ = opened(written(application, application.latest))
    word = squeezed(written_text)
    only_on_paper = ("扫码或打开", "版本码")
    missing = [line for line in lines if line not in word and not line.startswith(only_on_paper)]
    assert len(lines) > 40
    assert missing == []


def test_the_layout_is_that_of_an_official_paper():
    application = Place().submitted()
    _, document = opened(written(application, application.latest, "https://example.org/verify/X/"))
    section = document.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.cm, 1) for side in sides] == [3.7, 3.5, 2.8, 2.6]
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt) == ("仿宋", 16)
    assert normal.paragraph_format.line_spacing.pt == 28
    assert len(section.footer.part.package.image_parts) == 1


def test_the_properties_of_the_file_name_nobody():
    place = Place()
    application = place.submitted()
    made = written(application, application.latest)
    with zipfile.ZipFile(made) as archive:
        about = (
            archive.read("docProps/core.xml").decode() + archive.read("docProps/app.xml").decode()
        )
    names = ("第五小学", place.secretary.name, place.clerk.name, "python-docx")
    assert [name for name in names if name in about] == []
