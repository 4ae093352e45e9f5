"""How far a batch has come: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

_EVERY = 5.0


class Progress(Protocol):
    """Told how many files were done."""

    def done(self, files: int) -> None: ...


@contextmanager
def shown(total: int, what: str, *, quiet: bool) -> Iterator[Progress]:
    """Show the progress of `total` files on standard error while the block runs."""
    if quiet or not total:
        yield _Silent()
    elif sys.stderr.isatty():
        with _bar(total, what) as bar:
            yield bar
    else:
        yield _Lines(total, what)


class _Silent:
    def done(self, files: int) -> None:
        """Nothing is shown."""


class _Lines:
    def __init__(self, total: int, what: str) -> None:
        self._total, self._what, self._count = total, what, 0
        self._start = self._last = time.monotonic()

    def done(self, files: int) -> None:
        """A line now and then."""
        self._count += files
        now = time.monotonic()
        if now - self._last < _EVERY:
            return
        self._last = now
        rate = self._count / (now - self._start)
        rest = (self._total - self._count) / rate if rate else 0
        say(f"{self._what} {self._count}/{self._total}，每秒 {rate:.0f} 份，约剩 {rest:.0f} 秒")


@contextmanager
def _bar(total: int, what: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"每秒 {task.speed or 0:.0f} 份")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TextColumn("剩余"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)

        class Shown:
            def done(self, files: int) -> None:
                bar.advance(task, files)

        yield Shown()


def say(line: str) -> None:
    """A line for the person who waits, on standard error in its encoding."""
    sys.stderr.buffer.write(f"{line}\n".encode(sys.stderr.encoding or "utf-8", "replace"))
    sys.stderr.flush()
