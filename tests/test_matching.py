"""The automaton and the meeting of ideas against an obvious, slow reference."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import rulebook, text
from checker.audit import findings
from checker.matching import LEVELS, Matcher
from checker.model import Document, Identity, Item, Kind, Pattern, Place, Role, Section, Sentence, Status, Strength

BODIES = dict.fromkeys(Kind, Strength.SHOULD)
MEASURES = frozenset({Role.MEASURES})


def item(**given_values: object) -> Item:
    given_values = {
        level: tuple(rulebook.pattern(line, {}) for line in given_values.get(level, ())) for level in LEVELS
    } | {key: value for key, value in given_values.items() if key not in LEVELS}
    return Item("x", "a", "t", "", BODIES, (), MEASURES, specific=frozenset(rulebook.ALL_SPECIFIC), **given_values)


def sentences(*lines: str, role: Role = Role.MEASURES) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            one.removeprefix("#"), Place("line", number), 0, frozenset({role}), number, heading=one.startswith("#")
        )
        for number, one in enumerate(lines, 1)
    )


def status(one: Item, *lines: str, role: Role = Role.MEASURES) -> Status:
    document = Document("", (Section(("一、举措",), role, sentences(*lines, role=role)),))
    return findings(document, Identity("", Kind.DEPARTMENT, 2024), Matcher([one], {"act": ["印发"]}))[0].status


ADVISER = item(
    enough=["法律顾问 + 聘请|签订 @20"],
    evidence=["法律顾问制度"],
    weak=["法律顾问"],
    unless=(text.normal("村居法律顾问"),),
    dismiss=("招商",),
)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        pytest.param(["聘请2名律师担任法律顾问。"], Status.COVERED, id="ideas meet"),
        pytest.param(
            ["聘 请2名律师担任“法律\n顾问”。"], Status.COVERED, id="spaces, line breaks and quotes inside words"
        ),
        pytest.param(["严格落实法律顾问制度。"], Status.WEAK, id="no specific"),
        pytest.param(["落实法律顾问制度，印发办法。"], Status.COVERED, id="an act makes it specific"),
        pytest.param(["落实法律顾问制度，审查合同12份。"], Status.COVERED, id="a number makes it specific"),
        pytest.param(["聘请村居法律顾问8名。"], Status.MISSING, id="masked"),
        pytest.param(["聘请村居法律顾问8名，另聘请法律顾问1名。"], Status.COVERED, id="masked once, said once"),
        pytest.param(["聘请招商法律顾问。"], Status.MISSING, id="dismissed"),
        pytest.param(["聘请律师。", "法律顾问很重要。"], Status.WEAK, id="ideas in two sentences do not meet"),
        pytest.param(["#二、推行法律顾问制度", "聘请律师1名。"], Status.COVERED, id="the heading lends its idea"),
        pytest.param(["#二、推行法律顾问制度"], Status.WEAK, id="a heading alone is not content"),
        pytest.param(["聘请" + "某" * 30 + "法律顾问。"], Status.WEAK, id="too far apart"),
    ],
)
def test_an_item_is_judged_by_what_meets_in_a_sentence(lines: list[str], found: Status) -> None:

    assert status(ADVISER, *lines) is found


def test_plans_and_shortcomings_are_no_evidence() -> None:

    assert status(ADVISER, "聘请法律顾问2名。", role=Role.NEXT_YEAR) is Status.MISSING
    assert status(ADVISER, "没有聘请法律顾问。", role=Role.SHORTCOMINGS) is Status.MISSING


ALPHABET = "法治顾问聘请村 \n“”（("
WORD = st.text(alphabet="法治顾问聘请", min_size=1, max_size=3)
IDEAS = st.lists(st.lists(WORD, min_size=1, max_size=3, unique=True).map(tuple), min_size=1, max_size=3).map(tuple)
PATTERNS = st.lists(
    st.builds(
        Pattern,
        IDEAS,
        st.integers(1, 12),
        st.lists(WORD, max_size=1).map(tuple),
        st.uuids().map(str),
        st.just(frozenset()),
    ),
    min_size=1,
    max_size=4,
)


def spots(word: str, normal: str) -> list[tuple[int, int]]:
    return [(at, at + len(word)) for at in range(len(normal)) if normal.startswith(word, at)]


def reference(pattern: Pattern, unless: tuple[str, ...], dismiss: tuple[str, ...], line: str, above: str) -> bool:
    """What the rules' guide says, word by word."""
    normal, upper = text.normal(line), text.normal(above)
    excluded = (*dismiss, *pattern.without)
    if any(word in normal for word in excluded):
        return False

    def said(idea: tuple[str, ...], where: str) -> list[tuple[int, int]]:
        masks = [spot for word in unless for spot in spots(word, where)]
        return [
            one
            for word in idea
            for one in spots(word, where)
            if not any(start <= one[0] and one[1] <= end for start, end in masks)
        ]

    own = [said(idea, normal) for idea in pattern.ideas]
    borrowed = [not here for here in own]
    if (
        sum(borrowed) > 1
        or any(lent and not said(idea, upper) for lent, idea in zip(borrowed, pattern.ideas, strict=True))
        or all(borrowed)
    ):
        return False
    if any(borrowed) and any(word in upper for word in excluded):
        return False
    spans = [
        max(end for _, end in chosen) - min(start for start, _ in chosen)
        for chosen in product(*(here for here in own if here))
    ]
    return min(spans) <= pattern.within


