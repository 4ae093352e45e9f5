"""What reads PDF with pypdfium2, in a process of its own: a crash of native code must not take anything along.

Run as a program it serves requests on standard input until that ends. A request is a line of JSON
`{"size": bytes, "ocr": bool}` and the file. The answer is several lines of JSON: `{"pages": count}` or `{"error": name}`;
of each page `{"page": …}`, and before it `{"recognising": number}` where that takes time; and `{"files": [name, …]}`,
those that are attached to the document. A page is `{"size": [width, height], "lines": [[text, left, right, top, bottom,
size, cells, column], …], "seen": what, "pictures": [[width, height], …], "files": count}`; `seen` is "text", "ocr",
"blank", "picture", "garbled" or "late" (a picture, and no time left to recognise it), `pictures` are those beside the
text, in points, `files` are attached to a place on the page.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from math import isfinite
from statistics import median
from typing import Any

from checker.readers import boxfont, pages
from checker.readers.pages import Line, Rule, Span

MOST_PAGES = 2000
MOST_PAGES_OCR = 60
# what a file may take, and what more for every page that is recognised
SECONDS = 28.0
SECONDS_A_PAGE = 8.0
_MOST_FILES = 1000
_MEMORY = 440 * 1024 * 1024
_MEMORY_OCR = 1100 * 1024 * 1024
_FEW = 15  # characters: a page number or a watermark beside a picture of the page
_NOT_MANY = 120  # characters: a running head and a stamp's words beside a picture that fills the page
_MOST_CHARACTERS = 60_000
_DPI = 150
_Answer = dict[str, Any]


def serve() -> None:
    """Answer requests until standard input ends."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # what a library prints must not come between the answers
    os.dup2(2, 1)
    while head := source.readline():
        request = json.loads(head)
        data = source.read(request["size"])

        def tell(answer: _Answer) -> None:
            target.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            target.flush()

        for answer in _answers(data, _Recognition(tell) if request["ocr"] else None):
            tell(answer)


def _answers(data: bytes, recognition: _Recognition | None) -> Iterator[_Answer]:
    import pypdfium2

    _own_fonts()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        yield {"error": "password" if "password" in str(error).lower() else "damaged"}
        return
    try:
        count = len(document)
        if count > MOST_PAGES or count == 0:
            yield {"error": "long" if count else "damaged"}
            return
        yield {"pages": count}
        for number in range(count):
            yield {"page": _page(document, number, recognition)}
        yield {"files": _attached(document)}
    except MemoryError:
        yield {"error": "memory"}
    finally:
        document.close()


@cache
def _own_fonts() -> Any:
    """What pdfium calls for Chinese fonts, kept until the process ends."""
    return boxfont.install()


def _attached(document: Any) -> list[str]:
    """The names of the files that are attached to the document."""
    count = min(document.count_attachments(), _MOST_FILES)
    return [document.get_attachment(number).get_name() for number in range(count)]


def _attached_to(page: Any) -> int:
    """How many files are attached to places on a page."""
    from pypdfium2 import raw

    count = 0
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_FILES)):
        mark = raw.FPDFPage_GetAnnot(page, index)
        if mark:
            count += raw.FPDFAnnot_GetSubtype(mark) == raw.FPDF_ANNOT_FILEATTACHMENT
            raw.FPDFPage_CloseAnnot(mark)
    return count


def _page(document: Any, number: int, recognition: _Recognition | None) -> _Answer:
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return {"size": [595, 842], "lines": [], "seen": "garbled", "pictures": [], "files": 0}
    width, height = page.get_size()
    spans = list(_spans(page, height))
    pictures = list(_pictures(page))
    filled = pages.is_filled(pictures, width, height)
    seen = _seen(page, spans, filled=filled)
    lines = pages.with_tables(spans, list(_rules(page, height))) if seen == "text" else ()
    if seen in ("picture", "garbled") and recognition and number < MOST_PAGES_OCR:
        if recognition.is_late:
            seen = "late"
        elif found := recognition.lines(page, number):
            lines, seen = found, "ocr"
    files = _attached_to(page)
    page.close()
    # text over a picture of the whole page is what a scanner recognised in it
    beside = [] if filled or seen != "text" else pictures
    return {
        "size": [width, height],
        "lines": [_packed(one) for one in lines],
        "seen": seen,
        "pictures": beside,
        "files": files,
    }


