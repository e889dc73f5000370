"""How a brand becomes public, and how changing it takes it back."""

from __future__ import annotations

from dataclasses import replace

from brands.access import EDITABLE, can_check_final, can_check_second, is_author
from brands.actions.versions import keep_version
from brands.models import Brand
from kit import wording
from kit.publication import STEPS, CheckStatus, publication_moves
from kit.workflow import Refused, Workflow
from schools.models import User

TRAIL = ["status", *(f"{step}_{part}" for step in STEPS for part in ("by", "at"))]


def _keep(brand: Brand, by: User, note: str) -> None:
    keep_version(brand=brand, by=by, note="初审通过")


def texts(brand: Brand) -> list[tuple[str, str]]:
    """Everything of a brand the public reads, with the place it stands in."""
    own = ("slip", "tagline", "slogan", "theme", "connotation", "working_method", "leader")
    found = [("品牌名称", brand.name), *wording.labelled(brand, *own, "logo_meaning")]
    for section in brand.sections.all():
        found += [(section.get_kind_display(), f"{section.heading}\n{section.body}")]
    for sub in brand.sub_projects.all():
        found += [
            (f"子项目：{sub}", "\n".join((sub.title, sub.short_title, sub.summary, sub.body)))
        ]
        found += [(f"举措：{row}", f"{row.title}\n{row.body}") for row in sub.measures.all()]
    for figure in brand.figures.all():
        found += [(f"数据：{figure.label}", f"{figure.label}\n{figure.source}")]
    for step in brand.milestones.all():
        found += [(f"建设历程：{step}", "\n".join((step.task, step.person, step.note)))]
    return found


_moves = publication_moves(is_author, can_check_second, can_check_final, texts=texts)
_moves["first_check"] = replace(_moves["first_check"], effect=_keep)
brand_flow = Workflow("brand", _moves)


def open_for_change(brand: Brand, *, by: User) -> None:
    """Before content is written: a published brand leaves the public and is checked anew."""
    if brand.status == CheckStatus.PUBLISHED:
        fresh = Brand.objects.get(pk=brand.pk)  # `brand` may carry what a form has put into it
        brand_flow.perform(fresh, "reopen", by=by)
        brand.refresh_from_db(fields=TRAIL)
    elif brand.status not in EDITABLE:
        raise Refused(f"现在是“{brand.get_status_display()}”，审核人正在看。退回以后再改。")
