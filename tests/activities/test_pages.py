from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from activities.actions.records import attach
from activities.models import Activity, Coverage, Participation
from activities.workflow import activity_flow, participation_flow
from kit.workflow import Refused
from tests.activities.conftest import fetch, make, picture
from tests.activities.test_photos import add
from tests.factories import (
    ActivityFactory,
    BrandFactory,
    PartnerFactory,
    RegionFactory,
    SchoolFactory,
    auditor,
    clerk,
    expert,
    leader,
    published,
    secretary,
    staff,
)

LEDGER = "/office/activities/"
PUBLIC = "/activities/"


def titles(response):
    return [activity.title for activity in response.context["page"]]


def told(response):
    return [str(message) for message in response.context["messages"]]


def detail(activity):
    return reverse("office:activities:detail", args=[activity.pk])


# The ledger


def test_each_desk_sees_its_own_ledger(client, enter, author, school):
    make(school, title="本校的")
    make(SchoolFactory(region=school.region), title="邻校的")
    make(SchoolFactory(), title="外区的")
    assert client.get(LEDGER).url == f"/login/?next={LEDGER}"
    assert titles(enter(author).get(LEDGER)) == ["本校的"]
    assert titles(enter(staff(school.region)).get(LEDGER)) == ["邻校的", "本校的"]
    assert titles(enter(leader(RegionFactory(code="3202"))).get(LEDGER)) == ["邻校的", "本校的"]
    for user in (auditor(), expert(school.region)):
        assert enter(user).get(LEDGER).status_code == 403


def test_filters_stand_in_the_address(enter, author, school):
    make(school, "research", title="教研", happened_on="2024-05-01")
    make(school, "lecture", "research", title="党课", happened_on="2025-05-01", scope="public")
    browser = enter(author)
    for query, expected in (
        ("", ["党课", "教研"]),
        ("?type=lecture", ["党课"]),
        ("?type=research&year=2024", ["教研"]),
        ("?status=private", ["教研"]),
        ("?status=published", []),
        ("?q=党", ["党课"]),
        ("?order=oldest", ["教研", "党课"]),
    ):
        year = timezone.localdate().year
        if year - 2024 < 20:
            assert (query, titles(browser.get(LEDGER + query))) == (query, expected)


def test_a_region_narrows_by_school_and_a_school_has_no_such_choice(enter, author, school):
    make(school, title="本校的")
    make(SchoolFactory(region=school.region), title="邻校的")
    browser = enter(staff(school.region))
    assert titles(browser.get(f"{LEDGER}?school={school.pk}")) == ["本校的"]
    assert "school" not in enter(author).get(LEDGER).context["listing"].form.fields


