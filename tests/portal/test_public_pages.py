"""The pages that show several apps: what they show, and that they cost the same for more rows."""

import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import Coverage, Outlet
from brands.choices import BrandKind
from honors.choices import Verification
from honors.models import Honor
from schools.choices import Area, Level
from selection.choices import ApplicationStatus, NoticeStatus
from selection.models import Application, PublicNotice
from tests.factories import (
    ActivityFactory,
    ApplicationFactory,
    BatchFactory,
    BrandFactory,
    HonorFactory,
    PartnerFactory,
    RegionFactory,
    SchoolFactory,
    TieFactory,
    UserFactory,
    complete,
    published,
)

pytestmark = pytest.mark.django_db


def verified(honor):
    Honor.objects.filter(pk=honor.pk).update(
        verification=Verification.VERIFIED, verified_by=UserFactory(), verified_at=timezone.now()
    )
    return published(honor)


def school(**fields):
    return published(SchoolFactory(introduction="百年老校。", **fields))


def tie(*members, **fields):
    made = TieFactory(**fields)
    for member in members:
        role = "partner" if type(member).__name__ == "Partner" else "school"
        made.members.create(**{role: member})
    return published(made)


def one_of_each(place):
    """A public row of every column, all of one school."""
    brand = published(complete(BrandFactory(school=place, kind=BrandKind.SECRETARY_PROJECT)))
    bond = tie(place, PartnerFactory(area=Area.HONG_KONG))
    activity = ActivityFactory(school=place, brand=brand)
    activity.ties.add(bond)
    activity.typings.create(type="ceremony")
    published(activity)
    verified(HonorFactory(school=place, brand=brand))
    outlet = Outlet.objects.create(name=f"日报{brand.pk}", level=Level.CITY, kind="newspaper")
    published(Coverage.objects.create(school=place, outlet=outlet, brand=brand, title="同升一面旗"))
    return brand, bond


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_site_says_what_will_stand_here(client):
    text = page(client, "/")
    assert "第一批品牌正在审核" in text
    assert "数说品牌" not in text


def menu(client):
    page = BeautifulSoup(client.get("/").content, "lxml")
    return [link.text for link in page.find("nav", "mainnav").find_all("a")]


def test_the_menu_leaves_out_columns_that_hold_nothing_public(client):
    assert menu(client) == ["首页", "关于"]
    hidden = BrandFactory()
    assert menu(client) == ["首页", "关于"]
    published(hidden)
    assert menu(client) == ["首页", "品牌", "关于"]


def test_home_opens_with_the_newest_brand_that_has_a_tie(client):
    tied = school(region=RegionFactory(code="320282", name="宜兴市"))
    RegionFactory(code="32", name="江苏省")
    brand = published(BrandFactory(school=tied, title="同心|三校"))
    tie(
        tied,
        PartnerFactory(name="港校", area=Area.HONG_KONG),
        PartnerFactory(name="疆校", place="新疆阿合奇"),
    )
    published(BrandFactory(school=school(), title="更新的品牌"))
    answer = client.get("/")
    assert answer.context["lead"] == brand
    assert [one["slip"] for one in answer.context["panels"]] == [
        "江苏宜兴",
        "中国香港",
        "新疆阿合奇",
    ]
    assert [one["place"] for one in answer.context["ties"]] == ["香港", "新疆"]


def test_the_site_may_choose_its_brand(client, settings):
    chosen = published(BrandFactory(school=school()))
    published(BrandFactory(school=school()))
    settings.SITE_LEAD_BRAND = chosen.pk
    assert client.get("/").context["lead"] == chosen


def test_a_lead_without_ties_shows_its_book(client):
    brand = published(BrandFactory(school=school(), title="书脊"))
    answer = client.get("/")
    assert (answer.context["lead"], answer.context["panels"]) == (brand, [])
    assert "hero-book" in answer.content.decode()


