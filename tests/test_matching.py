"""The automaton and the meeting of ideas against an obvious, slow reference."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import rulebook, text
from checker.audit import findings
from checker.matching import LEVELS, OPEN, Match, Matcher, Settled
from checker.model import Document, Identity, Item, Kind, Pattern, Place, Role, Section, Sentence, Status, Strength

BODIES = dict.fromkeys(Kind, Strength.SHOULD)
MEASURES = frozenset({Role.MEASURES})


def item(**given_values: object) -> Item:
    given_values = {
        level: tuple(rulebook.pattern(line, {}) for line in given_values.get(level, ())) for level in LEVELS
    } | {key: value for key, value in given_values.items() if key not in LEVELS}
    given_values = {"bodies": BODIES, "specific": frozenset(rulebook.ALL_SPECIFIC)} | given_values
    return Item("x", "a", "t", "", basis=(), roles=MEASURES, **given_values)


def sentences(*lines: str, role: Role = Role.MEASURES) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            one.removeprefix("#"), Place("line", number), 0, frozenset({role}), number, heading=one.startswith("#")
        )
        for number, one in enumerate(lines, 1)
    )


def status(one: Item, *lines: str, role: Role = Role.MEASURES) -> Status:
    return judged(one, sentences(*lines, role=role))


def judged(one: Item, said: tuple[Sentence, ...]) -> Status:
    document = Document("", (Section(("一、举措",), Role.MEASURES, said),))
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
        pytest.param(
            ["#二、推行法律顾问制度", "聘请律师1名。"], Status.COVERED, id="what follows a heading makes it specific"
        ),
        pytest.param(["#二、推行法律顾问制度"], Status.WEAK, id="a heading alone is not content"),
        pytest.param(["聘请" + "某" * 30 + "法律顾问。"], Status.WEAK, id="too far apart"),
    ],
)
def test_an_item_is_judged_by_what_meets_in_a_sentence(lines: list[str], found: Status) -> None:

    assert status(ADVISER, *lines) is found


LONG = "坚持把推行法律顾问制度放在更加突出位置抓紧抓实抓出成效来"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        pytest.param(["一是推行法律顾问制度。", "聘请律师1名。"], Status.COVERED, id="a short first sentence lends its idea"),
        pytest.param([f"{LONG}真真真真真。", "聘请律师。"], Status.COVERED, id="up to 34 characters"),
        pytest.param([f"{LONG}真真真真真真。", "聘请律师。"], Status.WEAK, id="a longer one does not"),
        pytest.param(["一是推行法律顾问制度；", "聘请律师。"], Status.WEAK, id="nor one that does not end"),
        pytest.param(["一是推行法律顾问制度。", "审查合同12份。"], Status.COVERED, id="what follows makes it specific"),
        pytest.param(["一是推行法律顾问制度。", "依法办事。", "认真履职。", "审查合同12份。"], Status.COVERED, id="within three sentences"),
        pytest.param(["一是推行法律顾问制度。", "依法办事。", "认真履职。", "再接再厉。", "审查合同12份。"], Status.WEAK, id="no later"),
        pytest.param(["落实法律顾问制度" + "真" * 60 + "审查合同12份。"], Status.WEAK, id="too far from its number"),
    ],
)  # fmt: skip
def test_a_short_first_sentence_announces_its_point(lines: list[str], found: Status) -> None:
    point = tuple(one._replace(point=1) for one in sentences(*lines))

    assert judged(ADVISER, point) is found


@pytest.mark.parametrize(
    ("follower", "found"),
    [
        pytest.param("审查合同12份。", Status.COVERED, id="a figure that may belong to it"),
        pytest.param("接待来访群众12批。", Status.WEAK, id="what another item asks for is another matter"),
        pytest.param("接待来访群众12批，法律顾问在场。", Status.COVERED, id="unless it speaks of this one too"),
        pytest.param("接待客商12批。", Status.COVERED, id="half of what another item asks for is nothing"),
    ],
)
@pytest.mark.parametrize("first", ["#二、推行法律顾问制度", "一是推行法律顾问制度。"])
def test_what_follows_makes_nothing_specific_where_it_is_another_matter(
    first: str, follower: str, found: Status
) -> None:
    said = tuple(one._replace(point=1) for one in sentences(first, follower))
    matcher = Matcher([ADVISER, item(enough=["接待 + 群众"])], {})
    document = Document("", (Section(("一、举措",), Role.MEASURES, said),))

    assert findings(document, Identity("", Kind.DEPARTMENT, 2024), matcher)[0].status is found


@pytest.mark.parametrize(
    ("first", "found"),
    [
        pytest.param("三是推行法律顾问制度。", Status.COVERED, id="an announcement"),
        pytest.param("12.推行法律顾问制度。", Status.COVERED, id="the number of a point is no figure"),
        pytest.param("召开法律顾问座谈会1次。", Status.MISSING, id="a figure tells, and announces nothing"),
        pytest.param("传达《法律顾问工作意见》。", Status.MISSING, id="so does the name of a document"),
    ],
)
def test_a_first_sentence_that_tells_announces_nothing(first: str, found: Status) -> None:
    one = item(enough=["法律顾问 + 聘请"])
    point = tuple(one._replace(point=1) for one in sentences(first, "聘请2名。"))

    assert judged(one, point) is found


@pytest.mark.parametrize(
    ("one", "line", "found"),
    [
        pytest.param({"enough": ["法律顾问"]}, "#二、法律顾问", Status.WEAK, id="a heading alone is never enough"),
        pytest.param({"weak": ["法律顾问"]}, "#二、法律顾问", Status.MISSING, id="a slogan in a heading is nothing"),
        pytest.param({"enough": ["法律顾问 + 聘请"]}, "#二、法律顾问\n聘请。", Status.MISSING, id="a heading lends nothing"),
        pytest.param({"enough": ["法律顾问 + 聘请"], "from_heading": True}, "#二、法律顾问\n聘请。", Status.COVERED, id="unless the item takes it"),
        pytest.param({"enough": ["法律 + 顾问 + 聘请"], "from_heading": True}, "#二、法律顾问\n聘请。", Status.MISSING, id="a heading lends one idea"),
        pytest.param({"enough": ["法律顾问 + 聘请"], "dismiss": ("招商",), "from_heading": True}, "#二、招商法律顾问\n聘请。", Status.MISSING, id="an exclusion in the heading"),
        pytest.param({"enough": ["法律顾问 + 聘请"], "unless": ("村法律顾问",), "from_heading": True}, "#二、村法律顾问\n聘请。", Status.MISSING, id="a mask in the heading"),
        pytest.param({"enough": ["法律顾问 + 聘请"], "unless": ("村法律顾问",)}, "#二、法律顾问\n聘请村法律顾问。", Status.MISSING, id="nor what is masked in the sentence"),
        pytest.param({"enough": ["法律 + 顾问|法律顾问制度 @4"]}, "法律顾问制度。", Status.COVERED, id="the nearest of two wordings"),
        pytest.param({"since": 2025}, "聘请。", Status.NOT_APPLICABLE, id="not asked yet"),
        pytest.param({"until": 2023}, "聘请。", Status.NOT_APPLICABLE, id="asked no longer"),
        pytest.param({"since": 2024, "until": 2024}, "聘请。", Status.MISSING, id="asked this year"),
        pytest.param({"bodies": dict.fromkeys(Kind, Strength.NONE)}, "聘请。", Status.NOT_APPLICABLE, id="not asked of this kind"),
        pytest.param({"negative": ["未聘请"]}, "未聘请。", Status.COVERED, id="a plain no is an answer"),
    ],
)  # fmt: skip
def test_an_item_is_asked_in_its_years_and_of_its_kinds(one: dict[str, object], line: str, found: Status) -> None:

    assert status(item(**one), *line.split("\n")) is found


def test_a_role_may_be_good_for_weak_only() -> None:
    one = item(enough=["聘请"], weak_roles=frozenset({Role.LEAD}))

    assert status(one, "聘请2名。", role=Role.LEAD) is Status.WEAK
    assert status(one, "聘请2名。", role=Role.CLOSING) is Status.MISSING


def test_plans_and_shortcomings_are_no_evidence() -> None:

    assert status(ADVISER, "聘请法律顾问2名。", role=Role.NEXT_YEAR) is Status.MISSING
    assert status(ADVISER, "没有聘请法律顾问。", role=Role.SHORTCOMINGS) is Status.MISSING


# few characters, so that words meet, overlap and stand inside each other
ALPHABET = "法治顾问村 \n“2《"
WORD = st.text(alphabet="法治顾问", min_size=1, max_size=3)
WORDS = st.lists(WORD, max_size=2, unique=True).map(tuple)
IDEAS = st.lists(st.lists(WORD, min_size=1, max_size=3, unique=True).map(tuple), min_size=1, max_size=3).map(tuple)
ROLES = st.sampled_from([Role.MEASURES, Role.LEADER, Role.NEXT_YEAR])
SOME_ROLES = st.frozensets(ROLES, max_size=2)
PATTERNS = st.lists(
    st.builds(Pattern, IDEAS, st.integers(1, 12), WORDS, st.uuids().map(str), SOME_ROLES), max_size=3
).map(tuple)
ITEMS = st.lists(
    st.builds(
        lambda unless, dismiss, roles, weak_roles, from_heading, **lines: Item(
            "x", "a", "t", "", BODIES, (), roles, unless=unless, dismiss=dismiss, weak_roles=weak_roles,
            from_heading=from_heading, **lines
        ),
        WORDS, WORDS, SOME_ROLES, SOME_ROLES, st.booleans(), enough=PATTERNS, evidence=PATTERNS, weak=PATTERNS, negative=PATTERNS,
    ),
    min_size=1,
    max_size=2,
)  # fmt: skip
# text, end mark, whether it is a heading, whether it goes on with the point before it, role
LINES = st.lists(
    st.tuples(
        st.text(alphabet=ALPHABET, min_size=1, max_size=45), st.sampled_from(["", "。", "："]), st.booleans(), st.booleans(), ROLES
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


def passage(lines: list[tuple[str, str, bool, bool, Role]]) -> tuple[Sentence, ...]:
    made: list[Sentence] = []
    for number, (words, end, heading, goes_on, role) in enumerate(lines):
        point = made[-1].point if made and goes_on and not heading and not made[-1].heading else number
        made.append(Sentence(words + end, Place("line", number + 1), 0, frozenset({role}), point, heading=heading))
    return tuple(made)


def spots(word: str, normal: str) -> list[tuple[int, int]]:
    return [(at, at + len(word)) for at in range(len(normal)) if normal.startswith(word, at)]


def above(given_sentences: tuple[Sentence, ...], number: int) -> int | None:
    """The line that announces a sentence: the mini-heading of its point, or else a heading at most two lines before.

    A mini-heading is the short first sentence of a point, unless it gives a figure or names a document.
    """
    one = given_sentences[number]
    if one.heading:
        return None
    first = next(at for at, other in enumerate(given_sentences) if other.point == one.point)
    opening = given_sentences[first]
    short = len(text.normal(opening.text)) <= 34 and opening.text.endswith(("。", "："))
    if first < number and short and not ("《" in opening.text or re.search(r"\d", opening.text[4:])):
        return first
    last = max((at for at in range(number) if given_sentences[at].heading), default=None)
    return last if last is not None and number - last <= 2 else None


def reference(pattern: Pattern, one: Item, line: str, upper: str) -> tuple[int, int, bool] | None:
    """What the rules' guide says, word by word: start and end of the narrowest span, and whether an idea is borrowed."""
    excluded = (*one.dismiss, *pattern.without)
    if any(word in line for word in excluded):
        return None

    def said(idea: tuple[str, ...], where: str) -> list[tuple[int, int]]:
        masks = [spot for word in one.unless for spot in spots(word, where)]
        return [
            spot
            for word in idea
            for spot in spots(word, where)
            if not any(start <= spot[0] and spot[1] <= end for start, end in masks)
        ]

    own = [said(idea, line) for idea in pattern.ideas]
    lacking = [idea for idea, here in zip(pattern.ideas, own, strict=True) if not here]
    if len(lacking) == len(own) or len(lacking) > 1:
        return None
    if lacking and (not said(lacking[0], upper) or any(word in upper for word in excluded)):
        return None
    spans = [
        (min(start for start, _ in chosen), max(end for _, end in chosen))
        for chosen in product(*(here for here in own if here))
    ]
    start, end = min(spans, key=lambda span: (span[1] - span[0], span[0]))
    return (start, end, bool(lacking)) if end - start <= pattern.within else None


