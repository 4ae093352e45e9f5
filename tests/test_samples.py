"""The sample reports are what they are named for, and their sources are beside the tests."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest

from checker import rulebook, score
from checker.audit import findings
from checker.identity import Told
from checker.matching import OPEN, Line, Match, Matcher, Settled
from checker.model import Audit, Severity, Status, Strength
from checker.run import Checker
from tests import make_samples

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "reports"
AS_OF = date(2026, 3, 1)
COMPLETE = "好-云岭市生态环境局-2023.md"
PLANTED = "差-沙洲县教育局-2023-文字问题"
SAMPLES = {
    "好-临湾县气象局-2023.txt": ("临湾县气象局", "vertical", 2023),
    COMPLETE: ("云岭市生态环境局", "department", 2023),
    "好-云港经济开发区管委会-2025.docx": ("云港经济开发区管理委员会", "zone", 2025),
    "好-湖城市税务局-2025.pdf": ("国家税务总局湖城市税务局", "vertical", 2025),
    "好-澄源县人民政府-2024.md": ("澄源县人民政府", "government", 2024),
    "好-澄源县委统战部-2024.docx": ("中共澄源县委统一战线工作部", "party", 2024),
    "好-白鹭街道办事处-2024.html": ("白鹭街道办事处", "township", 2024),
    "好-青溪镇人民政府-2022.txt": ("青溪镇人民政府", "township", 2022),
    f"{PLANTED}.txt": ("沙洲县教育局", "department", 2023),
    "差-湖城市文化和旅游局-2022.md": ("湖城市文化和旅游局", "department", 2022),
    "差-石桥镇人民政府-2024.docx": ("石桥镇人民政府", "township", 2024),
}


@pytest.fixture(scope="module")
def audits() -> dict[str, Audit]:
    checker = Checker(rulebook.load(), Told(), AS_OF)
    return {name: checker.audit(f"reports/{name}", (REPORTS / name).read_bytes()) for name in SAMPLES}


def test_every_sample_is_listed_and_recognised(audits: dict[str, Audit]) -> None:
    found = {name: (one.identity.agency, str(one.identity.kind), one.identity.year) for name, one in audits.items()}
    files = {path.name for path in REPORTS.iterdir()}

    assert found == SAMPLES
    assert files == set(SAMPLES)


def test_the_samples_have_the_length_of_real_reports(audits: dict[str, Audit]) -> None:
    lengths = {name: sum(len(one.text) for one in audit.document.sentences) for name, audit in audits.items()}

    assert {name: length for name, length in lengths.items() if not 1900 <= length <= 5000} == {}


def test_what_is_passed_over_would_have_added_nothing(audits: dict[str, Audit]) -> None:
    class Patient(Matcher):
        """Asks for every item in every line."""

        def visit(
            self,
            lines: Sequence[Line],
            take: Callable[[Match], Settled],
            *,
            everything: bool = False,
            but: Iterable[int] = (),
        ) -> None:
            super().visit(lines, lambda match: (take(match), OPEN)[1], everything=everything)

    rules = rulebook.load()
    patient = Patient(rules.items, rules.specific)
    for audit in audits.values():
        assert findings(audit.document, audit.identity, patient) == audit.findings


def test_good_samples_have_neither_error_nor_warning(audits: dict[str, Audit]) -> None:
    found = {
        name: [
            *(one.item.id for one in audit.findings if score.level(one, audit.scoring) in (Severity.ERROR, Severity.WARNING)),
            *(one.id for one in audit.defects if one.severity is not Severity.HINT),
        ]
        for name, audit in audits.items()
        if name.startswith("好")
    }  # fmt: skip

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_one_sample_says_everything_that_is_asked_and_has_no_defect(audits: dict[str, Audit]) -> None:
    audit = audits[COMPLETE]
    asked = [one for one in audit.findings if one.strength is not Strength.NONE and not one.excuse]

    assert {one.item.id for one in asked if one.status is not Status.COVERED} == set()
    assert audit.defects == ()
    assert score.score(audit).total == 100


def test_poor_samples_fail(audits: dict[str, Audit]) -> None:
    grades = {name: score.grade(audit) for name, audit in audits.items() if name.startswith("差")}

    assert {name for name, grade in grades.items() if grade and grade.name != "不合格"} == set()


def test_every_planted_defect_is_found(audits: dict[str, Audit]) -> None:
    with (make_samples.SOURCES / f"{PLANTED}.defects.tsv").open(encoding="utf-8", newline="") as file:
        planted = {
            (row["defect"], row["quote"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    audit = audits[f"{PLANTED}.txt"]
    text = "".join(one.text for one in audit.document.sentences)
    found = {
        (name, quote)
        for name, quote in planted
        for one in audit.defects
        if one.id == name and (one.quote in quote or quote in one.quote)
    }

    assert {quote for _, quote in planted if quote not in text} == set()
    assert planted - found == set()
    assert {one.id for one in audit.defects} == {name for name, _ in planted}


@pytest.mark.parametrize("name", make_samples.SAMPLES)
def test_samples_come_out_of_their_sources(name: str) -> None:
    made = make_samples.SAMPLES[name](make_samples.source(Path(name).stem))

    assert made == (REPORTS / name).read_bytes(), "python -m tests.make_samples"
