"""Chunks of tasks → outcomes, by the workers of a dask cluster (extra `cluster`).

The scheduler keeps track of what a lost worker had; the workers read the submissions by the same paths as this process.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any

from checker.batch import apart, pool
from checker.batch.work import Outcome, Settings, Task, lost
from checker.errors import UsageError

# larger than for local processes: each chunk makes its way through the scheduler
CHUNK = 64
_IN_FLIGHT = 4
_PATIENCE = "10s"
# a worker that was ended is started again by its nanny within seconds
_PATIENCE_FOR_NEW = "30s"


@contextmanager
def spread(address: str) -> Iterator[Callable[[Settings, Sequence[Task]], Iterator[list[Outcome]]]]:
    """What works tasks off on the cluster. Raises UsageError where it does not answer or goes away."""
    try:
        # its own annotations are incomplete
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise UsageError("--cluster 需要 dask.distributed", "请运行 pip install 'fazhi-checker[cluster]'") from error
    # what becomes of a lost worker's files is told below; the rest of its chatter is for the cluster's own log
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"集群“{address}”没有应答", "请检查地址，例如 tcp://10.0.0.1:8786") from error
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)

        def outcomes(settings: Settings, tasks: Sequence[Task]) -> Iterator[list[Outcome]]:
            width = max(1, sum(client.nthreads().values())) * _IN_FLIGHT
            size = max(1, min(CHUNK, -(-len(tasks) // width)))
            rest = deque(pool.in_chunks(tasks, size))
            # pure=False: the same path may hold another content next time
            executor = client.get_executor(pure=False, retries=2)
            try:
                for chunk, future in pool.finished(
                    executor, apart.outcomes, settings, rest, width, partial(_look_for_workers, client)
                ):
                    if not isinstance(future.exception(), distributed.KilledWorker):
                        yield future.result()
                    elif len(chunk) == 1:
                        yield [lost(chunk[0])]
                    else:
                        # several workers were lost with these files; each gets another chance by itself
                        rest.extend((task,) for task in chunk)
            finally:
                # whoever interrupts waits for nothing
                executor.shutdown(wait=False)

        yield outcomes
    except TimeoutError as error:
        raise UsageError(
            f"集群“{address}”里没有工作进程", "请用 dask worker 启动工作进程，再次运行同样的命令会接着做"
        ) from error
    except (CancelledError, distributed.comm.CommClosedError) as error:
        raise UsageError(f"与集群“{address}”的连接断开", "请检查集群，再次运行同样的命令会接着做") from error
    finally:
        client.close()


def _look_for_workers(client: Any) -> None:
    """Raises TimeoutError where all workers have gone and none comes back."""
    client.wait_for_workers(1, timeout=_PATIENCE_FOR_NEW)
