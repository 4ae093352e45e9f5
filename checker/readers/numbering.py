"""Automatic numbering of Word and WPS, rendered as the author sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
LEVELS = 9
_LONGEST_LABEL = 100


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its format, text pattern (`第%1章`), start, what follows, and its paragraph style."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class Numbering:
    """The lists of a document and, while it is read, how far each has counted."""

    lists: Mapping[str, tuple[str, Mapping[int, Level], Mapping[int, int]]]
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def level_of(self, number: str, style: str) -> int:
        """The level of a list that belongs to a style; the highest where none does."""
        levels = self.lists[number][1] if number in self.lists else {}
        return next((depth for depth, level in levels.items() if style and level.style == style), 0)

    def label(self, number: str, depth: int) -> str:
        """The next label of a list at a level, with what follows it; an empty string where it shows none."""
        if number not in self.lists or not 0 <= depth < LEVELS:
            return ""
        abstract, levels, overrides = self.lists[number]
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(abstract, [None] * LEVELS)
        before = counts[depth]
        if depth in overrides and (number, depth) not in self.started:
            counts[depth] = overrides[depth]
        else:
            counts[depth] = overrides.get(depth, level.start) if before is None else before + 1
        self.started.add((number, depth))
        for deeper in range(depth + 1, LEVELS):
            below = levels.get(deeper)
            if below is None or below.restart is None or below.restart > depth:
                counts[deeper] = None
        shown = level.text
        for upper in range(depth + 1):
            above = levels.get(upper, Level())
            count = counts[upper]
            value = above.start if count is None else count
            form = "decimal" if level.legal else above.format
            if above.format == "none" and upper < depth:
                # what parts a level without number from the next one goes with it
                shown = re.sub(rf"%{upper + 1}[^%]*(?=%)", "", shown)
            shown = shown.replace(f"%{upper + 1}", rendered(value, form))
        if level.format == "bullet":
            return ""
        return shown + ("" if not shown or level.suffix == "nothing" or shown[-1] in "、．.）)，" else " ")


def read(root: Element | None) -> Numbering:
    """The lists of `numbering.xml`; none where the document has no such part."""
    if root is None:
        return Numbering({})
    abstracts: dict[str, dict[int, Level]] = {}
    links: dict[str, str] = {}
    styles: dict[str, str] = {}
    for one in _children(root, "abstractNum"):
        name = _attribute(one, "abstractNumId")
        abstracts[name] = {_whole(_attribute(level, "ilvl"), 0): _level(level) for level in _children(one, "lvl")}
        for child in one:
            if _local(child) == "numStyleLink":
                links[name] = _attribute(child, "val")
            elif _local(child) == "styleLink":
                styles[_attribute(child, "val")] = name
    for name, style in links.items():
        if not abstracts[name] and style in styles:
            abstracts[name] = abstracts[styles[style]]
    lists: dict[str, tuple[str, Mapping[int, Level], Mapping[int, int]]] = {}
    for one in _children(root, "num"):
        abstract = next((_attribute(child, "val") for child in one if _local(child) == "abstractNumId"), "")
        levels = dict(abstracts.get(abstract, {}))
        overrides: dict[int, int] = {}
        for change in _children(one, "lvlOverride"):
            depth = _whole(_attribute(change, "ilvl"), 0)
            for child in change:
                if _local(child) == "lvl":
                    levels[depth] = _level(child)
                elif _local(child) == "startOverride":
                    overrides[depth] = _whole(_attribute(child, "val"), 1)
        lists[_attribute(one, "numId")] = (abstract, levels, overrides)
    return Numbering(lists)


def _level(element: Element) -> Level:
    level = Level()
    for child in element:
        value = _attribute(child, "val")
        match _local(child):
            case "numFmt":
                level = replace(level, format=value or "decimal")
            case "lvlText":
                level = replace(level, text=value[:_LONGEST_LABEL])
            case "start":
                level = replace(level, start=_whole(value, 1))
            case "suff":
                level = replace(level, suffix=value)
            case "lvlRestart":
                level = replace(level, restart=_whole(value, 0))
            case "isLgl":
                level = replace(level, legal=value not in ("0", "false"))
            case "pStyle":
                level = replace(level, style=value)
            case "AlternateContent":
                # WPS writes its own formats as the choice and a plain one as the fallback
                for inner in child.iter():
                    if _local(inner) == "numFmt":
                        level = replace(level, format=_attribute(inner, "val") or "decimal")
                        break
    return level


def rendered(value: int, form: str) -> str:
    """A number in one of the formats of ST_NumberFormat, as the author sees it; digits for a format not known.

    >>> rendered(12, "chineseCounting"), rendered(3, "ideographTraditional"), rendered(2, "decimalEnclosedParen")
    ('十二', '丙', '(2)')
    """
    return _FORMATS.get(form, str)(value)


def _digits(value: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))


def _capitals(value: int) -> str:
    table = str.maketrans(_DIGITS + "十百千", _LEGAL + "拾佰仟")
    return chinese(value).translate(table)


def _circled(value: int) -> str:
    return _CIRCLED[value - 1] if 1 <= value <= len(_CIRCLED) else f"({value})"


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
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"), _capitals),
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


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _local(child) == name)


def _attribute(element: Element, name: str) -> str:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""
