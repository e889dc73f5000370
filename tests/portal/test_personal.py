"""What is kept of one person is handed out whole, and erased as far as results allow."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from kit import jobs, retention
from kit.models import AuditEntry, Draft, Job, Notification
from portal.models import Mistake
from portal.personal import held
from portal.views.office import personal
from schools.models import Employment, User
from selection.choices import BatchStatus
from selection.models import Expert, Objection, Score
from tests import factories as f
from tests.portal.test_signing_in import enrolled
from tests.selection import panel
from tests.selection.deciding import noticed

pytestmark = pytest.mark.django_db
EMAIL = "expert@example.cn"


@pytest.fixture
def row():
    """A sheet that an expert has handed in."""
    batch = panel.in_review()
    row = panel.assign(batch.applications.get(), panel.experts(batch, 1)[0])
    panel.hand_in(row, 36, 35, 18)
    return row


@pytest.fixture
def expert(row):
    user = row.expert.user
    user.name, user.email = "沈知远", EMAIL
    user.save()
    enrolled(user)
    Employment.objects.create(user=user, school=f.SchoolFactory(name="旧校"), title="教师")
    Draft.objects.create(owner=user, key="x", data={"comment": ["写了一半"]})
    Notification.objects.create(owner=user, kind="job.over", text="有一项任务", url="/office/")
    return user


def url(name, kind, one):
    return reverse(f"office:{name}", args=[kind, one.pk])


def exported(client, kind, one):
    content = client.post(url("personal_export", kind, one)).content
    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        return [line[:4] for line in book.get_sheet_by_index(0).to_python()]


def over(row):
    """The result is out, and the expert's post has ended."""
    type(row.stage.batch).objects.update(status=BatchStatus.PUBLISHED)
    yesterday = timezone.localdate() - timedelta(days=1)
    row.expert.user.posts.update(started_on=yesterday, ended_on=yesterday)


def test_the_file_tells_all_that_is_kept_and_no_secret(client, row, expert):
    key = expert.authenticator.key
    client.force_login(f.administrator())
    page = client.get(url("personal", "account", expert)).text
    assert EMAIL not in page
    lines = exported(client, "account", expert)
    told = {(kind, what, value) for kind, _, what, value in lines}
    assert ("账号", "邮箱", EMAIL) in told
    assert ("任职经历", "职务", "教师") in told
    assert ("消息", "内容", "有一项任务") in told
    assert ("手机验证码器", "密钥", held.HIDDEN) in told
    text = str(lines)
    assert "写了一半" in text
    assert "开通了手机验证码器" in text, "what the log says of them"
    assert not any(secret in text for secret in (key, expert.password, "36.0"))
    entry = AuditEntry.objects.get(verb="personal.export")
    assert entry.target_id == expert.pk


def test_a_long_table_is_made_by_a_worker_who_asks_again_who_may(
    client, expert, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(personal, "AT_ONCE", 0)
    keeper = f.administrator()
    client.force_login(keeper)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("personal_export", "account", expert))
    job = Job.objects.get()
    assert answer.url == reverse("office:job", args=[job.pk])
    with job.result.open() as file, CalamineWorkbook.from_filelike(file) as book:
        assert EMAIL in str(book.get_sheet_by_index(0).to_python())
    assert AuditEntry.objects.get(verb="personal.export").actor == keeper
    other = Job.objects.create(
        kind="personal.export",
        owner=f.clerk(f.SchoolFactory()),
        title="个人信息",
        arguments={"kind": "account", "pk": expert.pk},
    )
    jobs.run(other.pk)
    other.refresh_from_db()
    assert (other.state, other.result.name) == ("failed", "")


def test_scores_are_in_it_once_the_result_is_out(client, row, expert):
    over(row)
    client.force_login(f.administrator())
    assert "36.0" in str(exported(client, "account", expert))


def test_every_link_to_a_person_is_followed():
    named = {model._meta.label_lower for model, _ in held._links(User())}
    assert {"activities.activity", "schools.session", "selection.meeting"} <= named
    assert not named & held.SILENT
    assert named | {"selection.conflict"} >= held.OWN


