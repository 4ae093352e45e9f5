"""All wordings of all items in one automaton; sentences in, the patterns that meet in each of them out.

A document is scanned once. `ahocorasick_rs` does the scanning; what the hits mean (ideas that meet within a span,
masks, dismissals, mini-headings) is decided here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from checker import text
from checker.model import Item, Pattern, Sentence

LEVELS = ("enough", "evidence", "weak", "negative")
_MINI_HEADING = 34
_BETWEEN = "\n"  # never part of a normal form, so no wording can reach across sentences


@dataclass(frozen=True, slots=True)
class Hit:
    """A wording found at `start`..`end` of a sentence's normal form."""

    wording: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in normal form, with its hits, and the number of the mini-heading or heading above it."""

    sentence: Sentence
    number: int
    length: int
    hits: tuple[Hit, ...]
    above: int | None


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern of an item that is met in a line. `start`..`end`: the span of its wordings, in normal form.

    `spots`: every place of its wordings in the line. `borrowed`: some idea stands in the heading above the line.
    """

    item: int
    level: str
    pattern: Pattern
    line: int
    start: int
    end: int
    spots: tuple[tuple[int, int], ...]
    borrowed: bool


@dataclass(frozen=True, slots=True)
class _Compiled:
    item: int
    level: str
    pattern: Pattern
    ideas: tuple[frozenset[int], ...]
    key: int
    without: frozenset[int]


class Matcher:
    """The compiled wordings of a set of items; built once, used for any number of documents."""

    def __init__(self, items: Sequence[Item], specific: Mapping[str, Sequence[str]]) -> None:
        from ahocorasick_rs import AhoCorasick

        self.items = tuple(items)
        self._ids: dict[str, int] = {}
        self._unless = [frozenset(map(self._id, item.unless)) for item in items]
        self._dismiss = [frozenset(map(self._id, item.dismiss)) for item in items]
        patterns = [
            (number, level, pattern, tuple(frozenset(map(self._id, idea)) for idea in pattern.ideas))
            for number, item in enumerate(items)
            for level in LEVELS
            for pattern in getattr(item, level)
        ]
        uses: dict[int, int] = defaultdict(int)
        for _, _, _, ideas in patterns:
            for idea in ideas:
                for wording in idea:
                    uses[wording] += 1
        self._by_key: dict[int, list[_Compiled]] = defaultdict(list)
        for number, level, pattern, ideas in patterns:
            # the idea that is rarest among all patterns decides whether a pattern is looked at
            key = min(range(len(ideas)), key=lambda index: max(uses[one] for one in ideas[index]))
            compiled = _Compiled(number, level, pattern, ideas, key, frozenset(map(self._id, pattern.without)))
            for wording in ideas[key]:
                self._by_key[wording].append(compiled)
        self._specific = {self._id(text.normal(word)): kind for kind, words in specific.items() for word in words}
        self.wordings = tuple(self._ids)
        self._automaton = AhoCorasick(list(self.wordings))

    def _id(self, wording: str) -> int:
        return self._ids.setdefault(wording, len(self._ids))

    # ── scanning ────────────────────────────────────────────────────────────────────────

    def scan(self, normal_text: str) -> list[tuple[int, int, int]]:
        """(wording, start, end) of every occurrence of every wording, overlapping ones too."""
        return self._automaton.find_matches_as_indexes(normal_text, overlapping=True)

    def lines(self, sentences: Iterable[Sentence]) -> list[Line]:
        """The sentences with their hits; the whole document is scanned in one go."""
        given = list(sentences)
        normals = [text.normal(one.text) for one in given]
        starts: list[int] = []
        at = 0
        for one in normals:
            starts.append(at)
            at += len(one) + 1
        found = self.scan(_BETWEEN.join(normals))
        begins = [start for _, start, _ in found]
        if any(later < earlier for earlier, later in zip(begins, begins[1:], strict=False)):
            found.sort(key=lambda hit: hit[1])
            begins = [start for _, start, _ in found]
        lines: list[Line] = []
        above = _headings(given, normals)
        for number, (sentence, normal, start) in enumerate(zip(given, normals, starts, strict=True)):
            first = bisect_left(begins, start)
            last = bisect_right(begins, start + len(normal))
            hits = tuple(Hit(word, begin - start, end - start) for word, begin, end in found[first:last])
            lines.append(Line(sentence, number, len(normal), hits, above[number]))
        return lines

    # ── meeting ─────────────────────────────────────────────────────────────────────────

    def matches(self, lines: Sequence[Line]) -> Iterator[Match]:
        """Every pattern that is met, line by line."""
        places = [_places(line.hits) for line in lines]
        for line in lines:
            own = places[line.number]
            upper = places[line.above] if line.above is not None else {}
            for compiled in self._candidates(own, upper):
                found = self._meet(compiled, own, upper, line)
                if found:
                    yield found

    def _candidates(
        self, own: Mapping[int, list[tuple[int, int]]], upper: Mapping[int, list[tuple[int, int]]]
    ) -> Iterator[_Compiled]:
        seen: set[int] = set()
        for wording in (*own, *upper):
            for compiled in self._by_key.get(wording, ()):
                if id(compiled) not in seen:
                    seen.add(id(compiled))
                    yield compiled

    def _meet(
        self,
        compiled: _Compiled,
        own: Mapping[int, list[tuple[int, int]]],
        upper: Mapping[int, list[tuple[int, int]]],
        line: Line,
    ) -> Match | None:
        dismiss = self._dismiss[compiled.item] | compiled.without
        if dismiss and not dismiss.isdisjoint(own):
            return None
        unless = self._unless[compiled.item]
        here: list[list[tuple[int, int]]] = []
        borrowed = False
        for idea in compiled.ideas:
            spots = _unmasked(idea, unless, own)
            if spots:
                here.append(spots)
            elif upper and _unmasked(idea, unless, upper):
                borrowed = True
            else:
                return None
        if not here or (borrowed and dismiss and not dismiss.isdisjoint(upper)):
            return None
        span = _narrowest(here)
        if span[1] - span[0] > compiled.pattern.within:
            return None
        spots = tuple(spot for one in here for spot in one)
        return Match(compiled.item, compiled.level, compiled.pattern, line.number, *span, spots, borrowed)

    # ── specifics ───────────────────────────────────────────────────────────────────────

    def specifics(self, line: Line) -> Iterator[tuple[str, int, int]]:
        """(kind, start, end) of the words for meetings, institutions and acts in a line, in normal form."""
        for hit in line.hits:
            kind = self._specific.get(hit.wording)
            if kind:
                yield kind, hit.start, hit.end