def test_the_sheet_holds_what_the_filter_chose(enter, author, school):
    make(school, "lecture", "study", title="党课", members=3, teachers=4)
    make(school, "research", title="教研")
    response = enter(author).get(f"{LEDGER}?type=lecture&export=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0)
    found = [row for row in rows.to_python() if "党课" in row or "教研" in row]
    assert [(row[2], row[3], row[10]) for row in found] == [("党课", "党课、学习培训", 7)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_asks_the_same_however_long_it_is(
    enter, author, school, count, django_assert_num_queries
):
    for n in range(count):
        activity = make(school)
        add(activity, author, picture(colour=(n, 0, 0)))
    browser = enter(author)
    browser.get(LEDGER)
    with django_assert_num_queries(10):
        browser.get(LEDGER)


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_list_asks_the_same_however_long_it_is(
    client, author, school, count, django_assert_num_queries
):
    for n in range(count):
        activity = make(school)
        add(activity, author, picture(colour=(n, 0, 0)))
        published(activity)
    with django_assert_num_queries(9):
        client.get(PUBLIC)


# One record


def test_a_record_shows_its_inner_part_to_its_school_and_region_only(enter, author, school):
    other = SchoolFactory()
    activity = make(school, minutes="讨论了发展对象。", expected=9)
    Participation.objects.create(activity=activity, school=other)
    for user in (author, staff(school.region)):
        page = enter(user).get(detail(activity))
        assert ("讨论了发展对象。" in page.content.decode(), page.context["sees_record"]) == (
            True,
            True,
        )
    page = enter(clerk(other)).get(detail(activity))
    assert ("讨论了发展对象。" in page.content.decode(), page.context["record"]) == (False, [])
    assert enter(clerk(SchoolFactory())).get(detail(activity)).status_code == 404


def test_each_role_is_offered_its_own_moves(author, head, officer, school):
    activity = make(school, scope="public")

    def keys(user):
        return [offer.key for offer in activity_flow.available(activity, user)]

    assert (keys(author), keys(head), keys(officer)) == (["first_check"], ["first_check"], [])
    activity_flow.perform(activity, "first_check", by=author)
    assert (keys(author), keys(head), keys(officer)) == ([], ["second_check", "send_back"], [])
    activity_flow.perform(activity, "second_check", by=head)
    assert (keys(author), keys(head), keys(officer)) == ([], [], ["final_check", "send_back"])
    activity_flow.perform(activity, "final_check", by=officer)
    assert (keys(author), keys(head), keys(officer)) == (["reopen"], ["reopen"], ["withdraw"])


def test_a_move_answers_with_its_result_its_reasons_or_who_may(enter, author, head, school):
    activity = make(school, scope="public", place="")
    url = reverse("office:activities:move", args=[activity.pk, "first_check"])
    assert told(enter(author).post(url, follow=True)) == ["请填写活动地点。"]
    Activity.objects.update(place="操场")
    assert told(enter(author).post(url, {"seen": "second"}, follow=True)) == [
        "有人先一步改了状态，现在是“草稿”。请看过最新内容再操作。"
    ]
    refused = enter(staff(school.region)).post(url)
    assert (refused.status_code, "只有本校填报员或书记能做初审。" in refused.content.decode()) == (
        403,
        True,
    )
    assert told(enter(author).post(url, {"seen": "draft"}, follow=True)) == ["已完成：初审通过。"]
    assert enter(clerk(SchoolFactory())).post(url).status_code == 404
    assert enter(author).get(url).status_code == 405


def test_what_is_for_the_ledger_only_is_not_checked(author, school):
    with pytest.raises(Refused, match="公开范围还是“不公开”"):
        activity_flow.perform(make(school), "first_check", by=author)


# Joint activities


def test_a_joint_activity_is_confirmed_by_the_other_school_and_counted_once(enter, school):
    other = SchoolFactory()
    row = Participation.objects.create(activity=make(school), school=other)
    assert list(Activity.objects.of_school(other)) == []
    browser = enter(clerk(other))
    assert [r.pk for r in browser.get(LEDGER).context["waiting"]] == [row.pk]
    response = browser.post(
        reverse("office:activities:confirm", args=[row.pk, "confirm"]),
        {"seen": "waiting"},
        follow=True,
    )
    assert told(response) == ["已完成：确认参加。"]
    row.refresh_from_db()
    assert (row.state, row.answered_by.school_ids) == ("confirmed", [other.pk])
    assert list(Activity.objects.of_school(other)) == [row.activity]
    assert list(Activity.objects.of_school(school)) == [row.activity]
    assert Activity.objects.count() == 1


def test_a_school_may_say_it_was_not_there(school):
    other = SchoolFactory()
    row = Participation.objects.create(activity=make(school), school=other)
    participation_flow.perform(row, "decline", by=secretary(other))
    assert (row.state, list(Activity.objects.of_school(other))) == ("declined", [])


def test_only_the_named_school_answers(enter, author, school):
    row = Participation.objects.create(activity=make(school), school=SchoolFactory())
    url = reverse("office:activities:confirm", args=[row.pk, "confirm"])
    refused = enter(author).post(url)
    assert (refused.status_code, "它的填报员和书记能答复" in refused.content.decode()) == (
        403,
        True,
    )
    assert enter(clerk(SchoolFactory())).post(url).status_code == 404
    partner = Participation.objects.create(activity=row.activity, partner=PartnerFactory())
    with pytest.raises(PermissionDenied):
        participation_flow.perform(partner, "confirm", by=author)


# Attachments


def test_attachments_stay_inside(enter, author, school):
    other = SchoolFactory()
    activity = make(school)
    Participation.objects.create(activity=activity, school=other)
    pdf = SimpleUploadedFile("签到表.pdf", b"%PDF-1.7 x")
    bad = SimpleUploadedFile("脚本.exe", b"MZ")
    problems = attach(activity=activity, uploads=[pdf, bad], kind="sign_in", by=author)
    assert [problem[:7] for problem in problems] == ["“脚本.exe"]
    url = reverse("office:activities:attachment", args=[activity.attachments.get().pk])
    response = fetch(enter(author), url)
    assert (response["Cache-Control"], response["Content-Type"]) == (
        "private, no-store",
        "application/pdf",
    )
    assert enter(clerk(other)).get(url).status_code == 403
    assert enter(clerk(SchoolFactory())).get(url).status_code == 404


# What everybody reads


def test_the_public_list_shows_what_is_public(client, school):
    published(make(school, "lecture", title="公开的"))
    make(school, title="草稿")
    inside = published(make(school, title="党内的"))
    Activity.objects.filter(pk=inside.pk).update(scope="party")
    assert titles(client.get(PUBLIC)) == ["公开的"]
    assert titles(client.get(f"{PUBLIC}?type=research")) == []
    assert titles(client.get(f"{PUBLIC}?school={school.pk}&type=lecture")) == ["公开的"]
    assert "没有符合条件的活动" in client.get(f"{PUBLIC}?q=没有").content.decode()


def test_a_public_page_tells_the_story_and_nothing_internal(client, school):
    brand, hidden = (
        published(BrandFactory(school=school, title="同心")),
        SchoolFactory(name="没答复小学"),
    )
    activity = published(
        make(
            school,
            story="师生同听一节课。",
            minutes="内部讨论",
            resolutions="内部决议",
            absent_note="病假",
            donated_amount=7654321,
            brand=brand,
        )
    )
    confirmed = SchoolFactory(name="城南小学")
    for body in (
        {"school": confirmed, "state": "confirmed"},
        {"school": hidden},
        {"partner": PartnerFactory(name="佐敦道官立小学")},
    ):
        Participation.objects.create(activity=activity, **body)
    page = client.get(activity.get_absolute_url())
    html = page.content.decode()
    assert [str(body) for body in page.context["joined"]] == ["城南小学", "佐敦道官立小学"]
    for word in ("内部讨论", "内部决议", "病假", "没答复小学", "7654321"):
        assert (word, word in html) == (word, False)
    for word in ("师生同听一节课。", "初审", "复审", "终审", brand.get_absolute_url()):
        assert (word, word in html) == (word, True)


def test_only_public_coverage_is_listed(client, school, outlet):
    activity = published(make(school))
    for title in ("公开的报道", "台账里的报道"):
        Coverage.objects.create(school=school, outlet=outlet, activity=activity, title=title)
    published(Coverage.objects.first())
    shown = client.get(activity.get_absolute_url()).context["coverage"]
    assert [str(item) for item in shown] == [str(item) for item in Coverage.objects.public()]


def test_neighbours_lead_to_the_older_and_the_newer(client, school):
    day = timezone.localdate()
    old, mid, new = (
        published(make(school, title=name, happened_on=day - timedelta(days=n)))
        for name, n in (("旧", 2), ("中", 1), ("新", 1))
    )
    make(school, title="草稿", happened_on=day)
    page = client.get(mid.get_absolute_url())
    assert (page.context["older"], page.context["newer"]) == (old, new)
    assert client.get(new.get_absolute_url()).context["newer"] is None


def test_what_is_not_public_is_not_there(client, school):
    assert client.get(make(school).get_absolute_url()).status_code == 404


def test_a_placeholder_says_what_it_is(client, author, school):
    activity = make(school)
    add(activity, author, picture())
    activity.photos.update(is_placeholder=True, alt="操场")
    published(activity)
    shown = client.get(activity.get_absolute_url()).context["photos"]
    assert [(p["alt"], p["caption"]) for p in shown] == [
        ("操场，示意图", "操场。示意图，待学校上传实拍照片。")
    ]


# Questions other floors ask


def test_types_and_turnout_are_counted_in_one_query_each(school, django_assert_num_queries):
    make(school, "lecture", "study", members=3)
    make(school, "study", students=5, others=1)
    rows = Activity.objects.of_school(school).recent_first()
    with django_assert_num_queries(1):
        assert rows.count_by_type() == [
            {"type": "study", "label": "学习培训", "count": 2, "turnout": 9},
            {"type": "lecture", "label": "党课", "count": 1, "turnout": 3},
        ]
    with django_assert_num_queries(1):
        assert rows.turnout() == 9
    assert (Activity.objects.none().turnout(), Activity.objects.none().count_by_type()) == (0, [])


def test_an_activity_has_a_stable_label(school):
    assert str(ActivityFactory(school=school, title="云升旗")) == "云升旗"
