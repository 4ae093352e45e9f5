"""How fast a batch is audited, with how much memory, and where the time goes.

    python benchmarks/audit.py FOLDER [--number 500 …] [--jobs 1 2] [--mixed] [--changed 0.01] [--kills 10]

FOLDER holds sample reports (`*.txt`, `*.md`, with --mixed also `*.docx` and other formats). NUMBER submissions are made
of them: other agencies, other numbers, sentences left out, 1 % damaged; always the same ones. For each number of jobs a
fresh run is timed by stage; then a part of the files is changed (0: none) and the second run is compared with a fresh
one; with --kills a run is killed that many times and resumed.

CPU seconds are user and system time of the main process and all that it started, those that have ended included, while
a stage lasts; the workbook is written by another process beside the last stages. They say more than seconds on a busy
machine: with several sizes, the CPU time of one file is compared with that of the first.
"""

from __future__ import annotations

import argparse
import filecmp
import gc
import io
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import psutil

from checker.batch.flow import Order, audited
from checker.readers import SUFFIXES

DAY = date(2025, 6, 1)
DAMAGED = 0.01
EACH, ALL = "检查报告", "全部"
BODIES = ("财政局", "市监局", "卫健委", "司法局", "教育局", "人民政府", "应急管理局", "城管局", "住建局", "水利局")
SIGNS = "云青白金玉清安平永长新东西南北山河江湖林石泉溪桥"


def agency(number: int) -> str:
    place, body = divmod(number, len(BODIES))
    first, rest = divmod(place, len(SIGNS))
    second, third = divmod(first, len(SIGNS))
    return SIGNS[third % len(SIGNS)] + SIGNS[second % len(SIGNS)] + SIGNS[rest] + "县" + BODIES[body]


def varied(text: str, number: int, chance: random.Random) -> str:
    """Another agency's report: its name, its numbers, a few sentences less."""
    lines = text.split("\n")
    head = f"{agency(number)}2024年法治政府建设年度报告"
    rest = [
        re.sub(r"(?<![\d年])\d{1,3}(?=[件次人名场份条])", lambda _: str(chance.randint(1, 400)), line)
        for line in lines[1:]
    ]
    while rest and len(rest[-1].strip()) < 40:
        rest.pop()
    kept = [line for line in rest if len(line) < 30 or chance.random() > 0.08]
    return "\n".join([head, *kept, "", agency(number), "2025年1月10日", ""])


def varied_file(data: bytes, suffix: str, number: int, chance: random.Random) -> bytes:
    if suffix in (".txt", ".md"):
        return varied(data.decode("utf-8"), number, chance).encode()
    if suffix != ".docx":
        return data
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = re.sub(rb">[^<>]{4,30}\xe5\xb1\x80<", f">{agency(number)}<".encode(), part)
            new.writestr(name, part)
    return buffer.getvalue()


def submissions(samples: list[Path], number: int, folder: Path, seed: int = 1) -> None:
    kept = [(path.read_bytes(), path.suffix.lower()) for path in samples]
    for count in range(number):
        chance = random.Random(f"{seed}-{count}")
        data, suffix = kept[count % len(kept)]
        made = varied_file(data, suffix, count, chance)
        if chance.random() < DAMAGED:
            made = made[: len(made) // 3] if suffix not in (".txt", ".md") else b"\0\xff\xfe\x80" * 200
        place = folder / f"{count // 500:03d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{count:06d}{suffix}").write_bytes(made)


# ── one run ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds and CPU seconds, those of children included, by stage and in all; peak memory in MB of each process."""

    seconds: dict[str, float]
    cpu: dict[str, float]
    peak: float
    others_peak: float

    @property
    def each(self) -> float:
        return self.seconds[EACH]


def cpu() -> float:
    """CPU seconds of this process and of all below it; those that ended are counted by whoever waited for them."""
    total = 0.0
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        with suppress(psutil.Error):
            total += sum(process.cpu_times()[:4])
    return total


