"""The dossier: complete, provable, and silent about the experts where the school reads it."""

import csv
import hashlib
import io
import tracemalloc
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from activities.models import ActivityPhoto
from kit import audit, jobs
from kit.models import AuditEntry, Job
from schools.models import User
from selection.actions import check, evidence
from selection.choices import AssignmentStatus, BatchStatus, FileKind
from selection.documents.dossier.archive import Archive, problems, safe
from selection.models import ApplicationFile, Assignment, Batch, Expert, Letter, Review
from selection.workflow import application_flow
from tests import factories as f
from tests.selection.deciding import announcement, noticed, run_out
from tests.selection.panel import CONTENT
from tests.selection.test_apply import Place


def office_url(name, row):
    return reverse(f"office:selection:{name}", args=[row.pk])


@pytest.fixture
def take(client, django_capture_on_commit_callbacks):
    """Press the button, let the job run; the job."""

    def press(user, name, row):
        client.force_login(user)
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(office_url(name, row))
        assert answer.status_code == 302, answer.status_code
        return Job.objects.owned_by(user).first()

    return press


def opened(job):
    assert job.state == "done", job.message
    with job.result.open() as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def everything(content, name=""):
    """The name and bytes of every file, those inside of Word and Excel files too."""
    yield name, name.encode()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inner in packed.namelist():
                yield from everything(packed.read(inner), f"{name}/{inner}")
    else:
        yield name, content


