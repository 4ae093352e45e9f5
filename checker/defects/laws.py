"""Names of laws: abolished ones cited as in force, names that come near to a law's but miss it, unmatched 书名号."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from checker.defects import Case, Entry
from checker.expressions import Expression
from checker.model import Defect

_STATE = "中华人民共和国"
_NAMED = Expression(r"《([^《》\n]{2,80})》")
_EDITION = Expression(r"[（(][^（）()]*[）)]$")
_MARKS_IN_NAMES = dict.fromkeys(map(ord, ' \t\n\r\f\v\u00a0\u2002\u2003\u2009\u200b\u3000“”"‘’〈〉<>《》'))
_KIND = Expression(r"(?:法|法典|条例|规定|纲要|规划|规则|准则|意见|办法|通知|计划|体系|细则)$")
_NOT_AS_LAW = Expression(r"当时|彼时|时任|废止|失效|取代|替代|代替|原《|清理|不再|修订为|修改为|历史|旧法|草案|已被")
_BARE_ENDS = "律治规制院务庭定人学条官案理"
_GONE_FOR_MOST = 6  # month before which a law must have gone to be out of place in a report on that year
_SHORTEST = 5
_LONG = 12
# the kind of document itself misspelt at the end of a name
_SLIPS = {
    "条列": "条例",
    "条理": "条例",
    "规订": "规定",
    "办发": "办法",
    "刚要": "纲要",
    "意间": "意见",
    "法点": "法典",
}
_PADDING = ("管理", "工作", "实施", "暂行", "监督")
_STATE_COUNCIL = Expression(r"[（(]国务院令|[（(]国令")


class _Names(NamedTuple):
    """Every accepted name → the entry it belongs to, the wrong names that are known, names and their characters by the last one."""

    known: Mapping[str, Mapping[str, Any]]
    wrong: Mapping[str, Mapping[str, Any]]
    by_last: Mapping[str, Sequence[tuple[str, frozenset[str]]]]
    bare: Expression | None
    categories: frozenset[str]


_prepared: dict[int, tuple[object, _Names]] = {}


def _names(table: Mapping[str, Any]) -> _Names:
    """The table as it is looked up; worked out once for each table."""
    kept = _prepared.get(id(table))
    if kept is None or kept[0] is not table:
        kept = _prepared[id(table)] = (table, _prepare(table))
    return kept[1]


def _prepare(table: Mapping[str, Any]) -> _Names:
    known: dict[str, Mapping[str, Any]] = {}
    wrong: dict[str, Mapping[str, Any]] = {}
    bare: dict[str, Mapping[str, Any]] = {}
    for law in table.get("laws", ()):
        name = _plain(law["name"])
        for one in (name, name.removeprefix(_STATE), *map(_plain, law.get("also", ()))):
            known[one] = law
        for one in law.get("wrong", ()):
            wrong[_plain(one)] = law
        if law.get("bare"):
            bare[name.removeprefix(_STATE)] = law
    by_last: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for name in known:
        if len(name) >= _SHORTEST:
            by_last.setdefault(name[-1], []).append((name, frozenset(name)))
    pattern = Expression("|".join(sorted(map(re.escape, bare), key=len, reverse=True))) if bare else None
    return _Names(
        known,
        wrong,
        by_last,
        pattern,
        frozenset(table.get("categories", ())),
    )


def _plain(name: str) -> str:
    """A name without quotation marks, white space and a bracketed edition or period."""
    short = name.translate(_MARKS_IN_NAMES)
    edition = _EDITION.search(short) if short.endswith(("）", ")")) else None
    return short[: edition.start()] or short if edition else short


def find(case: Case) -> Iterator[Defect]:
    """Names inside 《》, well-known bare names, and 书名号 that do not match."""
    names = _names(case.tables.get("laws", {}))
    text = case.body.text
    for match in _NAMED.finditer(text):
        yield from _named(case, names, match)
    if names.bare:
        for match in names.bare.finditer(text):
            if _stands_alone(text, *match.span()):
                yield from _abolished(case, names.known[match.group()], *match.span())
    yield from _marks(case)


def _named(case: Case, names: _Names, match: re.Match[str]) -> Iterator[Defect]:
    name = _plain(match[1])
    law = names.known.get(name)
    if law is not None:
        yield from _abolished(case, law, *match.span())
        return
    if name in names.categories:
        yield case.defect("law-name", *match.span(), f"“{name}”是一类文件的总称，不是文件名称", "去掉书名号")
        return
    slip = name[-2:]
    if slip in _SLIPS:
        yield case.defect("law-name", *match.span(), f"“{slip}”有误", f"应为“{_SLIPS[slip]}”")
        return
    meant = names.wrong.get(name) or names.wrong.get(name.removeprefix(_STATE))
    if meant is not None and case.year < meant.get("since", 0):
        return
    numbered = bool(_STATE_COUNCIL.match(case.body.text, match.end()))
    right = meant["name"] if meant is not None else _near(name, names) or _stuffed(name, names, numbered=numbered)
    # 督查 for 督察 is told as a wrong word, with its own reason
    if right and right.replace("督察", "督查") != name:
        yield case.defect("law-name", *match.span(), "法律、文件名称与正式名称不一致", f"应为《{right}》")


def _abolished(case: Case, law: Mapping[str, Any], start: int, end: int) -> Iterator[Defect]:
    until = law.get("until")
    if until is None:
        return
    day = until if isinstance(until, date) else date.fromisoformat(str(until))
    successor = law.get("successor", "")
    words = case.body.sentence(start).text
    # a sentence that names both, in the year of the change, may well mean the months before it
    gone = day <= date(case.year, 1, 1) or (
        day < date(case.year, _GONE_FOR_MOST, 1) and successor and successor.removeprefix(_STATE) not in words
    )
    if not gone or _NOT_AS_LAW.search(words):
        return
    yield case.defect(
        "abolished-law",
        start,
        end,
        f"{law['name']}已于{day.year}年{day.month}月{day.day}日起不再施行",
        f"改为《{successor}》" if successor else "删去，或者说明当时有效",
    )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a bare name is no part of a longer one: 劳动合同法, 合同法律审查."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before in ("《", "〈", "<") or after in ("》", "〉", ">"):
        return False
    if text[max(0, start - 2) : start] in ("劳动", "违反", "经济", "技术", "租赁", "买卖") or before in (
        "的",
        "反",
        "非",
    ):
        return False
    return not after or after not in _BARE_ENDS


# ── near misses ─────────────────────────────────────────────────────────────────────────


def _near(name: str, names: _Names) -> str | None:
    """The one law that this name misses by a character (two in a long name); None for local and unlike names."""
    if len(name) < _SHORTEST or not _KIND.search(name):
        return None
    likely = _likely(name, names)
    if name.startswith(_STATE):
        likely += _likely(name.removeprefix(_STATE), names)
    if not likely:
        return None
    from rapidfuzz.distance import DamerauLevenshtein

    allowed = 2 if len(name) >= _LONG else 1
    # the words 中华人民共和国 make any two short laws look alike: what follows them is compared, or must be the same
    said = name
    short = name.removeprefix(_STATE)
    if short != name:
        likely = [one for one in likely if not one.startswith(_STATE)]
        name = short
    else:
        likely = [one for one in likely if not one.startswith(_STATE) or name.endswith(one.removeprefix(_STATE))]
    # a short national law is told only where a character is missing or too many
    least = _SHORTEST if short == said else _SHORTEST - 1
    if len(name) < least:
        return None
    if len(name) < _SHORTEST:
        likely = [one for one in likely if len(one) == len(name) + 1]
    scored = sorted((DamerauLevenshtein.distance(name, one, score_cutoff=allowed), one) for one in likely)
    scored = [one for one in scored if one[0] <= allowed]
    if not scored or (
        len(scored) > 1 and scored[1][0] == scored[0][0] and _law(scored[0][1], names) != _law(scored[1][1], names)
    ):
        return None
    right = scored[0][1]
    return None if _is_local(name, right) or _of_another_kind(name, right) else right


def _stuffed(name: str, names: _Names, *, numbered: bool) -> str | None:
    """The national law whose name this one pads with a word of office style: 《中国共产党机构编制工作管理条例》.

    A bare name that could be a local document's counts only where the number of a State Council decree follows it.
    """
    short = name.removeprefix(_STATE)
    if not (numbered or short != name or name.startswith("中国共产党") or name.endswith("法")):
        return None
    tried = [short.removeprefix("国家"), short.removeprefix("共和国")] if short != name else []
    tried += [short.replace(word, "", 1) for word in _PADDING if word in short]
    if numbered:
        tried.append(short.replace("规定", "条例"))
    return next((one for one in tried if one != short and one in names.known), None)


def _law(name: str, names: _Names) -> str:
    found: str = names.known[name]["name"]
    return found


def _likely(name: str, names: _Names) -> list[str]:
    """Names of nearly the same length and nearly the same characters, found without measuring distances."""
    mine, length = frozenset(name), len(name)
    return [
        one
        for one, theirs in names.by_last.get(name[-1], ())
        if -2 <= len(one) - length <= 2 and len(mine ^ theirs) <= 4
    ]


def _of_another_kind(name: str, right: str) -> bool:
    """《行政许可办法》 is no slip for 《行政许可法》, nor a plan for the law that it carries out."""
    return any(name.endswith(kind) is not right.endswith(kind) for kind in ("办法", "细则", "方案", "计划", "通知"))


def _is_local(name: str, right: str) -> bool:
    """《省优化营商环境条例》 is a document of its own, as is one that only adds words before or after."""
    return name.endswith(right) or name.startswith(right) or right.endswith(name) or right.startswith(name)


# ── 书名号 ───────────────────────────────────────────────────────────────────────────────

_NESTED = Expression(
    r"《[^《》<>\n]{0,60}<([^<>《》\n]{2,60})>[^《》<>\n]{0,40}》?|《[^《》\n]{0,30}《[^《》\n]{2,60}》[^《》\n]{0,30}》"
)
_MARK = Expression(r"[《》\n]", holds=("《", "》"))
_LONGEST_NAME = 60


def _marks(case: Case) -> Iterator[Defect]:
    text = case.body.text
    nested: list[tuple[int, int]] = []
    for match in _NESTED.finditer(text):
        nested.append(match.span())
        start = match.start(1) - 1 if match[1] else match.start()
        before = max(match.start(), start - 6)
        yield case.defect("law-name", before, match.end(), "书名号里面的书名号用错了", "里面一层用单书名号〈〉")
    opened: int | None = None
    for match in _MARK.finditer(text):
        at = match.start()
        if any(start <= at < end for start, end in nested):
            opened = None
            continue
        if match.group() == "《":
            if opened is not None:
                yield _unmatched(case, opened)
            opened = at
        elif match.group() == "》":
            if opened is None:
                start = max(text.rfind("\n", 0, at) + 1, at - 10)
                yield case.defect("law-name", start, at + 1, "书名号只有后一半", "补上“《”或者删去“》”")
            opened = None
        elif opened is not None and not _goes_on(text, at):
            yield _unmatched(case, opened)
            opened = None
    if opened is not None:
        yield _unmatched(case, opened)


def _goes_on(text: str, at: int) -> bool:
    """Whether a name that a line end breaks is closed soon after it."""
    rest = text[at + 1 : at + 1 + _LONGEST_NAME]
    return "》" in rest and "《" not in rest[: rest.index("》")] and "\n" not in rest[: rest.index("》")]


def _unmatched(case: Case, at: int) -> Defect:
    _, after = case.body.around(at, at + 1, 11)
    return case.defect("law-name", at, at + 1 + len(after), "书名号只有前一半", "补上“》”或者删去“《”")


def entries(tables: Mapping[str, Any]) -> Iterator[Entry]:
    """Everything in the table that carries examples; each is shown to fire without the help of the others."""
    table: Mapping[str, Any] = tables.get("laws", {})
    for one in table.get("laws", ()):
        yield "laws.yaml", one["name"], one, {"laws": {"laws": [one]}}
