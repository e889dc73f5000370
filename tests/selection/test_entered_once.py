"""Enter once: every field of the application with the place its first value comes from.

A field that is added to one of these forms and to none of these tables fails the first test.
"""

import inspect
from datetime import date

import pytest
from django import forms as django_forms
from django.urls import reverse

from activities.choices import ActivityType
from honors.choices import Verification
from schools.models import PartyOrganization
from selection.actions import apply, facts
from selection.forms import apply as forms
from selection.models import Batch, Indicator
from tests import factories
from tests.selection.test_apply import Place, main
from tests.selection.test_apply_pages import told

pytestmark = pytest.mark.django_db

FROM_BRAND = "the brand"
FROM_LEDGERS = "proposed from the ledgers"
FROM_BEFORE = "the last application"
FROM_SCHOOL = "the register of the school"
FROM_BATCH = "the rules of the batch"
ONLY_HERE = "new with this application: nobody has been asked before"
AN_ACT = "no content: what makes a signature, a scan or a save"
ORIGIN = {
    "StartForm": {"organization": FROM_SCHOOL, "token": AN_ACT},
    "BasicsForm": {
        "contact_phone": FROM_BEFORE,
        "version": AN_ACT,
        **{
            f"member-{row}-{column}": FROM_BEFORE
            for row in range(8)
            for column in ("name", "title", "unit", "duty")
        },
    },
    "ProseForm": {
        "connotation": FROM_BRAND,
        "background": FROM_BRAND,
        "practice": FROM_BRAND,  # one field per sub-project
        "result": FROM_BRAND,
        "innovation": ONLY_HERE,
        "insight": FROM_BRAND,
        "version": AN_ACT,
    },
    "ClaimForm": {"text": FROM_LEDGERS, "section": FROM_LEDGERS, "indicator": ONLY_HERE},
    "PeriodForm": {"since": FROM_BATCH, "until": FROM_BATCH},
    "FileForm": {"asked": FROM_BATCH, "kind": ONLY_HERE, "upload": ONLY_HERE},
    "CorrectForm": {"text": FROM_BEFORE, "answer": ONLY_HERE, "version": AN_ACT},
    "SealForm": {"code": AN_ACT, "upload": AN_ACT},
    "SignForm": {"digest": AN_ACT, "password": AN_ACT},
}


@pytest.fixture
def place():
    return Place()


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


def fields_of(name, place, application):
    """The fields as the form has them on its page; numbered ones under one name."""
    made = {
        "StartForm": lambda form: form(organizations=PartyOrganization.objects.all()),
        "BasicsForm": lambda form: form(instance=application),
        "ProseForm": lambda form: form(instance=application),
        "ClaimForm": lambda form: form(instance=application.claims.first()),
        "PeriodForm": lambda form: form(application=application),
        "FileForm": lambda form: form(asked=["会议记录"]),
        "CorrectForm": lambda form: form(
            instance=application,
            corrections=[
                application.corrections.create(field="result", note="补", asked_by=place.staff)
            ],
        ),
        "SealForm": lambda form: form(),
        "SignForm": lambda form: form(user=place.secretary, digest=""),
    }[name](getattr(forms, name))
    return {
        "practice"
        if key.startswith("sub-")
        else key.split("-")[0]
        if name == "CorrectForm"
        else key
        for key in made.fields
    }


def test_every_field_of_the_application_has_an_origin(place):
    application = place.started()
    of_ours = {
        name
        for name, form in inspect.getmembers(forms, inspect.isclass)
        if issubclass(form, django_forms.BaseForm)
        and form.__module__ == forms.__name__
        and not form.__subclasses__()  # no base of others
    }
    assert of_ours == set(ORIGIN)
    assert {name: fields_of(name, place, application) for name in ORIGIN} == {
        name: set(origins) for name, origins in ORIGIN.items()
    }


def test_a_school_with_full_ledgers_types_only_what_is_new(place):
    """The first application of a school: what is empty when it opens is ONLY_HERE or its first phone."""
    application = place.started()
    prose = forms.ProseForm(instance=application)
    sub = f"sub-{place.sub.pk}"
    assert {key: prose[key].value() for key in prose.fields if key != "version"} == {
        "connotation": place.brand.connotation,
        "background": "品牌由来的正文。",
        sub: place.sub.body,
        "result": "工作成效的正文。",
        "innovation": "",
        "insight": "",  # this brand says nothing of it
    }
    assert [claim.text for claim in application.claims.all()] == ["同心圆", "获市级荣誉 1 项"]
    assert [str(row) for row in application.claims.get(text="同心圆").evidence.all()] == ["升旗"]


