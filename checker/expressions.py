"""Regular expressions that are compiled when first needed and tried only where they can match.

Compiling is a good part of what a start costs, and one document needs only some of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


class Expression:
    """Used like a compiled pattern of `re`; `pattern` is its source.

    `holds`: words one of which stands in every match; `begins`: the characters with one of which every match begins.
    Both save time only, in `finditer` and `search`, and nothing is compiled for a text that has none of the words.

    >>> [found.group() for found in Expression(r"\\d+件", holds=("件",), begins="123456789").finditer("3次、12件")]
    ['12件']
    """

    __slots__ = ("_compiled", "_starts", "begins", "holds", "pattern", *_METHODS)

    findall: Callable[..., list[Any]]
    finditer: Callable[..., Iterator[re.Match[str]]]
    fullmatch: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    split: Callable[..., list[Any]]
    sub: Callable[..., str]

    def __init__(self, pattern: str, *, holds: tuple[str, ...] = (), begins: str = "") -> None:
        self.pattern = pattern
        self.holds = holds
        self.begins = begins
        self._compiled: re.Pattern[str] | None = None
        self._starts: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        # asked only for what is not there yet: from then on a method is that of the compiled pattern, or our own
        if name not in _METHODS:
            raise AttributeError(name)
        careful = {"finditer": self._finditer, "search": self._search} if self.holds or self.begins else {}
        method = careful.get(name) or getattr(self.compiled, name)
        setattr(self, name, method)
        return method

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern)
        return self._compiled

    def _finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        for word in self.holds:
            if word in text:
                break
        else:
            if self.holds:
                return iter(())
        return self._from_starts(text, start, end) if self.begins else self.compiled.finditer(text, start, end)

    def _from_starts(self, text: str, at: int, end: int) -> Iterator[re.Match[str]]:
        if self._starts is None:
            self._starts = re.compile("[" + re.escape(self.begins) + "]")
        while start := self._starts.search(text, at, end):
            found = self.compiled.match(text, start.start(), end)
            if found:
                yield found
            at = max(found.end() if found else 0, start.end())

    def _search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return next(self._finditer(text, start, end), None)
