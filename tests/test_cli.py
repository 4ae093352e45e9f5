"""The program from outside: outputs, exit statuses, bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from tests.documents import docx_bytes

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
REPORT = """云河县财政局2023年法治政府建设情况报告

2023年，我局坚持依法行政，现将情况报告如下。

一、主要举措和成效
（一）加强组织领导
局党组召开会议专题研究法治政府建设2次。
（二）规范决策
聘请2名律师担任法律顾问，审查合同12份。
二、党政主要负责人履行推进法治建设第一责任人职责情况
局长切实履行推进法治建设第一责任人职责，听取法治工作汇报3次，重大问题亲自过问，重点环节亲自协调。
三、存在的不足和原因
由于专业人员不足，对法律法规的学习不够深入。
四、2024年工作打算
加强执法人员培训，提高依法行政水平。

云河县财政局
2024年1月5日
"""
LOCAL = """area: mine
title: 本地
items:
  - id: our-item
    title: 本地项
    asks: 写明
    bodies: {government: must, department: must, township: must, zone: must, party: must, vertical: must}
    basis: [{source: ducha-2019}]
    roles: [measures]
    enough: [WORD]
    advice: 写
    fill-in: 写【】
    examples:
      covered: [审查合同12份。, 健全合同管理，修订制度3项。]
      weak: [抓好合同。]
      missing: [开展培训。]
      decoy: [开展联合检查。]
