"""Automatic numbering of Word and WPS, rendered as the author sees it.

The rules are those of ECMA-376 part 1, 17.9, and where it is silent what Word does: uses of one definition count on, a
start of its own takes effect when a use first comes to that level, a level that is skipped counts as used. LibreOffice
gives the same labels for random lists except that it restarts levels that never restart (`lvlRestart` 0), gives a
skipped level the start of the definition where the use has one of its own, and shows nothing at all for a level of the
format `none` that repeats the numbers above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from checker.readers.archive import attribute, local

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
LEVELS = 9
_LONGEST_LABEL = 100
# after these stands no space
_CLOSED = "、．.）)，"


class Level(NamedTuple):
    """One level of a list: its format, text pattern (`第%1章`), start, what follows, and its paragraph style."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""


_NO_LEVEL = Level()


class List(NamedTuple):
    """A use of a list: the definition that it counts with, its levels, and the levels that it starts anew at a number."""

    definition: str = ""
    levels: Mapping[int, Level] = MappingProxyType({})
    starts: Mapping[int, int] = MappingProxyType({})


class _Plan(NamedTuple):
    """All that the labels of one level of a list take, so that a paragraph only counts and joins.

    `above`: the levels above it and where they start when they are skipped. `below`: the levels that begin again after
    it. `first`, `anew`: where it starts, and where it starts anew once. `pieces`: what stands in a label, in turn:
    words, or a level with its start and how its number is written.
    """

    definition: str
    above: tuple[tuple[int, int], ...]
    below: tuple[int, ...]
    first: int
    anew: int | None
    pieces: tuple[str | tuple[int, int, Callable[[int], str]], ...]
    spaced: bool


