"""Document × items → findings. Pure: opens no file, reads no clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker import text
from checker.facts import FACTS, QUOTE
from checker.matching import Line, Match, Matcher
from checker.model import KIND_NAMES, Document, Evidence, Finding, Identity, Item, Kind, Strength

_NEAR = 50
_MOST_QUOTES = 3
_WEIGHTS = {"enough": 3.0, "negative": 2.5, "evidence": 2.0, "weak": 0.5}
_CLAUSE_MARKS = "，。；：、！？,;: "


def findings(document: Document, identity: Identity, matcher: Matcher) -> tuple[Finding, ...]:
    """One finding for every item, in the order of the rules. The identity must name kind and year."""
    assert identity.kind is not None
    assert identity.year is not None
    lines = matcher.lines(document.sentences)
    names = [section.name for section in document.sections for _ in section.sentences]
    found: list[list[Evidence]] = [[] for _ in matcher.items]
    specifics = _Specifics(matcher, lines)
    for match in matcher.matches(lines):
        evidence = _evidence(match, matcher.items[match.item], lines, names, specifics)
        if evidence:
            found[match.item].append(evidence)
    review = bool(document.reading.unread)
    return tuple(
        _finding(item, [*_facts(item, document, identity), *evidence], identity.kind, identity.year, review=review)
        for item, evidence in zip(matcher.items, found, strict=True)
    )


def _finding(item: Item, evidence: Sequence[Evidence], kind: Kind, year: int, *, review: bool) -> Finding:
    strength = item.bodies[kind]
    if strength is Strength.NONE:
        return Finding(item, strength, excuse=f"{KIND_NAMES[kind]}不要求写这一项")
    if not item.since <= year <= item.until:
        span = f"自{item.since}年度起" if item.since > year else f"到{item.until}年度为止"
        return Finding(item, strength, excuse=f"这一项{span}才要求写")
    best = tuple(_best(evidence))
    return Finding(item, strength, best, review=review and not best)


def _best(evidence: Sequence[Evidence]) -> list[Evidence]:
    """At most three, best first, one for each place; only specific ones where there are any."""
    ranked = sorted(evidence, key=lambda one: (not one.specific, -one.weight))
    kept: list[Evidence] = []
    for one in ranked:
        same = any(one.place == other.place and one.offset == other.offset for other in kept)
        if not same and len(kept) < _MOST_QUOTES and (one.specific or not ranked[0].specific):
            kept.append(one)
    return kept


def _facts(item: Item, document: Document, identity: Identity) -> Iterator[Evidence]:
    if item.fact:
        for rank, one in enumerate(FACTS[item.fact](document, identity, item)):
            yield replace(one, weight=10.0 - rank)


# ── matches → evidence ──────────────────────────────────────────────────────────────────


class _Specifics:
    """What is specific in a line: (kind, start, end) in normal form, worked out once for each line."""

    def __init__(self, matcher: Matcher, lines: Sequence[Line]) -> None:
        self._matcher = matcher
        self._lines = lines
        self._known: dict[int, tuple[tuple[str, int, int], ...]] = {}

    def of(self, number: int) -> tuple[tuple[str, int, int], ...]:
        if number not in self._known:
            self._known[number] = tuple(self._find(self._lines[number]))
        return self._known[number]

    def _find(self, line: Line) -> Iterator[tuple[str, int, int]]:
        yield from self._matcher.specifics(line)
        original = line.sentence.text
        for kind, start, end in text.specifics(original):
            before = len(text.normal(original[:start]))
            yield kind, before, before + len(text.normal(original[start:end]))


def _evidence(
    match: Match, item: Item, lines: Sequence[Line], names: Sequence[str], specifics: _Specifics
) -> Evidence | None:
    line = lines[match.line]
    level = match.level
    if not line.sentence.roles & (match.pattern.roles or item.roles):
        if not line.sentence.roles & item.weak_roles:
            return None
        level = "weak"
    if line.sentence.heading and level == "enough":
        level = "evidence"
    near = [one for one in specifics.of(match.line) if _is_near(one, match) and one[0] in item.specific]
    specific = level in ("enough", "negative") or (level == "evidence" and bool(near))
    quote, offset = _quote(line, match)
    place = line.sentence.place
    if level == "evidence" and not specific and not match.borrowed:
        follower = _follower(match.line, lines, item, specifics)
        if follower is not None:
            specific = True
            quote = text.shortened(quote + lines[follower].sentence.text.replace("\n", ""), QUOTE)
    weight = _WEIGHTS[level] + 0.6 * any(kind == "number" for kind, *_ in near) + 0.2 * (not match.borrowed)
    weight -= 0.4 * line.sentence.heading + 0.001 * match.line
    return Evidence(
        quote, names[match.line], place, offset, specific=specific, negative=level == "negative", weight=weight
    )


def _is_near(one: tuple[str, int, int], match: Match) -> bool:
    """Whether something specific stands close to the match and is not one of its own wordings."""
    _, start, end = one
    if end <= match.start - _NEAR or start >= match.end + _NEAR:
        return False
    return not any(start < spot_end and spot_start < end for spot_start, spot_end in match.spots)


def _follower(number: int, lines: Sequence[Line], item: Item, specifics: _Specifics) -> int | None:
    """The line that makes a (mini-)heading specific: the next ones of a point, only the first below a heading."""
    heading = lines[number].sentence.heading
    for after in range(number + 1, min(number + (2 if heading else 4), len(lines))):
        if lines[after].above != number or lines[after].sentence.heading:
            return None
        if any(kind in item.specific for kind, *_ in specifics.of(after)):
            return after
    return None


def _quote(line: Line, match: Match) -> tuple[str, int]:
    """The sentence, or where it is long the part around the match that begins at a clause; and its offset."""
    original = line.sentence.text
    if len(original) <= QUOTE:
        return original.replace("\n", ""), line.sentence.offset
    _, places = text.normal_with_places(original)
    first, last = places[match.start], places[match.end - 1] + 1
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
