"""Wrong words: 法制 for 法治, known slips of the pen, variant characters, the agency's own name misspelt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from checker import expressions
from checker.defects import Case, Entry, first_places
from checker.expressions import Expression
from checker.model import Defect, Edit
from checker.text import openings

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_MOSTLY_TRADITIONAL = 12
_SHORT_WORD = 4  # characters: a shorter one is found again by what stands around it
_CONTEXT = 4
_LONGEST_MASK = 40  # characters
_HAN = Expression("[\u4e00-\u9fff]")


class _Words(NamedTuple):
    """The table as it is looked up: one automaton over wrong words, masks, and the words that call for a pattern.

    Keys are numbers of words in the automaton; entries are known by their number in the table.
    """

    automaton: AhoCorasick
    entries: Sequence[Mapping[str, Any]]
    wrong: Mapping[int, Sequence[tuple[str, int]]]
    masks: Mapping[int, Sequence[int]]
    patterns: Mapping[int, Sequence[int]]
    expressions: Mapping[int, Expression]
    variants: Expression | None


_prepared: dict[int, tuple[object, _Words | None]] = {}


def _words(table: Mapping[str, Any], text: str) -> _Words:
    """The table compiled: once for all documents but the first, which gets what it can hold, because that is quicker."""
    kept, words = _prepared.get(id(table), (None, None))
    if kept is not table:
        _prepared[id(table)] = (table, None)
        return _prepare(table, openings(text).__contains__)
    if words is None:
        words = _prepare(table, bool)
        _prepared[id(table)] = (table, words)
    return words


def _prepare(table: Mapping[str, Any], possible: Callable[[str], bool]) -> _Words:
    """`possible`: whether these first two characters of a word need be looked for."""
    from ahocorasick_rs import AhoCorasick

    ids: dict[str, int] = {}
    wrong: dict[int, list[tuple[str, int]]] = {}
    masks: dict[int, list[int]] = {}
    patterns: dict[int, list[int]] = {}
    entries = [*table.get("words", ()), *_slips(table.get("phrases", ()))]
    for number, entry in enumerate(entries):
        for one in entry.get("wrong", ()):
            if possible(one[:2]):
                wrong.setdefault(ids.setdefault(one, len(ids)), []).append((one, number))
        for one in entry.get("unless", ()):
            if possible(one[:2]):
                masks.setdefault(ids.setdefault(one, len(ids)), []).append(number)
        for one in entry.get("needs", ()):
            if possible(one[:2]):
                patterns.setdefault(ids.setdefault(one, len(ids)), []).append(number)
    variants = table.get("variants")
    return _Words(
        AhoCorasick(list(ids)),
        entries,
        wrong,
        masks,
        patterns,
        {number: Expression(entry["pattern"]) for number, entry in enumerate(entries) if "pattern" in entry},
        Expression("[" + "".join(variants) + "]") if variants else None,
    )


def _slips(groups: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Set phrases with a slip inside, as entries: a character left out, written twice, or changed with the next one.

    The first and the last character are left alone: what stands beside them may be part of another word.
    """
    for group in groups:
        for phrase in group["words"]:
            inner = range(1, len(phrase) - 1)
            lost = [phrase[:at] + phrase[at + 1 :] for at in inner]
            changed = [phrase[:at] + phrase[at + 1] + phrase[at] + phrase[at + 2 :] for at in range(len(phrase) - 1)]
            twice = [phrase[:at] + phrase[at] + phrase[at:] for at in inner]
            wrong = [one for one in dict.fromkeys((*lost, *changed)) if one not in phrase and phrase not in one]
            unless = group.get("unless", ())
            yield {"id": "typo", "right": phrase, "wrong": wrong, "unless": unless}
            yield {"id": "typo", "right": phrase, "wrong": [one for one in twice if phrase not in one], "fix": True}


def find(case: Case) -> Iterator[Defect]:
    """Every wrong word of `rules/wording.yaml`, and the agency's name where one character differs."""
    table = case.tables.get("wording", {})
    if table:
        words = _words(table, case.body.text)
        yield from first_places(_by_table(case, words), lambda one: one.quote)
        yield from _variants(case, words, table.get("variants") or {})
    yield from _own_name(case)


def edits(case: Case) -> Iterator[Edit]:
    """The certain corrections, also where a defect only counts the places."""
    table = case.tables.get("wording", {})
    if table:
        yield from (one.edit for one in _by_table(case, _words(table, case.body.text)) if one.edit)


def _by_table(case: Case, words: _Words) -> Iterator[Defect]:
    text = case.body.text
    hits = words.automaton.find_matches_as_indexes(text, overlapping=True)
    masked: dict[int, list[tuple[int, int]]] = {}
    for word, start, end in hits:
        if word in words.masks:
            for number in words.masks[word]:
                masked.setdefault(number, []).append((start, end))
    for spans in masked.values():
        spans.sort()
    found: dict[tuple[int, int], Defect] = {}
    looked: set[tuple[int, int]] = set()
    for word, start, end in hits:
        for one, number in words.wrong.get(word, ()):
            if case.year < words.entries[number].get("since", 0):
                continue
            if not _inside(start, end, masked.get(number, ())):
                found.setdefault((start, end), _defect(case, words.entries[number], start, end, one))
        for number in words.patterns.get(word, ()):
            # no pattern reaches beyond its sentence
            first = max(text.rfind("。", 0, start), text.rfind("\n", 0, start)) + 1
            if (number, first) in looked:
                continue
            looked.add((number, first))
            last = min(at for at in (text.find("。", end), text.find("\n", end), len(text)) if at >= 0)
            for match in words.expressions[number].finditer(text, first, min(last + 1, len(text))):
                if not _inside(*match.span(), masked.get(number, ()), touching=True):
                    found.setdefault(match.span(), _defect(case, words.entries[number], *match.span(), match.group()))
    told = 0
    for (_, end), defect in sorted(found.items(), key=lambda one: (one[0][0], -one[0][1])):
        # a longer slip is told once, not again for the shorter one inside it
        if end > told:
            told = end
            yield defect


