"""Chunks of tasks → outcomes, by several processes of this machine; a process that dies takes one file at most."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from time import monotonic

from checker.batch.work import Outcome, Settings, Task, examined, lost

CHUNK = 16
_IN_FLIGHT = 3
_A_WHILE = 5.0
_NOT_TOLD = "ignore:resource_tracker:UserWarning"
_Chunk = tuple[Task, ...]
Examine = Callable[[Settings, _Chunk], list[Outcome]]


class Workers:
    """Processes of this machine, started when first needed and again after one of them died."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._end(wait=kind is None)
        if kind is not None:
            # nobody waits for a file that may take minutes
            for process in multiprocessing.active_children():
                process.terminate()
                process.join(1)

    def outcomes(self, settings: Settings, tasks: Sequence[Task]) -> Iterator[list[Outcome]]:
        """The outcomes of all tasks, chunk by chunk, in no particular order."""
        size = max(1, min(CHUNK, -(-len(tasks) // (self._jobs * 4))))
        rest = deque(in_chunks(tasks, size))
        while rest:
            suspects: list[_Chunk] = []
            for chunk, future in finished(self._running(), examined, settings, rest, self._jobs * _IN_FLIGHT):
                if isinstance(future.exception(), BrokenProcessPool):
                    suspects.append(chunk)
                else:
                    yield future.result()
            if suspects or rest:
                self._end()
            # one of these files ended a process; each gets another chance by itself
            for task in (task for chunk in suspects for task in chunk):
                yield [self._by_itself(settings, task)]

    def _by_itself(self, settings: Settings, task: Task) -> Outcome:
        start = monotonic()
        try:
            with _undisturbed():
                result = self._running().submit(examined, settings, (task,))
            return result.result()[0]
        except BrokenProcessPool:
            self._end()
            return lost(task, late=monotonic() - start > settings.seconds)

    def beside(self, function: Callable[..., None], *arguments: object) -> Future[None]:
        """Start a function in one of the processes."""
        with _undisturbed():
            return self._running().submit(function, *arguments)

    def _running(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._executor = ProcessPoolExecutor(self._jobs, mp_context=_context(), initializer=_start)
        return self._executor

    def _end(self, *, wait: bool = False) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=wait, cancel_futures=True)
            self._executor = None


def in_chunks(tasks: Sequence[Task], size: int) -> list[_Chunk]:
    """The tasks in their order, `size` to a chunk."""
    return [tuple(tasks[start : start + size]) for start in range(0, len(tasks), size)]


def _patient() -> None:
    """Nothing is wrong where nothing was finished for a while."""


def finished(
    executor: Executor,
    function: Examine,
    settings: Settings,
    rest: deque[_Chunk],
    width: int,
    waiting: Callable[[], None] = _patient,
) -> Iterator[tuple[_Chunk, Future[list[Outcome]]]]:
    """Each chunk with its finished future; `rest` is used up, with at most `width` chunks on their way at a time.

    Where the executor breaks, the chunks not yet sent stay in `rest`. `waiting` is called whenever nothing was finished
    for some seconds.
    """
    running: dict[Future[list[Outcome]], _Chunk] = {}
    broken = False
    while True:
        while rest and not broken and len(running) < width:
            try:
                with _undisturbed():
                    running[executor.submit(function, settings, rest[0])] = rest[0]
            except BrokenExecutor:
                broken = True
            else:
                rest.popleft()
        if not running:
            return
        done = wait(running, _A_WHILE, return_when=FIRST_COMPLETED).done
        if not done:
            waiting()
        for one in done:
            yield running.pop(one), one


def _context() -> BaseContext:
    # what a process that is killed leaves is cleared away by another, which need not tell the user so
    os.environ["PYTHONWARNINGS"] = ",".join(filter(None, (os.environ.get("PYTHONWARNINGS"), _NOT_TOLD)))
    # a fork of a process with threads (the progress bar has one) may lock up
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["checker.batch.work"])
    with _undisturbed(inherited=True):
        forkserver.ensure_running()
    return context


@contextmanager
def _undisturbed(*, inherited: bool = False) -> Iterator[None]:
    """Ctrl-C waits until the block is done; `inherited`: what is started in it never hears it, nor does this process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, signal.SIG_IGN if inherited else lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt


def _start() -> None:
    """Ctrl-C is for the main process; and whoever ends that without a word shall leave no workers behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # what a library fails to tidy up, on a full disk for example, is told by the error itself
    sys.unraisablehook = lambda _: None
    # few of the many small objects of an audit refer to each other: looking for rings among them seldom is enough
    gc.set_threshold(50_000, 20, 50)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
