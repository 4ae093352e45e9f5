"""Sentences that stand in the text twice."""

from __future__ import annotations

from collections.abc import Iterator

from checker import text
from checker.defects import Case
from checker.expressions import Expression
from checker.model import Defect, Role, Sentence

_LONG = 30
_ENDING = 8
_NAMES = Expression(r"《[^《》]{1,60}》")
_NUMBER = Expression(r"^(?:[一二三四五六七八九十]+[是、]|[（(][一二三四五六七八九十]{1,3}[）)]|[（(]?\d{1,2}[）).、])")


def find(case: Case) -> Iterator[Defect]:
    """Every sentence of 30 characters or more that was said before in the same words."""
    alike: dict[str, list[int]] = {}
    for number, one in enumerate(case.body.sentences):
        if len(one.text) >= _LONG and "　" not in one.text and not one.roles & {Role.TITLE, Role.CLOSING}:
            alike.setdefault(_ending(one.text), []).append(number)
    again = sorted(pair for numbers in alike.values() if len(numbers) > 1 for pair in _repeated(case, numbers))
    before: tuple[int, int] = (-9, -9)
    for number, first in again:
        # of a passage that stands there twice only the first sentence is told
        if (number - before[0], first - before[1]) not in ((1, 1), (2, 2)):
            start = case.body.starts[number]
            yield case.defect(
                "duplicate",
                start,
                start + len(case.body.sentences[number].text),
                f"这句话在前面“{_section(case, case.body.sentences[first])}”里已经写过",
                "留下一处，另一处改写或者删去",
            )
        before = (number, first)


def _ending(words: str) -> str:
    """The last characters in normal form: cheap to tell apart the sentences that differ."""
    short = text.normal(words[-3 * _ENDING :]).rstrip("。；;")
    return short[-_ENDING:] if len(short) >= _ENDING else ""


def _repeated(case: Case, numbers: list[int]) -> Iterator[tuple[int, int]]:
    """(a sentence, the earlier one in the same words), by their numbers."""
    seen: dict[str, int] = {}
    for number in numbers:
        one = case.body.sentences[number]
        key = _NUMBER.sub("", text.normal(one.text)).rstrip("。；;")
        if len(key) < _LONG or len(_NAMES.sub("", one.text)) < _LONG // 2:
            continue  # a list of laws is rightly the same
        if key in seen:
            yield number, seen[key]
        else:
            seen[key] = number


def _section(case: Case, one: Sentence) -> str:
    return next((part.path[-1] for part in case.document.sections if part.path and one in part.sentences), "正文")
