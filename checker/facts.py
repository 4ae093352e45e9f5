"""Questions about the shape of a document: is there a title with the year, a signature, a section, a passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, pairwise, takewhile

from checker import expressions, text
from checker.expressions import Expression
from checker.model import Document, Evidence, Identity, Item, Place, Role, Section, Sentence
from checker.outline import is_on_duty, is_signed, names_duty, role_of_heading

QUOTE = 150
_YEAR = Expression(r"20\d\d|二[〇○零][〇○零一二三四五六七八九]{2}年")
_REPORT_NAME = Expression(
    r"法治政府|法治建设|依法行政|法治工作|法治社会|法治机关|第一责任人职责|法治(?:税务|海关|气象|烟草)"
)
_COURTESY = Expression(r"敬请|请(?:予|各位|领导)?批评|不当之处|如有不足|不足之处.{0,6}请")
_ANNOUNCES = Expression(
    r"(?:报告|汇报|总结|说明)如下|^[^，。]{0,40}(?:取得|有).{0,30}(?:成效|成绩|进展|进步)|主要(?:表现|体现)在|(?:存在|仍有).{0,12}(?:不足|问题|差距|短板)[^，。；：]{0,8}[：。；，]?$"
)
# what admits shortcomings without naming one: what is left of the sentence says too little
_ADMITS = Expression(
    r"(?:虽然|尽管)[^，。；]{0,30}(?:成绩|成效|进展|进步)|(?:但|但是|然而|同时)?[，]?(?:我们)?(?:也|还)?(?:清醒|深刻)?地?(?:认识到|看到)"
    r"|[^，。；]{0,12}(?:与|同|距|离|对照|按照)[^，。；]{0,24}(?:相比|要求|期盼|期待|期望|目标|需要)"
    r"|[^，。；]{0,12}任重道远|存在的?(?:问题|不足)主要有[^，。；：]{0,8}|[^，。；]{0,8}(?:工作|建设|水平|成效)[^，。；]{0,6}(?:有待|[还仍尚]需)[^，。；]{0,10}"
    r"|[^，。；]{0,14}加以(?:改进|解决|克服|完善|提高|整改)"
    r"|[^，。；]{0,12}(?:有|存在)(?:着|了)?(?:一定|一些|不小|较大|明显|许多|很多|不少|这样那样)?的?(?:差距|不足(?:之处)?|问题|薄弱环节|短板(?:弱项)?|困难|挑战|距离|不尽如人意(?:之处|的地方)?)(?:和(?:不足|差距|问题|短板|挑战))?"
    r"|需要?[^，。；]{0,16}(?:改进|完善|提高|加强|提升|解决|努力)|(?:主要(?:表现|体现)在|今后的?工作中)[^，。；：]{0,6}"
)
# one of these stands in whatever the above takes away
_ADMITTING = Expression(
    r"成绩|成效|进展|进步|认识到|看到|相比|要求|期盼|期待|期望|目标|需|任重道远|存在|有|主要(?:表现|体现)在|今后|加以"
)
_BEFORE_ADMITTING = 2  # 但是
_CLAUSE_ENDS = Expression(r"[，。；]")
_NAMES_LITTLE = 8
_LONGEST_ADMISSION = 120
_LONG_PASSAGE = 80
# what a head does for the rule of law: three of these make a passage on the duty that does not name it
_HEADS_ACTS = Expression(
    r"主持|听取|批示|带头|亲自|亲力亲为|审定|签批|讲授|讲课|授课|部署|督办|约谈|过问|出庭|到庭|调研|述职|述法|研究|领学|领衔"
)
_ENOUGH_ACTS = 3
_VAGUE = 8
_SHORTEST_PLAN = 20  # 下一步，将继续加强法治建设 says less
_DAY = Expression(r"(?:20\d\d|二[〇○零].{2})\s*[年./-]\s*[\d一二三四五六七八九十]{1,3}\s*[月./-]")
_LEADS_TO = Expression(r"如下|法治")
# what stands around a signature and is none
_NOTE = Expression(r"\s*(?:特此|专此|以上报告|[（(]?此件|[（(]?联\s*系|主送|抄\s*[送报]|主题词|附件|.*印发\s*$)")


def title_year(document: Document, identity: Identity, item: Item) -> Iterator[Evidence]:
    """The title names a year and the report."""
    title = document.title
    if _YEAR.search(text.normal(title)) and _REPORT_NAME.search(text.normal(title)):
        place = next((one.place for one in document.sentences if Role.TITLE in one.roles), _beginning(document))
        yield Evidence(text.shortened(title, QUOTE), "标题", place, 0, specific=True)


def signature(document: Document, identity: Identity, item: Item) -> Iterator[Evidence]:
    """The reporting body signs, above or below the text, or a page names it as source."""
    for one in document.sentences:
        if Role.CLOSING in one.roles and expressions.search(
            r"[^\W\d_A-Za-z]{4,}", expressions.sub(r"特此报告|特此汇报|\d", "", one.text)
        ):
            name = expressions.search(r"\S[^\d]*[^\d\s年]", one.text)
            if name and len(name.group()) >= 4 and not _NOTE.match(one.text):
                yield _evidence(one, "落款")
                return
    titles = [one for one in document.sentences if Role.TITLE in one.roles]
    for one in titles:
        if len(titles) > 1 and identity.agency and text.normal(one.text) in (text.normal(identity.agency),):
            yield _evidence(one, "标题")
            return
    apart = [] if titles and titles[0].text in document.title else [document.title]
    for above, line in pairwise([*apart, *(one.text for one in titles)]):
        # 云河县财政局 2024年3月, below the title
        if _REPORT_NAME.search(text.normal(above)) and is_signed(line):
            yield _evidence(next(own for own in titles if own.text == line), "标题")
            return
    for block in document.furniture:
        found = expressions.search(
            r"[【\[]?(?:来\s*源|发布机构|发文机关|发文单位|发布单位|公开机构)\s*[】\]:：]\s*(?!本站|无|互联网|网络)\S{2,40}",
            block.text,
        )
        if found:
            yield Evidence(found.group(), "页面信息", block.place, block.offset + found.start(), specific=True)
            return
    if document.reading.declared.get("agency"):
        yield Evidence(document.reading.declared["agency"], "文件开头", _beginning(document), 0, specific=True)


def date_(document: Document, identity: Identity, item: Item) -> Iterator[Evidence]:
    """A day of signing or publication stands around the text."""
    for one in reversed(document.sentences):
        if (Role.CLOSING in one.roles or Role.TITLE in one.roles) and _DAY.search(one.text):
            yield _evidence(one, "落款")
            return
    for block in document.furniture:
        for start, end, _ in text.dates(block.text):
            yield Evidence(block.text[start:end], "页面信息", block.place, block.offset + start, specific=True)
            return
    for key in ("signed", "published"):
        if text.parse_date(document.reading.declared.get(key, "")):
            yield Evidence(document.reading.declared[key], "文件开头", _beginning(document), 0, specific=True)
            return


def section(document: Document, identity: Identity, item: Item) -> Iterator[Evidence]:
    """A part of the document has one of the item's roles, with text of its own."""
    roles = item.roles
    parts: list[Section] = []
    said: list[tuple[Sentence, Section]] = []
    for part in document.sections:
        own = [one for one in part.sentences if not (one.heading or one.roles.isdisjoint(roles))]
        if part.path and (part.role in roles or (own and _announces(part, roles))):
            parts.append(part)
        said += [(one, part) for one in own if len(one.text) >= _VAGUE]
    if not parts and Role.NEXT_YEAR in roles:
        said = _at_the_end(document, said)
    said.sort(key=lambda one: -len(one[0].text))
    serious = (one for one in said if not _COURTESY.search(one[0].text))
    admits = Role.SHORTCOMINGS in roles
    telling = (one for one in serious if _tells(one[0].text) and not (admits and _only_admits(one[0].text)))
    full = list(islice(telling, 3))
    best = full or list(islice((one for one in said if not _COURTESY.search(one[0].text)), 3))
    if not best:
        return
    covered = bool(full) and (bool(parts) or len(full) >= 3)
    if Role.NEXT_YEAR in roles and sum(_letters(one.text) for one, _ in full) < _SHORTEST_PLAN:
        covered = False
    measures = Role.MEASURES in roles
    if measures:
        lead = [one for one in document.sentences if Role.LEAD in one.roles and _LEADS_TO.search(one.text)]
        yield from (_evidence(one, "导语", specific=covered) for one in lead[-1:])
    if parts:
        yield _opening(document, parts[0], specific=covered)
    for one, part in best[:1] if measures else best:
        yield _evidence(one, part.name, specific=covered)


