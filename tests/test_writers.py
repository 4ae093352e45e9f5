"""What each writer makes of one small run, word for word; results keep to a schema that refuses others.

After a change that is meant, `python -m tests.test_writers` writes the golden files anew; read their difference.
"""

from __future__ import annotations

import copy
import gc
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from openpyxl import load_workbook

from checker import __version__, overview, rulebook
from checker.batch import workbook
from checker.model import (
    Audit,
    Basis,
    Defect,
    Document,
    Evidence,
    Failure,
    Finding,
    Identity,
    Item,
    Kind,
    Place,
    Reading,
    Role,
    Run,
    Severity,
    Source,
    Strength,
    Unread,
)
from checker.overview import Absence, Copied, Duplicate, Expected, Overview, Passage, Promise, Row, Unsubmitted
from checker.writers import github, markdown, overview_md, overview_xlsx, results, sarif, text
from checker.writers import json as records

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = Path(__file__).parents[1] / "checker" / "writers" / "result.schema.json"
SARIF_SCHEMA = Path(__file__).parents[2] / "shared" / "schemas" / "sarif-schema-2.1.0.json"
DAY = date(2025, 6, 1)
DUCHA = Source("ducha", "法治政府建设与责任落实督察工作规定")


def item(name: str, title: str, strength: Strength, fill_in: str = "全年【】件。") -> Item:
    basis = (Basis("ducha", "第二十五条第二项"), Basis("另一文件"))
    return Item(
        name,
        "structure",
        title,
        f"{title}吗",
        {Kind.DEPARTMENT: strength, Kind.TOWNSHIP: Strength.SHOULD},
        basis,
        frozenset({Role.MEASURES}),
        advice=f"写明{title}。",
        fill_in=fill_in,
    )


ITEMS = (
    item("shortcomings", "存在的不足", Strength.MUST, "二、存在的不足\n一是【】。"),
    item("causes", "不足的原因", Strength.MUST),
    item("adviser", "“法律顾问”|制度", Strength.MUST),
    item("study", "学法", Strength.SHOULD),
    item("training", "培训", Strength.GOOD),
    item("litigation", "行政应诉", Strength.CONDITIONAL),
    item("new-duty", "新的要求", Strength.SHOULD),
    item("waived", "豁免的事项", Strength.SHOULD),
    item("table", "表格里的事项", Strength.SHOULD),
)


def said(words: str, line: int, *, specific: bool) -> tuple[Evidence, ...]:
    return (Evidence(words, "一、主要举措", Place("line", line), 0, specific),)


def audit(path: str = "部门/财政局.md") -> Audit:
    shortcomings, causes, adviser, study, training, litigation, new, waived, table = ITEMS
    must, should, good = Strength.MUST, Strength.SHOULD, Strength.GOOD
    findings = (
        Finding(shortcomings, must),
        Finding(causes, must, said("由于人手不足。", 12, specific=False)),
        Finding(adviser, must, said("聘请*2名*律师|审查[合同](x)12份。", 7, specific=True)),
        Finding(study, should, said("严格落实学法制度。", 8, specific=False)),
        Finding(training, good),
        Finding(litigation, Strength.CONDITIONAL),
        Finding(new, should, excuse="这一项自2025年度起才要求写"),
        Finding(waived, should, waived="本局不承担，法规科王某，2025-12-31前有效"),
        Finding(table, should, review=True),
    )
    line = Place("line", 9)
    defects = (
        Defect("placeholder", Severity.ERROR, "**万元", line, "“**”处没有填写", "填上实际的数字"),
        Defect("late", Severity.WARNING, "2025年3月5日", Place("line", 20), "晚于2025年3月1日", "按时报送"),
        Defect("typo", Severity.WARNING, "截止目前", line, "“截止”有误", "改为“截至”", waived="引用原文"),
    )
    unread = (Unread("图片1张", "图片里的文字没有读取", Place("line", 10)),)
    who = Identity("云河县财政局", Kind.DEPARTMENT, 2024, date(2025, 3, 5), None)
    document = Document("云河县财政局2024年法治政府建设报告", (), (), Reading("md", (), unread=unread))
    return Audit(path, document, who, findings, defects, rulebook.load().scoring, DAY, "f" * 32)


def run() -> Run:
    return Run((audit(),), (Failure("坏|的.docx", "文件已经损坏"),), {"ducha": DUCHA}, "e" * 32)


def whole() -> Overview:
    one = overview.brief(audit(), records.report(audit()))
    good = overview.unpacked(overview.packed(one))
    asked = Expected("云河县财政局", Kind.DEPARTMENT, 2024, deadline=date(2025, 3, 1))
    rows = (
        Row("云河县财政局", "部门/财政局.md", one, "agencies/云河县财政局.md", 1, asked, "成文日期2025-03-05，期限是2025-03-01"),
        Row("=青山县|财政局", "部门/青山.md", good, "agencies/_=青山县_财政局.md", 1, None, "", ("收到2份，以“部门/青山.md”为准",)),
    )  # fmt: skip
    return Overview(
        DAY,
        ITEMS,
        {"structure": "报告必备内容"},
        {"ducha": DUCHA},
        "e" * 32,
        ("优秀", "良好", "合格", "不合格"),
        rows,
        (overview.Unread("坏.docx", "文件已经损坏", "云河县司法局"),),
        (
            Unsubmitted(Expected("云河县司法局", Kind.DEPARTMENT), Absence.UNREADABLE, overdue=True),
            Unsubmitted(Expected("下太镇", Kind.TOWNSHIP), Absence.NOT_RECEIVED, overdue=False),
        ),
        (Duplicate("=青山县|财政局", "部门/青山.md", "成文日期最晚", ("部门/旧.md",)),),
        ("部门/青山.md",),
        has_roster=True,
        copied=(Copied("云河县财政局", "=青山县|财政局", 61.0, 58.0, (Passage("抽查*12次*。", "抽查13次。", 95.0),)),),
        promises=(Promise("云河县财政局", "建立“码上查”|平台。", 2023),),
        has_previous=True,
        changes=(overview.Change("云河县财政局", 2024, 40.0, 45.5, ("学法",), ("培训",)),),
    )


