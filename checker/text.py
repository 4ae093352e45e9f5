"""Normal form, sentences, numbers and dates of Chinese official text; positions always refer to the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import pairwise

from checker.expressions import Expression

# Characters that a reader's eye passes over when it recognises a word. A conversion scatters them inside words.
_SKIPPED = frozenset(
    " \t\n\r\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u00ad"
    "\"'“”‘’＂＇「」『』《》〈〉<>*"
)
_SKIPPED_ONES = Expression("[" + re.escape("".join(sorted(_SKIPPED))) + "]")
_BETWEEN = "\ue000"  # means nothing anywhere and is its own normal form
_FOLDED = {
    "〔": "(", "［": "(", "[": "(", "【": "(", "（": "(",
    "〕": ")", "］": ")", "]": ")", "】": ")", "）": ")",
    "—": "-", "–": "-", "－": "-", "―": "-", "~": "-", "～": "-", "─": "-", "‐": "-", "‑": "-",
    "·": "·", "•": "·", "・": "·", "‧": "·", "∙": "·", "．": ".",
    "，": "，", ",": "，", "；": "；", ";": "；", "：": "：", ":": "：", "！": "！", "!": "！", "？": "？", "?": "？",
    "査": "查",
}  # fmt: skip


@cache
def _fold(char: str) -> str:
    """The normal form of one character: none, one or several characters."""
    if char in _SKIPPED:
        return ""
    if char in _FOLDED:
        return _FOLDED[char]
    if "一" <= char <= "鿿":
        return char
    folded = unicodedata.normalize("NFKC", char).lower()
    return "".join(_FOLDED.get(one, one) for one in folded if one not in _SKIPPED)


class _Table(dict[int, str]):
    """`str.translate` asks for each character once; the answer is kept."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        self[code] = folded
        return folded


_TABLE = _Table()
# All but the characters that are their own normal form and common enough to be worth passing over.
_TO_FOLD = Expression(r"[^\u4e00-\u67fa\u67fc-\u9fff0-9a-z，。、；：！？()\-%.]")


def _folded(found: re.Match[str]) -> str:
    return _TABLE[ord(found[0])]


def normal(text: str) -> str:
    """The form in which wordings are compared: no white space, quotation marks or 书名号, one width, one bracket.

    >>> normal("谁执法 “谁普法”〔2020〕６号")
    '谁执法谁普法(2020)6号'
    """
    return _TO_FOLD.sub(_folded, text)


def normal_of_each(texts: Sequence[str]) -> list[str]:
    """The normal form of each text; all are turned in one go, which for many short ones is faster."""
    found = normal(_BETWEEN.join(texts)).split(_BETWEEN)
    # unless one of them holds the mark that parts them
    return found if len(found) == len(texts) else [normal(one) for one in texts]


def openings(text: str) -> set[str]:
    """The first one and two characters of everything that stands in a text: what begins otherwise stands nowhere in it.

    >>> sorted(openings("普法月"))
    ['普', '普法', '月', '法', '法月']
    """
    return {*text, *map("".join, pairwise(text))}


def normal_with_places(text: str) -> tuple[str, list[int]]:
    """The normal form and, for each of its characters, the index in `text` that it came from."""
    short = normal(text)
    places: list[int] = []
    table = _TABLE
    for index, char in enumerate(text):
        width = len(table[ord(char)])
        if width == 1:
            places.append(index)
        elif width:
            places.extend([index] * width)
    return short, places


def wide(text: str) -> str:
    """With half-width commas, colons, semicolons, brackets and marks as Chinese ones; every character keeps its place."""
    if text.isascii():
        return text
    for half, full in ((",", "，"), (":", "："), (";", "；"), ("!", "！"), ("?", "？"), ("(", "（"), (")", "）")):
        text = text.replace(half, full)
    return text


def skipped(text: str, length: int) -> list[int] | None:
    """Where the characters stand that the normal form, `length` long, leaves out; None where others are not one to one."""
    if len(text) == length:
        return []
    found = [match.start() for match in _SKIPPED_ONES.finditer(text)]
    return found if len(text) - len(found) == length else None


def places_of(text: str, indexes: Sequence[int], length: int) -> list[int]:
    """Where in `text` the characters at `indexes` (ascending) of its normal form, `length` long, come from."""
    left_out = skipped(text, length)
    if left_out is None:
        places = normal_with_places(text)[1]
        return [places[index] for index in indexes]
    if not left_out:
        return list(indexes)
    found = []
    passed = 0
    for index in indexes:
        while passed < len(left_out) and left_out[passed] <= index + passed:
            passed += 1
        found.append(index + passed)
    return found


# ── sentences ───────────────────────────────────────────────────────────────────────────

