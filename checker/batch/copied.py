"""Passages that submissions have in common: an index of sentence marks finds the pairs, their texts are compared then.

A mark is a number made of a sentence (see `work`). Marks that many documents share are boilerplate and count nowhere.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import groupby

from checker import text
from checker.overview import Copied, Passage

# a sentence in more documents than a quarter of all (at least 3, at most 40) is what everybody writes
_FEWEST_OWNERS, _MOST_SHARE, _MOST_OWNERS = 3, 0.25, 40
# a pair is looked at from this many sentences in common, and told from this share of one of the documents
_FEWEST = 3
_LEAST_SHARE = 10.0
_ALIKE = 85.0
_MOST_PASSAGES = 40
# nobody reads the passages of more pairs than these; of the others the longest are enough
_MOST_WHOLE, _MOST_OF_OTHERS = 1_000, 5
_MOST_PAIRS = 20_000
# the comparison word by word takes milliseconds for a pair
_MOST_NEAR = 3_000
# marks that are sorted at a time, about a hundred bytes each
_AT_A_TIME = 1_500_000
_BITS = 24
_NUMBER = (1 << _BITS) - 1
_KEY = (1 << 40) - 1

Body = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Marked:
    """A document with the marks of its sentences; `owner` names the agency, whose own files are not compared."""

    path: str
    owner: str
    marks: array[int]


def marked(path: str, owner: str, data: bytes) -> Marked:
    """A document from the bytes that the store keeps."""
    marks = array("Q")
    marks.frombytes(data)
    return Marked(path, owner, marks)


@dataclass(frozen=True, slots=True)
class Index:
    """Which marks are boilerplate, and the pairs of documents of different agencies that share most others.

    `likely` holds the places of both documents, those with the most marks in common first.
    """

    common: frozenset[int]
    likely: tuple[tuple[int, int], ...]


def index(documents: Sequence[Marked]) -> Index:
    """Find the pairs; the documents come in the order of their paths."""
    most = min(max(_FEWEST_OWNERS, int(_MOST_SHARE * len(documents))), _MOST_OWNERS)
    common: set[int] = set()
    shared: list[list[array[int]]] = [[] for _ in documents]
    for key, owners in _owners(documents):
        if len(owners) > most:
            common.add(key)
        elif len(owners) > 1:
            for one in owners:
                shared[one].append(owners)
    best = nsmallest(_MOST_PAIRS, _counted(documents, shared))
    return Index(frozenset(common), tuple((left, right) for _, left, right in best))


def _owners(documents: Sequence[Marked]) -> Iterator[tuple[int, array[int]]]:
    """Each mark with the documents that have it. Sorted numbers, some at a time, take less memory than a dictionary."""
    parts = 1 + sum(len(one.marks) for one in documents) // _AT_A_TIME
    for part in range(parts):
        owned = array("Q")
        for number, one in enumerate(documents):
            owned.extend(key << _BITS | number for mark in set(one.marks) if (key := mark & _KEY) % parts == part)
        for key, group in groupby(sorted(owned), key=lambda value: value >> _BITS):
            yield key, array("I", [value & _NUMBER for value in group])


def _counted(documents: Sequence[Marked], shared: Sequence[Iterable[array[int]]]) -> Iterator[tuple[int, int, int]]:
    """(minus the marks in common, left, right) of all pairs worth a look, those of one document in memory at a time."""
    for left, groups in enumerate(shared):
        counts: Counter[int] = Counter()
        for owners in groups:
            counts.update(owners)
        for right, count in counts.items():
            if right > left and count >= _FEWEST and documents[left].owner != documents[right].owner:
                yield -count, left, right


def copied(documents: Sequence[Marked], found: Index, body: Body) -> tuple[Copied, ...]:
    """Pairs of documents of different agencies with much in common, the largest share first."""
    # one document's pairs after the other, so that its text is at hand
    ordered = sorted((left, right, number < _MOST_NEAR) for number, (left, right) in enumerate(found.likely))
    pairs = [
        compared(documents[left], documents[right], found.common, body, body, near=near)
        for left, right, near in ordered
    ]
    told = sorted((one for one in pairs if one), key=_first)
    others = (replace(one, passages=one.passages[:_MOST_OF_OTHERS]) for one in told[_MOST_WHOLE:])
    return (*told[:_MOST_WHOLE], *others)


def recycled(
    pairs: Iterable[tuple[Marked, Marked]], common: frozenset[int], body: Body, old_body: Body
) -> tuple[Copied, ...]:
    """This year's documents that repeat the same agency's last year; the pairs are (this, last)."""
    found = [compared(new, old, common, body, old_body, previous=True) for new, old in pairs]
    return tuple(sorted((one for one in found if one), key=_first))


def _first(one: Copied) -> tuple[float, str, str]:
    return -max(one.share, one.other_share), one.left, one.right


def compared(
    left: Marked,
    right: Marked,
    common: frozenset[int],
    body: Body,
    other_body: Body,
    *,
    previous: bool = False,
    near: bool = True,
) -> Copied | None:
    """What two documents share, or None where it is too little; `near`: also sentences that differ in a few words."""
    mine = _own(body(left.path), left.marks, common)
    others = _own(other_body(right.path), right.marks, common)
    passages = list(_passages(mine, others, near=near))
    share = _share([one.left for one in passages], mine)
    other_share = _share([one.right for one in passages], others)
    if max(share, other_share) < _LEAST_SHARE:
        return None
    passages.sort(key=lambda one: -len(one.left))
    return Copied(left.path, right.path, share, other_share, tuple(passages[:_MOST_PASSAGES]), previous)


def _own(sentences: Sequence[str], marks: Sequence[int], common: frozenset[int]) -> dict[int, str]:
    """The sentences that are no boilerplate, by their marks."""
    return {mark: sentence for sentence, mark in zip(sentences, marks, strict=True) if mark & _KEY not in common}


def _passages(mine: Mapping[int, str], others: Mapping[int, str], *, near: bool) -> Iterator[Passage]:
    same = mine.keys() & others.keys()
    for mark, sentence in mine.items():
        if mark in same:
            yield Passage(sentence, others[mark], 100.0)
    left = [sentence for mark, sentence in mine.items() if mark not in same]
    right = [sentence for mark, sentence in others.items() if mark not in same]
    if near and left and right:
        yield from _nearly(left, right)


def _nearly(left: Sequence[str], right: Sequence[str]) -> Iterator[Passage]:
    """Each sentence with the one most like it, where that is close enough."""
    from rapidfuzz import fuzz, process

    plain = [text.normal(one) for one in right]
    for sentence in left:
        best = process.extractOne(text.normal(sentence), plain, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if best is not None:
            yield Passage(sentence, right[best[2]], round(best[1], 1))


def _share(passages: Iterable[str], whole: Mapping[int, str]) -> float:
    total = sum(map(len, whole.values()))
    return round(100 * sum(len(one) for one in set(passages)) / total, 1) if total else 0.0
