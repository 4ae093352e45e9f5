"""All wordings of all items in one automaton; sentences in, the patterns that meet in each of them out.

A document is scanned once. `ahocorasick_rs` does the scanning; what the hits mean (ideas that meet within a span,
masks, dismissals, mini-headings) is decided here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from operator import itemgetter

from checker import text
from checker.model import Item, Pattern, Role, Sentence

LEVELS = ("enough", "evidence", "weak", "negative")
_MINI_HEADING = 34
_BETWEEN = "\n"  # never part of a normal form, so no wording can reach across sentences


Hit = tuple[int, int, int]  # (wording, start, end) in the normal form of a sentence
Spot = tuple[int, int]
Places = Mapping[int, list[Spot]]  # wording → where it stands


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
    number: int
    item: int
    level: str
    pattern: Pattern
    ideas: tuple[frozenset[int], ...]
    key: int
    excluded: frozenset[int]
    roles: frozenset[Role]


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
        for order, (number, level, pattern, ideas) in enumerate(patterns):
            # the idea that is rarest among all patterns decides whether a pattern is looked at
            key = min(range(len(ideas)), key=lambda index: max(uses[one] for one in ideas[index]))
            excluded = self._dismiss[number] | frozenset(map(self._id, pattern.without))
            roles = pattern.roles or items[number].roles | items[number].weak_roles
            compiled = _Compiled(order, number, level, pattern, ideas, key, excluded, roles)
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
        if any(later < earlier for earlier, later in pairwise(begins)):
            found.sort(key=lambda hit: hit[1])
            begins = [start for _, start, _ in found]
        lines: list[Line] = []
        above = _headings(given, normals)
        for number, (sentence, normal, start) in enumerate(zip(given, normals, starts, strict=True)):
            first = bisect_left(begins, start)
            last = bisect_right(begins, start + len(normal))
            hits = tuple([(word, begin - start, end - start) for word, begin, end in found[first:last]])
            lines.append(Line(sentence, number, len(normal), hits, above[number]))
        return lines

    # ── meeting ─────────────────────────────────────────────────────────────────────────

    def matches(self, lines: Sequence[Line], *, any_role: bool = False) -> Iterator[Match]:
        """Every pattern that is met, line by line; with `any_role` also where the line's role does not answer the item."""
        places = [_places(line.hits) for line in lines]
        candidates = [self._candidates(own) for own in places]
        lent = {line.above for line in lines if line.above is not None}
        # a heading can only lend to patterns of several ideas
        lending = {number: [one for one in candidates[number] if len(one.ideas) > 1] for number in lent}
        nothing: Places = {}
        for line in lines:
            own = places[line.number]
            if not own:
                continue
            upper = places[line.above] if line.above is not None else nothing
            roles = line.sentence.roles
            said = frozenset(own)
            for compiled in candidates[line.number]:
                if any_role or not roles.isdisjoint(compiled.roles):
                    found = self._meet(compiled, own, said, upper, line)
                    if found:
                        yield found
            if line.above is None:
                continue
            for compiled in lending[line.above]:
                # where the deciding idea stands in the line itself, the pattern was looked at above
                if compiled.ideas[compiled.key].isdisjoint(said) and (any_role or not roles.isdisjoint(compiled.roles)):
                    found = self._meet(compiled, own, said, upper, line)
                    if found:
                        yield found

    def _candidates(self, own: Places) -> list[_Compiled]:
        """The patterns whose deciding idea is said, each once, in a fixed order."""
        found = {compiled.number: compiled for wording in own for compiled in self._by_key.get(wording, ())}
        return [found[number] for number in sorted(found)]

    def _meet(self, compiled: _Compiled, own: Places, said: frozenset[int], upper: Places, line: Line) -> Match | None:
        borrowed = False
        for idea in compiled.ideas:
            if idea.isdisjoint(said):
                # a heading lends one idea: a generic verb alone must not draw on it for all the rest
                if borrowed or not upper or idea.isdisjoint(upper):
                    return None
                borrowed = True
        excluded = compiled.excluded
        if excluded and (not excluded.isdisjoint(said) or (borrowed and not excluded.isdisjoint(upper))):
            return None
        unless = self._unless[compiled.item]
        spots_by_idea = [_unmasked(idea, unless, own) for idea in compiled.ideas]
        here = [spots for spots in spots_by_idea if spots]
        lacking = [idea for idea, spots in zip(compiled.ideas, spots_by_idea, strict=True) if not spots]
        if len(lacking) > 1 or (lacking and not _unmasked(lacking[0], unless, upper)):
            return None
        borrowed = bool(lacking)
        if not here or (borrowed and excluded and not excluded.isdisjoint(upper)):
            return None
        start, end = _narrowest(here)
        if end - start > compiled.pattern.within:
            return None
        spots_of_all = tuple(spot for one in here for spot in one)
        return Match(compiled.item, compiled.level, compiled.pattern, line.number, start, end, spots_of_all, borrowed)

    # ── specifics ───────────────────────────────────────────────────────────────────────

    def specifics(self, line: Line) -> Iterator[tuple[str, int, int]]:
        """(kind, start, end) of the words for meetings, institutions and acts in a line, in normal form."""
        for wording, start, end in line.hits:
            kind = self._specific.get(wording)
            if kind:
                yield kind, start, end


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


def _places(hits: Iterable[Hit]) -> dict[int, list[Spot]]:
    found: dict[int, list[Spot]] = {}
    for wording, start, end in hits:
        if wording in found:
            found[wording].append((start, end))
        else:
            found[wording] = [(start, end)]
    return found


def _unmasked(idea: frozenset[int], unless: frozenset[int], places: Places) -> list[Spot]:
    """Where an idea is said, leaving out what stands inside a masking wording."""
    spots = [spot for wording in idea.intersection(places) for spot in places[wording]]
    if not spots or not unless or unless.isdisjoint(places):
        return spots
    masks = [spot for wording in unless.intersection(places) for spot in places[wording]]
    return [one for one in spots if not any(start <= one[0] and one[1] <= end for start, end in masks)]


def _narrowest(ideas: Sequence[Sequence[Spot]]) -> Spot:
    """The shortest span that holds one place of each idea; the first of equal ones."""
    if len(ideas) == 1:
        return min(ideas[0], key=lambda spot: (spot[1] - spot[0], spot[0]))
    spans = ((min(map(_start, chosen)), max(map(_end, chosen))) for chosen in product(*ideas))
    return min(spans, key=lambda span: (span[1] - span[0], span[0]))


_start, _end = itemgetter(0), itemgetter(1)
