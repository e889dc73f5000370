"""A letter in the outbox is changed, read for what must not leave the house, and sent once."""

import pytest
from django.core import mail
from django.urls import reverse

from kit import audit
from kit.models import AuditEntry
from kit.workflow import Refused
from selection.choices import AssignmentStatus, LetterStatus
from selection.models import Letter
from selection.workflow.letters import change, letter_flow, send_all
from tests import factories
from tests.selection import panel

pytestmark = pytest.mark.django_db
BODY = "结果已经公布，文号示教工委〔2026〕12号，请到平台查看。"


@pytest.fixture
def batch():
    return panel.in_review(1, is_anonymous=True)


@pytest.fixture
def office(client, batch):
    user = factories.staff(batch.region)
    client.force_login(user)
    return user


def letter(batch, **values):
    row = batch.applications.get()
    reader = factories.clerk(row.school)
    reader.email = values.pop("email", "reader@example.org")
    reader.save()
    words = {"subject": "结果通知", "body": BODY, "application": row, **values}
    return Letter.objects.create(batch=batch, recipient=reader, **words)


def url(row):
    return reverse("office:selection:letter", args=[row.pk])


def typed(client, row, **values):
    form = client.get(url(row)).context["form"]
    data = {name: form[name].value() for name in ("subject", "body", "version")}
    return {**data, "act": "save", **values}


def logged(verb):
    return AuditEntry.objects.filter(verb=f"letter.{verb}").count()


def test_a_waiting_letter_is_changed_and_the_change_is_on_record(client, batch, office):
    row = letter(batch)

    client.post(url(row), typed(client, row, subject="更正后的\r\n通知", body="第一行\r\n第二行"))

    row.refresh_from_db()
    assert (row.subject, row.body, row.status) == (
        "更正后的 通知",
        "第一行\n第二行",
        LetterStatus.WAITING,
    )
    said = audit.sentence(AuditEntry.objects.get(verb="letter.change"))
    assert "改了通知信“更正后的 通知”的标题和正文" in said


def test_saving_without_a_change_is_not_put_on_record(client, batch, office):
    row = letter(batch, body="第一行\n第二行")

    client.post(url(row), typed(client, row, body="第一行\r\n第二行"))

    assert logged("change") == 0


def test_what_is_on_the_page_is_what_is_sent(
    client, batch, office, django_capture_on_commit_callbacks
):
    row = letter(batch)
    data = typed(client, row, body="改过的正文。", act="send")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(row), data)
        again = client.post(url(row), data, follow=True)  # the second click

    (sent,) = mail.outbox
    assert (sent.subject, sent.body, sent.to) == (
        "结果通知",
        "改过的正文。",
        ["reader@example.org"],
    )
    assert (logged("change"), logged("send")) == (1, 1)
    assert "这封信现在是“已发送”，没有再改动。" in again.content.decode()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("联系人手机 13812345678。", "像手机号"),
        ("张三同学646分，祝贺。", "写了学生姓名"),
        ("感谢钟评委的评审意见。", "“正文”里写了钟评委，收信人不应知道，请删去"),
    ],
)
def test_forbidden_words_stop_a_letter_and_stay_in_the_form(client, batch, office, words, reason):
    (person,) = panel.experts(batch, 1)
    person.user.name = "钟评委"
    person.user.save()
    panel.assign(batch.applications.get(), person, AssignmentStatus.SUBMITTED)
    row = letter(batch)

    page = client.post(url(row), typed(client, row, body=words, act="send"))

    html = page.content.decode()
    assert (reason in html, words in html) == (True, True)
    row.refresh_from_db()
    assert (row.status, row.body, mail.outbox, logged("change")) == (
        LetterStatus.WAITING,
        BODY,
        [],
        0,
    )


def test_a_letter_to_an_expert_of_an_anonymous_batch_names_no_school(batch):
    school = batch.applications.get().school
    (person,) = panel.experts(batch, 1)
    person.user.email = "expert@example.org"
    person.user.save()
    row = Letter.objects.create(
        batch=batch, recipient=person.user, subject="请评分", body=f"请评完{school.name}的申报。"
    )

    with pytest.raises(Refused, match=f"写了{school.name}，收信人不应知道"):
        letter_flow.perform(row, "send", by=factories.staff(batch.region))
    type(batch).objects.update(is_anonymous=False)
    letter_flow.perform(Letter.objects.get(), "send", by=factories.staff(batch.region))
    assert Letter.objects.get().status == LetterStatus.SENT


def test_of_two_who_change_one_letter_the_second_keeps_what_was_typed(client, batch, office):
    row = letter(batch)
    mine = typed(client, row, body="我写的。", act="send")
    client.post(url(row), typed(client, row, body="同事写的。"))

    page = client.post(url(row), mine)

    assert "有人先一步保存了这份内容" in page.content.decode()
    assert "我写的。" in page.content.decode()
    row.refresh_from_db()
    assert (row.body, row.status) == ("同事写的。", LetterStatus.WAITING)


def test_a_letter_read_before_somebody_changed_it_is_not_saved_over(batch):
    row = letter(batch)
    by = factories.staff(batch.region)
    late = Letter.objects.get()
    row.body = "先到的。"
    change(row, ["body"], by=by)

    late.body = "后到的。"
    with pytest.raises(Refused, match="有人先一步改了这封信"):
        change(late, ["body"], by=by, send=True)
    assert Letter.objects.get().body == "先到的。"


@pytest.mark.parametrize("move", ["send", "drop"])
def test_only_waiting_letters_are_changed(client, batch, office, move):
    row = letter(batch)
    data = typed(client, row, body="太晚的改动。")
    letter_flow.perform(row, move, by=office)

    page = client.post(url(row), data, follow=True)

    assert page.context["form"] is None
    assert Letter.objects.get().body == BODY


def test_one_letter_that_may_not_go_leaves_the_others_to_go(client, batch, office):
    letter(batch)
    letter(batch, body="手机 13812345678。")
    letter(batch, email="")

    sent, left = send_all(batch, by=office)

    assert sent == 1
    assert sorted(left.values()) == [1, 1]
    assert "像手机号" in "".join(left)
    page = client.post(reverse("office:selection:letters_send", args=[batch.pk]), follow=True)
    assert "还有 1 封没有发出：收件人没有填邮箱" in page.content.decode()


def test_nobody_elsewhere_changes_a_letter(client, batch):
    row = letter(batch)
    client.force_login(factories.leader(factories.RegionFactory()))

    assert client.post(url(row), {"subject": "假", "body": "假"}).status_code == 404
    client.force_login(row.recipient)
    assert client.post(url(row), {"subject": "假", "body": "假"}).status_code == 404
