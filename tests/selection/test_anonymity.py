"""An anonymous batch, walked page by page: experts find no school, schools find no expert."""

from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from selection.actions import masking
from selection.actions.remind import write_reminders
from selection.choices import AssignmentStatus, StageForm
from selection.models import Defence
from selection.workflow.letters import send_all
from tests import factories
from tests.house.roles import TABLE
from tests.selection import panel

pytestmark = pytest.mark.django_db
LEAVING = {"office:password"}  # ends the session of whoever asks
EXPERT_PAGES = ("review", "declare")
CLOSED_TO_EXPERTS = (
    "application",
    "check",
    "sheet",
    "sheet_print",
    "certificate",
    "seal",
    "assign",
)
BATCH_PAGES = ("batch", "summary", "summary_print", "assign_grid", "recommended", "meeting")


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


@pytest.fixture
def blind():
    """Two applications of an anonymous batch, the one later in the alphabet numbered first."""
    batch = panel.in_review(applications=0, is_anonymous=True)
    rows = []
    for number, name in enumerate(["紫藤实验小学", "安镇中心小学"], start=1):
        school = factories.SchoolFactory(region=batch.region, name=name, short_name=name[:2])
        brand = factories.BrandFactory(school=school, title=f"{name[:2]}品牌", leader="诚勇")
        row = panel.add_application(batch, number, school=school, brand=brand)
        row.members.create(name="组员甲")
        rows.append(row)
    (person,) = panel.experts(batch, 1)
    person.user.name = "钟评委"
    person.user.save()
    tasks = [panel.assign(row, person, AssignmentStatus.DECLARED) for row in rows]
    return batch, rows, person, tasks


def naming(row):
    school, brand = row.school, row.brand
    return [school.name, school.label, row.organization.name, brand.title, brand.leader, "组员甲"]


def told(response):
    """Everything that reaches the reader: body, headers, and what is inside an archive."""
    data = b"".join(response) if response.streaming else response.content
    text = data.decode(errors="ignore") + str(dict(response.items()))
    if data[:2] == b"PK":
        with ZipFile(BytesIO(data)) as box:
            text += "".join(
                [*box.namelist(), *(box.read(n).decode(errors="ignore") for n in box.namelist())]
            )
    return text


def test_an_expert_reads_no_name_of_a_school(client, blind):
    _, rows, person, tasks = blind
    client.force_login(person.user)
    names = [name for row in rows for name in naming(row)]

    pages = [url("reviews"), reverse("office:home"), reverse("office:account")]
    pages += [url(name, task.pk) for name in EXPERT_PAGES for task in tasks]
    for address in pages:
        answer = client.get(address, follow=True)
        assert answer.status_code == 200
        assert [name for name in names if name in told(answer)] == [], address


def test_the_list_of_an_expert_follows_the_numbers(client, blind):
    _, rows, person, _ = blind
    client.force_login(person.user)

    html = client.get(url("reviews")).content.decode()

    assert 0 < html.index(rows[0].code) < html.index(rows[1].code)


def test_the_pages_with_names_stay_closed_to_experts(client, blind):
    batch, rows, person, _ = blind
    client.force_login(person.user)

    addresses = [url(name, rows[0].pk) for name in CLOSED_TO_EXPERTS]
    addresses += [url(name, rows[0].pk, 1) for name in ("version", "print", "word")]
    addresses += [url(name, batch.pk) for name in BATCH_PAGES]
    codes = {address: client.get(address).status_code for address in addresses}

    assert {address: code for address, code in codes.items() if code not in (403, 404)} == {}


def test_a_school_finds_no_expert(client, blind):
    _, rows, person, tasks = blind
    panel.hand_in(tasks[0], 30, 30, 15)
    row = rows[0]
    row.organization.host_schools.add(row.school)
    school = panel.CONTENT["school"] | dict.fromkeys(masking.NAMING, "")
    row.versions.update(content=panel.CONTENT | {"school": school})
    client.force_login(factories.secretary(row.school))
    names = [person.user.name, person.user.username]

    pages = [url("applications"), url("application", row.pk), reverse("office:home")]
    pages += [url(name, row.pk, 1) for name in ("version", "print", "word")]
    for address in pages:
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        assert [name for name in names if name in told(answer)] == [], address
    assert client.get(url("sheet", row.pk)).status_code in (403, 404)


