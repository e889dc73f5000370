"""What holds for every panel and every field, found out by trying to break it."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from selection.scoring import (
    Contender,
    Grade,
    Leaf,
    Rubric,
    Sheet,
    award,
    explain_place,
    explain_stage,
    indicator_mean,
    judge_stage,
    rank,
)
from selection.scoring.figures import rounded

D = Decimal


@st.composite
def panels(draw, min_sheets=0):
    """A rubric and the complete sheets of a panel; few distinct scores, so equals are common."""
    steps = draw(st.lists(st.integers(1, 40), min_size=1, max_size=4))
    rubric = Rubric(
        tuple(Leaf(key=f"k{i}", label=f"第{i}项", points=D(n) / 2) for i, n in enumerate(steps))
    )
    rows = st.tuples(*(st.integers(0, n) for n in steps))
    sheets = [
        Sheet(expert=f"专家{i}", scores={f"k{j}": D(n) / 2 for j, n in enumerate(row)})
        for i, row in enumerate(draw(st.lists(rows, min_size=min_sheets, max_size=9)), start=1)
    ]
    return rubric, sheets


def mirrored(rubric, sheet):
    """The sheet of an expert who sees everything the other way round."""
    return replace(
        sheet, scores={leaf.key: leaf.points - sheet.scores[leaf.key] for leaf in rubric.leaves}
    )


def names(sheets):
    return [sheet.expert for sheet in sheets]


@given(panels(), st.randoms(use_true_random=False))
def test_the_order_of_experts_never_matters(panel, random):
    rubric, sheets = panel
    shuffled = random.sample(sheets, len(sheets))

    assert judge_stage(rubric, shuffled) == judge_stage(rubric, sheets)


@given(panels(min_sheets=5), st.randoms(use_true_random=False))
def test_who_carries_which_label_changes_no_figure(panel, random):
    rubric, sheets = panel
    labels = random.sample(names(sheets), len(sheets))
    relabelled = [replace(s, expert=label) for s, label in zip(sheets, labels, strict=True)]

    def figures(result):
        return result.mean, result.spread, [indicator_mean(result, [x.key]) for x in rubric.leaves]

    assert figures(judge_stage(rubric, relabelled)) == figures(judge_stage(rubric, sheets))


@given(panels(), st.sampled_from(["回避", "未按时提交"]), st.booleans())
def test_an_excluded_sheet_changes_nothing(panel, reason, finished):
    rubric, sheets = panel
    scores = {leaf.key: leaf.points for leaf in rubric.leaves} if finished else {}
    extra = Sheet(expert="专家", scores=scores, excluded=reason)
    before, after = judge_stage(rubric, sheets), judge_stage(rubric, [extra, *sheets])

    assert replace(after, excluded=()) == before
    assert after.excluded == (extra,)
    assert explain_stage(after) == explain_stage(before)


@given(panels(min_sheets=5))
def test_dropping_is_symmetric(panel):
    rubric, sheets = panel
    result = judge_stage(rubric, sheets)
    mirror = judge_stage(rubric, [mirrored(rubric, sheet) for sheet in sheets])

    assert names(mirror.kept) == names(result.kept)
    assert (mirror.spread, mirror.deviation) == (result.spread, result.deviation)
    if result.spread:
        assert names([mirror.lowest, mirror.highest]) == names([result.highest, result.lowest])


@given(panels(min_sheets=3))
def test_sums_are_exact_and_rounded_once(panel):
    rubric, sheets = panel
    result = judge_stage(rubric, sheets)

    for sheet in sheets:
        assert Fraction(sheet.total) == sum(Fraction(score) for score in sheet.scores.values())
    exact = sum(Fraction(s.total) for s in result.kept) / len(result.kept)
    assert Fraction(result.mean) == Fraction(int(exact * 100 + Fraction(1, 2)), 100)


@given(panels(min_sheets=3))
def test_the_deviation_is_the_population_standard_deviation(panel):
    rubric, sheets = panel
    result = judge_stage(rubric, sheets)
    totals = [Fraction(sheet.total) for sheet in sheets]
    centre = sum(totals) / len(totals)
    variance = sum((value - centre) ** 2 for value in totals) / len(totals)

    # Half up to two places: s − 0.005 ≤ σ < s + 0.005, compared as squares to stay exact.
    half = Fraction(1, 200)
    deviation = Fraction(result.deviation)
    assert max(deviation - half, Fraction(0)) ** 2 <= variance < (deviation + half) ** 2


@given(panels(min_sheets=3))
def test_the_mean_lies_between_the_kept_extremes_and_they_between_the_dropped(panel):
    result = judge_stage(*panel)
    totals = [sheet.total for sheet in result.kept]

    assert min(totals) <= result.mean <= max(totals)
    if result.highest:
        assert result.lowest.total <= min(totals)
        assert max(totals) <= result.highest.total
        assert len(result.kept) == len(result.valid) - 2


@given(panels(min_sheets=3), st.data())
def test_a_better_score_never_lowers_the_mean(panel, data):
    rubric, sheets = panel
    sheet = data.draw(st.sampled_from(sheets))
    leaf = data.draw(st.sampled_from(rubric.leaves))
    better = replace(sheet, scores={**sheet.scores, leaf.key: leaf.points})
    improved = [better if one is sheet else one for one in sheets]

    assert judge_stage(rubric, improved).mean >= judge_stage(rubric, sheets).mean


figures = st.integers(0, 4).map(lambda n: D(80) + D(n) / 4)
fields = st.lists(
    st.tuples(figures, figures, st.none() | figures, st.none() | st.integers(0, 3)), max_size=12
).map(
    lambda rows: [
        Contender(name=f"学校{i:02}", net=base, total=total, indicator=indicator, votes=votes)
        for i, (base, total, indicator, votes) in enumerate(rows)
    ]
)


@given(fields, st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_the_input_order(field, random):
    places = rank(field, indicator="成效")

    assert rank(random.sample(field, len(field)), indicator="成效") == places
    assert sorted(place.contender.name for place in places) == [c.name for c in field]


@given(fields)
def test_the_ranking_is_a_total_preorder(field):
    """Any two are comparable and 'not behind' is transitive, for ranks are numbers that skip."""
    places = rank(field)
    ranks = [place.rank for place in places]

    assert ranks == [1 + sum(other < own for other in ranks) for own in ranks]
    for place in places:
        level = [p.contender.name for p in places if p.rank == place.rank and p is not place]
        assert sorted(place.tied_with) == level
        assert ("并列" in explain_place(place)) is bool(level)


@given(fields)
def test_a_higher_total_is_always_ahead(field):
    for place in (places := rank(field)):
        behind = [p for p in places if p.contender.total < place.contender.total]
        assert all(p.rank > place.rank for p in behind)


@given(fields, st.integers(1, 100), st.randoms(use_true_random=False))
def test_grades_never_exceed_their_cap_nor_pass_anybody_over(field, cap, random):
    top = Grade(name="一等", threshold=D("80.5"), cap=D(cap))
    awards = award(rank(field), [top, Grade(name="二等")])

    winners = [one for one in awards if one.grade == top]
    able = [one for one in awards if one.place.contender.net >= top.threshold]
    assert len(winners) <= len(field) * cap / 100
    assert winners == able[: len(winners)]
    assert not {one.place.rank for one in winners} & {
        one.place.rank for one in able[len(winners) :]
    }
    assert award(rank(random.sample(field, len(field))), [top, Grade(name="二等")]) == awards


@given(st.integers(0, 10**6), st.integers(1, 1000))
def test_rounding_agrees_with_exact_fractions(numerator, divisor):
    exact = Fraction(numerator, 2 * divisor)
    assert Fraction(rounded(D(numerator) / 2, divisor)) == Fraction(
        int(exact * 100 + Fraction(1, 2)), 100
    )
    assert rounded(D(numerator)) == D(numerator).quantize(D("0.01"), ROUND_HALF_UP)
