"""No rule is dead, and no sample passes for the wrong reason."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from checker import proving, readers, rulebook, text
from checker.audit import findings
from checker.identity import Told
from checker.matching import Matcher
from checker.model import Audit, Document, Evidence, Example, Item, Role, Sentence, Status
from checker.outline import MARKER
from checker.rulebook import Rulebook
from checker.run import Checker
from tests.formats import WRITERS

ROOT = Path(__file__).parents[1]
SAMPLES = sorted((ROOT / "reports").iterdir())
GOOD = [path for path in SAMPLES if path.name.startswith("好")]
RULES = rulebook.load(examples=True)
NO_WEAK = {"title-year", "signature", "date"}


def ids(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=path.name) for path in paths]


# ── the shipped rules ───────────────────────────────────────────────────────────────────


def test_every_example_wording_and_exclusion_of_the_shipped_rules_is_proved() -> None:
    told, good = proving.report(RULES)

    assert good, told.decode()


def test_every_item_is_seen_covered_weak_missing_and_not_taken_in_by_a_decoy() -> None:
    seen: dict[str, set[tuple[Status, bool]]] = {}
    for item in RULES.items:
        matcher = Matcher([item], RULES.specific)
        for example in item.examples:
            status = findings(*proving.example_document(example, item), matcher)[0].status
            seen.setdefault(item.id, set()).add((status, example.decoy))
    wanted = {(Status.COVERED, False), (Status.WEAK, False), (Status.MISSING, False), (Status.MISSING, True)}
    lacking = {item.id: wanted - seen.get(item.id, set()) for item in RULES.items}

    assert {name: lack for name, lack in lacking.items() if lack - {(Status.WEAK, False)}} == {}
    assert {name for name, lack in lacking.items() if lack} == NO_WEAK


def filled(paragraph: str) -> str:
    """A paragraph to fill in, with a figure in every gap and the words offered in one."""
    return re.sub("【([^】]*)】", lambda gap: {"": "3", "职务": "局长"}.get(gap[1], gap[1]), paragraph)


@pytest.mark.parametrize("item", [pytest.param(one, id=one.id) for one in RULES.items if not one.fact])
def test_who_fills_in_the_paragraph_that_is_offered_has_covered_the_item(item: Item) -> None:
    role = Role.LEADER if item.area == "leader" else Role.MEASURES if Role.MEASURES in item.roles else min(item.roles)
    example = Example(Status.COVERED, filled(item.fill_in), role, year=2025)

    assert (
        findings(*proving.example_document(example, item), Matcher([item], RULES.specific))[0].status is Status.COVERED
    )


@pytest.mark.parametrize(
    "blank", ["聘请【】名律师担任法律顾问。", "聘请____名律师担任法律顾问。", "聘请法律顾问（待补充），审查合同12份。"]
)
def test_what_still_has_to_be_filled_in_covers_nothing(blank: str) -> None:
    item = RULES.item("legal-adviser")
    example = proving.example_document(Example(Status.WEAK, blank), item)

    assert findings(*example, Matcher([item], RULES.specific))[0].status is Status.WEAK


# ── the gates themselves: a rule broken on purpose ──────────────────────────────────────

ITEM = """area: mine
title: 本地
items:
  - id: our-item
    title: 本地项
    asks: 写明
    bodies: {government: must, department: must, township: must, zone: must, party: must, vertical: must}
    basis: [{source: ducha-2019}]
    roles: [measures]
    enough: [合同 + 审查|审核 - 招商合同]
    evidence: [合同管理]
    unless: [集体合同]
    dismiss: [劳动争议]
    advice: 写
    fill-in: 写【】
    examples:
      covered: [审查合同12份。, 健全合同管理，修订制度3项。]
      weak: [加强合同管理。]
      missing: [审查招商合同3份。]
      decoy: [审查集体合同3份。]
"""


def local(folder: Path, was: str, becomes: str) -> Rulebook:
    assert was in ITEM
    (folder / "mine.yaml").write_text(ITEM.replace(was, becomes), encoding="utf-8")
    return rulebook.load(folder, examples=True)


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        pytest.param("审查|审核", "审查|审核", "", id="nothing broken"),
        pytest.param("审查|审核", "审查|合法性审查", "已经含有“审查”，永远轮不到", id="a wording that holds another"),
        pytest.param("审查|审核 - 招商合同", "审查|逐件逐份核对把关 - 招商合同 @6", "换成“逐件逐份核对把关”后结果变了", id="a wording too long for its span"),
        pytest.param("evidence: [合同管理]", "evidence: [合同管理, 契约]", "没有例子用到这一行", id="a line without example"),
        pytest.param("evidence: [合同管理]", "evidence: [合同管理, 合同管]", "没有“合同管理”，结果也一样", id="a wording that another line meets too"),
        pytest.param("unless: [集体合同]", "unless: [集体合同, 租赁]", "没有本项的任何词语", id="a mask of something else"),
        pytest.param("- 招商合同", "- 合", "应为“具备”", id="an exclusion that hits the good"),
        pytest.param("    unless: [集体合同]\n", "", "反例应为“缺失”，实为“具备”", id="a decoy that is taken in"),
        pytest.param("roles: [measures]\n", "roles: [measures]\n    from-heading: true\n", "from-heading：没有一个例子", id="a heading that no example needs"),
        pytest.param("weak: [加强合同管理。]", "weak: [加强合同管理3次。]", "例子应为“薄弱”，实为“具备”", id="an example of another status"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named(tmp_path: Path, was: str, becomes: str, fault: str) -> None:
    told, good = proving.report(local(tmp_path, was, becomes), "mine")

    assert good is not bool(fault), told.decode()
    assert fault in told.decode()


WORD = """
words:
  - id: typo
    wrong: [甲乙丙, 丁戊己]
    right: 丙乙甲
    unless: [甲乙丙丁]
    fires: 全年甲乙丙6次。
    not: 全年甲乙丙丁6次。
