"""All wordings of all items in one automaton; sentences in, the patterns that meet in each of them out.

A document is scanned once. `ahocorasick_rs` does the scanning; what the hits mean (ideas that meet within a span,
masks, dismissals, mini-headings) is decided here.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from checker import text
from checker.model import Item, Pattern, Role, Sentence

LEVELS = ("enough", "evidence", "weak", "negative")
_MINI_HEADING = 34
_BETWEEN = "\n"  # never part of a normal form, so no wording can reach across sentences


Spot = tuple[int, int]
Places = Mapping[int, list[Spot]]  # wording → where it stands


class Line(NamedTuple):
    """A sentence with the places of its wordings, and the number of the mini-heading or heading above it.

    `length` and `places` are in the normal form of the sentence.
    """

    sentence: Sentence
    number: int
    length: int
    places: Places
    above: int | None


class Match(NamedTuple):
    """A pattern of an item that is met in a line. `start`..`end`: the span of its wordings, in normal form.

    `spots`: every place of its wordings in the line. `borrowed`: some idea stands in the heading above the line.
    """

    item: int
    level: str
    pattern: Pattern
    line: int
    start: int
    end: int
    spots: Sequence[Spot]
    borrowed: bool


class _Compiled(NamedTuple):
    number: int
    item: int
    level: str
    pattern: Pattern
    ideas: tuple[frozenset[int], ...]
    key: frozenset[int]
    others: tuple[frozenset[int], ...]
    unless: frozenset[int]
    excluded: frozenset[int]
    roles: frozenset[Role]
    lower: bool


class Matcher:
    """The compiled wordings of a set of items; built once, used for any number of documents."""

    def __init__(self, items: Sequence[Item], specific: Mapping[str, Sequence[str]]) -> None:
        from ahocorasick_rs import AhoCorasick

        self.items = tuple(items)
        self._ids: dict[str, int] = {}
        unless = [frozenset(map(self._id, item.unless)) for item in items]
        dismiss = [frozenset(map(self._id, item.dismiss)) for item in items]
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
            excluded = dismiss[number] | frozenset(map(self._id, pattern.without))
            roles = pattern.roles or items[number].roles | items[number].weak_roles
            others = ideas[:key] + ideas[key + 1 :]
            compiled = _Compiled(
                order,
                number,
                level,
                pattern,
                ideas,
                ideas[key],
                others,
                unless[number],
                excluded,
                roles,
                level != LEVELS[0],
            )
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
        normals = text.normal_of_each([one.text for one in given])
        starts: list[int] = []
        at = 0
        for one in normals:
            starts.append(at)
            at += len(one) + 1
        # the automaton tells overlapping hits in the order of their ends
        found = self.scan(_BETWEEN.join(normals))
        places: list[dict[int, list[Spot]]] = [{} for _ in given]
        number, start, last = -1, 0, -1
        own: dict[int, list[Spot]] = {}
        for word, begin, end in found:
            while end > last:
                number += 1
                start = starts[number]
                last = start + len(normals[number])
                own = places[number]
            spot = (begin - start, end - start)
            if word in own:
                own[word].append(spot)
            else:
                own[word] = [spot]
        above = _headings(given, normals)
        return [
            Line(sentence, number, len(normal), own, over)
            for number, (sentence, normal, own, over) in enumerate(zip(given, normals, places, above, strict=True))
        ]

    # ── meeting ─────────────────────────────────────────────────────────────────────────

    def matches(self, lines: Sequence[Line], *, everything: bool = False) -> Iterator[Match]:
        """The patterns that are met, line by line.

        Once a line says enough for an item, patterns of its lower levels in that line cannot matter and are passed
        over; so are roles that do not answer an item. With `everything` both are looked at.
        """
        candidates = [self._candidates(line.places) for line in lines]
        lent = {line.above for line in lines if line.above is not None}
        # a heading can only lend to patterns of several ideas
        lending = {number: [one for one in candidates[number] if one.others] for number in lent}
        nothing: Places = {}
        for sentence, number, _, own, above in lines:
            if not own:
                continue
            upper = nothing if above is None else lines[above].places
            roles = sentence.roles
            said = frozenset(own)
            settled: set[int] = set()
            for borrows, some in ((False, candidates[number]), (True, () if above is None else lending[above])):
                # in its own line an idea may stand in the heading instead; a heading lends one idea, lest a generic
                # verb alone draw on it for all the rest
                elsewhere = nothing if borrows else upper
                for compiled in some:
                    if compiled.lower and compiled.item in settled:
                        continue
                    if not (everything or not roles.isdisjoint(compiled.roles)):
                        continue
                    # where the deciding idea stands in the line itself, the pattern was looked at before
                    if borrows and not compiled.key.isdisjoint(said):
                        continue
                    for idea in compiled.others:
                        # most candidates end here: an idea is said neither here nor in the heading
                        if idea.isdisjoint(said) and idea.isdisjoint(elsewhere):
                            break
                    else:
                        found = self._meet(compiled, own, said, upper, number)
                        if found:
                            yield found
                            if not compiled.lower and not (everything or found.borrowed or sentence.heading):
                                settled.add(compiled.item)

    def _candidates(self, own: Places) -> list[_Compiled]:
        """The patterns whose deciding idea is said, each once, in a fixed order."""
        found = {compiled.number: compiled for wording in own for compiled in self._by_key.get(wording, ())}
        return [found[number] for number in sorted(found)]

    def _meet(self, compiled: _Compiled, own: Places, said: frozenset[int], upper: Places, number: int) -> Match | None:
        excluded = compiled.excluded
        if excluded and not excluded.isdisjoint(said):
            return None
        unless = compiled.unless
        here: list[list[Spot]] = []
        borrowed = False
        masked = unless and not unless.isdisjoint(said)
        for idea in compiled.ideas:
            spots = _unmasked(idea, unless, own) if masked else _spots(idea & said, own)
            if spots:
                here.append(spots)
            elif borrowed or not upper or not _unmasked(idea, unless, upper):
                return None
            else:
                borrowed = True
        if not here or (borrowed and excluded and not excluded.isdisjoint(upper)):
            return None
        start, end = _narrowest(here)
        if end - start > compiled.pattern.within:
            return None
        spots_of_all = here[0] if len(here) == 1 else [spot for one in here for spot in one]
        return Match(compiled.item, compiled.level, compiled.pattern, number, start, end, spots_of_all, borrowed)

    # ── specifics ───────────────────────────────────────────────────────────────────────

    def specifics(self, line: Line) -> Iterator[tuple[str, int, int]]:
        """(kind, start, end) of the words for meetings, institutions and acts in a line, in normal form."""
        for wording in self._specific.keys() & line.places.keys():
            for start, end in line.places[wording]:
                yield self._specific[wording], start, end


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


def _spots(wordings: frozenset[int], places: Places) -> list[Spot]:
    """Where the wordings stand, all of which are said."""
    if len(wordings) == 1:
        (only,) = wordings
        return places[only]
    return [spot for wording in wordings for spot in places[wording]]


def _unmasked(idea: frozenset[int], unless: frozenset[int], places: Places) -> list[Spot]:
    """Where an idea is said, leaving out what stands inside a masking wording."""
    spots = _spots(idea.intersection(places), places)
    if not spots or not unless or unless.isdisjoint(places):
        return spots
    masks = [spot for wording in unless.intersection(places) for spot in places[wording]]
    return [one for one in spots if not any(start <= one[0] and one[1] <= end for start, end in masks)]


def _narrowest(ideas: Sequence[Sequence[Spot]]) -> Spot:
    """The shortest span that holds one place of each idea; the first of equal ones."""
    if len(ideas) == 1:
        own = ideas[0]
        return own[0] if len(own) == 1 else min(own, key=lambda spot: (spot[1] - spot[0], spot[0]))
    if len(ideas) == 2 and len(ideas[0]) == 1 == len(ideas[1]):
        (start, end), (other_start, other_end) = ideas[0][0], ideas[1][0]
        return min(start, other_start), max(end, other_end)
    # from the right: for each place as the leftmost, the nearest end of every other idea is already known
    ends = [sys.maxsize] * len(ideas)
    best = (0, sys.maxsize)
    for (start, end), number in sorted(
        [(spot, number) for number, own in enumerate(ideas) for spot in own], reverse=True
    ):
        ends[number] = end
        last = max(ends)
        if last - start <= best[1] - best[0]:
            best = (start, last)
    return best
