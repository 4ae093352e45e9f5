"""Sentences that stand in the text twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker import text
from checker.defects import Case
from checker.model import Defect, Role

_LONG = 30
_ENDING = 8
_NAMES = re.compile(r"《[^《》]{1,60}》")
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+是|[（(]?\d{1,2}[）).、])")


def find(case: Case) -> Iterator[Defect]:
    """Every sentence of 30 characters or more that was said before in the same words."""
    alike: dict[str, list[int]] = {}
    for number, one in enumerate(case.body.sentences):
        if len(one.text) >= _LONG and not one.roles & {Role.TITLE, Role.CLOSING}:
            alike.setdefault(_ending(one.text), []).append(number)
    told = [defect for numbers in alike.values() if len(numbers) > 1 for defect in _repeated(case, numbers)]
    yield from sorted(told, key=lambda one: (one.place.number, one.offset))


def _ending(words: str) -> str:
    """The last characters in normal form: cheap to tell apart the sentences that differ."""
    short = text.normal(words[-3 * _ENDING :]).rstrip("。；;")
    return short[-_ENDING:] if len(short) >= _ENDING else ""


def _repeated(case: Case, numbers: list[int]) -> Iterator[Defect]:
    seen: dict[str, int] = {}
    for number in numbers:
        start, one = case.body.starts[number], case.body.sentences[number]
        key = _NUMBER.sub("", text.normal(one.text)).rstrip("。；;")
        if len(key) < _LONG or len(_NAMES.sub("", one.text)) < _LONG // 2:
            continue  # a list of laws is rightly the same
        if key in seen:
            yield case.defect(
                "duplicate",
                start,
                start + len(one.text),
                f"这句话在前面“{_section(case, seen[key])}”里已经写过",
                "留下一处，另一处改写或者删去",
            )
        else:
            seen[key] = start


def _section(case: Case, at: int) -> str:
    one = case.body.sentence(at)
    return next((part.path[-1] for part in case.document.sections if part.path and one in part.sentences), "正文")
