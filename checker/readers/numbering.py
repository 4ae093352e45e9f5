"""Automatic numbering of Word and WPS, rendered as the author sees it.

The rules are those of ECMA-376 part 1, 17.9, and where it is silent what Word does: uses of one definition count on, a
start of its own takes effect when a use first comes to that level, a level that is skipped counts as used. LibreOffice
gives the same labels for random lists except that it restarts levels that never restart (`lvlRestart` 0, 17.9.10),
writes the levels of a legal number in their own form (`isLgl`, 17.9.4: all in digits), gives a skipped level the start
of the definition where the use has one of its own, and shows nothing at all for a level of the format `none` that
repeats the numbers above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from checker.errors import UnreadableError
from checker.readers.archive import Part, attribute, is_harmless, local, parsed

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

    def start(self, depth: int) -> int:
        """Where a level of this use starts."""
        return self.starts.get(depth, self.levels[depth].start)


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

    `part`: `numbering.xml`, read when a paragraph first has a number.
    """

    def __init__(self, part: Part) -> None:
        self._part = part
        self._cut: _Cut | None = None
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
        if self._elements is None and self._cut is None:
            self._cut = _cut(self._part.data)
        alone = self._cut.alone(number) if self._cut else None
        if alone is not None:
            return _list(number, _by_name(alone))
        if self._elements is None:
            self._elements = _by_name(self._part.root)
        return _list(number, self._elements)


class _Cut(NamedTuple):
    """`numbering.xml` cut into its definitions and its uses of them, by their ids, and what stands before."""

    head: bytes
    definitions: Mapping[bytes, bytes]
    uses: Mapping[bytes, bytes]

    def alone(self, number: str) -> Element | None:
        """The root with nothing but one use and its definition; None where these do not tell all of it."""
        use = self.uses.get(number.encode())
        named = use and _DEFINITION.search(use)
        definition = named and self.definitions.get(named[1])
        if not use or not definition or b"numStyleLink" in definition:
            return None
        try:
            return parsed(b"".join((self.head, definition, use, b"</w:numbering>")), "numbering.xml")
        except UnreadableError:
            return None


_DEFINITION = re.compile(rb'<w:abstractNumId w:val="([^"]*)"')
_WORTH_CUTTING = 3000  # bytes: what is smaller is parsed as quickly as it is cut


def _cut(data: bytes | None) -> _Cut | None:
    """The part in pieces; None where it is not written in the usual way and looking for words in it could mislead.

    Word writes dozens of definitions into a document that uses one.
    """
    if data is None or len(data) < _WORTH_CUTTING or not is_harmless(data):
        return None
    if b"!" in data or b"&" in data or b"'" in data[100:] or data.rfind(b"?") > 100:
        return None
    head, *pieces = data.split(b"<w:abstractNum ")
    if not pieces or head.count(b"<") > 2 or b"<w:numbering " not in head or not head.rstrip().endswith(b">"):
        return None
    pieces[-1], *last = pieces[-1].split(b"<w:num ")
    definitions = _closed(b"<w:abstractNum ", b"abstractNum", pieces)
    end = last[-1].rpartition(b"</w:num>")[2].strip() if last else b""
    if end != b"</w:numbering>":
        return None
    last[-1] = last[-1][: last[-1].rfind(b"</w:numbering>")]
    uses = _closed(b"<w:num ", b"num", last)
    return None if definitions is None or uses is None else _Cut(head, definitions, uses)


def _closed(start: bytes, name: bytes, pieces: Iterable[bytes]) -> dict[bytes, bytes] | None:
    """Elements of one name by their ids; None where something else stands between them."""
    found: dict[bytes, bytes] = {}
    mark, end = b'w:%sId="' % name, b"</w:%s>" % name
    for piece in pieces:
        own, closed, rest = piece.partition(end)
        if not closed or rest.strip() or not own.startswith(mark):
            return None
        found[own[len(mark) : own.find(b'"', len(mark))]] = b"".join((start, own, end))
    return found


def _list(number: str, elements: Mapping[str, Mapping[str, Element]]) -> List:
    own = elements["num"].get(number)
    if own is None:
        return List()
    definition = next((attribute(child) for child in own if local(child) == "abstractNumId"), "")
    levels = _levels_of(definition, elements["abstractNum"])
    starts: dict[int, int] = {}
    for change in _children(own, "lvlOverride"):
        depth = _whole(attribute(change, "ilvl"), 0)
        for child in change:
            if local(child) == "lvl":
                levels[depth] = _level(child)
            elif local(child) == "startOverride":
                starts[depth] = _whole(attribute(child), 1)
    return List(definition, levels, starts)


def _levels_of(definition: str, definitions: Mapping[str, Element]) -> dict[int, Level]:
    """The levels of a definition, or of the one whose style it refers to."""
    one = definitions.get(definition)
    levels = _levels(one)
    if levels or one is None:
        return levels
    link = next((attribute(child) for child in one if local(child) == "numStyleLink"), None)
    for other in definitions.values():
        if any(local(child) == "styleLink" and attribute(child) == link for child in other):
            levels = _levels(other)
    return levels


def _plan(given: List, depth: int) -> _Plan | None:
    """How the labels of a level are made; None where the list has no such level."""
    level = given.levels.get(depth)
    if level is None or not 0 <= depth < LEVELS:
        return None
    restarts = {upper: one.restart for upper, one in given.levels.items() if one.restart is not None}
    return _Plan(
        given.definition,
        tuple((upper, given.start(upper)) for upper in range(depth) if upper in given.levels),
        tuple(deeper for deeper in range(depth + 1, LEVELS) if restarts.get(deeper, LEVELS) > depth),
        given.start(depth),
        given.starts.get(depth),
        () if level.format == "bullet" else _pieces(given.levels, depth),
        level.suffix != "nothing",
    )


def _pieces(levels: Mapping[int, Level], depth: int) -> tuple[str | tuple[int, int, Callable[[int], str]], ...]:
    own = levels[depth]
    shown = own.text
    for upper in range(depth):
        if upper in levels and levels[upper].format == "none":
            # what parts a level without number from the next one goes with it
            shown = re.sub(rf"%{upper + 1}[^%]*(?=%)", "", shown)
    found: list[str | tuple[int, int, Callable[[int], str]]] = []
    for number, piece in enumerate(_NUMBER.split(shown)):
        upper = int(piece) - 1 if number % 2 else 0
        if number % 2 == 0 or upper > depth:
            found.append(piece if number % 2 == 0 else f"%{piece}")
            continue
        above = levels.get(upper, _NO_LEVEL)
        legal = own.legal and above.format != "none"
        found.append((upper, above.start, str if legal else _FORMATS.get(above.format, str)))
    return tuple(found)


_NUMBER = re.compile(r"%([1-9])")


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