def _inside(start: int, end: int, masks: Sequence[tuple[int, int]], *, touching: bool = False) -> bool:
    """Whether one of the sorted masks holds the span or its first characters (普法|制 of 法制主题), or, if asked, touches it."""
    if not masks:
        return False
    near = masks[bisect_left(masks, (start - _LONGEST_MASK, 0)) : bisect_left(masks, (end, 0))]
    if touching:
        return any(first < end and start < last for first, last in near)
    return any((first <= start and end <= last) or first < start < last for first, last in near)


def _defect(case: Case, entry: Mapping[str, Any], start: int, end: int, said: str) -> Defect:
    right = entry["right"]
    explained = right.startswith("（")
    if entry["id"] == "fazhi-wording":
        message = f"“{said}”应写“{'法制' if '法制' in right else '法治'}”"
    else:
        message = f"“{_short(said)}”有误{right}" if explained else f"“{_short(said)}”有误"
    if end - start < _SHORT_WORD:
        before, after = case.body.around(start, end, _CONTEXT)
        message += f"（“{before}{case.body.text[start:end]}{after}”）"
    suggestion = "核对原句后改正" if explained else f"改为“{right}”"
    defect = case.defect(entry["id"], *_shown(case, start, end), message, suggestion)
    if not entry.get("fix"):
        return defect
    return defect._replace(edit=case.edit(start, end, right))


def _shown(case: Case, start: int, end: int) -> tuple[int, int]:
    """The wrong word alone; of a single character also the one before it, or else after it, which make the word."""
    if end - start > 1:
        return start, end
    before, after = case.body.around(start, end, 1)
    return (start - 1, end) if _HAN.fullmatch(before) else (start, end + len(_HAN.findall(after)))


def _short(words: str) -> str:
    return words if len(words) <= 20 else words[:19] + "…"


def _variants(case: Case, words: _Words, table: Mapping[str, str]) -> Iterator[Defect]:
    if words.variants is None:
        return
    found = list(words.variants.finditer(case.body.text))
    if len(found) >= _MOSTLY_TRADITIONAL:
        return  # a text in traditional characters, not a slip
    for match in found:
        yield case.defect(
            "typo",
            *_shown(case, *match.span()),
            f"“{match.group()}”是异体字或者繁体字",
            f"改为“{table[match.group()]}”",
        )


# ── the agency's own name ───────────────────────────────────────────────────────────────

_SHORTEST_NAME = 7
_SHORTEST_REGION = 6
_SAME_AT_THE_START = 3
_REGION = Expression(
    # of two districts of one city the names may well differ in one character
    r".{3,12}?(?:自治[州县旗区]|实验区|开发区|新区|高新区|示范区)(?=.{2,}(?:局|委|府|处|会|院|部|办|所|中心|镇|乡|街道))"
)
_LEVELS = frozenset("省市县区镇乡州旗盟村东西南北中新老上下一二三四五六七八九十")


def _own_name(case: Case) -> Iterator[Defect]:
    """The reporting body's name with one character wrong, in a text that has it right elsewhere."""
    agency = expressions.sub(r"\s", "", case.identity.agency)
    region = _REGION.match(agency)
    for name, shortest in ((agency, _SHORTEST_NAME), (region.group() if region else "", _SHORTEST_REGION)):
        if len(name) >= shortest and name in case.body.text:
            yield from _misspelt(case, name)


def _misspelt(case: Case, name: str) -> Iterator[Defect]:
    text = case.body.text
    head = name[:_SAME_AT_THE_START]
    at = text.find(head)
    while at >= 0:
        said = text[at : at + len(name)]
        wrong = [index for index, (a, b) in enumerate(zip(said, name, strict=False)) if a != b]
        if len(said) == len(name) and len(wrong) == 1 and said[-1] == name[-1]:
            index = wrong[0]
            if said[index] not in _LEVELS and name[index] not in _LEVELS and "\u4e00" <= said[index] <= "\u9fff":
                yield case.defect("typo", at, at + len(name), "单位或者地区的名称写错了一个字", f"改为“{name}”")
        at = text.find(head, at + 1)


def idle(entry: Mapping[str, Any]) -> Iterator[str]:
    """The exclusions of an entry that no wrong word of it can meet."""
    wrong = entry.get("wrong", ())
    for one in entry.get("unless", ()) if wrong else ():
        meets = any(word in one or any(one.endswith(word[:length]) for length in range(1, len(word))) for word in wrong)
        if not meets:
            yield one


def entries(tables: Mapping[str, Any]) -> Iterator[Entry]:
    """Everything in the table that carries examples; each is shown to fire without the help of the others."""
    table: Mapping[str, Any] = tables.get("wording", {})
    for one in table.get("words", ()):
        yield "wording.yaml", one.get("pattern") or one["wrong"][0], one, {"wording": {"words": [one]}}
    for one in table.get("phrases", ()):
        yield "wording.yaml", one["words"][0], one, {"wording": {"phrases": [one]}}
