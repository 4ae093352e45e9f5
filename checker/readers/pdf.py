"""Read PDF: lines rejoined to paragraphs, page numbers and running heads told apart, pages without text listed.

pypdfium2 does the reading in a child process (`pdfium.py`), which is kept for the next file.
"""

from __future__ import annotations

import atexit
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

from checker.errors import UnreadableError
from checker.model import Block, Place, Reading, Unread
from checker.readers import pages, pictures
from checker.readers.pages import Line, Page
from checker.readers.pdfium import SECONDS, SECONDS_A_PAGE
from checker.readers.pictures import Picture

_MILLIMETRES = 25.4 / 72  # in a point
_FAULTS = {
    "password": ("PDF 设有打开密码", "请取消密码后再试"),
    "damaged": ("PDF 已经损坏，不能打开", "请用 PDF 阅读器打开后重新保存"),
    "long": ("PDF 超过 2000 页", "请只提交报告本身"),
    "memory": ("读取这个 PDF 占用的内存超过上限", "请另存为较小的文件后再试"),
}
_WHY = {
    "picture": "这一页是图片，没有文字层",
    "garbled": "这一页的文字编码不能辨认",
    "late": "这一页是图片，文字识别用时超过上限",
}
_OCR_HINT = "（可安装 fazhi-checker[ocr] 识别图片里的文字）"


def read(data: bytes) -> Reading:
    """One block for each paragraph and table row, its place the page.

    Raises UnreadableError where the file is encrypted, damaged, too long, or brings the child process down.
    """
    ocr = find_spec("rapidocr") is not None
    answer = _child.ask(data, ocr=ocr)
    if "error" in answer:
        raise UnreadableError(*_FAULTS[answer["error"]])
    found = [Page(one["size"][0], one["size"][1], tuple(map(_unpacked, one["lines"]))) for one in answer["pages"]]
    seen = [one["seen"] for one in answer["pages"]]
    recognised = [str(number) for number, what in enumerate(seen, 1) if what == "ocr"]
    notes = (f"第{'、'.join(recognised)}页没有文字层，由文字识别（OCR）读出，可能有错字",) if recognised else ()
    blocks = tuple(_with_quotes(one) for one in pages.blocks(found))
    characters = sum(len(one.text) for one in blocks)
    beside = [
        Picture(width * _MILLIMETRES, height * _MILLIMETRES, Place("page", number))
        for number, one in enumerate(answer["pages"], 1)
        for width, height in one["pictures"]
    ]
    unread = [*_unread(answer["pages"], ocr=ocr), *pages.unread_pictures(beside, characters)]
    unread.sort(key=lambda one: one.place.number if one.place else 0)
    unread += _attached(answer["files"], sum(one["files"] for one in answer["pages"]))
    return Reading("pdf", blocks, unread=tuple(unread), notes=(*notes, *pictures.notes(beside, characters)))


def _unpacked(packed: list[Any]) -> Line:
    text, left, right, top, bottom, size, cells, column = packed
    return Line(text, left, right, top, bottom, size, cells, tuple(column) if column else None)


def _unread(answers: list[dict[str, Any]], *, ocr: bool) -> Iterator[Unread]:
    for number, one in enumerate(answers, 1):
        place = Place("page", number)
        if one["seen"] in _WHY:
            yield Unread(f"第{number}页", _WHY[one["seen"]] + ("" if ocr else _OCR_HINT), place)


def _attached(names: list[str], unnamed: int) -> Iterator[Unread]:
    """The files in the PDF; `unnamed`: how many more stand on its pages."""
    if names or unnamed:
        named = next(filter(None, names), "")
        what = f"附件{len(names) + unnamed}个" + (f"（{named}）" if named else "")
        yield Unread(what, "附在 PDF 里的文件没有读取")


_QUOTES = re.compile('[“”"]')


def _with_quotes(block: Block) -> Block:
    """Quotation marks that the font shows alike (all opening, all straight) opened and closed in turn."""
    marks = _QUOTES.findall(block.text)
    if len(marks) < 2 or len(marks) % 2 or marks == ["“", "”"] * (len(marks) // 2) or not _one_kind(marks):
        return block
    turns: Iterator[str] = iter("“”" * (len(marks) // 2))
    return block._replace(text=_QUOTES.sub(lambda _: next(turns), block.text))


def _one_kind(marks: list[str]) -> bool:
    return len(set(marks)) == 1


# ── the child process ───────────────────────────────────────────────────────────────────


class _Child:
    """The process that reads, started when first needed and again after it ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def ask(self, data: bytes, *, ocr: bool) -> dict[str, Any]:
        """The answer for one file. Raises UnreadableError where the process ends or takes too long."""
        with self._lock:
            process = self._running(ocr=ocr)
            head = json.dumps({"size": len(data), "ocr": ocr}).encode()
            limit = _Limit(process, SECONDS)
            try:
                found = _answered(process, head + b"\n" + data, limit)
            except (BrokenPipeError, OSError):
                found = None
            finally:
                limit.end()
            if found is None or limit.late:
                self.close()
            if found is not None:
                return found
            if limit.late:
                raise UnreadableError("读取这个 PDF 用时超过上限", "请另存为较小的文件后再试")
            raise UnreadableError(*_FAULTS["damaged"])

    def close(self) -> None:
        """End the process, at the latest when this one ends."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            process.wait()

    def _running(self, *, ocr: bool) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "checker.readers.pdfium", *(["--ocr"] if ocr else [])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


class _Limit:
    """Ends a process that has not answered in time; every page that is recognised adds to the time."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._until = time.monotonic() + seconds
        self.late = False
        self._start()

    def longer(self, seconds: float) -> None:
        self.end()
        self._until += seconds
        self._start()

    def end(self) -> None:
        self._timer.cancel()

    def _start(self) -> None:
        self._timer = threading.Timer(max(0.0, self._until - time.monotonic()), self._kill)
        self._timer.daemon = True
        self._timer.start()

    def _kill(self) -> None:
        self.late = True
        self._process.kill()


def _answered(process: subprocess.Popen[bytes], request: bytes, limit: _Limit) -> dict[str, Any] | None:
    """What the process answers, put together; None where it ends before it has.

    Where it is ended while it recognises a page, that page and those after it are unread.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(request)
    process.stdin.flush()
    found: dict[str, Any] = {"pages": [], "files": []}
    count = 0
    recognising = False
    while (line := process.stdout.readline()).endswith(b"\n"):
        answer = json.loads(line)
        recognising = "recognising" in answer
        if recognising:
            limit.longer(SECONDS_A_PAGE)
        elif "pages" in answer:
            count = answer["pages"]
        elif "page" in answer:
            found["pages"].append(answer["page"])
        else:
            return {**found, **answer}
    if not (limit.late and recognising):
        return None
    missing = {"size": [595, 842], "lines": [], "seen": "late", "pictures": [], "files": 0}
    return {**found, "pages": found["pages"] + [missing] * (count - len(found["pages"]))}


_child = _Child()
atexit.register(_child.close)
