"""Waivers: found, heeded, expired, wrong; and the defaults of options in fazhi.toml."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REPORT = """# 云河县水务局2023年法治政府建设情况报告

## 一、主要举措和成效

{}组织法制宣传6场。

组织法制讲座2场。

## 二、存在的不足

由于人员不足，普法不够深入。

云河县水务局

2024年1月15日
"""


def fazhi(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "checker", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)


def report(folder: Path, remark: str = "") -> Path:
    file = folder / "报告.md"
    file.write_text(REPORT.format(remark), encoding="utf-8")
    return file


def checked(file: Path, *options: str) -> dict[str, object]:
    done = fazhi("check", file, "--format", "json", "--as-of", "2024-02-01", "--fail-on", "never", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["reports"][0]


def state(one: dict[str, object], id: str) -> list[object]:
    return [other.get("waived") for other in one["defects"] if other["id"] == id]


def waiver(**keys: str) -> str:
    return "[[waivers]]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items())


def test_a_remark_waives_in_the_block_that_follows_only(tmp_path: Path) -> None:
    one = checked(report(tmp_path, "<!-- fazhi: allow fazhi-wording 引用旧栏目名称 -->\n"))
    assert state(one, "fazhi-wording") == ["引用旧栏目名称", None]


def test_the_nearest_configuration_upward_is_heeded_and_the_sum_changes(tmp_path: Path) -> None:
    folder = tmp_path / "2023" / "部门"
    folder.mkdir(parents=True)
    plain = checked(report(folder))
    (tmp_path / "fazhi.toml").write_text(
        waiver(id="fazhi-wording", reason="旧栏目")
        + waiver(id="legal-adviser", reason="由县司法局统一聘请", path="*.md"),
        encoding="utf-8",
    )
    one = checked(report(folder))
    assert state(one, "fazhi-wording") == ["旧栏目", "旧栏目"]
    assert next(item for item in one["items"] if item["id"] == "legal-adviser")["waived"] == "由县司法局统一聘请"
    assert one["score"] > plain["score"]
    assert checked(report(folder), "--no-waivers")["score"] == plain["score"]


@pytest.mark.parametrize(
    ("keys", "waives"),
    [
        ({"agency": "云河县水务局"}, True),
        ({"agency": "云河县*"}, True),
        ({"agency": "云河县教育局"}, False),
        ({"path": "报告.md"}, True),
        ({"path": "其他/*.md"}, False),
    ],
)
def test_a_waiver_may_be_for_one_agency_or_path(keys: dict[str, str], waives: bool, tmp_path: Path) -> None:
    (tmp_path / "fazhi.toml").write_text(waiver(id="fazhi-wording", reason="旧栏目", **keys), encoding="utf-8")
    assert (state(checked(report(tmp_path)), "fazhi-wording") == ["旧栏目"] * 2) is waives


def test_an_expired_waiver_waives_nothing_and_is_an_error_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "fazhi.toml").write_text(
        waiver(id="fazhi-wording", reason="旧栏目", expires="2024-01-31"), encoding="utf-8"
    )
    file = report(tmp_path)
    one = checked(file)
    assert state(one, "fazhi-wording") == [None, None]
    assert [other["severity"] for other in one["defects"] if other["id"] == "expired-waiver"] == ["error"]
    assert fazhi("check", file, "--as-of", "2024-02-01").returncode == 1
    assert state(checked(file, "--as-of", "2024-01-31"), "fazhi-wording") == ["旧栏目", "旧栏目"]


@pytest.mark.parametrize("expires", ["2024-01-31", "2024-01-31T08:00:00"])
def test_the_last_day_may_be_written_as_a_date_of_toml(expires: str, tmp_path: Path) -> None:
    text = waiver(id="fazhi-wording", reason="旧栏目") + f"expires = {expires}\n"
    (tmp_path / "fazhi.toml").write_text(text, encoding="utf-8")
    file = report(tmp_path)

    assert state(checked(file), "fazhi-wording") == [None, None]
    assert state(checked(file, "--as-of", "2024-01-31"), "fazhi-wording") == ["旧栏目", "旧栏目"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (waiver(id="fazhi-wording"), "缺少 reason"),
        (waiver(id="no-such-thing", reason="某"), "没有编号为“no-such-thing”"),
        (waiver(id="fazhi-wording", reason="某", until="2024"), "不认识“until”"),
        (waiver(id="fazhi-wording", reason="某", expires="明年"), "不是日期"),
        ("[[waivers]]\nid = ['typo']\nreason = '某'\n", "id 应当是文字"),
        ("[[waivers]]\nid = 'typo'\nreason = '某'\npath = ['a.md']\n", "path 应当是文字"),
        ("[[waivers]]\nid = 'typo'\nreason = 5\n", "reason 应当是文字"),
        ("[check]\nfail_on = 'error'\n", "不认识“fail_on”"),
        ("[check\n", "fazhi.toml:1：不是正确的 TOML"),
        (
            "[check]\nkind = 部门\n",
            "fazhi.toml:2：不是正确的 TOML，第 8 个字符处写得不对：kind = 部门（值是文字的加英文双引号",
        ),
        ('[check]\nkind = "部门\n', "fazhi.toml:2：不是正确的 TOML"),
        ('[check]\nagency = """\n', "没有写完"),
        ("[check]\nformat = 'pdf'\n", "没有“pdf”"),
    ],
)
def test_a_faulty_configuration_is_told_and_ends_with_2(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "fazhi.toml").write_text(text, encoding="utf-8")
    done = fazhi("check", report(tmp_path))
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_configuration_in_the_encoding_of_an_old_editor_is_read(tmp_path: Path) -> None:
    text = waiver(id="fazhi-wording", reason="旧栏目", path="*.txt")
    (tmp_path / "fazhi.toml").write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    told = fazhi("waivers", tmp_path)

    assert "旧栏目" in told.stdout, told.stderr


