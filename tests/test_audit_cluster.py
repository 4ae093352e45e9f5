"""A real scheduler and two worker processes: the same bytes as on this machine alone, also when a worker is ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.batches import DAY, audit, command, environment, fazhi, many, outputs

pytestmark = pytest.mark.skipif(find_spec("distributed") is None, reason="not installed: the extra `cluster`")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env={**environment(), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    address = f"tcp://127.0.0.1:{_free_port()}"
    port = address.rsplit(":", 1)[1]
    scheduler = _started("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    workers = [
        _started(
            "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--local-directory", str(tmp_path / f"worker{number}"),
        )
        for number in range(2)
    ]  # fmt: skip
    _wait_for_workers(address, 2)
    yield address, workers
    for one in (*workers, scheduler):
        one.kill()
        one.wait()


def _wait_for_workers(address: str, number: int) -> None:
    from distributed import Client

    with Client(address, timeout="60s", set_as_default=False) as client:
        client.wait_for_workers(number, timeout=60)


def test_a_cluster_writes_the_same_bytes_and_losing_a_worker_loses_nothing(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = cluster
    many(tmp_path / "in", 200)
    audit(tmp_path / "in", tmp_path / "alone", "--jobs", "2")
    # the workers stand in another folder than this command
    done = fazhi("audit", "in", "-o", "together", "--as-of", DAY, "--cluster", address, cwd=tmp_path)
    running = subprocess.Popen(
        command("audit", tmp_path / "in", "-o", tmp_path / "less", "--as-of", DAY, "--cluster", address),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    store = tmp_path / "less" / ".fazhi" / "store.sqlite-wal"
    while running.poll() is None and not (store.exists() and store.stat().st_size > 50_000):
        time.sleep(0.02)
    was_running = running.poll() is None
    workers[0].kill()
    running.wait(120)

    assert done.returncode == 3
    assert was_running
    assert outputs(tmp_path / "together") == outputs(tmp_path / "alone")
    assert outputs(tmp_path / "less") == outputs(tmp_path / "alone")
