"""An expert's remarks: on a part or on quoted words, marked in the text, seen by nobody else."""

import uuid

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from selection.actions.passages import passages
from selection.choices import AssignmentStatus
from selection.models import Annotation, Assignment
from tests.selection import panel

TEXT = "每周一次联合教研，\n三校轮流。\n\n每周一次家访。"
PART = "品牌内涵"


@pytest.fixture
def row(db):
    batch = panel.in_review()
    row = panel.assign(batch.applications.get(), panel.experts(batch, 1)[0])
    version = row.application.latest
    version.content["prose"][0]["text"] = TEXT
    version.save()
    return row


@pytest.fixture
def desk(client, row):
    client.force_login(row.expert.user)
    return client


def page(row):
    return reverse("office:selection:review", args=[row.pk])


def note(desk, row, quote="", section=PART, text="写明频次", token=None):
    data = {"section": section, "quote": quote, "text": text, "token": token or uuid.uuid4()}
    return desk.post(reverse("office:selection:review_note", args=[row.pk]), data)


def test_quoted_words_are_marked_once_and_the_remark_stands_below_them(desk, row):
    answer = note(desk, row, quote="每周一次")
    kept = Annotation.objects.get()
    assert answer.url == f"{page(row)}?read#note-{kept.pk}"
    html = desk.get(page(row)).content.decode()
    assert html.count('<mark class="hl">每周一次</mark>') == 1
    assert html.index(f'id="note-{kept.pk}"') < html.index("每周一次家访")


@pytest.mark.parametrize("copied", ["教研，三校", "教研，\r\n 三校", " 教研，\n三校 "])
def test_a_copy_with_other_breaks_and_spaces_is_found(desk, row, copied):
    note(desk, row, quote=copied)
    assert "教研，<br>三校</mark>" in desk.get(page(row)).content.decode()


@pytest.mark.parametrize(("quote", "section"), [("轮流。每周", PART), ("每周一次", "台账数据")])
def test_words_that_no_paragraph_of_the_part_has_are_refused_and_kept(desk, row, quote, section):
    html = note(desk, row, quote=quote, section=section, text="打好的字").content.decode()
    assert f"“{section}”里没有这句话" in html
    assert "打好的字" in html
    assert not Annotation.objects.exists()


def test_a_remark_on_a_whole_part_needs_no_quotation(desk, row):
    note(desk, row)
    html = desk.get(page(row)).content.decode()
    assert "写明频次" in html
    assert "<mark" not in html


def test_in_a_blind_review_the_words_are_those_the_expert_reads(desk, row):
    version = row.application.latest
    version.content["prose"][0]["text"] = "官林小学每周教研。"
    version.save()
    type(row.stage.batch).objects.update(is_anonymous=True)
    note(desk, row, quote="官林小学每周")
    assert not Annotation.objects.exists()
    note(desk, row, quote="本校每周")
    assert '<mark class="hl">本校每周</mark>' in desk.get(page(row)).content.decode()


def test_a_remark_sent_twice_is_one_and_its_author_may_delete_it(desk, row):
    token = uuid.uuid4()
    urls = {note(desk, row, quote="家访", token=token).url for _ in range(2)}
    kept = Annotation.objects.get()
    assert urls == {f"{page(row)}?read#note-{kept.pk}"}
    desk.post(reverse("office:selection:review_note_remove", args=[row.pk, kept.pk]))
    assert not Annotation.objects.exists()


def test_with_the_sheet_the_remarks_are_handed_in(desk, row):
    note(desk, row)
    kept = Annotation.objects.get()
    Assignment.objects.update(status=AssignmentStatus.SUBMITTED)
    desk.post(reverse("office:selection:review_note_remove", args=[row.pk, kept.pk]))
    note(desk, row, text="再加一条")
    assert list(Annotation.objects.all()) == [kept]


def test_the_remarks_of_another_expert_are_not_there(client, desk, row):
    note(desk, row, quote="家访")
    kept = Annotation.objects.get()
    other = panel.assign(row.application, panel.experts(row.stage.batch, 1)[0])
    client.force_login(other.expert.user)
    assert "写明频次" not in client.get(page(other)).content.decode()
    address = reverse("office:selection:review_note_remove", args=[other.pk, kept.pk])
    assert client.post(address).status_code == 404


@given(
    st.text("甲乙 \n<", max_size=30),
    st.lists(st.text("甲乙 \n<", min_size=1, max_size=5), max_size=4),
)
def test_marking_loses_no_letter_whatever_overlaps(text, quotes):
    notes = [Annotation(pk=n, section=PART, quote=q) for n, q in enumerate(quotes)]
    found = passages(text, notes, PART)
    kept = "".join(piece for passage in found for piece, _ in passage.pieces)
    assert "".join(kept.split()) == "".join(text.split())
    placed = {note.quote for passage in found for note in passage.notes}
    for quote in placed:
        letters = "".join(quote.split())
        marked = ["".join("".join(t for t, on in p.pieces if on).split()) for p in found]
        assert any(letters in one for one in marked)