def test_the_second_application_asks_for_nothing_the_first_one_knew(place):
    first = place.started()
    first.contact_phone = "0510-80000000"
    row = {"name": "林知夏", "title": "主任", "unit": "第五小学", "duty": "统筹"}
    apply.save_part(application=first, part="基本信息", by=place.clerk, team=[row])
    place.batch = factories.BatchFactory(region=place.batch.region)
    form = forms.BasicsForm(instance=place.started())
    assert form["contact_phone"].value() == "0510-80000000"
    assert [form[f"member-0-{key}"].value() for key in row] == list(row.values())


def test_each_counted_figure_opens_exactly_the_rows_behind_it(client, place):
    factories.ActivityFactory(school=place.school, title="另一种").typings.create(
        type=ActivityType.VOLUNTEER
    )
    factories.HonorFactory(school=place.school, level="province", verification=Verification.WAITING)
    application = place.started()
    client.force_login(place.clerk)
    page = client.get(url("evidence", application.pk)).text
    links = {
        f"{url('counted', application.pk, 'activity')}?of=volunteer": "另一种",
        f"{url('counted', application.pk, 'activity')}?of=ceremony": "升旗",
        f"{url('counted', application.pk, 'honor')}?of=city": "文明校园",
    }
    for link, title in links.items():
        assert link in page
        context = client.get(link).context
        assert ([row["title"] for row in context["rows"]], context["is_stale"]) == ([title], False)
    whole = client.get(url("counted", application.pk, "activity")).context
    assert len(whole["rows"]) == application.facts["activities"]["count"] == 2


def test_a_figure_that_has_grown_stale_says_so(client, place):
    application = place.started()
    factories.ActivityFactory(school=place.school)
    client.force_login(place.clerk)
    page = client.get(url("counted", application.pk, "activity"))
    assert page.context["is_stale"]
    assert "台账有变化" in page.text
    assert client.get(f"{url('counted', application.pk, 'tie')}?of=city").status_code == 404
    assert client.get(url("counted", application.pk, "school")).status_code == 404


def test_the_list_behind_a_figure_takes_the_same_queries_for_one_and_for_three(
    client, place, django_assert_num_queries
):
    application = place.started()
    client.force_login(place.clerk)
    page = url("counted", application.pk, "activity")
    client.get(page)
    with django_assert_num_queries(7):
        client.get(page)
    for _ in range(2):
        factories.ActivityFactory(school=place.school)
    with django_assert_num_queries(7):
        client.get(page)


def test_the_school_narrows_the_period_and_not_beyond_the_batch(client, place):
    Batch.objects.update(period_from=date(2024, 1, 1), period_until=date(2030, 12, 31))
    place.batch.refresh_from_db()
    type(place.activity).objects.update(happened_on=date(2024, 5, 1))
    application = place.started()
    client.force_login(place.clerk)
    recount = url("application_recount", application.pk)
    answer = client.post(recount, {"since": "2023-12-31", "until": ""})
    assert told(answer) == ["本批次从 2024-01-01 起统计，请选这一天或以后。"]
    client.post(recount, {"since": "2025-01-01", "until": ""})
    application.refresh_from_db()
    assert application.facts["period"] == ["2025-01-01", "2030-12-31"]
    assert application.facts["activities"]["count"] == 0
    assert facts.period(application) == (date(2025, 1, 1), date(2030, 12, 31))
    client.post(recount)
    application.refresh_from_db()
    assert application.facts["period"][0] == "2025-01-01"


def test_rubric_rows_stand_beside_their_claims_and_proofs(client, place):
    rubric = place.batch.review_stages.get().rubric
    leaf = rubric.leaves().first() or Indicator.objects.create(
        rubric=rubric,
        parent=rubric.indicators.create(kind="group", title="组"),
        kind="leaf",
        title="荣誉",
        points=5,
    )
    application = place.started()
    client.force_login(place.clerk)
    claim = application.claims.get(text="获市级荣誉 1 项")
    sent = {"claim": claim.pk, "text": claim.text, "section": "result", "indicator": leaf.pk}
    client.post(url("claim_save", application.pk), sent)
    page = client.get(url("evidence", application.pk))
    row = next(row for row in page.context["leaves"] if row["indicator"] == leaf)
    assert (row["claims"], row["count"], row["unverified"]) == ([claim], 1, 0)
    others = [row for row in page.context["leaves"] if row["indicator"] != leaf]
    assert main(page.text).count("还没有条目") == len(others)