def _announces(part: Section, roles: frozenset[Role]) -> bool:
    """Whether a heading above a section names one of the roles, be it beside another."""
    return any(not roles.isdisjoint(role_of_heading(name)) for name in part.path)


def _tells(sentence: str) -> bool:
    """Whether a sentence says more than that something is told elsewhere."""
    return len(sentence) > 60 or not _ANNOUNCES.search(sentence)


def _only_admits(sentence: str) -> bool:
    """Whether a sentence says that there are shortcomings, and names none."""
    if len(sentence) > _LONGEST_ADMISSION:
        return False
    # nearly every sentence has a clause that plainly names something, which is quickly seen
    if any(map(_names_something, _CLAUSE_ENDS.split(sentence))):
        return False
    return _letters(_ADMITS.sub("", sentence)) < _NAMES_LITTLE


def _names_something(clause: str) -> bool:
    least = _NAMES_LITTLE + _BEFORE_ADMITTING
    return len(clause) >= least and _letters(clause) >= least and not _ADMITTING.search(clause)


def _letters(said: str) -> int:
    return len(expressions.sub(r"\W", "", said))


def _at_the_end(document: Document, said: Sequence[tuple[Sentence, Section]]) -> list[tuple[Sentence, Section]]:
    """Plans without a part of their own count only where they end the text: 下一步 within a measure is none."""
    body = (one for one in reversed(document.sentences) if Role.CLOSING not in one.roles)
    ending = list(takewhile(lambda one: Role.NEXT_YEAR in one.roles, body))
    return [one for one in said if any(one[0] is last for last in ending)]


