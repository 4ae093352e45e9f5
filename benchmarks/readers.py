"""How fast each format is read, beside the nearest library on the same file.

    python benchmarks/readers.py [--times 20]

The sample reports are written in every format; printed are milliseconds for a document (the median over the samples of
the least of `times`) of our reader and of python-docx, pdfplumber and BeautifulSoup, which only give the plain text.
`docx` is as Word saves it, with several hundred styles, a theme and settings (by the template that comes with
python-docx); `bare` has no more in its package than the report. Where one of them is not installed (`pip install 'fazhi-checker[bench]'`), its column says so.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from checker.model import Block
from checker.readers import read
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


def as_word(blocks: Sequence[Block]) -> bytes:
    """A document as Word saves it."""
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
            document.add_paragraph(one.text, f"Heading {one.level or 1}" if one.style == "heading" else None)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# format → (name, module, reader) of the nearest library
OTHERS: Mapping[str, tuple[str, str, Callable[[bytes], str]]] = {
    "docx": ("python-docx", "docx", by_python_docx),
    "bare": ("python-docx", "docx", by_python_docx),
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    options = parser.parse_args()
    samples = [read(path.read_bytes(), path.name) for path in sorted(REPORTS.glob("*.md"))]
    writers = dict(WRITERS)
    if importlib.util.find_spec("docx"):
        writers |= {"docx": as_word, "bare": WRITERS["docx"]}
    for name, write in writers.items():
        files = [write(one.blocks) for one in samples]
        ours = middle(partial(read, name=f"x.{name}"), files, options.times)
        line = f"{name:<5} {ours:8.2f} ms"
        if name in OTHERS:
            other, module, reader = OTHERS[name]
            if importlib.util.find_spec(module) is None:
                line += f"   {other}: not installed"
            else:
                theirs = middle(reader, files, options.times)
                line += f"   {other} {theirs:8.2f} ms   {theirs / ours:5.1f} ×"
        print(line, flush=True)


if __name__ == "__main__":
    main()
