"""How well the text checks agree with an editor's list, per kind.

    python benchmarks/defects.py FOLDER [--list] [--kind NAME ...]

FOLDER holds `reports.tsv` (columns `name`, `kind`, `year`), `texts/<name>` with any suffix that can be read, and
`defects/<name>.tsv` (columns `defect`, `quote`, `sure`, `note`): one row for everything an editor marked. A row may be
`sure` (yes) or not (maybe); rows that are not sure can make a finding right and are not asked for in recall. A row
noted `pervasive` and sure stands for up to five findings. A finding is right when a row of its kind, not yet taken by
another, overlaps its quote: one lies inside the other, or they share four Chinese characters in a row. Kinds of which
the list holds only a selection (rate-without-count, empty-claim) are left out; `--kind` asks for single kinds.
Printed: precision and recall per kind, of errors and warnings together, and of hints; with `--list` also every finding
that no row has and every sure row that was overlooked.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from checker.defects import SEVERITIES, Case, defects
from checker.errors import CheckerError
from checker.identity import Told, identity, kind_named
from checker.model import Defect, Kind, Severity
from checker.outline import outline
from checker.readers import read
from checker.rulebook import Rulebook, load

SELECTIONS = frozenset({"rate-without-count", "empty-claim"})
PERVASIVE = 5
_SKIPPED = re.compile(r"[\s\u3000]+")
_FOUR = re.compile(r"(?=([\u4e00-\u9fff]{4}))")


class Row(NamedTuple):
    """What an editor marked; `room`: how many findings it may stand for."""

    id: str
    quote: str
    sure: bool
    note: str

    @property
    def room(self) -> int:
        return PERVASIVE if self.sure and "pervasive" in self.note else 1


class Report(NamedTuple):
    """One text of the folder with its list."""

    name: str
    path: Path
    kind: Kind
    year: int
    rows: tuple[Row, ...]


class Outcome(NamedTuple):
    """What became of the findings and rows of one text."""

    right: tuple[Defect, ...]
    wrong: tuple[Defect, ...]
    overlooked: tuple[Row, ...]


def reports(folder: Path) -> Iterator[Report]:
    """The texts of a folder. Raises SystemExit in words for the user where a file is missing."""
    for one in _table(folder / "reports.tsv"):
        name = one["name"]
        paths = sorted((folder / "texts").glob(f"{name}.*"))
        if not paths:
            raise SystemExit(f"{folder / 'texts'}: no text of the name {name}")
        rows = tuple(
            Row(row["defect"], row["quote"], row["sure"] == "yes", row.get("note") or "")
            for row in _table(folder / "defects" / f"{name}.tsv")
        )
        yield Report(name, paths[0], kind_named(one["kind"]), int(one["year"]), rows)


def _table(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}") from error


def found(report: Report, rules: Rulebook) -> tuple[Defect, ...]:
    """The findings in a text, its kind and year taken from the list."""
    try:
        document = outline(read(report.path.read_bytes(), report.path.name))
    except CheckerError as error:
        raise SystemExit(f"{report.path}: {error}") from error
    who = identity(document, Told(None, report.kind, report.year))
    return defects(Case(document, who, None, rules.tables))


def compared(rows: Sequence[Row], findings: Iterable[Defect]) -> Outcome:
    """Findings and rows paired one to one, sure rows first."""
    order = sorted(range(len(rows)), key=lambda at: not rows[at].sure)
    room = [row.room for row in rows]
    taken: set[int] = set()
    right: list[Defect] = []
    wrong: list[Defect] = []
    for one in findings:
        fits = [
            at
            for at in order
            if rows[at].id == one.id and room[at] and (room[at] > 1 or _overlap(rows[at].quote, one.quote))
        ]
        # a row that overlaps comes before one that is only pervasive
        best = min(fits, key=lambda at: not _overlap(rows[at].quote, one.quote), default=None)
        if best is None:
            wrong.append(one)
            continue
        room[best] -= 1
        taken.add(best)
        right.append(one)
    overlooked = tuple(row for at, row in enumerate(rows) if row.sure and at not in taken)
    return Outcome(tuple(right), tuple(wrong), overlooked)


def _overlap(a: str, b: str) -> bool:
    first, second = _SKIPPED.sub("", a), _SKIPPED.sub("", b)
    if not first or not second:
        return False
    return first in second or second in first or any(run in second for run in _FOUR.findall(first))


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "    –"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true", help="print every wrong and every overlooked one")
    parser.add_argument("--kind", action="append", choices=sorted(SEVERITIES), help="only this kind (may be repeated)")
    options = parser.parse_args()
    asked = frozenset(options.kind or SEVERITIES.keys() - SELECTIONS)
    rules = load()
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    overlooked: Counter[str] = Counter()
    sure: Counter[str] = Counter()
    for report in reports(options.folder):
        rows = [row for row in report.rows if row.id in asked]
        outcome = compared(rows, (one for one in found(report, rules) if one.id in asked))
        right.update(one.id for one in outcome.right)
        wrong.update(one.id for one in outcome.wrong)
        overlooked.update(row.id for row in outcome.overlooked)
        sure.update(row.id for row in rows if row.sure)
        if options.list:
            for one in outcome.wrong:
                print(f"wrong?     {report.name}\t{one.id}\t{one.quote}\t{one.message}")
            for row in outcome.overlooked:
                print(f"overlooked {report.name}\t{row.id}\t{row.quote}\t{row.note}")

    def line(title: str, ids: Iterable[str]) -> None:
        kinds = list(ids)
        good, all_told = sum(right[one] for one in kinds), sum(right[one] + wrong[one] for one in kinds)
        wanted = sum(sure[one] for one in kinds)
        hit = wanted - sum(overlooked[one] for one in kinds)
        print(
            f"{title:<22} precision {_ratio(good, all_told)} ({good}/{all_told})"
            f"  recall {_ratio(hit, wanted)} ({hit}/{wanted})"
        )

    for id in sorted(set(right) | set(wrong) | set(sure)):
        line(id, [id])
    hints = {id for id in asked if SEVERITIES[id] is Severity.HINT}
    line("errors and warnings", asked - hints)
    line("  typo aside", asked - hints - {"typo"})
    line("hints", hints)


if __name__ == "__main__":
    main()
