from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brands.choices import Cover
from brands.models import Brand
from schools.choices import Stage
from tests import factories
from tests.factories import BrandFactory, RegionFactory, SchoolFactory, published

SHELF = "/brands/"
OFFICE = "/office/brands/"


def shown(client, url, **query):
    return [str(brand) for brand in client.get(url, query).context["page"]]


def book(**values):
    return published(BrandFactory(**values))


def won(brand, level, **values):
    brand.results.create(level=level, batch_name="首批", **values)
    return brand


def queries(client, url):
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    return len(found)


def test_the_shelf_shows_public_brands_in_use(client, db):
    book(title="公开的")
    BrandFactory(title="草稿")
    book(title="旧的", is_current=False)
    system = book(title="系统内")
    Brand.objects.filter(pk=system.pk).update(scope="system")
    assert shown(client, SHELF) == ["公开的"]


def test_the_shelf_is_narrowed_by_stage_region_and_kind(client, db):
    region = RegionFactory(code="320282", name="宜兴市")
    book(title="甲", school=SchoolFactory(region=region, stage=Stage.PRIMARY))
    book(title="乙", school=SchoolFactory(stage=Stage.JUNIOR))
    book(title="丙", kind="secretary_project", school=SchoolFactory(stage=Stage.SENIOR))
    assert shown(client, SHELF, stage=["primary", "junior"]) == ["乙", "甲"]
    assert shown(client, SHELF, region="320282") == ["甲"]
    assert shown(client, SHELF, kind="secretary_project") == ["丙"]


def test_the_shelf_is_narrowed_by_standing_results(client, db):
    won(won(book(title="甲"), "city", decided_on="2024-03-12"), "city")
    won(book(title="乙"), "city", revoked_on="2025-01-01", revoke_reason="材料不实")
    won(book(title="丙"), "province", decided_on="2023-01-01")
    assert shown(client, SHELF, level="city") == ["甲"]
    assert shown(client, SHELF, level=["city", "province"]) == ["丙", "甲"]
    assert shown(client, SHELF, year="2023") == ["丙"]


def test_the_shelf_can_be_ordered_by_level(client, db):
    won(book(title="市"), "city")
    book(title="无")
    won(won(book(title="国"), "school"), "national")
    won(book(title="撤"), "national", revoked_on="2025-01-01", revoke_reason="材料不实")
    assert shown(client, SHELF, order="level") == ["国", "市", "撤", "无"]


def test_the_shelf_is_searched_by_brand_and_school(client, db):
    book(title="同心桥", school=SchoolFactory(name="官林小学"))
    book(title="读校行")
    assert shown(client, SHELF, q="官林 同心") == ["同心桥"]
    response = client.get(SHELF, {"q": "没有的"})
    assert "没有符合条件的品牌" in response.content.decode()


def test_an_empty_shelf_says_why(client, db):
    assert "书架上还没有书" in client.get(SHELF).content.decode()


def test_facets_count_what_they_would_show(client, db):
    won(book(title="甲", school=SchoolFactory(stage=Stage.PRIMARY)), "city")
    won(book(title="乙", school=SchoolFactory(stage=Stage.JUNIOR)), "province")
    facets = client.get(SHELF, {"stage": "junior"}).context["listing"].filter.facets()
    assert [
        (name, [tuple(o) for o in options]) for name, _, options in facets if name != "region"
    ] == [
        ("stage", [("primary", "小学", 1, False), ("junior", "初中", 1, True)]),
        ("level", [("province", "省级", 1, False), ("city", "市级", 1, False)]),
    ]


def test_htmx_gets_the_results_alone(client, db):
    response = client.get(SHELF, headers={"HX-Request": "true"})
    assert response.content.decode().strip().startswith("<section")


def test_lists_ask_as_much_for_three_brands_as_for_one(client, db):
    region = RegionFactory()
    staff = factories.staff(region)

    def add():
        won(book(school=SchoolFactory(region=region)), "city", decided_on="2024-03-12")

    add()
    shelf = queries(client, SHELF)
    client.force_login(staff)
    office = queries(client, OFFICE)
    add()
    add()
    assert queries(client, OFFICE) == office
    client.logout()
    assert queries(client, SHELF) == shelf


def test_the_office_list_is_narrowed_and_exported(client, staff, brand, school):
    BrandFactory(school=school, title="旧的", is_current=False)
    BrandFactory(school=school, title="项目", kind="secretary_project")
    client.force_login(staff)
    assert shown(client, OFFICE, use="retired") == ["旧的"]
    assert shown(client, OFFICE, kind="secretary_project", school=school.pk) == ["项目"]
    assert shown(client, OFFICE, status="published") == []
    response = client.get(OFFICE, {"export": "xlsx"})
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_office_list_asks_for_a_login(client, db):
    assert client.get(OFFICE).url == f"/login/?next={OFFICE}"


def test_every_cover_has_its_picture(client, db, settings):
    for cover in Cover.values:
        assert (settings.BASE_DIR / f"static/img/cover-{cover}.svg").is_file()


def test_the_reading_page_of_a_project_shows_tasks_and_months(client, staff, school):
    project = BrandFactory(school=school, kind="secretary_project")
    project.milestones.create(task="成立支部", due_on="2020-01-01", person="书记")
    project.progress.create(month="2025-03-01", text="开了动员会。")
    client.force_login(staff)
    page = client.get(reverse("office:brands:detail", args=[project.pk])).content.decode()
    assert [word for word in ("过了计划时间", "开了动员会。", "2025-03") if word in page] == [
        "过了计划时间",
        "开了动员会。",
        "2025-03",
    ]


def test_the_shelf_is_narrowed_by_batch_and_by_a_theme_several_share(client, db):
    first = won(book(title="甲", theme="立德树人"), "city")
    book(title="乙", theme="立德树人")
    book(title="丙", theme="只有一家")
    assert shown(client, SHELF, batch="首批") == [first.title]
    assert sorted(shown(client, SHELF, theme="立德树人")) == ["乙", "甲"]
    facets = dict.fromkeys(
        name for name, *_ in client.get(SHELF).context["listing"].filter.facets()
    )
    assert "theme" not in facets
    book(title="丁", theme="强基")
    book(title="戊", theme="强基")
    listing = client.get(SHELF).context["listing"]
    [theme] = [options for name, _, options in listing.filter.facets() if name == "theme"]
    assert [(option.value, option.total) for option in theme] == [("强基", 2), ("立德树人", 2)]
