"""What can be wrong with the text itself: one module per family, each with `find(case)`."""

from __future__ import annotations

import importlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from checker.model import Defect, Document, Edit, Identity, Place, Role, Sentence, Severity

LONGEST_QUOTE = 60
MOST_PLACES = 5  # of one and the same fault
SEVERITIES: Mapping[str, Severity] = {
    **dict.fromkeys(
        (
            "placeholder", "leftover", "watermark", "stale-year", "wrong-period", "abolished-law", "personal-data",
            "secrecy-mark",
        ),
        Severity.ERROR,
    ),
    **dict.fromkeys(
        (
            "mixed-period", "lost-dash", "law-name", "fazhi-wording", "typo", "future-in-past", "numbering",
            "arithmetic", "late", "duplicate", "anachronism",
        ),
        Severity.WARNING,
    ),
    **dict.fromkeys(("punctuation", "rate-without-count", "empty-claim"), Severity.HINT),
}  # fmt: skip


# file, name of the entry, the entry with its examples, tables that hold this entry alone
Entry = tuple[str, str, Mapping[str, Any], Mapping[str, Any]]


class _Given(NamedTuple):
    document: Document
    identity: Identity
    submitted: date | None
    tables: Mapping[str, Any]


class Case(_Given):
    """What a check looks at. `tables`: the parsed YAML of `rules/laws.yaml`, `wording.yaml`, `calendar.yaml` by name.

    `submitted`: the day on which a document without any date is taken to be submitted; None leaves that open.
    """

    @property
    def year(self) -> int:
        assert self.identity.year is not None
        return self.identity.year

    @cached_property
    def body(self) -> Body:
        return Body(self.document.sentences)

    def defect(
        self, id: str, start: int, end: int, message: str, suggestion: str = "", *, write: str | None = None
    ) -> Defect:
        """A defect of the words from `start` to `end` of the body; `write`: what would be mechanically right instead."""
        place, offset = self.body.at(start)
        edit = self.edit(start, end, write) if write is not None else None
        quote = self.body.text[start : min(end, start + LONGEST_QUOTE)].strip()
        return Defect(id, SEVERITIES[id], quote, place, message, suggestion, offset, edit)

    def edit(self, start: int, end: int, write: str) -> Edit:
        """The correction that writes `write` for the words from `start` to `end` of the body."""
        before, after = self.body.around(start, end, 8)
        return Edit(self.body.at(start)[0], self.body.text[start:end], write, before, after)


class Body:
    """The document as one text: sentences of a place follow one another, other places begin on a new line."""

    def __init__(self, sentences: tuple[Sentence, ...]) -> None:
        self.sentences = sentences
        self.starts: list[int] = []
        parts: list[str] = []
        length = 0
        before: Sentence | None = None
        for one in sentences:
            # what the outline left out between two sentences of a passage was white space; a page has many passages
            gap = one.offset - before.offset - len(before.text) if before and before.place == one.place else -1
            if gap > 0 and before and before.point != one.point:
                gap = -1
            between = "" if before is None else " " * gap if gap >= 0 else "\n"
            words = one.text.replace("\n", "")
            length += len(between)
            self.starts.append(length)
            parts += (between, words)
            length += len(words)
            before = one
        self.text = "".join(parts)

    def at(self, position: int) -> tuple[Place, int]:
        """The place of a character and its offset there."""
        number = self.number(position)
        one = self.sentences[number]
        inside = position - self.starts[number]
        if "\n" in one.text:
            inside = [index for index, char in enumerate(one.text) if char != "\n"][min(inside, len(one.text) - 1)]
        return one.place, one.offset + inside

    def number(self, position: int) -> int:
        """Which sentence holds a position."""
        return max(0, bisect_right(self.starts, position) - 1)

    def sentence(self, position: int) -> Sentence:
        return self.sentences[self.number(position)]

    def roles(self, position: int) -> frozenset[Role]:
        return self.sentence(position).roles

    def around(self, start: int, end: int, reach: int = 12) -> tuple[str, str]:
        """The words before and after a span, not beyond their line."""
        before = self.text[max(0, start - reach) : start].rpartition("\n")[2]
        return before, self.text[end : end + reach].partition("\n")[0]


def defects(case: Case) -> tuple[Defect, ...]:
    """Every defect, in the order of the text."""
    found = _once([defect for module in modules() for defect in module.find(case)])
    return tuple(sorted(found, key=lambda one: (one.place.number, one.offset, one.id, one.quote)))


def _once(found: list[Defect]) -> Iterator[Defect]:
    """Without the wrong words inside a name that is told as wrong itself."""
    names = [one for one in found if one.id == "law-name"]
    for one in found:
        inside = one.id == "typo" and any(
            name.place == one.place and name.offset <= one.offset < name.offset + len(name.quote) for name in names
        )
        if not inside:
            yield one


def first_places(found: Iterable[Defect], same: Callable[[Defect], str]) -> Iterator[Defect]:
    """The first places of what is the same fault; where there are more, the last one that is told counts them all."""
    places: dict[str, list[Defect]] = {}
    for one in found:
        places.setdefault(same(one), []).append(one)
    for ones in places.values():
        told = ones[:MOST_PLACES]
        if len(ones) > MOST_PLACES:
            told[-1] = told[-1]._replace(message=f"{told[-1].message}，全文共{len(ones)}处")
        yield from told


def edits(case: Case) -> Iterator[Edit]:
    """Every mechanical, certain correction: those of defects, and those that a defect only counts."""
    for module in modules():
        yield from (defect.edit for defect in module.find(case) if defect.edit)
        more = getattr(module, "edits", None)
        if more:
            yield from more(case)


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of this folder that checks something, in the order of their names."""
    return tuple(_import())


def _import() -> Iterator[ModuleType]:
    for name in sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py")):
        module = importlib.import_module(f"{__name__}.{name}")
        if hasattr(module, "find"):
            yield module