WRITERS: MappingProxyType[str, Callable[[], bytes]] = MappingProxyType(
    {
        "gap-report.md": lambda: markdown.render(run()),
        "console.txt": lambda: text.render(run()),
        "annotations.txt": lambda: github.render(run()),
        "result.json": lambda: records.render(run()),
        "result.sarif": lambda: sarif.render(run()),
        "overview.md": lambda: overview_md.render(whole()),
        "results.csv": lambda: results.table(whole()),
    }
)


def written(name: str) -> str:
    return WRITERS[name]().decode().replace(__version__, "VERSION").replace("\r\n", "\n")


@pytest.mark.parametrize("name", WRITERS)
def test_the_output_is_word_for_word_the_golden_one(name: str) -> None:

    assert written(name) == (GOLDEN / name).read_text(encoding="utf-8")


def result() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(records.render(run()))
    return found


def spoiled(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    found = copy.deepcopy(result())
    change(found)
    return found


def test_the_result_keeps_to_its_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)

    assert list(Draft202012Validator(schema).iter_errors(result())) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda found: found.update(version=2), id="another version"),
        pytest.param(lambda found: found.update(more=1), id="an unknown key"),
        pytest.param(lambda found: found["reports"][0].pop("score"), id="no score"),
        pytest.param(lambda found: found["reports"][0].update(signed="2025年3月5日"), id="a date in words"),
        pytest.param(lambda found: found["reports"][0]["items"][0].update(status="unknown"), id="an unknown status"),
        pytest.param(lambda found: found["reports"][0]["items"][1]["evidence"][0].update(quote="长" * 151), id="a long quote"),
        pytest.param(lambda found: found["reports"][0]["items"][1]["evidence"][0].update(place={"row": 1}), id="a strange place"),
        pytest.param(lambda found: found["reports"][0]["defects"][0].update(quote=""), id="a defect without quote"),
        pytest.param(lambda found: found["failures"][0].update(reason=""), id="a failure without reason"),
    ],
)  # fmt: skip
def test_the_schema_refuses_what_is_no_result(change: Callable[[dict[str, Any]], object]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    assert list(Draft202012Validator(schema).iter_errors(spoiled(change)))


@pytest.mark.skipif(not SARIF_SCHEMA.is_file(), reason="the SARIF schema is not beside this checkout")
def test_the_sarif_log_keeps_to_its_schema_which_refuses_others() -> None:
    schema = Draft7Validator(json.loads(SARIF_SCHEMA.read_text(encoding="utf-8")))
    log = json.loads(sarif.render(run()))

    assert list(schema.iter_errors(log)) == []
    log["runs"][0]["results"][0]["level"] = "fatal"

    assert list(schema.iter_errors(log))


def test_rows_beyond_a_sheet_go_to_the_next_with_a_notice(tmp_path: Path) -> None:
    overview_xlsx.write(replace(whole(), rows=whole().rows * 2), tmp_path / "overview.xlsx", largest_sheet=3)
    book = load_workbook(tmp_path / "overview.xlsx")
    sheets = [book[name] for name in book.sheetnames if name.startswith("缺项清单")]
    gaps = [[cell.value for cell in row] for sheet in sheets for row in sheet.iter_rows()]
    items = [row[2] for row in gaps if row[2] not in (None, "事项")]

    assert len(items) == 16
    assert [book[name].max_row for name in ("得分矩阵", "得分矩阵2")] == [5, 2]
    assert book["缺项清单"].max_row == 5
    assert book["缺项清单"].cell(5, 1).value == "本表已满，接下页“缺项清单2”"
    assert all(book[name].freeze_panes and book[name].auto_filter.ref for name in book.sheetnames)
    assert book["缺项清单2"].cell(1, 1).value == "单位"
    assert book["得分矩阵2"].cell(2, 5).fill.fgColor.rgb == "FFF4B6AE"


def test_an_overview_reaches_the_process_that_writes_the_workbook_whole(tmp_path: Path) -> None:
    many = replace(whole(), rows=whole().rows * 1100)
    workbook.hand_over(many, tmp_path / "data")
    workbook.write(tmp_path / "data", tmp_path / "overview.xlsx")
    overview_xlsx.write(many, tmp_path / "other.xlsx")

    assert (tmp_path / "overview.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()
    assert not (tmp_path / "data").exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_workbook_that_cannot_be_written_is_told_as_a_fault_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "overview.xlsx").mkdir()
    with pytest.raises(IsADirectoryError):
        overview_xlsx.write(whole(), tmp_path / "overview.xlsx")
    # xlsxwriter leaves its temporary files open then
    gc.collect()


def test_the_sum_in_the_gap_report_can_be_redone_by_hand() -> None:
    page = markdown.render(run()).decode()
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith(("| 必须写 | 5", "| 应当写 | 3", "| 写了更好 | 1"))]  # fmt: skip
    share = {2: 1.0, 3: 0.5, 4: 0.0}
    earned = sum(float(row[1]) * int(row[place]) * worth for row in rows for place, worth in share.items())
    possible = sum(float(row[1]) * int(row[place]) for row in rows for place in share)
    score = round(100 * earned / possible - 2 - 1, 1)

    assert f"得分 **{score}**" in page


if __name__ == "__main__":
    for golden in WRITERS:
        (GOLDEN / golden).write_text(written(golden), encoding="utf-8")
