"""Regular expressions that are compiled when first needed and tried only where they can match."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator


class Expression:
    """A regular expression of `re`.

    `holds`: words one of which stands in every match; `begins`: the characters with one of which every match begins.
    Both save time only, and nothing is compiled for a text that has none of them.

    >>> [found.group() for found in Expression(r"\\d+件", holds=("件",), begins="123456789").finditer("3次、12件")]
    ['12件']
    """

    __slots__ = ("_compiled", "_starts", "begins", "holds", "source")

    def __init__(self, source: str, *, holds: tuple[str, ...] = (), begins: str = "") -> None:
        self.source = source
        self.holds = holds
        self.begins = begins
        self._compiled: re.Pattern[str] | None = None
        self._starts: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self.source)
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

    def search(self, text: str) -> re.Match[str] | None:
        return next(self.finditer(text), None)

    def match(self, text: str) -> re.Match[str] | None:
        return self.compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(text)
