"""Audited submissions and the roster → which one counts for each agency, what is late and what is missing. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from checker.batch import names
from checker.batch.roster import Matching
from checker.model import KIND_NAMES, Failure
from checker.overview import Absence, Brief, Duplicate, Expected, Row, Unread, Unsubmitted

UNNAMED = "单位名称未写明"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submission that was audited; `named` is the agency's name as the document gives it."""

    path: str
    named: str
    brief: Brief


@dataclass(frozen=True, slots=True)
class Failed:
    """A submission that was not audited."""

    failure: Failure
    named: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """Who stands where, and what is not in order."""

    rows: tuple[Row, ...]
    unread: tuple[Unread, ...]
    unsubmitted: tuple[Unsubmitted, ...]
    duplicates: tuple[Duplicate, ...]
    strangers: tuple[str, ...]


def settled(
    submitted: Sequence[Submitted], failed: Sequence[Failed], roster: Sequence[Expected] | None, as_of: date
) -> Settled:
    """Decide for each agency; `roster` None: the agencies are those of the documents."""
    matching = Matching(roster) if roster is not None else None
    groups = _groups(submitted, matching)
    unread = tuple(_unread(one, matching) for one in failed)
    rows, duplicates = [], []
    for (line, _, _), group in groups.items():
        kept = max(group, key=_order)
        expected = roster[line] if roster is not None and line is not None else None
        others = tuple(sorted(one.path for one in group if one is not kept))
        notes = tuple(_notes(kept, expected, others))
        rows.append(
            Row(_shown(kept, expected), kept.path, kept.brief, "", None, expected, _late(kept.brief, expected), notes)
        )
        if others:
            duplicates.append(Duplicate(_shown(kept, expected), kept.path, _why(kept, group), others))
    placed = _ranked(_apart(rows))
    titles = {row.path: row.agency for row in placed}
    return Settled(
        placed,
        tuple(sorted(unread, key=lambda one: one.path)),
        tuple(_unsubmitted(roster, matching, groups, unread, failed, as_of)) if roster is not None and matching else (),
        tuple(sorted((replace(one, agency=titles[one.kept]) for one in duplicates), key=lambda one: one.kept)),
        tuple(sorted(one.path for (line, _, _), group in groups.items() if matching and line is None for one in group)),
    )


_Key = tuple[int | None, str, str]


def _groups(submitted: Iterable[Submitted], matching: Matching | None) -> Mapping[_Key, list[Submitted]]:
    """Submissions of one agency together: by line of the roster, else by name, year and, for bare names, folder."""
    found: dict[_Key, list[Submitted]] = {}
    for one in sorted(submitted, key=lambda one: one.path):
        line = matching.of(one.path, one.named) if matching else None
        found.setdefault(_key(one, line), []).append(one)
    return found


def _key(one: Submitted, line: int | None) -> _Key:
    if line is not None:
        return line, "", ""
    agency = one.brief.agency
    if not agency:
        return None, "", one.path
    # 财政局 in two folders is most likely that of two places; a name with its place says who it is
    where = "" if names.has_region(agency) else str(PurePosixPath(one.path).parent)
    return None, f"{names.full(agency)}|{one.brief.year}", where


def _order(one: Submitted) -> tuple[date, date, str]:
    """The later signed, then the later published, then the last by name."""
    return one.brief.signed or date.min, one.brief.published or date.min, one.path


def _why(kept: Submitted, group: Sequence[Submitted]) -> str:
    if any(one.brief.signed != kept.brief.signed for one in group):
        return "成文日期最晚"
    if any(one.brief.published != kept.brief.published for one in group):
        return "发布日期最晚"
    return "日期相同或者没有写，按文件名取最后一份"


def _shown(one: Submitted, expected: Expected | None) -> str:
    return expected.agency if expected else one.brief.agency or UNNAMED


def _notes(one: Submitted, expected: Expected | None, others: Sequence[str]) -> Iterable[str]:
    if others:
        yield f"收到{len(others) + 1}份，以“{one.path}”为准"
    if expected is None:
        return
    if expected.year and expected.year != one.brief.year:
        yield f"报送的是{one.brief.year}年度的报告，应报{expected.year}年度"
    if one.named and names.bare(one.named) != names.bare(expected.agency):
        yield f"文件里写的单位是“{one.named}”"


def _late(brief: Brief, expected: Expected | None) -> str:
    if expected is None or expected.deadline is None:
        return ""
    if expected.received:
        return f"{expected.received}收到，期限是{expected.deadline}" if expected.received > expected.deadline else ""
    if brief.signed and brief.signed > expected.deadline:
        return f"成文日期{brief.signed}，期限是{expected.deadline}"
    return ""


def _unread(one: Failed, matching: Matching | None) -> Unread:
    line = matching.of(one.failure.path, one.named) if matching else None
    return Unread(
        one.failure.path,
        one.failure.reason,
        matching.roster[line].agency if matching and line is not None else one.named,
    )


def _unsubmitted(
    roster: Sequence[Expected],
    matching: Matching,
    groups: Mapping[_Key, list[Submitted]],
    unread: Sequence[Unread],
    failed: Sequence[Failed],
    as_of: date,
) -> Iterable[Unsubmitted]:
    there = {line for line, _, _ in groups}
    tried = {matching.of(one.failure.path, one.named) for one in failed}
    for number, one in enumerate(roster):
        if number in there:
            continue
        overdue = one.deadline is not None and as_of > one.deadline
        if number in tried:
            reason = Absence.UNREADABLE
        elif one.received:
            reason = Absence.MISLAID
        elif one.files:
            reason = Absence.NO_SUCH_FILE
        else:
            reason = Absence.NOT_RECEIVED
        yield Unsubmitted(one, reason, overdue)


def _apart(rows: Sequence[Row]) -> list[Row]:
    """Different agencies of one name get their folder or kind added; what is left gets a number."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(row.agency, []).append(row)
    added = {name: _told_apart(group) for name, group in by_name.items() if len(group) > 1}
    found = [
        replace(row, agency=f"{row.agency}（{what(row)}）") if (what := added.get(row.agency)) else row
        for row in sorted(rows, key=lambda row: (row.agency, row.path))
    ]
    apart = names.distinct([row.agency for row in found])
    files = names.distinct([names.file_name(name) for name in apart])
    return [
        replace(row, agency=name, report=f"agencies/{file}.md")
        for row, name, file in zip(found, apart, files, strict=True)
    ]


def _told_apart(group: Sequence[Row]) -> Callable[[Row], str] | None:
    """What tells agencies of one name apart: year, folder or kind; None where nothing does."""
    for what in (_year, _folder, _kind):
        values = {what(row) for row in group}
        if len(values) == len(group) and "" not in values:
            return what
    return None


def _year(row: Row) -> str:
    return f"{row.brief.year}年度"


def _kind(row: Row) -> str:
    return KIND_NAMES[row.brief.kind]


def _folder(row: Row) -> str:
    return PurePosixPath(row.path).parent.name


def _ranked(rows: Sequence[Row]) -> tuple[Row, ...]:
    def worth(row: Row) -> float:
        return -1.0 if row.brief.score is None else row.brief.score

    ordered = sorted(rows, key=lambda row: (-worth(row), row.agency))
    found: list[Row] = []
    for number, row in enumerate(ordered, 1):
        if row.brief.score is None:
            found.append(row)
        elif found and found[-1].brief.score == row.brief.score:
            found.append(replace(row, rank=found[-1].rank))
        else:
            found.append(replace(row, rank=number))
    return tuple(found)