def run(order: Order) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds and CPU seconds of each stage; as in the program itself, without looking for garbage."""
    gc.disable()
    seconds: dict[str, float] = {}
    spent = {ALL: 0.0}
    under_way = 0

    @contextmanager
    def during(stage: str) -> Iterator[None]:
        nonlocal under_way
        start, before = time.perf_counter(), cpu()
        under_way += 1
        yield
        under_way -= 1
        seconds[stage], spent[stage] = time.perf_counter() - start, cpu() - before
        # what the last processes spent is not to be had any more once they have ended; stages may hold others
        spent[ALL] += spent[stage] if under_way == 0 else 0.0

    start = time.perf_counter()
    audited(order, during)
    seconds[ALL] = time.perf_counter() - start
    return seconds, spent


def timed(order: Order) -> Spent:
    """A run in a process of its own, whose memory and that of all below it is watched from here."""
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        result = executor.submit(run, order)
        (main,) = executor._processes
        peak: dict[int, int] = {}
        while not result.done():
            time.sleep(0.1)
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    peak[process.pid] = max(peak.get(process.pid, 0), process.memory_info().rss)
    others = max((size for process, size in peak.items() if process != main), default=0)
    return Spent(*result.result(), peak.get(main, 0) / 1e6, others / 1e6)


def told(name: str, spent: Spent, number: int) -> None:
    print(
        f"{name}: {spent.seconds[ALL]:.2f} s, CPU {spent.cpu[ALL]:.2f} s; auditing {number / spent.each:.0f} files/s,"
        f" CPU {1000 * spent.cpu[EACH] / number:.2f} ms/file;"
        f" at most {spent.peak:.0f} MB in the main process, {spent.others_peak:.0f} MB in any other"
    )
    for stage, seconds in spent.seconds.items():
        if stage != ALL:
            print(f"    {stage}: {seconds:.2f} s, CPU {spent.cpu[stage]:.2f} s")
    sys.stdout.flush()


# ── what is compared ────────────────────────────────────────────────────────────────────


def differing(one: Path, other: Path) -> list[str]:
    """The output files that are not the same in both folders."""
    left, right = (
        {path.relative_to(base) for path in base.rglob("*") if path.is_file() and ".fazhi" not in path.parts}
        for base in (one, other)
    )
    return [
        str(name)
        for name in sorted(left | right)
        if name not in left & right or not filecmp.cmp(one / name, other / name, shallow=False)
    ]


def sized(options: argparse.Namespace, samples: list[Path], number: int, base: Path) -> float:
    """All figures for a batch of one size; the CPU seconds of one file with the last number of jobs."""
    source = base / "in"
    submissions(samples, number, source)
    print(f"{number} submissions from {len(samples)} samples", flush=True)
    orders = [Order(source, base / f"out{jobs}", as_of=DAY, jobs=jobs, quiet=True) for jobs in options.jobs]
    spent = [timed(order) for order in orders]
    for order, one in zip(orders, spent, strict=True):
        told(f"{order.jobs} job(s)", one, number)
    if len(orders) > 1:
        print(f"auditing with {orders[-1].jobs} jobs is {spent[0].each / spent[-1].each:.2f} times as fast")
        print("same bytes with any number of jobs:", not differing(orders[0].out, orders[-1].out), flush=True)
    if options.changed:
        changed = max(1, int(number * options.changed))
        submissions(samples, changed, source, seed=2)
        again = timed(orders[-1])
        told(f"again, {changed} file(s) changed", again, number)
        print(
            f"that is {again.seconds[ALL] / spent[-1].seconds[ALL]:.2f} of the first run,"
            f" by CPU time {again.cpu[ALL] / spent[-1].cpu[ALL]:.2f}"
        )
        timed(replace(orders[-1], out=base / "fresh"))
        print("same bytes as a fresh run:", not differing(orders[-1].out, base / "fresh"), flush=True)
    if options.kills:
        _killed(orders[-1], base / "resumed", options.kills, spent[-1].seconds[ALL])
        calm = base / "fresh" if options.changed else orders[-1].out
        print("same bytes after all that:", not differing(calm, base / "resumed"), flush=True)
    return spent[-1].cpu[EACH] / number


def _killed(order: Order, out: Path, kills: int, whole: float) -> None:
    """Audit into `out`, killed at this many moments and then left alone."""
    chance = random.Random(1)
    command = [sys.executable, "-m", "checker", "audit", order.source, "-o", out, "--as-of", DAY.isoformat()]
    for number in range(kills + 1):
        running = subprocess.Popen(
            [*map(str, command), "--jobs", str(order.jobs), "--quiet"], stdout=subprocess.DEVNULL
        )
        moment = chance.uniform(0, 1.2 * whole / kills)
        try:
            running.wait(moment if number < kills else None)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            print(f"    killed after {moment:.2f} s")
        else:
            print(f"    ended by itself with {running.returncode}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--number", type=int, nargs="+", default=[500])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--mixed", action="store_true")
    parser.add_argument("--changed", type=float, default=0.01)
    parser.add_argument("--kills", type=int, default=0)
    options = parser.parse_args()
    formats = set(SUFFIXES) if options.mixed else {".txt", ".md"}
    samples = sorted(path for path in options.folder.rglob("*") if path.suffix.lower() in formats)
    if not samples:
        sys.exit(f"no samples in {options.folder}")
    first = 0.0
    for number in options.number:
        with tempfile.TemporaryDirectory() as temporary:
            each = sized(options, samples, number, Path(temporary))
        if first:
            print(f"CPU time of one file: {each / first:.3f} of that at {options.number[0]}", flush=True)
        first = first or each


if __name__ == "__main__":
    main()