def test_a_fault_is_told_with_its_line(tmp_path: Path) -> None:
    text = waiver(id="late", reason="经批准延期") + "\n" + waiver(id="typo")
    (tmp_path / "fazhi.toml").write_text(text, encoding="utf-8")

    assert "fazhi.toml:5：第2条豁免：缺少 reason" in fazhi("check", report(tmp_path)).stderr


@pytest.mark.parametrize("format", ["text", "markdown", "json", "sarif", "github"])
def test_what_is_waived_is_counted_and_shown_in_every_format(format: str, tmp_path: Path) -> None:
    text = waiver(id="fazhi-wording", reason="旧栏目") + waiver(id="legal-adviser", reason="统一聘请")
    (tmp_path / "fazhi.toml").write_text(text, encoding="utf-8")
    said = fazhi("check", report(tmp_path), "--format", format).stdout
    counted = {
        "text": "已豁免的（3处",
        "markdown": "已豁免3处",
        "github": "已豁免3处",
        "json": '"waived": 3',
        "sarif": "suppressions",
    }

    assert counted[format] in said
    assert said.count("旧栏目") == 2
    assert "统一聘请" in said
    assert said.count("suppressions") in (0, 3)


@pytest.mark.parametrize(
    ("remark", "words"),
    [
        ("<!-- fazhi: allow fazhi-wording -->\n", "没有写理由"),
        ("<!-- fazhi: allow nothing 理由 -->\n", "没有编号为“nothing”"),
        ("<!-- fazhi: permit it -->\n", "看不懂"),
    ],
)
def test_a_faulty_remark_is_told_with_its_line(remark: str, words: str, tmp_path: Path) -> None:
    done = fazhi("check", report(tmp_path, remark))
    assert done.returncode == 2
    assert words in done.stderr
    assert "报告.md:5" in done.stderr


def test_the_defaults_of_options_yield_to_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "fazhi.toml").write_text('[check]\nformat = "json"\nfail-on = "never"\n', encoding="utf-8")
    file = report(tmp_path)
    done = fazhi("check", file)
    assert done.returncode == 0
    assert json.loads(done.stdout)["version"] == 1
    assert fazhi("check", file, "--format", "text", "--fail-on", "hint").returncode == 1


def test_waivers_are_listed_with_their_state(tmp_path: Path) -> None:
    (tmp_path / "fazhi.toml").write_text(
        waiver(id="fazhi-wording", reason="旧栏目", expires="2024-01-31", owner="法规股"), encoding="utf-8"
    )
    report(tmp_path, "<!-- fazhi: allow typo 引文如此 -->\n")
    below = tmp_path / "部门"
    below.mkdir()
    (below / "fazhi.toml").write_text(waiver(id="late", reason="经批准延期"), encoding="utf-8")
    done = fazhi("waivers", tmp_path, "--as-of", "2024-02-01")
    assert done.returncode == 0
    assert "有效　late　经批准延期" in done.stdout
    assert "已过期　fazhi-wording　旧栏目，负责人：法规股" in done.stdout
    assert "有效　typo　引文如此" in done.stdout
    assert "共 3 条豁免，1 条已过期。" in done.stdout
