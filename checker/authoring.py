"""For rule authors: what the rules are, and why a document was judged as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker import text
from checker.audit import findings
from checker.matching import LEVELS, Line, Matcher
from checker.model import KIND_NAMES, STATUS_NAMES, STRENGTH_NAMES, Document, Identity, Item, Kind, Pattern, Strength
from checker.rulebook import Rulebook
from checker.writers import phrases

_LEVEL_NAMES = {
    "enough": "够具体的说法",
    "evidence": "要看是否具体的说法",
    "weak": "至多算薄弱的说法",
    "negative": "如实说明没有",
}
_SPECIFIC_NAMES = {
    "number": "数量",
    "document": "文件",
    "date": "时间",
    "meeting": "会议",
    "institution": "机构",
    "act": "做法",
}


def listing(rules: Rulebook) -> bytes:
    """Every item in a line, by area."""
    lines: list[str] = []
    area = ""
    for item in rules.items:
        if item.area != area:
            area = item.area
            lines += ["", f"{rules.areas.get(area, area)}（{area}）"]
        strengths = "".join(_letter(item.bodies[kind]) for kind in Kind)
        lines.append(f"  {item.id:<24}{strengths}　{item.title}" + (f"（{item.since}年度起）" if item.since else ""))
    lines += [
        "",
        "六个字依次是政府、部门、乡镇街道、开发区、党委部门、垂直管理部门：必＝必须，应＝应当，宜＝写了更好，有＝有则写，－＝不适用",
    ]
    return ("\n".join(lines).lstrip("\n") + "\n").encode()


def _letter(strength: Strength) -> str:
    return {
        Strength.MUST: "必",
        Strength.SHOULD: "应",
        Strength.GOOD: "宜",
        Strength.CONDITIONAL: "有",
        Strength.NONE: "－",
    }[strength]


def shown(rules: Rulebook, item: Item) -> bytes:
    """One item with everything that a rule author wrote."""
    lines = [f"{item.id}　{item.title}", f"问什么　{item.asks}", f"依据　{phrases.basis(item, rules.sources)}"]
    lines.append("强度　" + "，".join(f"{KIND_NAMES[kind]}{STRENGTH_NAMES[item.bodies[kind]]}" for kind in Kind))
    if item.since or item.until < 9999:
        lines.append(f"年度　{item.since or ''}—{item.until if item.until < 9999 else ''}")
    lines.append("部分　" + "、".join(sorted(item.roles)))
    for level in LEVELS:
        for one in getattr(item, level):
            lines.append(f"{_LEVEL_NAMES[level]}　{one.source}")
    for name, words in (("不算的词", item.unless), ("有它整句不算", item.dismiss)):
        if words:
            lines.append(f"{name}　{'、'.join(words)}")
    lines.append("具体内容　" + "、".join(_SPECIFIC_NAMES[one] for one in _SPECIFIC_NAMES if one in item.specific))
    lines += [f"怎样写　{item.advice}", f"参考　{item.fill_in}"]
    for example in item.examples:
        lines.append(f"例　{STATUS_NAMES[example.status]}{'（反例）' if example.decoy else ''}　{example.text}")
    lines.append(f"出处　{item.file} 第{item.line}行")
    return ("\n".join(lines) + "\n").encode()


def changes(shipped: Rulebook, rules: Rulebook) -> bytes:
    """Which shipped items a local folder replaces, and which it adds."""
    before = {item.id: item for item in shipped.items}
    replaced = [item.id for item in rules.items if item.id in before and item != before[item.id]]
    added = [item.id for item in rules.items if item.id not in before]
    told = [f"{verb} {'、'.join(ids)}" for verb, ids in (("替换", replaced), ("增加", added)) if ids]
    return f"本地规则：{'；'.join(told) or '没有增加也没有替换检查项'}。\n".encode()


def tried(rules: Rulebook, item: Item, document: Document) -> bytes:
    """Sentence by sentence: which idea was there, which was not, which exclusion struck."""
    matcher = Matcher([item], rules.specific)
    lines = matcher.lines(document.sentences)
    told = [f"{item.id}　{item.title}　（部分：{'、'.join(sorted(item.roles))}）"]
    for line in lines:
        about = list(_line(item, matcher, lines, line))
        if about:
            told.append("")
            told.append(
                f"{phrases.place(line.sentence.place)}〔{'、'.join(sorted(line.sentence.roles))}〕{line.sentence.text}"
            )
            told += [f"    {one}" for one in about]
    kind = next((kind for kind, strength in item.bodies.items() if strength is not Strength.NONE), Kind.GOVERNMENT)
    found = findings(document, Identity("", kind, max(2024, item.since)), matcher)[0]
    told += ["", f"结论：{STATUS_NAMES[found.status]}"]
    told += [
        f"    {phrases.place(one.place)}：“{one.quote}”" + ("" if one.specific else "（没有具体内容）")
        for one in found.evidence
    ]
    return ("\n".join(told) + "\n").encode()


def _line(item: Item, matcher: Matcher, lines: Sequence[Line], line: Line) -> Iterator[str]:
    normal = text.normal(line.sentence.text)
    above = text.normal(lines[line.above].sentence.text) if line.above is not None else ""
    met = {(one.level, one.pattern) for one in matcher.matches(lines) if one.line == line.number}
    for level in LEVELS:
        for pattern in getattr(item, level):
            yield from _pattern(item, level, pattern, normal, above, met=(level, pattern) in met, line=line)


def _pattern(
    item: Item, level: str, pattern: Pattern, normal: str, above: str, *, met: bool, line: Line
) -> Iterator[str]:
    here = [next((word for word in idea if word in normal), None) for idea in pattern.ideas]
    higher = [next((word for word in idea if word in above), None) for idea in pattern.ideas]
    if not any(here):
        return
    told = "，".join(
        f"“{own}”有"
        if own
        else f"“{upper}”在小标题里"
        if upper
        else f"缺“{'|'.join(idea[:4])}{'…' if len(idea) > 4 else ''}”"
        for own, upper, idea in zip(here, higher, pattern.ideas, strict=True)
    )
    struck = [word for word in (*item.dismiss, *pattern.without) if word in normal]
    masked = [word for word in item.unless if word in normal]
    if met:
        wrong_role = not line.sentence.roles & item.roles
        told += "　→　碰头" + ("，但这一部分不算" if wrong_role and not line.sentence.roles & item.weak_roles else "")
    elif struck:
        told += f"　→　因为有“{struck[0]}”，不算"
    elif masked:
        told += f"　→　在“{masked[0]}”里面，不算"
    elif all(one or two for one, two in zip(here, higher, strict=True)):
        told += f"　→　相距超过{pattern.within}个字"
    yield f"{_LEVEL_NAMES[level]} {pattern.source}：{told}"
