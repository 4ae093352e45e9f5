"""What the READMEs show is what the program takes and says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from checker import rulebook, waivers
from tests import make_shown
from tests.make_shown import READMES

ROOT = Path(__file__).parents[1]
COMMANDS = ("", "check", "audit", "roster", "roster init", "read", "waivers", "rules", "rules try", "rules test")


def fazhi(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "checker", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READMES)
def test_the_configuration_that_is_shown_is_taken(name: str, tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", text(name), re.DOTALL)
    file = tmp_path / "fazhi.toml"
    file.write_text(shown, encoding="utf-8")
    known = frozenset(item.id for item in rulebook.load().items)
    found = waivers.load(file, known)

    assert [one.id for one in found.waivers] == ["legal-adviser"]
    assert found.options["fail-on"] == "warning"


def test_the_item_that_rule_authors_are_shown_passes_its_own_test(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", text("rules/README.md"), re.DOTALL)
    (tmp_path / "decision.yaml").write_text(shown, encoding="utf-8")
    done = fazhi("rules", "test", "--area", "decision", "--rules", str(tmp_path))

    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "本地规则：替换 legal-adviser。")


def test_an_area_that_is_not_there_is_told() -> None:
    done = fazhi("rules", "test", "--area", "没有的领域")

    assert done.returncode == 2
    assert "没有“没有的领域”这个领域（可用的有：structure、leader、" in done.stderr


def test_every_option_that_is_shown_exists() -> None:
    helped = "".join(fazhi(*command.split(), "--help").stdout for command in COMMANDS)
    known = set(re.findall(r"--[a-z-]+", helped))
    pages = [*READMES, "docs/审核人.md"]
    lines = [line for name in pages for line in text(name).splitlines() if "fazhi" in line or "`--" in line]
    shown = {
        option
        for line in lines
        for code in re.findall(r"`([^`]*)`|^    (.*)", line)
        for option in re.findall(r"--[a-z-]+", re.sub(r".*(?=fazhi )|FIGURE.*", "", "".join(code)))
        if not re.search(r"pip|python|pytest", "".join(code).split("fazhi ")[-1])
    }

    assert shown - known == set()
    assert {"--previous", "--fail-under", "--no-waivers", "--format"} <= shown


@pytest.mark.parametrize("name", READMES)
def test_files_that_are_named_exist(name: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text(name)) if "://" not in link]

    assert [link for link in links if not (ROOT / link).exists()] == []
    assert len(links) >= 5


@pytest.mark.parametrize("name", READMES)
def test_the_output_that_is_shown_is_what_the_program_writes(name: str) -> None:

    assert make_shown.shown(name) == make_shown.head(), "python -m tests.make_shown"


def test_the_gap_report_that_is_shown_is_what_the_program_writes() -> None:
    # the digest of the rules changes with every comment in them
    digest = re.compile("校验值 ?[0-9a-f]+")
    kept = text(f"docs/示例-{make_shown.GAP_REPORT}.md")

    assert digest.sub("", kept) == digest.sub("", make_shown.gap_report()), "python -m tests.make_shown"
