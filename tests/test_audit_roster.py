"""Who has not submitted, who is late, whose a file is."""

from __future__ import annotations

import csv
import io
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.batch import names
from checker.batch.roster import Matching, load, written
from checker.overview import Expected
from tests.batches import audit, batch, fazhi, report

ROSTER = """单位,类别,年度,文件,截止日期,收到日期
云河县财政局,部门,2024,,2025-03-01,2025/3/5
云河县市监局,,2024,,2025年3月1日,2025-02-20
云河县发展和改革局,部门,2024,,2025-03-01,
下太镇,乡镇街道,2024,下太*.txt,2025-03-01,
云河县司法局,部门,2024,,2025-03-01,
云河县卫生健康委员会,部门,2024,,2025-03-01,2025-02-01
云河县人民政府,政府,2024,,2025-03-01,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return batch(
        tmp_path / "in",
        {
            "a/财政局.txt": report("云河县财政局"),
            "a/市监.txt": report("云河县市场监督管理局", number=3),
            "a/发改委（旧）.txt": report("云河县发改委", number=1),
            "a/发改委.txt": report("云河县发改委", number=9),
            "a/司法局.docx": b"PK\x03\x04 broken",
            "b/下太镇2024.txt": report("本镇人民政府", number=4),
            "b/白石县财政局.txt": report("白石县财政局"),
        },
    )


def rows(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / "results.csv").read_bytes().decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("花名册.csv", ROSTER.encode("gb18030"), id="GB18030, as Chinese Excel writes it"),
        pytest.param("花名册.csv", ROSTER.encode("utf-8-sig"), id="UTF-8 with BOM"),
        pytest.param("roster.csv", ROSTER.replace("单位,类别,年度,文件,截止日期,收到日期", "agency,kind,year,file,deadline,received").encode(), id="English names"),
        pytest.param("花名册.csv", ("全县应报单位名册,,,,,\n" + ROSTER).encode(), id="a title above the head"),
        pytest.param("花名册.xlsx", None, id="XLSX"),
    ],
)  # fmt: skip
def test_a_roster_tells_who_is_missing_and_who_is_late(
    name: str, data: bytes | None, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(_workbook() if data is None else data)
    done = audit(folder, tmp_path / "out", "--roster", path)
    found = {row["单位"]: row for row in rows(tmp_path / "out") if row["状态"] == "已检查"}
    absent = {row["单位"]: row["状态"] for row in rows(tmp_path / "out") if not row["文件"]}

    assert b"Traceback" not in done.stderr
    assert found["云河县财政局"]["逾期"] == "2025-03-05收到，期限是2025-03-01"
    assert found["云河县市监局"]["逾期"] == ""
    assert "收到日期2025年3月5日，晚于2025年3月1日" in (tmp_path / "out" / "results.jsonl").read_text(encoding="utf-8")
    assert found["下太镇"]["类别"] == "乡镇街道"
    assert absent == {
        "云河县司法局": "不能检查",
        "云河县卫生健康委员会": "没有找到",
        "云河县人民政府": "未报送",
    }


def _workbook() -> bytes:
    from datetime import datetime

    from openpyxl import Workbook

    book = Workbook()
    for number, row in enumerate(csv.reader(io.StringIO(ROSTER))):
        cells: list[object] = list(row)
        if number == 1:
            cells[2], cells[5] = 2024, datetime(2025, 3, 5)
        book.active.append(cells)  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_of_two_files_of_one_agency_the_later_signed_counts_and_it_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "花名册.csv").write_text(ROSTER, encoding="utf-8")
    done = audit(folder, tmp_path / "out", "--roster", tmp_path / "花名册.csv")
    twice = [row for row in rows(tmp_path / "out") if row["状态"] == "重复报送"]

    assert [row["文件"] for row in twice] == ["a/发改委（旧）.txt"]
    assert "以“a/发改委.txt”为准（成文日期最晚）" in done.stdout.decode()


def test_one_name_for_a_whole_folder_is_done_and_told(folder: Path, tmp_path: Path) -> None:
    done = audit(folder, tmp_path / "out", "--agency", "云河县财政局")

    assert "--agency 让 7 个文件都算作“云河县财政局”的" in done.stderr.decode()


def test_a_file_that_belongs_to_nobody_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "花名册.csv").write_text(ROSTER, encoding="utf-8")
    audit(folder, tmp_path / "out", "--roster", tmp_path / "花名册.csv")
    overview = (tmp_path / "out" / "overview.md").read_text(encoding="utf-8")

    assert "**花名册以外的报告**（1）：b/白石县财政局.txt" in overview


def test_a_roster_survives_names_that_look_like_formulas(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_bytes(written([Expected("=1+1局", files="＝说明*.txt;-x.txt")]))

    assert b"\n=1" not in path.read_bytes()
    assert load(path).lines == (Expected("=1+1局", load(path).lines[0].kind, files="＝说明*.txt;-x.txt"),)


def test_columns_that_are_not_used_and_files_that_are_not_there_are_told(folder: Path, tmp_path: Path) -> None:
    rows_of_roster = "单位,联系人,电话,文件\n云河县水利局,a,b,水利*.txt\n云河县财政局,a,b,财政*.txt\n"
    (tmp_path / "花名册.csv").write_text(rows_of_roster, encoding="utf-8")
    done = audit(folder, tmp_path / "out", "--roster", tmp_path / "花名册.csv")

    assert "花名册的“联系人”“电话”列没有用到" in done.stderr.decode()
    assert "花名册写明的文件不在文件夹里 1 个" in done.stdout.decode()
    assert [row["状态"] for row in rows(tmp_path / "out") if row["单位"] == "云河县水利局"] == ["未报送"]


def test_the_roster_says_of_which_kind_an_agency_is(tmp_path: Path) -> None:
    batch(tmp_path / "in", {"林场.txt": report("云河县国有林场发展中心")})
    (tmp_path / "花名册.csv").write_text("单位,类别\n云河县国有林场发展中心,开发区\n", encoding="utf-8")
    for _ in range(2):
        audit(tmp_path / "in", tmp_path / "out", "--roster", tmp_path / "花名册.csv")

        assert [row["类别"] for row in rows(tmp_path / "out")] == ["开发区"]


def test_what_is_no_report_by_its_words_is_one_where_the_roster_names_its_file(tmp_path: Path) -> None:
    text = "云河县财政局2024年法治政府建设工作要点\n\n一、主要举措\n聘请2名律师担任法律顾问，审查合同12份。\n"
    batch(tmp_path / "in", {"财政局/要点.txt": text})
    roster = tmp_path / "花名册.csv"

    def found() -> list[str]:
        audit(tmp_path / "in", tmp_path / "out", "--roster", roster)
        return [row["状态"] for row in rows(tmp_path / "out")]

    roster.write_text("单位,年度,文件\n云河县财政局,2024,财政局/*\n", encoding="utf-8")

    assert found() == ["没有检查", "不能检查"]
    assert "请在花名册里写明它的单位、类别、年度和文件名" in rows(tmp_path / "out")[0]["说明"]

    roster.write_text("单位,年度,文件\n云河县财政局,2024,财政局/要点.txt\n", encoding="utf-8")

    assert found() == found() == ["已检查"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("名称,类别\n财政局,部门\n", "没有“单位”一列", id="no column of agencies"),
        pytest.param("单位,类别\n财政局,学校\n", "第2行：单位类别“学校”不能识别", id="unknown kind"),
        pytest.param("单位,截止日期\n财政局,三月一日\n", "第2行：截止日期“三月一日”不能识别", id="no date"),
        pytest.param("", "没有“单位”一列", id="empty"),
        pytest.param("单位\n财政局\n水利局\n财政局\n", "第4行：“财政局”在第2行已经写过", id="one agency twice"),
    ],
)
def test_a_faulty_roster_is_refused_with_its_lines(text: str, said: str, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "花名册.csv").write_text(text, encoding="utf-8")
    done = audit(folder, tmp_path / "out", "--roster", tmp_path / "花名册.csv")

    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_roster_init_writes_a_roster_that_audit_takes(folder: Path, tmp_path: Path) -> None:
    done = fazhi("roster", "init", folder, "-o", tmp_path / "花名册.csv")
    audited = audit(folder, tmp_path / "out", "--roster", tmp_path / "花名册.csv")
    head = (tmp_path / "花名册.csv").read_bytes().decode("utf-8-sig").splitlines()[0]

    assert done.returncode == 0
    assert head == "单位,类别,年度,文件,截止日期,收到日期"
    assert audited.returncode == 3
    assert not [row for row in rows(tmp_path / "out") if row["状态"] == "未报送"]


def test_roster_init_has_one_line_for_each_agency_and_none_for_what_is_no_report(folder: Path) -> None:
    batch(folder, {"a/要点.txt": "云河县2024年法治政府建设工作要点\n\n一、加强学习\n组织培训。\n"})
    text = fazhi("roster", "init", folder).stdout.decode("utf-8-sig")
    files = {row["单位"]: row["文件"] for row in csv.DictReader(io.StringIO(text))}

    assert len(files) == 6
    assert files["云河县发改委"] == "a/发改委.txt;a/发改委（旧）.txt"
    assert files["司法局"] == "a/司法局.docx"
    assert "要点" not in text


def test_a_roster_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "报送").mkdir()
    (tmp_path / "花名册.csv").write_text("单位\n补充的单位\n", encoding="utf-8")
    done = fazhi("roster", "init", tmp_path / "报送", "-o", tmp_path / "花名册.csv")

    assert done.returncode == 2
    assert "已经存在" in done.stderr.decode()
    assert "补充的单位" in (tmp_path / "花名册.csv").read_text(encoding="utf-8")


def test_a_line_for_output_means_the_screen(folder: Path, tmp_path: Path) -> None:
    done = fazhi("roster", "init", folder, "-o", "-", cwd=tmp_path)

    assert done.stdout == fazhi("roster", "init", folder).stdout
    assert not (tmp_path / "-").exists()
    assert fazhi("audit", folder, "-o", "-", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("云河县市监局", "云河县市场监督管理局", True, id="市监局"),
        pytest.param("云河县发改委", "云河县发展和改革局", True, id="发改委"),
        pytest.param("云河县卫健委", "云河县卫生健康局", True, id="卫健委"),
        pytest.param("下太镇", "下太镇人民政府", True, id="a town and its government"),
        pytest.param("光明街道", "光明街道办事处", True, id="a subdistrict and its office"),
        pytest.param("云河县政府办", "云河县人民政府办公室", True, id="the office of a government"),
        pytest.param("云河县财政局", "云河县审计局", False, id="two bureaus"),
        pytest.param("云河县", "云河县人民政府办公室", False, id="a government and its office"),
        pytest.param("云河县教育局", "云河县教育体育局", False, id="what may be two bodies"),
    ],
)
def test_short_forms_of_names_are_known(one: str, other: str, same: bool) -> None:

    assert (names.full(one) == names.full(other)) is same


@pytest.mark.parametrize(
    ("path", "agency", "found"),
    [
        pytest.param("x.txt", "云河县财政局", "云河县财政局", id="by name"),
        pytest.param("x.txt", "财政局", "云河县财政局", id="without its place"),
        pytest.param("x.txt", "白石县财政局", None, id="of another place"),
        pytest.param("2024年/城东街道办报告.docx", "", "城东街道办事处", id="by the name of the file"),
        pytest.param("水利/任意.docx", "云河县财政局", "云河县水利局", id="by its pattern first"),
        pytest.param("x.txt", "教育局", None, id="one of two"),
        pytest.param("x.txt", "云河县数据局", "云河县数据局", id="as it is written before short forms"),
        pytest.param("x.txt", "云河县政务服务局", None, id="the short form of two"),
    ],
)
def test_a_submission_finds_its_line_of_the_roster(path: str, agency: str, found: str | None) -> None:
    roster = [
        Expected("云河县财政局"),
        Expected("云河县水利局", files="水利/*"),
        Expected("城东街道办事处"),
        Expected("云河县教育局"),
        Expected("青山县教育局"),
        Expected("云河县数据局"),
        Expected("云河县行政审批局"),
    ]
    line = Matching(roster).of(path, agency)

    assert (None if line is None else roster[line].agency) == found


WORDS = st.text("财政局/.a", min_size=1, max_size=6)
WILD = st.lists(st.one_of(WORDS, st.sampled_from(["*", "?", "[财政]", "[!局]", "[", "[]a]"])), min_size=1, max_size=5)


@given(st.lists(WILD.map("".join), min_size=1, max_size=8), st.lists(WORDS, min_size=1, max_size=8))
def test_patterns_find_what_trying_one_after_the_other_finds(patterns: list[str], paths: list[str]) -> None:
    patterns = [one for one in patterns if set(one) & set("*?[")]
    matching = Matching([Expected(f"甲{number}委员会", files=one) for number, one in enumerate(patterns)])
    for path in paths:
        tried = (
            number
            for number, one in enumerate(patterns)
            if fnmatchcase(path, one) or fnmatchcase(PurePosixPath(path).name, one)
        )

        assert matching.of(path, "") == next(tried, None)


def test_a_workbook_with_a_password_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "报送").mkdir()
    (tmp_path / "报送" / "甲.md").write_text("# 云河县财政局2023年法治政府建设情况报告\n", encoding="utf-8")
    (tmp_path / "花名册.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    done = audit(tmp_path / "报送", tmp_path / "结果", "--roster", tmp_path / "花名册.xlsx")

    assert done.returncode == 2
    assert "设有打开密码" in done.stderr.decode()
