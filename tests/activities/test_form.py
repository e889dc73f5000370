from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from activities.actions.records import Parts, save_activity
from activities.models import Activity
from activities.workflow import activity_flow
from kit.audit import sentence
from kit.models import AuditEntry, Draft
from kit.workflow import Refused
from tests.activities.conftest import make, retyped, typed
from tests.factories import (
    BrandFactory,
    PartnerFactory,
    SchoolFactory,
    TieFactory,
    clerk,
    leader,
    published,
    secretary,
    staff,
)

NEW = "/office/activities/new/"


def edit_url(activity):
    return reverse("office:activities:edit", args=[activity.pk])


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_a_short_record_is_saved_with_its_types_and_people(enter, author, school):
    response = enter(author).post(
        NEW, typed(types=["research", "exchange"], campaigns="访万家，双报到")
    )
    activity = Activity.objects.get()
    assert response.url == activity.get_office_url()
    assert (activity.school, activity.created_by, activity.happened_on) == (
        school,
        author,
        date(2025, 3, 18),
    )
    assert activity.types == ["research", "exchange"]
    assert (activity.members, activity.teachers, activity.students, activity.turnout) == (
        6,
        18,
        0,
        24,
    )
    assert sorted(str(campaign) for campaign in activity.campaigns.all()) == ["双报到", "访万家"]
    assert sentence(AuditEntry.objects.get()) == f"{author}记了活动“隔屏同研一节课”"


def test_the_page_offers_today_and_the_schools_own_brand_and_partners(enter, author, school):
    brand = BrandFactory(school=school, title="同心")
    sub = brand.sub_projects.create(title="同心桥")
    tie = TieFactory()
    partner = PartnerFactory(name="佐敦道官立小学")
    for body in ({"school": school}, {"partner": partner}):
        tie.members.create(**body)
    form = enter(author).get(NEW).context["form"]
    assert form["belongs"].field.choices == [
        ("", "不关联品牌"),
        ("同心", [(f"brand-{brand.pk}", "整个品牌"), (f"sub-{sub.pk}", "同心桥")]),
    ]
    assert form["joined"].field.choices == [(f"partner-{partner.pk}", "佐敦道官立小学")]
    assert list(form["ties"].field.queryset) == [tie]
    assert form["scope"].value() == "private"


def test_a_record_is_tied_to_brand_ties_and_bodies(enter, author, school):
    sub = BrandFactory(school=school).sub_projects.create(title="同心桥")
    tie, partner, other = TieFactory(), PartnerFactory(), SchoolFactory(name="城南小学")
    for body in ({"school": school}, {"partner": partner}):
        tie.members.create(**body)
    enter(author).post(
        NEW,
        typed(
            belongs=f"sub-{sub.pk}",
            ties=[tie.pk],
            joined=[f"partner-{partner.pk}"],
            joined_names="城南小学",
        ),
    )
    activity = Activity.objects.get()
    assert (activity.sub_project, activity.brand, list(activity.ties.all())) == (
        sub,
        sub.brand,
        [tie],
    )
    assert {(p.school, p.partner, p.state) for p in activity.participations.all()} == {
        (None, partner, "waiting"),
        (other, None, "waiting"),
    }


def test_an_unknown_partner_is_named_and_everything_stays(enter, author):
    response = enter(author).post(NEW, typed(joined_names="没有这所学校"))
    form = response.context["form"]
    assert form.errors["joined_names"] == [
        "没有找到“没有这所学校”。请写全称；平台外的新单位，请先到“姊妹校与结对”里登记。"
    ]
    assert 'value="隔屏同研一节课"' in response.content.decode()
    assert Activity.objects.count() == 0


def test_a_draft_may_lack_place_and_story_but_not_title_types_and_date(enter, author):
    browser = enter(author)
    response = browser.post(NEW, typed(title="", types=[], happened_on="", save=""))
    assert response.context["form"].errors == {
        "title": ["请填写活动名称。"],
        "types": ["请选择活动类型。"],
        "happened_on": ["请填写日期。"],
    }
    browser.post(NEW, typed(place="", story="", save=""))
    assert Activity.objects.get().missing() == ["请填写活动地点", "请写几句做了什么、有什么收获"]


