"""The calendar of 组织生活: which meetings each organisation of a school owes, held and missed.

For the school's own eyes: it compares nobody. Sources of the numbers: 《中国共产党支部工作条例
（试行）》 (2018) for 三会一课, 主题党日 and 组织生活会, 《党员教育管理工作条例》 (2019) for 党课.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from activities.choices import ActivityType
from activities.models import Activity, ActivityTyping
from activities.models.activity import confirmed_joint
from kit.dates import months_after
from kit.prepared import Prepared, given, given_all
from schools.choices import OrganizationKind
from schools.models import PartyOrganization, School

# Schools keep no monthly meetings in their holidays; what is held then is shown all the same.
HOLIDAYS = (2, 7, 8)
COMMITTEE_FROM = 7  # full members; a smaller branch has a secretary and no committee
BRANCHES = (
    OrganizationKind.BRANCH,
    OrganizationKind.JOINT_BRANCH,
    OrganizationKind.TEMPORARY_BRANCH,
)
UPPER = (OrganizationKind.COMMITTEE, OrganizationKind.GENERAL_BRANCH)
EVERY = {1: "每月一次", 3: "每季度一次", 12: "每年一次"}


class Duty(NamedTuple):
    """A type of meeting and the months within which one must be held: 1, 3 or 12."""

    type: ActivityType
    months: int

    @property
    def every(self) -> str:
        return EVERY[self.months]


OF_BRANCH = (
    Duty(ActivityType.MEMBER_MEETING, 3),
    Duty(ActivityType.COMMITTEE_MEETING, 1),
    Duty(ActivityType.LECTURE, 3),
    Duty(ActivityType.THEME_DAY, 1),
    Duty(ActivityType.LIFE_MEETING, 12),
    Duty(ActivityType.APPRAISAL, 12),
    Duty(ActivityType.TALK, 12),
)
OF_GROUP = (Duty(ActivityType.GROUP_MEETING, 1),)
OF_UPPER = (Duty(ActivityType.LECTURE, 12),)  # the secretary's own, at least once a year
TYPES = {duty.type for duty in (*OF_BRANCH, *OF_GROUP, *OF_UPPER)}


class Held(NamedTuple):
    type: str
    day: date
    activity: int
    organization: int | None


@dataclass(frozen=True)
class Period:
    """One month, quarter or year of one duty. `state`: done, due (runs now), missing, free."""

    first: date
    last: date
    label: str
    state: str
    held: list[Held]
    asked: dict[str, str] = field(default_factory=dict)  # what the form to enter one opens with

    @property
    def url(self) -> str:
        """The first meeting held in it, or the form to enter one."""
        if self.held:
            return reverse("office:activities:detail", args=[self.held[0].activity])
        return f"{reverse('office:activities:new')}?{urlencode(self.asked)}"

    @property
    def said(self) -> str:
        words = {"done": f"已开 {len(self.held)} 次", "due": "还没有开", "missing": "缺"}
        return words.get(self.state, "不要求")


@dataclass(frozen=True)
class Row:
    duty: Duty
    periods: list[Period]

    @property
    def label(self) -> str:
        return self.duty.type.label

    @property
    def held(self) -> int:
        return sum(len(period.held) for period in self.periods)

    @property
    def missing(self) -> list[Period]:
        return [period for period in self.periods if period.state == "missing"]


@dataclass(frozen=True)
class Calendar:
    """One organisation's year."""

    organization: PartyOrganization
    rows: list[Row]
    notes: list[str] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        """“党支部：支部委员会 3 月、5 月没有记录”, one sentence for each kind of meeting."""
        return [
            f"{self.organization}：{row.label}{'、'.join(p.label for p in row.missing)}没有记录"
            for row in self.rows
            if row.missing
        ]


def calendars(school: School, year: int, today: date) -> list[Calendar]:
    """The calendar year of every organisation of the school, however many in three queries."""
    return calendars_of(list(school.organizations.all()), school, year, today)


def calendars_of(
    organizations: list[PartyOrganization], school: School, year: int, today: date
) -> list[Calendar]:
    found = _held(school, year, organizations)
    return [
        Calendar(
            organization,
            [Row(duty, list(_periods(organization, duty, year, today, found))) for duty in owed],
            notes(organization, today),
        )
        for organization in sorted(organizations, key=_rank)
        if (owed := duties(organization))
    ]


def year_to_settle(today: date) -> int:
    """The year of the last full month: in January the one that has just ended."""
    return (today.replace(day=1) - timedelta(days=1)).year


def warnings(organizations: list[PartyOrganization], school: School, today: date) -> list[str]:
    """What is missing in the year to settle, for a line on the school's desk."""
    found = calendars_of(organizations, school, year_to_settle(today), today)
    return [text for one in found for text in one.warnings]


