"""Who must keep away from which application: worked out from the registers whenever it is asked.

"None" is never stored: a tie signed today or a post given up yesterday counts at the next look.
The reasons are those of the usual recusal rule (回避): own school, a post there within three years,
same group, tie partner, superior unit, named in the application, and whatever somebody has told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from django.db.models import Q
from django.utils import timezone

from schools.choices import REGION_ROLES
from schools.models import Employment, Officer, PartyOrganization, Post, School, Tie, TieMember
from selection.choices import ConflictKind
from selection.models import Application, ApplicationMember, Conflict, Expert

YEARS = 3


class Reason(NamedTuple):
    kind: ConflictKind
    text: str

    def __str__(self) -> str:
        return f"{self.kind.label}：{self.text}"


Pairs: TypeAlias = dict[tuple[int, int], list[Reason]]
_Titles: TypeAlias = dict[int, dict[int, str]]


def conflicts(application: Application, experts: Collection[Expert]) -> dict[int, list[Reason]]:
    """Reasons by expert; an empty list for whoever may score."""
    found = between([application], experts)
    return {expert.pk: found.get((application.pk, expert.pk), []) for expert in experts}


def between(applications: Collection[Application], experts: Collection[Expert]) -> Pairs:
    """Reasons by (application, expert), only where there are any; ten queries for any number."""
    if not applications or not experts:
        return {}
    people = _people(experts)
    register = _Register(people, applications)
    sides = [(person, register.side(person)) for person in people]
    named, told = _named(applications), _told(applications, experts)
    found: Pairs = {}
    for application in applications:
        subject = register.subject(application)
        names = named[application.pk]
        for person, side in sides:
            reasons = [*_bonds(side, subject), *told[application.pk, person.pk]]
            if person.name in names:
                reasons.append(Reason(ConflictKind.NAMED, names[person.name]))
            if reasons:
                found[application.pk, person.pk] = reasons
    return found


@dataclass
class _Person:
    """An expert with the bodies they belong to; the texts say how."""

    pk: int
    name: str
    present: dict[int, str] = field(default_factory=dict)  # schools
    past: dict[int, str] = field(default_factory=dict)
    offices: dict[int, str] = field(default_factory=dict)  # organisations, at present
    left_offices: dict[int, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)  # regions held as staff or leader

    def put(self, place: int, text: str, ended_on: date | None, *, in_office: bool = False) -> None:
        is_over = _is_over(ended_on)
        if in_office:
            bodies = self.left_offices if is_over else self.offices
        else:
            bodies = self.past if is_over else self.present
        bodies.setdefault(place, f"{text}（到 {ended_on:%Y-%m}）" if is_over else text)


@dataclass(frozen=True)
class _Side:
    """What one side of the question stands for; school, group, tie or region and its text."""

    schools: dict[int, str]
    groups: dict[int, str]
    ties: dict[int, str]
    past: dict[int, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    code: str = ""


def _bonds(side: _Side, subject: _Side) -> Iterator[Reason]:
    """One reason of each kind; where it is the own school, its group and ties add nothing."""
    own = [text for place, text in side.schools.items() if place in subject.schools]
    former = [text for place, text in side.past.items() if place in subject.schools]
    above = [text for code, text in side.codes.items() if subject.code.startswith(code)]
    yield from (Reason(ConflictKind.OWN_SCHOOL, text) for text in own[:1])
    yield from (Reason(ConflictKind.FORMER_POST, text) for text in former[:1])
    if not own:
        groups = sorted(side.groups.items() & subject.groups.items())
        ties = sorted(side.ties.items() & subject.ties.items())
        yield from (Reason(ConflictKind.SAME_GROUP, f"同属{name}") for _, name in groups)
        yield from (Reason(ConflictKind.TIE_PARTNER, title) for _, title in ties)
    yield from (Reason(ConflictKind.SUPERIOR, text) for text in above[:1])


class _Register:
    """Which organisation sits in which school, groups, mergers and ties of everybody involved."""

    def __init__(self, people: Iterable[_Person], applications: Collection[Application]) -> None:
        schools = {a.school_id for a in applications}
        organizations = {a.organization_id for a in applications}
        for person in people:
            schools |= {*person.present, *person.past}
            organizations |= {*person.offices, *person.left_offices}
        self.hosts = _hosting(schools, organizations)
        known = schools.union(*self.hosts.values())
        rows = School.objects.filter(pk__in=known).select_related("group", "region")
        self.schools = {school.pk: school for school in rows}
        self.ties_of_school, self.ties_of_office = _ties(known, {*organizations, *self.hosts})

    def subject(self, application: Application) -> _Side:
        """The school, the other schools of the organisation, and what sits in them."""
        hosted = self.hosts.get(application.organization_id, set())
        schools = {application.school_id, *hosted}
        offices = {application.organization_id, *self._seated(schools)}
        return _Side(
            schools={self._today(pk): "" for pk in schools},
            groups=self._groups(schools),
            ties=self._ties(schools, offices),
            code=self.schools[application.school_id].region.code,
        )

    def side(self, person: _Person) -> _Side:
        schools = self._places(person.present, person.offices)
        offices = {*person.offices, *self._seated(schools)}
        return _Side(
            schools=schools,
            groups=self._groups(schools),
            ties=self._ties(schools, offices),
            past=self._places(person.past, person.left_offices),
            codes=person.codes,
        )

    def _places(self, schools: dict[int, str], offices: dict[int, str]) -> dict[int, str]:
        """Schools by what they are today, those of the organisations included."""
        places = {self._today(place): text for place, text in schools.items()}
        for office, text in offices.items():
            for place in self.hosts.get(office, ()):
                places.setdefault(self._today(place), text)
        return places

    def _today(self, school: int) -> int:
        """A merged school lives on in the one that took it in."""
        row = self.schools.get(school)
        return row.merged_into_id if row and row.merged_into_id else school

    def _groups(self, schools: Iterable[int]) -> dict[int, str]:
        rows = (self.schools[pk] for pk in schools if pk in self.schools)
        return {row.group.pk: row.group.name for row in rows if row.group}

    def _seated(self, schools: Iterable[int]) -> set[int]:
        places = set(schools)
        return {pk for pk, hosts in self.hosts.items() if hosts & places}

    def _ties(self, schools: Iterable[int], organizations: Iterable[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for pk in schools:
            found |= self.ties_of_school.get(pk, {})
        for pk in organizations:
            found |= self.ties_of_office.get(pk, {})
        return found


def _people(experts: Collection[Expert]) -> list[_Person]:
    rows = Expert.objects.filter(pk__in=[e.pk for e in experts]).select_related("user", "school")
    people = {}
    for expert in rows:
        people[expert.user_id] = person = _Person(expert.pk, expert.user.name)
        if expert.school:
            person.put(expert.school.pk, f"现在{expert.school.label}工作", None)
    _posts(people)
    _employments(people)
    _officers(people)
    return list(people.values())


def _is_over(ended_on: date | None) -> bool:
    return ended_on is not None and ended_on < timezone.localdate()


def _recent() -> Q:
    since = timezone.localdate() - timedelta(days=round(365.25 * YEARS))
    return Q(ended_on=None) | Q(ended_on__gte=since)


def _posts(people: dict[int, _Person]) -> None:
    rows = Post.objects.filter(_recent(), user__in=people).select_related("school", "region")
    for post in rows:
        person, label = people[post.user_id], post.get_role_display()
        if post.school:
            person.put(post.school.pk, f"{post.school.label}{label}", post.ended_on)
        elif post.region and post.role in REGION_ROLES and not _is_over(post.ended_on):
            person.codes[post.region.code] = f"{post.region.name}{label}"


def _employments(people: dict[int, _Person]) -> None:
    rows = Employment.objects.filter(user__in=people).within_years(YEARS).select_related("school")
    for row in rows:
        text = f"{row.school.label}{row.title or '任职'}"
        people[row.user_id].put(row.school_id, text, row.ended_on)


def _officers(people: dict[int, _Person]) -> None:
    """By account, or by name where the register knows no account: better asked than missed."""
    by_name = defaultdict(list)
    for user, person in people.items():
        by_name[person.name].append(user)
    rows = Officer.objects.filter(
        _recent(), Q(user__in=people) | Q(user=None, name__in=by_name)
    ).select_related("school", "organization")
    for row in rows:
        note = "" if row.user_id else "（按姓名比对）"
        for user in [row.user_id] if row.user_id else by_name[row.name]:
            if row.school:
                text = f"{row.school.label}{row.get_post_display()}{note}"
                people[user].put(row.school.pk, text, row.ended_on)
            elif row.organization:
                text = f"{row.organization}{row.get_post_display()}{note}"
                people[user].put(row.organization.pk, text, row.ended_on, in_office=True)


def _hosting(schools: set[int], organizations: set[int]) -> dict[int, set[int]]:
    """Schools by organisation, for the organisations and for all that sit in the schools."""
    through = PartyOrganization.host_schools.through.objects
    rows = through.filter(Q(school__in=schools) | Q(partyorganization__in=organizations))
    hosts: defaultdict[int, set[int]] = defaultdict(set)
    for organization, school in rows.values_list("partyorganization", "school"):
        hosts[organization].add(school)
    return dict(hosts)


def _ties(schools: set[int], organizations: set[int]) -> tuple[_Titles, _Titles]:
    """Titles of ties in force by school and by organisation."""
    rows = TieMember.objects.filter(
        Q(school__in=schools) | Q(organization__in=organizations), tie__in=Tie.objects.active()
    ).select_related("tie")
    of_school: _Titles = {}
    of_organization: _Titles = {}
    for member in rows:
        if member.school_id:
            of_school.setdefault(member.school_id, {})[member.tie_id] = member.tie.title
        elif member.organization_id:
            titles = of_organization.setdefault(member.organization_id, {})
            titles[member.tie_id] = member.tie.title
    return of_school, of_organization


def _named(applications: Collection[Application]) -> defaultdict[int, dict[str, str]]:
    """Names in the application and how each stands there."""
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for member in ApplicationMember.objects.filter(application__in=applications):
        found[member.application_id][member.name] = f"项目组成员{member.name}与专家同名"
    leaders = Application.objects.filter(pk__in=[a.pk for a in applications])
    for pk, name in leaders.exclude(brand__leader="").values_list("pk", "brand__leader"):
        found[pk].setdefault(name, f"品牌负责人{name}与专家同名")
    return found


def _told(
    applications: Collection[Application], experts: Collection[Expert]
) -> defaultdict[tuple[int, int], list[Reason]]:
    rows = Conflict.objects.filter(application__in=applications, expert__in=experts)
    found: defaultdict[tuple[int, int], list[Reason]] = defaultdict(list)
    for row in rows:
        reason = Reason(ConflictKind(row.kind), row.reason)
        found[row.application_id, row.expert_id].append(reason)
    return found
