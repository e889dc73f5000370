import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from kit import files


def zipped(**members):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def refusal(name, content, **kwargs):
    with pytest.raises(ValidationError) as caught:
        files.check(SimpleUploadedFile(name, content), **kwargs)
    return caught.value.messages


def test_a_file_is_kept_under_its_digest_and_shown_under_its_name():
    upload = SimpleUploadedFile("总结.PDF", b"%PDF-1.7 x", content_type="text/html")
    checked = files.check(upload)
    assert checked.stored_name == f"{checked.digest}.pdf"
    assert (checked.shown_name, checked.size) == ("总结.PDF", 10)
    assert checked.content_type == "application/pdf"
    assert upload.read() == b"%PDF-1.7 x"


def test_a_path_in_the_name_is_dropped():
    upload = SimpleUploadedFile("x", b"\x89PNG\r\n\x1a\n")
    upload._name = "C:\\桌面\\a.png"
    assert files.check(upload).shown_name == "a.png"


def test_a_word_file_must_contain_a_document():
    content = zipped(word__document="x")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.namelist() == ["word/document"]
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert files.check(SimpleUploadedFile("a.docx", out.getvalue())).size == len(out.getvalue())
    wanted = ["“a.docx”打不开，它不像是 docx 文件。请用原来的软件另存后再传。"]
    assert refusal("a.docx", content) == wanted
    assert refusal("a.docx", out.getvalue()[:40]) == wanted


def test_what_a_name_promises_must_be_inside():
    assert refusal("a.pdf", b"<html>") == [
        "“a.pdf”打不开，它不像是 pdf 文件。请用原来的软件另存后再传。"
    ]


def test_other_kinds_empty_and_big_files_are_refused(monkeypatch):
    assert refusal("a.exe", b"MZ", kinds=("pdf", "jpg")) == [
        "“a.exe”的格式不能上传，可以传 pdf、jpg。"
    ]
    assert refusal("a.pdf", b"") == ["“a.pdf”是空文件，请重新选择。"]
    monkeypatch.setattr(files, "MAX_BYTES", 3)
    assert refusal("a.pdf", b"%PDF-") == ["“a.pdf”超过 20 MB，请压缩后再传。"]


def test_a_zip_bomb_does_not_fit_even_when_its_table_lies():
    honest = zipped(a=b"\0" * 1_000_000)
    assert files.fits(BytesIO(honest), 1_000_000)
    assert not files.fits(BytesIO(honest), 999_999)
    lying = honest.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    assert not files.fits(BytesIO(lying), 1000)


def test_a_download_is_named_and_tamed():
    response = files.download(BytesIO(b"%PDF-"), "总结 1.pdf")
    assert b"".join(response) == b"%PDF-"
    assert {name: response[name] for name in response.headers} == {
        "Content-Type": "application/pdf",
        "Content-Length": "5",
        "Content-Disposition": "attachment; filename*=utf-8''%E6%80%BB%E7%BB%93%201.pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
