import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from brands.models import Result
from kit.models import AuditEntry
from kit.workflow import Refused
from selection.choices import ApplicationStatus, BatchStatus, LetterStatus, NoticeStatus
from selection.models import Announcement, Batch, Decision, Letter
from selection.workflow.results import announce
from tests.factories import RegionFactory, clerk, leader, published, secretary, staff
from tests.selection.deciding import announcement, noticed, run_out, statuses

pytestmark = pytest.mark.django_db


def over(count=3, **values):
    notice, boss = noticed(count, **values)
    run_out(notice)
    return notice.batch, boss


def announced(count=3, **values) -> Batch:
    batch, boss = over(count, **values)
    announce(announcement(batch), by=boss)
    return Batch.objects.select_related("region").get(pk=batch.pk)


def typed():
    return {
        "title": "关于公布结果的通知",
        "document_number": "示教工委〔2026〕12号",
        "issued_on": timezone.localdate().isoformat(),
        "body": "现予公布。",
    }


def address(batch):
    return reverse("office:selection:announce", args=[batch.pk])


def test_the_chosen_get_a_result_and_the_others_do_not():
    batch = announced(left_out=(2,))

    assert statuses(batch) == [
        ApplicationStatus.APPROVED,
        ApplicationStatus.APPROVED,
        ApplicationStatus.NOT_SELECTED,
    ]
    assert (batch.status, batch.notices.get().status) == (
        BatchStatus.PUBLISHED,
        NoticeStatus.ENDED,
    )
    found = Result.objects.values_list(
        "level", "grade", "batch_name", "wording", "document_number", "is_own"
    )
    expected = ("county", "selected", batch.name, "品牌建设成果", "示教工委〔2026〕12号", True)
    assert list(found) == [expected, expected]


def test_every_result_has_its_own_certificate_number():
    batch = announced()
    year = timezone.localdate().year
    numbers = sorted(Decision.objects.values_list("certificate_number", flat=True))
    assert numbers == [
        f"{batch.region.code}-{year}-B{batch.number:02d}-{place:03d}" for place in (1, 2, 3)
    ]


def test_a_double_click_announces_once(client):
    batch, boss = over()
    client.force_login(boss)

    first = client.post(address(batch), typed())
    second = client.post(address(batch), typed())

    assert first.url == second.url == reverse("selection:result", args=[batch.pk])
    assert (Announcement.objects.count(), Result.objects.count()) == (1, 3)
    assert AuditEntry.objects.filter(verb="batch.publish").count() == 1


def test_announcing_again_is_refused():
    batch = announced()

    with pytest.raises(Refused, match="这个批次的结果已经公布"):
        announce(announcement(batch), by=leader(batch.region))
    assert Result.objects.count() == 3


def test_nothing_is_announced_while_the_notice_runs(client):
    notice, boss = noticed()
    client.force_login(boss)

    page = client.post(address(notice.batch), typed())

    assert f"公示到 {notice.ends_on:%Y-%m-%d} 才结束" in page.content.decode()
    assert 'value="示教工委〔2026〕12号"' in page.content.decode()
    assert Result.objects.count() == 0


def test_an_open_objection_holds_the_results_back():
    batch, boss = over()
    batch.notices.get().objections.create(name="某人", unit="单位", phone="1", text="事实")

    with pytest.raises(Refused, match="还有 1 件异议没有办结"):
        announce(announcement(batch), by=boss)
    assert statuses(batch) == [ApplicationStatus.NOTICED] * 3


def test_staff_do_not_announce(client):
    batch, _ = over()
    client.force_login(staff(batch.region))

    page = client.post(address(batch), typed())

    assert (page.status_code, Result.objects.count()) == (403, 0)
    assert "只有本区区级领导能公布结果。" in page.content.decode()
    with pytest.raises(PermissionDenied):
        announce(announcement(batch), by=staff(batch.region))


def test_a_leader_elsewhere_does_not_find_the_batch(client):
    batch, _ = over()
    client.force_login(leader(RegionFactory()))

    assert client.get(address(batch)).status_code == 404


