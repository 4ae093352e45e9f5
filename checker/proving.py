"""Prove that every rule lives: examples get their status, and every wording and exclusion can change an outcome.

A wording is proved by putting it into a hand-written example in place of the wording that is there: the same line of
the rule must still be met and the item must keep its status.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from checker import text
from checker.audit import findings
from checker.defects import Case
from checker.errors import UsageError
from checker.matching import LEVELS, Line, Match, Matcher
from checker.model import (
    STATUS_NAMES,
    Block,
    Document,
    Example,
    Identity,
    Item,
    Kind,
    Pattern,
    Place,
    Reading,
    Role,
    Section,
    Sentence,
    Status,
    Strength,
)
from checker.outline import outline
from checker.readers import lines as text_lines
from checker.rulebook import Rulebook

_HEADINGS = {
    Role.MEASURES: "一、主要举措和成效",
    Role.LEADER: "二、主要负责人履职情况",
    Role.SHORTCOMINGS: "三、存在的不足",
    Role.NEXT_YEAR: "四、下一年度安排",
}


_YEAR = 2023  # of examples of the text checks that name none


@dataclass(frozen=True, slots=True)
class _Host:
    """A match in an example, where wordings can be exchanged."""

    document: Document
    identity: Identity
    match: Match
    lines: tuple[Line, ...]
    status: Status


def report(rules: Rulebook, area: str | None = None) -> tuple[bytes, bool]:
    """What is wrong with the rules, in Chinese, and whether they are all good. Raises UsageError for an unknown area."""
    if area is not None and area not in rules.areas:
        raise UsageError(f"没有“{area}”这个领域", f"可用的有：{'、'.join(rules.areas)}")
    items = [item for item in rules.items if area in (None, item.area)]
    faults = [fault for item in items for fault in item_faults(item, rules)]
    data = list(_data(rules)) if area is None else []
    faults.extend(data_faults(rules, data))
    examples = sum(len(item.examples) for item in items)
    lines = sum(len(getattr(item, level)) for item in items for level in LEVELS)
    words = sum(len(idea) for item in items for level in LEVELS for one in getattr(item, level) for idea in one.ideas)
    told = f"检查项 {len(items)} 条，例子 {examples} 个，说法 {lines} 行，词语 {words} 个"
    told += f"；文字问题的数据 {len(data)} 条：" if data else "："
    told += "全部有效。" if not faults else f"有 {len(faults)} 处问题。"
    return ("\n".join([*faults, told]) + "\n").encode(), not faults


# module, file, name of the entry, the entry, tables that hold it alone
_Datum = tuple[Any, str, str, Mapping[str, Any], Mapping[str, Any]]


def _data(rules: Rulebook) -> Iterator[_Datum]:
    """Every entry of the data of the text checks."""
    from checker import defects

    for module in defects.modules():
        found = getattr(module, "entries", None)
        for file, name, entry, alone in found(rules.tables) if found else ():
            yield module, file, name, entry, alone


def data_faults(rules: Rulebook, data: Iterable[_Datum] | None = None) -> Iterator[str]:
    """Everything that is dead or careless in the data of the text checks: in `data`, or in all that the rules hold."""
    for one in _data(rules) if data is None else data:
        yield from _entry_faults(one, rules)


def _entry_faults(datum: _Datum, rules: Rulebook) -> Iterator[str]:
    """An example that does not fire, a decoy that does, a wrong word or an exclusion that can never matter."""
    module, file, name, entry, alone = datum
    for key, tables, wanted in (("fires", alone, True), ("not", rules.tables, False)):
        if any(True for _ in module.find(_case(entry[key], tables))) is not wanted:
            fault = "应当报出，实际没有报出" if wanted else "不应报出，实际报出了"
            yield f"{file}: {name}: {key}: {fault}：{_text(entry[key])}"
    if file != "wording.yaml" or "words" in entry:
        return
    year = max(entry.get("since", 0), _YEAR)
    for word in entry.get("wrong", ()):
        if not any(True for _ in module.find(_case({"year": year, "text": f"全年，{word}，检查6次。"}, alone))):
            yield f"{file}: {name}: wrong: “{word}”报不出来"
    for word in module.idle(entry):
        yield f"{file}: {name}: unless: “{word}”碰不到这一条的错误写法，不起作用"


def _text(example: Any) -> str:
    return str(example if isinstance(example, str) else example["text"])


def _case(example: Any, tables: Mapping[str, Any]) -> Case:
    """A small document whose measures say nothing but the example."""
    year = _YEAR if isinstance(example, str) else example.get("year", _YEAR)
    made = f"云河县财政局{year}年法治政府建设情况报告\n现将有关情况报告如下。\n一、主要举措和成效\n{_text(example)}\n"
    document = outline(Reading("txt", tuple(text_lines.blocks(enumerate(made.splitlines(), 1)))))
    return Case(document, Identity("云河县财政局", Kind.DEPARTMENT, year), None, tables)


def item_faults(item: Item, rules: Rulebook) -> Iterator[str]:
    """Everything about one item that is dead, careless or contradicts its examples."""
    matcher = Matcher([item], rules.specific)
    where = f"{item.file}:{item.line}: {item.id}: "
    hosts: dict[tuple[str, Pattern], list[_Host]] = {}
    for example in item.examples:
        document, who = example_document(example, item)
        status = findings(document, who, matcher)[0].status
        if status is not example.status:
            kind = "反例" if example.decoy else "例子"
            yield f"{where}{kind}应为“{STATUS_NAMES[example.status]}”，实为“{STATUS_NAMES[status]}”：{text.shortened(example.text, 60)}"
            continue
        lines = tuple(matcher.lines(document.sentences))
        for match in matcher.matches(lines):
            roles = lines[match.line].sentence.roles
            if roles & (item.roles | item.weak_roles):
                hosts.setdefault((match.level, match.pattern), []).append(_Host(document, who, match, lines, status))
    # where it is asked whether a word matters, the words speak for themselves, not the shape of the document
    plain = Matcher([item._replace(fact="")], rules.specific) if item.fact else matcher
    for level in LEVELS:
        for pattern in getattr(item, level):
            met = hosts.get((level, pattern), [])
            yield from (where + fault for fault in _pattern_faults(matcher, plain, level, pattern, met))
    yield from (where + fault for fault in _exclusion_faults(item, matcher, rules, hosts))
    if item.from_heading and not _takes_from_heading(item, rules):
        yield f"{where}from-heading：没有一个例子因为标题里的词而不同，它不起作用"


def _takes_from_heading(item: Item, rules: Rulebook) -> bool:
    """Whether some example would have another status if the heading lent nothing."""
    alone = Matcher([item._replace(from_heading=False)], rules.specific)
    return any(
        findings(*example_document(example, item), alone)[0].status is not example.status for example in item.examples
    )


# ── examples → documents ────────────────────────────────────────────────────────────────


def example_document(example: Example, item: Item) -> tuple[Document, Identity]:
    """An example as a small document: one passage in its role, or, with a title or several lines, the whole outline."""
    kind = example.kind or next(
        (kind for kind, strength in item.bodies.items() if strength is not Strength.NONE), Kind.GOVERNMENT
    )
    year = example.year or max(2024, item.since)
    if example.title or "\n" in example.text.strip() or item.fact in ("title-year", "signature", "date"):
        source = (example.title + "\n\n" if example.title else "") + example.text
        blocks = tuple(text_lines.blocks(enumerate(source.splitlines(), 1)))
        from checker.identity import Told, identity

        document = outline(Reading("txt", blocks))
        return document, identity(document, Told(None, kind, year))
    return _passage(example), Identity("", kind, year)


def _passage(example: Example) -> Document:
    heading = example.heading or _HEADINGS.get(example.role, "")
    numbers = count(1)
    roles = frozenset({example.role})
    sentences = [Sentence(heading, Place("line", 1), 0, roles, 0, heading=True)] if heading else []
    block = Block(example.text, Place("line", 2))
    point = next(numbers)
    from checker.outline import starts_point

    for offset, sentence in text.sentences(block.text):
        if starts_point(sentence):
            point = next(numbers)
        sentences.append(Sentence(sentence, block.place, offset, roles, point))
    return Document("", (Section((heading,) if heading else (), example.role, tuple(sentences), 1),))


# ── wordings ────────────────────────────────────────────────────────────────────────────


def _pattern_faults(
    matcher: Matcher, plain: Matcher, level: str, pattern: Pattern, hosts: Sequence[_Host]
) -> Iterator[str]:
    named = f"{level} “{pattern.source}”"
    if not hosts:
        yield f"{named}：没有例子用到这一行"
        return
    for number, idea in enumerate(pattern.ideas):
        for word in idea:
            inner = next((other for other in idea if other != word and _shows(other, word, matcher.items[0])), None)
            if inner and "=" not in pattern.source:
                yield f"{named}：“{word}”里已经含有“{inner}”，永远轮不到"
                continue
            said = _said_with(matcher, level, hosts, number, word)
            first = next(said, None)
            if first is None:
                yield f"{named}：把例子里的词换成“{word}”后结果变了"
            elif "=" not in pattern.source and not _matters(plain, level, chain((first,), said), pattern, number, word):
                yield f"{named}：没有“{word}”，结果也一样，它不起作用"


def _shows(inner: str, word: str, item: Item) -> bool:
    """Whether a longer wording can only be met where the shorter one inside it is met too."""
    masked = any(mask in word and inner in mask for mask in item.unless)
    return inner in word and not masked


def _said_with(matcher: Matcher, level: str, hosts: Sequence[_Host], number: int, word: str) -> Iterator[_Host]:
    """The hosts with the idea said with `word`, where the same line is met and the status stays."""
    for host in hosts:
        exchanged = _exchanged(host, number, word)
        if exchanged is None:
            continue
        document, line = exchanged
        lines = tuple(matcher.lines(document.sentences))
        met = [
            one
            for one in matcher.matches(lines)
            if one.pattern == host.match.pattern and one.level == level and one.line == line
        ]
        if met and findings(document, host.identity, matcher)[0].status is host.status:
            yield _Host(document, host.identity, met[0], lines, host.status)


def _matters(plain: Matcher, level: str, hosts: Iterable[_Host], pattern: Pattern, number: int, word: str) -> bool:
    """Whether some finding would be another one if the rule did not have the word.

    In what else an example says, other lines of the rule may be met: the words of the match alone are tried too, and
    then with every other wording of its other ideas. Hosts are asked for one by one, as most words are proved by the
    first.
    """
    less = plain.without(level, pattern, number, word)
    return any(
        findings(document, host.identity, less)[0].status is not findings(document, host.identity, plain)[0].status
        for host in hosts
        for document in _variants(plain, host, number)
    )


def _variants(matcher: Matcher, host: _Host, number: int) -> Iterator[Document]:
    yield host.document
    line = host.lines[host.match.line]
    original = line.sentence.text
    start, end = text.places_of(original, (host.match.start, host.match.end - 1), line.length)
    bare = _with(host.document, line.number, original[start : end + 1])
    yield bare
    lines = tuple(matcher.lines(bare.sentences))
    short = _Host(bare, host.identity, host.match, lines, host.status)
    for other, idea in enumerate(host.match.pattern.ideas):
        for word in idea if other != number else ():
            exchanged = _exchanged(short, other, word)
            if exchanged:
                yield exchanged[0]


def _exchanged(host: _Host, number: int, word: str) -> tuple[Document, int] | None:
    """The host's document with `word` where the idea was said, and the line of the match."""
    ideas = host.match.pattern.ideas
    others = [one for index, idea in enumerate(ideas) if index != number for one in idea]
    line = host.lines[host.match.line]
    for candidate in (line, host.lines[line.above] if line.above is not None else None):
        if candidate is None:
            continue
        changed = _replaced(candidate.sentence.text, ideas[number], others, word)
        if changed is not None:
            return _with(host.document, candidate.number, changed), host.match.line
    return None


