"""Regular expressions that are compiled when they are first needed, and not before.

Compiling is a good part of what a start costs, and one document needs only some of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


class Expression:
    """Used like a compiled pattern; `pattern` is its source."""

    __slots__ = ("pattern", *_METHODS)

    findall: Callable[..., list[Any]]
    finditer: Callable[..., Iterator[re.Match[str]]]
    fullmatch: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    split: Callable[..., list[Any]]
    sub: Callable[..., str]

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        # only asked for what is not there yet: afterwards the methods are those of the compiled pattern
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern)
        for one in _METHODS:
            setattr(self, one, getattr(compiled, one))
        return getattr(compiled, name)


class Rare:
    """An expression that few texts can match: it is compiled for those alone, and tried only where it may begin.

    `holds`: words one of which stands in every match; `begins`: the characters with one of which every match begins.

    >>> [found.group() for found in Rare(r"\\d+件", holds=("件",), begins="123456789").finditer("3次、12件")]
    ['12件']
    """

    __slots__ = ("_expression", "_starts", "begins", "holds")

    def __init__(self, pattern: str, *, holds: tuple[str, ...] = (), begins: str = "") -> None:
        self.holds = holds
        self.begins = begins
        self._expression = Expression(pattern)
        self._starts = Expression("[" + re.escape(begins) + "]") if begins else None

    @property
    def pattern(self) -> str:
        return self._expression.pattern

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Every match, as `re.Pattern.finditer` gives them."""
        if self.holds:
            for word in self.holds:
                if word in text:
                    break
            else:
                return iter(())
        if self._starts is None:
            return self._expression.finditer(text, start, end)
        return self._from_starts(self._starts, text, start, end)

    def _from_starts(self, starts: Expression, text: str, at: int, end: int) -> Iterator[re.Match[str]]:
        while start := starts.search(text, at, end):
            found = self._expression.match(text, start.start(), end)
            if found:
                yield found
            at = max(found.end() if found else 0, start.end())

    def search(self, text: str) -> re.Match[str] | None:
        return next(self.finditer(text), None)
