"""The project team: typed once, frozen and printed, hidden from a blind review, a reason to step back."""

from io import BytesIO

import pytest
from django.urls import reverse

from selection.access.conflicts import conflicts
from selection.actions import check, masking
from selection.choices import ApplicationStatus as Status
from selection.choices import ConflictKind
from selection.workflow import application_flow
from tests import factories
from tests.selection.test_apply import Place
from tests.selection.test_apply_pages import typed
from tests.selection.test_word_form import opened

pytestmark = pytest.mark.django_db
LIN = {"name": "林知夏", "title": "德育主任", "unit": "第五小学", "duty": "统筹"}


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


@pytest.fixture
def place():
    return Place()


def basics(client, application, **values):
    page = url("application_edit", application.pk, "basics")
    sent = typed(client.get(page).context["form"], contact_phone="0510-80000000", **values)
    return client.post(page, sent)


def written(client, place):
    """A draft whose page of basics has been sent with one member, in the second row."""
    application = place.started()
    client.force_login(place.clerk)
    basics(client, application, **{f"member-1-{column}": text for column, text in LIN.items()})
    return application


def signed(place, application):
    application.refresh_from_db()
    application_flow.perform(application, "send_to_sign", by=place.clerk)
    application_flow.perform(application, "sign", by=place.secretary)
    return application.latest


def test_rows_are_kept_in_order_and_empty_ones_are_no_member(client, place):
    application = written(client, place)
    assert list(application.members.values(*LIN)) == [LIN]
    basics(client, application, **{"member-1-name": "周予安", "member-3-name": "吴一"})
    names = [row.name for row in application.members.all()]
    assert names == ["林知夏", "周予安", "吴一"]


def test_a_row_without_a_name_says_which_one(client, place):
    application = place.started()
    client.force_login(place.clerk)
    text = basics(client, application, **{"member-2-duty": "资料"}).text
    assert "第 3 位成员写了职务或分工，请补上姓名。" in text
    assert not application.members.exists()


def test_the_team_of_the_last_application_is_taken_over(client, place):
    signed(place, written(client, place))
    place.batch = factories.BatchFactory(region=place.batch.region)
    assert list(place.started().members.values(*LIN)) == [LIN]


def test_the_team_is_frozen_printed_and_written_in_word(client, place):
    application = written(client, place)
    version = signed(place, application)
    application.members.all().delete()
    assert version.content["team"] == [LIN]
    assert "林知夏" in client.get(url("print", application.pk, 1)).text
    word = b"".join(client.get(url("word", application.pk, 1)).streaming_content)
    assert "林知夏" in opened(BytesIO(word))[0]


def test_a_blind_review_reads_no_name_of_the_team_or_the_leader(client, place):
    place.brand.leader = "郑同舟"
    place.brand.save()
    application = written(client, place)
    application.refresh_from_db()
    application.content["result"] = "林知夏和郑同舟带队。"
    application.save()
    shown = masking.masked(signed(place, application).content)
    assert "林知夏" not in str(shown)
    assert "郑同舟" not in str(shown)
    assert "×××和×××带队。" in str(shown)


def test_a_leader_given_by_office_alone_is_no_name_to_hide(client, place):
    place.brand.leader = "党总支书记"
    place.brand.save()
    application = written(client, place)
    application.refresh_from_db()
    application.content["result"] = "党总支书记带队。"
    application.save()
    assert "党总支书记带队。" in str(masking.masked(signed(place, application).content))


def test_a_member_of_the_same_name_keeps_an_expert_away(client, place):
    application = written(client, place)
    account = factories.expert(place.batch.region)
    account.name = "林知夏"
    account.save()
    reasons = conflicts(application, [account.expert])[account.expert.pk]
    assert [reason.kind for reason in reasons] == [ConflictKind.NAMED]


def test_after_a_return_the_team_changes_only_where_the_basics_were_returned(client, place):
    application = written(client, place)
    signed(place, application)
    check.ask(application=application, notes={"result": "补出处"}, due_on=None, by=place.staff)
    application_flow.perform(application, "return_for_correction", by=place.staff)
    page = url("application_edit", application.pk, "basics")
    assert client.get(page).url == url("correct", application.pk)
    check.ask(application=application, notes={"figures": "补成员"}, due_on=None, by=place.staff)
    basics(client, application, **{"member-0-name": "周予安"})
    assert application.status == Status.RETURNED
    assert application.members.first().name == "周予安"