class Things:
    """Whatever an address of tests/house/roles.py asks for, taken from the anonymous batch."""

    def __init__(self, row, task, stage):
        batch = row.batch
        self.application, self.assignment, self.batch, self.stage = row, task, batch, stage
        self.seat = row.assignments.get(stage=stage)
        self.school, self.brand, self.organization = row.school, row.brand, row.organization
        self.expert = task.expert
        self.people = {"idle": task.expert.user, "clerk": factories.clerk(row.school)}

    def __getattr__(self, name):
        return self.application


def defended(batch, rows, person):
    """A day of defence with a fixed order, the same expert on the panel."""
    stage = batch.review_stages.create(
        rubric=batch.rubrics.get(), name="现场答辩", form=StageForm.DEFENCE, weight=40, order=5
    )
    now = timezone.now()
    Defence.objects.create(stage=stage, starts_at=now, drawn_at=now, seed="20261121")
    for order, row in enumerate(rows, start=1):
        stage.slots.create(application=row, order=order, starts_at=now)
        row.assignments.create(
            stage=stage, expert=person, status=AssignmentStatus.DECLARED, order=order
        )
    return stage


@pytest.mark.words
def test_no_office_address_that_opens_to_an_expert_names_a_school(client, blind):
    batch, rows, person, tasks = blind
    stage = defended(batch, rows, person)
    names = [name for row in rows for name in naming(row)]
    client.force_login(person.user)

    opened, leaks = set(), {}
    for row, task in zip(rows, tasks, strict=True):
        things = Things(row, task, stage)
        for name, (make, _allowed, _post) in TABLE.items():
            if not name.startswith("office:"):
                continue
            with transaction.atomic():
                answer = client.get(reverse(name, **make(things)), follow=True)
                if answer.status_code == 200:
                    opened.add(name)
                    if found := [word for word in names if word in told(answer)]:
                        leaks[name] = found
                transaction.set_rollback(True)

    assert leaks == {}
    assert {f"office:selection:{n}" for n in ("reviews", "review", "defence_timer")} <= opened


def evidenced(row):
    """A version that cites a photograph, a link and a file, all named after the school."""
    name = row.school.name
    photo = factories.ActivityFactory(school=row.school).photos.create(
        digest="a" * 64,
        width=3,
        height=2,
        image=ContentFile(b"RIFF", f"{name}升旗.webp"),
        thumb=ContentFile(b"RIFF", f"{name}小图.webp"),
        consent="no_pupils",
    )
    file = row.files.create(
        name=f"{name}证明", file=ContentFile(b"%PDF-", f"{name}.pdf"), size=5, digest="b" * 64
    )
    item = {"date": "2026-05-04", "is_verified": True, "photos": [photo.pk]}
    cited = [
        {"number": 1, "kind": "activity", "pk": 1, "title": f"{name}升旗", "detail": [], **item},
        {
            "number": 2,
            "kind": "file",
            "pk": file.pk,
            "title": file.name,
            "detail": [["链接", "https://anzhenxx.example.org/about"]],
            **item,
        },
    ]
    school = panel.CONTENT["school"] | {"name": name, "label": row.school.label}
    content = {
        **panel.CONTENT,
        "school": {**school, **dict.fromkeys(masking.NAMING, "")},
        "organization": {**panel.CONTENT["organization"], "name": row.organization.name},
        "claims": [{"key": "claim-1", "text": f"{name}的成效", "indicator": "", "evidence": cited}],
        "enclosures": [
            {"pk": file.pk, "name": file.name, "kind": "佐证材料", "size": 5, "digest": "b" * 64}
        ],
    }
    row.versions.update(content=content)
    return photo, file


