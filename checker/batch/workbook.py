"""The workbook, which takes as long as everything else together, written by another process.

The overview goes there through a file, some agencies at a time: one message with tens of thousands of them would take
as much memory again as they do themselves.
"""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

from checker.overview import Copied, Overview, Row
from checker.writers import overview_xlsx

_AT_A_TIME = 1000


def hand_over(whole: Overview, path: Path) -> None:
    """Write the overview to a file that `write` takes."""
    with path.open("wb") as stream:
        pickle.dump(replace(whole, rows=(), copied=()), stream)
        for many in (whole.rows, whole.copied):
            for start in range(0, len(many), _AT_A_TIME):
                pickle.dump(many[start : start + _AT_A_TIME], stream)
            pickle.dump((), stream)


def write(data: Path, book: Path) -> None:
    """Write the workbook of the overview in `data`, which is removed."""
    rows: list[Row] = []
    pairs: list[Copied] = []
    with data.open("rb") as stream:
        whole: Overview = pickle.load(stream)
        for many in (rows, pairs):
            while part := pickle.load(stream):
                many.extend(part)
    data.unlink()
    overview_xlsx.write(replace(whole, rows=tuple(rows), copied=tuple(pairs)), book)
