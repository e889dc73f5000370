"""How a brand becomes public, and how changing it takes it back."""

from __future__ import annotations

from dataclasses import replace

from brands.access import can_check_final, can_check_second, is_author
from brands.actions.versions import keep_version
from brands.models import Brand
from kit import wording
from kit.publication import publication_moves
from kit.workflow import Workflow
from schools.actions.telling import telling
from schools.models import User


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
    for result in brand.results.all():
        if not result.is_own:
            told = (result.batch_name, result.wording, result.issuer)
            found += [(f"评选结果：{result.batch_name}", "\n".join(told))]
    return found


_moves = publication_moves(is_author, can_check_second, can_check_final, texts=texts)
_moves["first_check"] = replace(_moves["first_check"], effect=_keep)
brand_flow = Workflow(
    "brand", telling(_moves, "品牌", queue="office:brands:list", page="office:brands:detail")
)