def test_every_figure_of_home_opens_the_list_it_counts(client):
    place = school()
    published(BrandFactory(school=place))
    one_of_each(place)
    year = timezone.localdate().year
    assert [(f["value"], f["url"]) for f in client.get("/").context["figures"]] == [
        (1, "/brands/?kind=school_brand"),
        (1, f"/activities/?year={year}"),
        (1, "/honors/"),
        (1, "/ties/"),
    ]


def test_a_school_shows_its_newest_stories_and_joint_ones_it_has_confirmed(client):
    place, other = school(), school()
    days = [date(2026, 5, day) for day in range(1, 7)]
    told = [published(ActivityFactory(school=place, happened_on=day)) for day in days[:4]]
    joint = published(ActivityFactory(school=other, happened_on=days[5]))
    joint.participations.create(school=place, state="confirmed")
    own = published(ActivityFactory(school=place, happened_on=days[4]))
    joint.participations.create(school=other, state="confirmed", own=own)  # counts under the joint
    for at, shown in ((place, [joint, *told[:0:-1]]), (other, [joint])):
        page = client.get(at.get_absolute_url()).context
        assert list(page["activities"]) == shown
        assert page["counts"]["activities"] == {place: 5, other: 1}[at]


def test_home_lists_notices_and_open_batches_the_newest_first(client):
    batch = BatchFactory(name="第五批")
    today = timezone.localdate()
    PublicNotice.objects.create(
        batch=batch, title="名单公示", starts_on=today, ends_on=today, status=NoticeStatus.RUNNING
    )
    PublicNotice.objects.create(batch=batch, title="未发布的公示", starts_on=today, ends_on=today)
    shown = [item["title"] for item in client.get("/").context["notices"]]
    assert shown == ["名单公示", "第五批开始申报"]


def test_a_brand_shows_its_book_and_what_the_ledgers_know_of_it(client):
    brand, _ = one_of_each(school())
    brand.figures.create(label="专栏文章", value=20, unit="篇", hedge="余")
    brand.results.create(
        level=Level.CITY,
        batch_name="首批",
        document_number="教〔2024〕9号",
        decided_on=date(2024, 6, 1),
    )
    answer = client.get(f"/brands/{brand.pk}/")
    assert [label for _, label in answer.context["toc"]] == [
        "品牌内涵",
        "品牌由来",
        "主要做法",
        "工作成效",
        "评选结果",
        "相关荣誉",
        "姊妹校与结对",
        "媒体报道",
        "相关活动",
    ]
    text = answer.content.decode()
    assert "教〔2024〕9号" in text
    assert "20余篇" in text
    assert f'src="/b/{brand.pk}/qr.svg"' in text
    assert f'<link rel="canonical" href="http://testserver/brands/{brand.pk}/">' in text


def test_a_revoked_result_is_shown_as_revoked_and_without_its_reason(client):
    brand = published(complete(BrandFactory(school=school())))
    brand.results.create(
        level=Level.CITY, batch_name="撤了的", revoked_on=date(2025, 1, 1), revoke_reason="材料不实"
    )
    text = page(client, f"/brands/{brand.pk}/")
    assert ("撤了的" in text, "已撤销" in text, "材料不实" in text) == (True, True, False)


def test_brands_lead_to_their_neighbours(client):
    old, middle, new = [published(BrandFactory(school=school())) for _ in range(3)]
    context = client.get(f"/brands/{middle.pk}/").context
    assert (context["newer"], context["older"]) == (new, old)


def test_evidence_of_a_won_application_is_shown_as_far_as_it_is_public(client):
    application = ApplicationFactory()
    brand = published(complete(application.brand))
    claim = application.claims.create(text="做到了")
    shown = published(ActivityFactory(school=brand.school, title="公开的活动"))
    hidden = ActivityFactory(school=brand.school, title="没公开的活动")
    for activity in (shown, hidden):
        claim.evidence.create(activity=activity)
    assert client.get(f"/brands/{brand.pk}/").context["evidence"] == []
    Application.objects.filter(pk=application.pk).update(status=ApplicationStatus.APPROVED)
    evidence = client.get(f"/brands/{brand.pk}/").context["evidence"]
    assert [item["label"] for item in evidence] == ["公开的活动"]


