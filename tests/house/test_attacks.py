"""What somebody who means harm tries first, beside what tests/house/test_hostile.py sends to every address."""

import ast
import logging
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BaseForm, ModelForm, URLField
from django.test import Client
from django.urls import reverse
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kit import files, photos, plaintext
from portal import opendata
from tests.factories import SchoolFactory, UserFactory, clerk
from tests.house.noted import below, ours
from tests.house.source import MODULES, each, import_everything, tree
from tests.house.test_urls import ROUTES

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example/",
    "http://testserver@evil.example/",
)
RUNNING = (
    "javascript:alert(1)",
    "javascript://a.example/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
)
# What a move, a check or an administrator decides; no form of a user may carry it.
DECIDED = {
    "status",
    "password",
    "is_superuser",
    "is_staff",
    "first_by",
    "second_by",
    "final_by",
    "verified_by",
    "verification",
    "created_by",
    "digest",
    "frozen",
    "total",
    "locked_at",
}
ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">'
    '<!ENTITY y "ha"><!ENTITY z "&y;&y;&y;&y;">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>root &x; &z;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_answer_leads_to_another_site(client, address):
    user = UserFactory()
    user.set_password("yixiaoyipin2026")
    user.save()
    given = {"username": user.username, "password": "yixiaoyipin2026", "next": address}
    answers = [
        client.get(reverse("reading"), {"mode": "elder", "next": address}),
        client.post(reverse("login"), given),
        client.get(reverse("login"), {"next": address}),  # signed in already
    ]
    for answer in answers:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/")
        assert not answer["Location"].startswith(("//", "/\\", "/\t"))


def test_no_form_takes_an_address_that_runs_something():
    import_everything()
    forms = [form for form in filter(ours, below(BaseForm)) if hasattr(form, "base_fields")]
    fields = [f for form in forms for f in form.base_fields.values() if isinstance(f, URLField)]
    assert fields
    for field in fields:
        for address in RUNNING:
            with pytest.raises(ValidationError):
                field.clean(address)


@pytest.mark.django_db
def test_no_form_is_taken_without_the_token_of_its_page():
    exempt = [route for route, view in ROUTES if getattr(view, "csrf_exempt", False)]
    assert [route.split("/")[-2] for route in exempt] == ["views"]  # a reader is counted, no more
    me = clerk(SchoolFactory())
    client = Client(enforce_csrf_checks=True)
    client.force_login(me)
    client.get("/office/activities/new/")
    for token in ("", "a" * 64, "a" * 32):
        told = {"title": "不该留下", "csrfmiddlewaretoken": token}
        assert client.post("/office/activities/new/", told).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "testserver:80@evil.example", "testserver/evil"])
def test_a_name_that_is_not_ours_gets_no_page_and_no_link_in_a_mail(client, host, mailoutbox):
    assert client.get("/", headers={"host": host}).status_code == 400
    sent = client.post(reverse("forgotten"), {"username": "x"}, headers={"host": host})
    assert sent.status_code == 400
    assert client.get("/healthz", headers={"host": host}).content == b"ok\n"  # a monitor
    named = client.get("/", headers={"X-Forwarded-Host": "evil.example"})
    assert b"evil.example" not in named.content
    assert mailoutbox == []


@pytest.mark.django_db
def test_nobody_writes_lines_of_their_own_into_the_log(client, caplog):
    caplog.set_level(logging.DEBUG)
    forged = "x\r\n2026-01-01 ERROR portal: forged"
    client.get("/nowhere/%0d%0aforged/")
    client.get("/", {"q": forged}, headers={"User-Agent": forged, "X-Forwarded-For": forged})
    client.post(reverse("login"), {"username": forged, "password": "x"})
    ours = [r for r in caplog.records if r.name.startswith(("django", "portal", "kit", "axes"))]
    assert ours
    lines = [logging.Formatter("%(message)s").format(record) for record in ours]
    assert [line for line in lines if "\nforged" in line or "\n2026-01-01" in line] == []


def test_a_form_names_its_fields_and_none_that_others_decide():
    import_everything()
    forms, known = [], [ModelForm]
    while known:
        known = [sub for form in known for sub in form.__subclasses__()]
        forms += [form for form in known if getattr(form, "_meta", None) and form._meta.model]
    ours = [form for form in forms if not form.__module__.startswith(("django", "tests"))]
    assert len(ours) > 20
    loose = [f.__qualname__ for f in ours if f._meta.fields in (None, "__all__")]
    assert loose == []
    taking = {
        f.__qualname__: sorted(DECIDED & set(f._meta.fields))
        for f in ours
        if DECIDED & set(f._meta.fields)
    }
    assert taking == {}


@pytest.mark.django_db
def test_fields_a_form_does_not_have_change_nothing(client):
    me = clerk(SchoolFactory())
    client.force_login(me)
    extra = {"is_superuser": "1", "is_staff": "1", "role": "leader", "posts": "1", "username": "x"}
    client.post(reverse("office:account"), {"name": "改过的称呼", "email": "", **extra})
    rights = me.username, me.is_superuser, me.is_staff, me.posts.count()
    me.refresh_from_db()
    assert me.name == "改过的称呼"
    assert (me.username, me.is_superuser, me.is_staff, me.posts.count()) == rights


def test_word_files_bring_in_no_file_of_the_server_and_do_not_swell():
    """A whole document but for its text, so that it is opened and read."""
    whole, out = BytesIO(), BytesIO()
    Document().save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, ENTITY if name == "word/document.xml" else source.read(name))
    text = plaintext.document(BytesIO(out.getvalue()))
    assert text.split() == ["root"]


def test_what_hangs_behind_a_picture_is_not_kept():
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", comment=b"<script>alert(1)</script>")
    made = out.getvalue() + b"<script>alert(2)</script>PK\x03\x04"
    clean = photos.clean(SimpleUploadedFile("a.jpg", made))
    for kept in (clean.full, clean.thumb):
        kept.seek(0)
        assert b"script" not in kept.read()


@pytest.mark.parametrize(
    "shown",
    [
        "总结\r\nSet-Cookie: a=b.pdf",
        'a"; filename="evil.exe',
        "../../etc/passwd",
        "a\0.pdf",
        "‮fdp.exe",
    ],
)
def test_the_name_of_a_download_starts_no_header_and_no_path(shown):
    told = files.download(BytesIO(b"%PDF-"), shown)["Content-Disposition"]
    assert told.startswith("attachment; filename")
    assert not {"\r", "\n", "\0", "/", "‮"} & set(told)
    assert told.count('filename="') <= 1


@given(st.text(max_size=40))
def test_no_cell_of_open_data_is_a_formula(text):
    cell = opendata._plain(text)
    assert not cell.startswith(opendata.FORMULA)
    assert cell.endswith(text)


@each(MODULES)
def test_nothing_is_run_unpickled_or_fetched_by_shell(path):
    banned = {"pickle", "marshal", "shelve", "subprocess", "telnetlib", "xmlrpc"}
    for node in ast.walk(tree(path)):
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        assert not {n.partition(".")[0] for n in names} & banned
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "compile", "__import__"}
