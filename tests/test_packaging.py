"""The wheel carries its rules and data, and works where there is nothing of this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the content of the wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and "No matching distribution found for hatchling" in done.stderr:
        pytest.skip("the wheel cannot be built: no package index")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_every_rule_and_data_file(installed: Path) -> None:
    rules = {path.name for path in (ROOT / "rules").iterdir() if path.suffix in (".yaml", ".json")}
    data = {path.name for path in (ROOT / "checker" / "writers").iterdir() if path.suffix not in (".py", ".pyc", "")}

    assert {path.name for path in (installed / "checker" / "_rules").iterdir()} >= rules
    assert {path.name for path in (installed / "checker" / "writers").iterdir()} >= data
    assert not (installed / "tests").exists()


def test_the_installed_program_checks_and_audits_elsewhere(installed: Path, tmp_path: Path) -> None:
    report = tmp_path / "送审" / "报告.md"
    report.parent.mkdir()
    report.write_bytes((ROOT / "reports" / "差-湖城市文化和旅游局-2022.md").read_bytes())
    env = {**os.environ, "PYTHONPATH": str(installed), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def fazhi(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "checker", *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )  # fmt: skip

    where = subprocess.run(
        [sys.executable, "-c", "import checker; print(checker.__file__)"], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )  # fmt: skip

    assert Path(where.stdout.strip()).is_relative_to(installed)
    assert fazhi("check", str(report)).returncode == 1
    assert fazhi("rules", "test", "--area", "shufa").returncode == 0
    assert fazhi("audit", "送审", "-o", "out").returncode == 0
    assert (tmp_path / "out" / "overview.html").is_file()
