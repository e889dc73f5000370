import tracemalloc
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kit import jobs, listing, sheets
from kit.models import Job
from tests import factories as f

HONORS = reverse("office:honors:list")
LEDGERS = {
    "office:activities:list": "活动台账",
    "office:activities:coverage_list": "媒体报道台账",
    "office:honors:list": "荣誉台账",
    "office:ties": "姊妹校与结对",
    "office:schools": "学校名单",
    "office:selection:experts": "专家库",
    "office:organization_sheet": "党组织名册",
    "office:officer_sheet": "任职人员名册",
}


def table(response):
    with CalamineWorkbook.from_filelike(BytesIO(response.content)) as book:
        return book.get_sheet_by_index(0).to_python()


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "title"), LEDGERS.items())
def test_every_ledger_leaves_as_an_official_table(client, url, title):
    region = f.RegionFactory(name="梁溪区", committee="梁溪区委教育工委")
    client.force_login(f.staff(region))
    lines = table(client.get(reverse(url), {"export": "xlsx"}))
    assert lines[0][0] == title
    text = "".join(str(cell) for line in lines for cell in line)
    for word in ("填报单位（盖章）：梁溪区委教育工委", "填报日期：", "填报人：", "审核人："):
        assert word in text


@pytest.mark.django_db
def test_the_registers_hold_the_region_alone(client):
    region = f.RegionFactory()
    school = f.SchoolFactory(region=region, name="东林小学")
    body = f.PartyOrganizationFactory(region=region, name="东林小学党支部")
    body.host_schools.add(school)
    body.officers.create(post="secretary", name="甲某")
    school.officers.create(post="principal", name="乙某")
    f.PartyOrganizationFactory(name="别区党支部").officers.create(post="secretary", name="丙某")
    client.force_login(f.staff(region))
    bodies = table(client.get(reverse("office:organization_sheet")))
    assert [line[1] for line in bodies[4:5]] == ["东林小学党支部"]
    assert "别区党支部" not in str(bodies)
    people = table(client.get(reverse("office:officer_sheet")))
    assert {line[2] for line in people[4:6]} == {"甲某", "乙某"}
    assert "丙某" not in str(people)


@pytest.mark.django_db
def test_a_long_register_is_written_in_the_background(
    client, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(listing, "AT_ONCE", 0)
    body = f.PartyOrganizationFactory(name="东林小学党支部")
    client.force_login(f.staff(body.region))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(client.get(reverse("office:organization_sheet")).url)
    job = Job.objects.get()
    with job.result.open() as file, CalamineWorkbook.from_filelike(file) as book:
        assert "东林小学党支部" in str(book.get_sheet_by_index(0).to_python())


@pytest.mark.django_db
def test_a_long_ledger_is_written_in_the_background_as_filtered(
    client, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(listing, "AT_ONCE", 2)
    school = f.SchoolFactory()
    clerk = f.clerk(school)
    for number in range(3):
        f.HonorFactory(school=school, title=f"文明校园{number}")
    f.HonorFactory(school=school, title="别的荣誉")
    f.HonorFactory(title="外校的文明校园")
    client.force_login(clerk)
    with django_capture_on_commit_callbacks(execute=True):
        offer = client.get(HONORS, {"export": "xlsx", "q": "文明校园"}).url
        assert f'href="{HONORS}?q=' in client.get(offer).text
        assert not Job.objects.exists(), "a link alone starts nothing"
        page = client.post(offer)
    job = Job.objects.get()
    assert (page.url, job.state, job.total) == (reverse("office:job", args=[job.pk]), "done", 3)
    with job.result.open() as file, CalamineWorkbook.from_filelike(file) as book:
        lines = book.get_sheet_by_index(0).to_python()
    assert lines[1][0] == "筛选条件：搜索：文明校园"
    assert {line[3] for line in lines[4:7]} == {f"文明校园{number}" for number in range(3)}
    assert "外校" not in str(lines)

    clerk.posts.all().delete()
    again = jobs.start("kit.export", by=clerk, title="下载荣誉台账", **job.arguments)
    jobs.run(again.pk)
    again.refresh_from_db()
    assert (again.state, again.message) == ("failed", "现在的账号已经不能看这张表，没有生成。")


def test_memory_does_not_grow_with_the_rows():
    columns = [sheets.Column("值", "value"), sheets.Column("数", "number")]

    def peak(count):
        rows = (SimpleNamespace(value=f"第{n}行", number=n) for n in range(count))
        tracemalloc.start()
        size = len(sheets.write(columns, rows, sheets.Frame("台账", "某校")))
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached - 3 * size  # the file itself is held, twice while it is handed over

    assert peak(8000) < 2 * max(peak(2000), 200_000)