def test_pictures_are_served_without_their_names_and_files_not_at_all(client, blind):
    batch, rows, person, tasks = blind
    photo, file = evidenced(rows[0])
    client.force_login(person.user)
    page = told(client.get(url("review", tasks[0].pk)))
    assert [word for word in (*naming(rows[0]), "example.org") if word in page] == []
    assert "附件 1" in page
    for size in ("thumb", "full"):
        answer = client.get(url("evidence_photo", rows[0].pk, photo.pk, size))
        assert answer.status_code == 200
        assert [word for word in naming(rows[0]) if word in unquote(told(answer))] == []
    address = url("application_file", rows[0].pk, file.pk)
    assert "匿名评审不打开附件原件" in client.get(address).content.decode()
    type(batch).objects.update(is_anonymous=False)
    assert address in told(client.get(url("review", tasks[0].pk)))
    assert "%PDF-" in told(client.get(address))


def swept(client, things, names):
    """What answers to an empty POST, by name of the address, with whatever it gives away."""
    opened, leaks = set(), {}
    for name, (make, _allowed, post) in TABLE.items():
        if not name.startswith("office:") or name in LEAVING:
            continue
        with transaction.atomic():
            answer = client.post(reverse(name, **make(things)), post or {}, follow=True)
            if answer.status_code == 200:
                opened.add(name)
            if found := [word for word in names if word in told(answer)]:
                leaks[name] = found
            transaction.set_rollback(True)
    return opened, leaks


@pytest.mark.words
def test_no_post_of_an_expert_is_answered_with_a_school(client, blind):
    batch, rows, person, tasks = blind
    stage = defended(batch, rows, person)
    client.force_login(person.user)

    opened, leaks = swept(
        client,
        Things(rows[0], tasks[0], stage),
        [word for row in rows for word in naming(row)],
    )

    assert leaks == {}
    assert {f"office:selection:{n}" for n in ("review", "review_note", "recuse")} <= opened


@pytest.mark.words
def test_no_post_of_a_school_is_answered_with_an_expert(client, blind):
    batch, rows, person, tasks = blind
    stage = defended(batch, rows, person)
    rows[0].organization.host_schools.add(rows[0].school)
    evidenced(rows[0])
    client.force_login(factories.secretary(rows[0].school))

    opened, leaks = swept(
        client, Things(rows[0], tasks[0], stage), [person.user.name, person.user.username]
    )

    assert leaks == {}
    assert "office:selection:application_move" in opened


def test_a_search_for_a_school_finds_an_expert_nothing_more(client, blind):
    _, rows, person, _ = blind
    client.force_login(person.user)

    found = []
    for row in rows:
        html = client.get(url("reviews"), {"q": row.school.name}).content.decode()
        found.append([other.code in html for other in rows])

    assert found[0] == found[1]


def test_reminders_to_experts_name_no_school(blind, django_capture_on_commit_callbacks):
    batch, rows, person, _ = blind
    person.user.email = "expert@example.org"
    person.user.save()
    by = factories.staff(batch.region)

    with django_capture_on_commit_callbacks(execute=True):
        write_reminders(batch=batch, experts=[person], by=by)
        assert send_all(batch, by=by) == (1, {})

    (message,) = mail.outbox
    said = message.message().as_string() + message.subject + message.body
    assert [name for row in rows for name in naming(row) if name in said] == []
    assert rows[0].code in message.body


def test_letters_to_schools_name_no_expert(blind):
    batch, rows, person, _ = blind
    reader = factories.clerk(rows[0].school)
    reader.email = "reader@example.org"
    reader.save()
    batch.letters.create(
        application=rows[0], recipient=reader, subject="结果", body=f"由{person.user.name}评审。"
    )

    sent, left = send_all(batch, by=factories.staff(batch.region))

    assert (sent, list(left.values()), mail.outbox) == (0, [1], [])
