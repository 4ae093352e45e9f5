"""The hook as another repository gets it: `pre-commit try-repo` builds its environment and runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OTHER = "# 云河县2024年法治政府建设工作要点\n\n一、加强学习\n组织培训。\n"
POOR = "云河县财政局2023年法治政府建设情况报告\n一、主要举措\n聘请2名律师担任法律顾问。\n云河县财政局\n2024年1月5日\n"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "core.quotepath=off", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the hook of this checkout, as it stands, on files given as name=text."""
    pytest.importorskip("pre_commit", reason="not installed: pre-commit")
    if not shutil.which("git"):
        pytest.skip("not installed: git")
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    base = tmp_path_factory.mktemp("hook")
    source, user = base / "source", base / "user"
    for name in git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard").splitlines():
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    user.mkdir()
    for folder in (source, user):
        git(folder, "init", "-q")
    git(source, "add", "-A")
    git(source, "commit", "-qm", "as it stands")

    def run(**files: str) -> subprocess.CompletedProcess[str]:
        for old in user.glob("*.md"):
            old.unlink()
        for name, text in files.items():
            (user / f"{name}.md").write_text(text, encoding="utf-8")
        git(user, "add", "-A")
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "try-repo", str(source), "fazhi-check", "--all-files", "--verbose"],
            cwd=user,
            env={**os.environ, "PRE_COMMIT_HOME": str(base / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
        if "An unexpected error has occurred" in done.stdout and "pip" in done.stdout:
            pytest.skip("the environment of the hook cannot be built: no package index")
        return done

    return run


def test_a_repository_gets_its_reports_checked_and_other_documents_noted(
    hook: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    good = (ROOT / "reports" / "好-澄源县人民政府-2024.md").read_text(encoding="utf-8")
    passed = hook(好=good, 要点=OTHER)
    failed = hook(差=POOR, 要点=OTHER)

    assert passed.returncode == 0, passed.stdout
    assert "要点.md：没有检查，不是法治政府建设年度报告" in passed.stdout
    assert failed.returncode == 1, failed.stdout
    assert "下一年度主要安排" in failed.stdout