def _packed(one: Line) -> list[Any]:
    numbers = (one.left, one.right, one.top, one.bottom, one.size)
    return [one.text, *(round(number, 2) for number in numbers), one.cells, one.column]


# ── characters ──────────────────────────────────────────────────────────────────────────


def _spans(page: Any, height: float) -> Iterator[Span]:
    """A span for each character: the order in the file is often not the one that is seen, quotation marks above all."""
    from pypdfium2 import raw

    text = page.get_textpage()
    try:
        box = raw.FS_RECTF()
        at = ctypes.byref(box)
        for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
            code = raw.FPDFText_GetUnicode(text, index)
            # generated characters are pdfium's own guess at spaces and line ends
            if (code <= 32 and code != 2) or code == 0xA0 or raw.FPDFText_IsGenerated(text, index) == 1:
                continue
            if not raw.FPDFText_GetLooseCharBox(text, index, at):
                continue
            size = abs(box.top - box.bottom) or raw.FPDFText_GetFontSize(text, index)
            if not isfinite(box.left + box.right + box.top + box.bottom + size):
                continue  # a damaged font or matrix puts it nowhere
            char = chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
            yield Span(char, box.left, box.right, height - box.top, height - box.bottom, size)
    finally:
        text.close()


_PATH, _PICTURE, _FORM = 2, 3, 5
_MOST_PATHS = 5000
_MOST_PICTURES = 500
_THIN = 3.0  # points


def _rules(page: Any, height: float) -> Iterator[Rule]:
    """The ruled lines of a page: thin shapes, and the straight segments of larger ones."""
    from itertools import islice

    for one in islice(page.get_objects(filter=[_PATH], max_depth=3), _MOST_PATHS):
        left, bottom, right, top = one.get_bounds()
        if min(right - left, top - bottom) < _THIN:
            yield Rule(left, height - top, right, height - bottom)
        elif right - left > _THIN:
            yield from _segments(one, height)


