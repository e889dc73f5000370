"""One of everything, and one account of every role: the world the role table is tried in."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from activities.actions import channels
from activities.choices import Consent
from activities.models import (
    ActivityAttachment,
    ActivityPhoto,
    ActivitySeries,
    Channel,
    Coverage,
    Outlet,
    Participation,
)
from honors.choices import Verification
from kit.models import Job, Notification, Phrase
from portal.models import Intake, Mistake, SpreadsheetImport
from schools.choices import Level, Rank, TieState
from schools.models import Discarded, Partner, Post, Region, TieMember, User
from selection.actions import acceptance, apply
from selection.actions.defence import draw
from selection.actions.reports import freeze
from selection.choices import (
    ApplicationStatus,
    AssignmentStatus,
    BatchMode,
    BatchStatus,
    FileKind,
    StageForm,
)
from selection.models import (
    Acceptance,
    Announcement,
    Application,
    ApplicationFile,
    ChangeRequest,
    Defence,
    Letter,
    Objection,
    Report,
    Review,
)
from selection.workflow import application_flow, ladder
from tests import factories as f
from tests.selection.deciding import noticed
from tests.selection.laddering import district, won

PICTURE = b"RIFF\x00\x00\x00\x00WEBP"


def signed_in(user: User) -> str:
    """The key of a new session."""
    client = Client()
    client.force_login(user)
    return client.session.session_key


class World:
    """People by role; things by the name the table gives them as argument."""

    def __init__(self) -> None:
        self.batch = f.BatchFactory(status=BatchStatus.OPEN)
        self.rubric = self.batch.rubrics.get()
        region = self.batch.region
        self.school = f.published(f.SchoolFactory(region=region, introduction="简介。"))
        self.organization = f.PartyOrganizationFactory(region=region)
        self.organization.host_schools.add(self.school)
        self.former_name = self.school.former_names.create(name="旧校名")
        self.event = self.school.events.create(kind="founded", text="建校")
        self.officer = self.organization.officers.create(post="secretary", name="书记")
        self.people = {
            "visitor": None,
            "clerk": f.clerk(self.school),
            "secretary": f.secretary(self.school),
            "stranger": f.secretary(f.SchoolFactory(region=region)),
            "staff": f.staff(region),
            "leader": f.leader(region),
            "outsider": f.leader(f.RegionFactory()),
            "expert": f.expert(region),
            "idle": f.expert(region),
            "auditor": f.auditor(),
            "security": f.security(),
            "administrator": f.administrator(),
        }
        self.sessions = {role: signed_in(user) for role, user in self.people.items() if user}
        self.permit = self.batch.permits.create(
            organization=f.PartyOrganizationFactory(region=region),
            valid_until=timezone.now() + timedelta(days=3),
            reason="校舍改造",
            given_by=self.people["leader"],
        )
        self._brands()
        self._ledgers()
        self._application()
        self._review()
        self._notice()
        self._building()
        self._ladder()
        self._office(region)
        self._personal()

    def enter(self, client: Client, role: str) -> None:
        """The client goes on as this role; signing in anew for each request would cost half of it."""
        client.cookies.clear()
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]

    def _personal(self) -> None:
        """What is shown to nobody else without a line in the log: each word with its owners."""
        self.personal = {word: set() for word in ("13800000000", "13900000001", "13700000002")}
        self.personal["13600000003"] = {"clerk", "secretary"}
        Partner.objects.update(contact="王老师 13900000001")
        Mistake.objects.update(contact="13700000002")
        Application.objects.filter(school=self.school).update(contact_phone="13600000003")
        for role, user in self.people.items():
            if user:
                User.objects.filter(pk=user.pk).update(email=f"{role}.name@example.cn")
                self.personal[f"{role}.name@example.cn"] = {role}

    def _office(self, region: Region) -> None:
        self.phrase = Phrase.objects.create(wrong="一校一牌", right="一校一品")
        self.spreadsheet = SpreadsheetImport.objects.create(
            owner=self.people["staff"], kind="honors", name="荣誉.xlsx", sheet="填写", head_line=1
        )
        self.job = Job.objects.create(kind="export", title="导出", owner=self.people["staff"])
        self.mistake = Mistake.objects.create(
            page=self.shown_brand.get_absolute_url(), text="年份写错了", region=region
        )
        self.acting = Post.objects.create(
            user=f.UserFactory(),
            role="secretary",
            school=self.school,
            acting_for=self.people["secretary"],
            ended_on=timezone.localdate() + timedelta(days=5),
        )
        self.notification = Notification.objects.create(
            owner=self.people["staff"], kind="job.over", text="已完成：导出", url="/office/"
        )
        self.intake = Intake.objects.create(
            school=self.school, name="案例", text="学校被评为南通市文明校园。", digest="0" * 64
        )

    def _brands(self) -> None:
        self.brand = f.complete(f.BrandFactory(school=self.school))
        self.sub = self.brand.sub_projects.get()
        self.version = self.brand.versions.create(number=1, content={})
        self.shown_brand = f.published(
            f.complete(f.BrandFactory(school=self.school, kind="secretary_project"))
        )

    def _ledgers(self) -> None:
        self.activity = f.ActivityFactory(school=self.school, sub_project=self.sub)
        self.photo = self._photo(self.activity, "a")
        self.attachment = ActivityAttachment.objects.create(
            activity=self.activity,
            file=ContentFile(b"%PDF-1.4", "a.pdf"),
            name="签到表.pdf",
            digest="a" * 64,
            size=8,
        )
        self.channel = Channel.objects.create(school=self.school, name="栏目", kind="account")
        self.series = ActivitySeries.objects.create(school=self.school, title="系列")
        self.shown_activity = f.published(f.ActivityFactory(school=self.school))
        self.shown_photo = self._photo(self.shown_activity, "b")
        self.joint = Participation.objects.create(activity=f.ActivityFactory(), school=self.school)
        outlet = Outlet.objects.create(name="教育报", level=Level.CITY, kind="newspaper")
        self.coverage = Coverage.objects.create(
            school=self.school, outlet=outlet, title="报道", scan=ContentFile(PICTURE, "c.webp")
        )
        self.honor = f.HonorFactory(
            school=self.school,
            verification=Verification.WAITING,
            certificate=ContentFile(PICTURE, "h.webp"),
            certificate_name="证书.webp",
        )
        self.tie = f.TieFactory(
            state=TieState.ACTIVE, agreement_file=ContentFile(b"%PDF-1.4", "t.pdf")
        )
        self.shown_tie = f.published(f.TieFactory(state=TieState.ACTIVE))
        now, person = timezone.now(), self.people["clerk"]
        for tie in (self.shown_tie, self.tie):
            TieMember.objects.create(
                tie=tie, school=self.school, confirmed_at=now, confirmed_by=person
            )
            self.partner = f.PartnerFactory()
            self.tie_partner = TieMember.objects.create(tie=tie, partner=self.partner)

        gone = Channel.objects.create(school=self.school, name="旧栏目", kind="account")
        channels.remove(row=gone, by=self.people["clerk"])
        self.discarded = Discarded.objects.get()
        self.tie_side = TieMember.objects.create(tie=f.TieFactory(), school=self.school)

    def _photo(self, activity, digest: str) -> ActivityPhoto:
        return ActivityPhoto.objects.create(
            activity=activity,
            image=ContentFile(PICTURE, f"{digest}.webp"),
            thumb=ContentFile(PICTURE, f"{digest}s.webp"),
            digest=digest * 64,
            width=10,
            height=10,
            consent=Consent.NO_PUPILS,
        )

    def _application(self) -> None:
        self.draft = apply.start(
            batch=self.batch,
            organization=self.organization,
            brand=self.brand,
            by=self.people["clerk"],
        )
        self.draft.contact_phone = "0510-80000000"
        self.draft.save()
        other = f.BatchFactory(region=self.batch.region, number=91)
        self.application = apply.start(
            batch=other, organization=self.organization, brand=self.brand, by=self.people["clerk"]
        )
        self.application.contact_phone = "0510-80000000"
        self.application.save()
        self.claim = self.draft.claims.first()
        self.file = ApplicationFile.objects.create(
            application=self.application,
            kind=FileKind.SUPPORT,
            file=ContentFile(b"%PDF-1.4", "f.pdf"),
            name="方案.pdf",
        )
        application_flow.perform(self.application, "send_to_sign", by=self.people["clerk"])
        application_flow.perform(self.application, "sign", by=self.people["secretary"])
        self.sealed = ApplicationFile.objects.create(
            application=self.application,
            kind=FileKind.SEALED,
            file=ContentFile(b"%PDF-1.4", "s.pdf"),
            name="盖章件（第 1 版）",
            version=self.application.latest,
        )

    def _review(self) -> None:
        self.reviewing = f.BatchFactory(
            region=self.batch.region,
            number=92,
            status=BatchStatus.REVIEWING,
            review_until=timezone.now() + timedelta(days=5),
        )
        self.judged = f.ApplicationFactory(
            batch=self.reviewing,
            number=1,
            status=ApplicationStatus.REVIEWING,
            submitted_at=timezone.now(),
        )
        self.judged.versions.create(
            number=1,
            content=self.application.latest.content,
            digest="0" * 64,
            code="ABCDEFGHJKLM",
            made_by=self.people["secretary"],
        )
        stage = self.reviewing.review_stages.get()
        self.assignment = self.judged.assignments.create(
            stage=stage,
            expert=self.people["expert"].expert,
            status=AssignmentStatus.DECLARED,
            declared_at=timezone.now(),
        )
        sheet = Review.objects.create(assignment=self.assignment)
        self.annotation = sheet.annotations.create(section="品牌内涵", text="写明频次")
        self.expert = self.people["expert"].expert
        self._defence()
        self.adjustment = self.judged.adjustments.create(
            indicator=stage.rubric.indicators.create(kind="bonus", title="加分", cap=5),
            reason="省级推广",
            recorded_by=self.people["staff"],
        )

    def _defence(self) -> None:
        """A second batch whose only stage is a defence, drawn and with its panel."""
        batch = f.BatchFactory(region=self.batch.region, number=97, status=BatchStatus.REVIEWING)
        batch.review_stages.update(form=StageForm.DEFENCE)
        self.stage = batch.review_stages.get()
        application = f.ApplicationFactory(
            batch=batch, number=1, status=ApplicationStatus.REVIEWING, submitted_at=timezone.now()
        )
        plan = Defence.objects.create(stage=self.stage, starts_at=timezone.now())
        draw(defence=plan, by=self.people["staff"], seed="1")
        self.seat = application.assignments.create(
            stage=self.stage, expert=self.expert, status=AssignmentStatus.DECLARED
        )

    def _notice(self) -> None:
        self.notice, _ = noticed(2, region=self.batch.region, number=93)
        self.objection = Objection.objects.create(
            notice=self.notice, name="举报人", unit="单位", phone="13800000000", text="事实" * 10
        )
        self.letter = Letter.objects.create(
            batch=self.notice.batch, recipient=self.people["clerk"], subject="结果", body="正文"
        )

    def _building(self) -> None:
        batch = f.BatchFactory(
            region=self.batch.region, number=94, mode=BatchMode.CULTIVATION, recheck_years=3
        )
        self.building = f.ApplicationFactory(
            batch=batch,
            school=self.school,
            brand=self.brand,
            status=ApplicationStatus.BUILDING,
            submitted_at=timezone.now(),
        )
        Announcement.objects.create(
            batch=batch,
            title="公布",
            document_number="1号",
            issued_on=timezone.localdate(),
            published_by=self.people["leader"],
        )
        self.report = Report.objects.create(application=self.building, kind="midterm")
        self.signed_report = Report.objects.create(
            application=self.building,
            kind="closing",
            status="submitted",
            submitted_by=self.people["secretary"],
            submitted_at=timezone.now(),
        )
        freeze(self.signed_report, self.people["secretary"])
        self.acceptance = acceptance.keep(
            Acceptance(
                report=self.signed_report, members=["组长"], verdict="returned", opinion="补材料"
            ),
            None,
            self.people["staff"],
        )
        self.change = ChangeRequest.objects.create(
            application=self.building,
            kind="content",
            reason="换场地",
            asked_by=self.people["secretary"],
        )

    def _ladder(self) -> None:
        """The province, so that every district of this world lies below it."""
        below = district(region=self.batch.region, number=95)
        province = f.RegionFactory(code=self.batch.region.code[:2], rank=Rank.PROVINCE)
        self.upper = f.BatchFactory(region=province)
        self.won = won(below, 1)
        self.recommendation = ladder.recommend(
            application=won(below, 2), batch=self.upper, by=self.people["leader"]
        )
