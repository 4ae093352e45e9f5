"""Findings and defects → points, score, gain and grade, so that anyone can redo the sum by hand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from math import floor
from typing import NamedTuple, TypeVar

from checker.model import STATUS_NAMES, Audit, Defect, Evidence, Finding, Place, Scoring, Severity, Status, Strength

_SAID = Evidence("", "", Place("line", 1), 0, specific=True)


class Score(NamedTuple):
    """The sum of an audit. `coverage` and `total` are None when nothing applied: no rule is not all rules met."""

    earned: float
    possible: float
    deducted: Mapping[str, float]
    most_in_all: float

    @property
    def coverage(self) -> float | None:
        return rounded(100 * self.earned / self.possible) if self.possible else None

    @property
    def deductions(self) -> float:
        return min(sum(self.deducted.values()), self.most_in_all)

    @property
    def total(self) -> float | None:
        return None if self.coverage is None else max(0.0, rounded(self.coverage - self.deductions))


class Grade(NamedTuple):
    """The grade, what it would be without veto, and why it was capped (item titles with what is wrong)."""

    name: str
    without_veto: str
    because: tuple[str, ...] = ()


def rounded(number: float) -> float:
    """One decimal, half up, as done by hand."""
    return floor(number * 10 + 0.5 + 1e-9) / 10


def counts(finding: Finding) -> bool:
    """Whether a finding is in the sum: conditional items only where the document speaks of them."""
    if finding.waived or finding.review or finding.status is Status.NOT_APPLICABLE:
        return False
    return finding.strength is not Strength.CONDITIONAL or finding.status is not Status.MISSING


def points(finding: Finding, scoring: Scoring) -> tuple[float, float]:
    """(earned, possible) of one finding; (0, 0) where it is out of the sum."""
    if not counts(finding):
        return 0.0, 0.0
    possible = scoring.points[finding.strength]
    return possible * scoring.shares[finding.status], possible


_Result = TypeVar("_Result")


def _once(function: Callable[[Audit], _Result]) -> Callable[[Audit], _Result]:
    """Works out the result for the latest audit once, however often an output asks for it."""
    latest: tuple[Audit, _Result] | None = None

    @wraps(function)
    def asked(audit: Audit) -> _Result:
        nonlocal latest
        known = latest
        if known is None or known[0] is not audit:
            known = latest = audit, function(audit)
        return known[1]

    return asked


@_once
def score(audit: Audit) -> Score:
    """The sum over all findings and defects of an audit."""
    return _score(audit.findings, audit.defects, audit.scoring)


def _score(findings: Iterable[Finding], defects: Iterable[Defect], scoring: Scoring) -> Score:
    sums = [points(finding, scoring) for finding in findings]
    return Score(
        sum(earned for earned, _ in sums),
        sum(possible for _, possible in sums),
        deducted(defects, scoring),
        scoring.most_in_all,
    )


def deducted(defects: Iterable[Defect], scoring: Scoring) -> dict[str, float]:
    """Points taken for each kind of defect, each at most `most_per_kind`; kinds that cost nothing are left out."""
    sums: dict[str, float] = {}
    for defect in defects:
        cost = scoring.deductions[defect.severity]
        # an expired waiver is a fault of the configuration, not of the text
        if cost and not defect.waived and defect.id != "expired-waiver":
            sums[defect.id] = min(sums.get(defect.id, 0.0) + cost, scoring.most_per_kind)
    return sums


@_once
def gains(audit: Audit) -> Mapping[str, float]:
    """For each item, how much the score would rise if its finding became covered."""
    now = score(audit)
    return {finding.item.id: _gain(finding, now, audit.scoring) for finding in audit.findings}


def _gain(finding: Finding, now: Score, scoring: Scoring) -> float:
    if finding.waived or finding.review or finding.status in (Status.COVERED, Status.NOT_APPLICABLE):
        return 0.0
    earned, possible = points(finding, scoring)
    after, whole = points(finding._replace(evidence=(_SAID,)), scoring)
    new_possible = now.possible - possible + whole
    if not new_possible:
        return 0.0
    before = max(0.0, 100 * now.earned / now.possible - now.deductions) if now.possible else 0.0
    return rounded(max(0.0, 100 * (now.earned - earned + after) / new_possible - now.deductions) - before)


def level(finding: Finding, scoring: Scoring) -> Severity | None:
    """The level of a finding in SARIF, annotations and `--fail-on`; None where nothing is to be mended."""
    if finding.status in (Status.COVERED, Status.NOT_APPLICABLE) or finding.waived or finding.review:
        return None
    if finding.strength in (Strength.GOOD, Strength.CONDITIONAL):
        return Severity.HINT
    block = finding.item.id in scoring.blocks and finding.strength is Strength.MUST
    return Severity.ERROR if block and finding.status is Status.MISSING else Severity.WARNING


@_once
def grade(audit: Audit) -> Grade | None:
    """The grade by the score, capped where a block of art. 25 that is a must is missing or weak."""
    total = score(audit).total
    if total is None:
        return None
    scoring = audit.scoring
    plain = next(name for name, least in scoring.grades if total >= least)
    fails, caps = _vetoes(audit)
    order = [name for name, _ in scoring.grades]
    highest = scoring.fail if fails else scoring.cap if caps else plain
    final = max(plain, highest, key=order.index)
    return Grade(final, plain, tuple(map(_told, fails + caps)) if final != plain or fails else ())


def _vetoes(audit: Audit) -> tuple[list[Finding], list[Finding]]:
    """The blocks of art. 25 that fail a document, and those that cap its grade."""
    scoring = audit.scoring
    fails, caps = [], []
    for finding in audit.findings:
        if finding.strength is not Strength.MUST or not counts(finding):
            continue
        missing, weak = finding.status is Status.MISSING, finding.status is Status.WEAK
        if missing and finding.item.id in scoring.fail_if_missing:
            fails.append(finding)
        elif (missing and finding.item.id in scoring.cap_if_missing) or (
            weak and finding.item.id in scoring.cap_if_weak
        ):
            caps.append(finding)
    return fails, caps


def _told(finding: Finding) -> str:
    return f"“{finding.item.title}”{STATUS_NAMES[finding.status]}"


class Way(NamedTuple):
    """The shortest way to the next grade: the first `items` of a list of gaps become covered, which gives `total`."""

    grade: str
    least: float
    items: int
    total: float


def way_up(audit: Audit, now: Score, reached: Grade | None, gaps: Sequence[Finding]) -> Way | None:
    """The way to the next grade when `gaps` are mended in their order; None where there is no better grade or no way.

    `now` and `reached` are what `score` and `grade` say of the audit.
    """
    if reached is None or reached.name == audit.scoring.grades[0][0]:
        return None
    order = [name for name, _ in audit.scoring.grades]
    name, least = audit.scoring.grades[order.index(reached.name) - 1]
    fails, caps = _vetoes(audit)
    # what caps at the grade aimed for need not be mended to reach it
    in_the_way = {
        one.item.id for one in (fails + caps if order.index(name) < order.index(audit.scoring.cap) else fails)
    }
    earned = now.earned
    for number, gap in enumerate(gaps, 1):
        earned += points(gap._replace(evidence=(_SAID,)), audit.scoring)[0] - points(gap, audit.scoring)[0]
        in_the_way.discard(gap.item.id)
        total = now._replace(earned=earned).total
        if total is not None and total >= least and not in_the_way:
            return Way(name, least, number, total)
    return None
