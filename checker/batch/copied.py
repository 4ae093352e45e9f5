"""Passages that submissions have in common: an index of sentence marks finds the pairs, their texts are compared then.

A mark is a number made of a sentence (see `work`). Marks that many documents share are boilerplate and count nowhere.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from checker import text
from checker.overview import Copied, Passage

# a sentence in more documents than a quarter of all (at least 3, at most 40) is what everybody writes
_FEWEST_OWNERS, _MOST_SHARE, _MOST_OWNERS = 3, 0.25, 40
# a pair is looked at from this many sentences in common, and told from this share of one of the documents
_FEWEST = 3
_LEAST_SHARE = 10.0
_ALIKE = 85.0
_MOST_PASSAGES = 40
_MOST_PAIRS = 20_000
# the comparison word by word takes milliseconds for a pair
_MOST_NEAR = 3_000
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
    """Which marks are boilerplate, and how many others each two documents of different agencies share."""

    common: frozenset[int]
    counts: Mapping[tuple[int, int], int]


def index(documents: Sequence[Marked]) -> Index:
    """One pass over all marks in order: sorted numbers take a tenth of the memory of a dictionary."""
    owned = array("Q")
    for number, one in enumerate(documents):
        owned.extend((mark & _KEY) << _BITS | number for mark in set(one.marks))
    most = min(max(_FEWEST_OWNERS, int(_MOST_SHARE * len(documents))), _MOST_OWNERS)
    common: set[int] = set()
    counts: Counter[int] = Counter()
    for key, group in groupby(sorted(owned), key=lambda value: value >> _BITS):
        owners = [value & _NUMBER for value in group]
        if len(owners) > most:
            common.add(key)
        elif len(owners) > 1:
            counts.update(
                left << _BITS | right
                for left, right in combinations(owners, 2)
                if documents[left].owner != documents[right].owner
            )
    return Index(
        frozenset(common),
        {(pair >> _BITS, pair & _NUMBER): count for pair, count in counts.items() if count >= _FEWEST},
    )


def copied(documents: Sequence[Marked], found: Index, body: Body) -> tuple[Copied, ...]:
    """Pairs of documents of different agencies with much in common, the largest share first."""
    counts = found.counts
    likely = sorted(counts, key=lambda pair: (-counts[pair], documents[pair[0]].path, documents[pair[1]].path))
    pairs = [
        compared(documents[left], documents[right], found.common, body, body, near=number < _MOST_NEAR)
        for number, (left, right) in enumerate(likely[:_MOST_PAIRS])
    ]
    return tuple(sorted((one for one in pairs if one), key=_first))


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
