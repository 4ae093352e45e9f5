"""Regular expressions that are compiled when first needed and tried only where they can match.

Compiling is a good part of what a start costs, and one document needs only some of them. What this very interpreter
made of a pattern can be kept (`programs`) and used again at the next start (`use`): `re` itself has no way to do that,
so its inner modules are asked, and wherever they answer otherwise than expected the pattern is compiled as usual.
"""

from __future__ import annotations

import importlib
import re
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


# flags, code as bytes, number of groups, number of each named group, name of each group
Program = list[Any]
_kept: dict[str, Program] = {}
_made: dict[str, Program] = {}


def use(kept: Mapping[str, Program]) -> None:
    """Compiled patterns of an earlier start, as `programs` told them to the same interpreter."""
    _kept.update(kept)


def programs() -> dict[str, Program]:
    """Everything that was given or compiled so far; empty where nothing was compiled that had not been given."""
    return {**_kept, **_made} if _made else {}


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        if pattern in _kept:
            return _revived(pattern, _kept[pattern])
        program = _program(pattern)
        found = _revived(pattern, program)
    except re.error:
        raise
    except Exception:  # whatever another interpreter's inner modules do instead
        return re.compile(pattern)
    _made[pattern] = program
    return found


def _program(pattern: str) -> Program:
    inner: Any = importlib.import_module("re._compiler")
    tree = importlib.import_module("re._parser").parse(pattern, 0)
    names = tree.state.groupdict
    by_number: list[str | None] = [None] * tree.state.groups
    for name, number in names.items():
        by_number[number] = name
    code = array("I", inner._code(tree, 0)).tobytes()
    return [tree.state.flags, code, tree.state.groups - 1, names, by_number]


def _revived(pattern: str, program: Program) -> re.Pattern[str]:
    """Raises RuntimeError where the code is not that of a pattern: `_sre` looks through it."""
    flags, code, groups, names, by_number = program
    inner: Any = importlib.import_module("_sre")
    found: re.Pattern[str] = inner.compile(pattern, flags, array("I", code).tolist(), groups, names, tuple(by_number))
    return found


class Expression:
    """Used like a compiled pattern of `re`; `pattern` is its source.

    `holds`: words one of which stands in every match; `begins`: the characters with one of which every match begins.
    Both save time only, in `finditer`, `match` and `search`, and nothing is compiled for a text that has none of the words.

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
        if self.holds:
            careful["match"] = self._match
        method = careful.get(name) or getattr(self.compiled, name)
        setattr(self, name, method)
        return method

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = _compiled(self.pattern)
        return self._compiled

    def _finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        if not self._may_hold(text):
            return iter(())
        return self._from_starts(text, start, end) if self.begins else self.compiled.finditer(text, start, end)

    def _from_starts(self, text: str, at: int, end: int) -> Iterator[re.Match[str]]:
        if self._starts is None:
            self._starts = _compiled("[" + re.escape(self.begins) + "]")
        while start := self._starts.search(text, at, end):
            found = self.compiled.match(text, start.start(), end)
            if found:
                yield found
            at = max(found.end() if found else 0, start.end())

    def _may_hold(self, text: str) -> bool:
        for word in self.holds:
            if word in text:
                return True
        return not self.holds

    def _match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.compiled.match(text, start, end) if self._may_hold(text) else None

    def _search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return next(self._finditer(text, start, end), None)


# ── the functions of re, whose patterns are kept too ────────────────────────────────────


@cache
def expression(pattern: str) -> Expression:
    """The one expression of a pattern."""
    return Expression(pattern)


def findall(pattern: str, text: str) -> list[Any]:
    """As `re.findall`."""
    return expression(pattern).findall(text)


def finditer(pattern: str, text: str) -> Iterator[re.Match[str]]:
    """As `re.finditer`."""
    return expression(pattern).finditer(text)


def fullmatch(pattern: str, text: str) -> re.Match[str] | None:
    """As `re.fullmatch`."""
    return expression(pattern).fullmatch(text)


def match(pattern: str, text: str) -> re.Match[str] | None:
    """As `re.match`."""
    return expression(pattern).match(text)


def search(pattern: str, text: str) -> re.Match[str] | None:
    """As `re.search`."""
    return expression(pattern).search(text)


def split(pattern: str, text: str, maxsplit: int = 0) -> list[str]:
    """As `re.split`."""
    return expression(pattern).split(text, maxsplit)


def sub(pattern: str, by: str, text: str) -> str:
    """As `re.sub`."""
    return expression(pattern).sub(by, text)
