"""Chunks of tasks → outcomes, by several processes of this machine; a process that dies takes one file at most."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from checker.batch.work import Outcome, Settings, Task, examined

CHUNK = 16
_IN_FLIGHT = 3
_Chunk = tuple[Task, ...]


@contextmanager
def local(jobs: int) -> Iterator[Callable[[Settings, Sequence[Task]], Iterator[list[Outcome]]]]:
    """What works tasks off with this many processes of this machine."""

    def spread(settings: Settings, tasks: Sequence[Task]) -> Iterator[list[Outcome]]:
        return outcomes(settings, tasks, jobs)

    yield spread


def outcomes(settings: Settings, tasks: Sequence[Task], jobs: int) -> Iterator[list[Outcome]]:
    """The outcomes of all tasks, chunk by chunk, in no particular order."""
    size = max(1, min(CHUNK, -(-len(tasks) // (jobs * 4))))
    chunks = in_chunks(tasks, size)
    if jobs == 1 or len(tasks) < 4:
        for chunk in chunks:
            yield examined(settings, chunk)
        return
    rest = deque(chunks)
    while rest:
        executor = _executor(jobs)
        suspects: list[_Chunk] = []
        try:
            for chunk, future in finished(executor, settings, rest, jobs * _IN_FLIGHT):
                if isinstance(future.exception(), BrokenProcessPool):
                    suspects.append(chunk)
                else:
                    yield future.result()
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
        # one of these files ended a process; each gets another chance by itself
        for task in (task for chunk in suspects for task in chunk):
            yield [_alone(settings, task)]


def in_chunks(tasks: Sequence[Task], size: int) -> list[_Chunk]:
    """The tasks in their order, `size` to a chunk."""
    return [tuple(tasks[start : start + size]) for start in range(0, len(tasks), size)]


def finished(
    executor: Executor, settings: Settings, rest: deque[_Chunk], width: int
) -> Iterator[tuple[_Chunk, Future[list[Outcome]]]]:
    """Each chunk with its finished future; `rest` is used up, with at most `width` chunks on their way at a time.

    Where the executor breaks, the chunks not yet sent stay in `rest`.
    """
    running: dict[Future[list[Outcome]], _Chunk] = {}
    broken = False
    while True:
        while rest and not broken and len(running) < width:
            try:
                running[executor.submit(examined, settings, rest[0])] = rest[0]
            except BrokenExecutor:
                broken = True
            else:
                rest.popleft()
        if not running:
            return
        for one in wait(running, return_when=FIRST_COMPLETED).done:
            yield running.pop(one), one


def _alone(settings: Settings, task: Task) -> Outcome:
    """A file by a process of its own, after one died over it or beside it."""
    with _executor(1) as executor:
        try:
            return executor.submit(examined, settings, (task,)).result()[0]
        except BrokenProcessPool:
            one = task.submission
            return Outcome(one.path, one.token, failure="处理这个文件时程序意外退出（请把文件另存为新文件再试）")


@contextmanager
def beside(jobs: int) -> Iterator[Callable[..., Future[None]]]:
    """What starts a function in a process beside this one, or with one job at once in this one."""
    if jobs == 1:
        yield _at_once
        return
    with _executor(1) as executor:
        yield executor.submit


def _at_once(function: Callable[..., None], *arguments: object) -> Future[None]:
    done: Future[None] = Future()
    function(*arguments)
    done.set_result(None)
    return done


def _executor(jobs: int) -> ProcessPoolExecutor:
    # a fork of a process with threads (the progress bar has one) may lock up
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start)


def _start() -> None:
    """Ctrl-C is for the main process; and whoever ends that without a word shall leave no workers behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
