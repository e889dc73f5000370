"""The public sees published rows of public scope, and of them nothing that is internal."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Coverage, Outlet
from brands.models import Brand
from honors.choices import Verification
from honors.models import Honor
from kit.publication import Scope
from schools.choices import OfficerPost
from schools.models import Officer, Partner, Tie
from selection.models import Application
from tests.factories import (
    ActivityFactory,
    ApplicationFactory,
    HonorFactory,
    PartnerFactory,
    PartyOrganizationFactory,
    TieFactory,
    UserFactory,
    complete,
    published,
    staff,
)

pytestmark = pytest.mark.django_db
MARK = "内部记号"


@pytest.fixture
def world():
    """One public row of each noun, hanging together; every internal field holds the mark."""
    application = ApplicationFactory()
    brand = published(complete(application.brand))
    school = published(brand.school)
    organization = PartyOrganizationFactory(name="党支部", region=school.region)
    Officer.objects.create(
        organization=organization, post=OfficerPost.SECRETARY, name=f"{MARK}书记"
    )
    type(school).objects.filter(pk=school.pk).update(top_organization=organization)
    tie = TieFactory()
    tie.members.create(school=school)
    tie.members.create(partner=PartnerFactory(contact=f"{MARK}电话"))
    published(tie)
    activity = ActivityFactory(school=school, brand=brand, created_by=UserFactory(name=f"{MARK}甲"))
    activity.ties.add(tie)
    activity.typings.create(type="lecture")
    activity.attachments.create(file="a.pdf", name=f"{MARK}签到表", digest="d", size=1)
    Activity.objects.filter(pk=activity.pk).update(
        **dict.fromkeys(("minutes", "resolutions", "absent_note", "recorder"), MARK),
        expected=918273,
        present=918272,
        observers=918271,
        votes_against=918270,
    )
    published(activity)
    honor = published(HonorFactory(school=school, brand=brand))
    Honor.objects.filter(pk=honor.pk).update(
        verification=Verification.VERIFIED,
        verified_by=UserFactory(name=f"{MARK}核验人"),
        verified_at=timezone.now(),
        note=MARK,
        verification_note=MARK,
        certificate_name=MARK,
    )
    Application.objects.filter(pk=application.pk).update(content={"connotation": MARK})
    brand.progress.create(month=timezone.localdate().replace(day=1), text=MARK)
    return {"brand": brand, "school": school, "tie": tie, "activity": activity}


def addresses(world):
    pages = [(name, [world[name].pk]) for name in ("brand", "school", "tie")]
    pages += [("activities:detail", [world["activity"].pk])]
    lists = ("home", "site_map", "brands:list", "schools:list", "ties", "activities:list")
    pages += [(name, []) for name in (*lists, "honors:list", "selection:notice_list")]
    pages += [
        ("selection:result_list", []),
        ("selection:batch", [world["brand"].applications.get().batch_id]),
    ]
    found = [reverse(name, args=args) for name, args in pages]
    return [*found, "/search/?q=校", f"/search/?q={MARK}"]


def test_no_public_page_shows_an_internal_word(client, world):
    for address in addresses(world):
        text = client.get(address).content.decode().replace(f"“{MARK}”", "")
        text = text.replace(f'value="{MARK}"', "")
        if "?q=" in address:  # the search page repeats what was typed, in links too
            assert 'class="hit' not in text or MARK not in address
            continue
        assert (address, re.findall(rf"{MARK}\S*|91827\d", text)) == (address, [])


@pytest.mark.parametrize("name", ["brand", "school", "tie"])
@pytest.mark.parametrize("scope", [Scope.PRIVATE, Scope.SYSTEM, Scope.PARTY])
def test_what_is_not_for_everybody_is_not_found(client, world, name, scope):
    row = world[name]
    assert client.get(reverse(name, args=[row.pk])).status_code == 200
    type(row).objects.filter(pk=row.pk).update(scope=scope)
    assert client.get(reverse(name, args=[row.pk])).status_code == 404


def test_drafts_are_not_found_even_by_those_who_could_read_them_in_the_office(client):
    application = ApplicationFactory()
    tie = TieFactory()
    tie.members.create(school=application.school)
    client.force_login(staff(application.school.region))
    paths = [
        f"/brands/{application.brand.pk}/",
        f"/brands/{application.brand.pk}/qr.svg",
        f"/schools/{application.school.pk}/",
        f"/ties/{tie.pk}/",
        "/brands/0/",
        "/schools/999999/",
    ]
    assert [client.get(path).status_code for path in paths] == [404] * 6


def test_a_missing_page_offers_a_way_back(client):
    answer = client.get("/brands/999999/")
    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()


def hidden_rows(world):
    """Rows beside the public ones that are not public: a brand, activity, honour, tie, report."""
    school, brand, word = world["school"], world["brand"], "不该出现"
    fields = {"school": school, "brand": brand, "title": word}
    Brand.objects.create(school=school, title=word, kind="secretary_project")
    Activity.objects.create(**fields, happened_on=timezone.localdate()).ties.add(world["tie"])
    Honor.objects.create(**fields, level="city")
    published(HonorFactory(**fields))  # published, yet never verified
    Tie.objects.create(title=word, kind="sister").members.create(school=school)
    Partner.objects.create(name=word, kind="school").tie_members.create(
        tie=Tie.objects.get(title=word)
    )
    outlet = Outlet.objects.create(name=word, level="city", kind="website")
    Coverage.objects.create(**fields, outlet=outlet)
    return word


def test_rows_that_are_not_public_appear_on_no_page_of_their_neighbours(client, world):
    word = hidden_rows(world)
    for address in addresses(world)[:-2]:
        assert (address, word in client.get(address).content.decode()) == (address, False)
    assert client.get("/search/", {"q": word}).context["groups"] == []


def test_a_school_that_is_not_public_is_named_without_a_link(client, world):
    school = world["school"]
    type(school).objects.filter(pk=school.pk).update(scope=Scope.PRIVATE)
    for address in (f"/brands/{world['brand'].pk}/", f"/ties/{world['tie'].pk}/"):
        text = client.get(address).content.decode()
        assert (school.name in text, f'href="/schools/{school.pk}/"' in text) == (True, False)
