"""Mutated inputs against every reader and the whole check.

    python benchmarks/fuzz.py [--number 100000] [--pdf 10000] [--seed 1] [--jobs 2] [--samples FOLDER]

Starts from the sample reports in every format (and, with --samples, from the files of a folder). Bytes are flipped,
cut, repeated and spliced; inside packages the XML is changed and packed again, in pages and texts the markup. Child
processes read each input, and check it as if it were a report; printed are the counts per format: read, refused with
words for the user, and, as faults, exceptions, inputs that took over 10 s, and those that ended the process. Each
fault is written to a file whose name is printed.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import re
import shutil
import signal
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from checker.errors import CheckerError
from checker.identity import Told
from checker.model import Kind
from checker.readers import SUFFIXES, read
from checker.rulebook import load
from checker.run import Checker
from tests.formats import WRITERS, by_office

SECONDS = 10
FORMATS = ("md", "txt", "docx", "html", "ofd", "pdf")
REPORTS = Path(__file__).parents[1] / "reports"
# what parsers and checks stumble over
TOKENS = [
    token.encode()
    for token in (
        "一、", "（一）", "1.", "第一责任人", "《", "》", "“", "”", "2023年", "……", "\u3000", "\x00", "\ufeff", "\u202e",
        "|", "| --- |", "#", "```", "<!-- fazhi: allow typo -->", "---\n", "&#0;", "&lt;", "<table>", "</div>", "<p>",
        "<!DOCTYPE html>", "]]>", "<w:p>", "</w:p>", "<w:tbl>", "<w:del>", "<mc:AlternateContent>", "%PDF-1.7",
        "9" * 40, "其中", "分别为", "占100%", "〔2023〕", "𠮷", "\ud7ff", "e\u0301" * 5,
    )
] + [b"\xff\xfe", b"\xef\xbb\xbf", b"\x80", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"]  # fmt: skip
TAG = re.compile(rb"<[^<>]{1,300}>")
VALUE = re.compile(rb'"[^"<>]{0,60}"')


# ── inputs ──────────────────────────────────────────────────────────────────────────────


def seeds(samples: Path | None) -> dict[str, list[bytes]]:
    """Whole inputs by format."""
    found: dict[str, list[bytes]] = {form: [] for form in FORMATS}
    office = shutil.which("soffice")
    for path in sorted(REPORTS.iterdir()):
        if SUFFIXES.get(path.suffix) not in ("md", "txt", "docx"):
            continue
        data = path.read_bytes()
        found[SUFFIXES[path.suffix]].append(data)
        blocks = [one for one in read(data, path.name).blocks if one.style not in ("aside", "meta")]
        for form, write in WRITERS.items():
            found[form].append(write(blocks))
        if office and len(found["pdf"]) < 2:
            found["pdf"].append(by_office(blocks, "pdf", office))
    for path in sorted(samples.iterdir()) if samples else ():
        form = SUFFIXES.get(path.suffix, "")
        if form in found and path.stat().st_size < 400_000:
            found[form].append(path.read_bytes())
    return {form: given for form, given in found.items() if given}


def mutated(data: bytes, form: str, others: Sequence[bytes], chance: random.Random) -> bytes:
    """A damaged copy."""
    if form in ("docx", "ofd") and chance.random() < 0.8:
        return _repacked(data, chance)
    if form == "html" and chance.random() < 0.7:
        return _marked(data, chance)
    return _scrambled(data, others, chance)


def _scrambled(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not found:
            break
        at = chance.randrange(len(found))
        size = min(chance.choice((1, 4, 64, 1024)), len(found) - at)
        way = chance.randrange(8)
        if way == 0:
            found[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            found[at : at + size] = chance.randbytes(size)
        elif way == 2:
            del found[at : at + size]
        elif way == 3:
            found[at:at] = found[at : at + size] * chance.choice((1, 3, 50))
        elif way == 4:
            found[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 2, 300))
        elif way == 5:
            other = chance.choice(others)
            start = chance.randrange(len(other) or 1)
            found[at:at] = other[start : start + 1024]
        elif way == 6:
            del found[at:]
        else:
            found[at : at + size] = bytes(size)
    return bytes(found)


def _marked(data: bytes, chance: random.Random) -> bytes:
    """Markup changed: tags dropped, doubled, swapped, nested deep; values replaced."""
    for _ in range(chance.choice((1, 2, 6))):
        tags = list(TAG.finditer(data))
        if not tags:
            return data
        one, other = chance.choice(tags), chance.choice(tags)
        way = chance.randrange(7)
        if way == 0:
            data = data[: one.start()] + data[one.end() :]
        elif way == 1:
            data = data[: one.start()] + other[0] + data[one.end() :]
        elif way == 2:
            first, last = sorted((one.start(), other.end()))
            data = data[:last] + data[first : first + 20_000] + data[last:]
        elif way == 3:
            data = data[: one.start()] + one[0] * chance.choice((5, 150, 3000)) + data[one.end() :]
        elif way == 4:
            value = b'"' + chance.choice((*TOKENS, b"-1", b"1e999", b"4294967296", b"")) + b'"'
            data = data[: one.start()] + VALUE.sub(lambda _, value=value: value, one[0], 1) + data[one.end() :]
        elif way == 5:
            data = data[: one.end()] + chance.choice(TOKENS) + data[one.end() :]
        else:
            first, last = sorted((one.start(), other.start()))
            data = data[:first] + data[last:]
    return data


def _repacked(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in parts if name.endswith(".xml")]
    heavy = max(names, key=lambda name: len(parts[name]))
    name = chance.choice((heavy, heavy, *names))
    way = chance.randrange(12)
    if way == 0:
        del parts[name]
    elif way == 1:
        parts[name] = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]>' + parts[name]
    elif way == 2:
        parts[name] = _scrambled(parts[name], [parts[name]], chance)
    elif way == 3:
        parts["../../" + name] = parts[name]
    else:
        parts[name] = _marked(parts[name], chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for each, content in parts.items():
            archive.writestr(zipfile.ZipInfo(each), content)
    return buffer.getvalue()


def plan(number: int, pdf: int, given: Mapping[str, Sequence[bytes]], seed: int) -> Iterator[tuple[str, int]]:
    """(format, number of the input), spread evenly."""
    texts = [form for form in given if form != "pdf"]
    for index in range(number):
        yield texts[index % len(texts)], seed * 10_000_000 + index
    for index in range(pdf if "pdf" in given else 0):
        yield "pdf", seed * 10_000_000 + index


def made(form: str, number: int, given: Mapping[str, Sequence[bytes]]) -> bytes:
    """The input of this number, always the same one."""
    chance = random.Random(f"{form}{number}")
    return mutated(chance.choice(given[form]), form, given[form], chance)


# ── the processes ───────────────────────────────────────────────────────────────────────


class _TooLong(BaseException):
    """An input took longer than it may."""


def outcome(checker: Checker, form: str, data: bytes) -> str:
    """What became of an input: `read`, `refused`, or the exception."""
    try:
        checker.audit(f"报告.{form}", data)
    except CheckerError:
        return "refused"
    except _TooLong:
        return "hang"
    except Exception:  # this is what is looked for
        return traceback.format_exc(limit=-4)
    return "read"


def _work(given: Mapping[str, Sequence[bytes]], link: Connection) -> None:
    def late(*_: object) -> None:
        raise _TooLong

    signal.signal(signal.SIGALRM, late)
    checker = Checker(load(None), Told("云岭市司法局", Kind.DEPARTMENT, 2023), date(2024, 4, 1))
    while True:
        form, number = link.recv()
        data = made(form, number, given)
        signal.alarm(SECONDS)
        result = outcome(checker, form, data)
        signal.alarm(0)
        link.send(result)


class _Worker:
    def __init__(self, given: Mapping[str, Sequence[bytes]]) -> None:
        self._given = given
        self.task: tuple[str, int] | None = None
        self._start()

    def _start(self) -> None:
        self.link, other = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("fork").Process(
            target=_work, args=(self._given, other), daemon=True
        )
        self._process.start()
        other.close()

    def give(self, task: tuple[str, int]) -> None:
        self.task = task
        self.link.send(task)

    def result(self) -> str:
        try:
            found: str = self.link.recv()
        except EOFError:
            self._start()
            return "crash"
        return found

    def waits(self) -> bool:
        return self.link.poll(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--pdf", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--samples", type=Path)
    options = parser.parse_args()
    given = seeds(options.samples)
    started = time.monotonic()
    counts: Counter[tuple[str, str]] = Counter()
    kinds: Counter[str] = Counter()
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    tasks = plan(options.number, options.pdf, given, options.seed)
    workers = [_Worker(given) for _ in range(options.jobs)]
    busy: list[_Worker] = []
    for worker in workers:
        task = next(tasks, None)
        if task:
            worker.give(task)
            busy.append(worker)
    while busy:
        for worker in [one for one in busy if one.waits()]:
            assert worker.task is not None
            form, number = worker.task
            result = worker.result()
            fault = result not in ("read", "refused")
            counts[form, result if result in ("read", "refused", "hang", "crash") else "exception"] += 1
            if fault:
                kinds[result] += 1
                if kinds[result] <= 3:
                    file = folder / f"{form}-{number}.{form}"
                    file.write_bytes(made(form, number, given))
                    print(f"{file}\n{result}", flush=True)
            task = next(tasks, None)
            if task:
                worker.give(task)
            else:
                busy.remove(worker)
    print(f"{'format':8}{'inputs':>9}{'read':>9}{'refused':>9}{'exception':>11}{'hang':>7}{'crash':>7}")
    for form in given:
        row = [counts[form, what] for what in ("read", "refused", "exception", "hang", "crash")]
        print(f"{form:8}{sum(row):9}{row[0]:9}{row[1]:9}{row[2]:11}{row[3]:7}{row[4]:7}")
    print(f"{time.monotonic() - started:.0f} s, {options.jobs} processes")


if __name__ == "__main__":
    main()
