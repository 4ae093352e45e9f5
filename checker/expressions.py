"""Regular expressions that are compiled when first needed and tried only where they can match.

Compiling is a good part of what a start costs, and one document needs only some of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator


class Expression:
    """Used like a compiled pattern of `re`; `pattern` is its source.

    `holds`: words one of which stands in every match; `begins`: the characters with one of which every match begins.
    Both save time only, and nothing is compiled for a text that has none of them.

    >>> [found.group() for found in Expression(r"\\d+件", holds=("件",), begins="123456789").finditer("3次、12件")]
    ['12件']
    """

    __slots__ = ("_compiled", "_starts", "begins", "holds", "pattern")

    def __init__(self, pattern: str, *, holds: tuple[str, ...] = (), begins: str = "") -> None:
        self.pattern = pattern
        self.holds = holds
        self.begins = begins
        self._compiled: re.Pattern[str] | None = None
        self._starts: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern)
        return self._compiled

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Every match, as `re.Pattern.finditer` gives them."""
        for word in self.holds:
            if word in text:
                break
        else:
            if self.holds:
                return iter(())
        if not self.begins:
            return self.compiled.finditer(text, start, end)
        return self._from_starts(text, start, end)

    def _from_starts(self, text: str, at: int, end: int) -> Iterator[re.Match[str]]:
        if self._starts is None:
            self._starts = re.compile("[" + re.escape(self.begins) + "]")
        while start := self._starts.search(text, at, end):
            found = self.compiled.match(text, start.start(), end)
            if found:
                yield found
            at = max(found.end() if found else 0, start.end())

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        return next(self.finditer(text, start), None)

    def match(self, text: str) -> re.Match[str] | None:
        return self.compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(text)

    def findall(self, text: str) -> list[str]:
        return self.compiled.findall(text)

    def split(self, text: str) -> list[str]:
        return self.compiled.split(text)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        return self.compiled.sub(replacement, text)
