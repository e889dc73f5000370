"""Forms that the table's own lines do not show: of another part, another role, or a later state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.db.models import Model
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY

from schools.actions import accounts
from schools.models import Authenticator, User
from schools.models.signing_in import SessionStore
from selection.models import Application
from selection.workflow import application_flow
from tests import factories as f
from tests.portal.test_intake_taking import TEXT
from tests.selection.deciding import deciding

Before = Callable[[Any], None]
BEHIND: dict[str, tuple[str, str, Callable[[Any], str]]] = {}


def behind(
    name: str, role: str, *things: str, before: Before = lambda world: None, **words: str
) -> None:
    """`things` and `words` as in the table; `before` does what has happened by then."""

    def url(world: Any) -> str:
        before(world)
        return reverse(
            name, args=[*(getattr(world, thing).pk for thing in things), *words.values()]
        )

    BEHIND[" ".join([name, role, *words.values()])] = (name, role, url)


def put(row: Model, **values: Any) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def remember(world: Any, role: str, key: str, value: str) -> None:
    session = SessionStore(world.sessions[role])
    session[key] = value
    session.save()


def has_opened_a_link(world: Any) -> str:
    """Its token waits in the session, and the address holds it no more."""
    link = accounts.link(User.objects.get(pk=world.people["idle"].pk))
    remember(world, "idle", INTERNAL_RESET_SESSION_TOKEN, link.split("/")[-2])
    return link.replace(link.split("/")[-2], PasswordResetConfirmView.reset_url_token)


def has_telephone(world: Any) -> None:
    Authenticator.objects.create(user=world.people["clerk"], key="31" * 20)


def is_known_by_telephone(world: Any) -> None:
    has_telephone(world)
    remember(world, "clerk", DEVICE_ID_SESSION_KEY, "phone")


def is_on_the_table(world: Any) -> None:
    world.pending = deciding(1, region=world.batch.region, number=98)


def is_copied_twice_and_differs(world: Any) -> None:
    leaf = world.stage.rubric.leaves()[0].pk
    for turn, role in enumerate(("staff", "leader"), 1):
        world.seat.paper_entries.create(
            turn=turn, values={leaf: str(turn)}, entered_by=world.people[role]
        )


def waits_for_signature(world: Any) -> None:
    draft = Application.objects.get(pk=world.draft.pk)
    application_flow.perform(draft, "send_to_sign", by=world.people["clerk"])


def comes_back(world: Any) -> None:
    put(world.application, status="returned")
    for field in ("background", "files"):
        world.application.corrections.create(
            field=field, note="写具体", asked_by=world.people["staff"]
        )


def has_a_sheet(world: Any) -> None:
    rubric = world.building.batch.rubrics.create(name="验收表", purpose="closing")
    group = rubric.indicators.create(kind="group", title="任务")
    rubric.indicators.create(kind="leaf", title="完成", points=10, parent=group)


behind(
    "office:brands:sub",
    "clerk",
    "brand",
    "sub",
    before=lambda w: w.sub.measures.create(title="举措"),
)
for part in ("background", "figures", "milestones", "results", "progress"):
    behind("office:brands:edit", "clerk", "shown_brand", part=part)
behind(
    "office:intake_part", "clerk", "intake", key="brand", before=lambda w: put(w.intake, text=TEXT)
)
for part in ("sections", "figures", "activities", "ties", "coverage"):
    behind(
        "office:intake_part",
        "clerk",
        "intake",
        key=part,
        before=lambda w: put(w.intake, text=TEXT, brand=w.shown_brand),
    )
behind("login_phone", "leader")
behind("login_code", "clerk", before=has_telephone)
behind("office:account", "clerk", before=is_known_by_telephone)
BEHIND["set_password"] = ("set_password", "idle", has_opened_a_link)
behind("forgotten", "visitor")
behind("office:honors:detail", "staff", "honor")
behind("office:selection:application_edit", "clerk", "draft", step="basics")
behind(
    "office:selection:application_edit",
    "clerk",
    "draft",
    step="selfscore",
    before=lambda w: put(w.batch, has_self_score=True),
)
behind("office:selection:correct", "clerk", "application", before=comes_back)
behind("office:selection:sign", "secretary", "draft", before=waits_for_signature)
behind("office:selection:permits", "leader", "batch")
behind(
    "office:selection:notice_edit",
    "staff",
    "notice",
    before=lambda w: put(w.notice, status="draft"),
)
behind("office:selection:meeting", "leader", "pending", before=is_on_the_table)
behind(
    "office:selection:declare",
    "expert",
    "assignment",
    before=lambda w: put(w.assignment, status="assigned", declared_at=None),
)
behind("office:selection:paper", "staff", "seat", before=is_copied_twice_and_differs)
behind("office:selection:build_change", "leader", "change")
behind(
    "office:selection:build_deliver",
    "clerk",
    "building",
    before=lambda w: w.building.commitments.create(text="任务"),
)
behind("office:selection:build_accept", "staff", "signed_report", before=has_a_sheet)


FAR = "彼岸"  # in the names of what nobody here may see


def far_away(world: Any) -> dict[str, list[int | str]]:
    """One of everything nobody here may see; by parameter what is near, then what is far."""
    region = f.RegionFactory(name=f"{FAR}区")
    school = f.SchoolFactory(region=region, name=f"{FAR}小学")
    body = f.PartyOrganizationFactory(region=region, name=f"{FAR}党支部")
    body.host_schools.add(school)
    brand = f.BrandFactory(school=school, title=f"{FAR}品牌")
    activity = f.ActivityFactory(school=school, title=f"{FAR}活动")
    f.HonorFactory(school=school, title=f"{FAR}荣誉")
    batch = f.BatchFactory(region=region)  # what is called for is public
    f.ApplicationFactory(batch=batch, school=school, brand=brand, organization=body)
    tie = f.TieFactory(title=f"{FAR}结对")
    tie.members.create(school=school)
    near = world.school
    return {
        "school": [near.pk, school.pk],
        "organization": [world.organization.pk, body.pk],
        "region": [near.region.code, region.code],
        "brand": [world.brand.pk, brand.pk],
        "activity": [world.activity.pk, activity.pk],
        "batch": [world.batch.pk, batch.pk],
    }