"""
NONE = "云河县2024年法治政府建设工作要点\n\n一、加强学习\n组织培训。\n"


def fazhi(
    *arguments: str, cwd: Path | None = None, data: bytes | None = None, **env: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "checker", *arguments],
        cwd=cwd,
        input=data,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
    )


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告.md"
    path.write_text(REPORT, encoding="utf-8")
    return path


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode()


def test_a_report_is_checked_and_its_json_keeps_to_its_schema(report: Path) -> None:
    done = fazhi("check", str(report), "--format", "json", "--fail-on", "never")
    found = json.loads(done.stdout)
    schema = json.loads((ROOT / "checker" / "writers" / "result.schema.json").read_text(encoding="utf-8"))

    assert done.returncode == 0
    assert list(Draft202012Validator(schema).iter_errors(found)) == []
    assert (found["reports"][0]["agency"], found["reports"][0]["kind"], found["reports"][0]["year"]) == (
        "云河县财政局",
        "department",
        2023,
    )
    statuses = {one["id"]: one["status"] for one in found["reports"][0]["items"]}
    assert statuses["legal-adviser"] == "covered"
    assert statuses["signature"] == "covered"


@pytest.mark.parametrize("form", ["text", "markdown", "json", "sarif", "github"])
def test_every_format_gives_the_same_bytes_twice_and_the_same_status(report: Path, form: str) -> None:
    one = fazhi("check", str(report), "--format", form)
    two = fazhi("check", str(report), "--format", form)

    assert one.stdout == two.stdout
    assert one.stdout
    assert one.returncode == two.returncode == fazhi("check", str(report)).returncode


@pytest.mark.parametrize(
    ("options", "status"),
    [
        pytest.param(["--fail-on", "never"], 0, id="never"),
        pytest.param(["--fail-on", "warning"], 1, id="warnings count"),
        pytest.param(["--fail-on", "never", "--fail-under", "99"], 1, id="below the score"),
        pytest.param(["--fail-on", "never", "--fail-under", "1"], 0, id="above the score"),
        pytest.param(["--year", "abc"], 2, id="no year"),
        pytest.param(["--kind", "公司"], 2, id="no kind"),
        pytest.param(["--format", "docx"], 2, id="no format"),
        pytest.param(["--rules", "没有"], 2, id="no rules"),
        pytest.param(["--as-of", "明天"], 2, id="no date"),
    ],
)
def test_exit_statuses(report: Path, options: list[str], status: int) -> None:
    done = fazhi("check", str(report), *options)

    assert done.returncode == status
    assert b"Traceback" not in done.stderr


def test_standard_input_is_read_and_an_output_file_written(tmp_path: Path) -> None:
    out = tmp_path / "结果.json"
    done = fazhi("check", "-", "--format", "json", "-o", str(out), "--fail-on", "never", data=REPORT.encode())

    assert (done.returncode, done.stdout) == (0, b"")
    assert json.loads(out.read_bytes())["reports"][0]["path"] == "-"
    assert [one.name for one in tmp_path.iterdir()] == ["结果.json"]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16", b""), ("utf-16-le", b""), ("gb18030", b"")],
)
def test_text_is_read_in_the_encodings_that_offices_use(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes(mark + REPORT.encode(encoding))
    done = fazhi("check", str(path), "--format", "json", "--fail-on", "never")

    assert json.loads(done.stdout)["reports"][0]["agency"] == "云河县财政局"


def bad_inputs(folder: Path) -> dict[str, Path]:
    made = {
        name: folder / name
        for name in ("空.md", "二进制.txt", "坏.docx", "~$报告.docx", "没有.md", "文件夹", "无权限.md", "要点.md")
    }
    made["空.md"].write_bytes(b" \n")
    made["二进制.txt"].write_bytes(bytes(range(256)) * 20)
    made["坏.docx"].write_bytes(b"PK\x03\x04" + b"\x00" * 50)
    made["~$报告.docx"].write_bytes(b"\x05user" + b"\x00" * 157)
    made["文件夹"].mkdir()
    made["无权限.md"].write_text(REPORT, encoding="utf-8")
    made["无权限.md"].chmod(0)
    made["要点.md"].write_text(NONE, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("空.md", "空的"),
        ("二进制.txt", "二进制|辨认"),
        ("坏.docx", "损坏|不是"),
        ("~$报告.docx", "锁文件"),
        ("没有.md", "没有这个文件"),
        ("文件夹", "文件夹"),
        ("要点.md", "不是法治政府建设年度报告"),
    ],
)
def test_bad_input_is_a_clear_message_and_the_others_are_still_reported(
    tmp_path: Path, report: Path, name: str, words: str
) -> None:
    path = bad_inputs(tmp_path)[name]
    done = fazhi("check", str(path), str(report), "--format", "json")
    found = json.loads(done.stdout)

    assert done.returncode == 3
    assert any(word in found["failures"][0]["reason"] for word in words.split("|"))
    assert found["failures"][0]["path"] == str(path)
    assert len(found["reports"]) == 1
    assert "Traceback" not in said(done)
    assert str(path) in said(done)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    done = fazhi("check", str(bad_inputs(tmp_path)["无权限.md"]))

    assert done.returncode == 3
    assert "权限" in said(done)


def test_a_file_that_is_no_report_is_checked_when_kind_and_year_are_told(tmp_path: Path) -> None:
    path = bad_inputs(tmp_path)["要点.md"]

    assert fazhi("check", str(path), "--kind", "政府", "--year", "2024", "--fail-on", "never").returncode == 0


def test_the_hook_notes_other_documents_and_lets_them_pass(tmp_path: Path, report: Path) -> None:
    other = bad_inputs(tmp_path)["要点.md"]
    done = fazhi("check", "--hook", str(other))

    assert done.returncode == 0
    assert "要点.md" in said(done)
    assert fazhi("check", "--hook", str(tmp_path / "坏.docx")).returncode == 3


def test_three_faults_in_a_rule_file_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "mine.yaml").write_text(
        "area: mine\ntitle: 本地\nitems:\n  - id: our-item\n    title: 本地项\n    asks: 写明\n    titel: 错\n"
        "    bodies: {government: musst, department: must, township: must, zone: must, party: must, vertical: must}\n"
        "    basis: [{source: ducha-2019}]\n    roles: [measure]\n    enough: [本地做法]\n    advice: 写\n    fill-in: 写\n"
        "    examples: {covered: [本地做法一, 本地做法二], weak: [无], missing: [别的], decoy: [另外]}\n",
        encoding="utf-8",
    )
    done = fazhi("rules", "list", "--rules", str(rules))

    assert done.returncode == 2
    for line, word in ((7, "titel"), (8, "musst"), (10, "measure")):
        assert f"mine.yaml:{line}:" in said(done)
        assert word in said(done)


SCORING = (ROOT / "rules" / "scoring.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        pytest.param("veto:", "vetoo:", "vetoo: 不认识的键", id="an unknown key"),
        pytest.param("must: 5", "must: 五", "points.must: 应当是数", id="no number"),
        pytest.param("must: 5", "must: -5", "points.must: 写的是 -5，不能小于 0", id="below zero"),
        pytest.param("covered: 1", "covered: 2", "shares.covered: 写的是 2，不能大于 1", id="more than all"),
        pytest.param("cap: 合格", "cap: 中", "veto.cap: grades 里没有“中”", id="no such grade"),
        pytest.param("cap-if-missing: [causes]", "cap-if-missing: [cause]", "没有编号为“cause”的检查项", id="no such item"),
        pytest.param("name: 不合格, from: 0", "name: 不合格, from: 10", "最后一等从 0 分起", id="scores without a grade"),
    ],
)  # fmt: skip
def test_a_fault_in_the_scoring_is_told_with_its_line(
    tmp_path: Path, report: Path, was: str, becomes: str, told: str
) -> None:
    (tmp_path / "scoring.yaml").write_text(SCORING.replace(was, becomes), encoding="utf-8")
    done = fazhi("check", str(report), "--rules", str(tmp_path))

    assert done.returncode == 2
    assert told in said(done)
    assert "scoring.yaml:" in said(done)


@pytest.mark.parametrize("command", [["check", "--format", "json"], ["read"]])
def test_the_output_never_takes_the_place_of_the_report(report: Path, command: list[str]) -> None:
    done = fazhi(*command, str(report), "-o", str(report))

    assert done.returncode == 2
    assert "会把它覆盖" in said(done)
    assert report.read_text(encoding="utf-8") == REPORT


def test_front_matter_that_cannot_be_understood_stops_no_other_file(tmp_path: Path, report: Path) -> None:
    wrong = tmp_path / "错.md"
    wrong.write_text(f"---\n类别: 学校\n---\n{REPORT}", encoding="utf-8")
    done = fazhi("check", str(wrong), str(report), "--format", "json")

    assert done.returncode == 3
    assert "错.md：文件开头的设置有误：单位类别“学校”不能识别" in said(done)
    assert [one["path"] for one in json.loads(done.stdout)["reports"]] == [str(report)]


def test_a_name_that_begins_with_a_dash_gets_a_hint(tmp_path: Path) -> None:
    (tmp_path / "-破折.md").write_text(REPORT, encoding="utf-8")
    done = fazhi("check", "-破折.md", cwd=tmp_path)

    assert done.returncode == 2
    assert "请写成 ./-破折.md" in said(done)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        pytest.param("合同＋审查", "协议", "“＋”要写成半角", id="a wide plus"),
        pytest.param("合同｜协议", "协议", "“｜”要写成半角", id="a wide bar"),
        pytest.param("合同", "协议", "编号“our-item”在 a.yaml 里已经有了", id="one id in two files"),
    ],
)
def test_faults_of_local_rules_are_told(tmp_path: Path, report: Path, first: str, second: str, told: str) -> None:
    for name, word in (("a.yaml", first), ("b.yaml", second)):
        (tmp_path / name).write_text(
            LOCAL.replace("area: mine", f"area: {name[0]}-mine").replace("WORD", word), "utf-8"
        )
    done = fazhi("check", str(report), "--rules", str(tmp_path))

    assert done.returncode == 2
    assert told in said(done)


def test_what_would_be_corrected_never_stands_among_the_results(tmp_path: Path) -> None:
    draft = tmp_path / "报告.txt"
    draft.write_text(REPORT.replace("审查合同12份。", "审查合同&nbsp;12份。"), encoding="utf-8")
    done = fazhi("check", str(draft), "--diff", "--format", "json")

    assert json.loads(done.stdout)["reports"]
    assert "-聘请2名律师担任法律顾问，审查合同&nbsp;12份。" in said(done)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_no_fault_of_the_report(report: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "checker", "check", str(report)], stdout=full, stderr=subprocess.PIPE, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    assert done.returncode == 2
    assert "结果没有写完：磁盘空间不足" in done.stderr.decode()


def test_local_rules_add_to_the_shipped_ones_and_replace_by_id(tmp_path: Path, report: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    body = (
        "    asks: 写明\n    bodies: {government: must, department: must, township: must, zone: must, party: must, vertical: must}\n"
        "    basis: [{source: ducha-2019}]\n    roles: [measures]\n    enough: [审查合同]\n    advice: 写\n    fill-in: 写【】\n"
        "    examples: {covered: [审查合同一份。, 审查合同两份。], weak: [无], missing: [别的], decoy: [另外]}\n"
    )
    (rules / "mine.yaml").write_text(
        "area: mine\ntitle: 本地\nitems:\n  - id: our-item\n    title: 本地项\n"
        + body
        + "  - id: legal-adviser\n    title: 换过的\n"
        + body,
        encoding="utf-8",
    )
    found = json.loads(
        fazhi("check", str(report), "--rules", str(rules), "--format", "json", "--fail-on", "never").stdout
    )
    items = {one["id"]: one for one in found["reports"][0]["items"]}

    assert items["our-item"]["status"] == "covered"
    assert items["legal-adviser"]["title"] == "换过的"


@pytest.mark.parametrize("state", ["warm", "damaged", "read-only"])
def test_the_cache_never_changes_a_result(tmp_path: Path, report: Path, state: str) -> None:
    home = tmp_path / "cache"
    first = fazhi("check", str(report), "--format", "json", XDG_CACHE_HOME=str(home))
    kept = sorted((home / "fazhi").iterdir())
    if state == "damaged":
        for one in kept:
            one.write_bytes(one.read_bytes()[:-100])
    if state == "read-only":
        home = tmp_path / "file"
        home.write_text("")
    second = fazhi("check", str(report), "--format", "json", XDG_CACHE_HOME=str(home))

    assert [one.name.partition("-")[0] for one in kept] == ["patterns", "rules"]
    assert first.stdout == second.stdout


def test_the_console_of_a_gbk_system_gets_gbk(report: Path) -> None:
    done = fazhi("check", str(report), PYTHONIOENCODING="gbk")

    assert "提分清单" in done.stdout.decode("gbk")


def test_no_colour_when_redirected(report: Path) -> None:

    assert b"\x1b[" not in fazhi("check", str(report)).stdout


def test_the_gap_report_ends_with_what_covered_means(report: Path) -> None:
    page = fazhi("check", str(report), "--format", "markdown").stdout.decode()

    assert page.splitlines()[-1].startswith("说明：“具备”是指报告里写到了，不表示已经核实")


@pytest.mark.parametrize(
    ("more", "written"),
    [
        pytest.param([], ["报告-对照检查单.docx"], id="beside the report"),
        pytest.param(["-o", "函.docx"], ["函.docx"], id="where it is told to"),
        pytest.param(["--format", "sarif", "-o", "函.docx"], ["函.docx"], id="beside another format on the screen"),
        pytest.param(["--format", "json", "-o", "果.json"], ["报告-对照检查单.docx", "果.json"], id="with another format"),
    ],
)  # fmt: skip
def test_check_writes_the_gap_report_as_a_letter_too(more: list[str], written: list[str], report: Path) -> None:
    done = fazhi("check", report.name, "--docx", "--fail-on", "never", *more, cwd=report.parent)
    letter = next(report.parent.glob("*.docx"))
    again = fazhi("check", letter.name, cwd=report.parent)

    assert done.returncode == 0
    assert sorted(path.name for path in report.parent.iterdir()) == sorted([*written, report.name])
    assert again.returncode == 3
    assert "本程序写的对照检查单" in said(again)


def test_a_name_of_a_word_file_asks_for_a_letter(report: Path) -> None:
    done = fazhi("check", report.name, "-o", "函.docx", "--fail-on", "never", cwd=report.parent)

    assert done.returncode == 0
    assert zipfile.ZipFile(report.parent / "函.docx").testzip() is None
    assert "得分" in done.stdout.decode()


def test_a_letter_that_was_changed_is_kept(report: Path) -> None:
    fazhi("check", report.name, "--docx", cwd=report.parent)
    letter = report.parent / "报告-对照检查单.docx"
    fazhi("check", report.name, "--docx", cwd=report.parent)
    (untouched,) = report.parent.glob("*.docx")
    letter.write_bytes(docx_bytes(["已与该单位沟通。"]))
    changed = letter.read_bytes()
    done = fazhi("check", report.name, "--docx", cwd=report.parent)

    assert untouched == letter
    assert "另存为“报告-对照检查单-改动稿.docx”" in said(done)
    assert (report.parent / "报告-对照检查单-改动稿.docx").read_bytes() == changed


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["check", "报告.md", "-o", "果.pdf"], "写不出“.pdf”文件"),
        (["read", "报告.md", "-o", "果.docx"], "写不出“.docx”文件"),
        (["roster", "init", ".", "-o", "花名册.xlsx"], "花名册写成 .csv"),
        (["check", "报告.md", "--fail-under", "nan"], "--fail-under 的值“nan”不能识别"),
        (["audit", ".", "--fail-under", "八十"], "--fail-under 的值“八十”不能识别"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(command: list[str], told: str, report: Path) -> None:
    done = fazhi(*command, cwd=report.parent)

    assert (done.returncode, told in said(done)) == (2, True)
    assert list(report.parent.iterdir()) == [report]


def test_a_letter_on_standard_input_needs_a_name() -> None:
    done = fazhi("check", "-", "--docx", data=REPORT.encode())

    assert done.returncode == 2
    assert "用 -o 指定 .docx" in said(done)


def test_what_is_sent_to_an_agency_does_not_say_where_its_report_lies(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text(REPORT, encoding="utf-8")
    waiver = '[[waivers]]\nid = "late"\nreason = "同意"\nexpires = 2020-01-01\n'
    (tmp_path / "fazhi.toml").write_text(waiver, encoding="utf-8")
    page = fazhi("check", str(path), "--format", "markdown").stdout.decode()
    fazhi("check", str(path), "--docx", "-o", str(tmp_path / "函.docx"))
    letter = zipfile.ZipFile(tmp_path / "函.docx").read("word/document.xml").decode()

    assert "（文件：报告.txt" in page
    assert "（fazhi.toml）" in page
    assert str(tmp_path) not in page + letter


def test_text_of_a_document_does_not_act_as_markdown_or_html(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text(REPORT.replace("审查合同12份", "审查合同12份|<script>alert(1)</script>*强*"), encoding="utf-8")
    page = fazhi("check", str(path), "--format", "markdown").stdout.decode()
    html = MarkdownIt("commonmark").enable("table").render(page)

    assert "<script>alert(1)" not in html
    assert "审查合同12份|&lt;script&gt;alert(1)&lt;/script&gt;*强*" in html


def test_sarif_keeps_to_its_schema(report: Path) -> None:
    path = SHARED / "schemas" / "sarif-schema-2.1.0.json"
    if not path.is_file():
        pytest.skip("the SARIF schema is not beside this checkout")
    from jsonschema import Draft7Validator

    found = json.loads(fazhi("check", str(report), "--format", "sarif").stdout)

    assert list(Draft7Validator(json.loads(path.read_text(encoding="utf-8"))).iter_errors(found)) == []


def test_read_shows_what_was_understood(report: Path) -> None:
    found = json.loads(fazhi("read", str(report), "--format", "json").stdout)
    shown = fazhi("read", str(report)).stdout.decode()

    assert found["is_report"] is True
    assert {one["role"] for one in found["outline"]} >= {"measures", "leader", "shortcomings", "next-year"}
    assert "是否年度报告　是" in shown


def test_the_tools_of_a_rule_author_answer(report: Path) -> None:

    assert "legal-adviser" in fazhi("rules", "list").stdout.decode()
    assert "法律顾问" in fazhi("rules", "show", "legal-adviser").stdout.decode()
    assert "结论：具备" in fazhi("rules", "try", "legal-adviser", str(report)).stdout.decode()
    unknown = fazhi("rules", "show", "legal-advisor")
    assert unknown.returncode == 2
    assert "legal-adviser" in said(unknown)


def test_the_version_is_told() -> None:

    assert fazhi("--version").stdout.decode().startswith("fazhi ")
