"""How fast a batch is audited, with how much memory, and where the time goes.

    python benchmarks/audit.py FOLDER [--number 500] [--jobs 1 2] [--mixed] [--changed 0.01]

FOLDER holds sample reports (`*.txt`, `*.md`, with --mixed also `*.docx` and other formats). NUMBER submissions are made
of them: other agencies, other numbers, sentences left out, 1 % damaged; always the same ones. For each number of jobs a
fresh run is timed by stage; then a part of the files is changed and the second run is compared with a fresh one.
"""

from __future__ import annotations

import argparse
import filecmp
import io
import random
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from checker.batch.flow import Order, audited
from checker.readers import SUFFIXES

DAY = date(2025, 6, 1)
DAMAGED = 0.01
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


def memory() -> str:
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return f"{mine / unit:.0f} MB in the main process, {theirs / unit:.0f} MB in the largest other"


def timed(order: Order) -> dict[str, float]:
    spent: dict[str, float] = {}

    @contextmanager
    def during(stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        spent[stage] = time.perf_counter() - start

    start = time.perf_counter()
    audited(order, during)
    spent["all"] = time.perf_counter() - start
    return spent


def told(name: str, spent: dict[str, float], number: int) -> None:
    print(f"{name}: {spent['all']:.2f} s, {number / spent['检查报告']:.0f} files/s while auditing; {memory()}")
    print("    " + "  ".join(f"{stage} {seconds:.2f}" for stage, seconds in spent.items() if stage != "all"))


def differing(one: Path, other: Path) -> list[str]:
    compare = filecmp.dircmp(one, other, ignore=[".fazhi"])
    found = [*compare.left_only, *compare.right_only]
    for folder in (".", *compare.common_dirs):
        names = sorted(path.name for path in (one / folder).iterdir() if path.is_file())
        _, wrong, lost = filecmp.cmpfiles(one / folder, other / folder, names, shallow=False)
        found += wrong + lost
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--number", type=int, default=500)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--mixed", action="store_true")
    parser.add_argument("--changed", type=float, default=0.01)
    options = parser.parse_args()
    formats = set(SUFFIXES) if options.mixed else {".txt", ".md"}
    samples = sorted(path for path in options.folder.rglob("*") if path.suffix.lower() in formats)
    if not samples:
        sys.exit(f"no samples in {options.folder}")
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        submissions(samples, options.number, base / "in")
        print(f"{options.number} submissions from {len(samples)} samples")
        for jobs in options.jobs:
            order = Order(base / "in", base / f"out{jobs}", as_of=DAY, jobs=jobs, quiet=True)
            told(f"{jobs} job(s)", timed(order), options.number)
        first, last = options.jobs[0], options.jobs[-1]
        print("same bytes with any number of jobs:", not differing(base / f"out{first}", base / f"out{last}"))
        changed = max(1, int(options.number * options.changed))
        submissions(samples, changed, base / "in", seed=2)
        again = Order(base / "in", base / f"out{last}", as_of=DAY, jobs=last, quiet=True)
        told(f"again, {changed} file(s) changed", timed(again), options.number)
        timed(Order(base / "in", base / "fresh", as_of=DAY, jobs=last, quiet=True))
        print("same bytes as a fresh run:", not differing(base / f"out{last}", base / "fresh"))


if __name__ == "__main__":
    main()