def passage(document: Document, identity: Identity, item: Item) -> Iterator[Evidence]:
    """A section, or a passage of some length, has one of the item's roles."""
    own = [one for one in document.sections if one.role in item.roles and len(one.path) >= 1]
    own = [one for one in own if any(not sentence.heading for sentence in one.sentences)]
    for part in own[:1]:
        yield _opening(document, part, specific=True)
        for one in [sentence for sentence in part.sentences if not sentence.heading][:2]:
            yield _evidence(one, part.name)
    points: dict[int, list[Sentence]] = {}
    for one in document.sentences:
        if not (one.heading or one.roles.isdisjoint(item.roles)):
            points.setdefault(one.point, []).append(one)
    for point in points.values():
        duty = next((one for one in point if names_duty(one.text) and is_on_duty(one.text)), None)
        if duty:
            after = point[point.index(duty) :]
            told = "".join(one.text for one in after)
            long = len(told) >= _LONG_PASSAGE and (len(after) > 1 or len(duty.text) >= 2 * _LONG_PASSAGE)
            long = long and _HEADS_ACTS.search(told) is not None
            yield _evidence(duty, _section_name(document, duty), specific=long)
        elif heads := next((one for one in point if is_on_duty(one.text)), None):
            told = "".join(one.text for one in point[point.index(heads) :])
            if len(told) >= _LONG_PASSAGE and len(set(_HEADS_ACTS.findall(told))) >= _ENOUGH_ACTS:
                yield _evidence(heads, _section_name(document, heads))


FACTS: Mapping[str, Callable[[Document, Identity, Item], Iterator[Evidence]]] = {
    "title-year": title_year,
    "signature": signature,
    "date": date_,
    "section": section,
    "passage": passage,
}


def _evidence(one: Sentence, where: str, *, specific: bool = True) -> Evidence:
    return Evidence(quote_of(one.text), where, one.place, one.offset, specific=specific, weight=1.0)


def quote_of(sentence: str) -> str:
    """The author's words without the line breaks of a wrapped text, at most 150 characters."""
    return text.shortened(sentence.replace("\n", "").strip(), QUOTE)


def _opening(document: Document, part: Section, *, specific: bool) -> Evidence:
    """The heading of a part and the words that follow it."""
    head = part.sentences[0]
    before = takewhile(lambda one: one is not part, document.sections)
    first = sum(len(one.sentences) for one in before)
    joined = ""
    for one in document.sentences[first : first + 6]:
        if one.roles.isdisjoint(head.roles) or len(joined) > QUOTE:
            break
        # a heading has no mark at its end: a space keeps it apart from what follows
        joined += one.text + "　" * one.heading
    return Evidence(quote_of(joined), part.name, head.place, head.offset, specific=specific, weight=2.0)


def _section_name(document: Document, sentence: Sentence) -> str:
    return next((part.name for part in document.sections if any(one is sentence for one in part.sentences)), "")


def _beginning(document: Document) -> Place:
    return document.reading.blocks[0].place if document.reading.blocks else Place("line", 1)