def _headings(sentences: Sequence[Sentence], normals: Sequence[str]) -> list[int | None]:
    """For each sentence the number of the line that announces it.

    That is the short first sentence of its point (一是推行法律顾问制度。) or, without such, the heading of its section.
    """
    above: list[int | None] = []
    heading: int | None = None
    first_of_point = -1
    for number, sentence in enumerate(sentences):
        if sentence.heading:
            heading = number
            above.append(None)
            first_of_point = -1
            continue
        new_point = number == 0 or sentences[number - 1].point != sentence.point or sentences[number - 1].heading
        if new_point:
            short = len(normals[number]) <= _MINI_HEADING and sentence.text.endswith(("。", "：", ":"))
            first_of_point = number if short else -1
            above.append(heading)
        else:
            above.append(first_of_point if first_of_point >= 0 else heading)
    return above


def _places(hits: Iterable[Hit]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for hit in hits:
        found.setdefault(hit.wording, []).append((hit.start, hit.end))
    return found


def _unmasked(
    idea: frozenset[int], unless: frozenset[int], places: Mapping[int, list[tuple[int, int]]]
) -> list[tuple[int, int]]:
    """Where an idea is said, leaving out what stands inside a masking wording."""
    spots = [spot for wording in idea if wording in places for spot in places[wording]]
    if not spots or not unless or unless.isdisjoint(places):
        return spots
    masks = [spot for wording in unless if wording in places for spot in places[wording]]
    return [one for one in spots if not any(start <= one[0] and one[1] <= end for start, end in masks)]


def _narrowest(ideas: Sequence[Sequence[tuple[int, int]]]) -> tuple[int, int]:
    """The shortest span that holds one place of each idea; the first of equal ones."""
    if len(ideas) == 1:
        return min(ideas[0])
    best: tuple[int, int, int] | None = None
    for chosen in product(*ideas):
        start = min(one[0] for one in chosen)
        end = max(one[1] for one in chosen)
        if best is None or (end - start, start, end) < best:
            best = (end - start, start, end)
    assert best is not None
    return best[1], best[2]
