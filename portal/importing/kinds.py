"""Which ledgers take a spreadsheet, and from whom."""

from __future__ import annotations

from typing import Any, NamedTuple

from activities.imports.activities import ActivityImporter
from activities.imports.coverage import CoverageImporter
from honors.imports import HonorImporter
from kit.importing.importer import Importer
from schools.choices import REGION_ROLES, SCHOOL_ROLES, Role
from schools.imports.people import OfficerImporter
from schools.imports.places import OrganizationImporter, SchoolImporter
from selection.imports import ExpertImporter


class Kind(NamedTuple):
    """A school imports what it also types; the district's staff whatever its schools keep."""

    importer: type[Importer]
    roles: tuple[str, ...]
    section: str
    what: str


LEDGER = (*SCHOOL_ROLES, Role.STAFF)
KINDS = {
    kind.importer.key: kind
    for kind in (
        Kind(ActivityImporter, LEDGER, "activities", "一行一次活动，进来是“只作台账”的记录。"),
        Kind(HonorImporter, LEDGER, "honors", "照证书抄，进来是“未送核”，再补证书照片。"),
        Kind(CoverageImporter, LEDGER, "activities", "一行一篇报道，媒体没登记过的会一起登记。"),
        Kind(OrganizationImporter, LEDGER, "schools", "学校的党委、总支、支部和党小组。"),
        Kind(OfficerImporter, LEDGER, "schools", "书记、委员、校长等现任人员。"),
        Kind(SchoolImporter, (Role.STAFF,), "schools", "本地区的学校名单。"),
        Kind(ExpertImporter, REGION_ROLES, "experts", "专家和他们的账号，一次性链接只显示一次。"),
    )
}


def open_to(user: Any) -> list[Kind]:
    return [kind for kind in KINDS.values() if user.has_role(*kind.roles)]