def test_what_is_sent_to_be_checked_must_be_whole(enter, author):
    response = enter(author).post(NEW, typed(scope="public", place="", story="", check=""))
    assert response.context["form"].errors == {
        "place": ["请填写活动地点。"],
        "story": ["请写几句做了什么、有什么收获。"],
    }


def test_sending_to_be_checked_is_the_first_check(enter, author):
    response = enter(author).post(NEW, typed(scope="public", check=""), follow=True)
    activity = Activity.objects.get()
    assert (activity.status, activity.first_by) == ("first", author)
    assert told(response) == ["已提交，等书记复审。"]


def test_a_ledger_record_is_only_saved(enter, author):
    response = enter(author).post(NEW, typed(place="", story="", check=""), follow=True)
    assert (Activity.objects.get().status, told(response)) == ("draft", ["已保存。"])


@pytest.mark.parametrize("kind", ["life_meeting", "appraisal"])
def test_criticism_and_appraisal_are_never_public(enter, author, school, kind):
    response = enter(author).post(NEW, typed(types=["study", kind], scope="public"))
    assert [error[-17:] for error in response.context["form"].errors["scope"]] == [
        "的记录不能公开，请选“只作台账”。"
    ]
    activity = make(school, kind, scope="public")
    with pytest.raises(Refused, match="组织生活会和民主评议的记录不能公开"):
        activity_flow.perform(activity, "first_check", by=author)


@pytest.mark.parametrize("kind", ["life_meeting", "appraisal"])
@pytest.mark.parametrize("scope", ["system", "party", "public"])
def test_no_way_leads_from_criticism_and_appraisal_to_any_reader_outside(
    author, school, kind, scope
):
    shown = published(make(school, "study"))
    shown.scope = scope
    with pytest.raises(Refused, match="不能公开"):
        save_activity(activity=shown, parts=Parts(types=["study", kind]), by=author)
    shown.refresh_from_db()
    assert shown.types == ["study"]
    draft = make(school, kind, scope=scope)
    for status in ("draft", "withdrawn"):
        Activity.objects.filter(pk=draft.pk).update(status=status)
        draft.refresh_from_db()
        with pytest.raises(Refused, match="组织生活会和民主评议的记录不能公开"):
            activity_flow.perform(draft, "first_check", by=author)


def test_constraints_speak_in_sentences(enter, author):
    response = enter(author).post(NEW, typed(ended_on="2025-03-01", expected="5", present="6"))
    assert response.context["form"].errors == {
        "ended_on": ["结束日期不能早于开始日期。"],
        "present": ["实到人数不能多于应到人数，列席的另填。"],
    }


def test_a_form_sent_twice_makes_one_record(enter, author):
    data, browser = typed(), enter(author)
    first, second = browser.post(NEW, data), browser.post(NEW, data)
    assert (first.url, Activity.objects.count()) == (second.url, 1)


def test_a_stale_page_is_told_and_keeps_what_was_typed(enter, author, school):
    activity = make(school)
    browser = enter(author)
    page = browser.get(edit_url(activity))
    activity.title = "别人先改了"
    activity.save()
    data = retyped(activity, page, title="我改的名称")
    response = browser.post(edit_url(activity), data)
    assert response.context["form"].non_field_errors()[0].startswith("有人先一步保存了这份内容")
    assert 'value="我改的名称"' in response.content.decode()
    again = data | {"version": response.context["form"]["version"].value()}
    browser.post(edit_url(activity), again)
    activity.refresh_from_db()
    assert activity.title == "我改的名称"


def test_changing_a_published_record_reopens_its_checks_and_says_so_first(enter, author, school):
    activity = published(make(school))
    browser = enter(author)
    page = browser.get(edit_url(activity))
    assert "这条活动已经发布" in page.content.decode()
    browser.post(edit_url(activity), retyped(activity, page, scope="public"))
    activity.refresh_from_db()
    assert (activity.status, activity.first_by, activity.title) == ("draft", None, activity.title)
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["activity.reopen", "activity.update"]


