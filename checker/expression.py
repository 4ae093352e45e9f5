"""Regular expressions that are compiled when they are first needed, and not before.

Compiling is a good part of what a start costs, and one document needs only some of them.
"""

from __future__ import annotations

import re
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
