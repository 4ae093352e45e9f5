"""Numbers of headings and points: gaps, repeats, halves of brackets, levels mixed up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from checker import expressions, text
from checker.defects import Case
from checker.expressions import Expression
from checker.model import Defect, Role
from checker.outline import MARKER, RANKS

_CHINESE = "零一二三四五六七八九十"
_DIGITS = Expression(r"\d{1,2}")
_NUMERALS = Expression(r"[一二三四五六七八九十]{1,3}")
_LIKE = {"part": "第{}部分", "cn": "{}、", "paren": "（{}）", "comma": "{}、", "dot": "{}.", "digit": "（{}）"}
_ARABIC = frozenset({"comma", "dot", "digit"})
_OPENS = frozenset("第（(0123456789一二三四五六七八九十")
_GOES_ON = frozenset("0123456789一二三四五六七八九十")
_SHOWN = 14


class _Numbered(NamedTuple):
    """A heading or point with its number; `kind` is the group of `MARKER`, `at` its position in the body.

    `place`: the number of its line if it stands within one; 0 for what begins a line, and for the headings of a text
    that has lost its line ends.
    """

    kind: str
    number: int
    at: int
    length: int
    place: int = 0
    heading: bool = True

    @property
    def rank(self) -> float:
        return RANKS[self.kind]


def find(case: Case) -> Iterator[Defect]:
    """Faults of the sequence and of the levels, each told once at the number where it shows."""
    numbered = _apart(list(_numbered(case)))
    yield from _sequence(case, numbered)
    yield from _levels(case, [one for one in numbered if not one.place])
    yield from _brackets(case)


def _numbered(case: Case) -> Iterator[_Numbered]:
    for start, one in zip(case.body.starts, case.body.sentences, strict=True):
        opens = one.text[:1] in _OPENS
        if not (opens or one.heading) or Role.TITLE in one.roles or Role.CLOSING in one.roles:
            continue
        match = MARKER.match(one.text) if opens else None
        if not match or not match.lastgroup:
            if one.heading:
                # a heading without a number may begin a new series below it
                yield _Numbered("part", 0, start, 0)
            continue
        if not one.heading and one.text[match.end() : match.end() + 1] in _GOES_ON:
            continue  # 3、4月份, 一、二级
        found = _NUMERALS.search(match.group()) or _DIGITS.search(match.group())
        value = _value(found.group()) if found else None
        if value:
            begins = start == 0 or case.body.text[start - 1] == "\n"
            place = 0 if begins else one.place.number
            yield _Numbered(match.lastgroup, value, start, len(match.group().rstrip()), place, one.heading)


def _apart(numbered: Sequence[_Numbered]) -> list[_Numbered]:
    """Headings within a line are those of the whole text only where no other of their kind begins a line."""
    begins = {one.kind for one in numbered if one.number and not one.place}
    return [one._replace(place=0) if one.heading and one.kind not in begins else one for one in numbered]


def _value(words: str) -> int | None:
    return int(words) if words.isdigit() else text.chinese_number(words)


def _sequence(case: Case, numbered: Sequence[_Numbered]) -> Iterator[Defect]:
    """Each series by its kind and, for points within a line, by that line; a higher number begins the lower ones anew."""
    series: dict[tuple[str, int], list[_Numbered]] = {}
    slack: set[tuple[str, int]] = set()
    for one in numbered:
        key = (one.kind, one.place)
        if not one.number:
            series = {}
            continue
        series = {other: ones for other, ones in series.items() if RANKS[other[0]] < one.rank or other == key}
        ones = series.setdefault(key, [])
        before = ones[-1] if ones else None
        said = {other.number for other in ones}
        ones.append(one)
        if before is None:
            continue
        slipped = key in slack
        slack.discard(key)
        if one.number == before.number and (one.number > 1 or one.kind not in _ARABIC):
            # what follows goes on from this number, or from the one that should have stood here
            slack.add(key)
            yield _told(case, one, f"序号重复，前面已经有“{_written(one.kind, one.number)}”", _next(before))
        elif (
            one.number > before.number + (2 if slipped else 1)
            and before.number + 1 not in said
            and not _said_between(case, before, one)
        ):
            missing = _written(one.kind, before.number + 1)
            yield _told(case, one, f"序号不连续，缺“{missing}”", f"补上“{missing}”这一部分，或者改正序号")


def _next(before: _Numbered) -> str:
    return f"改为“{_written(before.kind, before.number + 1)}”，并顺改后面的序号"


def _written(kind: str, number: int) -> str:
    if kind in _ARABIC:
        return _LIKE[kind].format(number)
    tens, ones = divmod(number, 10)
    words = ("" if tens < 2 else _CHINESE[tens]) + ("十" if tens else "") + (_CHINESE[ones] if ones else "")
    return _LIKE[kind].format(words)


def _said_between(case: Case, before: _Numbered, after: _Numbered) -> bool:
    """Whether the number that seems to lack stands somewhere in between, in another dress.

    Not where the number before it stands there in the same dress: then both belong to a series below.
    """
    between = case.body.text[before.at + before.length : after.at]
    wanted = before.number + 1
    found = {_dress(one, wanted) for one in _written_as(wanted).finditer(between)}
    below = {_dress(one, wanted - 1) for one in _written_as(wanted - 1).finditer(between)}
    own = {dress for dress in found if before.kind == "cn" and dress == ("", "、")}
    return bool(own or found - below)


def _written_as(number: int) -> re.Pattern[str]:
    numerals = _written("cn", number).rstrip("、")
    return re.compile(rf"([（(]?)(?:(?P<han>{numerals})|(?<![\d.]){number})\s*([）)、.．，,是])(?!\d)")


def _dress(match: re.Match[str], number: int) -> tuple[str, str]:
    """What stands around a number, without the width of the brackets; Arabic figures are a dress of their own."""
    return match[1].replace("(", "（") + ("" if match["han"] else "1"), match[3].replace(")", "）")


def _told(case: Case, one: _Numbered, message: str, suggestion: str) -> Defect:
    _, after = case.body.around(one.at, one.at + one.length, _SHOWN)
    return case.defect("numbering", one.at, one.at + one.length + len(after), message, suggestion)


# ── levels ──────────────────────────────────────────────────────────────────────────────


def _levels(case: Case, numbered: Sequence[_Numbered]) -> Iterator[Defect]:
    own = [one for one in numbered if one.number]
    top = min((one.rank for one in own), default=0.0)
    highest = [one for one in own if one.rank == top]
    if highest and highest[0].kind == "comma" and len(highest) >= 3 and any(one.kind == "dot" for one in own):
        yield _told(
            case,
            highest[0],
            "一级标题用了“1、”，下一级又用“1.”，层级分不清",
            "一级用“一、”，二级用“（一）”，三级用“1.”",
        )
        return
    for before, one in pairwise(own):
        mixed = {before.kind, one.kind} == {"comma", "dot"}
        if mixed and one.number == before.number + 1:
            yield _told(case, one, "同一级序号混用了“1、”和“1.”", f"统一写成“{_written('dot', one.number)}”")
            return


_HALF = Expression(
    r"[（(](?P<open>[一二三四五六七八九十]{1,3})(?=[、 ]|[^\W\d_A-Za-z])(?![一二三四五六七八九十]|[是个项方来年月]|[、]?[一二三四五六七八九十]）)|(?P<close>[一二三四五六七八九十]{1,3})[）)]"
)
_MAY_BE_HALF = frozenset("（(一二三四五六七八九十")


def _brackets(case: Case) -> Iterator[Defect]:
    at = 0
    for line in case.body.text.split("\n"):
        words = line.lstrip(" \u3000")
        start = at + len(line) - len(words)
        at += len(line) + 1
        match = _HALF.match(words) if words[:1] in _MAY_BE_HALF else None
        if not match:
            continue
        end = start + match.end()
        number = match["open"] or match["close"]
        _, after = case.body.around(end, end, _SHOWN)
        if match["open"] and expressions.match(r"[^（(\n]{0,20}[）)]", after):
            continue  # an ordinary bracket that begins with a numeral
        yield case.defect("numbering", start, end + len(after), "序号缺半个括号", f"改为“（{number}）”")
