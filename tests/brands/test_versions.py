from django.urls import reverse

from brands.actions.versions import Change, Piece, compare, content_of, keep_version, pieces
from brands.models import Brand
from kit.models import AuditEntry


def whole(brand):
    return Brand.objects.whole().get(pk=brand.pk)


def test_a_difference_is_shown_by_the_character():
    assert pieces("三校同升旗", "三地三校同升旗仪式") == [
        Piece("new", "三地"),
        Piece("same", "三校同升旗"),
        Piece("new", "仪式"),
    ]
    assert pieces("二十年援疆", "十年援疆") == [Piece("gone", "二"), Piece("same", "十年援疆")]


def test_only_what_differs_is_listed_in_the_order_of_the_new_content():
    old = {"a": {"label": "甲", "text": "一"}, "b": {"label": "乙", "text": "二"}}
    new = {"b": {"label": "乙", "text": "二"}, "c": {"label": "丙", "text": "三"}}
    assert compare(old, new) == [
        Change("丙", [Piece("new", "三")]),
        Change("甲", [Piece("gone", "一")]),
    ]


def test_a_version_holds_the_whole_content(brand, clerk):
    project = brand.sub_projects.get()
    project.measures.create(kind="course", title="书信", body="每月一封")
    brand.figures.create(label="文章", value=20, unit="篇", hedge="余", source="公众号")
    brand.milestones.create(task="立项", due_on="2024-03-01", person="书记")
    texts = [entry["text"] for entry in content_of(whole(brand)).values() if entry["text"]]
    assert texts == [
        brand.title,
        "一句话介绍",
        "内涵说明。",
        "品牌由来的正文。",
        "工作成效的正文。",
        "同心圆\n怎么做。\n课程：书信，每月一封",
        "文章 20余篇，公众号",
        "2024-03，立项，书记",
    ]


def test_unchanged_content_makes_no_second_version(brand, clerk):
    first = keep_version(brand=brand, by=clerk, note="送审稿")
    assert keep_version(brand=brand, by=clerk) == first
    assert AuditEntry.objects.filter(verb="brand.keep_version").count() == 1


def test_a_version_stays_as_it_was_and_is_compared_with_today(client, clerk, brand):
    client.force_login(clerk)
    client.post(reverse("office:brands:keep", args=[brand.pk]), {"note": "送审稿"})
    brand.sections.filter(kind="background").update(body="品牌由来的新正文。")
    url = reverse("office:brands:versions", args=[brand.pk])
    response = client.get(url)
    assert response.context["changes"] == [
        Change(
            "品牌由来",
            [Piece("same", "品牌由来的"), Piece("new", "新"), Piece("same", "正文。")],
        )
    ]
    assert '<ins><span class="visually-hidden">（新写）</span>新</ins>' in response.content.decode()


def test_two_versions_are_compared_when_the_address_names_them(client, clerk, brand):
    client.force_login(clerk)
    keep_version(brand=brand, by=clerk)
    Brand.objects.update(tagline="新介绍")
    keep_version(brand=brand, by=clerk)
    Brand.objects.update(tagline="更新的介绍")
    url = reverse("office:brands:versions", args=[brand.pk])
    response = client.get(url, {"old": "1", "new": "2"})
    assert [change.label for change in response.context["changes"]] == ["一句话介绍"]
    assert client.get(url, {"old": "x"}).context["old"].number == 2


def test_staff_keep_no_versions(client, staff, brand):
    client.force_login(staff)
    assert client.post(reverse("office:brands:keep", args=[brand.pk])).status_code == 403
    assert brand.versions.count() == 0
