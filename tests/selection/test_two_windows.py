"""Two windows, a lost signal, an expired login: what was typed stays, and leaves no trail of drafts."""

import json

import pytest
from django.urls import reverse

from kit import drafts
from kit.models import AuditEntry, Draft
from selection.actions import apply, evidence
from selection.models import ApplicationVersion
from tests.selection.test_apply import Place
from tests.selection.test_apply_pages import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def school(client, place):
    client.force_login(place.clerk)
    return client


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


def autosave(client, application, after=None, **values):
    """What static/js/autosave.js sends; `after` is the draft the window goes on from."""
    body = {"data": {name: [text] for name, text in values.items()}}
    if after is not None:
        body["after"] = after
    page = url("application_draft", application.pk, "prose")
    return client.post(page, json.dumps(body), content_type="application/json")


def prose(client, application):
    return client.get(url("application_edit", application.pk, "prose"))


def test_a_second_window_does_not_replace_the_draft_of_the_first(school, place):
    application = place.started()
    first = autosave(school, application, after="", result="第一个窗口").json()
    second = autosave(school, application, after="", result="第二个窗口")
    assert (second.status_code, second.json()["error"]) == (409, drafts.TAKEN)
    onward = autosave(school, application, after=first["stamp"], result="第一个窗口，又写一句")
    assert onward.status_code == 200
    assert Draft.objects.get().data["result"] == ["第一个窗口，又写一句"]


def test_saving_in_one_window_leaves_the_draft_of_the_other(school, place):
    application = place.started()
    form = prose(school, application).context["form"]
    autosave(school, application, after="", result="另一个窗口的")
    school.post(
        url("application_edit", application.pk, "prose"),
        typed(form, result="先保存的", draft_stamp=""),
    )
    page = prose(school, application)
    assert page.context["form"]["result"].value() == "另一个窗口的"


def test_a_draft_older_than_what_was_saved_since_is_not_saved_over_it_unseen(school, place):
    application = place.started()
    form = prose(school, application).context["form"]
    stale = form["version"].value()
    autosave(school, application, after="", result="没有保存的", version=stale)
    apply.save_part(application=application, part="正文", by=place.clerk)
    application.content["result"] = "书记改过的"
    apply.save_part(application=application, part="正文", by=place.secretary)
    page = prose(school, application)
    sent = {**typed(page.context["form"]), "version": page.context["form"]["version"].value()}
    answer = school.post(url("application_edit", application.pk, "prose"), sent)
    assert "有人先一步保存了这份内容" in answer.text
    assert "没有保存的" in answer.text
    application.refresh_from_db()
    assert application.content["result"] == "书记改过的"


def test_another_part_saved_meanwhile_is_no_conflict(school, place):
    application = place.started()
    form = prose(school, application).context["form"]
    claim = application.claims.first()
    evidence.cite(claim=claim, kind="honor", pk=place.honor.pk, by=place.clerk)
    apply.recount(application=application, by=place.clerk)
    answer = school.post(
        url("application_edit", application.pk, "prose"), typed(form, result="新的成效")
    )
    assert answer.status_code == 302


def test_fifty_autosaves_make_one_draft_no_version_and_no_line_in_the_log(school, place):
    application = place.started()
    before = AuditEntry.objects.count()
    stamp = ""
    for number in range(50):
        stamp = autosave(school, application, after=stamp, result=f"第 {number} 稿").json()["stamp"]
    assert Draft.objects.count() == 1
    assert (AuditEntry.objects.count(), ApplicationVersion.objects.count()) == (before, 0)


def test_an_expired_login_is_answered_so_that_the_browser_keeps_the_words(client, place):
    answer = autosave(client, place.started(), after="", result="写了一半")
    assert (answer.status_code, reverse("login") in answer.url) == (302, True)
    assert not Draft.objects.exists()