_LONGEST_SENTENCE = 1500  # characters
_CLOSERS = "”’」』）)】》"
_SENTENCE = Expression(rf"[^。！？!?；;]*(?:[。！？!?；;]+[{_CLOSERS}]*|$)")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """(offset, sentence) for each sentence, its end mark included; nothing but white space is left out.

    A 。 inside 《》 or a ； inside quotation marks would be rare enough in this kind of text to be ignored. Nobody writes
    sentences of thousands of characters; what has no end mark for so long is cut, so that no search within it is slow.
    """
    for match in _SENTENCE.finditer(text):
        found = match.group()
        for start in range(0, len(found), _LONGEST_SENTENCE) if len(found) > _LONGEST_SENTENCE else (0,):
            part = found[start : start + _LONGEST_SENTENCE]
            stripped = part.strip()
            if stripped:
                yield match.start() + start + part.index(stripped[0]), stripped


# ── numbers ─────────────────────────────────────────────────────────────────────────────

_DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def chinese_number(text: str) -> int | None:
    """二十三 → 23, 二〇二三 → 2023, 一百零五 → 105; None where it is no number below 10,000."""
    if not text or any(char not in _DIGITS and char not in _UNITS for char in text):
        return None
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total = last = 0
    for char in text:
        if char in _UNITS:
            total += (last or 1) * _UNITS[char]
            last = 0
        else:
            last = _DIGITS[char]
    return total + last


_COUNTED = "本节副幅艘艇件宗起个项次份人名户家场期条部批篇场次处所支辆吨亩套册张台座间例篇只种类轮天站点万亿元%％‰‱"
_QUANTITY = Expression(
    rf"\d[\d,，.．]{{0,20}}\s*(?:余|多|万|亿|几|千|百|十){{0,4}}\s*(?:[{_COUNTED}㎡]|人次|户次|批次|平方米|公里|小时|学时|余)"
    rf"|(?<![第每同这那某任一二三四五六七八九十百])(?!一[支批起家])[一二两三四五六七八九十百]+(?:[件宗起份名户家场期部批篇支册]|人次|场次|批次|轮次|余次)"
    rf"|(?<![第每同这那某任一二三四五六七八九十百])[两三四五六七八九十]+次(?!全会|会议)|百分之[一二三四五六七八九十百零]+|全覆盖(?=[，。；、）)！]|$)"
)
_DOCUMENT = r"《[^《》]{4,80}》|[〔\[（(]\s*(?:19|20)\d\d\s*[〕\]）)]\s*\d+\s*号"
_DAY = r"\d{1,2}月\d{1,2}日|\d{1,2}月(?:份|上旬|中旬|下旬)?|[上下]半年|第[一二三四]季度|每季度|每月|每周|季度"
# the look ahead lets the search pass over most characters at once
_SPECIFIC = Expression(
    r"(?=[《〔\[（(\d上下第每季一二两三四五六七八九十百全])"
    rf"(?:(?P<document>{_DOCUMENT})|(?P<date>{_DAY})|(?P<number>{_QUANTITY.pattern}))"
)


def has_quantity(text: str) -> bool:
    """Whether a number with a unit stands in the text: 12件, 三次, 97.2%."""
    return _QUANTITY.search(text) is not None


def specifics(text: str) -> list[tuple[str, int, int]]:
    """(kind, start, end) of numbers with units, named documents (《…》 of four characters or more, 〔2023〕5号) and days."""
    return [(match.lastgroup or "", *match.span()) for match in _SPECIFIC.finditer(text)]


# ── dates ───────────────────────────────────────────────────────────────────────────────

_DATE = Expression(
    r"((?:19|20)\d{2})\s*[年./\-．]\s*(\d{1,2}|元)\s*[月./\-．]\s*(\d{1,2})(?:\s*日|(?!\d))"
    r"|([一二][零〇○九][零〇○一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)


def dates(text: str) -> Iterator[tuple[int, int, date]]:
    """(start, end, date) for each full date: 2024年2月5日, 2024-02-05, 二〇二四年二月五日. Impossible ones are left out."""
    for match in _DATE.finditer(text):
        if match.group(1):
            numbers = [1 if match.group(i) == "元" else int(match.group(i)) for i in (1, 2, 3)]
        else:
            numbers = [chinese_number(match.group(i)) or 0 for i in (4, 5, 6)]
        try:
            yield match.start(), match.end(), date(*numbers)
        except ValueError:
            continue


def parse_date(text: str) -> date | None:
    """The first full date in the text, or None."""
    return next((found for _, _, found in dates(text)), None)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters of the text, from its start, without trailing white space."""
    return text if len(text) <= limit else text[:limit].rstrip()