def expected(
    items: list[Item], given_sentences: tuple[Sentence, ...], *, everything: bool, settles: Callable[[str], bool]
) -> Iterator[tuple[object, ...]]:
    """Without `everything`: not where a role does not answer; never what comes after a match that settles the item."""
    for number, sentence in enumerate(given_sentences):
        over = above(given_sentences, number)
        for which, one in enumerate(items):
            settled = False
            lends = over is not None and (one.from_heading or not given_sentences[over].heading)
            upper = text.normal(given_sentences[over].text) if over is not None and lends else ""
            for level, pattern in ((name, each) for name in LEVELS for each in getattr(one, name)):
                answers = everything or sentence.roles & (pattern.roles or one.roles | one.weak_roles)
                found = reference(pattern, one, text.normal(sentence.text), upper) if answers and not settled else None
                if found:
                    settled = settles(level)
                    yield (which, level, pattern.source, number, *found)


def test_a_heading_lends_to_the_two_sentences_after_it_for_an_item_that_takes_it() -> None:
    said = passage(
        [("推行法律顾问制度", "", True, False, Role.MEASURES)] + [("签订合同", "。", False, False, Role.MEASURES)] * 4
    )
    one = item(enough=["法律顾问 + 签订"])
    matcher = Matcher([one, one._replace(from_heading=True)], {})

    assert [(found.item, found.line) for found in matcher.matches(matcher.lines(said))] == [(1, 1), (1, 2)]


