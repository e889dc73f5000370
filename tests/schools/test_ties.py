"""Ties: entering, confirming, state, publication, and the network the public sees."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kit.publication import CheckStatus, Scope
from schools.actions import storage
from schools.choices import Area, PartnerKind, TieKind, TieRole, TieState
from schools.documents import network
from schools.documents import ties as documents
from schools.models import Partner, Tie
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.SchoolFactory(name="官林小学", short_name="官小")


def joined(school, *partners, confirmed=True, **fields):
    """A tie the school stands by, with further sides."""
    tie = make.TieFactory(**fields)
    stamp = {"confirmed_by": make.UserFactory(), "confirmed_at": timezone.now()}
    tie.members.create(school=school, **(stamp if confirmed else {}))
    for partner in partners:
        tie.members.create(partner=partner)
    return tie


def sent(**changed):
    return {
        "kind": TieKind.SISTER,
        "title": "姊妹校",
        "purpose": "云升旗",
        "scope": Scope.PUBLIC,
        "token": uuid.uuid4(),
        "other-name": "佐敦道官立小学",
        "other-role": TieRole.EQUAL,
        "other-kind": PartnerKind.SCHOOL,
        "other-area": Area.HONG_KONG,
        "other-name_hant": "佐敦道官立小學",
        "other-name_en": "Jordan Road Government Primary School",
        **changed,
    }


def test_entering_a_tie_takes_in_a_new_partner_with_its_names(client, school):
    client.force_login(make.clerk(school))
    client.post(reverse("office:tie_new"), sent())
    partner, tie = Partner.objects.get(), Tie.objects.get()
    assert (partner.name_hant, partner.area_label) == ("佐敦道官立小學", "中国香港")
    assert [str(member) for member in tie.members.all()] == ["官林小学", "佐敦道官立小学"]
    assert tie.state == TieState.NEGOTIATING


def test_sending_twice_makes_one_tie(client, school):
    client.force_login(make.clerk(school))
    data = sent()
    for _ in range(2):
        client.post(reverse("office:tie_new"), data)
    assert (Tie.objects.count(), Partner.objects.count()) == (1, 1)


def test_a_known_partner_is_taken_by_its_traditional_name_too(client, school):
    make.PartnerFactory(name="佐敦道官立小学", name_hant="佐敦道官立小學", area=Area.HONG_KONG)
    client.force_login(make.clerk(school))
    client.post(reverse("office:tie_new"), sent(**{"other-name": "佐敦道官立小學"}))
    assert (Tie.objects.count(), Partner.objects.count()) == (1, 1)


def test_hong_kong_is_chosen_as_what_it_is(client, school):
    client.force_login(make.clerk(school))
    data = sent(**{"other-area": Area.FOREIGN, "other-place": "香港"})
    page = client.post(reverse("office:tie_new"), data)
    assert page.context["other"].errors == {"area": ["地点在香港的，所在地请选“中国香港”。"]}


def test_a_new_partner_needs_its_kind_and_area(client, school):
    client.force_login(make.clerk(school))
    page = client.post(reverse("office:tie_new"), sent(**{"other-kind": "", "other-area": ""}))
    assert sorted(page.context["other"].errors) == ["area", "kind"]


def test_only_schools_enter_ties(client, school):
    client.force_login(make.staff(school.region))
    assert client.get(reverse("office:tie_new")).status_code == 403


def test_the_supporting_side_follows_from_the_supported_one(client, school):
    client.force_login(make.clerk(school))
    client.post(reverse("office:tie_new"), sent(**{"other-role": TieRole.SUPPORTED}))
    assert [member.role for member in Tie.objects.get().members.all()] == [
        TieRole.SUPPORTER,
        TieRole.SUPPORTED,
    ]


def test_another_school_must_confirm_before_the_tie_counts(client, school):
    other = make.SchoolFactory(name="侨谊小学")
    client.force_login(make.clerk(school))
    client.post(reverse("office:tie_new"), sent(**{"other-name": "侨谊小学"}))
    tie = Tie.objects.get()
    client.post(reverse("office:tie_state", args=[tie.pk, "activate"]))
    tie.refresh_from_db()
    assert tie.state == TieState.NEGOTIATING
    member = tie.members.get(school=other)
    answer = reverse("office:tie_member_answer", args=[member.pk, "yes"])
    assert client.post(answer).status_code == 403
    client.force_login(make.clerk(other))
    assert [row.pk for row in client.get(reverse("office:ties")).context["waiting"]] == [member.pk]
    client.post(answer)
    client.post(reverse("office:tie_state", args=[tie.pk, "activate"]))
    tie.refresh_from_db()
    assert tie.state == TieState.ACTIVE


def test_a_school_named_by_mistake_leaves_the_tie(client, school):
    other = make.SchoolFactory()
    tie = joined(school, make.PartnerFactory())
    member = tie.members.create(school=other)
    client.force_login(make.secretary(other))
    client.post(reverse("office:tie_member_answer", args=[member.pk, "no"]))
    assert list(Tie.objects.of_school(other)) == []


def test_an_unconfirmed_school_edits_nothing(client, school):
    tie = joined(school, make.PartnerFactory())
    other = make.SchoolFactory()
    tie.members.create(school=other)
    client.force_login(make.clerk(other))
    assert client.get(reverse("office:tie_edit", args=[tie.pk])).status_code == 403
    assert client.get(reverse("office:tie", args=[make.TieFactory().pk])).status_code == 404


def test_ending_a_tie_needs_a_reason(client, school):
    tie = joined(school, make.PartnerFactory(), state=TieState.ACTIVE)
    client.force_login(make.clerk(school))
    url = reverse("office:tie_state", args=[tie.pk, "end"])
    client.post(url)
    tie.refresh_from_db()
    assert tie.state == TieState.ACTIVE
    client.post(url, {"note": "协议到期"})
    tie.refresh_from_db()
    assert tie.state == TieState.ENDED


def test_the_agreement_is_kept_by_its_content_and_handed_to_its_sides_only(client, school):
    paper = SimpleUploadedFile("协议.pdf", b"%PDF-1.7 x")
    client.force_login(make.clerk(school))
    client.post(reverse("office:tie_new"), sent(upload=paper, agreement_title="合作协议"))
    tie = Tie.objects.get()
    url = reverse("office:tie_agreement", args=[tie.pk])
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"%PDF-1.7 x"
    assert storage.used(school) == len(b"%PDF-1.7 x")
    client.force_login(make.clerk(make.SchoolFactory()))
    assert client.get(url).status_code == 404


def test_changing_a_public_tie_takes_it_back(client, school):
    tie = make.published(joined(school, make.PartnerFactory()))
    client.force_login(make.clerk(school))
    url = reverse("office:tie_edit", args=[tie.pk])
    client.post(url, {**sent(title="新名"), "version": tie.updated_at.isoformat()})
    tie.refresh_from_db()
    assert (tie.title, tie.status) == ("新名", CheckStatus.DRAFT)


def test_a_tie_keeps_two_sides_and_the_school_that_entered_it(client, school):
    tie = joined(school, make.PartnerFactory())
    client.force_login(make.clerk(school))
    for member in tie.members.all():
        client.post(reverse("office:tie_member_remove", args=[member.pk]))
    assert tie.members.count() == 2


def test_a_side_is_named_once(client, school):
    partner = make.PartnerFactory(name="社区")
    tie = joined(school, partner)
    client.force_login(make.clerk(school))
    url = reverse("office:tie_member_add", args=[tie.pk])
    page = client.post(url, {"name": "社区", "role": TieRole.EQUAL})
    assert page.context["form"].errors == {"name": ["“社区”已经在名单里。"]}


def test_what_is_missing_for_a_partner_outside_is_warned_of(school):
    partner = make.PartnerFactory(name="澳门某校", area=Area.MACAO)
    tie = joined(school, partner, kind=TieKind.ORGANIZATION_PAIR)
    assert list(documents.warnings(tie)) == [
        "与澳门某校结对要有批准或备案文号，还没有填。",
        "境外和港澳台学校不用“党组织结对共建”这个说法，请改选姊妹学校或友好学校。",
    ]


def test_the_public_network_shows_public_ties_only(client, school):
    make.published(joined(school, make.PartnerFactory(name="库小", place="新疆阿合奇")))
    joined(school, make.PartnerFactory(name="洽谈中的学校"))
    page = client.get(reverse("ties"))
    assert [line["others"] for line in page.context["page"]] == ["库小"]
    assert [node.name for node in page.context["figure"].nodes] == ["官小", "库小"]
    assert [spoke.place for spoke in page.context["figure"].hubs[0].spokes] == ["新疆阿合奇"]


def test_a_partner_of_two_schools_is_drawn_once(school):
    partner, other = make.PartnerFactory(), make.SchoolFactory()
    ties = [joined(school, partner), joined(other, partner)]
    figure = network.figure(documents.whole(Tie.objects.filter(pk__in=[t.pk for t in ties])))
    assert (len(figure.nodes), len(figure.lines), figure.is_part) == (3, 2, False)


def test_two_ties_of_the_same_two_are_two_lines(school):
    partner = make.PartnerFactory()
    for kind in (TieKind.SISTER, TieKind.ALLIANCE):
        joined(school, partner, kind=kind)
    figure = network.figure(documents.whole(Tie.objects.all()))
    assert len({path for _, path in figure.lines}) == len(figure.lines) == 2


def test_what_was_done_lately_under_public_ties_stands_below_the_network(client, school):
    shown = make.published(joined(school, make.PartnerFactory()))
    hidden = joined(school, make.PartnerFactory())
    for title, tie in (("同读一本书", shown), ("洽谈", hidden), ("校内活动", None)):
        activity = make.published(make.ActivityFactory(school=school, title=title))
        activity.ties.set([tie] if tie else [])
    shown.activities.add(make.ActivityFactory(school=school, title="没有公开"))
    page = client.get(reverse("ties"))
    assert [story.title for story in page.context["stories"]] == ["同读一本书"]
    assert "一来一往" in page.content.decode()


def test_a_crowded_network_is_drawn_in_part_and_without_collisions(school):
    for number in range(20):
        joined(school, make.PartnerFactory(name=f"伙伴{number}"))
    figure = network.figure(documents.whole(Tie.objects.all()))
    places = {(node.x, node.y) for node in figure.nodes}
    assert (len(figure.nodes), len(places), figure.is_part) == (15, 15, True)
    assert all(0 < node.y < figure.height for node in figure.nodes)


def test_the_longest_name_keeps_off_the_border_of_the_network(school):
    partners = [make.PartnerFactory(name=f"{n}{'校' * 79}") for n in "甲乙"]
    for partner, kind in zip(partners, (TieKind.SISTER, TieKind.ALLIANCE), strict=True):
        joined(school, partner, kind=kind)
    figure = network.figure(documents.whole(Tie.objects.all()))
    half = {node.name: len(node.name) * 18 // 2 for node in figure.nodes}  # letters of 18
    assert all(half[n.name] + 10 < n.x < figure.width - half[n.name] - 10 for n in figure.nodes)


def test_no_ties_no_figure(client):
    page = client.get(reverse("ties"))
    assert (page.status_code, page.context["figure"]) == (200, None)


@pytest.mark.parametrize("name", ["ties", "office:ties"])
def test_lists_ask_as_much_for_three_ties_as_for_one(
    client, school, name, django_assert_num_queries
):
    make.published(joined(school, make.PartnerFactory()))
    client.force_login(make.staff(school.region))
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name))
    asked = len(one)
    for _ in range(2):
        make.published(joined(make.SchoolFactory(region=school.region), make.PartnerFactory()))
    client.get(reverse(name))  # what pages share
    with django_assert_num_queries(asked):
        client.get(reverse(name))


def test_both_exports_name_the_sides(client, school):
    make.published(joined(school, make.PartnerFactory()))
    client.force_login(make.staff(school.region))
    for name in ("ties", "office:ties"):
        assert client.get(reverse(name), {"export": "xlsx"}).status_code == 200


def test_the_page_of_a_tie_leads_to_its_own_activities(client, school):
    tie = joined(school, make.PartnerFactory())
    make.ActivityFactory(school=school)
    exchange = make.ActivityFactory(school=school)
    exchange.ties.add(tie)
    client.force_login(make.clerk(school))
    url = client.get(reverse("office:tie", args=[tie.pk])).context["exchanges_url"]
    ledger = client.get(url).context["ledger"]
    assert list(client.get(ledger).context["page"]) == [exchange]