def test_the_public_page_lists_the_brands_with_the_document_number(client):
    batch = announced(left_out=(2,))
    first = batch.applications.get(number=1)
    published(first.school)
    published(first.brand)

    html = client.get(reverse("selection:result", args=[batch.pk])).content.decode()

    assert "示教工委〔2026〕12号" in html
    assert html.count(f'href="{first.brand.get_absolute_url()}"') == 1
    hidden = batch.applications.get(number=2).brand
    assert (hidden.title in html, hidden.get_absolute_url() in html) == (True, False)
    assert batch.applications.get(number=3).brand.title not in html


def test_nothing_internal_is_in_the_results(client):
    batch = announced()
    experts = [
        a.expert.user.name for app in batch.applications.all() for a in app.assignments.all()
    ]
    pages = [reverse("selection:result_list"), reverse("selection:result", args=[batch.pk])]
    html = "".join(client.get(page).content.decode() for page in pages)
    secrets = ["97.00", "94.00", "91.00", "8号", *experts]
    assert [secret for secret in secrets if secret in html] == []


def test_a_revoked_result_is_marked(client):
    batch = announced(count=1)
    Result.objects.update(revoked_on="2026-03-01", revoke_reason="材料不实")

    html = client.get(reverse("selection:result", args=[batch.pk])).content.decode()

    assert "2026-03-01 撤销" in html
    assert "材料不实" not in html


def test_there_is_no_page_before_the_announcement(client):
    batch, _ = over()

    assert client.get(reverse("selection:result", args=[batch.pk])).status_code == 404
    assert list(client.get(reverse("selection:result_list")).context["page"]) == []


def test_each_account_of_a_school_gets_one_letter():
    batch, boss = over(count=1)
    school = batch.applications.get().school
    both = clerk(school)
    secretary(school)
    both.posts.create(role="secretary", school=school, started_on="2020-09-01")

    announce(announcement(batch), by=boss)

    assert Letter.objects.values_list("status", flat=True).count() == 2
    assert "示教工委〔2026〕12号" in Letter.objects.first().body


def test_letters_leave_only_when_sent(client, django_capture_on_commit_callbacks):
    batch, boss = over(count=1)
    school = batch.applications.get().school
    reader, silent = clerk(school), secretary(school)
    type(reader).objects.filter(pk=reader.pk).update(email="clerk@example.org")
    announce(announcement(batch), by=boss)
    client.force_login(staff(batch.region))
    assert mail.outbox == []

    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("office:selection:letters_send", args=[batch.pk]), follow=True)

    assert [message.to for message in mail.outbox] == [["clerk@example.org"]]
    assert "还有 1 封没有发出：收件人没有填邮箱" in page.content.decode()
    assert dict(Letter.objects.values_list("recipient", "status")) == {
        reader.pk: LetterStatus.SENT,
        silent.pk: LetterStatus.WAITING,
    }


def test_a_dropped_letter_stays(client, django_capture_on_commit_callbacks):
    batch, boss = over(count=1)
    reader = clerk(batch.applications.get().school)
    type(reader).objects.filter(pk=reader.pk).update(email="clerk@example.org")
    announce(announcement(batch), by=boss)
    letter = Letter.objects.get()
    client.force_login(staff(batch.region))

    client.post(reverse("office:selection:letter_move", args=[letter.pk, "drop"]))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("office:selection:letters_send", args=[batch.pk]))

    letter.refresh_from_db()
    assert (letter.status, mail.outbox) == (LetterStatus.DROPPED, [])
    assert (
        "放回待发送"
        in client.get(reverse("office:selection:letter", args=[letter.pk])).content.decode()
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("list", 5), ("page", 6), ("letters", 8)])
def test_pages_ask_as_often_for_one_as_for_three(
    client, django_assert_num_queries, count, name, queries
):
    if name == "list":
        for _ in range(count):
            announced(1)
        url = reverse("selection:result_list")
    elif name == "page":
        url = reverse("selection:result", args=[announced(count).pk])
    else:
        batch, boss = over(count)
        for application in batch.applications.all():
            clerk(application.school)
        announce(announcement(batch), by=boss)
        client.force_login(boss)
        url = reverse("office:selection:letters")
    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200