def manifest(packed):
    text = packed.read("manifest.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def published(db):
    """An announced batch whose experts have names and units found nowhere else."""
    notice, boss = noticed(3)
    batch = notice.batch
    for number, expert in enumerate(Expert.objects.filter(region=batch.region), start=1):
        expert.school = f.SchoolFactory(region=batch.region, name=f"密单位{number}中学")
        expert.save()
        User.objects.filter(pk=expert.user_id).update(
            name=f"密专家{number}", username=f"secret-expert-{number}", unit=f"密机关{number}"
        )
    application = batch.applications.get(number=1)
    first, second = application.assignments.all()[:2]
    Review.objects.filter(assignment=first).update(comment="密专家2也同意，密机关1的意见。")
    Assignment.objects.filter(pk=second.pk).update(
        status=AssignmentStatus.RECUSED, recusal_reason="配偶在密单位2中学任教，与申报学校同一条街"
    )
    audit.record(boss, "assignment.assign", application, application="甲", experts="密专家1")
    audit.record(boss, "application.end_review", application, note="密专家1已交")
    run_out(notice)
    batch.notices.update(status="ended")
    made = announcement(batch)
    made.published_by = boss
    made.save()
    Batch.objects.filter(pk=batch.pk).update(status=BatchStatus.PUBLISHED)
    person = f.secretary(application.school)
    batch.applications.update(submitted_at=timezone.now())
    school = {**CONTENT["school"], "teacher_count": 37, "student_count": 731}
    application.versions.create(
        number=1,
        content={**CONTENT, "school": school},
        digest="7" * 64,
        code="DSSR22223333",
        made_by=person,
    )
    Letter.objects.create(
        batch=batch,
        application=application,
        recipient=person,
        subject="结果通知",
        body="密专家1说好。",
        status="sent",
    )
    application.refresh_from_db()
    return batch, boss, person, application


SECRETS = ("密专家", "secret-expert", "密单位", "密机关", "配偶")


@pytest.fixture
def submitted(db):
    """A signed application with a picture, a certificate, an enclosure, a stamp, a correction."""
    place = Place()
    place.photo = ActivityPhoto.objects.create(
        activity=place.activity,
        image=ContentFile(b"RIFF1234WEBP", "p.webp"),
        thumb=ContentFile(b"RIFF", "t.webp"),
        digest="a" * 64,
        width=4,
        height=3,
        alt="升旗",
        consent="no_pupils",
    )
    place.honor.certificate = ContentFile(b"%PDF-honor", "h.pdf")
    place.honor.certificate_digest = "b" * 64
    place.honor.save()
    application = place.started()
    application.contact_phone = "0510-80000000"
    application.save()
    ApplicationFile.objects.create(
        application=application,
        kind=FileKind.SUPPORT,
        file=ContentFile(b"%PDF-plan", "f.pdf"),
        name="con: 方案*.pdf",
    )
    claim = application.claims.first()
    for kind, source in (("activity", place.activity), ("honor", place.honor)):
        evidence.cite(claim=claim, kind=kind, pk=source.pk, by=place.clerk)
    application_flow.perform(application, "send_to_sign", by=place.clerk)
    application_flow.perform(application, "sign", by=place.secretary)
    ApplicationFile.objects.create(
        application=application,
        kind=FileKind.SEALED,
        file=ContentFile(b"%PDF-seal", "s.pdf"),
        name="盖章件",
        version=application.latest,
    )
    check.ask(application=application, notes={"result": "数字写出处"}, due_on=None, by=place.staff)
    return place, application


def test_the_offices_dossier_holds_all_and_each_file_has_its_hash(submitted, take):
    place, application = submitted
    packed = opened(take(place.staff, "application_dossier", application))
    rows = manifest(packed)
    names = {row["文件"] for row in rows}
    assert names == set(packed.namelist()) - {"manifest.csv"}
    for row in rows:
        content = packed.read(row["文件"])
        assert row["SHA-256"] == hashlib.sha256(content).hexdigest()
        assert row["大小（字节）"] == str(len(content))
    assert {
        "01 申报书/第 1 版申报书.docx",
        "02 盖章件/第 1 版盖章件.pdf",
        "03 附件/con_ 方案_.pdf",
        "04 佐证/佐证清单.docx",
        "05 形式审查/形式审查和补正记录.docx",
        "10 操作记录/操作记录.xlsx",
        "目录.docx",
    } <= names
    contents = {packed.read(name) for name in names}
    assert {b"RIFF1234WEBP", b"%PDF-honor", b"%PDF-plan", b"%PDF-seal"} <= contents
    frozen = packed.read("01 申报书/第 1 版申报书 冻结内容.json")
    assert hashlib.sha256(frozen).hexdigest() == application.latest.digest
    told = dict(everything(packed.read("05 形式审查/形式审查和补正记录.docx")))
    assert "数字写出处" in told["/word/document.xml"].decode()


def test_a_lost_file_is_named_in_the_contents_and_costs_nothing_else(submitted, take):
    place, application = submitted
    place.photo.image.storage.delete(place.photo.image.name)
    job = take(place.staff, "application_dossier", application)
    assert "有 1 个文件没有找到" in job.message
    told = dict(everything(opened(job).read("目录.docx")))["/word/document.xml"].decode()
    assert "原文件已不在服务器上" in told


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_the_schools_copy_names_no_expert_anywhere(published, take, is_anonymous):
    batch, boss, person, application = published
    Batch.objects.filter(pk=batch.pk).update(is_anonymous=is_anonymous)
    job = take(person, "application_dossier", application)
    packed = opened(job)
    assert "06 评审/评分单.docx" in packed.namelist()
    seen = [(job.result_name, b"")]
    for name in packed.namelist():
        seen += everything(packed.read(name), name)
        assert packed.getinfo(name).comment == b""
    for name, content in seen:
        for secret in SECRETS:
            assert secret not in name
            assert secret.encode() not in content, (name, secret)
    sheet = dict(everything(packed.read("06 评审/评分单.docx")))["/word/document.xml"].decode()
    assert "专家1" in sheet
    assert "×××也同意" in sheet
    assert "回避" in sheet
    # The same search finds them where they may stand, so it can find them.
    full = opened(take(boss, "application_dossier", application))
    found = b"".join(content for _, content in everything(full.read("06 评审/评分单.docx")))
    assert "密专家1".encode() in found
    assert "配偶".encode() in found


def test_a_school_waits_for_the_results_and_strangers_wait_for_ever(published, client):
    batch, _, person, application = published
    Batch.objects.filter(pk=batch.pk).update(status=BatchStatus.NOTICED)
    client.force_login(person)
    assert client.post(office_url("application_dossier", application)).status_code == 403
    assert client.post(office_url("batch_dossier", batch)).status_code == 404
    client.force_login(f.secretary(f.SchoolFactory(region=batch.region)))
    assert client.post(office_url("application_dossier", application)).status_code == 404
    assert Job.objects.count() == 0


def test_whoever_loses_the_post_while_the_job_waits_gets_nothing(published, client):
    _, _, person, application = published
    client.force_login(person)
    client.post(office_url("application_dossier", application))
    person.posts.update(ended_on="2020-01-01", started_on="2019-01-01")
    job = Job.objects.get()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result.name) == ("failed", "")


