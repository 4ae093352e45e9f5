"""A process beside a worker of a cluster that does its chunks, so that no file can hold up or end the worker itself.

The workers of a cluster may have several threads and may not start processes of `multiprocessing`; so this one is a
plain child that reads tasks from its standard input and writes outcomes to its standard output. It ends with the worker.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import IO, Any

from checker.batch.work import Outcome, Settings, Task, examining, lost
from checker.errors import CheckerError

_READY = "ready"


def outcomes(settings: Settings, tasks: tuple[Task, ...]) -> list[Outcome]:
    """The outcomes of a chunk, in its order; of a file that ends the child or takes too long, that it does.

    Raises UsageError as `examining` does.
    """
    found: list[Outcome] = []
    chunk = tasks
    while len(found) < len(tasks):
        child = _idle.pop() if _idle else _Child()
        start = monotonic()
        try:
            for one in child.outcomes(settings, chunk):
                found.append(one)
                start = monotonic()
        except EOFError:
            child.end()
            rest = tasks[len(found) :]
            if child.was_ready or len(chunk) == 1:
                found.append(lost(rest[0], late=monotonic() - start > settings.seconds))
                chunk = rest[1:]
            else:
                # it ended before the first file was looked at by itself: any of them may be the reason
                chunk = rest[:1]
            continue
        except BaseException:
            child.end()
            raise
        _idle.append(child)
        chunk = tasks[len(found) :]
    return found


class _Child:
    """The child as its worker sees it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self.was_ready = False

    def outcomes(self, settings: Settings, tasks: tuple[Task, ...]) -> Iterator[Outcome]:
        """As they come. Raises EOFError where the child ends before the last of them."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.was_ready = False
        try:
            pickle.dump((settings, tasks), self._process.stdin)
            self._process.stdin.flush()
            for _ in range(len(tasks) + 1):
                answer = pickle.load(self._process.stdout)
                if isinstance(answer, Exception):
                    raise answer
                if answer == _READY:
                    self.was_ready = True
                else:
                    yield answer
        except (BrokenPipeError, pickle.UnpicklingError) as error:
            raise EOFError from error

    def end(self) -> None:
        """End it at once."""
        self._process.kill()
        with suppress(OSError):
            self._process.communicate()


# as many as the worker has had threads at a time; lists are safe among threads
_idle: list[_Child] = []


# ── in the child ────────────────────────────────────────────────────────────────────────


def _serve(tasks: IO[bytes], answers: IO[bytes]) -> None:
    def answer(what: Any) -> None:
        pickle.dump(what, answers)
        answers.flush()

    while True:
        try:
            settings, chunk = pickle.load(tasks)
        except EOFError:
            return
        try:
            found = examining(settings, chunk)
            answer(_READY)
            for one in found:
                answer(one)
        except CheckerError as error:
            answer(error)


def _main() -> None:
    # what a library prints must not get between the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(BrokenPipeError):
        _serve(sys.stdin.buffer, answers)
    os._exit(0)


if __name__ == "__main__":
    _main()
