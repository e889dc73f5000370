"""Partners: mended by those they concern, merged by the district, found by every name they had."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities.models import Participation
from kit.audit import sentence
from kit.models import AuditEntry
from kit.publication import Scope
from kit.workflow import Refused
from schools.actions.partners import merge
from schools.choices import Area
from schools.forms.ties import MemberForm
from schools.models import Partner
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.SchoolFactory(name="官林小学")


def tied(school, *partners, **fields):
    tie = make.TieFactory(**fields)
    tie.members.create(school=school, confirmed_by=make.UserFactory(), confirmed_at=timezone.now())
    for partner in partners:
        tie.members.create(partner=partner)
    return tie


def partner(name, **fields):
    return make.PartnerFactory(**{"name": name, "place": "新疆阿合奇", **fields})


def changed(one, **fields):
    names = ("name", "name_hant", "name_en", "kind", "area", "place", "contact")
    old = {name: getattr(one, name) for name in names}
    return {**old, "version": one.updated_at.isoformat(), **fields}


def test_merging_moves_all_that_names_it_and_loses_nothing(school):
    old, new = partner("阿合奇县同心小学"), partner("同心小学")
    one, both = tied(school, old), tied(school, old, new)
    activity = make.ActivityFactory(school=school)
    Participation.objects.create(activity=activity, partner=old)
    by = make.staff(school.region)

    assert merge(partner=old, target=new, by=by) == 3

    assert [str(member) for member in one.members.all()] == ["官林小学", "同心小学"]
    assert [str(member) for member in both.members.all()] == ["官林小学", "同心小学"]
    assert activity.participations.get().partner == new
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.merged_into, new.aliases) == (new, ["阿合奇县同心小学"])
    assert sentence(AuditEntry.objects.get(verb="partner.merge")) == (
        f"{by}把伙伴单位“阿合奇县同心小学”并入“同心小学”，3 处往来一起转过去"
    )
    with pytest.raises(Refused):
        merge(partner=old, target=new, by=by)


def test_a_merged_partner_is_found_by_its_old_name(school):
    old, new = partner("阿合奇县同心小学"), partner("同心小学")
    merge(partner=old, target=new, by=make.staff(school.region))

    form = MemberForm({"name": "阿合奇县同心小学", "role": "equal"}, school=school)

    assert form.is_valid()
    assert form.member.partner == new


def test_partners_of_different_regions_are_not_merged(school):
    here, there = partner("同心小学"), partner("同心小学校", area=Area.HONG_KONG)
    with pytest.raises(Refused, match="中国香港"):
        merge(partner=here, target=there, by=make.staff(school.region))


def test_staff_merge_on_their_page_among_partners_of_their_region(client, school):
    old, new, far = partner("甲"), partner("乙"), partner("丙")
    tied(school, old, new)
    tied(make.SchoolFactory(region=make.RegionFactory()), far)
    client.force_login(make.staff(school.region))
    address = reverse("office:partner_merge", args=[old.pk])

    offered = client.get(address).context["form"].fields["target"].queryset
    client.post(address, {"target": new.pk, "token": uuid.uuid4()})

    assert list(offered) == [new]
    assert Partner.objects.get(pk=old.pk).merged_into == new
    client.force_login(make.clerk(school))
    assert client.get(reverse("office:partner_merge", args=[new.pk])).status_code == 403


def test_a_school_mends_its_own_partner_and_the_old_name_stays(client, school):
    one = partner("佐敦道小学", area=Area.HONG_KONG, place="")
    tied(school, one)
    client.force_login(make.clerk(school))
    address = reverse("office:partner", args=[one.pk])

    client.post(address, changed(one, name="佐敦道官立小学", name_hant="佐敦道官立小學"))

    one.refresh_from_db()
    assert (one.name, one.name_hant, one.aliases) == (
        "佐敦道官立小学",
        "佐敦道官立小學",
        ["佐敦道小学"],
    )
    assert one.area_label == "中国香港"


def test_hong_kong_is_no_place_of_the_mainland_or_abroad(client, school):
    one = partner("佐敦道小学")
    tied(school, one)
    client.force_login(make.clerk(school))

    page = client.post(
        reverse("office:partner", args=[one.pk]), changed(one, area=Area.FOREIGN, place="香港")
    )

    assert page.context["form"].errors["area"] == ["地点在香港的，所在地请选“中国香港”。"]


@pytest.mark.parametrize("why", ["shared", "public"])
def test_what_others_use_or_the_public_reads_is_mended_by_the_district(client, school, why):
    one = partner("同心小学")
    tie = tied(school, one)
    if why == "shared":
        tied(make.SchoolFactory(region=school.region), one)
    else:
        tie.scope = Scope.PUBLIC
        make.published(tie)
    address = reverse("office:partner", args=[one.pk])

    client.force_login(make.clerk(school))
    assert client.get(address).status_code == 403
    client.force_login(make.staff(school.region))
    assert client.get(address).status_code == 200


def test_strangers_see_no_partner_and_the_list_asks_the_same_for_three(
    client, school, django_assert_num_queries
):
    tied(school, partner("甲"))
    client.force_login(make.clerk(make.SchoolFactory()))
    assert client.get(reverse("office:partners")).context["page"].paginator.count == 0
    client.force_login(make.clerk(school))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("office:partners"))
    tied(school, partner("乙"), partner("丙"))
    with django_assert_num_queries(len(one)):
        page = client.get(reverse("office:partners")).context["page"]
    assert page.paginator.count == 3