@settings(max_examples=400, deadline=None)
@given(ITEMS, LINES, st.booleans(), st.booleans(), st.sets(st.sampled_from(LEVELS)))
def test_matching_equals_the_obvious_reference(
    items: list[Item], lines: list[tuple[str, str, bool, bool, Role]], alone: bool, everything: bool, settling: set[str]
) -> None:
    given_sentences = passage(lines)
    matcher = Matcher(items, {}, within=given_sentences if alone else None)
    found: list[tuple[object, ...]] = []

    def take(one: Match) -> Settled:
        found.append((one.item, one.level, one.pattern.source, one.line, one.start, one.end, one.borrowed))
        return Settled(line=one.level in settling)

    matcher.visit(matcher.lines(given_sentences), take, everything=everything)

    assert sorted(found) == sorted(
        expected(items, given_sentences, everything=everything, settles=settling.__contains__)
    )


LESS = [
    "聘请2名律师担任法律顾问。",
    "签订法律顾问合同。",
    "#法律顾问\n聘请2名。",
    "建立法律顾问制度，印发3份。",
    "发挥法律顾问作用。",
]


def test_a_matcher_without_a_word_is_that_of_the_item_without_it() -> None:
    kinds = {"act": ["印发"]}
    whole = Matcher([ADVISER], kinds)
    cases = [(level, one) for level in LEVELS for one in getattr(ADVISER, level)]
    seen = set()
    for level, one in cases:
        for place, idea in enumerate(one.ideas):
            for word in idea:
                ideas = [tuple(w for w in own if at != place or w != word) for at, own in enumerate(one.ideas)]
                fewer = one._replace(ideas=tuple(ideas))
                plain = [other if other != one else fewer for other in getattr(ADVISER, level)]
                without = ADVISER._replace(**{level: tuple(pattern for pattern in plain if all(pattern.ideas))})
                less = whole.without(level, one, place, word)
                for said in LESS:
                    document = Document("", (Section((), Role.MEASURES, sentences(*said.split("\n"))),))
                    who = Identity("", Kind.DEPARTMENT, 2024)
                    expected = findings(document, who, Matcher([without], kinds))[0]
                    found = findings(document, who, less)[0]
                    assert (found.status, found.evidence) == (expected.status, expected.evidence), (word, said)
                    seen.add((found.status, findings(document, who, whole)[0].status))
    assert len(seen) > 3  # some words change what is found


