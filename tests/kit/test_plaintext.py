"""What the wording check can read of uploaded files."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from django.core.files.base import File
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from kit import plaintext
from tests.kit.importing import xlsx

XLS = Path(__file__).parent / "data" / "honors.xls"


def word():
    document, stream = docx.Document(), BytesIO()
    document.add_paragraph("名单")
    document.add_table(1, 2).rows[0].cells[1].text = "甲"
    document.save(stream)
    return stream


def slides(page="<a:p><a:r><a:t>先锋岗</a:t></a:r><a:r><a:t>&amp;责任区</a:t></a:r></a:p>"):
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("ppt/slides/slide1.xml", page)
        archive.writestr("ppt/notes.xml", "<a:t>不在页上</a:t>")
    return stream


def pdf(said="党员示范岗"):
    """One page in a font of the reader's own, as a Chinese office prints it."""
    stream, writer = BytesIO(), PdfWriter()
    page = writer.add_blank_page(200, 200)
    cid = {NameObject("/Type"): NameObject("/Font"), NameObject("/BaseFont"): NameObject("/SimSun")}
    cid |= {NameObject("/Subtype"): NameObject("/CIDFontType2")}
    font = cid | {
        NameObject("/Subtype"): NameObject("/Type0"),
        NameObject("/Encoding"): NameObject("/UniGB-UTF16-H"),
        NameObject("/DescendantFonts"): ArrayObject([DictionaryObject(cid)]),
    }
    fonts = DictionaryObject({NameObject("/F1"): DictionaryObject(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    text = StreamObject()
    text.set_data(f"BT /F1 12 Tf 20 100 Td <{said.encode('utf-16-be').hex()}> Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(text)
    writer.write(stream)
    return stream


@pytest.mark.parametrize(
    ("suffix", "file", "words"),
    [
        ("docx", word(), "名单\n\t甲"),
        ("pptx", slides(), "先锋岗&责任区\n"),
        ("xlsx", xlsx(("电话", "人数"), ("13812348000", 13812348000)), "13812348000\t13812348000"),
        ("pdf", pdf(), "党员示范岗"),
        ("pdf", BytesIO(b"%PDF-1.4"), ""),
        ("pdf", BytesIO(pdf().getvalue()[:300]), ""),
        ("docx", BytesIO(b"PK\x03\x04 broken"), ""),
        ("xlsx", BytesIO(b"PK\x03\x04 broken"), ""),
        ("pptx", BytesIO(b"PK\x03\x04 broken"), ""),
    ],
)
def test_the_words_of_office_files_are_read_and_nothing_else_breaks(suffix, file, words):
    read = plaintext.words(suffix, File(file))
    assert (words in read, bool(read)) == (True, bool(words))
    assert file.tell() == 0


def test_old_tables_are_read():
    with XLS.open("rb") as file:
        assert "荣誉" in plaintext.words("xls", File(file))
