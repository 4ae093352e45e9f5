"""Text of documents that tries to be HTML, Markdown, a formula or a path does no harm anywhere."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from checker.batch.names import file_name
from tests.batches import audit, batch, outputs, report

NAMES = [
    "../../x",
    "<script>alert(1)</script>局",
    "=cmd|' /C calc'!A0",
    "+1+1局",
    "@SUM(A1)局",
    "`x`[a](javascript:alert(1))局",
    "CON",
    "a" * 300 + "局",
    "财" * 200 + "局",
    "-rf局",
    ".hidden局",
    "甲\u202e乙局",
    "@details@局",
    "</script><img src=x onerror=alert(1)>局",
    "云河县财政局",
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("hostile")
    front = "---\nagency: {}\nkind: 部门\nyear: 2024\n---\n\n"
    reports = {
        f"{number:02d}.md": front.format(_quoted(name))
        + report("云河县某局", extra="=1+1，<b>粗</b>，**审查**合同12份。")
        for number, name in enumerate(NAMES)
    }
    reports["又/财政局.md"] = front.format("财政局") + report("财政局")
    reports["再/财政局.md"] = front.format("财政局") + report("财政局")
    reports["=cmd|x.txt"] = "无关"
    reports["<img src=x>.txt"] = "无关"
    batch(base / "in", reports)  # type: ignore[arg-type]
    done = audit(base / "in", base / "out", "--docx", "--jobs", "2")
    assert b"Traceback" not in done.stderr
    return base / "out"


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def test_every_agency_has_a_gap_report_of_its_own_inside_the_folder(out: Path) -> None:
    names = [name for name in outputs(out) if name.startswith("agencies/") and name.endswith(".md")]

    assert len(names) == len(NAMES) + 2
    assert {path.name for path in out.parent.iterdir()} == {"in", "out"}
    assert all(len(Path(name).name.encode()) <= 200 for name in names)


def test_two_agencies_of_one_name_stay_two(out: Path) -> None:
    assert {"agencies/财政局（又）.md", "agencies/财政局（再）.md"} <= set(outputs(out))


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(out: Path) -> None:
    with zipfile.ZipFile(out / "overview.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/" in name]

    assert any("=cmd|" in sheet for sheet in sheets)
    assert not any("<f>" in sheet or "<f " in sheet or "<hyperlink" in sheet for sheet in sheets)


def test_no_cell_of_the_table_begins_like_a_formula(out: Path) -> None:
    table = csv.reader(io.StringIO((out / "results.csv").read_bytes().decode("utf-8-sig")))

    assert not [cell for row in table for cell in row if cell[:1] in tuple("=+-@\t\r") and cell]


def test_the_page_has_no_element_from_a_document(out: Path) -> None:
    page = (out / "overview.html").read_text(encoding="utf-8")

    assert "<img" not in page
    assert "<script>alert" not in page
    assert page.count("</script>") == page.count("<script")


def test_markdown_of_documents_is_only_text(out: Path) -> None:
    for name, data in outputs(out).items():
        if name.endswith(".md"):
            html = MarkdownIt("commonmark", {"html": True}).enable("table").render(data.decode())
            assert not re.search(r"<(?:script|img|b|a)[ >]", html), name


@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_made_of_a_name_is_safe(name: str) -> None:
    found = file_name(name)

    assert found
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', found)
    assert found[0] not in ".-~="
    assert found.upper() != "CON"
    assert len(found.encode()) <= 150


def test_long_names_with_one_beginning_stay_apart() -> None:
    assert file_name("财" * 200 + "甲") != file_name("财" * 200 + "乙")