@settings(max_examples=300, deadline=None)
@given(
    PATTERNS,
    st.lists(WORD, max_size=2).map(tuple),
    st.lists(WORD, max_size=1).map(tuple),
    st.lists(st.text(alphabet=ALPHABET, min_size=1, max_size=25), min_size=1, max_size=5),
)
def test_matching_equals_the_obvious_reference(
    patterns: list[Pattern], unless: tuple[str, ...], dismiss: tuple[str, ...], lines: list[str]
) -> None:
    one = Item("x", "a", "t", "", BODIES, (), MEASURES, enough=tuple(patterns), unless=unless, dismiss=dismiss)
    given_sentences = sentences("#" + lines[0], *lines[1:])
    matcher = Matcher([one], {})
    found = {(match.pattern.source, match.line) for match in matcher.matches(matcher.lines(given_sentences))}
    expected = {
        (pattern.source, number)
        for number, line in enumerate(given_sentences)
        for pattern in patterns
        if reference(pattern, unless, dismiss, line.text, given_sentences[0].text if number else "")
    }

    assert found == expected


@settings(max_examples=200, deadline=None)
@given(PATTERNS, PATTERNS, st.lists(st.text(alphabet=ALPHABET, min_size=1, max_size=25), min_size=1, max_size=5))
def test_what_is_passed_over_can_never_be_the_best_of_its_line(
    enough: list[Pattern], weak: list[Pattern], lines: list[str]
) -> None:
    one = Item("x", "a", "t", "", BODIES, (), MEASURES, enough=tuple(enough), weak=tuple(weak))
    matcher = Matcher([one], {})
    scanned = matcher.lines(sentences("#" + lines[0], *lines[1:]))
    met = {(match.pattern.source, match.line): match for match in matcher.matches(scanned, everything=True)}
    kept = {(match.pattern.source, match.line) for match in matcher.matches(scanned)}
    said = {match.line for match in met.values() if match.level == "enough" and not match.borrowed}
    passed_over = [met[one] for one in met.keys() - kept]

    assert kept <= met.keys()
    assert all(one.level == "weak" and one.line in said for one in passed_over)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORD, min_size=1, max_size=6, unique=True), st.text(alphabet=ALPHABET, max_size=60))
def test_the_scan_finds_every_occurrence(words: list[str], haystack: str) -> None:
    one = item(enough=words)
    matcher = Matcher([one], {})
    normal = text.normal(haystack)
    found = {(matcher.wordings[word], start, end) for word, start, end in matcher.scan(normal)}

    assert found == {(word, start, end) for word in words for start, end in spots(word, normal)}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("法律顾问 + =没有这组", "没有名为“没有这组”"),
        ("法律顾问 + 聘请||签订", "有空的词语"),
        ("法律顾问 @几十", "应当是字数"),
        ("甲 - 乙 - 丙", "只能有一个减号"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        rulebook.pattern(line, {})