def test_a_level_that_is_settled_is_not_asked_again() -> None:
    said = passage([("法律顾问签订合同", "。", False, False, Role.MEASURES)] * 3)
    asked = item(enough=["法律顾问 + 签订"], evidence=["法律顾问", "签订"], weak=["合同"])
    other = item(evidence=["法律顾问"])
    found: list[tuple[int, str, int]] = []

    def take(one: Match) -> Settled:
        found.append((one.item, one.level, one.line))
        return Settled(levels=("evidence", "weak")) if one.level == "enough" and one.line == 1 else OPEN

    matcher = Matcher([asked, other], {})
    matcher.visit(matcher.lines(said), take)
    assert sorted(one for one in found if one[0] == 0) == [
        (0, "enough", 0), (0, "enough", 1), (0, "enough", 2), (0, "evidence", 0), (0, "evidence", 0), (0, "weak", 0),
    ]  # fmt: skip
    assert [one for one in found if one[0] == 1] == [(1, "evidence", line) for line in range(3)]


def test_an_item_that_is_left_out_is_not_asked() -> None:
    said = passage([("法律顾问签订合同", "。", False, False, Role.MEASURES)])
    matcher = Matcher([item(enough=["法律顾问"]), item(evidence=["签订"], weak=["合同"])], {})
    found: list[int] = []

    def take(one: Match) -> Settled:
        found.append(one.item)
        return OPEN

    matcher.visit(matcher.lines(said), take, but=[1])
    assert found == [0]


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
        ("甲 + 乙 + 丙 + 丁 + 戊", "最多写4个意思，写了5个"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        rulebook.pattern(line, {})
