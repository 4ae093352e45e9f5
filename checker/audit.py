"""Document × items → findings. Pure: opens no file, reads no clock."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence, Set
from heapq import merge
from typing import NamedTuple

from checker import text
from checker.expressions import Expression
from checker.facts import FACTS, QUOTE
from checker.matching import LEVELS, OPEN, Line, Match, Matcher, Settled, Spot
from checker.model import KIND_NAMES, Document, Evidence, Finding, Identity, Item, Kind, Strength

_NEAR = 50
_MOST_QUOTES = 3
_WEIGHTS = {"enough": 3.0, "negative": 2.5, "evidence": 2.0, "weak": 0.5}
_FOR_NUMBER, _FOR_OWN, _FOR_HEADING, _PER_LINE = 0.6, 0.2, 0.4, 0.001
_MOST_MERIT = {level: weight + _FOR_NUMBER + _FOR_OWN for level, weight in _WEIGHTS.items()}
_ROUNDING = 1e-9
_SETTLES_WEAK, _SETTLES_LINE = Settled(levels=("weak",)), Settled(line=True, levels=("weak",))
# what is done without end or with all one's might, and nothing specific beside it, is a slogan
_SLOGAN = Expression(r"不断|持续|大力|努力|自觉接受|主动接受|严把|着力")
_SLOGAN_AFTER = Expression(r"不断|持续|努力|着力")
# what a template leaves to fill in: until that is done nothing is said
_BLANK = Expression(
    r"【[\s\u3000]*】|[_＿]{2,}|[（(【\[](?:待补充|待填写|待填|待完善|待核实|请填写|请补充|此处填写)",
    begins="【_＿（([",
)
_BEFORE_SLOGAN, _AFTER_SLOGAN = 10, 16
_CLAUSE_MARKS = "，。；：、！？,;: "


def findings(document: Document, identity: Identity, matcher: Matcher) -> tuple[Finding, ...]:
    """One finding for every item, in the order of the rules. The identity must name kind and year."""
    assert identity.kind is not None
    assert identity.year is not None
    lines = matcher.lines(document.sentences, everything=False)
    names = [name for one in document.sections for name in [one.name] * len(one.sentences)]
    collected = [_Collected() for _ in matcher.items]
    specifics = _Specifics(matcher, lines)

    def take(match: Match) -> Settled:
        one = _judged(match, matcher.items[match.item], lines, specifics)
        return OPEN if one is None else collected[match.item].add(one)

    excuses = [_excuse(item, item.bodies[identity.kind], identity.kind, identity.year) for item in matcher.items]
    matcher.visit(lines, take, but=[number for number, excuse in enumerate(excuses) if excuse])
    review = bool(document.reading.unread)
    found: list[Finding] = []
    for item, excuse, own in zip(matcher.items, excuses, collected, strict=True):
        asked = not excuse and (own.judged or item.fact)
        evidence = _evidences(item, own.judged, document, identity, lines, names) if asked else ()
        found.append(
            Finding(item, item.bodies[identity.kind], evidence, excuse, review and not evidence and not excuse)
        )
    return tuple(found)


def _excuse(item: Item, strength: Strength, kind: Kind, year: int) -> str:
    """Why the item does not apply; empty where it does."""
    if strength is Strength.NONE:
        return f"{KIND_NAMES[kind]}不要求写这一项"
    if item.since <= year <= item.until:
        return ""
    span = f"自{item.since}年度起" if item.since > year else f"到{item.until}年度为止"
    return f"这一项{span}才要求写"


def _evidences(
    item: Item,
    judged: list[_Judged],
    document: Document,
    identity: Identity,
    lines: Sequence[Line],
    names: Sequence[str],
) -> tuple[Evidence, ...]:
    # most matches lose to better ones of their item: words are quoted only for those that are looked at
    judged.sort(key=_rank)
    quoted = (_evidence(one, lines, names) for one in judged)
    if not item.fact:
        return tuple(_best(quoted))
    facts = sorted(_facts(item, document, identity), key=_order)
    return tuple(_best(merge(facts, quoted, key=_order)))


def _order(one: Evidence) -> tuple[bool, float]:
    return (not one.specific, -one.weight)


def _best(ranked: Iterable[Evidence]) -> list[Evidence]:
    """At most three of what comes best first, one for each place; only specific ones where there are any."""
    kept: list[Evidence] = []
    for one in ranked:
        if len(kept) == _MOST_QUOTES or (kept and kept[0].specific and not one.specific):
            break
        for other in kept:
            if one.offset == other.offset and one.place == other.place:
                break
        else:
            kept.append(one)
    return kept


def _facts(item: Item, document: Document, identity: Identity) -> Iterator[Evidence]:
    for rank, one in enumerate(FACTS[item.fact](document, identity, item)):
        yield one._replace(weight=10.0 - rank)


# ── matches → evidence ──────────────────────────────────────────────────────────────────


Specific = tuple[str, int, int]  # kind, start and end in normal form


class _Specifics:
    """What is specific in a line, worked out once for each line that is asked for."""

    def __init__(self, matcher: Matcher, lines: Sequence[Line]) -> None:
        self._matcher = matcher
        self._lines = lines
        self._known: dict[int, list[Specific]] = {}
        self._blank: dict[int, bool] = {}

    def of(self, number: int) -> Sequence[Specific]:
        known = self._known.get(number)
        if known is None:
            known = self._known[number] = self._find(self._lines[number])
        return known

    def is_blank(self, number: int) -> bool:
        """Whether something in a line still has to be filled in."""
        known = self._blank.get(number)
        if known is None:
            known = self._blank[number] = _BLANK.search(self._lines[number].sentence.text) is not None
        return known

    def is_another_matter(self, number: int, item: int) -> bool:
        """Whether a line tells of what other items ask for and not of this one."""
        return self._matcher.tells_of_another(self._lines[number], item)

    def _find(self, line: Line) -> list[Specific]:
        original = line.sentence.text
        found = text.specifics(original)
        if found:
            left_out = text.skipped(original, line.length)
            if left_out is None:
                found = [(kind, *_in_normal_form(original, start, end)) for kind, start, end in found]
            elif left_out:
                found = [
                    (kind, start - bisect_left(left_out, start), end - bisect_left(left_out, end))
                    for kind, start, end in found
                ]
        return self._matcher.specifics(line) + found


def _in_normal_form(original: str, start: int, end: int) -> Spot:
    before = len(text.normal(original[:start]))
    return before, before + len(text.normal(original[start:end]))


class _Judged(NamedTuple):
    """What a match is worth; `follower`: the line that makes it specific, where it is not so by itself."""

    specific: bool
    weight: float
    match: Match
    follower: int | None


def _rank(one: _Judged) -> tuple[bool, float]:
    return (not one.specific, -one.weight)


class _Collected:
    """The judged matches of one item, and what can add nothing to them any more.

    Of matches that are as good as each other the earlier is quoted first, and nothing unspecific is quoted beside what
    is specific; so most of a long document need not be asked for an item that its beginning has answered.
    """

    def __init__(self) -> None:
        self.judged: list[_Judged] = []
        self._best: list[float] = []  # the merits of the best specific lines, best last
        self._line = -1

    def add(self, one: _Judged) -> Settled:
        self.judged.append(one)
        if not one.specific:
            return OPEN
        if one.match.line != self._line:
            self._line = one.match.line
            insort(self._best, one.weight + _PER_LINE * one.match.line)
        # another match of the same line would not say it better
        line = one.match.level == "enough" and not one.match.borrowed
        if len(self._best) < _MOST_QUOTES:
            return _SETTLES_LINE if line else _SETTLES_WEAK
        enough = self._best[-_MOST_QUOTES] + _ROUNDING
        return Settled(line, tuple(level for level in LEVELS if level == "weak" or _MOST_MERIT[level] <= enough))


def _judged(match: Match, item: Item, lines: Sequence[Line], specifics: _Specifics) -> _Judged | None:
    sentence = lines[match.line].sentence
    level = match.level
    if sentence.roles.isdisjoint(match.pattern.roles or item.roles):
        if sentence.roles.isdisjoint(item.weak_roles):
            return None
        level = "weak"
    if sentence.heading and level == "enough":
        level = "evidence"
    if specifics.is_blank(match.line):
        level = "weak"
    if level == "weak":
        if sentence.heading:
            return None
        # whatever stands beside it
        return _Judged(False, _WEIGHTS[level] - _PER_LINE * match.line, match, None)
    known = specifics.of(match.line)
    if level == "enough" and not known and _is_slogan(lines[match.line], match):
        level = "evidence"
    near: Set[str] = _near(known, match, item.specific) if known else frozenset()
    specific = level in ("enough", "negative") or (level == "evidence" and bool(near))
    follower = None
    if level == "evidence" and not specific and not match.borrowed:
        follower = _follower(match, lines, item, specifics)
    weight = _WEIGHTS[level] + _FOR_NUMBER * ("number" in near) + _FOR_OWN * (not match.borrowed)
    weight -= _FOR_HEADING * sentence.heading + _PER_LINE * match.line
    return _Judged(specific or follower is not None, weight, match, follower)


def _is_slogan(line: Line, match: Match) -> bool:
    """Whether the words of a match, or what they lead to, are those of a slogan."""
    original = line.sentence.text
    first, last = text.places_of(original, (match.start, match.end - 1), line.length)
    said = original[max(first - _BEFORE_SLOGAN, 0) : last + 1]
    after = original[last + 1 : last + _AFTER_SLOGAN]
    return _SLOGAN.search(said) is not None or _SLOGAN_AFTER.search(after) is not None


def _evidence(one: _Judged, lines: Sequence[Line], names: Sequence[str]) -> Evidence:
    line = lines[one.match.line]
    quote, offset = _quote(line, one.match)
    if one.follower is not None:
        # a heading has no mark at its end: a space keeps it apart from what follows
        quote += "　" * line.sentence.heading
        quote = text.shortened(quote + lines[one.follower].sentence.text.replace("\n", ""), QUOTE)
    # unless its role makes it weak
    negative = one.match.level == "negative" and one.specific
    return Evidence(quote, names[line.number], line.sentence.place, offset, one.specific, negative, one.weight)


def _near(specifics: Sequence[Specific], match: Match, wanted: frozenset[str]) -> Set[str]:
    """The kinds of specific words that stand close to the match and are none of its own wordings."""
    first, last = match.start - _NEAR, match.end + _NEAR
    found = set()
    for kind, start, end in specifics:
        if kind in wanted and end > first and start < last and kind not in found:
            for _, hit_start, hit_end in match.hits:
                if start < hit_end and hit_start < end:
                    break
            else:
                found.add(kind)
    return found


def _follower(match: Match, lines: Sequence[Line], item: Item, specifics: _Specifics) -> int | None:
    """The line that makes a (mini-)heading specific: the next ones of a point, only the first below a heading.

    What is another matter altogether makes nothing specific.
    """
    number = match.line
    heading = lines[number].sentence.heading
    for after in range(number + 1, min(number + (2 if heading else 4), len(lines))):
        if lines[after].above != number or lines[after].sentence.heading or specifics.is_blank(after):
            return None
        if any(kind in item.specific for kind, *_ in specifics.of(after)):
            return None if specifics.is_another_matter(after, match.item) else after
    return None


def _quote(line: Line, match: Match) -> tuple[str, int]:
    """The sentence, or where it is long the part around the match that begins at a clause; and its offset."""
    original = line.sentence.text
    if len(original) <= QUOTE:
        return original.replace("\n", ""), line.sentence.offset
    first, last = text.places_of(original, (match.start, match.end - 1), line.length)
    last += 1
    start = first
    while start > 0 and original[start - 1] not in _CLAUSE_MARKS and first - start < QUOTE // 2:
        start -= 1
    # as much before the match as leaves room for what follows it
    while start > 0 and last - start < QUOTE // 2:
        earlier = max((original.rfind(mark, 0, start - 1) for mark in "，。；："), default=-1) + 1
        if last - earlier > QUOTE - 30 or earlier >= start:
            break
        start = earlier
    return original[start : start + QUOTE].replace("\n", "").strip(), line.sentence.offset + start
