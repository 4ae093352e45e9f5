"""How long `fazhi check` of one 5 KB Markdown report takes in a fresh process, beside `python -c pass`.

    python benchmarks/startup.py [--times N]

Prints the median of N runs of each, taken in turns, with a warm rule cache and without one, and the ratios.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PARAGRAPH = "（{}）加强组织领导。局党组召开会议专题研究法治政府建设2次，聘请2名律师担任法律顾问，审查合同12份，开展普法宣传6场。\n"
HEAD = "# 云河县财政局2023年法治政府建设情况报告\n\n2023年，我局坚持依法行政，现将情况报告如下。\n\n## 一、主要举措和成效\n\n"
TAIL = "\n## 二、存在的不足\n\n由于人员不足，普法不够深入。\n\n## 三、2024年工作打算\n\n加强培训。\n\n云河县财政局\n\n2024年1月5日\n"


def sample(size: int) -> str:
    text = HEAD
    number = 0
    while len((text + TAIL).encode()) < size:
        text += PARAGRAPH.format("一二三四五六七八九十"[number % 10]) + "\n"
        number += 1
    return text + TAIL


def seconds(command: list[str], **environment: str) -> float:
    # an installed program has its bytecode; a checkout keeps it too, unless the environment forbids that
    plain = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, env={**plain, **environment}, capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.md"
        report.write_text(sample(5000), encoding="utf-8")
        check = [sys.executable, "-m", "checker", "check", str(report), "--fail-on", "never"]
        warm, kept = Path(folder) / "warm", Path(folder) / "never"
        kept.write_text("")  # a file where a folder is wanted: nothing can be kept
        seconds(check, XDG_CACHE_HOME=str(warm))
        rows: dict[str, list[float]] = {"python -c pass": [], "check, warm cache": [], "check, no cache": []}
        for _ in range(options.times):
            rows["python -c pass"].append(seconds([sys.executable, "-c", "pass"]))
            rows["check, warm cache"].append(seconds(check, XDG_CACHE_HOME=str(warm)))
            rows["check, no cache"].append(seconds(check, XDG_CACHE_HOME=str(kept)))
    least = statistics.median(rows["python -c pass"])
    for name, values in rows.items():
        middle = statistics.median(values)
        print(f"{name:<20} {1000 * middle:7.1f} ms  {middle / least:5.1f} ×")


if __name__ == "__main__":
    main()
