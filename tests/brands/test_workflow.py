import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from brands.models import Brand
from brands.workflow import brand_flow
from kit.publication import CheckStatus, Scope
from kit.workflow import Refused
from tests import factories
from tests.factories import BrandFactory, published


def test_three_people_bring_a_brand_before_the_public(brand, clerk, secretary, staff):
    brand_flow.perform(brand, "first_check", by=clerk)
    brand_flow.perform(brand, "second_check", by=secretary)
    brand_flow.perform(brand, "final_check", by=staff)
    assert Brand.objects.shelf().get() == brand
    assert [check.user for check in brand.check_trail()] == [clerk, secretary, staff]


@pytest.mark.parametrize(
    ("steps", "who"), [((), "staff"), (("clerk",), "clerk"), (("clerk", "secretary"), "secretary")]
)
def test_the_wrong_person_makes_no_check(brand, request, steps, who):
    keys = ("first_check", "second_check", "final_check")
    for key, name in zip(keys, steps, strict=False):
        brand_flow.perform(brand, key, by=request.getfixturevalue(name))
    with pytest.raises(PermissionDenied):
        brand_flow.perform(brand, keys[len(steps)], by=request.getfixturevalue(who))


def test_a_stranger_to_the_check_is_told_who_makes_it(client, brand, staff):
    client.force_login(staff)
    url = reverse("office:brands:move", args=[brand.pk, "first_check"])
    response = client.post(url, {"seen": "draft"})
    assert response.status_code == 403
    assert "只有本校填报员或书记能做初审。" in response.content.decode()


def test_an_incomplete_brand_says_what_is_missing(clerk, school):
    brand = BrandFactory(school=school, tagline="", connotation="")
    with pytest.raises(Refused) as refusal:
        brand_flow.perform(brand, "first_check", by=clerk)
    assert str(refusal.value) == (
        "请写一句话介绍；请填写品牌内涵；请写“品牌由来”；请写“工作成效”；请至少添加一个子项目；"
        "公开范围还是“不公开”，请先选好公开范围。"
    )


def test_the_first_check_keeps_a_version(brand, clerk):
    brand_flow.perform(brand, "first_check", by=clerk)
    kept = brand.versions.get()
    assert (kept.number, kept.made_by, kept.note) == (1, clerk, "初审通过")


def test_the_page_offers_the_next_move_with_its_obstacles(client, clerk, brand):
    Brand.objects.update(scope=Scope.PRIVATE)
    client.force_login(clerk)
    offers = client.get(reverse("office:brands:detail", args=[brand.pk])).context["offers"]
    assert [(offer.key, offer.blockers) for offer in offers] == [
        ("first_check", ["公开范围还是“不公开”，请先选好公开范围。"])
    ]


def test_a_move_is_made_by_its_button(client, clerk, brand):
    client.force_login(clerk)
    client.post(reverse("office:brands:move", args=[brand.pk, "first_check"]), {"seen": "draft"})
    brand.refresh_from_db()
    assert brand.status == CheckStatus.FIRST


def test_a_school_has_one_brand_in_use(client, clerk, brand, school):
    client.force_login(clerk)
    form = client.get(reverse("office:brands:new")).context["form"]
    sent = {"school": school.pk, "kind": "school_brand", "title": "新品牌"}
    data = sent | {"token": form["token"].value()}
    response = client.post(reverse("office:brands:new"), data)
    assert response.context["form"].general_errors() == [
        "一所学校只有一个现用品牌，请先停用原来的品牌。"
    ]
    response = client.post(reverse("office:brands:new"), data | {"kind": "secretary_project"})
    made = Brand.objects.get(kind="secretary_project")
    assert response.url == reverse("office:brands:edit", args=[made.pk, "basic"])


def test_a_new_brand_sent_twice_is_one_brand(client, clerk, school):
    client.force_login(clerk)
    form = client.get(reverse("office:brands:new")).context["form"]
    data = {"school": school.pk, "kind": "school_brand", "title": "新品牌"}
    data["token"] = form["token"].value()
    urls = {client.post(reverse("office:brands:new"), data).url for _ in range(2)}
    assert (len(urls), Brand.objects.count()) == (1, 1)


def test_staff_make_no_brands(client, staff):
    client.force_login(staff)
    assert client.get(reverse("office:brands:new")).status_code == 403


def test_a_retired_brand_makes_room_and_keeps_its_history(client, secretary, brand, school):
    brand.results.create(level="city", batch_name="首批")
    client.force_login(secretary)
    url = reverse("office:brands:retire", args=[brand.pk])
    client.post(url, {"do": "retire"}, follow=True)
    brand.refresh_from_db()
    assert (brand.is_current, brand.retired_on is None, brand.results.count()) == (False, False, 1)
    BrandFactory(school=school)
    response = client.post(url, {"do": "resume"}, follow=True)
    assert [str(m) for m in response.context["messages"]] == [
        "一所学校只有一个现用品牌，请先停用原来的品牌。"
    ]
    brand.refresh_from_db()
    assert brand.is_current is False


def test_a_retired_brand_is_taken_up_again(client, secretary, school):
    brand = BrandFactory(school=school, is_current=False, retired_on="2025-01-01")
    client.force_login(secretary)
    client.post(reverse("office:brands:retire", args=[brand.pk]), {"do": "resume"})
    brand.refresh_from_db()
    assert (brand.is_current, brand.retired_on) == (True, None)


def test_only_the_secretary_retires_a_brand(client, clerk, brand):
    client.force_login(clerk)
    response = client.post(reverse("office:brands:retire", args=[brand.pk]), {"do": "retire"})
    assert response.status_code == 403
    brand.refresh_from_db()
    assert brand.is_current is True


def test_a_retired_brand_is_not_written_to(client, clerk, school):
    brand = BrandFactory(school=school, is_current=False, retired_on="2025-01-01")
    client.force_login(clerk)
    response = client.get(reverse("office:brands:edit", args=[brand.pk, "basic"]))
    assert response.status_code == 403


def test_the_preview_warns_as_long_as_the_public_sees_nothing(client, clerk, brand):
    client.force_login(clerk)
    url = reverse("office:brands:preview", args=[brand.pk])
    assert "预览，公众看不到" in client.get(url).content.decode()
    published(brand)
    assert "预览，公众看不到" not in client.get(url).content.decode()


def test_the_region_sees_the_brands_of_its_schools_only(client, brand):
    BrandFactory()
    client.force_login(factories.leader(brand.school.region))
    page = client.get(reverse("office:brands:list")).context["page"]
    assert list(page) == [brand]
