"""All wordings of all items in one automaton; sentences in, the patterns that meet in each of them out.

A document is scanned once. `ahocorasick_rs` does the scanning; what the hits mean (ideas that meet within a span,
masks, dismissals, mini-headings) is decided here.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from itertools import count
from typing import NamedTuple, Self

from checker import text
from checker.expressions import Expression
from checker.model import Item, Pattern, Role, Sentence

LEVELS = ("enough", "evidence", "weak", "negative")
MOST_IDEAS = 4
_MINI_HEADING = 34
_HEADING_REACHES = 2  # sentences
# a figure, but not the number of the point, or the name of a document
_TELLS = Expression(r"(?<=[\s\S]{4})\d|《")


Spot = tuple[int, int]
Hit = tuple[int, int, int]  # wording, start and end in the normal form of a line


class Line(NamedTuple):
    """A sentence with the hits in it, and the number of the mini-heading or heading above it.

    `length` and `hits` are in the normal form of the sentence; `said` has the bits of the wordings that were hit.
    """

    sentence: Sentence
    number: int
    length: int
    hits: Sequence[Hit]
    said: int
    above: int | None


class Match(NamedTuple):
    """A pattern of an item that is met in a line. `start`..`end`: the span of its wordings, in normal form.

    `hits`: every place of its wordings in the line. `borrowed`: some idea stands in the heading above the line.
    """

    item: int
    level: str
    pattern: Pattern
    line: int
    start: int
    end: int
    hits: Sequence[Hit]
    borrowed: bool


class Settled(NamedTuple):
    """What need not be asked any more of the item of a match: its other patterns in the same line; whole levels."""

    line: bool = False
    levels: tuple[str, ...] = ()


OPEN = Settled()


class _Compiled(NamedTuple):
    item: int
    level: str
    pattern: Pattern
    ideas: tuple[frozenset[int], ...]
    unless: frozenset[int]


class Matcher:
    """The compiled wordings of a set of items; built once, used for any number of documents.

    Which patterns have all their ideas in a sentence is worked out for all patterns at once, in whole numbers with one
    bit for each pattern: a wording carries, for every place among the ideas, the bits of the patterns that have it there.

    `within`: the sentences of the only document it will be used for. What cannot stand there is left out, which changes
    no answer: to compile everything takes longer than to judge a document.
    """

    def __init__(
        self,
        items: Sequence[Item],
        specific: Mapping[str, Sequence[str]],
        *,
        within: Iterable[Sentence] | None = None,
    ) -> None:
        from ahocorasick_rs import AhoCorasick

        self.items = tuple(items)
        self.specific = specific
        ids: defaultdict[str, int] = defaultdict(count().__next__)

        pairs = None
        if within is not None:
            pairs = set().union(*map(text.openings, text.normal_of_each([one.text for one in within])))

        def numbers(words: Iterable[str]) -> frozenset[int]:
            if pairs is not None:
                words = [word for word in words if word[:2] in pairs]
            return frozenset(map(ids.__getitem__, words))

        unless = [numbers(item.unless) for item in items]
        dismiss = [numbers(item.dismiss) for item in items]
        self._patterns = [
            _Compiled(number, level, pattern, tuple(map(numbers, pattern.ideas)), unless[number])
            for number, item in enumerate(items)
            for level in LEVELS
            for pattern in getattr(item, level)
            if pairs is None or all(any(word[:2] in pairs for word in idea) for idea in pattern.ideas)
        ]
        without = [numbers(one.pattern.without) for one in self._patterns]
        self._specific = {ids[text.normal(word)]: kind for kind, words in specific.items() for word in words}
        self.wordings = tuple(ids)
        self._automaton = AhoCorasick(list(self.wordings), store_patterns=False)
        self._width = len(self._patterns)
        self._every = (1 << self._width) - 1
        # where a pattern has fewer ideas than there are places, nothing is wanting there
        self._wanting_nothing = 0
        # patterns of several ideas, one of which may stand in a mini-heading; and those that take it from a heading too
        self._several = 0
        self._from_heading = 0
        self._enough = 0
        # for each item, all but its patterns of a level
        self._but: list[dict[str, int]] = [dict.fromkeys(LEVELS, -1) for _ in items]
        self._bits = [0] * len(self.wordings)
        for number, one in enumerate(self._patterns):
            self._set_bits(number, one, (*dismiss[one.item], *without[number]))
        self._by_roles: dict[frozenset[Role], int] = {}

    def _set_bits(self, number: int, one: _Compiled, excluded: Iterable[int]) -> None:
        bit = 1 << number
        for place in range(MOST_IDEAS):
            here = bit << place * self._width
            if place < len(one.ideas):
                self._add_bits(here, one.ideas[place])
            else:
                self._wanting_nothing |= here
        self._add_bits(bit << MOST_IDEAS * self._width, excluded)
        if len(one.ideas) > 1:
            self._several |= bit
            if self.items[one.item].from_heading:
                self._from_heading |= bit
        self._but[one.item][one.level] &= ~bit
        if one.level == "enough":
            self._enough |= bit

    def _add_bits(self, here: int, words: Iterable[int]) -> None:
        bits = self._bits
        for word in words:
            # most wordings belong to one idea, whose bits are kept once for all of them
            bits[word] = bits[word] | here if bits[word] else here

    def without(self, level: str, pattern: Pattern, place: int, word: str) -> Self:
        """A matcher that differs in one thing: an idea of a pattern cannot be said with that word.

        To ask what each word is good for takes a matcher a word, and to build them all takes far longer than to use them.
        """
        gone = self.wordings.index(word)
        less = copy(self)
        less._bits = list(self._bits)
        less._patterns = list(self._patterns)
        for number, one in enumerate(self._patterns):
            if one.level == level and one.pattern == pattern:
                less._bits[gone] &= ~(1 << number << place * self._width)
                ideas = [idea - {gone} if at == place else idea for at, idea in enumerate(one.ideas)]
                less._patterns[number] = one._replace(ideas=tuple(ideas))
        return less

    # ── scanning ────────────────────────────────────────────────────────────────────────

    def scan(self, normal_text: str) -> list[Hit]:
        """(wording, start, end) of every occurrence of every wording, overlapping ones too."""
        return self._automaton.find_matches_as_indexes(normal_text, overlapping=True)

    def lines(self, sentences: Iterable[Sentence], *, everything: bool = True) -> list[Line]:
        """The sentences with their hits.

        Without `everything`, sentences whose roles answer no item (plans for next year) are passed over.
        """
        given = list(sentences)
        normals = text.normal_of_each([one.text if everything or self._answering(one.roles) else "" for one in given])
        above = _headings(given, normals)
        return [
            Line(sentence, number, len(normal), *self._said(normal), over)
            for number, (sentence, normal, over) in enumerate(zip(given, normals, above, strict=True))
        ]

    def _said(self, normal: str) -> tuple[list[Hit], int]:
        """The hits in a line and the bits of their wordings."""
        hits = self.scan(normal)
        said, bits = 0, self._bits
        for wording, _, _ in hits:
            said |= bits[wording]
        return hits, said

    # ── meeting ─────────────────────────────────────────────────────────────────────────

    def matches(self, lines: Sequence[Line]) -> list[Match]:
        """All patterns that are met, line by line, whatever the roles."""
        found: list[Match] = []

        def take(one: Match) -> Settled:
            found.append(one)
            return OPEN

        self.visit(lines, take, everything=True)
        return found

    def visit(
        self,
        lines: Sequence[Line],
        take: Callable[[Match], Settled],
        *,
        everything: bool = False,
        but: Iterable[int] = (),
    ) -> None:
        """Hand over the patterns that are met, line by line; without `everything` only those whose roles answer.

        The items numbered in `but` are left out. What `take` calls settled is passed over from then on.
        """
        asked = self._every
        for item in but:
            asked = self._without(asked, item, LEVELS)
        nothing: tuple[int, Sequence[Hit]] = (0, ())
        for sentence, number, _, own, said, above in lines:
            if not said:
                continue
            over, upper = nothing if above is None else (lines[above].said, lines[above].hits)
            lent = 0 if above is None else self._from_heading if lines[above].sentence.heading else self._several
            met = self._met(said, over, lent) & asked
            if not everything:
                met &= self._answering(sentence.roles)
            if not met:
                continue
            while met:
                bit = met & -met
                met ^= bit
                one = self._patterns[bit.bit_length() - 1]
                found = _meet(one, own, upper if lent & bit else (), number)
                if found is None or (found.borrowed and over >> MOST_IDEAS * self._width & bit):
                    continue
                line, levels = take(found)
                if line:
                    met = self._without(met, one.item, LEVELS)
                if levels:
                    met = self._without(met, one.item, levels)
                    asked = self._without(asked, one.item, levels)

    def _without(self, patterns: int, item: int, levels: Iterable[str]) -> int:
        for level in levels:
            patterns &= self._but[item][level]
        return patterns

    def _met(self, said: int, over: int, lent: int) -> int:
        """The patterns that have all their ideas in a line, or all but one, which stands in the heading over it.

        A heading lends one idea only, lest a generic verb alone draw on it for all the rest, and to the patterns `lent`.
        """
        width, every = self._width, self._every
        here = said | self._wanting_nothing
        a, b, c, d = here & every, here >> width & every, here >> 2 * width & every, here >> 3 * width & every
        ab, cd = a & b, c & d
        met = ab & cd
        if over and lent:
            met |= lent & ((over & b | over >> width & a) & cd | (over >> 2 * width & d | over >> 3 * width & c) & ab)
        return met & ~(said >> MOST_IDEAS * width)

    def tells_of_another(self, line: Line, item: int) -> bool:
        """Whether a line has no wording of this item, but all that concrete patterns of others ask for."""
        own = self._every & ~self._without(self._every, item, LEVELS)
        if any(line.said >> place * self._width & own for place in range(MOST_IDEAS)):
            return False
        return self._met(line.said, 0, 0) & self._enough != 0

    def _answering(self, roles: frozenset[Role]) -> int:
        """The patterns that a sentence with these roles can answer."""
        known = self._by_roles.get(roles)
        if known is None:
            known = self._by_roles[roles] = sum(
                1 << number
                for number, one in enumerate(self._patterns)
                if roles & (one.pattern.roles or self.items[one.item].roles | self.items[one.item].weak_roles)
            )
        return known

    # ── specifics ───────────────────────────────────────────────────────────────────────

    def specifics(self, line: Line) -> list[tuple[str, int, int]]:
        """(kind, start, end) of the words for meetings, institutions and acts in a line, in normal form."""
        kinds = self._specific
        return [(kinds[word], start, end) for word, start, end in line.hits if word in kinds]


def _headings(sentences: Sequence[Sentence], normals: Sequence[str]) -> list[int | None]:
    """For each sentence the number of the line that announces it.

    That is the mini-heading of its point (一是推行法律顾问制度。) or, without such, the heading right before it:
    what comes later below a heading may be about anything.
    """
    above: list[int | None] = []
    heading: int | None = None
    first_of_point = -1
    last: int | None = None  # the point of the sentence before; none below a heading
    for number, sentence in enumerate(sentences):
        if sentence.heading:
            heading = number
            above.append(None)
            first_of_point = -1
            last = None
            continue
        if sentence.point != last:
            last = sentence.point
            first_of_point = number if _announces(sentence.text, len(normals[number])) else -1
        elif first_of_point >= 0:
            above.append(first_of_point)
            continue
        above.append(heading if heading is not None and number - heading <= _HEADING_REACHES else None)
    return above


def _announces(sentence: str, length: int) -> bool:
    """Whether the first sentence of a point is a mini-heading.

    One that names a document or gives a figure tells what was done, and what follows it is another matter.
    """
    if length > _MINI_HEADING or not sentence.endswith(("。", "：", ":")):
        return False
    return not _TELLS.search(sentence)


def _meet(one: _Compiled, own: Sequence[Hit], upper: Sequence[Hit], number: int) -> Match | None:
    """The match, if the ideas stand near enough to each other and outside what masks them.

    `own`: the hits of line `number`; `upper`: those of the heading over it.
    """
    unless = one.unless
    here: list[list[Hit]] = []
    borrowed = False
    masks = [hit for hit in own if hit[0] in unless] if unless else ()
    for idea in one.ideas:
        hits = [hit for hit in own if hit[0] in idea]
        if masks and hits:
            hits = _outside(hits, masks)
        if hits:
            here.append(hits)
        elif borrowed or not _unmasked(idea, unless, upper):
            return None
        else:
            borrowed = True
    if not here:
        return None
    start, end = _narrowest(here)
    if end - start > one.pattern.within:
        return None
    hits_of_all = here[0] if len(here) == 1 else [hit for hits in here for hit in hits]
    return Match(one.item, one.level, one.pattern, number, start, end, hits_of_all, borrowed)


def _unmasked(idea: frozenset[int], unless: frozenset[int], hits: Iterable[Hit]) -> list[Hit]:
    """Where an idea is said, leaving out what stands inside a masking wording."""
    own = [hit for hit in hits if hit[0] in idea]
    if not own or not unless:
        return own
    return _outside(own, [hit for hit in hits if hit[0] in unless])


def _outside(hits: list[Hit], masks: Iterable[Hit]) -> list[Hit]:
    for _, first, last in masks:
        hits = [hit for hit in hits if hit[1] < first or last < hit[2]]
    return hits


def _length_and_start(hit: Hit) -> tuple[int, int]:
    return hit[2] - hit[1], hit[1]


def _narrowest(ideas: Sequence[Sequence[Hit]]) -> Spot:
    """The shortest span that holds one place of each idea; the first of equal ones."""
    if len(ideas) == 1:
        own = ideas[0]
        _, start, end = own[0] if len(own) == 1 else min(own, key=_length_and_start)
        return start, end
    if len(ideas) == 2:
        first, last = 0, sys.maxsize
        for _, start, end in ideas[0]:
            for _, other_start, other_end in ideas[1]:
                left = start if start < other_start else other_start
                right = end if end > other_end else other_end
                longer = (right - left) - (last - first)
                if longer < 0 or (longer == 0 and left < first):
                    first, last = left, right
        return first, last
    # from the right: for each place as the leftmost, the nearest end of every other idea is already known
    ends = [sys.maxsize] * len(ideas)
    best = (0, sys.maxsize)
    for start, end, number in sorted(
        [(start, end, number) for number, own in enumerate(ideas) for _, start, end in own], reverse=True
    ):
        # a longer wording may begin earlier and end later than one inside it
        ends[number] = min(ends[number], end)
        last = max(ends)
        if last - start <= best[1] - best[0]:
            best = (start, last)
    return best
