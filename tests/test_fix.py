"""Corrections change what is certain and nothing else; the second time there is nothing left to change."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from checker.identity import Told, identity
from checker.model import Kind
from checker.outline import outline
from checker.readers import read
from checker.rulebook import load
from checker.run import Checker, statuses

ROOT = Path(__file__).parents[1]
TEXTS = ROOT.parent / "shared" / "accuracy" / "texts"
REPORT = """云河县水务局2023年法治政府建设情况报告

一、主要举措和成效

{}

二、存在的不足

由于人员不足，普法不够深入。

云河县水务局
2024年1月15日
"""
CORRECTIONS = {
    "加强监管,不断提升水平。": "加强监管，不断提升水平。",
    "落实责任(包括考核)，部署2次。": "落实责任（包括考核），部署2次。",
    "(一)加强监管,检查6次。": "（一）加强监管，检查6次。",
    "聘请顾问(共12名(含兼职3名,驻村2名))。": "聘请顾问（共12名（含兼职3名，驻村2名））。",
    "抓好村(居)法律顾问(含社区)工作,检查6次。": "抓好村（居）法律顾问（含社区）工作，检查6次。",
    "截止2023年底，办件6件。": "截至2023年底，办件6件。",
    "[bookmark: _GoBack]全年开展联合检查6次。": "全年开展联合检查6次。",
    "全年召开&nbsp;会议6次。": "全年召开会议6次。",
    "会议布署春耕备耕各项工作。": "会议部署春耕备耕各项工作。",
    "正在在推进春耕备耕检查。": "正在推进春耕备耕检查。",
    "\n".join(["会议布署春耕工作。"] * 7): "\n".join(["会议部署春耕工作。"] * 7),
    "深入推进法治治政府建设有关工作。": "深入推进法治政府建设有关工作。",
    "全年开展联合检查6次。\n（更多范文请上某某范文网）\n另外开展业务培训3次。": "全年开展联合检查6次。\n\n另外开展业务培训3次。",
}
LEFT_ALONE = [
    "落实责任(包括考核，部署2次。",
    "落实责任（包括考核)，部署2次。",
    "见错误！未找到引用源。",
    "办件1,200件。",
    "聘请*名律师。",
    "法制宣传6场。",
    "锟斤拷",
]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(load(), Told(None, Kind.DEPARTMENT, 2023), date(2024, 2, 1))


@pytest.mark.parametrize("text", CORRECTIONS)
def test_what_is_certain_is_corrected(text: str, checker: Checker) -> None:
    assert checker.fixed("a.txt", REPORT.format(text).encode()).decode() == REPORT.format(CORRECTIONS[text])


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_only_the_author_knows_is_left_alone(text: str, checker: Checker) -> None:
    assert checker.fixed("a.txt", REPORT.format(text).encode()).decode() == REPORT.format(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_line_ends_stay(encoding: str, end: str, checker: Checker) -> None:
    old = REPORT.format("加强监管,不断提升。").replace("\n", end).encode(encoding)
    new = REPORT.format("加强监管，不断提升。").replace("\n", end).encode(encoding)
    assert checker.fixed("a.txt", old) == new


def samples() -> list[Path]:
    return [
        *sorted((ROOT / "reports").glob("*.md")),
        *sorted((ROOT / "reports").glob("*.txt")),
        *sorted(TEXTS.glob("*.txt")),
    ]


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.name)
def test_a_second_time_changes_nothing_and_no_item_changes(path: Path, checker: Checker) -> None:
    data = path.read_bytes()
    document = outline(read(data, path.name))
    who = identity(document, Told())
    own = Checker(checker.rules, Told(who.agency, who.kind or Kind.DEPARTMENT, who.year or 2022), date(2024, 2, 1))
    once = own.fixed(path.name, data)
    assert own.fixed(path.name, once) == once
    before, after = own.audit(path.name, data), own.audit(path.name, once)
    assert statuses(after) == statuses(before)
    assert not Counter(one.id for one in after.defects) - Counter(one.id for one in before.defects)


def fazhi(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "checker", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)


def test_diff_alone_shows_and_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_text(REPORT.format("加强监管,不断提升。"), encoding="utf-8")
    done = fazhi("check", "--diff", "--fail-on", "never", file)
    assert "-加强监管,不断提升。\n+加强监管，不断提升。" in done.stdout
    assert "监管,不断" in file.read_text(encoding="utf-8")


def test_fix_writes_and_keeps_the_permissions(tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_text(REPORT.format("加强监管,不断提升。"), encoding="utf-8")
    file.chmod(0o640)
    done = fazhi("check", "--fix", "--fail-on", "never", file)
    assert "已改正" in done.stderr
    assert "监管，不断" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link_and_mixed_line_ends_stay_mixed(tmp_path: Path) -> None:
    file, link = tmp_path / "真.txt", tmp_path / "报告.txt"
    text = REPORT.format("加强监管,不断提升。").replace("\n", "\r\n").replace("\r\n", "\n", 3)
    file.write_bytes(text.encode("gb18030"))
    link.symlink_to(file)
    fazhi("check", "--fix", "--fail-on", "never", link)

    assert link.is_symlink()
    assert file.read_bytes() == text.replace("监管,", "监管，").encode("gb18030")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["报告.txt", "真.txt"]


def test_a_word_file_is_never_touched(tmp_path: Path) -> None:
    from tests.documents import docx_bytes

    file = tmp_path / "报告.docx"
    file.write_bytes(docx_bytes(REPORT.format("加强监管,不断提升。").split("\n")))
    before = file.read_bytes()
    done = fazhi("check", "--fix", "--fail-on", "never", file)
    assert "没有修改" in done.stderr
    assert file.read_bytes() == before
