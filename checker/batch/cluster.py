"""Chunks of tasks → outcomes, by the workers of a dask cluster (extra `cluster`).

The scheduler keeps track of what a lost worker had; the workers read the submissions by the same paths as this process.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from checker.batch import pool
from checker.batch.work import Outcome, Settings, Task
from checker.errors import UsageError

# larger than for local processes: each chunk makes its way through the scheduler
CHUNK = 64
_IN_FLIGHT = 4
_PATIENCE = "15s"


@contextmanager
def spread(address: str) -> Iterator[Callable[[Settings, Sequence[Task]], Iterator[list[Outcome]]]]:
    """What works tasks off on the cluster. Raises UsageError where it does not answer."""
    try:
        # its own annotations are incomplete
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise UsageError("--cluster 需要 dask.distributed", "请运行 pip install 'fazhi-checker[cluster]'") from error
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"集群“{address}”没有应答", "请检查地址，例如 tcp://10.0.0.1:8786") from error
    try:

        def outcomes(settings: Settings, tasks: Sequence[Task]) -> Iterator[list[Outcome]]:
            width = max(1, len(client.scheduler_info()["workers"])) * _IN_FLIGHT
            size = max(1, min(CHUNK, -(-len(tasks) // width)))
            rest = deque(pool.in_chunks(tasks, size))
            # pure=False: the same path may hold another content next time
            with client.get_executor(pure=False, retries=2) as executor:
                for _, future in pool.finished(executor, settings, rest, width):
                    yield future.result()

        yield outcomes
    finally:
        client.close()