def test_a_school_shows_its_columns_and_known_numbers_only(client):
    place = school(motto="敦品励学", student_count=2140, founded_year=1905)
    place.former_names.create(name="老校名")
    published(BrandFactory(school=place, title="同心"))
    one_of_each(place)
    answer = client.get(f"/schools/{place.pk}/")
    assert [one["text"] for one in answer.context["key"]] == ["1905 年", "2140 人"]
    assert [(tab["label"], tab.get("count")) for tab in answer.context["tabs"]] == [
        ("概况", None),
        ("品牌", 2),
        ("活动", 1),
        ("荣誉", 1),
        ("姊妹校", 1),
    ]
    assert "老校名" in answer.content.decode()


def test_the_old_address_of_a_merged_school_leads_to_the_one_it_is_part_of(client):
    successor = school(name="新区实验小学")
    old = school(name="老街小学", merged_into=successor, merged_on=date(2025, 9, 1))
    assert f'已并入<a href="/schools/{successor.pk}/">新区实验小学</a>' in page(
        client, f"/schools/{old.pk}/"
    )


def test_a_tie_adds_up_its_public_exchanges(client):
    place = school()
    partner = PartnerFactory(name="佐敦道官立小学", name_hant="佐敦道官立小學", area=Area.HONG_KONG)
    bond = tie(place, partner)
    for days, amount in ((1, 7000), (2, None)):
        day = timezone.localdate() - timedelta(days=days)
        activity = ActivityFactory(
            school=place, happened_on=day, students=30, donated_amount=amount
        )
        activity.ties.add(bond)
        published(activity)
    draft = ActivityFactory(school=place, students=500, donated_amount=9)
    draft.ties.add(bond)
    answer = client.get(f"/ties/{bond.pk}/")
    assert [(f["value"], f["unit"]) for f in answer.context["figures"]] == [
        (2, "场"),
        (60, "人次"),
        ("7,000", "元"),
    ]
    text = answer.content.decode()
    assert '<span class="meta d-block" lang="zh-Hant">佐敦道官立小學</span>' in text
    assert "中国香港" in text
    moment = f"{timezone.localtime(bond.final_at):%Y-%m-%d %H:%M}"
    assert re.search(rf"发布时间：<time [^>]+>{moment}</time>", text)
    for convention in (f"来源：{place.name}", "打印", "初审", "复审", "终审"):
        assert convention in text, convention


def test_a_tie_without_exchanges_says_what_will_come(client):
    assert "还没有公开的往来" in page(client, f"/ties/{tie(school(), PartnerFactory()).pk}/")


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/about/", "关于本站"),
        ("/accessibility/", "无障碍声明"),
        ("/privacy/", "隐私与肖像说明"),
        ("/help/", "使用帮助"),
        ("/site-map/", "网站地图"),
    ],
)
def test_pages_about_the_site(client, path, heading):
    text = page(client, path)
    assert re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", text) == [heading]


def test_the_site_map_names_public_brands_and_schools(client):
    place = school(name="东林中学")
    published(BrandFactory(school=place, title="读校|行"))
    BrandFactory(title="草稿品牌")
    text = page(client, "/site-map/")
    assert ("读校行" in text, "东林中学" in text, "草稿品牌" in text) == (True, True, False)


