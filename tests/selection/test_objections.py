import pytest
from django.db import connection
from django.urls import reverse

from kit.models import AuditEntry
from kit.workflow import Refused
from selection.actions.objections import receipt
from selection.choices import ApplicationStatus, ObjectionStatus
from selection.models import Objection
from selection.workflow.notices import notice_flow, suspend
from tests.factories import RegionFactory, SchoolFactory, auditor, leader, secretary, staff
from tests.selection.deciding import noticed, run_out, statuses

pytestmark = pytest.mark.django_db
NAME, UNIT, PHONE = "周立新", "某某街道办事处", "13912348000"
TEXT = "二〇二五年四月的活动照片与另一所学校上一年度的照片完全相同，请核实。"


def filing(item=None, **changes):
    return {
        "item": item.pk if item else "",
        "name": NAME,
        "unit": UNIT,
        "phone": PHONE,
        "text": TEXT,
        **changes,
    }


def file(client, notice, **changes):
    item = changes.pop("item", notice.items.first())
    url = reverse("selection:objection", args=[notice.pk])
    return client.post(url, filing(item, **changes))


def filed(client, notice, **changes):
    file(client, notice, **changes)
    return Objection.objects.select_related("notice__batch__region").latest("pk")


def close(client, objection, key, note="已核实。"):
    url = reverse("office:selection:objection_move", args=[objection.pk, key])
    return client.post(url, {"note": note, "seen": "open"})


def test_an_objection_gets_a_receipt_and_echoes_nothing(client):
    notice, _ = noticed()

    page = client.get(file(client, notice).url)

    html = page.content.decode()
    assert receipt(Objection.objects.get().pk) in html
    assert [word for word in (NAME, UNIT, PHONE, TEXT) if word in html] == []


def test_a_receipt_that_does_not_exist_shows_no_page(client):
    notice, _ = noticed()
    url = reverse("selection:objection_received", args=[notice.pk, "ABCDEFGHJK"])
    assert client.get(url).status_code == 404


def test_a_double_click_files_once(client):
    notice, _ = noticed()

    first, second = file(client, notice), file(client, notice)

    assert first.url == second.url
    assert Objection.objects.count() == 1


def test_another_text_is_another_objection(client):
    notice, _ = noticed()

    file(client, notice)
    file(client, notice, text=TEXT + "另附说明。")

    assert Objection.objects.count() == 2


def test_it_is_unreadable_in_the_database(client):
    notice, _ = noticed()
    file(client, notice)

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, unit, phone, text FROM selection_objection")
        row = "".join(cursor.fetchone())

    assert [word for word in (NAME, UNIT, PHONE, TEXT, "周", "8000") if word in row] == []
    found = Objection.objects.get()
    assert (found.name, found.unit, found.phone, found.text) == (NAME, UNIT, PHONE, TEXT)


def test_the_audit_trail_names_nobody(client):
    notice, _ = noticed()
    file(client, notice)

    entry = AuditEntry.objects.get(verb="objection.receive")

    told = f"{entry.target_name}{entry.detail}{entry.actor_name}"
    assert [word for word in (NAME, UNIT, PHONE, TEXT) if word in told] == []


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"text": "照片不对。"}, "text", "请把事实写具体，至少 20 个字，现在是 5 个字。"),
        ({"name": ""}, "name", "请填写真实姓名。"),
        ({"name": "匿"}, "name", "请写真实姓名，匿名的异议不受理。"),
        ({"phone": "没有"}, "phone", "请写手机号，或带区号的座机号，如 0510-80000000。"),
    ],
)
def test_a_faulty_objection_is_told_and_kept(client, changes, field, error):
    notice, _ = noticed()

    page = file(client, notice, **changes)

    assert dict(page.context["form"].errors) == {field: [error]}
    assert (UNIT in page.content.decode(), Objection.objects.count()) == (True, 0)


def test_an_item_of_another_notice_is_refused(client):
    notice, _ = noticed()
    other, _ = noticed()

    page = file(client, notice, item=other.items.first())

    assert list(page.context["form"].errors) == ["item"]


def test_nobody_objects_after_the_end(client):
    notice, _ = noticed()
    run_out(notice)

    assert file(client, notice).status_code == 410
    assert Objection.objects.count() == 0


def test_the_list_masks_who_objects(client):
    notice, _ = noticed()
    file(client, notice)
    client.force_login(staff(notice.batch.region))

    html = client.get(reverse("office:selection:objections")).content.decode()

    assert ("周**" in html, "139****8000" in html) == (True, True)
    assert [word for word in (NAME, UNIT, PHONE, TEXT) if word in html] == []
    assert AuditEntry.objects.filter(verb="objection.read").count() == 0


