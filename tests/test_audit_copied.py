"""Copied passages and forgotten plans."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from tests.batches import audit, batch, report

OWN = "".join(
    f"{where}召开执法案卷评查会{count}次，抽查案卷{count * 11}件，发现并整改问题{count * 3}个。"
    for count, where in enumerate(("城东片区", "老城片区", "南湖片区", "西山片区", "北岭片区", "东岸片区"), 2)
)
CHANGED = OWN.replace("发现并整改问题", "发现、整改问题")


def overview(out: Path) -> str:
    return (out / "overview.md").read_text(encoding="utf-8")


def section(out: Path, title: str) -> str:
    text = overview(out)
    return text.split(title)[1].split("\n## ")[0] if title in text else ""


def test_passages_of_another_agency_are_found_word_for_word_and_slightly_changed(tmp_path: Path) -> None:
    batch(
        tmp_path / "in",
        {
            "1.txt": report("云河县财政局", extra=OWN),
            "2.txt": report("云河县水利局", extra=OWN, number=5),
            "3.txt": report("云河县林业局", extra=OWN.replace("片区", "辖区", 1) + CHANGED[-40:], number=7),
            "4.txt": report("云河县审计局", number=3, extra="审计项目12个，移送线索3条，督促整改资金40万元。"),
        },
    )
    audit(tmp_path / "in", tmp_path / "out")
    told = section(tmp_path / "out", "内容雷同")

    assert "云河县财政局 与 云河县水利局" in told
    assert "审计局" not in told


def test_what_everybody_writes_is_not_copied(tmp_path: Path) -> None:
    batch(
        tmp_path / "in", {f"{n}.txt": report(f"云河县第{n}林场管理局", extra=OWN, number=n % 9 + 1) for n in range(12)}
    )
    audit(tmp_path / "in", tmp_path / "out")

    assert section(tmp_path / "out", "内容雷同") == ""


def test_last_years_passages_and_plans_are_compared(tmp_path: Path) -> None:
    plan = "建立涉企行政检查扫码入企制度。组织乡村法治带头人培训班。"
    batch(tmp_path / "old", {"财政局.txt": report("云河县财政局", year=2023, plan=plan, extra=OWN)})
    batch(
        tmp_path / "in",
        {
            "财政局.txt": report("云河县财政局", extra=OWN + "举办乡村法治带头人培训班2期。"),
            "水利局.txt": report("云河县水利局"),
        },
    )
    audit(tmp_path / "in", tmp_path / "out", "--previous", tmp_path / "old")
    plans = section(tmp_path / "out", "上年安排本年没有提到的")

    assert "扫码入企" in plans
    assert "培训班" not in plans
    assert "本单位上年报告" in section(tmp_path / "out", "内容雷同")
    assert "水利局" not in plans


def test_the_workbook_shows_passages_side_by_side(tmp_path: Path) -> None:
    batch(
        tmp_path / "in",
        {"1.txt": report("云河县财政局", extra=OWN), "2.txt": report("云河县水利局", extra=CHANGED, number=5)},
    )
    audit(tmp_path / "in", tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "out" / "overview.xlsx") as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/" in name)

    assert "发现并整改问题6个" in sheets
    assert "发现、整改问题6个" in sheets


def test_the_table_is_for_chinese_excel(tmp_path: Path) -> None:
    batch(tmp_path / "in", {"1.txt": report("云河县财政局")})
    audit(tmp_path / "in", tmp_path / "out")
    data = (tmp_path / "out" / "results.csv").read_bytes()

    assert data.startswith(b"\xef\xbb\xbf")
    assert next(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[:3] == ["名次", "单位", "类别"]


def test_last_years_reports_that_are_none_or_this_years_are_told(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "甲.md").write_text("# 云河县财政局2023年法治政府建设情况报告\n", encoding="utf-8")
    (tmp_path / "old").mkdir()

    for folder, told in (("old", "里没有可以检查的文件"), ("in", "就是今年的报告")):
        done = audit(tmp_path / "in", tmp_path / "out", "--previous", tmp_path / folder)
        assert done.returncode == 2
        assert told in done.stderr.decode()
