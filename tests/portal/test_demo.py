"""The demonstration loads whole, stays the same on a second run, and opens on every public page."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.urls import reverse
from opencc import OpenCC

from activities.models import Activity, ActivityPhoto
from bench import facts
from brands.models import Brand, Figure, Result
from honors.models import Honor
from kit.models import Notification
from portal.demo import source
from portal.demo.people import PASSWORD
from portal.search import find
from portal.views.public.search import SUGGESTIONS
from schools.models import School, Tie, User
from selection.actions.eligibility import barriers, current_brand
from selection.actions.results import outcomes
from selection.choices import BatchStatus
from selection.models import Announcement, Application, Assignment, Batch, PublicNotice
from tests.factories import UserFactory
from tests.house.world import World

OWN = {"schools", "brands", "activities", "honors", "selection", "kit", "portal"}
# The pupil of one case, his score, and the officers that newspapers named.
UNSAID = ("俞", "沈东", "沈東", "646", "北京大学", "施丽", "吴昀", "黄科文", "王思思", "唐守伦")
ROLES = ("clerk", "secretary", "staff", "leader", "expert1", "auditor", "admin")


def demo(**options) -> str:
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


def texts(model: str) -> str:
    rows = apps.get_model(model)._default_manager.values()
    return "\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows)


def rows() -> dict[str, set[int]]:
    """The keys of all rows but those of the search index, which is made anew."""
    models = (m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in OWN)
    found = {m._meta.label: set(m._default_manager.values_list("pk", flat=True)) for m in models}
    return {label: keys for label, keys in found.items() if label != "portal.SearchDocument"}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once, in place of one of everything; each test works in a savepoint on top."""
    with django_db_blocker.unblock(), transaction.atomic():
        World()
        before = rows()
        with override_settings(DEMO=True):
            demo(reset=True)
        yield before
        transaction.set_rollback(True)


# Every move it makes is tried on PostgreSQL by a test of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.words, pytest.mark.usefixtures("loaded")]


def test_a_second_run_changes_nothing():
    before = rows()
    demo()
    assert rows() == before


def test_if_empty_leaves_a_portal_with_schools_alone():
    School.objects.filter(name="宜春一中").update(name="改过的校名")
    assert demo(if_empty=True) == ""
    assert School.objects.filter(name="宜春一中").count() == 0


def test_reset_takes_out_all_that_was_there_but_the_audit_trail_and_the_calendar(loaded):
    connection.check_constraints()  # nothing points to what is gone
    now = rows()
    left = {label for label, old in loaded.items() if old & now[label]}
    assert left == {"kit.AuditEntry", "kit.SpecialDay"}
    assert loaded["kit.AuditEntry"] < now["kit.AuditEntry"]


def test_reset_is_refused_outside_a_demonstration():
    with pytest.raises(CommandError, match="DEMO=1"):
        demo(reset=True)


def test_nothing_is_loaded_beside_the_accounts_of_a_portal_in_use():
    UserFactory()
    with pytest.raises(CommandError, match="DEMO=1"):
        demo()


def test_one_batch_stands_in_each_phase():
    shown = set(Batch.objects.values_list("status", flat=True))
    assert shown == set(BatchStatus.values)
    assert Announcement.objects.exclude(document_number="").count() == 3
    assert set(PublicNotice.objects.visible().values_list("status", flat=True)) == {
        "running",
        "ended",
    }
    assert Result.objects.filter(is_own=True).count() == 4 + 4 + 1  # four to build, one closed


def test_projects_in_their_build_period_show_every_state():
    projects = Application.objects.filter(batch__mode="cultivation").order_by("number")
    states = ["building", "closed", "building", "midterm"]
    assert list(projects.values_list("status", flat=True)) == states
    lagging = projects.get(change_requests__status="requested")
    assert [row.is_late for row in lagging.commitments.all()] == [False, True, False]


def test_the_running_notice_has_an_objection_that_holds_up_one_row_alone():
    notice = PublicNotice.objects.get(status="running")
    assert not notice.is_over
    states = notice.items.values_list("decision__application__status", "is_suspended")
    assert sorted(states) == [("noticed", False), ("noticed", False), ("suspended", True)]


def test_the_review_shows_every_state_of_an_assignment_that_is_not_late():
    rows = Assignment.objects.filter(stage__batch__status="reviewing")
    states = set(rows.values_list("status", flat=True))
    assert states == {"assigned", "declared", "submitted", "recused"}


def test_the_batch_before_its_meeting_was_also_heard_in_the_room():
    batch = Batch.objects.get(status="deciding")
    papers, talk = batch.review_stages.all()
    assert [(s.form, s.weight) for s in (papers, talk)] == [("material", 60), ("defence", 40)]
    assert talk.rubric.leaves().count() == 4
    assert [slot.order for slot in talk.slots.all()] == [1, 2, 3, 4]
    assert set(talk.assignments.values_list("status", flat=True)) == {"submitted"}
    ranked = [one.score for one in outcomes(batch) if one.place]
    assert len(ranked) == 4


def test_the_batch_to_come_is_sealed_and_asks_for_a_self_score():
    batch = Batch.objects.get(status="draft")
    assert (batch.is_sealed, batch.has_self_score) == (True, True)


def test_the_open_batch_waits_for_the_first_school_and_holds_the_others_in_four_states():
    batch = Batch.objects.get(status="open")
    school = School.objects.get(short_name="宜兴官小")
    brand = current_brand(batch, school)
    assert barriers(batch, school, school.top_organization, brand) == []
    states = Application.objects.filter(batch=batch).values_list("status", flat=True)
    assert sorted(states) == ["draft", "returned", "submitted", "to_sign"]


