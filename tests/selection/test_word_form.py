"""The Word form: opened again, it says what was frozen and nothing else."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from selection.actions.snapshot import grouped
from selection.documents.form import written
from selection.models import Application
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
    assert grouped(version.code) in document.sections[0].footer.paragraphs[0].text


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
