"""Mutated inputs against every reader, the whole check and every output.

    python benchmarks/fuzz.py [--number 100000] [--pdf 10000] [--seed 1] [--jobs 2] [--samples FOLDER]
                             [--formats md txt …]

Starts from the sample reports in every format (and, with --samples, from the files of a folder). Bytes are flipped,
cut, repeated and spliced; inside packages the XML is changed and packed again, in pages and texts the markup. Child
processes read each input, check it as if it were a report and write the result in every format (one in ten also as a
letter, with its corrections tried). Printed are the counts per format: read, refused with words for the user, and, as
faults, exceptions, inputs that took over 10 s of processor time, and those that ended the process or took more memory
than one file may. Each kind of fault is written to files whose names are printed; the same seed gives the same inputs.
The exit status is 1 where there was a fault.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from xml.etree import ElementTree

from checker.errors import CheckerError
from checker.identity import Told
from checker.model import LARGEST, Kind, Run
from checker.readers import SUFFIXES, read
from checker.rulebook import load
from checker.run import Checker
from checker.writers import github, json, letter, markdown, sarif, text
from tests.formats import WRITERS, by_office

SECONDS = 10
# an input that neither ends nor heeds the signal, because it is inside native code
SECONDS_AT_MOST = 120
# corrections are tried by checking again and again
LARGEST_TO_FIX = 20_000
LARGEST_PART = 20_000_000  # characters: more is refused unread
MEMORY = 600 * 1024 * 1024
RENDERERS = (text.render, markdown.render, json.render, sarif.render, github.render)
# letters and corrections take several times as long as all else together, and are made for one input in ten
ONE_IN = 10
FORMATS = ("md", "txt", "docx", "html", "ofd", "pdf")
REPORTS = Path(__file__).parents[1] / "reports"
# what parsers and checks stumble over
TOKENS = [
    token.encode()
    for token in (
        "一、", "（一）", "1.", "第一责任人", "《", "》", "“", "”", "2023年", "……", "\u3000", "\x00", "\ufeff", "\u202e",
        "|", "| --- |", "#", "```", "<!-- fazhi: allow typo -->", "---\n", "&#0;", "&lt;", "<table>", "</div>", "<p>",
        "<!DOCTYPE html>", "]]>", "<w:p>", "</w:p>", "<w:tbl>", "<w:del>", "<mc:AlternateContent>", "%PDF-1.7",
        "> " * 60, "- " * 60, "1. " * 40, "[" * 200, "*" * 99, "<!--", "|" * 90, "&amp;" * 40, "（" * 60, "、" * 300,
        "9" * 40, "其中", "分别为", "占100%", "〔2023〕", "𠮷", "\ud7ff", "e\u0301" * 5,
    )
] + [b"\xff\xfe", b"\xef\xbb\xbf", b"\x80", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"]  # fmt: skip
TAG = re.compile(rb"<[^<>]{1,300}>")
VALUE = re.compile(rb'"[^"<>]{0,60}"')


# ── inputs ──────────────────────────────────────────────────────────────────────────────


def seeds(samples: Path | None, *, pdf: bool = True) -> dict[str, list[bytes]]:
    """Whole inputs by format; PDF needs LibreOffice to make it."""
    found: dict[str, list[bytes]] = {form: [] for form in FORMATS}
    office = shutil.which("soffice") if pdf else None
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
    """A damaged copy; most keep to what makes the format, so that they get past the first look."""
    if chance.random() < 0.15:
        return _scrambled(data, others, chance)
    if form in ("md", "txt"):
        return _worded(data, chance)
    if form in ("docx", "ofd"):
        return _repacked(data, chance)
    if form == "html":
        return _marked(data, chance)
    return _scrambled(data, others, chance)


def _worded(data: bytes, chance: random.Random) -> bytes:
    """Lines and characters of a text changed; the result in one of the encodings that offices use."""
    lines = data.decode("utf-8", "replace").split("\n")
    for _ in range(chance.choice((1, 2, 4, 16))):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        line = lines[at]
        cut = chance.randrange(len(line) + 1)
        token = chance.choice(TOKENS).decode("utf-8", "replace")
        way = chance.randrange(9)
        if way == 0:
            lines[at], lines[other] = lines[other], line
        elif way == 1:
            lines[at : at + 1] = [line] * chance.choice((0, 2, 40))
        elif way == 2:
            lines[at] = line[:cut] + token * chance.choice((1, 1, 2, 300)) + line[cut:]
        elif way == 3:
            lines[at : at + 5] = ["".join(lines[at : at + 5])]
        elif way == 4:
            lines[at : at + 1] = [line[:cut], line[cut:]]
        elif way == 5:
            lines[at] = line[:cut] + line[cut : cut + 3] * chance.choice((2, 500)) + line[cut:]
        elif way == 6:
            lines[at] = token + line
        elif way == 7:
            lines[at] = line[:cut] + chr(chance.choice((chance.randrange(0xD800), chance.randrange(0xE000, 0x110000))))
        else:
            lines[at] = "".join(chance.sample(line, len(line)))
        lines = lines or [""]
    return "\n".join(lines).encode(chance.choice(("utf-8", "utf-8", "utf-8", "gb18030", "utf-16", "utf-16-le")))


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
            changed = VALUE.sub(value.replace(b"\\", b""), one[0], count=1)
            data = data[: one.start()] + changed + data[one.end() :]
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
    way = chance.randrange(16)
    if way == 0:
        del parts[name]
    elif way == 1:
        parts[name] = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]>' + parts[name]
    elif way == 2:
        parts[name] = _scrambled(parts[name], [parts[name]], chance)
    elif way == 3:
        parts["../../" + name] = parts[name]
    elif way < 8:
        parts[name] = _marked(parts[name], chance)
    else:
        parts[name] = _regrown(parts[name], chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for each, content in parts.items():
            archive.writestr(zipfile.ZipInfo(each), content)
    return buffer.getvalue()


def _regrown(data: bytes, chance: random.Random) -> bytes:
    """XML that is still whole: elements dropped, doubled, moved, nested; attributes and texts replaced."""
    root = ElementTree.fromstring(data)
    for _ in range(chance.choice((1, 2, 6, 20))):
        every = list(root.iter())
        if len(every) > 50_000:
            break
        one, other = chance.choice(every), chance.choice(every)
        if not len(one):
            one.text = chance.choice((None, "", "99999999999", "-1", "一、", one.text or "", (other.text or "") * 9))
        if one.attrib:
            name = chance.choice(list(one.attrib))
            value = chance.choice(("", "-1", "0", "1e999", "nan", "²", "4294967296", "x" * 300, *other.attrib.values()))
            one.set(name, value)
        if not len(one):
            continue
        child = chance.choice(list(one))
        way = chance.randrange(6)
        if way == 0:
            one.remove(child)
        elif way == 1:
            one.insert(0, child)
        elif way == 2 and not len(other):
            one.tag, other.tag = other.tag, one.tag
        elif way == 3 and len(list(child.iter())) < 200 and len(every) < 20_000:
            one.extend([child] * chance.choice((2, 50)))
        elif way == 4:
            deep = one
            for _ in range(chance.choice((3, 30, 250))):
                deep = ElementTree.SubElement(deep, child.tag, child.attrib)
            deep.text = child.text
        elif way == 5:
            child.attrib.clear()
    # one element may stand in many places
    size = sum(len(one.text or "") + 100 for one in islice(root.iter(), 500_000))
    return data if size > LARGEST_PART else ElementTree.tostring(root)


def plan(number: int, pdf: int, given: Mapping[str, Sequence[bytes]], seed: int) -> Iterator[tuple[str, int]]:
    """(format, number of the input), spread evenly."""
    texts = [form for form in given if form != "pdf"]
    for index in range(number if texts else 0):
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


def checkers() -> list[Checker]:
    """One that is told whose report it is, so that everything is checked; one that has to find out."""
    rules = load(None)
    told = Told("云岭市司法局", Kind.DEPARTMENT, 2023)
    return [Checker(rules, told, date(2024, 4, 1), date(2024, 4, 1)), Checker(rules, Told(), date(2024, 4, 1))]


def outcome(checker: Checker, form: str, data: bytes, *, everything: bool = True) -> str:
    """What became of an input: `read`, `refused`, or the exception. `everything`: with a letter and corrections too."""
    name = f"报告.{form}"
    if len(data) > LARGEST:
        return "refused"  # by the command, before it reads
    try:
        audit = checker.audit(name, data)
        run = Run((audit,), (), checker.rules.sources, checker.rules.digest)
        for render in RENDERERS:
            render(run)
        if everything:
            letter.render(run)
        if everything and form in ("md", "txt") and len(data) < LARGEST_TO_FIX:
            with suppress(CheckerError):
                checker.fixed(name, data)
    except CheckerError:
        return "refused"
    except _TooLong:
        return "hang"
    except Exception:  # this is what is looked for
        return traceback.format_exc(limit=-4)
    return "read"


def _late(*_: object) -> None:
    raise _TooLong


def _work(given: Mapping[str, Sequence[bytes]], link: Connection, parent: Connection) -> None:
    # else this process would wait for itself when the other one has ended
    parent.close()
    signal.signal(signal.SIGPROF, _late)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    # recognition takes seconds for each page and is not what is looked at here
    sys.modules["rapidocr"] = None  # type: ignore[assignment]
    both = checkers()
    while True:
        try:
            form, number = link.recv()
        except EOFError:
            return
        data = made(form, number, given)
        try:
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            result = outcome(both[number % 5 == 4], form, data, everything=number % ONE_IN == number // ONE_IN % ONE_IN)
            signal.setitimer(signal.ITIMER_PROF, 0)
        except _TooLong:
            result = "hang"
        link.send(result)


class _Worker:
    """A process that looks at one input after the other, started again where one ends it."""

    def __init__(self, given: Mapping[str, Sequence[bytes]]) -> None:
        self._given = given
        self.task = ("", 0)
        self._start()

    def _start(self) -> None:
        self.link, other = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("fork").Process(
            target=_work, args=(self._given, other, self.link), daemon=True
        )
        self._process.start()
        other.close()

    def give(self, task: tuple[str, int]) -> None:
        self.task = task
        self._until = time.monotonic() + SECONDS_AT_MOST
        self.link.send(task)

    def result(self) -> str:
        """What became of the input; an empty string while that is open."""
        try:
            if self.link.poll(0.02):
                found: str = self.link.recv()
                return found
        except (EOFError, OSError):
            self._start()
            return "crash"
        if time.monotonic() > self._until:
            self._process.kill()
            self._process.join()
            self._start()
            return "hang"
        return ""


def results(
    tasks: Iterable[tuple[str, int]], given: Mapping[str, Sequence[bytes]], jobs: int
) -> Iterator[tuple[str, int, str]]:
    """(format, number, outcome) of every task, as they come."""
    waiting = iter(tasks)
    busy: list[_Worker] = []
    for task in islice(waiting, jobs):
        worker = _Worker(given)
        worker.give(task)
        busy.append(worker)
    while busy:
        for worker in list(busy):
            result = worker.result()
            if not result:
                continue
            yield (*worker.task, result)
            following = next(waiting, None)
            if following:
                worker.give(following)
            else:
                busy.remove(worker)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--pdf", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    options = parser.parse_args()
    given = {form: data for form, data in seeds(options.samples).items() if form in options.formats}
    started = time.monotonic()
    counts: Counter[tuple[str, str]] = Counter()
    kinds: Counter[str] = Counter()
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    tasks = plan(options.number, options.pdf, given, options.seed)
    # a run that is interrupted prints what there is
    with suppress(KeyboardInterrupt):
        for form, number, result in results(tasks, given, options.jobs):
            counts[form, result if result in ("read", "refused", "hang", "crash") else "exception"] += 1
            if counts.total() % 1000 == 0:
                print(f"{counts.total()} inputs, {kinds.total()} faults", file=sys.stderr, flush=True)
            if result in ("read", "refused"):
                continue
            kinds[result] += 1
            if kinds[result] <= 3:
                file = folder / f"{form}-{number}.{form}"
                file.write_bytes(made(form, number, given))
                print(f"{file}\n{result}", flush=True)
    print(f"{'format':8}{'inputs':>9}{'read':>9}{'refused':>9}{'exception':>11}{'hang':>7}{'crash':>7}")
    for form in given:
        row = [counts[form, what] for what in ("read", "refused", "exception", "hang", "crash")]
        print(f"{form:8}{sum(row):9}{row[0]:9}{row[1]:9}{row[2]:11}{row[3]:7}{row[4]:7}")
    print(f"{time.monotonic() - started:.0f} s, {options.jobs} processes, seed {options.seed}", flush=True)
    sys.exit(1 if kinds else 0)


if __name__ == "__main__":
    main()