def test_nobody_is_erased_who_is_still_at_work(client, row, expert):
    client.force_login(f.administrator())
    page = client.get(url("personal", "account", expert)).text
    assert "还有岗位，请安全管理员先结束岗位" in page
    assert "参加的评审还没有公布结果" in page
    client.post(url("personal_erase", "account", expert), {"note": "本人申请"})
    assert User.objects.get(pk=expert.pk).name == "沈知远"


def test_what_is_erased_is_gone_and_what_results_need_stays_under_another_name(client, row, expert):
    over(row)
    client.force_login(f.administrator())
    erase = url("personal_erase", "account", expert)
    assert "删去，不再恢复" in client.get(url("personal", "account", expert)).text
    client.post(erase, {"note": " "})
    assert User.objects.get(pk=expert.pk).email == EMAIL, "not without a ground"
    answer = client.post(erase, {"note": "本人 11 月 3 日申请"})
    assert answer.url == reverse("office:account_detail", args=[expert.pk])

    gone = User.objects.get(pk=expert.pk)
    assert (gone.username, str(gone), gone.email, gone.is_active, gone.has_usable_password()) == (
        f"erased-{gone.pk}",
        f"已注销人员 {gone.pk}",
        "",
        False,
        False,
    )
    assert not hasattr(gone, "authenticator")
    assert (Employment.objects.count(), Draft.objects.count(), Notification.objects.count()) == (
        0,
        0,
        0,
    )
    assert Expert.objects.get(user=gone).is_active is False
    assert Score.objects.filter(review__assignment__expert__user=gone).count() == 3
    told = AuditEntry.objects.get(verb="personal.erase")
    assert (told.detail["name"], told.target_name) == ("沈知远", str(gone))
    client.force_login(f.staff(row.stage.batch.region))
    sheet = client.get(reverse("office:selection:sheet", args=[row.application_id])).text
    assert "沈知远" not in sheet


def test_administrators_do_not_erase_themselves(client):
    admin = f.administrator()
    admin.posts.all().delete()
    f.administrator()
    client.force_login(admin)
    assert client.get(url("personal", "account", admin)).status_code == 403


@pytest.fixture
def letters():
    notice, _ = noticed()
    person = {"name": "周立新", "unit": "某单位", "phone": "13812348000"}
    objection = Objection.objects.create(notice=notice, text="事实与理由", **person)
    region = notice.batch.region
    mistake = Mistake.objects.create(page="/", text="错字", contact="13912348000", region=region)
    return objection, mistake


def test_who_raised_an_objection_or_found_a_mistake_is_handed_out_and_erased_when_closed(
    client, letters
):
    objection, mistake = letters
    staff = f.staff(mistake.region)
    stranger = f.leader(f.RegionFactory(code="330100"))
    for kind, one in (("objection", objection), ("mistake", mistake)):
        client.force_login(stranger)
        assert client.get(url("personal", kind, one)).status_code == 404
        client.force_login(staff)
        page = client.get(url("personal", kind, one)).text
        assert ("还没有办结" in page, "2348000" in page) == (True, False)
        assert "2348000" in str(exported(client, kind, one))
        client.post(url("personal_erase", kind, one), {"note": "申请"})
        one.refresh_from_db()
        type(one).objects.update(
            status="rejected" if kind == "objection" else "mended",
            answer="已核实",
            closed_at=timezone.now(),
        )
        client.post(url("personal_erase", kind, one), {"note": "本人申请"})
        one.refresh_from_db()
    assert (objection.name, objection.phone, objection.text) == ("已删去", "已删去", "事实与理由")
    assert (mistake.contact, mistake.text) == ("", "错字")
    assert AuditEntry.objects.filter(verb="personal.erase").count() == 2


def test_whom_to_ask_about_what_was_closed_long_ago_ends_by_itself(letters, settings):
    settings.PERSONAL_DAYS = 730

    def closed(days):
        at = timezone.now() - timedelta(days=days)
        Objection.objects.update(status="rejected", answer="已核实", closed_at=at)
        Mistake.objects.update(status="mended", answer="已改", closed_at=at)
        return retention.RULES["个办结已久的联系方式"]()

    assert [closed(729), closed(731), closed(731)] == [0, 2, 0]
    assert (Objection.objects.get().phone, Mistake.objects.get().contact) == ("已删去", "")
