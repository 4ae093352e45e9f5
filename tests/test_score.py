"""The sum of architecture: points, deductions, gain, grade and veto."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import rulebook, score
from checker.model import (
    Audit,
    Defect,
    Document,
    Evidence,
    Finding,
    Identity,
    Item,
    Kind,
    Place,
    Reading,
    Role,
    Severity,
    Status,
    Strength,
)

SCORING = rulebook.load().scoring
HERE = Place("line", 1)
SAID = {
    Status.COVERED: (Evidence("已办结3件", "", HERE, 0, specific=True),),
    Status.WEAK: (Evidence("严格落实", "", HERE, 0, specific=False),),
    Status.MISSING: (),
}


def finding(strength: Strength, status: Status, name: str = "x") -> Finding:
    item = Item(name, "a", name, "", {Kind.DEPARTMENT: strength}, (), frozenset({Role.MEASURES}))
    return Finding(item, strength, SAID[status])


def defect(kind: str, severity: Severity) -> Defect:
    return Defect(kind, severity, "错", HERE, "")


def audit(findings: list[Finding], defects: list[Defect] | None = None) -> Audit:
    document = Document("", (), (), Reading("txt", ()))
    return Audit("x", document, Identity(), tuple(findings), tuple(defects or ()), SCORING, date(2025, 1, 1))


def worked_example() -> Audit:
    must, should, good, may = Strength.MUST, Strength.SHOULD, Strength.GOOD, Strength.CONDITIONAL
    covered, weak, missing = Status.COVERED, Status.WEAK, Status.MISSING
    findings = [
        *[finding(must, covered, f"m{i}") for i in range(3)],
        finding(must, weak, "must-weak"),
        finding(must, missing, "must-missing"),
        *[finding(should, covered, f"s{i}") for i in range(10)],
        *[finding(should, weak, f"should-weak{i}") for i in range(4)],
        *[finding(should, missing, f"should-missing{i}") for i in range(6)],
        *[finding(good, missing, f"g{i}") for i in range(2)],
        *[finding(may, missing, f"c{i}") for i in range(5)],
        finding(may, covered, "c-covered"),
    ]
    errors = [defect("placeholder", Severity.ERROR)] * 2
    warnings = [defect("numbering", Severity.WARNING)] * 3
    return audit(findings, errors + warnings)


def test_the_worked_example_of_the_design_comes_out_as_by_hand() -> None:
    found = score.score(worked_example())
    gained = score.gains(worked_example())

    assert (found.possible, found.earned) == (90, 56.5)
    assert (found.coverage, found.deductions, found.total) == (62.8, 7, 55.8)
    assert gained["must-missing"] == 5.6
    assert gained["should-weak0"] == 1.7


def test_nothing_applicable_is_no_score_rather_than_a_full_one() -> None:
    empty = audit([Finding(finding(Strength.NONE, Status.MISSING).item, Strength.NONE, excuse="不要求")])

    assert score.score(empty).total is None
    assert score.grade(empty) is None


@pytest.mark.parametrize(
    ("defects", "deducted"),
    [
        pytest.param([("typo", "warning")] * 9, 4, id="at most 4 for each kind"),
        pytest.param([(f"k{i}", "error") for i in range(30)], 20, id="at most 20 in all"),
        pytest.param([("punctuation", "hint")] * 9, 0, id="hints cost nothing"),
        pytest.param([("late", "warning"), ("typo", "warning"), ("leftover", "error")], 4, id="kinds add up"),
    ],
)
def test_defects_cost_points_within_their_bounds(defects: list[tuple[str, str]], deducted: float) -> None:
    found = audit([finding(Strength.MUST, Status.COVERED)], [defect(name, Severity(how)) for name, how in defects])

    assert score.score(found).deductions == deducted


@pytest.mark.parametrize(
    ("name", "status", "grade", "capped"),
    [
        pytest.param("next-year", Status.MISSING, "不合格", True, id="a block is missing"),
        pytest.param("causes", Status.MISSING, "合格", True, id="causes are missing"),
        pytest.param("measures", Status.WEAK, "合格", True, id="a block is weak"),
        pytest.param("openness", Status.MISSING, "优秀", False, id="another must is missing"),
        pytest.param("causes", Status.COVERED, "优秀", False, id="all said"),
    ],
)
def test_a_block_of_article_25_can_veto_the_grade(name: str, status: Status, grade: str, capped: bool) -> None:
    found = audit([finding(Strength.MUST, status, name), *[finding(Strength.MUST, Status.COVERED)] * 20])
    given_grade = score.grade(found)

    assert given_grade is not None
    assert given_grade.name == grade
    assert bool(given_grade.because) is capped
    assert given_grade.without_veto == "优秀"


def test_a_should_block_does_not_veto() -> None:
    found = audit(
        [finding(Strength.SHOULD, Status.MISSING, "next-year"), *[finding(Strength.MUST, Status.COVERED)] * 20]
    )
    given_grade = score.grade(found)

    assert given_grade is not None
    assert given_grade.because == ()


@pytest.mark.parametrize(
    ("strength", "status", "name", "level"),
    [
        (Strength.MUST, Status.MISSING, "shortcomings", Severity.ERROR),
        (Strength.MUST, Status.WEAK, "shortcomings", Severity.WARNING),
        (Strength.SHOULD, Status.MISSING, "shortcomings", Severity.WARNING),
        (Strength.MUST, Status.MISSING, "openness", Severity.WARNING),
        (Strength.GOOD, Status.MISSING, "x", Severity.HINT),
        (Strength.CONDITIONAL, Status.MISSING, "x", Severity.HINT),
        (Strength.MUST, Status.COVERED, "x", None),
    ],
)
def test_levels_follow_strength_and_status(
    strength: Strength, status: Status, name: str, level: Severity | None
) -> None:

    assert score.level(finding(strength, status, name), SCORING) == level


STRENGTHS = st.sampled_from([Strength.MUST, Strength.SHOULD, Strength.GOOD, Strength.CONDITIONAL])
FINDINGS = st.lists(st.tuples(STRENGTHS, st.sampled_from(list(SAID))), min_size=1, max_size=25)


@given(FINDINGS)
def test_gain_is_what_the_score_rises_when_the_item_is_covered(pairs: list[tuple[Strength, Status]]) -> None:
    findings = [finding(strength, status, f"i{number}") for number, (strength, status) in enumerate(pairs)]
    before = score.score(audit(findings))
    gained = score.gains(audit(findings))
    for number, one in enumerate(findings):
        mended = [*findings[:number], one._replace(evidence=SAID[Status.COVERED]), *findings[number + 1 :]]
        after = score.score(audit(mended)).total or 0.0

        # both scores are rounded to one decimal, the gain once
        assert (
            abs(after - (before.total or 0.0) - gained[one.item.id]) <= 0.1 + 1e-9
            or one.strength is Strength.CONDITIONAL
        )


@given(FINDINGS)
def test_covering_a_finding_never_lowers_the_score(pairs: list[tuple[Strength, Status]]) -> None:
    findings = [finding(strength, status, f"i{number}") for number, (strength, status) in enumerate(pairs)]
    mended = [findings[0]._replace(evidence=SAID[Status.COVERED]), *findings[1:]]

    assert (score.score(audit(mended)).total or 0) >= (score.score(audit(findings)).total or 0)


def test_waived_and_unreadable_findings_are_out_of_the_sum() -> None:
    missing = finding(Strength.MUST, Status.MISSING, "measures")
    covered = finding(Strength.MUST, Status.COVERED)

    assert score.score(audit([missing._replace(waived="地方另有规定"), covered])).total == 100
    assert score.score(audit([missing._replace(review=True), covered])).total == 100
    found = score.grade(audit([missing._replace(review=True), covered]))
    assert found is not None
    assert found.because == ()


@given(FINDINGS)
def test_the_way_up_reaches_the_next_grade_and_one_item_less_does_not(pairs: list[tuple[Strength, Status]]) -> None:
    blocks = [*sorted(SCORING.blocks), *(f"i{number}" for number in range(len(pairs)))]
    findings = [finding(strength, status, blocks[number]) for number, (strength, status) in enumerate(pairs)]
    order = [name for name, _ in SCORING.grades]
    gaps = [one for one in findings if score.counts(one) and one.status is not Status.COVERED]
    before = score.grade(audit(findings))
    way = score.way_up(audit(findings), score.score(audit(findings)), before, gaps)

    def reached(items: int) -> int:
        mended = {one.item.id for one in gaps[:items]}
        after = [one._replace(evidence=SAID[Status.COVERED]) if one.item.id in mended else one for one in findings]
        name = score.grade(audit(after))
        assert name is not None
        return order.index(name.name)

    if way is None:
        assert before is None or before.name == order[0]
        return
    assert reached(way.items) <= order.index(way.grade) < reached(way.items - 1)
