"""The district before the story begins: schools, ties, people, an open batch and a rival."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from kit import workdays
from kit.models import SpecialDay
from schools.choices import Area, TieKind, TieState
from schools.models import Employment, SchoolGroup
from selection.actions import apply
from selection.choices import ApplicationStatus, AssignmentStatus, ConflictKind
from selection.models import Application, Expert, Review
from selection.workflow import application_flow
from tests import factories

SECRET = "内部七三一"  # stands in everything that must stay inside
PHONE = "0510-80007731"
PASSWORD = "correct-horse-9"
SISTERS = ("香港启明小学", "阿合奇县同心小学")
FREE = ("甲", "乙", "丙", "丁", "戊", "己")


class District:
    def __init__(self):
        know_next_year()
        self.batch = factories.BatchFactory(
            region__name="示范区",
            region__committee="示范区委教育工委",
            name="第三批“一校一品”党建品牌",
            contact_office="党建科",
            review_until=timezone.now() + timedelta(days=20),
        )
        self.region = self.batch.region
        self.group = SchoolGroup.objects.create(name="实验教育集团", region=self.region)
        self.school, self.organization = self.school_with_party("新桥实验小学", group=self.group)
        self.brand = factories.BrandFactory(
            school=self.school, title="同心向党", tagline="", connotation=""
        )
        self.neighbour = factories.SchoolFactory(region=self.region, name="河东小学")
        self.sisters = self.tie("三地姊妹校", *SISTERS)
        self.pairing = self.tie("城乡结对", kind=TieKind.RURAL, school=self.neighbour)
        self.clerk = factories.clerk(self.school)
        self.secretary = factories.secretary(self.school)
        self.stranger = factories.clerk(self.neighbour)
        self.staff = factories.staff(self.region)
        self.leader = factories.leader(self.region)
        self.auditor = factories.auditor()
        self.free = {name: self.expert(f"{SECRET}专家{name}") for name in FREE}
        self.kept_away = self.experts_with_conflicts()
        self.rival = self.rival_application()

    def school_with_party(self, name, **values):
        school = factories.published(
            factories.SchoolFactory(
                region=self.region, name=name, introduction="一所老校。", **values
            )
        )
        party = factories.PartyOrganizationFactory(region=self.region, name=f"{name}党支部")
        party.host_schools.add(school)
        return school, party

    def tie(self, title, *partners, kind=TieKind.SISTER, school=None):
        tie = factories.TieFactory(title=title, kind=kind, state=TieState.ACTIVE, since_year=2023)
        tie.members.create(school=self.school)
        for name in partners:
            area = Area.HONG_KONG if name.startswith("香港") else Area.MAINLAND
            tie.members.create(partner=factories.PartnerFactory(name=name, area=area))
        if school:
            tie.members.create(school=school)
        return factories.published(tie) if partners else tie

    def expert(self, name, school=None):
        user = factories.expert(self.region)
        type(user).objects.filter(pk=user.pk).update(name=name)
        Expert.objects.filter(user=user).update(school=school)
        return Expert.objects.select_related("user").get(user=user)

    def experts_with_conflicts(self):
        """Name: what the page of assignment must say about them."""
        sibling = factories.SchoolFactory(region=self.region, group=self.group, name="河西小学")
        self.expert("本校教师", self.school)
        former = self.expert("调出教师")
        Employment.objects.create(
            user=former.user,
            school=self.school,
            title="教导主任",
            ended_on=timezone.localdate() - timedelta(days=365),
        )
        self.expert("结对校教师", self.neighbour)
        self.expert("集团教师", sibling)
        return {
            "本校教师": ["本校：现在新桥实验小学工作"],
            "调出教师": [f"{ConflictKind.FORMER_POST.label}：", "新桥实验小学教导主任"],
            "结对校教师": ["结对单位：城乡结对"],
            "集团教师": ["同一集团：同属实验教育集团"],
        }

    def rival_application(self):
        """Another school has applied in time and has passed the formal check."""
        school, party = self.school_with_party("南湖小学")
        brand = factories.complete(factories.BrandFactory(school=school, title="红色领航"))
        clerk, secretary = factories.clerk(school), factories.secretary(school)
        application = apply.start(batch=self.batch, organization=party, brand=brand, by=clerk)
        application.contact_phone = PHONE
        application.save()
        application_flow.perform(application, "send_to_sign", by=clerk)
        application_flow.perform(application, "sign", by=secretary)
        Application.objects.filter(pk=application.pk).update(status=ApplicationStatus.PASSED)
        return application

    def give_rival_the_highest_scores(self):
        """Three experts have handed in 38 + 38 + 19 = 95 each."""
        stage = self.batch.review_stages.get()
        for name in FREE[:3]:
            task = self.rival.assignments.create(
                stage=stage, expert=self.free[name], status=AssignmentStatus.SUBMITTED
            )
            review = Review.objects.create(assignment=task, submitted_at=timezone.now())
            for leaf in stage.rubric.leaves():
                review.scores.create(indicator=leaf, value=leaf.points * Decimal("0.95"))


def know_next_year():
    """The test also runs in December, before the next year's holidays are entered."""
    this = timezone.localdate().year
    for year in {this, this + 1} - workdays.known_years():
        SpecialDay.objects.create(date=f"{year}-01-01", is_workday=False, name="元旦")
