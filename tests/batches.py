"""Folders of invented submissions for the tests of `fazhi audit`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
DAY = "2025-06-01"


def report(agency: str, *, year: int = 2024, number: int = 2, plan: str = "", extra: str = "", signed: str = "") -> str:
    """A small report of an invented agency; `number` varies what it says."""
    return f"""{agency}{year}年法治政府建设情况报告

{year}年，我单位坚持依法行政，现将情况报告如下。

一、主要举措和成效
（一）加强组织领导
党组召开会议专题研究法治政府建设{number}次。
（二）规范决策
聘请{number}名律师担任法律顾问，审查合同{number * 6}份。
{extra}
二、党政主要负责人履行推进法治建设第一责任人职责情况
主要负责人切实履行推进法治建设第一责任人职责，听取法治工作汇报{number}次，重大问题亲自过问，重点环节亲自协调。
三、存在的不足和原因
由于专业人员不足，对法律法规的学习不够深入。
四、{year + 1}年工作打算
加强执法人员培训，提高依法行政水平。{plan}

{agency}
{signed or f"{year + 1}年1月{number + 4}日"}
"""


def batch(folder: Path, reports: dict[str, str | bytes]) -> Path:
    """The folder with these files, by their paths below it."""
    for name, text in reports.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def many(folder: Path, number: int, start: int = 0) -> Path:
    """A folder with this many different reports, a damaged one among each thirty."""
    reports: dict[str, str | bytes] = {}
    for count in range(start, start + number):
        name = f"{count % 7}/{count:04d}.txt"
        text = report(
            f"第{count}号县财政局".replace("第", "云").replace("号", "河"),
            number=count % 9 + 1,
            extra=f"办理复议案件{count}件。",
        )
        reports[name] = b"\0\xff\xfe" * 99 if count % 30 == 29 else text
    return batch(folder, reports)


def fazhi(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command(*arguments), cwd=cwd, capture_output=True, check=False, env=environment())


def audit(source: Path, out: Path, *more: str | Path) -> subprocess.CompletedProcess[bytes]:
    return fazhi("audit", source, "-o", out, "--as-of", DAY, *more)


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "checker", *map(str, arguments)]


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]),
    }


def outputs(folder: Path) -> dict[str, bytes]:
    """Every output file with its content, without the store."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".fazhi" not in path.parts
    }