def test_reading_everything_leaves_a_trace(client):
    notice, _ = noticed()
    objection = filed(client, notice)
    reader = staff(notice.batch.region)
    client.force_login(reader)

    html = client.get(reverse("office:selection:objection", args=[objection.pk])).content.decode()

    assert [word for word in (NAME, UNIT, PHONE, TEXT) if word not in html] == []
    entry = AuditEntry.objects.get(verb="objection.read")
    assert (entry.actor, entry.target_id) == (reader, objection.pk)


def test_only_the_item_objected_to_is_suspended(client):
    notice, _ = noticed()
    objection = filed(client, notice, item=notice.items.get(decision__rank=2))
    client.force_login(staff(notice.batch.region))

    client.post(reverse("office:selection:objection_suspend", args=[objection.pk]))

    assert statuses(notice.batch) == ["noticed", "suspended", "noticed"]
    html = client.get(notice.get_absolute_url()).content.decode()
    assert html.count("<b>暂缓</b>") == 1


def test_a_dismissed_objection_lets_the_item_go_on(client):
    notice, _ = noticed()
    objection = filed(client, notice)
    clerk = staff(notice.batch.region)
    suspend(objection, by=clerk)
    client.force_login(clerk)

    close(client, objection, "dismiss", "照片为不同年份拍摄，内容属实。")

    objection.refresh_from_db()
    assert (objection.status, objection.answer) == (
        ObjectionStatus.DISMISSED,
        "照片为不同年份拍摄，内容属实。",
    )
    assert statuses(notice.batch) == ["noticed"] * 3
    assert "<b>暂缓</b>" not in client.get(notice.get_absolute_url()).content.decode()


def test_an_item_waits_until_the_last_objection_is_closed(client):
    notice, _ = noticed()
    first, second = filed(client, notice), filed(client, notice, text=TEXT + "再次反映。")
    clerk = staff(notice.batch.region)
    suspend(first, by=clerk)
    client.force_login(clerk)

    close(client, first, "dismiss")
    assert statuses(notice.batch).count("suspended") == 1
    close(client, second, "dismiss")
    assert statuses(notice.batch) == ["noticed"] * 3


def test_an_upheld_objection_takes_the_item_off(client):
    notice, _ = noticed()
    item = notice.items.get(decision__rank=1)
    objection = filed(client, notice, item=item)
    client.force_login(staff(notice.batch.region))

    close(client, objection, "uphold")

    assert statuses(notice.batch) == [ApplicationStatus.NOT_SELECTED, "noticed", "noticed"]
    assert "经核实，不再列入" in client.get(notice.get_absolute_url()).content.decode()


def test_an_objection_is_not_closed_without_an_answer(client):
    notice, _ = noticed()
    objection = filed(client, notice)
    client.force_login(staff(notice.batch.region))

    page = client.post(
        reverse("office:selection:objection_move", args=[objection.pk, "dismiss"]),
        {"note": "  "},
        follow=True,
    )

    objection.refresh_from_db()
    assert objection.status == ObjectionStatus.OPEN
    assert "请填写处理结论。" in page.content.decode()


def test_an_objection_to_the_whole_list_suspends_nothing(client):
    notice, _ = noticed()
    objection = filed(client, notice, item=None)

    with pytest.raises(Refused, match="没有可以单独暂缓的项目"):
        suspend(objection, by=staff(notice.batch.region))


def test_a_notice_with_an_open_objection_is_not_withdrawn(client):
    notice, boss = noticed()
    file(client, notice)

    with pytest.raises(Refused, match="还有 1 件异议没有办结"):
        notice_flow.perform(notice, "withdraw", by=boss, note="更正")


@pytest.mark.parametrize(
    "stranger",
    [
        lambda region: staff(RegionFactory()),
        lambda region: secretary(SchoolFactory(region=region)),
        lambda region: auditor(),
    ],
    ids=["staff elsewhere", "secretary", "auditor"],
)
def test_objections_do_not_exist_for_others(client, stranger):
    notice, _ = noticed()
    objection = filed(client, notice)
    client.force_login(stranger(notice.batch.region))

    url = reverse("office:selection:objection", args=[objection.pk])
    assert client.get(url).status_code == 404
    assert close(client, objection, "dismiss").status_code == 404
    assert NAME not in client.get(reverse("office:selection:objections")).content.decode()


def test_no_public_page_shows_an_objection(client):
    notice, _ = noticed()
    file(client, notice)

    pages = [
        reverse("selection:notice_list"),
        notice.get_absolute_url(),
        reverse("selection:objection", args=[notice.pk]),
        reverse("selection:result_list"),
    ]
    html = "".join(client.get(page).content.decode() for page in pages)

    assert [word for word in (NAME, UNIT, PHONE, TEXT) if word in html] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(client, django_assert_num_queries, count):
    notice, _ = noticed()
    for number in range(count):
        file(client, notice, text=f"{TEXT}{number}")
    client.force_login(leader(notice.batch.region))

    with django_assert_num_queries(7):
        page = client.get(reverse("office:selection:objections"))
    assert len(page.context["lines"]) == count
