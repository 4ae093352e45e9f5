"""Parts of a report that are there by their heading and say nothing, and what a page says of its text."""

from __future__ import annotations

import pytest

from checker.audit import findings
from checker.matching import Matcher
from checker.model import Finding, Identity, Kind, Status
from checker.outline import outline
from checker.readers import txt
from checker.rulebook import load


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param("法治建设工作仍有差距，还需进一步提升。", Status.WEAK, id="only admitted"),
        pytest.param("工作中还存在一些不足，有待加以改进。", Status.WEAK, id="only admitted, in other words"),
        pytest.param("执法人员不足，案卷制作不规范，仍有差距，还需进一步提升。", Status.COVERED, id="named too"),
    ],
)
def test_shortcomings_that_are_only_admitted_are_weak(said: str, found: Status) -> None:
    lines = f"云河县财政局2023年法治政府建设情况报告\n一、主要举措和成效\n培训6次。\n二、存在的不足\n{said}\n三、下一步打算\n加强培训。"
    assert finding("shortcomings", lines).status is found


@pytest.mark.parametrize("named", ["【发布单位】云河县财政局", "发布单位：云河县财政局"])
def test_a_page_that_names_its_source_is_signed(named: str) -> None:
    one = finding("signature", f"{named}\n云河县财政局2023年法治政府建设情况报告\n一、主要举措和成效\n培训6次。")

    assert [evidence.quote for evidence in one.evidence] == [named]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("云河县财政局2023年法治政府建设情况报告\n云河县财政局办公室 2024年3月\n一、主要举措和成效\n培训6次。", id="below the title"),
        pytest.param("标题: 云河县财政局法治政府建设情况报告\n发布时间: 2024-03-29\n正文:\n云河县财政局办公室 2024年3月\n一、主要举措和成效\n培训6次。", id="below a title that the page gives apart"),
    ],
)  # fmt: skip
def test_who_signs_above_the_text_has_signed(lines: str) -> None:
    assert [one.quote for one in finding("signature", lines).evidence] == ["云河县财政局办公室 2024年3月"]


def finding(id_: str, lines: str) -> Finding:
    items = [item for item in load().items if item.id == id_]
    return findings(outline(txt.read(lines.encode())), Identity("", Kind.DEPARTMENT, 2023), Matcher(items, {}))[0]
