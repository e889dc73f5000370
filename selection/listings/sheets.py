"""Result sheets and the summary sheet: the reckoning of actions/results.py laid out for reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kit import sheets
from selection import scoring
from selection.actions.panels import StageOutcome
from selection.actions.results import Outcome, label_of
from selection.choices import AssignmentStatus
from selection.models import Application, PaperEntry, Review
from selection.models.defence import TWICE


@dataclass(frozen=True)
class SheetColumn:
    """One expert's sheet in the table of a stage."""

    label: str
    sheet: scoring.Sheet
    mark: str  # 最高, 最低 or empty
    is_paper: bool = False

    @property
    def is_counted(self) -> bool:
        return not self.sheet.excluded and not self.mark

    @property
    def total(self) -> Decimal | None:
        return self.sheet.total if self.sheet.scores else None


@dataclass(frozen=True)
class StageTable:
    """A stage of the result sheet, ready to be printed."""

    outcome: StageOutcome

    @property
    def columns(self) -> list[SheetColumn]:
        result = self.outcome.result
        marks = {id(result.highest): "最高", id(result.lowest): "最低"}
        return [
            SheetColumn(s.expert, s, marks.get(id(s), ""), bool(self._papers_of(s.expert)))
            for s in self.outcome.sheets
        ]

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        group = None
        for number, leaf in enumerate(self.outcome.leaves, start=1):
            title = leaf.parent.title if leaf.parent else ""
            yield {
                "number": number,
                "group": title if leaf.parent_id != group else "",
                "title": leaf.title,
                "points": leaf.points,
                "values": [s.scores.get(str(leaf.pk)) for s in self.outcome.sheets],
            }
            group = leaf.parent_id

    @property
    def sentences(self) -> list[str]:
        result = self.outcome.result
        told = (
            scoring.explain_rule(result.rule),
            self.outcome.lack or scoring.explain_stage(result),
            self._paper,
            scoring.explain_excluded(result),
            scoring.explain_spread(result),
        )
        return [sentence for sentence in told if sentence]

    @property
    def _paper(self) -> str:
        """Which sheets were copied from paper, by whom, and who compared."""
        told = [
            f"{label}（{first.entered_by}录入，{second.entered_by}核对"
            + (f"，不同的地方由{second.settled_by}照纸面订正）" if second.settled_by else "）")
            for label, seat in self.outcome.seats.items()
            if seat.status == AssignmentStatus.SUBMITTED
            and len(entries := self._papers_of(label)) == TWICE
            for first, second in [entries]
        ]
        return f"纸质录入：{'、'.join(told)}。" if told else ""

    def _papers_of(self, label: str) -> Sequence[PaperEntry]:
        return self.outcome.papers.get(self.outcome.seats[label].pk, ())

    @property
    def remarks(self) -> Iterator[dict[str, Any]]:
        """Notes and general remarks of the sheets handed in."""
        titles = {leaf.pk: leaf.title for leaf in self.outcome.leaves}
        mine = self.outcome.seats
        rows = Review.objects.filter(assignment__in=[seat.pk for seat in mine.values()])
        locked = rows.exclude(submitted_at=None).prefetch_related("scores")
        found = {review.assignment_id: review for review in locked}
        for label, seat in mine.items():
            if review := found.get(seat.pk):
                for score in review.scores.all():
                    if score.note:
                        yield {"who": label, "what": titles[score.indicator_id], "text": score.note}
                if review.comment:
                    yield {"who": label, "what": "总体意见", "text": review.comment}


def totals(outcome: Outcome) -> list[str]:
    """How the total came about, in words."""
    if outcome.settled is None:
        return [outcome.problem]
    settled = outcome.settled
    return [
        scoring.explain_base(settled),
        scoring.explain_tally("加分", settled.bonus),
        scoring.explain_tally("扣分", settled.deductions),
        scoring.explain_total(settled),
        *([scoring.explain_net(settled)] if outcome.application.batch.grade_rules else []),
    ]


@dataclass(frozen=True)
class SummaryRow:
    """A line of the summary sheet and of its spreadsheet; `dispute` counts the widest from 1."""

    outcome: Outcome
    dispute: int | None = None

    @property
    def application(self) -> Application:
        return self.outcome.application

    @property
    def rank_text(self) -> str:
        place = self.outcome.place
        if place is None:
            return "不排名"
        return f"并列 {place.rank}" if place.tied_with else str(place.rank)

    @property
    def title(self) -> str:
        return self.application.brand.title.replace("|", "")

    @property
    def remark(self) -> str:
        place = self.outcome.place
        told = [scoring.explain_place(place)] if place and len(place.steps) > 1 else []
        return "".join([*told, *self.outcome.gaps])

    @property
    def parts(self) -> str:
        """Means of the stages, where there are several."""
        if len(self.outcome.stages) < 2:
            return ""
        means = [s for s in self.outcome.stages if s.result.mean is not None]
        return "，".join(f"{s.stage.name} {s.result.mean}" for s in means)

    @property
    def stage_text(self) -> str:
        return self.application.school.get_stage_display()

    @property
    def line(self) -> dict[str, Any]:
        """As texts for a table of hundreds of rows: a template finds a key at once."""
        one = self.outcome
        return {
            "code": self.application.code,
            "rank": self.rank_text,
            "title": self.title,
            "school": self.application.school.name,
            "base": _shown(one.base),
            "parts": self.parts,
            "score": _shown(one.score),
            "valid": f"{one.valid} 份" + (f"，不计入 {one.excluded}" if one.excluded else ""),
            "spread": _shown(one.spread),
            "dispute": self.dispute,
            "remark": self.remark,
        }


def _shown(figure: Decimal | None) -> str:
    return "—" if figure is None else f"{figure}"


SUMMARY_COLUMNS = (
    sheets.Column("名次", "rank_text", width=8),
    sheets.Column("编号", "application.number", width=6),
    sheets.Column("申报单位", "application.organization.name", width=26),
    sheets.Column("学校", "application.school.name", width=22),
    sheets.Column("学段", "stage_text", width=10),
    sheets.Column("品牌名称", "title", width=26),
    sheets.Column("各环节得分", "parts", width=26),
    sheets.Column("基础分", "outcome.base", width=9),
    sheets.Column("总分", "outcome.score", width=9),
    sheets.Column("有效评分", "outcome.valid", width=9),
    sheets.Column("不计入", "outcome.excluded", width=8),
    sheets.Column("分差", "outcome.spread", width=8),
    sheets.Column("标准差", "outcome.deviation", width=8),
    sheets.Column("分歧次序", "dispute", width=10),
    sheets.Column("说明", "remark", width=40),
)


def summary_rows(found: list[Outcome]) -> list[SummaryRow]:
    order = {one.application.pk: n for n, one in enumerate(disputed(found), start=1)}
    return [SummaryRow(one, order.get(one.application.pk)) for one in found]


def disputed(found: list[Outcome], most: int = 5) -> list[Outcome]:
    """Those on which experts differ most, by the widest stage."""
    by_name: dict[str, Outcome] = {}
    results: dict[str, scoring.StageResult] = {}
    for outcome in found:
        for stage in outcome.stages:
            name = f"{label_of(outcome.application)}·{stage.stage.name}"
            by_name[name], results[name] = outcome, stage.result
    ordered = (by_name[name] for name in scoring.most_disputed(results))
    return list({outcome.application.pk: outcome for outcome in ordered}.values())[:most]