def _replaced(original: str, idea: Sequence[str], others: Sequence[str], word: str) -> str | None:
    """Every place where the idea is said, said with `word`; the longest wording at each place goes as a whole.

    Where a place overlaps a wording of another idea it stays, if the idea is said elsewhere too.
    """
    normal, places = text.normal_with_places(original)
    spots = _spots(normal, idea)
    kept = _spots(normal, others)
    free = [one for one in spots if not any(one[0] < end and start < one[1] for start, end in kept)]
    spots = sorted(free or spots, key=lambda spot: (spot[0], -spot[1]))
    if not spots:
        return None
    result, at = "", 0
    for start, end in spots:
        if places[start] < at:
            continue
        result += original[at : places[start]] + word
        at = places[end - 1] + 1
    return result + original[at:]


def _spots(normal: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Every place of every word, overlapping ones too, word by word."""
    found = []
    for word in words:
        at = normal.find(word)
        while at >= 0:
            found.append((at, at + len(word)))
            at = normal.find(word, at + 1)
    return found


def _with(document: Document, number: int, changed: str) -> Document:
    """The document with the sentence of that number changed."""
    sections, seen = [], 0
    for section in document.sections:
        sentences = list(section.sentences)
        if seen <= number < seen + len(sentences):
            sentences[number - seen] = sentences[number - seen]._replace(text=changed)
        seen += len(section.sentences)
        sections.append(section._replace(sentences=tuple(sentences)))
    return document._replace(sections=tuple(sections))


# ── exclusions ──────────────────────────────────────────────────────────────────────────


def _exclusion_faults(
    item: Item, matcher: Matcher, rules: Rulebook, hosts: dict[tuple[str, Pattern], list[_Host]]
) -> Iterator[str]:
    every = [host for found in hosts.values() for host in found]
    words = {word for host in every for idea in host.match.pattern.ideas for word in idea}
    for mask in item.unless:
        if not any(word in mask for word in words):
            yield f"unless “{mask}”：里面没有本项的任何词语，永远用不上"
    for pattern in (pattern for level in LEVELS for pattern in getattr(item, level)):
        for word in pattern.without:
            host = next((host for host in every if host.match.pattern == pattern), None)
            if host and _met_with(matcher, host, word):
                yield f"“{pattern.source}”：加上“{word}”仍然算写到，减号后的词不起作用"
    for word in item.dismiss:
        if every and all(_met_with(matcher, host, word) for host in every):
            yield f"dismiss “{word}”：加上它仍然算写到，不起作用"


def _met_with(matcher: Matcher, host: _Host, word: str) -> bool:
    line = host.lines[host.match.line]
    document = _with(host.document, host.match.line, word + line.sentence.text)
    found = matcher.matches(matcher.lines(document.sentences))
    return any(one.pattern == host.match.pattern and one.line == host.match.line for one in found)
