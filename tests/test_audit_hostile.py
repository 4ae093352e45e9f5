"""Text of documents that tries to be HTML, Markdown, a formula or a path does no harm anywhere."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from markdown_it import MarkdownIt

from checker.batch.names import file_name
from tests.batches import audit, batch, fazhi, outputs, report

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
    "甲|乙||局",
    "[甲](http://evil.example)www.evil.example a@evil.example局",
    "ABC局",
    "abc局",  # the same agency: letters and widths do not tell two apart
    "ＡＢＣ局",
    "COM1",
    "nul.txt",
    "\x1b[31m红\x07\x08局",
    "丙\u2067丁\u200b局.",
    "＝1＋1局",
    "{{7*7}}${7*7}<%=7*7%>局",
    "&lt;b&gt;局",
]
AGENCIES = len(NAMES) - 2 + 3
# what a terminal or a page obeys: controls and turns of direction
COMMANDS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
TEXT = (
    "=1+1，<b>粗</b>，**审查**合同12份。|a|b|\n# 标题\n- 列表 [x](javascript:alert(1)) `代码` ![图](http://evil.example/x.png)\n"
    "\u202e倒\u202c\x1b]0;改名\x07截止目前，聘请*名律师。::error file=x::y%0A::set-output name=z::1"
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("hostile")
    front = "---\nagency: {}\nkind: 部门\nyear: 2024\n---\n\n"
    reports = {
        f"{number:02d}.md": front.format(json.dumps(name)) + report("云河县某局", extra=TEXT)
        for number, name in enumerate(NAMES)
    }
    reports["又/财政局.md"] = front.format("财政局") + report("财政局")
    reports["再/财政局.md"] = front.format("财政局") + report("财政局")
    reports["终端.txt"] = report("云河县水利局", extra=TEXT)
    reports["=cmd|x.txt"] = "无关"
    reports["<img src=x>.txt"] = "无关"
    batch(base / "in", reports)  # type: ignore[arg-type]
    done = audit(base / "in", base / "out", "--docx", "--jobs", "2")
    assert b"Traceback" not in done.stderr
    return base / "out"


def test_every_agency_has_a_gap_report_of_its_own_inside_the_folder(out: Path) -> None:
    names = [name for name in outputs(out) if name.startswith("agencies/") and name.endswith(".md")]

    assert len(names) == AGENCIES
    assert len({name.casefold() for name in names}) == len(names)
    assert {path.name for path in out.parent.iterdir()} == {"in", "out"}
    assert all(len(Path(name).name.encode()) <= 200 for name in names)


def test_two_agencies_of_one_name_stay_two(out: Path) -> None:
    assert {"agencies/财政局（又）.md", "agencies/财政局（再）.md"} <= set(outputs(out))


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(out: Path) -> None:
    with zipfile.ZipFile(out / "overview.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/" in name]

    assert any("=cmd|" in sheet for sheet in sheets)
    assert not any("<f>" in sheet or "<f " in sheet or "<hyperlink" in sheet for sheet in sheets)


def test_no_output_for_people_commands_a_terminal_or_turns_the_writing(out: Path) -> None:
    """The records keep the author's words as they are; JSON escapes the controls."""
    for name, data in outputs(out).items():
        if name.endswith((".md", ".html", ".csv")):
            assert not COMMANDS.search(data.decode("utf-8-sig")), name


def test_every_letter_is_well_formed_and_has_no_link(out: Path) -> None:
    letters = [out / name for name in outputs(out) if name.endswith(".docx")]

    assert len(letters) == AGENCIES
    for letter in letters:
        with zipfile.ZipFile(letter) as parts:
            for name in parts.namelist():
                etree.fromstring(parts.read(name))
            body = parts.read("word/document.xml").decode()

        assert "<w:hyperlink" not in body
        assert not COMMANDS.search(body)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="not installed: libreoffice-calc-nogui")
def test_a_spreadsheet_program_opens_the_workbook_and_computes_nothing(out: Path, tmp_path: Path) -> None:
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", every_sheet, "--outdir", str(tmp_path), str(out / "overview.xlsx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    sheets = {path.stem.removeprefix("overview-"): path.read_text(encoding="utf-8") for path in tmp_path.glob("*.csv")}
    ranks = list(csv.DictReader(io.StringIO(sheets["排名"])))

    assert {"排名", "得分矩阵", "缺项清单", "文字问题", "未报送与逾期", "雷同", "说明"} <= set(sheets)
    assert len(ranks) == AGENCIES
    assert "=cmd|' /C calc'!A0" in {row["单位"] for row in ranks}
    assert not any(mark in sheet for sheet in sheets.values() for mark in ("#NAME?", "#REF!", "Err:5", "#VALUE!"))


def test_what_is_said_on_a_terminal_commands_nothing(out: Path, tmp_path: Path) -> None:
    (tmp_path / "终端.txt").write_text(report("云河县水利局", extra=TEXT), encoding="utf-8")
    for form in ("text", "github", "markdown"):
        said = fazhi("check", "终端.txt", "--format", form, cwd=tmp_path).stdout.decode()
        lines = [line for line in said.splitlines() if line.startswith("::")]

        assert not COMMANDS.search(said)
        assert form != "github" or all(re.match(r"::(?:error|warning|notice) file=终端\.txt,", line) for line in lines)


def test_no_cell_of_the_table_begins_like_a_formula(out: Path) -> None:
    table = csv.reader(io.StringIO((out / "results.csv").read_bytes().decode("utf-8-sig")))

    assert not [cell for row in table for cell in row if cell[:1] in tuple("=+-@\t\r＝＋－＠") and cell]


def test_the_page_has_no_element_from_a_document(out: Path) -> None:
    page = (out / "overview.html").read_text(encoding="utf-8")

    assert "<img" not in page
    assert "<script>alert" not in page
    assert page.count("</script>") == page.count("<script")


def test_markdown_of_documents_is_only_text(out: Path) -> None:
    for name, data in outputs(out).items():
        if name.endswith(".md"):
            html = MarkdownIt("commonmark", {"html": True}).enable("table").render(data.decode())
            assert not re.search(r"<(?:script|img|b|a|em|code|h[3-6])[ >]", html), name
            # what becomes a link by itself on some sites
            assert not re.search(r"(?<!\\)(?:https?://|www\.\w|\w@\w)", data.decode()), name


def test_every_row_of_a_table_has_the_cells_of_its_head(out: Path) -> None:
    for name, data in outputs(out).items():
        if name.endswith(".md"):
            html = MarkdownIt("commonmark").enable("table").render(data.decode())
            for table in re.findall(r"<table>.*?</table>", html, re.DOTALL):
                cells = [row.count("<td") for row in table.split("<tr>")[2:]]
                assert set(cells) == {len(re.findall("<th[ >]", table))}, name


@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_made_of_a_name_is_safe(name: str) -> None:
    found = file_name(name)

    assert found
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', found)
    assert not COMMANDS.search(found)
    assert found[0] not in ".-~="
    assert not re.match(r"(?i)(?:con|com1|nul)(?:\.|$)", found)
    assert found[-1] not in ". "
    assert len(found.encode()) <= 150


def test_long_names_with_one_beginning_stay_apart() -> None:
    assert file_name("财" * 200 + "甲") != file_name("财" * 200 + "乙")
