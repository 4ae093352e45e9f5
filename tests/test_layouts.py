"""However an office or a website lays a report out, it says the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from checker.identity import Told
from checker.model import Status
from checker.rulebook import load
from checker.run import Checker

REPORTS = sorted((Path(__file__).parents[1] / "reports").glob("好*.txt"))
HEADING = re.compile(r"(?m)^([ \u3000]*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)[^。\n]{3,40})\n+")


def half_width(text: str) -> str:
    for full, half in (("，", ","), ("；", ";"), ("：", ":"), ("（", "("), ("）", ")")):
        text = text.replace(full, half)
    return text


def with_a_page_around(text: str) -> str:
    return (
        "当前位置：首页 > 政务公开 > 法治政府建设年度报告\n"
        + text
        + "\n【打印本页】 【关闭窗口】\n主办单位：云岭市人民政府办公室\n"
    )


def with_notes_below(text: str) -> str:
    return text.rstrip() + "\n（联系人：办公室，联系电话：0000-1234567）\n抄送：县委办公室，县人大常委会办公室。\n"


def headings_run_into_the_text(text: str) -> str:
    return HEADING.sub(r"\1 ", text)


def more_white_space(text: str) -> str:
    return "\n\n".join("\u3000\u3000" + line.strip() for line in text.splitlines() if line.strip())


LAYOUTS = [half_width, with_a_page_around, with_notes_below, headings_run_into_the_text, more_white_space]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(load(), Told(None, None, None), date(2026, 3, 1))


def statuses(checker: Checker, text: str) -> dict[str, Status]:
    return {one.item.id: one.status for one in checker.audit("报告.txt", text.encode()).findings}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("path", REPORTS, ids=lambda one: one.stem)
def test_the_layout_changes_no_finding(checker: Checker, path: Path, layout: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")

    assert layout(text) != text
    assert statuses(checker, layout(text)) == statuses(checker, text)
