"""An anonymous batch, walked page by page: experts find no school, schools find no expert."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from selection.actions import masking
from selection.choices import AssignmentStatus
from tests import factories
from tests.selection import panel

pytestmark = pytest.mark.django_db
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
