"""The nouns of a batch: an audit in short, the agencies with their submissions, and the whole. Plain, frozen data."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import mean, median
from typing import Any

from checker.model import Audit, Finding, Item, Kind, Severity, Source, Status, Strength

COVERED, WEAK, MISSING, NOT_APPLICABLE, REVIEW, WAIVED, UNASKED = "cwmnrxu"
SIGN_NAMES: Mapping[str, str] = {
    COVERED: "具备",
    WEAK: "薄弱",
    MISSING: "缺失",
    NOT_APPLICABLE: "不适用",
    REVIEW: "待人工核对",
    WAIVED: "已豁免",
    UNASKED: "未提到（有则写）",
}


@dataclass(frozen=True, slots=True)
class Brief:
    """One audit without its quotes. `signs` has one letter for each item, in the order of the rules.

    `defects`: how many of each kind, waived ones left out; `gains`: points to be had for each item, in order (an array,
    which of tens of thousands of agencies takes the least memory); `worst`: the highest level of a finding or defect,
    empty where there is none; `unheeded`: how many waivers the document gives itself that were not heeded.
    """

    agency: str
    kind: Kind
    year: int
    signed: date | None
    published: date | None
    score: float | None
    grade: str
    vetoes: tuple[str, ...]
    signs: str
    gains: Sequence[float]
    defects: Mapping[str, int]
    unread: int
    sha: str
    worst: str = ""
    unheeded: int = 0

    @property
    def in_short(self) -> Counter[str]:
        return Counter(self.signs)


def brief(audit: Audit, record: Mapping[str, Any], unheeded: int = 0) -> Brief:
    """What the overview needs to know of an audit; `record` is the audit as plain data, where the sums stand already."""
    who = audit.identity
    assert who.kind is not None
    assert who.year is not None
    levels = {one["level"] for one in record["items"]} | {one.severity for one in audit.defects if not one.waived}
    return Brief(
        who.agency,
        who.kind,
        who.year,
        who.signed,
        who.published,
        record["score"],
        record["grade"] or "",
        tuple(record["grade_reasons"]),
        "".join(map(_sign, audit.findings)),
        array("d", (one["gain"] for one in record["items"])),
        dict(sorted(Counter(one.id for one in audit.defects if not one.waived).items())),
        len(audit.unread),
        audit.digest,
        next((level.value for level in Severity if level in levels), ""),
        unheeded,
    )


def _sign(finding: Finding) -> str:
    if finding.waived:
        return WAIVED
    if finding.review:
        return REVIEW
    status = finding.status
    if status is Status.MISSING and finding.strength is Strength.CONDITIONAL:
        return UNASKED
    return _SIGNS[status]


_SIGNS = {
    Status.COVERED: COVERED,
    Status.WEAK: WEAK,
    Status.MISSING: MISSING,
    Status.NOT_APPLICABLE: NOT_APPLICABLE,
}


def packed(one: Brief) -> str:
    """A brief as one line of JSON."""
    values = (
        one.agency,
        one.kind,
        one.year,
        one.signed.isoformat() if one.signed else None,
        one.published.isoformat() if one.published else None,
        one.score,
        one.grade,
        one.vetoes,
        one.signs,
        [int(gain) if gain == int(gain) else gain for gain in one.gains],
        one.defects,
        one.unread,
        one.sha,
        one.worst,
        one.unheeded,
    )
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def unpacked(line: str) -> Brief:
    """The brief that `packed` wrote."""
    agency, kind, year, signed, published, total, grade, vetoes, signs, gains, defects, *rest = json.loads(line)
    return Brief(
        agency,
        Kind(kind),
        year,
        date.fromisoformat(signed) if signed else None,
        date.fromisoformat(published) if published else None,
        total,
        grade,
        tuple(vetoes),
        signs,
        array("d", gains),
        defects,
        *rest,
    )


# ── who was to submit ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Expected:
    """A line of the roster. `files` is a pattern such as `财政局*.docx`, matched with the path or the name alone."""

    agency: str
    kind: Kind | None = None
    year: int | None = None
    files: str = ""
    deadline: date | None = None
    received: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An agency with the submission that counts for it.

    `agency` is the name to show, unique in the overview; `report` the path of its gap report below the output folder;
    `rank` counts from 1, equal scores share a rank, None where nothing was scored; `late` says in Chinese why it is
    late; `notes` are Chinese sentences for the supervisor.
    """

    agency: str
    path: str
    brief: Brief
    report: str
    rank: int | None = None
    expected: Expected | None = None
    late: str = ""
    notes: tuple[str, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a supervisor should know of it, in Chinese: vetoes, lateness, notes, parts that were not read."""
        found = [f"单项否决：{'、'.join(self.brief.vetoes)}"] if self.brief.vetoes else []
        if self.late:
            found.append(f"逾期：{self.late}")
        found += self.notes
        if self.brief.unheeded:
            found.append(f"文内注释自行豁免{self.brief.unheeded}处，没有采纳")
        review = self.brief.in_short[REVIEW]
        if review:
            found.append(f"有内容没有读到，{review}项待人工核对")
        return tuple(found)


class Absence(StrEnum):
    """Why there is no report of an agency that the roster names."""

    NOT_RECEIVED = "没有收到"
    UNREADABLE = "报送的文件不能检查"
    MISLAID = "花名册写明已收到，文件夹里没有找到"
    NO_SUCH_FILE = "花名册写明的文件不在文件夹里"


ABSENCE_NAMES: Mapping[Absence, str] = {
    Absence.NOT_RECEIVED: "未报送",
    Absence.UNREADABLE: "不能检查",
    Absence.MISLAID: "没有找到",
    Absence.NO_SUCH_FILE: "未报送",
}


@dataclass(frozen=True, slots=True)
class Unsubmitted:
    """An agency of the roster without a report that could be read, and why."""

    expected: Expected
    reason: Absence
    overdue: bool

    @property
    def told(self) -> str:
        return self.reason + ("，已过期限" if self.overdue else "")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Several files of one agency: the one that counts, why, and those that do not."""

    agency: str
    kept: str
    reason: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that was not audited, why, and whose it seems to be (empty where unknown)."""

    path: str
    reason: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that two documents share, as each of them words it; `alike` in percent."""

    left: str
    right: str
    alike: float


@dataclass(frozen=True, slots=True)
class Copied:
    """Two agencies' documents with passages in common. `share`: the percentage of the left one's text that they make.

    `other_share` is that of the right document; `previous`: the right one is the same agency's report of
    last year, named by its file.
    """

    left: str
    right: str
    share: float
    other_share: float
    passages: tuple[Passage, ...]
    previous: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """What last year's report announced and this year's does not mention; `quote` is last year's sentence."""

    agency: str
    quote: str
    year: int


@dataclass(frozen=True, slots=True)
class Change:
    """What changed for an agency since the last run; scores are None where there was or is none."""

    agency: str
    year: int
    before: float | None
    after: float | None
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    what: str = "changed"


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole batch. `rows` are ranked: the best first, those without a score last, equals by name."""

    as_of: date
    items: tuple[Item, ...]
    areas: Mapping[str, str]
    sources: Mapping[str, Source]
    rules_digest: str
    grades: tuple[str, ...]
    rows: tuple[Row, ...]
    unread: tuple[Unread, ...] = ()
    unsubmitted: tuple[Unsubmitted, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    strangers: tuple[str, ...] = ()
    has_roster: bool = False
    copied: tuple[Copied, ...] = ()
    promises: tuple[Promise, ...] = ()
    has_previous: bool = False
    changes: tuple[Change, ...] | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        """Whether everything that was handed in could be audited."""
        return not self.unread

    @property
    def scores(self) -> tuple[float, ...]:
        return tuple(row.brief.score for row in self.rows if row.brief.score is not None)

    @property
    def asked(self) -> int:
        """How many agencies the roster asks for a report; 0 without a roster."""
        return sum(row.expected is not None for row in self.rows) + len(self.unsubmitted) if self.has_roster else 0

    def remarks(self, row: Row) -> tuple[str, ...]:
        """The remarks on a row, and that the roster does not know it."""
        stranger = self.has_roster and row.expected is None
        return (*row.remarks, "花名册以外") if stranger else row.remarks


# ── sums over a batch ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OfKind:
    """The agencies of one kind of body in short; `mean` and `median` are None where nothing was scored."""

    kind: Kind
    agencies: int
    mean: float | None
    median: float | None
    grades: Mapping[str, int]
    vetoed: int


def by_kind(whole: Overview) -> tuple[OfKind, ...]:
    """One line for each kind of body that occurs."""
    found = []
    for kind in Kind:
        rows = [row for row in whole.rows if row.brief.kind is kind]
        scores = [row.brief.score for row in rows if row.brief.score is not None]
        if rows:
            found.append(
                OfKind(
                    kind,
                    len(rows),
                    mean(scores) if scores else None,
                    median(scores) if scores else None,
                    Counter(row.brief.grade for row in rows if row.brief.grade),
                    sum(bool(row.brief.vetoes) for row in rows),
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Missed:
    """How many agencies lack an item or say too little; `asked`: of how many. `share` in percent."""

    item: Item
    missing: int
    weak: int
    asked: int

    @property
    def share(self) -> float:
        return 100 * (self.missing + self.weak) / self.asked


def most_missed(whole: Overview, kind: Kind | None = None, strength: Strength | None = None) -> list[Missed]:
    """The items by the share of agencies that lack them, the most often first; of one kind or strength only, if given."""
    kinds = Kind if kind is None else (kind,)
    columns = {
        one: list(zip(*(row.brief.signs for row in whole.rows if row.brief.kind is one), strict=True)) for one in kinds
    }
    found = []
    for number, item in enumerate(whole.items):
        signs = [
            column[number]
            for one, column in columns.items()
            if column and (strength is None or item.bodies.get(one) is strength)
        ]
        covered, weak, missing = (sum(one.count(sign) for one in signs) for sign in (COVERED, WEAK, MISSING))
        if missing + weak:
            found.append(Missed(item, missing, weak, covered + weak + missing))
    return sorted(found, key=lambda one: (-one.share, -one.missing, one.item.title))


def defect_counts(whole: Overview) -> list[tuple[str, int, int]]:
    """(kind of defect, agencies, places), that of the most agencies first."""
    agencies = Counter(name for row in whole.rows for name in row.brief.defects)
    places: Counter[str] = Counter()
    for row in whole.rows:
        places.update(row.brief.defects)
    return [(name, agencies[name], places[name]) for name in sorted(agencies, key=lambda name: (-agencies[name], name))]


def veto_counts(whole: Overview) -> list[tuple[str, int]]:
    """(why, agencies), the most frequent first."""
    counted = Counter(why for row in whole.rows for why in row.brief.vetoes)
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))
