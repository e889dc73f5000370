"""The scoring arithmetic, from one expert's marks to a grade, as pure functions on decimals.

Nothing here knows the database: frozen dataclasses in, frozen dataclasses out, and for every figure
an `explain_*` function that says in Chinese how it came about. Read the modules in the order of the
reckoning; each uses only those before it.

    figures   rounding and printing           half up, two places, nowhere else
    sheets    one expert, one stage           exact sum of leaf scores
    stages    all experts, one stage          trimmed mean, spread
    totals    all stages, one application     weights, bonus, deductions, vetoes
    ranking   all applications                ties: indicator, votes, 并列
    grades    the ranking cut into grades     thresholds and percentage caps

Where the rules come from (public practice of Party-building reviews in education):

    two decimals, arithmetic mean             judges' mean of the day in secretary contests
    one highest and one lowest dropped        custom from five judges on, not with three
    mean and not sum, least number valid      recusals make the panels of a batch unequal
    material 60 % + defence 40 %              higher-education demonstration schools, Luoyang
    cap per bonus item, cap per deduction     Jiangxi university assessment (100 + 6, −0.5 steps)
    thresholds without bonus                  Lianyungang: at least 90, bonus not included
    thresholds after deductions               deduction-style rubrics: what is taken off is gone
    top grade ≤ 30 %, veto                    star rating of branches, Jinan
    tie: named indicator, then vote           our own rule, fixed before the first score is in
    rounded stage means are weighted          our own rule: the sheet can be reckoned again by hand
"""

from selection.scoring.figures import BadFigure, DuplicateName, ScoringError
from selection.scoring.grades import (
    Award,
    BadGrades,
    Grade,
    award,
    explain_award,
    explain_grades,
)
from selection.scoring.ranking import Contender, NotRankable, Place, Step, explain_place, rank
from selection.scoring.sheets import (
    IncompleteSheet,
    Leaf,
    Rubric,
    ScoreOutOfRange,
    Sheet,
    UnknownLeaf,
    WrongStep,
    explain_sheet,
)
from selection.scoring.stages import (
    PanelRule,
    StageResult,
    explain_excluded,
    explain_rule,
    explain_spread,
    explain_stage,
    indicator_mean,
    judge_stage,
    most_disputed,
)
from selection.scoring.totals import (
    Outcome,
    Row,
    Tally,
    UnequalScales,
    WeightedStage,
    WeightsNotHundred,
    explain_base,
    explain_net,
    explain_tally,
    explain_total,
    settle,
)

__all__ = [
    "Award",
    "BadFigure",
    "BadGrades",
    "Contender",
    "DuplicateName",
    "Grade",
    "IncompleteSheet",
    "Leaf",
    "NotRankable",
    "Outcome",
    "PanelRule",
    "Place",
    "Row",
    "Rubric",
    "ScoreOutOfRange",
    "ScoringError",
    "Sheet",
    "StageResult",
    "Step",
    "Tally",
    "UnequalScales",
    "UnknownLeaf",
    "WeightedStage",
    "WeightsNotHundred",
    "WrongStep",
    "award",
    "explain_award",
    "explain_base",
    "explain_excluded",
    "explain_grades",
    "explain_net",
    "explain_place",
    "explain_rule",
    "explain_sheet",
    "explain_spread",
    "explain_stage",
    "explain_tally",
    "explain_total",
    "indicator_mean",
    "judge_stage",
    "most_disputed",
    "rank",
    "settle",
]
