"""What changed since the last run: scores up and down, items gained and lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.overview import COVERED, Change, Overview


def summary(whole: Overview) -> dict[str, Any]:
    """What a later run needs to compare itself with, as plain data."""
    return {
        "items": [item.id for item in whole.items],
        "rows": [[row.agency, row.brief.year, row.brief.score, row.brief.signs] for row in whole.rows],
    }


def since(last: dict[str, Any] | None, whole: Overview) -> tuple[Change, ...]:
    """What changed since the run that left this summary; nothing where there was none."""
    if last is None:
        return ()
    return tuple(sorted(_changes(last, whole), key=lambda one: (one.agency, one.year)))


def _changes(last: dict[str, Any], whole: Overview) -> Iterator[Change]:
    old = {
        (agency, year): (score, dict(zip(last["items"], signs, strict=True)))
        for agency, year, score, signs in last["rows"]
    }
    for row in whole.rows:
        key = (row.agency, row.brief.year)
        if key not in old:
            yield Change(*key, None, row.brief.score, what="new")
            continue
        before, signs = old.pop(key)
        now = [(item, sign, signs.get(item.id, "")) for item, sign in zip(whole.items, row.brief.signs, strict=True)]
        gained = tuple(item.title for item, sign, was in now if sign == COVERED and was not in ("", COVERED))
        lost = tuple(item.title for item, sign, was in now if sign != COVERED and was == COVERED)
        if gained or lost or before != row.brief.score:
            yield Change(*key, before, row.brief.score, gained, lost)
    for (agency, year), (score, _) in old.items():
        yield Change(agency, year, score, None, what="gone")
