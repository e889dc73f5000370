"""Official papers on paper: what the public prints of a notice and of a result (GB/T 9704)."""

import io

import pytest
from pypdf import PdfReader

from selection.workflow.results import announce
from tests.selection.deciding import announcement, noticed, run_out

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A4 = (595, 842)
# How far the signature ends before the text does, in characters of its own size.
SPACE = """() => {
  const sign = document.querySelector('.sheet .sign'), box = e => e.getBoundingClientRect();
  return (box(sign.parentElement).right - box(sign).right) / parseFloat(getComputedStyle(sign).fontSize);
}"""


def test_public_papers_are_printed_in_official_layout(live_server, page):
    notice, boss = noticed()
    run_out(notice)
    announce(announcement(notice.batch), by=boss)
    for path in (f"/notices/{notice.pk}/", f"/results/{notice.batch_id}/"):
        page.goto(f"{live_server.url}{path}")
        page.emulate_media(media="print")
        shown = [page.locator(place).is_visible() for place in (".doc-index", ".mast", ".foot")]
        assert shown == [True, False, False]
        assert page.evaluate(SPACE) == pytest.approx(4, abs=0.01)
        paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        assert (round(paper[0].mediabox.width), round(paper[0].mediabox.height)) == A4
        for number, sheet in enumerate(paper, 1):
            assert f"— {number} —" in sheet.extract_text()
