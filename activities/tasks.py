"""Background jobs of the ledger: whether the links of media reports still work."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from activities.actions import links
from activities.models import Coverage
from kit import jobs

AT_ONCE = 200


@jobs.kind("activities.links")
def check_links(work: jobs.Work) -> jobs.Done:
    """Arguments: coverage, the number of one report, or 0 for those not looked at longest."""
    rows = Coverage.objects.managed_by(work.owner).with_link()
    if one := work.arguments["coverage"]:
        rows = rows.filter(pk=one)
    wanted = list(rows.longest_unchecked().values_list("pk", "link")[:AT_ONCE])
    if not wanted:
        raise jobs.Failed("没有要查的链接：报道里还没有填链接。")
    found = []
    for pk, link in work.each(wanted, len(wanted), "正在检查链接"):
        found.append((pk, link, links.check(link)))
    dead = sum(answer.works is False for _, _, answer in found)
    unsure = sum(answer.works is None for _, _, answer in found)
    told = f"查了 {len(found)} 条链接：{dead} 条打不开，{unsure} 条要自己点开看。"
    page = reverse("office:activities:coverage_list")
    if one:
        page = reverse("office:activities:coverage_detail", args=[one])
    elif dead:
        page += "?link=dead"
    return jobs.Done(told, url=page, apply=lambda: _keep(found))


def _keep(found: list[tuple[int, str, links.Answer]]) -> None:
    """Only where the link is still the one that was tried."""
    now = timezone.now()
    for pk, link, answer in found:
        Coverage.objects.filter(pk=pk, link=link).update(
            link_works=answer.works, link_problem=answer.problem, link_checked_at=now
        )