def unplaced(school: School, year: int) -> int:
    """Meetings nobody knows the organisation of, because the school has several branches."""
    organizations = list(school.organizations.all())
    if _only_branch(organizations) or not any(o.kind in BRANCHES for o in organizations):
        return 0
    rows = Activity.objects.filter(school=school, organization=None, happened_on__year=year)
    return rows.filter(typings__type__in=TYPES).distinct().count()


def duties(organization: PartyOrganization) -> list[Duty]:
    """By structure: no 支委会 without a committee, no 党小组会 without a group."""
    kind = OrganizationKind(organization.kind)
    if kind in BRANCHES:
        return [
            duty
            for duty in OF_BRANCH
            if duty.type != ActivityType.COMMITTEE_MEETING or has_committee(organization)
        ]
    if kind == OrganizationKind.GROUP:
        return [*OF_GROUP]
    return [*OF_UPPER] if kind in UPPER else []


def has_committee(branch: PartyOrganization) -> bool:
    """As stated, else by the number of full members; unknown is not asked for."""
    if branch.committee_size is not None:
        return branch.committee_size > 0
    return (branch.full_members or 0) >= COMMITTEE_FROM


def notes(organization: PartyOrganization, today: date) -> list[str]:
    """What the term and the structure say to this organisation."""
    found = []
    due = organization.term_due_on
    if due and due < today:
        found.append(f"本届已于 {due:%Y-%m-%d} 届满，请按期换届；已批准延期的，请登记批复文号。")
    is_unknown = organization.committee_size is None and organization.full_members is None
    if organization.kind in BRANCHES and is_unknown:
        found.append("没有填委员数和正式党员数，所以没有列支部委员会。")
    return found


def _rank(organization: PartyOrganization) -> tuple[int, int]:
    return (list(OrganizationKind).index(OrganizationKind(organization.kind)), organization.pk)


def _only_branch(organizations: Iterable[PartyOrganization]) -> PartyOrganization | None:
    """The branch a record means that names none."""
    branches = [o for o in organizations if o.kind in BRANCHES]
    return branches[0] if len(branches) == 1 else None


@Prepared
def typings() -> Any:
    """(type, day, activity, organisation), the earliest first."""
    activities = Activity.objects.of_schools(given_all("schools"), given_all("joint"))
    activities = activities.between(given("first"), given("last")).order_by()
    rows = ActivityTyping.objects.filter(activity__in=activities.values("pk"), type__in=TYPES)
    rows = rows.order_by("activity__happened_on", "activity")
    return rows.values_list("type", "activity__happened_on", "activity", "activity__organization")


def _held(
    school: School, year: int, organizations: list[PartyOrganization]
) -> dict[tuple[int | None, str], list[Held]]:
    """Meetings by organisation and type, the earliest first; confirmed joint ones among them."""
    own = {organization.pk for organization in organizations}
    branch = _only_branch(organizations)
    otherwise = branch.pk if branch else None
    keys = [school.pk]
    days = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    rows = typings(schools=keys, joint=confirmed_joint(keys), **days)
    found: dict[tuple[int | None, str], list[Held]] = defaultdict(list)
    for row in rows:
        held = Held(*row)
        where = held.organization if held.organization in own else otherwise
        found[where, held.type].append(held)
    return found


def _periods(
    organization: PartyOrganization, duty: Duty, year: int, today: date, found: Any
) -> Iterator[Period]:
    held = found.get((organization.pk, duty.type), [])
    for start in range(1, 13, duty.months):
        first = date(year, start, 1)
        last = months_after(first, duty.months) - timedelta(days=1)
        within = [one for one in held if first <= one.day <= last]
        state = "done" if within else _state(organization, duty, first, last, today)
        yield Period(
            first,
            last,
            _label(start, duty.months, year),
            state,
            within,
            _asked(organization, duty, last, today),
        )


def _state(
    organization: PartyOrganization, duty: Duty, first: date, last: date, today: date
) -> str:
    """A period an organisation did not have whole, a holiday and the future ask for nothing."""
    began = organization.approved_on
    is_holiday = duty.months == 1 and first.month in HOLIDAYS
    if is_holiday or first > today or (began and began > first):
        return "free"
    return "missing" if last < today else "due"


def _label(month: int, months: int, year: int) -> str:
    if months == 1:
        return f"{month} 月"
    return f"第{'一二三四'[month // 3]}季度" if months == 3 else f"{year} 年"


def _asked(organization: PartyOrganization, duty: Duty, last: date, today: date) -> dict[str, str]:
    asked = {"organization": f"{organization.pk}", "type": duty.type.value}
    if last < today:
        asked["on"] = f"{last:%Y-%m-%d}"
    return asked
