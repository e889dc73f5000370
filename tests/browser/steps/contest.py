"""A whole batch: twelve schools, nine experts, papers and a defence, before anybody has acted."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from schools.choices import TieKind, TieState
from schools.models import Employment
from selection.actions import apply, check
from selection.actions.review import Mark, save_scores
from selection.choices import StageForm
from selection.models import Application, Assignment, Expert
from selection.workflow import application_flow
from selection.workflow.review import assignment_flow
from tests import factories
from tests.browser.steps.district import PHONE, know_next_year

NAMES = (
    "东风",
    "南桥",
    "西溪",
    "北塘",
    "青山",
    "绿水",
    "金星",
    "银杏",
    "红枫",
    "白鹭",
    "清河",
    "明珠",
)
EXPERTS = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬")
OWN, FORMER = "西溪小学", "青山小学"  # where 甲 works, where 乙 taught until last year
PER_ITEM = 5


@dataclass
class Entry:
    """One school with its people and its application."""

    school: Any
    party: Any
    clerk: Any
    secretary: Any
    application: Application

    @property
    def title(self) -> str:
        return self.application.brand.title


class Contest:
    def __init__(self):
        know_next_year()
        self.batch = factories.BatchFactory(
            region__name="示范区",
            region__committee="示范区委教育工委",
            name="首批“一校一品”党建品牌",
            contact_office="党建科",
            panel_size=PER_ITEM,
            quota_total=4,
            review_until=timezone.now() + timedelta(days=20),
        )
        self.region = self.batch.region
        self.papers = self.batch.review_stages.get()
        type(self.papers).objects.update(weight=60)
        self.defence = self.batch.review_stages.create(
            rubric=self.papers.rubric,
            name="现场答辩",
            form=StageForm.DEFENCE,
            weight=40,
            order=1,
        )
        self.staff = factories.staff(self.region)
        self.second_staff = factories.staff(self.region)
        self.leader = factories.leader(self.region)
        self.entries = [self._entry(f"{name}小学", f"{name}领航") for name in NAMES]
        self.experts = {name: self._expert(f"专家{name}") for name in EXPERTS}
        Expert.objects.filter(pk=self.experts["甲"].pk).update(school=self.entry(OWN).school)
        Employment.objects.create(
            user=self.experts["乙"].user,
            school=self.entry(FORMER).school,
            title="教导主任",
            ended_on=timezone.localdate() - timedelta(days=365),
        )

    def entry(self, school: str) -> Entry:
        return next(one for one in self.entries if one.school.name == school)

    def _entry(self, name, title):
        school = factories.published(factories.SchoolFactory(region=self.region, name=name))
        party = factories.PartyOrganizationFactory(region=self.region, name=f"{name}党支部")
        party.host_schools.add(school)
        brand = factories.complete(factories.BrandFactory(school=school, title=title))
        clerk, secretary = factories.clerk(school), factories.secretary(school)
        made = apply.start(batch=self.batch, organization=party, brand=brand, by=clerk)
        made.contact_phone = PHONE
        made.save()
        application_flow.perform(made, "send_to_sign", by=clerk)
        return Entry(school, party, clerk, secretary, made)

    def _expert(self, name):
        user = factories.expert(self.region)
        type(user).objects.filter(pk=user.pk).update(name=name)
        return Expert.objects.select_related("user").get(user=user)

    def eleven_sign_too(self, but: Entry):
        for one in self.entries:
            if one is not but:
                application_flow.perform(one.application, "sign", by=one.secretary)

    def tick_every_line(self, but: Entry):
        """The office has read the others on paper: each line of the check list is met."""
        marks = dict.fromkeys(check.ensure_items(self.batch), (True, ""))
        for one in self.entries:
            if one is not but:
                check.mark(application=one.application, marks=marks, by=self.staff)

    def papers_of(self, name):
        return self._tasks(self.papers).filter(expert=self.experts[name])

    def defence_of(self, name):
        return self._tasks(self.defence).filter(expert=self.experts[name])

    def _tasks(self, stage):
        rows = Assignment.objects.for_lists().filter(stage=stage)
        return rows.order_by("application__number", "expert")

    def score_the_rest(self, stage):
        """Whoever has not handed in does so now; a later number scores four points less."""
        for task in self._tasks(stage).filter(status__in=("assigned", "declared")):
            if task.status == "assigned":
                assignment_flow.perform(task, "declare", by=task.expert.user)
            marks = {
                leaf.pk: Mark(value_of(leaf, task.application.number), "与其他项目比较得出。")
                for leaf in stage.rubric.leaves()
            }
            save_scores(assignment=task, marks=marks, comment="材料属实。")
            assignment_flow.perform(task, "submit", by=task.expert.user)

    def tie_the_school_of(self, expert, to: Entry):
        """After the scores are in, the expert's school and the applicant become sister schools."""
        school = factories.SchoolFactory(region=self.region, name="远亭小学")
        Expert.objects.filter(pk=expert.pk).update(school=school)
        tie = factories.TieFactory(
            title="两校手拉手", kind=TieKind.SISTER, state=TieState.ACTIVE, since_year=2026
        )
        tie.members.create(school=school)
        tie.members.create(school=to.school)


def value_of(leaf, number) -> Decimal:
    """Full points less two for every place: 40, 40 and 20 give 96 to the first, 92 to the next."""
    step = {40: Decimal("1.5"), 20: Decimal(1)}[int(leaf.points)]
    return max(leaf.points - step * number, Decimal(0))