def test_a_monitor_gets_a_plain_answer_that_nobody_keeps(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def paths(place, brand, bond):
    return ["/", f"/brands/{brand.pk}/", f"/schools/{place.pk}/", f"/ties/{bond.pk}/", "/site-map/"]


@pytest.mark.parametrize("number", range(5))
def test_more_rows_cost_no_more_queries(client, django_assert_num_queries, number):
    place = school()
    for owner in (place, school()):  # one leads, the other stands on the shelf
        published(BrandFactory(school=owner))
    brand, bond = one_of_each(place)
    two_more_of_each(place, brand, bond)  # what is shown of them is full: the rest is counted
    path = paths(place, brand, bond)[number]
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    two_more_of_each(place, brand, bond)
    with django_assert_num_queries(len(few)):
        client.get(path)


def two_more_of_each(place, brand, bond):
    for _ in range(2):
        more, _ = one_of_each(place)
        published(BrandFactory(school=school()))
        bond.members.create(partner=PartnerFactory(area=Area.MACAO))
        activity = ActivityFactory(school=place, brand=brand)
        activity.ties.add(bond)
        activity.typings.create(type="visit")
        published(activity)
        verified(HonorFactory(school=place, brand=brand))
        brand.results.create(level=Level.CITY, batch_name=f"批次{more.pk}")


def test_a_sub_project_shows_its_newest_public_activities(client):
    brand = published(complete(BrandFactory(school=school())))
    one = brand.sub_projects.get()
    for day in range(1, 6):
        published(
            ActivityFactory(
                school=brand.school,
                brand=brand,
                sub_project=one,
                title=f"第{day}次",
                happened_on=date(2026, 3, day),
            )
        )
    ActivityFactory(school=brand.school, brand=brand, sub_project=one, title="没公开")
    told = client.get(f"/brands/{brand.pk}/").context["brand"].sub_projects.all()[0].doings
    assert [row["title"] for row in told] == ["第5次", "第4次", "第3次"]


def test_a_sub_project_shows_the_newest_picture_that_may_be_shown(client):
    brand = published(complete(BrandFactory(school=school())))
    one = {"school": brand.school, "brand": brand, "sub_project": brand.sub_projects.get()}
    older, newer = (
        published(ActivityFactory(**one, happened_on=date(2026, 3, day))) for day in (1, 2)
    )
    file = {"image": "a.webp", "thumb": "b.webp", "width": 1200, "height": 800}
    meant = older.photos.create(**file, digest="1" * 64, alt="同读一本书", consent="given")
    newer.photos.create(**file, digest="2" * 64, alt="课间", consent="missing")
    text = client.get(f"/brands/{brand.pk}/").content.decode()
    assert f'src="/activities/photos/{meant.pk}/full.webp"' in text
    assert "同读一本书" in text
    assert "课间" not in text


def test_no_public_page_asks_more_than_twenty_times(client, django_assert_max_num_queries):
    """And three times for all pages: the edition, when the page turns by itself, the menu."""
    place = school()
    project, bond = one_of_each(place)
    brand = published(complete(BrandFactory(school=place)))
    brand.results.create(level=Level.CITY, batch_name="首批")
    activity = published(ActivityFactory(school=place, brand=brand))
    for row in (project, brand, place, bond, activity):
        with django_assert_max_num_queries(23):
            page(client, row.get_absolute_url())
    with django_assert_max_num_queries(23):
        page(client, "/")


@pytest.mark.parametrize("counted", [1000, 9], ids=["few enough to count", "too many"])
def test_pages_of_a_whole_list_follow_each_other_and_its_count_is_asked_once(
    client, monkeypatch, counted
):
    monkeypatch.setattr("kit.listing.COUNTED", counted)
    monkeypatch.setattr("activities.listings.PublicActivityListing.per_page", 2)
    place, day = school(), date(2026, 3, 1)
    made = [
        published(ActivityFactory(school=place, happened_on=day + timedelta(days=number)))
        for number in range(12)
    ]

    def titles(**query):
        page = client.get("/activities/", query)
        return [link.text for link in BeautifulSoup(page.content, "lxml").select(".row-story h3")]

    newest_first = [activity.title for activity in reversed(made)][:counted]
    pages = [titles(page=number) for number in range(1, 7)]
    # A page after the last one is the last one.
    shown = [title for page in pages[: (counted + 1) // 2] for title in page]
    assert shown == newest_first
    assert titles(page=2, order="oldest") == [made[2].title, made[3].title]
    with CaptureQueriesContext(connection) as asked:
        titles(page=3, order="oldest")
    assert asked
    counting = [one for one in asked if f"LIMIT {counted + 1}" in one["sql"]]
    assert not counting
    fresh = published(ActivityFactory(school=place, happened_on=day + timedelta(days=99)))
    assert titles()[0] == fresh.title
    assert titles(q="没有的") == []
    assert titles(year=2025) == []
    assert len(titles(year=2026)) == 2
