"""How fast each format is read, beside the nearest library on the same file.

    python benchmarks/readers.py [--times 20] [--samples FOLDER] [--only docx bare]

The sample reports are written in every format; printed are milliseconds for a document (the median over the samples of
the least of `times`) of our reader and of python-docx, pdfplumber and BeautifulSoup, which only give the plain text.
`docx` is as Word saves it, with several hundred styles, a theme and settings (by the template that comes with
python-docx); `bare` has no more in its package than the report. In `docx+` and `bare+` the numbers of headings are
automatic ones, which python-docx does not give. Every .docx file of the folder of samples has a row of its own. Where
one of the libraries is not installed (`pip install 'fazhi-checker[bench]'`), its column says so.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from checker.model import Block
from checker.readers import read
from tests.documents import Paragraph, docx_bytes
from tests.formats import WRITERS

REPORTS = Path(__file__).parents[1] / "reports"


def by_python_docx(data: bytes) -> str:
    """Paragraphs and rows of tables in reading order, headers and footers; it gives no automatic numbers."""
    import docx
    from docx.blkcntnr import BlockItemContainer
    from docx.table import Table

    def texts(holder: docx.document.Document | BlockItemContainer) -> Iterator[str]:
        for one in holder.iter_inner_content():
            if isinstance(one, Table):
                yield from ("\u3000".join(cell.text for cell in row.cells) for row in one.rows)
            else:
                yield one.text

    document = docx.Document(io.BytesIO(data))
    found = list(texts(document))
    for section in document.sections:
        for around in (section.header, section.footer):
            if not around.is_linked_to_previous:
                found += texts(around)
    return "\n".join(found)


def by_pdfplumber(data: bytes) -> str:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def by_beautiful_soup(data: bytes) -> str:
    import bs4

    return str(bs4.BeautifulSoup(data, "lxml").get_text("\n"))


def as_word(blocks: Sequence[Block], *, automatic: bool = False) -> bytes:
    """A document as Word saves it; `automatic`: with automatic numbers in place of those written at its headings."""
    import docx

    document = docx.Document()
    for is_row, group in groupby(blocks, lambda one: one.style == "row"):
        rows = [one.text.split("\u3000") for one in group] if is_row else []
        if rows:
            table = document.add_table(len(rows), max(map(len, rows)))
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=False):
                    cell.text = text
        for one in () if rows else group:
            text, level = _numbered(one.text) if automatic else (one.text, None)
            if level is not None:
                document.add_paragraph(text, "List Number" if level == 0 else "List Number 2")
            else:
                document.add_paragraph(text, f"Heading {one.level or 1}" if one.style == "heading" else None)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_bare_lists(blocks: Sequence[Block]) -> bytes:
    """A document with nothing but its text in the package, and with automatic numbers."""
    paragraphs: list[Paragraph] = []
    for one in blocks:
        text, level = _numbered(one.text)
        paragraphs.append(text if level is None else (text, {"list": (1, level)}))
    return docx_bytes(paragraphs)


def _numbered(text: str) -> tuple[str, int | None]:
    """A heading without its number, and the level of the list that gives the number back; None where it has none."""
    found = re.match(r"([一二三四五六七八九十]+、)|（[一二三四五六七八九十]+）", text)
    return (text[found.end() :], 0 if found[1] else 1) if found else (text, None)


# format → (name, module, reader) of the nearest library
OTHERS: Mapping[str, tuple[str, str, Callable[[bytes], str]]] = {
    "docx": ("python-docx", "docx", by_python_docx),
    "pdf": ("pdfplumber", "pdfplumber", by_pdfplumber),
    "html": ("BeautifulSoup", "bs4", by_beautiful_soup),
}


def middle(reader: Callable[[bytes], object], files: Sequence[bytes], times: int) -> float:
    """Milliseconds: the median over the files of the least time for each."""
    return statistics.median(least(partial(reader, data), times) for data in files)


def least(action: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return 1000 * min(found)


def row(name: str, form: str, files: Sequence[bytes], times: int) -> str:
    ours = middle(partial(read, name=f"x.{form}"), files, times)
    line = f"{name:<5} {ours:8.2f} ms"
    if form not in OTHERS:
        return line
    other, module, reader = OTHERS[form]
    if importlib.util.find_spec(module) is None:
        return f"{line}   {other}: not installed"
    theirs = middle(reader, files, times)
    return f"{line}   {other} {theirs:8.2f} ms   {theirs / ours:5.1f} ×"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--samples", type=Path, help="a folder with .docx files")
    parser.add_argument("--only", nargs="+", help="the names of rows")
    options = parser.parse_args()
    samples = [read(path.read_bytes(), path.name) for path in sorted(REPORTS.glob("*.md"))]
    writers = dict(WRITERS)
    if importlib.util.find_spec("docx"):
        writers |= {"docx": as_word, "docx+": partial(as_word, automatic=True)}
        writers |= {"bare": WRITERS["docx"], "bare+": as_bare_lists}
    for name, write in writers.items():
        if options.only is None or name in options.only:
            form = "docx" if name in ("docx+", "bare", "bare+") else name
            print(row(name, form, [write(one.blocks) for one in samples], options.times), flush=True)
    for path in sorted(options.samples.glob("*.docx")) if options.samples else ():
        print(row(path.stem, "docx", [path.read_bytes()], options.times), flush=True)


if __name__ == "__main__":
    main()