class Numbering:
    """The lists of a document and, while it is read, how far each has counted.

    `root` gives `numbering.xml` when a paragraph first has a number; None where the document has no such part.
    """

    def __init__(self, root: Callable[[], Element | None]) -> None:
        self._root = root
        self._elements: dict[str, dict[str, Element]] | None = None
        self._lists: dict[str, List] = {}
        self._plans: dict[tuple[str, int], _Plan | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Within it all lists count from their start, and afterwards go on from before: so does Word in a text box."""
        before = self._counts, self._started
        self._counts, self._started = {}, set()
        yield
        self._counts, self._started = before

    def level_of(self, number: str, style: str) -> int | None:
        """The level of a list that belongs to a style; None where none does."""
        levels = self._list(number).levels
        return next((depth for depth, level in levels.items() if level.style == style), None)

    def label(self, number: str, depth: int) -> str:
        """The next label of a list at a level, with what follows it; an empty string where it shows none."""
        key = number, depth
        if key not in self._plans:
            self._plans[key] = _plan(self._list(number), depth)
        plan = self._plans[key]
        if plan is None:
            return ""
        counts = self._counts.get(plan.definition)
        if counts is None:
            counts = self._counts[plan.definition] = [None] * LEVELS
        for upper, start in plan.above:
            # a level that is skipped counts as used: after 1.1 comes 2
            if counts[upper] is None:
                counts[upper] = start
                self._started.add((number, upper))
        before = counts[depth]
        if plan.anew is not None and key not in self._started:
            counts[depth] = plan.anew
        else:
            counts[depth] = plan.first if before is None else before + 1
        self._started.add(key)
        for deeper in plan.below:
            counts[deeper] = None
        shown = ""
        for piece in plan.pieces:
            if isinstance(piece, str):
                shown += piece
            else:
                level, start, form = piece
                count = counts[level]
                shown += form(start if count is None else count)
        return shown + " " if plan.spaced and shown and shown[-1] not in _CLOSED else shown

    def _list(self, number: str) -> List:
        found = self._lists.get(number)
        if found is None:
            found = self._lists[number] = self._read(number)
        return found

    def _read(self, number: str) -> List:
        if self._elements is None:
            self._elements = _by_name(self._root())
        own = self._elements["num"].get(number)
        if own is None:
            return List()
        definition = next((attribute(child) for child in own if local(child) == "abstractNumId"), "")
        levels = self._levels(definition)
        starts: dict[int, int] = {}
        for change in _children(own, "lvlOverride"):
            depth = _whole(attribute(change, "ilvl"), 0)
            for child in change:
                if local(child) == "lvl":
                    levels[depth] = _level(child)
                elif local(child) == "startOverride":
                    starts[depth] = _whole(attribute(child), 1)
        return List(definition, levels, starts)

    def _levels(self, definition: str) -> dict[int, Level]:
        """The levels of a definition, or of the one whose style it refers to."""
        assert self._elements is not None
        one = self._elements["abstractNum"].get(definition)
        levels = _levels(one)
        if levels or one is None:
            return levels
        link = next((attribute(child) for child in one if local(child) == "numStyleLink"), None)
        for other in self._elements["abstractNum"].values():
            if any(local(child) == "styleLink" and attribute(child) == link for child in other):
                levels = _levels(other)
        return levels


def _plan(given: List, depth: int) -> _Plan | None:
    """How the labels of a level are made; None where the list has no such level."""
    level = given.levels.get(depth)
    if level is None or not 0 <= depth < LEVELS:
        return None
    starts = {upper: given.starts.get(upper, one.start) for upper, one in given.levels.items()}
    below = (
        deeper
        for deeper in range(depth + 1, LEVELS)
        if (one := given.levels.get(deeper)) is None or one.restart is None or one.restart > depth
    )
    return _Plan(
        given.definition,
        tuple((upper, starts[upper]) for upper in range(depth) if upper in starts),
        tuple(below),
        starts[depth],
        given.starts.get(depth),
        () if level.format == "bullet" else tuple(_pieces(given.levels, depth)),
        level.suffix != "nothing",
    )


def _pieces(levels: Mapping[int, Level], depth: int) -> Iterator[str | tuple[int, int, Callable[[int], str]]]:
    own = levels[depth]
    shown = own.text
    for upper in range(depth + 1):
        if upper < depth and levels.get(upper, _NO_LEVEL).format == "none":
            # what parts a level without number from the next one goes with it
            shown = re.sub(rf"%{upper + 1}[^%]*(?=%)", "", shown)
        # no character of XML, and the number of a level
        shown = shown.replace(f"%{upper + 1}", chr(upper))
    for piece in re.split(r"([\0-\x08])", shown):
        if piece and piece < "\x09":
            upper = ord(piece)
            above = levels.get(upper, _NO_LEVEL)
            legal = own.legal and above.format != "none"
            yield upper, above.start, str if legal else _FORMATS.get(above.format, str)
        elif piece:
            yield piece


def _by_name(root: Element | None) -> dict[str, dict[str, Element]]:
    """The definitions and the uses of lists, by their ids."""
    found: dict[str, dict[str, Element]] = {"abstractNum": {}, "num": {}}
    for one in root if root is not None else ():
        name = local(one)
        if name in found:
            found[name][attribute(one, f"{name}Id")] = one
    return found


def _levels(definition: Element | None) -> dict[int, Level]:
    if definition is None:
        return {}
    return {_whole(attribute(level, "ilvl"), 0): _level(level) for level in _children(definition, "lvl")}


def _level(element: Element) -> Level:
    found: dict[str, Any] = {}
    for child in element:
        value = attribute(child)
        match local(child):
            case "numFmt":
                found["format"] = value or "decimal"
            case "lvlText":
                found["text"] = value[:_LONGEST_LABEL]
            case "start":
                found["start"] = _whole(value, 1)
            case "suff":
                found["suffix"] = value
            case "lvlRestart":
                found["restart"] = _whole(value, 0)
            case "isLgl":
                found["legal"] = value not in ("0", "false")
            case "pStyle":
                found["style"] = value
            case "AlternateContent":
                # WPS writes its own formats as the choice and a plain one as the fallback
                chosen = next((inner for inner in child.iter() if local(inner) == "numFmt"), None)
                if chosen is not None:
                    found["format"] = attribute(chosen) or "decimal"
    return Level(**found)


def rendered(value: int, form: str) -> str:
    """A number in one of the formats of ST_NumberFormat, as the author sees it; digits for a format not known.

    >>> rendered(12, "chineseCounting"), rendered(3, "ideographTraditional"), rendered(2, "decimalEnclosedParen")
    ('十二', '丙', '(2)')
    """
    return _FORMATS.get(form, str)(value)


def _digits(value: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))


def _capitals(value: int, digits: str = _LEGAL) -> str:
    """12 → 壹拾贰: where capitals are written, no unit stands without its number."""
    plain = chinese(value)
    plain = "一" + plain if plain.startswith("十") else plain
    return plain.translate(str.maketrans(_DIGITS + "十百千", digits + "拾佰仟"))


def _circled(value: int) -> str:
    return _CIRCLED[value - 1] if 1 <= value <= len(_CIRCLED) else str(value)


def _letters(value: int) -> str:
    return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def chinese(value: int) -> str:
    """21 → 二十一, 105 → 一百零五; 10 → 十."""
    if not 0 < value < 10_000:
        return _DIGITS[0] if value == 0 else str(value)
    result, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            result += ("零" if zero and result else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return result[1:] if result.startswith("一十") else result


def roman(value: int) -> str:
    """4 → IV; numbers from 4,000 on as digits."""
    if not 0 < value < 4000:
        return str(value)
    result = ""
    for number, letters in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        count, value = divmod(value, number)
        result += letters * count
    return result


_FORMATS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "japaneseCounting",
        ),
        chinese,
    ),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digits),
    **dict.fromkeys(("chineseLegalSimplified", "japaneseLegal"), _capitals),
    "ideographLegalTraditional": lambda value: _capitals(value, _LEGAL_TRADITIONAL),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "ideographTraditional": lambda value: _STEMS[(value - 1) % len(_STEMS)],
    "ideographZodiac": lambda value: _BRANCHES[(value - 1) % len(_BRANCHES)],
    "ideographZodiacTraditional": lambda value: _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12],
    "numberInDash": lambda value: f"- {value} -",
    "ideographEnclosedCircle": lambda value: f"（{chinese(value)}）",
    "decimalEnclosedParen": lambda value: f"({value})",
    "decimalEnclosedFullstop": lambda value: f"{value}.",
    "decimalFullWidth": lambda value: "".join(chr(ord(digit) + 0xFEE0) for digit in str(value)),
    "decimalFullWidth2": lambda value: "".join(chr(ord(digit) + 0xFEE0) for digit in str(value)),
    "decimalZero": lambda value: f"{value:02d}",
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "upperRoman": roman,
    "lowerRoman": lambda value: roman(value).lower(),
    "none": lambda _: "",
    "bullet": lambda _: "",
}


def _whole(value: str, default: int) -> int:
    try:
        return max(0, min(int(value), 9999))
    except ValueError:
        return default


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local(child) == name)