def _segments(path: Any, height: float) -> Iterator[Rule]:
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    matrix = path.get_matrix()
    last: tuple[float, float] | None = None
    for index in range(min(raw.FPDFPath_CountSegments(path), 400)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        if not segment or not raw.FPDFPathSegment_GetPoint(segment, x, y):
            return
        here = matrix.on_point(x.value, y.value)
        straight = raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO
        if straight and last is not None and min(abs(here[0] - last[0]), abs(here[1] - last[1])) < 1:
            left, right = sorted((here[0], last[0]))
            bottom, top = sorted((here[1], last[1]))
            yield Rule(left, height - top, right, height - bottom)
        last = here


def _pictures(page: Any) -> Iterator[tuple[float, float]]:
    """Width and height of every picture."""
    from itertools import islice

    for one in islice(page.get_objects(filter=[_PICTURE], max_depth=3), _MOST_PICTURES):
        left, bottom, right, top = one.get_bounds()
        yield right - left, top - bottom


def _seen(page: Any, spans: list[Span], *, filled: bool) -> str:
    """What kind of page it is; `filled`: with one picture."""
    strange = sum(1 for one in spans if one.text == "\ufffd" or "\ue000" <= one.text <= "\uf8ff" or one.text < " ")
    if spans and strange > 0.3 * len(spans):
        return "garbled"
    if len(spans) > (_NOT_MANY if filled else _FEW):
        return "text"
    kinds = [one.type for one in page.get_objects(max_depth=3)]
    drawn = sum(1 for kind in kinds if kind == _PATH)
    if _PICTURE in kinds or _FORM in kinds or drawn > 100:
        return "picture"
    return "text" if spans else "blank"


# ── recognition ─────────────────────────────────────────────────────────────────────────

_engine: Any = None


class _Recognition:
    """The recognition of the pages of one file, which takes no more time than one file may."""

    def __init__(self, tell: Callable[[_Answer], None]) -> None:
        self._tell = tell
        self._started = time.monotonic()
        self._slowest = 0.0
        self._pages = 0

    @property
    def is_late(self) -> bool:
        """Whether another page would probably take longer than the file may."""
        spent = time.monotonic() - self._started
        return spent + self._slowest > SECONDS + SECONDS_A_PAGE * (self._pages + 1)

    def lines(self, page: Any, number: int) -> tuple[Line, ...]:
        self._tell({"recognising": number})
        _load()
        before = time.monotonic()
        found = _recognised(page)
        self._slowest = max(self._slowest, time.monotonic() - before)
        self._pages += 1
        return found


def _load() -> None:
    global _engine  # noqa: PLW0603 -- loading the models takes longer than reading a page
    if _engine is not None:
        return
    import logging

    # a library of the system that it needs may be missing: the pages stay unread
    with suppress(ImportError, OSError):
        from rapidocr import RapidOCR

        logging.disable(logging.CRITICAL)
        _engine = RapidOCR()


def _recognised(page: Any) -> tuple[Line, ...]:
    """The lines of a page without text, by rapidocr; none where it finds none."""
    if _engine is None:
        return ()
    width, height = page.get_size()
    longest = 2200 / max(width, height)
    scale = min(_DPI / 72, longest)
    image = page.render(scale=scale).to_numpy()
    found = _engine(image)
    boxes = found.boxes if found.boxes is not None else ()
    spans = [
        _box(box, text, scale)
        for box, text, sure in zip(boxes, found.txts or (), found.scores or (), strict=False)
        if sure >= 0.5
    ]
    return pages.in_columns(_of_one_size(spans))


def _of_one_size(spans: list[Span]) -> list[Span]:
    """What is near the usual size is of the usual size; the words of short boxes tell theirs less exactly."""
    usual = median(one.size for one in spans) if spans else 0
    return [
        replace(one, size=usual) if 0.7 * usual < one.size < (1.2 if _long(one.text) >= 6 else 1.4) * usual else one
        for one in spans
    ]


def _long(text: str) -> float:
    """The width of a text in full-width characters."""
    return sum(1.0 if char > "\u2000" else 0.55 for char in text)


_CHINESE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_HALF_WIDTH = re.compile(rf"(?<=[{_CHINESE}])[(),:;!?]|[()](?=[{_CHINESE}])|^[(](?=\d)")
_PAGE_NUMBER = re.compile(r"[-—–一]{1,2}\s*(\d{1,3})\s*[-—–一]{1,2}")
_FULL_WIDTH = str.maketrans("(),:;!?", "（），：；！？")


def _as_printed(text: str) -> str:
    """What recognition confuses: half-width marks among Chinese characters, the dashes around a page number."""
    number = _PAGE_NUMBER.fullmatch(text)
    if number:
        return f"— {number[1]} —"
    return _HALF_WIDTH.sub(lambda mark: mark[0].translate(_FULL_WIDTH), text)


def _box(box: Any, text: str, scale: float) -> Span:
    across = [float(point[0]) / scale for point in box]
    down = [float(point[1]) / scale for point in box]
    text = _as_printed(text)
    long = _long(text)
    # the height of a box depends on its characters, and a sixth of it is margin
    size = (max(across) - min(across)) / long if long >= 6 else (max(down) - min(down)) * 0.85
    return Span(text, min(across), max(across), min(down), max(down), max(size, 1.0))


def limit(*, ocr: bool) -> None:
    """Keep this process within the memory that one file may take, where the system offers that."""
    try:
        import resource
    except ImportError:
        return
    most = _MEMORY_OCR if ocr else _MEMORY
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


if __name__ == "__main__":
    limit(ocr="--ocr" in sys.argv)
    serve()