"""


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        pytest.param("甲乙丙6次", "甲乙丙6次", "", id="nothing broken"),
        pytest.param("fires: 全年甲乙丙6次", "fires: 全年6次", "fires: 应当报出", id="an example that does not fire"),
        pytest.param("not: 全年甲乙丙丁6次", "not: 全年丁戊己6次", "not: 不应报出", id="a decoy that fires"),
        pytest.param("[甲乙丙丁]", "[甲乙丙丁, 壬癸]", "“壬癸”碰不到", id="an exclusion of something else"),
        pytest.param("[甲乙丙丁]", "[甲乙丙丁, 丁戊己]", "“丁戊己”报不出来", id="a word that is always excluded"),
    ],
)  # fmt: skip
def test_a_broken_entry_of_the_text_checks_is_named(tmp_path: Path, was: str, becomes: str, fault: str) -> None:
    assert was in WORD
    (tmp_path / "wording.yaml").write_text(WORD.replace(was, becomes), encoding="utf-8")
    told = "\n".join(proving.data_faults(rulebook.load(tmp_path, examples=True)))

    assert bool(told) is bool(fault), told
    assert fault in told


# ── the samples ─────────────────────────────────────────────────────────────────────────


def audit(path: Path, data: bytes | None = None) -> Audit:
    checker = Checker(RULES, Told(), date(2026, 3, 1), heed_waivers=False)
    return checker.audit(path.name, path.read_bytes() if data is None else data)


def evidence_of(found: Audit, item: str) -> tuple[Evidence, ...]:
    return next(one.evidence for one in found.findings if one.item.id == item)


def said_by(document: Document, evidence: tuple[Evidence, ...]) -> set[Sentence]:
    """The sentences in which evidence stands."""
    return {
        sentence
        for sentence in document.sentences
        for one in evidence
        if one.place == sentence.place and sentence.offset <= one.offset < sentence.offset + len(sentence.text)
    }


def without(document: Document, gone: set[Sentence]) -> Document:
    left = [
        part._replace(sentences=tuple(one for one in part.sentences if one not in gone)) for part in document.sections
    ]
    title = "".join(one.text for part in left if part.role is Role.TITLE for one in part.sentences)
    return document._replace(title=title, sections=tuple(part for part in left if part.sentences))


def struck(found: Audit, item: Item) -> tuple[Document, set[Sentence]]:
    """The document without every sentence that covers an item, and these sentences."""
    document, gone = found.document, set[Sentence]()
    matcher = Matcher([item], RULES.specific)
    while True:
        (now,) = findings(document, found.identity, matcher)
        said = said_by(document, now.evidence) if now.status is Status.COVERED else set()
        if not said:
            return document, gone
        gone |= said
        document = without(document, said)


def announced(document: Document, matcher: Matcher) -> dict[Sentence, Sentence | None]:
    lines = matcher.lines(document.sentences)
    return {one.sentence: None if one.above is None else lines[one.above].sentence for one in lines}


@pytest.mark.parametrize("path", ids(GOOD[:2]))
def test_without_its_sentences_an_item_is_no_longer_covered_and_the_others_stay(path: Path) -> None:
    found = audit(path)
    matcher = Matcher(RULES.items, RULES.specific)
    above = announced(found.document, matcher)
    before = {one.item.id: one for one in found.findings}
    for name, one in before.items():
        if one.status is not Status.COVERED:
            continue
        document, gone = struck(found, one.item)
        after = {one.item.id: one.status for one in findings(document, found.identity, matcher)}
        changed = {other for other, status in after.items() if status is not before[other].status}
        # where the heading or the short first sentence that announces it goes, a sentence loses what that lent it
        moved = {one for one, over in announced(document, matcher).items() if over is not above[one]}
        touched = {o for o, finding in before.items() if said_by(found.document, finding.evidence) & (gone | moved)}

        assert after[name] in (Status.WEAK, Status.MISSING), name
        assert changed <= touched, name
        assert name in changed


# ── the same document in several formats ────────────────────────────────────────────────


@pytest.mark.parametrize("path", ids([path for path in SAMPLES if path.suffix in (".md", ".txt", ".docx")]))
def test_a_document_has_the_same_findings_as_md_txt_and_docx(path: Path) -> None:
    blocks = readers.read(path.read_bytes(), path.name).blocks
    found = {form: audit(path.with_suffix(f".{form}"), WRITERS[form](blocks)) for form in ("md", "txt", "docx")}
    statuses = {form: {one.item.id: one.status for one in audited.findings} for form, audited in found.items()}
    quotes = {
        form: [text.normal(evidence.quote) for one in audited.findings for evidence in one.evidence]
        for form, audited in found.items()
    }
    # plain text shows neither tables nor headings without a number, so that other words may be quoted
    shown_by_format = any(
        one.style == "row" or (one.style == "heading" and not MARKER.match(one.text)) for one in blocks[1:]
    )

    assert statuses["md"] == statuses["txt"] == statuses["docx"]
    assert quotes["md"] == quotes["docx"]
    assert shown_by_format or quotes["md"] == quotes["txt"]