def test_a_record_under_check_cannot_be_changed(enter, author, school):
    activity = make(school, scope="public")
    activity_flow.perform(activity, "first_check", by=author)
    response = enter(author).get(edit_url(activity), follow=True)
    assert told(response) == ["审核人正在看这条活动，先退回修改再改。"]
    with pytest.raises(Refused, match="现在是“待复审”，审核人正在看，先退回再改。"):
        save_activity(activity=activity, parts=Parts(types=["study"]), by=author)


def test_saving_an_old_copy_does_not_undo_a_move(author, school):
    old = Activity.objects.get(pk=make(school, scope="public").pk)
    activity_flow.perform(Activity.objects.get(pk=old.pk), "first_check", by=author)
    activity_flow.perform(
        Activity.objects.get(pk=old.pk), "send_back", by=secretary(school), note="补"
    )
    old.status, old.title = "published", "新名称"
    save_activity(activity=old, parts=Parts(types=["study"]), by=author)
    old.refresh_from_db()
    assert (old.status, old.title, old.types) == ("draft", "新名称", ["study"])


def test_bodies_that_stay_keep_their_answers(author, school):
    activity, stays, goes = make(school), SchoolFactory(), SchoolFactory()
    save_activity(activity=activity, parts=Parts(["study"], schools={stays, goes}), by=author)
    activity.participations.filter(school=stays).update(state="confirmed")
    save_activity(activity=activity, parts=Parts(["study"], schools={stays}), by=author)
    assert [(p.school, p.state) for p in activity.participations.all()] == [(stays, "confirmed")]


def test_only_people_of_the_school_record_and_change(enter, school):
    activity = make(school)
    for user in (staff(school.region), leader(school.region)):
        browser = enter(user)
        assert browser.get(NEW).status_code == 403
        assert (
            "只有本校填报员和书记能改这条活动。" in browser.get(edit_url(activity)).content.decode()
        )
    assert enter(clerk(SchoolFactory())).get(edit_url(activity)).status_code == 404
    enter(secretary(school))
    browser = enter(secretary(school))
    assert browser.get(edit_url(activity)).status_code == 200


def test_nobody_reaches_the_form_without_a_login(client, school):
    assert client.get(NEW).url == f"/login/?next={NEW}"


def test_a_clerk_of_two_schools_chooses_where_to_record(enter, author, school):
    other = SchoolFactory()
    author.posts.create(role="clerk", school=other, started_on="2020-09-01")
    page = enter(author).get(f"{NEW}?school={other.pk}")
    assert page.context["activity"].school == other
    enter(author).post(NEW, typed(school=other.pk))
    assert Activity.objects.get().school == other


def test_a_draft_is_kept_offered_and_dropped(enter, author):
    browser = enter(author)
    kept = browser.post(
        reverse("office:activities:draft", args=["new"]),
        '{"data": {"title": ["写了一半"], "types": ["study", "lecture"], "members": ["3"]}}',
        content_type="application/json",
    )
    assert list(kept.json()) == ["saved_at", "stamp"]
    form = browser.get(NEW).context["form"]
    assert (form["title"].value(), form["types"].value(), form["members"].value()) == (
        "写了一半",
        ["study", "lecture"],
        "3",
    )
    browser.post(reverse("office:activities:draft_drop", args=["new"]))
    assert browser.get(NEW).context["form"]["title"].value() == ""
    assert Draft.objects.count() == 0


def test_saving_takes_the_draft_away(enter, author):
    Draft.objects.create(owner=author, key="activity:new", data={"title": ["写了一半"]})
    enter(author).post(NEW, typed())
    assert Draft.objects.count() == 0


def test_a_damaged_draft_is_refused_in_a_sentence(enter, author):
    url = reverse("office:activities:draft", args=["new"])
    for body in ("not json", "[]", '{"data": 3}'):
        response = enter(author).post(url, body, content_type="application/json")
        assert (response.status_code, response.json()) == (
            400,
            {"error": "内容太多或不完整，没有存上。请直接点保存。"},
        )


def test_moves_need_the_right_person(author, head, officer, school):
    activity = make(school, scope="public")
    for key, wrong in (("first_check", officer), ("second_check", author), ("final_check", head)):
        right = {"first_check": author, "second_check": head, "final_check": officer}[key]
        with pytest.raises(PermissionDenied):
            activity_flow.perform(activity, key, by=wrong)
        activity_flow.perform(activity, key, by=right)
    assert activity.is_public
