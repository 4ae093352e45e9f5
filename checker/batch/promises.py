"""What last year's report announced and this year's does not mention. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from checker import text

# phrases of a plan that say how and not what
_HOW = re.compile(
    r"(?:进一步|持续|深入|扎实|全面|切实|不断|继续|坚持|积极|大力|着力|深化|加强|强化|推进|推动|提升|提高|完善|健全|落实|抓好|做好|开展|组织|加大|力度|工作|建设|水平|能力|机制|体系|作用|发挥|确保|实现|下一步|我局|我委|我县|我市|我区|我镇|一是|二是|三是|四是|五是|明年|20\d\d年度?|法治政府|依法行政)"
)
_LEAST = 4
_ANSWERED = 0.5
_MOST = 12


def unmentioned(plans: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    """The plans, in their order, of whose subject no sentence of this year's report speaks; at most twelve.

    A plan's subject are the pairs of characters that are left when phrases such as 进一步加强 are taken out.
    """
    there = [_pairs(sentence) for sentence in now]
    rare = Counter(pair for pairs in there for pair in pairs)
    found = [plan for plan in plans if _is_unmentioned(plan, there, rare)]
    return tuple(found[:_MOST])


def _is_unmentioned(plan: str, there: Sequence[frozenset[str]], known: Counter[str]) -> bool:
    clauses = [pairs for pairs in map(_pairs, _clauses(plan)) if len(pairs) >= _LEAST]
    return bool(clauses) and not any(_is_answered(pairs, there, known) for pairs in clauses)


def _is_answered(pairs: frozenset[str], there: Iterable[frozenset[str]], known: Counter[str]) -> bool:
    if sum(pair in known for pair in pairs) < _ANSWERED * len(pairs):
        return False
    return any(len(pairs & sentence) >= _ANSWERED * len(pairs) for sentence in there)


def _clauses(plan: str) -> Iterator[str]:
    yield from re.split(r"[，；。、,;]", plan)


def _pairs(sentence: str) -> frozenset[str]:
    found: set[str] = set()
    for part in _HOW.split(text.normal(sentence)):
        words = re.sub(r"[^一-鿿a-z0-9]", " ", part)
        for word in words.split():
            found.update(word[index : index + 2] for index in range(len(word) - 1))
    return frozenset(found)
