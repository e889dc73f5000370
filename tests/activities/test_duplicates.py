"""Two records of one event: hints, answers that are remembered, joint activities counted once."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from activities.actions import joint
from activities.documents import duplicates
from activities.models import Activity, NotDuplicate, Participation
from activities.workflow import participation_flow
from kit.models import Notification
from kit.workflow import Refused
from portal.dashboards import district
from portal.stats import headline
from schools.actions import recycling
from schools.models import Discarded
from tests.activities.conftest import make
from tests.activities.test_photos import add
from tests.factories import SchoolFactory, TieFactory, clerk, published

DAY = timezone.localdate() - timedelta(days=20)


def said(activity):
    return [
        (hint.kind, hint.other.title, hint.reasons) for hint in duplicates.hints(fresh(activity))
    ]


def fresh(activity):
    return Activity.objects.whole().get(pk=activity.pk)


def tied(*schools, state="active"):
    tie = TieFactory(state=state)
    for school in schools:
        tie.members.create(school=school, confirmed_at=timezone.now())
    return tie


def titles(response):
    return [activity.title for activity in response.context["page"]]


def answer(browser, activity, other, word):
    url = reverse("office:activities:same", args=[activity.pk, other.pk, word])
    return [str(m) for m in browser.post(url, follow=True).context["messages"]]


def scene(name="操场.jpg", width=400, quality=90):
    """A picture with something on it, in the size asked for."""
    image = Image.new("RGB", (800, 600), "white")
    pen = ImageDraw.Draw(image)
    pen.ellipse((100, 100, 420, 500), fill="navy")
    pen.rectangle((500, 50, 760, 300), fill="orange")
    out = BytesIO()
    image.resize((width, width * 3 // 4)).save(out, "JPEG", quality=quality)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def test_near_days_and_similar_titles_of_one_school_are_asked_about(school):
    one = make(school, title="清明祭扫烈士墓", happened_on=DAY)
    make(school, title="清明节祭扫烈士墓活动", happened_on=DAY + timedelta(days=2))
    make(school, title="清明祭扫烈士墓", happened_on=DAY + timedelta(days=4))  # not near
    make(school, title="联合教研", happened_on=DAY)  # not similar
    make(SchoolFactory(region=school.region), title="清明祭扫烈士墓", happened_on=DAY)  # no tie
    assert said(one) == [("twice", "清明节祭扫烈士墓活动", ["名称相近", "相隔 2 天"])]


def test_the_same_photo_is_noticed_in_another_size_and_however_long_ago(author, school):
    one = make(school, title="春游", happened_on=DAY)
    other = make(school, title="秋游", happened_on=DAY - timedelta(days=300))
    add(one, author, scene(width=800))
    add(other, author, scene("旧.jpg", width=400, quality=60))
    assert said(one) == [("twice", "秋游", ["有同一张照片"])]
    other.photos.update(is_placeholder=True)
    assert said(one) == []


def test_no_is_remembered_for_both_and_logged_once(enter, author, school):
    one = make(school, title="清明祭扫", happened_on=DAY)
    two = make(school, title="清明祭扫", happened_on=DAY)
    browser = enter(author)
    assert "重复吗？" in browser.get(one.get_office_url()).content.decode()
    assert answer(browser, one, two, "no") == ["记下了，以后不再问这一对。"]
    assert answer(browser, one, two, "no") == ["这条提示已经处理过了。"]
    assert (said(one), said(two), NotDuplicate.objects.count()) == ([], [], 1)


@pytest.mark.parametrize("count", [1, 3])
def test_hints_ask_the_same_however_many_there_are(
    author, school, count, django_assert_num_queries
):
    one = make(school, title="清明祭扫", happened_on=DAY)
    add(one, author, scene())
    for _ in range(count):
        make(school, title="清明祭扫", happened_on=DAY)
    one = fresh(one)
    with django_assert_num_queries(6):
        assert len(duplicates.hints(one)) == count


def test_only_confirmed_ties_are_asked_about_and_inner_meetings_never(school):
    other, stranger = SchoolFactory(name="城南小学"), SchoolFactory()
    one = make(school, "research", title="同课异构", happened_on=DAY)
    make(other, "research", title="同课异构", happened_on=DAY)
    make(other, "committee_meeting", title="同课异构筹备", happened_on=DAY)
    make(stranger, "research", title="同课异构", happened_on=DAY)
    tied(school, stranger, state="ended")
    tie = tied(school, other)
    assert said(one) == [("tied", "同课异构", ["名称相近", "同一天"])]
    tie.members.filter(school=other).update(confirmed_at=None)
    assert said(one) == []


@pytest.fixture
def pair(school):
    """One event that two tied schools wrote down, each for itself: (shared, theirs)."""
    other = SchoolFactory(name="城南小学", region=school.region)
    shared = make(school, "research", title="同课异构", happened_on=DAY, members=5)
    theirs = make(other, "research", title="两校同课异构", happened_on=DAY, members=7)
    tie = tied(school, other)
    shared.ties.add(tie)
    theirs.ties.add(tie)
    return shared, theirs


def test_two_tied_schools_join_their_records_by_asking_and_confirming(enter, author, pair):
    shared, theirs = pair
    partner = clerk(theirs.school)
    assert answer(enter(author), shared, theirs, "joint") == [
        "已请城南小学确认。对方确认后，两边合起来只算一次。"
    ]
    assert said(shared) == []
    [told] = Notification.objects.of(partner)
    assert told.text == f"{shared.school.label}记了联合活动“同课异构”，请确认。"
    row = Participation.objects.get()
    assert (row.state, row.own, Activity.objects.counted().count()) == ("waiting", theirs, 2)
    browser = enter(partner)
    assert "是同一次" in browser.get(theirs.get_office_url()).content.decode()
    confirm = reverse("office:activities:confirm", args=[row.pk, "confirm"])
    browser.post(confirm, {"seen": "waiting"})
    assert list(Activity.objects.counted()) == [shared]
    assert f"已并入{shared.school}记的" in browser.get(theirs.get_office_url()).content.decode()
    browser.post(reverse("office:activities:apart", args=[theirs.pk]))
    assert set(Activity.objects.of_school(theirs.school)) == {shared, theirs}


def test_a_joint_activity_counts_once_in_every_statistic(client, enter, officer, pair):
    shared, theirs = pair
    row = Participation.objects.create(activity=shared, school=theirs.school, own=theirs)
    participation_flow.perform(row, "confirm", by=clerk(theirs.school))
    rows = Activity.objects
    for found in (
        rows.of_school(theirs.school),
        rows.of_school(shared.school),
        rows.counted(),
        rows.of_tie(shared.ties.get()),
    ):
        assert list(found) == [shared]
    assert [kind["count"] for kind in rows.of_school(theirs.school).count_by_type()] == [1]
    assert rows.of_school(theirs.school).turnout() == 5
    course, _ = district.desk(officer, "")["charts"][0]
    assert sum(row.total for row in course.rows) == 1
    browser, ledger = enter(officer), "/office/activities/"
    assert titles(browser.get(ledger)) == ["同课异构"]
    assert titles(browser.get(f"{ledger}?status=folded")) == ["两校同课异构"]
    for activity in (shared, theirs):
        published(activity)
    assert titles(client.get("/activities/")) == ["同课异构"]
    assert titles(client.get(f"/activities/?school={theirs.school.pk}")) == ["同课异构"]
    month = client.get(reverse("activities:calendar"), {"month": f"{DAY:%Y-%m}"}).content.decode()
    assert ("同课异构" in month, "两校同课异构" in month) == (True, False)
    counted = [figure["value"] for figure in headline([]) if "活动" in figure["label"]]
    assert counted == [1]


def test_a_declined_joint_activity_leaves_both_records_counted(school):
    other = SchoolFactory()
    shared, theirs = make(school), make(other)
    row = Participation.objects.create(activity=shared, school=other, own=theirs)
    participation_flow.perform(row, "confirm", by=clerk(other))
    assert set(Activity.objects.counted()) == {shared}
    participation_flow.perform(row, "decline", by=clerk(other))
    assert list(Activity.objects.of_school(other)) == [theirs]
    assert list(Activity.objects.of_school(school)) == [shared]


def test_whoever_was_named_already_folds_its_own_record_at_once(enter, school, author):
    other = SchoolFactory(name="城南小学")
    shared = make(school, title="云升旗", happened_on=DAY)
    row = Participation.objects.create(activity=shared, school=other)
    theirs = make(other, title="三校云升旗", happened_on=DAY)
    assert said(theirs) == [("named", "云升旗", ["名称相近", "同一天"])]
    told = answer(enter(clerk(other)), theirs, shared, "fold")
    assert told == [f"已并入{school}记的联合活动，这条不再单独计数。"]
    row.refresh_from_db()
    assert (row.state, row.own, row.is_folded) == ("confirmed", theirs, True)
    assert list(Activity.objects.of_school(other)) == [shared]


def test_what_is_public_is_not_changed_behind_its_checks(enter, author, school):
    other = SchoolFactory()
    tied(school, other)
    shared = published(make(school, "research", title="同课异构", happened_on=DAY))
    theirs = make(other, "research", title="同课异构", happened_on=DAY)
    assert answer(enter(author), shared, theirs, "joint") == [
        "这条活动正在审核或已经发布，转回草稿后再关联。"
    ]
    assert Participation.objects.count() == 0


def test_only_the_author_answers(enter, officer, school):
    one, two = make(school, title="清明祭扫"), make(school, title="清明祭扫")
    url = reverse("office:activities:same", args=[one.pk, two.pk, "no"])
    assert enter(officer).post(url).status_code == 403
    assert enter(clerk(SchoolFactory())).post(url).status_code == 404
    assert NotDuplicate.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_duplicate_draft_goes_with_its_files_and_nothing_else_goes(enter, author, school):
    activity = make(school, title="重复的")
    add(activity, author, scene())
    name = activity.photos.get().image.name
    response = enter(author).post(reverse("office:activities:remove", args=[activity.pk]))
    assert (response.url, Activity.objects.count()) == ("/office/activities/", 0)
    assert default_storage.exists(name) is True
    recycling.end(Discarded.objects.get())
    assert default_storage.exists(name) is False
    shown = published(make(school))
    with pytest.raises(Refused, match="审核中的和已发布的活动不能删去"):
        joint.remove(activity=shown, by=author)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_titles_can_be_compared(one, other):
    assert isinstance(duplicates.similar(one, other), bool)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("三校云升旗：同一面国旗下", "三校云升旗", True),
        ("学习二十届四中全会精神", "二十届四中全会精神学习会", True),
        ("联合教研", "清明祭扫", False),
        ("党课", "党课学习", False),  # too short to say
        ("", "云升旗", False),
    ],
)
def test_titles_are_alike_when_most_signs_are(one, other, expected):
    assert duplicates.similar(one, other) is expected
