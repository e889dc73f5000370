"""What looks unusual about a Party organisation: warnings, for the rules leave room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from schools.choices import OfficerPost, OrganizationKind
from schools.models import Officer, PartyOrganization, School

NOTICE = timedelta(days=183)  # the higher organisation reminds about six months ahead
EXTENSION = timedelta(days=366)
# Usual size of the committee and the number it does not exceed.
COMMITTEES = {
    OrganizationKind.BRANCH: (3, 5, 7),
    OrganizationKind.JOINT_BRANCH: (3, 5, 7),
    OrganizationKind.GENERAL_BRANCH: (5, 7, 9),
    OrganizationKind.COMMITTEE: (5, 9, 11),
}
BRANCHES = (OrganizationKind.BRANCH, OrganizationKind.JOINT_BRANCH)
SPLIT = (OrganizationKind.COMMITTEE, OrganizationKind.GENERAL_BRANCH)


class Row(NamedTuple):
    """One organisation in a school's list."""

    organization: PartyOrganization
    secretary: str
    due: date | None
    warnings: list[str]


def current_officers() -> Prefetch[str]:
    return Prefetch("officers", Officer.objects.current(), to_attr="in_office")


def whole(rows: QuerySet[PartyOrganization]) -> QuerySet[PartyOrganization]:
    """With everything a page of one organisation reads."""
    hosts = School.objects.select_related("region").prefetch_related(current_officers())
    return rows.select_related("region", "parent").prefetch_related(
        Prefetch("host_schools", hosts), current_officers()
    )


def rows(school: School) -> list[Row]:
    """The highest organisation first."""
    found = list(whole(PartyOrganization.objects.of_school(school)))
    found.sort(key=lambda row: row.pk != school.top_organization_id)
    return [
        Row(one, _named(one, OfficerPost.SECRETARY), one.term_due_on, warnings(one))
        for one in found
    ]


def past_officers(organization: PartyOrganization) -> list[Officer]:
    gone = organization.officers.filter(ended_on__lt=timezone.localdate())
    return list(gone.order_by("-ended_on", "pk"))


def school_officers(school: School) -> list[Officer]:
    """Principal and vice principals in office."""
    return list(school.officers.current())


def one_shoulder_words(school: School) -> str:
    answer = school.one_shoulder
    if answer is None:
        return "书记、校长还没有登记全"
    return "书记、校长由一人担任（一肩挑）" if answer else "书记、校长由两人担任"


def warnings(organization: PartyOrganization) -> list[str]:
    """`organization` comes from whole()."""
    return [
        *_about_members(organization),
        *_about_hosts(organization),
        *_about_committee(organization),
        *_about_officers(organization),
        *_about_term(organization),
    ]


def _about_members(one: PartyOrganization) -> Iterator[str]:
    full, total = one.full_members, one.member_count
    if full is None or total is None:
        yield "党员人数还没有填。"
        return
    if one.kind == OrganizationKind.BRANCH and full < 3:
        yield f"正式党员 {full} 名，不足 3 名的一般与邻近单位组成联合党支部。"
    elif one.kind in BRANCHES and total > 50:
        yield f"党员 {total} 名，超过 50 名的一般设党总支。"
    elif one.kind == OrganizationKind.GENERAL_BRANCH and not 50 <= total < 100:
        yield f"党员 {total} 名，党总支一般为 50 名以上、不足 100 名。"
    elif one.kind == OrganizationKind.COMMITTEE and total < 100:
        yield f"党员 {total} 名，党委一般为 100 名以上。工作需要的，请写明批准文号。"
    elif one.kind == OrganizationKind.GROUP and (total < 3 or full < 1):
        yield "党小组一般 3 名党员以上，其中至少 1 名正式党员。"


def _about_hosts(one: PartyOrganization) -> Iterator[str]:
    if one.kind == OrganizationKind.JOINT_BRANCH and len(one.host_schools.all()) > 5:
        yield "联合党支部一般不超过 5 个单位。"


def _about_committee(one: PartyOrganization) -> Iterator[str]:
    size, full = one.committee_size, one.full_members
    usual = COMMITTEES.get(OrganizationKind(one.kind))
    if not usual:
        return
    least, most, limit = usual
    if one.kind in BRANCHES and full is not None and full < 7:
        if size:
            yield f"正式党员 {full} 名，不足 7 名的一般不设支部委员会。"
    elif not size:
        if full is not None:
            yield f"委员数还没有填，一般 {least} 至 {most} 名。"
    elif size > limit:
        yield f"委员 {size} 名，一般不超过 {limit} 名。"
    elif not least <= size <= most:
        yield f"委员 {size} 名，一般 {least} 至 {most} 名。"


def _about_officers(one: PartyOrganization) -> Iterator[str]:
    leader = (
        OfficerPost.GROUP_LEADER if one.kind == OrganizationKind.GROUP else OfficerPost.SECRETARY
    )
    heads = [o for o in _in_office(one) if o.post == leader]
    if not heads:
        yield f"现任{leader.label}还没有登记。"
    elif len(heads) > 1:
        yield f"现任{leader.label}登记了 {len(heads)} 名，请核对。"
    else:
        yield from _about_shoulders(one, heads[0])


def _about_shoulders(one: PartyOrganization, secretary: Officer) -> Iterator[str]:
    """Only for the highest organisation of a school."""
    for school in one.host_schools.all():
        principals = [o for o in _in_office(school) if o.post == OfficerPost.PRINCIPAL]
        if school.top_organization_id != one.pk or not principals:
            continue
        same = principals[0].is_same_person_as(secretary)
        if same and one.kind in SPLIT:
            yield "书记和校长是同一人。设党委、党总支的学校一般由两人分任。"
        elif not same and one.kind == OrganizationKind.BRANCH:
            yield "书记和校长不是同一人。设党支部的学校一般由一人担任。"


def _about_term(one: PartyOrganization) -> Iterator[str]:
    due, today = one.term_due_on, timezone.localdate()
    if one.kind in (OrganizationKind.GROUP, OrganizationKind.TEMPORARY_BRANCH):
        return
    if due is None:
        yield "选举日期和届满日期还没有填，到期不能提醒。"
    elif due < today:
        yield f"任期已在 {due:%Y-%m-%d} 届满。没有换届的，请尽快换届或报批延期。"
    elif due <= today + NOTICE:
        yield f"任期到 {due:%Y-%m-%d} 届满，不到 6 个月，该准备换届了。"
    if one.extended_to and one.term_ends_on and one.extended_to > one.term_ends_on + EXTENSION:
        yield "延期超过 1 年，一般不超过 1 年，请核对批复。"


def _in_office(place: PartyOrganization | School) -> Sequence[Officer]:
    found: Sequence[Officer] = place.in_office  # type: ignore[union-attr]
    return found


def _named(one: PartyOrganization, post: OfficerPost) -> str:
    return "、".join(o.name for o in _in_office(one) if o.post == post)