def test_the_batchs_dossier_holds_every_application_and_its_tables(published, take):
    batch, boss, _, _ = published
    packed = opened(take(boss, "batch_dossier", batch))
    folders = {name.split("/")[1] for name in packed.namelist() if name.startswith("申报/")}
    assert len(folders) == 3
    assert {"01 表格/汇总表.xlsx", "02 会议、公示和公布/会议、公示和公布.docx"} <= set(
        packed.namelist()
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(packed.read("01 表格/汇总表.xlsx")))
    assert book.sheet_names == ["申报", "得分", "专家评分", "会议结论"]
    rows = book.get_sheet_by_name("会议结论").to_python()
    assert rows[0][0] == f"{batch}会议结论表"
    assert rows[1][0] == f"填报单位（盖章）：{batch.region.committee_name}"
    assert [row[5] for row in rows[3:6]] == ["入选"] * 3
    assert rows[-1][0] == "填报人："
    assert max(map(len, packed.namelist())) <= 100


def test_the_tables_of_a_batch_can_be_had_alone(published, client):
    batch, boss, _, _ = published
    client.force_login(boss)
    answer = client.get(office_url("batch_tables", batch))
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert len(book.sheet_names) == 4


@pytest.fixture
def whole(published, take, tmp_path):
    """A dossier as somebody has saved it."""
    _, boss, _, application = published
    path = tmp_path / "whole.zip"
    with take(boss, "application_dossier", application).result.open() as file:
        path.write_bytes(file.read())
    return path


SHEET = "06 评审/评分单.docx"


def refused(whole, change):
    """What the command says of a copy in which `change` has altered the files by name."""
    path = whole.with_name("other.zip")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        members = {name: old.read(name) for name in old.namelist()}
        change(members)
        for name, content in members.items():
            new.writestr(name, content)
    with pytest.raises(CommandError) as caught:
        call_command("dossier_check", path)
    return str(caught.value)


def test_the_command_tells_who_made_a_whole_dossier(whole, published, capsys):
    call_command("dossier_check", whole)
    assert f"由{published[1]}于" in capsys.readouterr().out
    assert AuditEntry.objects.filter(verb="dossier.make").count() == 1


def test_the_command_finds_every_kind_of_tampering(whole):
    told = refused(whole, lambda m: m.update({SHEET: m[SHEET] + b"x"}))
    assert told == f"被改动：{SHEET}"
    assert refused(whole, lambda m: m.pop(SHEET)) == f"少了：{SHEET}"
    assert refused(whole, lambda m: m.update({"附言.txt": b"x"})) == "多了：附言.txt"
    assert "没有 manifest.csv" in refused(whole, lambda m: m.pop("manifest.csv"))


def test_a_forged_manifest_is_not_the_one_on_record(whole):
    def forge(members):
        good = hashlib.sha256(members[SHEET]).hexdigest()
        members[SHEET] += b"x"
        bad = hashlib.sha256(members[SHEET]).hexdigest()
        listed = members["manifest.csv"].replace(good.encode(), bad.encode())
        size = f",{len(members[SHEET]) - 1},".encode(), f",{len(members[SHEET])},".encode()
        members["manifest.csv"] = listed.replace(*size)

    assert "操作记录里没有这份清单" in refused(whole, forge)


def test_half_a_download_is_no_dossier(whole):
    whole.write_bytes(whole.read_bytes()[:-30])
    with pytest.raises(CommandError, match="没有下载完"):
        call_command("dossier_check", whole)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a/b:c*?.pdf", "a_b_c__.pdf"),
        ("CON.txt", "_CON.txt"),
        ("com1", "_com1"),
        (" 尾点. ", "尾点"),
        ("", "未命名"),
        ("...", "未命名"),
        ("评\u202e分.docx", "评_分.docx"),
        ("长" * 200 + ".docx", "长" * 35 + ".docx"),
    ],
)
def test_names_can_be_unpacked_on_windows(name, kept):
    assert safe(name, 40) == kept


def test_two_names_never_meet_on_windows():
    target = io.BytesIO()
    archive = Archive(target, "档案")
    paths = [archive.add("夹", name, b"x", "内容") for name in ("A.txt", "a.TXT", "a.txt")]
    archive.add("夹" * 90 + "/" + "夹" * 90, "长" * 200 + ".pdf", b"x", "内容")
    archive.finish()
    assert len({path.casefold() for path in paths}) == 3
    with zipfile.ZipFile(target) as packed:
        assert max(map(len, packed.namelist())) <= 100
        assert all(
            info.flag_bits & 0x800 for info in packed.infolist() if not info.filename.isascii()
        )
    assert list(problems(target)) == []


def test_memory_does_not_grow_with_the_files(tmp_path):
    big = tmp_path / "big.pdf"
    with big.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    with (tmp_path / "d.zip").open("wb") as target:
        archive = Archive(target, "档案")
        tracemalloc.start()
        with big.open("rb") as file:
            archive.add("附件", "大文件.pdf", file, "附件")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        archive.finish()
    assert peak < 8 * 1024 * 1024