def test_what_is_public_was_checked_by_three_accounts():
    for model in (School, Brand, Activity, Honor, Tie):
        for row in model.objects.public():
            assert len({row.first_by_id, row.second_by_id, row.final_by_id}) == 3


def test_every_picture_is_a_placeholder_and_says_so():
    photos = ActivityPhoto.objects.all()
    assert [p for p in photos if not (p.is_placeholder and p.alt.endswith("示意图"))] == []


@pytest.mark.parametrize("word", UNSAID)
def test_no_content_file_names_a_person(word):
    told = "".join(path.read_text("utf-8") for path in source.CONTENT.glob("*.json"))
    assert word not in told


def test_the_content_is_in_simplified_characters_but_for_a_name_in_hong_kong():
    told = "".join(path.read_text("utf-8") for path in source.CONTENT.glob("*.json"))
    told = told.replace("佐敦道官立小學", "")
    assert OpenCC("t2s").convert(told) == told


@pytest.mark.parametrize("username", ROLES)
def test_each_role_can_log_in_and_has_a_desk(client, username):
    answer = client.post(reverse("login"), {"username": username, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, reverse("office:home"))
    assert client.get(answer.url, follow=True).status_code == 200


def test_years_of_records_are_no_news_of_today():
    kinds = set(Notification.objects.unread().values_list("kind", flat=True))
    assert kinds <= {"activity.joint", "review.waiting"}
    assert Notification.objects.exclude(read_at=None).exists()


def test_the_accounts_are_told_with_their_password():
    told = demo(accounts=True)
    assert [name for name in ROLES if name not in told] == []
    assert PASSWORD in told
    assert User.objects.filter(username__in=ROLES).count() == len(ROLES)


PLACES = ("home", "about", "accessibility", "privacy", "help", "site_map", "search")
PLACES += ("schools:list", "ties", "brands:list", "activities:list", "honors:list")
PLACES += ("selection:notice_list", "selection:result_list")


@pytest.mark.parametrize("name", PLACES)
def test_public_lists_open(client, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("word", SUGGESTIONS)
def test_every_word_the_search_page_offers_finds_something(client, word):
    assert find(word)
    assert word in client.get(reverse("search")).context["suggestions"]


@pytest.mark.parametrize("model", [School, Brand, Activity, Tie])
def test_every_public_row_has_its_page(client, model):
    codes = {client.get(row.get_absolute_url()).status_code for row in model.objects.public()}
    assert codes == {200}


def test_the_accounts_are_offered_where_people_sign_in_to_a_demonstration_only(client, settings):
    assert PASSWORD not in client.get(reverse("login")).content.decode()
    settings.DEMO = True
    assert PASSWORD in client.get(reverse("login")).content.decode()


def test_some_stories_name_their_author_by_duty(client):
    told = Activity.objects.public().exclude(story_author="")
    assert told.count() > 5
    for activity in told:
        text = client.get(activity.get_absolute_url()).content.decode()
        assert f"<span>作者：{activity.story_author}</span>" in text


@pytest.mark.parametrize("model", [Batch, PublicNotice])
def test_every_batch_and_notice_has_its_page(client, model):
    rows = Batch.objects.announced() if model is Batch else model.objects.all()
    codes = {client.get(row.get_absolute_url()).status_code for row in rows}
    assert codes == {200}
    for batch in Batch.objects.filter(status__in=("published", "archived")):
        assert client.get(reverse("selection:result", args=[batch.pk])).status_code == 200


def test_the_content_files_are_valid_and_every_date_lies_in_the_past():
    for path in source.CONTENT.glob("*.json"):
        json.loads(path.read_text("utf-8"))
    assert Activity.objects.filter(happened_on__gt=source.away(0)).count() == 0


def test_every_place_named_in_the_table_is_in_the_loaded_demonstration():
    rows = [row for row in facts.table() if row["model"] and row["model"] != "brands.figure"]
    told = {model: texts(model) for model in {row["model"] for row in rows}}
    lost = [row for row in rows if row["value"] not in told[row["model"]]]
    assert lost == []


def test_every_figure_carries_its_number_unit_and_hedge():
    rows = [row for row in facts.table() if row["model"] == "brands.figure"]
    lost = []
    for row in rows:
        label, value, unit, hedge = row["value"].split("|")
        exact = {"label": label, "value": Decimal(value), "unit": unit, "hedge": hedge}
        if not Figure.objects.filter(**exact).exists():
            lost.append(row)
    assert lost == []
    assert len(rows) > 30


def test_ranks_repeats_grades_and_dates_came_over():
    def honor(title):
        return Honor.objects.get(title=title)

    assert honor("宜兴市先进基层党组织").level == "county"
    assert honor("镇江市“五星”党支部").times_in_a_row == 4
    assert honor("镇江市级机关学习党的二十大知识竞赛").grade == "二等奖"
    assert honor("江苏好少年").recipient_count == 42
    yichun = School.objects.get(name="宜春一中")
    kept = yichun.events.values_list("kind", "happened_on__year", "precision")
    assert list(kept.order_by("happened_on")) == [
        ("merged", 2005, "year"),
        ("split", 2012, "month"),
        ("cycle", 2017, "year"),
    ]
    assert Brand.objects.get(title="心桥党建").sub_projects.count() == 7
