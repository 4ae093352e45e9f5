"""Worker processes: one that dies, and a file that never comes to an end, cost nobody else anything."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checker.batch import apart
from checker.batch.gather import gather
from checker.batch.pool import Workers
from checker.batch.work import NOTHING, Settings, Task
from checker.errors import UsageError
from checker.rulebook import load
from tests.batches import batch, many, report

DAY = date(2025, 6, 1)
# each further character doubles the time that this expression takes to fail
ENDLESS = """words:
  - id: typo
    pattern: '(?:好+)+坏'
    needs: [好好好]
    right: 好
    fires: 好好好坏。
    not: 好好。
"""


def settings(source: Path, rules: Path | None = None) -> Settings:
    return Settings(source.resolve(), rules, load(rules).digest, NOTHING, DAY)


def failures(source: Path, how: Settings) -> dict[str, str]:
    tasks = [Task(one) for one in gather(source).submissions]
    with Workers(2) as workers:
        return {one.path: one.failure for chunk in workers.outcomes(how, tasks) for one in chunk}


def test_a_worker_that_is_killed_takes_no_file_along(tmp_path: Path) -> None:
    many(tmp_path, 29)
    tasks = [Task(one) for one in gather(tmp_path).submissions]
    found: dict[str, str] = {}
    with Workers(2) as workers:
        for number, chunk in enumerate(workers.outcomes(settings(tmp_path), tasks)):
            found.update({one.path: one.failure for one in chunk})
            if number == 0:
                for process in multiprocessing.active_children():
                    process.kill()

    assert len(found) == 29
    assert set(found.values()) == {""}


def test_a_file_that_takes_too_long_is_given_up_and_the_others_are_audited(tmp_path: Path) -> None:
    many(tmp_path / "in", 9)
    batch(tmp_path / "in", {"慢.txt": report("云河县财政局", extra="好" * 60 + "。")})
    rules = batch(tmp_path / "rules", {"wording.yaml": ENDLESS})
    found = failures(tmp_path / "in", replace(settings(tmp_path / "in", rules), seconds=1.5))

    assert "用时超过上限" in found.pop("慢.txt")
    assert len(found) == 9
    assert set(found.values()) == {""}


def test_workers_with_other_rules_or_without_the_reports_are_noticed(tmp_path: Path) -> None:
    many(tmp_path, 1)
    good = settings(tmp_path)
    with pytest.raises(UsageError, match="程序或者规则与本机不同"):
        failures(tmp_path, replace(good, rules_digest="other"))
    with pytest.raises(UsageError, match="工作进程里没有"):
        failures(tmp_path, replace(good, source=tmp_path / "nowhere"))


def test_beside_a_worker_of_a_cluster_a_file_that_takes_too_long_is_given_up_too(tmp_path: Path) -> None:
    many(tmp_path / "in", 9)
    batch(tmp_path / "in", {"3/慢.txt": report("云河县财政局", extra="好" * 60 + "。")})
    rules = batch(tmp_path / "rules", {"wording.yaml": ENDLESS})
    tasks = tuple(Task(one) for one in gather(tmp_path / "in").submissions)
    found = apart.outcomes(replace(settings(tmp_path / "in", rules), seconds=1.5), tasks)
    failed = {one.path: one.failure for one in found if one.failure}

    assert [one.path for one in found] == [one.submission.path for one in tasks]
    assert list(failed) == ["3/慢.txt"]
    assert "用时超过上限" in failed["3/慢.txt"]


def test_the_process_beside_a_worker_of_a_cluster_tells_that_its_rules_are_others(tmp_path: Path) -> None:
    many(tmp_path, 1)
    tasks = tuple(Task(one) for one in gather(tmp_path).submissions)
    with pytest.raises(UsageError, match="程序或者规则与本机不同"):
        apart.outcomes(replace(settings(tmp_path), rules_digest="other"), tasks)
