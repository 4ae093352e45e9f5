"""Punctuation of GB/T 15834: half-width marks in Chinese, pairs that do not match, marks twice, spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker import expressions
from checker.defects import Case
from checker.expressions import Expression
from checker.model import Defect, Edit, Role

_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_HAN = "\u4e00-\u9fff"
_HALF = Expression(
    rf"(?<=[{_HAN}”’》）%％])[,;?!](?=\s*[{_HAN}“‘《（\d])|(?<=\d)[,;](?=\s*[{_HAN}“《])|(?<=[{_HAN}”》]):(?=\s*[{_HAN}“《\d])(?!\d{{2}})"
    rf"|(?<=[{_HAN}])[,;](?=\s*(?:\n|$))"
    rf"|\((?=[^()（）\n]{{0,40}}[{_HAN}])|(?<=[{_HAN}])\((?=[^()\n]{{1,40}}[)）])",
    begins=",;?!:(",
)
_EACH = 3
_LONGEST_BRACKET = 60
# characters shown on each side: enough to be found again, few enough to stay with this mark
_BESIDE = 2

# the first class lets the search pass over everything but marks
_TWICE = Expression(
    r"[，、；：。！？](?:(?<=，)，+|(?<=、)、+|(?<=；)；+|(?<=：)：+|(?<=。)。(?!。)|(?<=[，、；：])[，。；：、]|(?<=。)[，；、：]|(?<=[！？])[！？]{2,})"
)
_BETWEEN_NAMES = Expression(r"》、《", holds=("》、《",))
_DAYS = ("12.4", "4.15", "6.26", "12.2", "11.9", "5.12", "8.19", "3.15", "4.26", "12.9", "6.5", "4.8")
_DAY = Expression(
    rf"(?<![\d.])(?:{'|'.join(map(re.escape, _DAYS))})(?=[”\"’]?(?:[{_HAN}]{{0,8}}(?:日|宣传|活动|周)))(?![.\d])",
    holds=_DAYS,
)
_DAY_IN_QUOTES = Expression(
    rf"(?:[“\"])(?:1[0-2]|[1-9])\.(?:[12]\d|3[01]|[1-9])(?=[”\"]?[{_HAN}]{{0,8}}[日周])", begins='“"'
)
_HYPHEN = Expression(r"(?<!\d)20\d\d年?-20\d\d(?=年|[）)])", holds=("-20",))
_DOTS = Expression(r"\.{3,}|。{3,}", holds=("...", "。。。"))
_HYPHENS = Expression(rf"(?<=[{_HAN}”》])--+(?=[{_HAN}“《])", holds=("--",))
_STOP = Expression(rf"(?<=[{_HAN}”》）])(?<![一二三四五六七八九十])\.(?=[{_HAN}“《\n])", begins=".")
_STRAIGHT = Expression(rf'"(?=[{_HAN}])[^"\n]{{1,30}}"', begins='"')
_NUMBER_AND_MARK = Expression(
    r"(?:(?<=\n)|(?<=[。；]))[ \u3000]*[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]、", holds=("）、", ")、")
)
_OPEN_END = Expression(
    r"(?<=[\u4e00-\u9fff”》）%])[，、](?=\n[ \u3000]*(?:[一二三四五六七八九十]{1,3}[、是]|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、]))",
    holds=("，\n", "、\n"),
)
_SPACE_AFTER_NUMBER = Expression(rf"(?:(?<=\n)|^)[ \u3000]*\d{{1,2}}、 +(?=[{_HAN}])", holds=("、 ",))
_SPACE_IN_NAME = Expression(
    rf"《[^《》\n]{{0,40}}?(?:\d +[{_HAN}]|[{_HAN}] +\d|[{_HAN}] +[{_HAN}])[^《》\n]{{0,40}}》",
    begins="《",
    holds=(" ",),
)
_NAME_OF_LAW = Expression(
    r"(?:法|法典|条例|规定|纲要|规划|规则|准则|意见|办法|通知|方案|计划|决定|清单|制度|要点|细则|预案|公告|报告)(?:[（(][^（）()]*[）)])?》"
)
_SPACE = Expression(rf"(?<=[{_HAN}，、；])[ \u00a0]+(?=[{_HAN}])(?![^\n]{{0,12}}\n)", begins=" \u00a0")
# what a page writes around the text, its parts set apart by spaces
_SPACED_OUT = Expression(
    r"[【\[]?大 ?中 ?小|打印|字[号体]|收藏|浏览|点击|来源|作者|编辑|分享|扫一扫|微信|微博|索引|文号|主题词|公开(?:方式|类别|时限)|发布|成文|日期|时间|机构|附件|当前位置|首页|上一篇|下一篇|关闭|返回|标 ?题|名 ?称|下载|阅读|字数|信息"
)
_MANY_SPACES = 2
_LINES = 15
_SPACE_AFTER_STOP = Expression(rf"(?<=[{_HAN}”》\d件次个人][。；，]) +(?=[{_HAN}])", holds=("。 ", "； ", "， "))
_SPACE_BEFORE_MARK = Expression(rf"(?<=[{_HAN}])[ \u00a0]+(?=[，。；、])", begins=" \u00a0")


def find(case: Case) -> Iterator[Defect]:
    """Every family once or a few times: where a fault runs through the whole text, its first place tells of all."""
    yield from _half_width(case)
    yield from _pairs(case)
    for match in _TWICE.finditer(case.body.text):
        if match.group() not in ("：：",):
            yield _with_neighbours(case, *match.span(), "标点重复或者连用", "留下一个")
    yield from _once(
        case, "月和日之间用了小数点", "改用间隔号“·”，例如“12·4”国家宪法日", _DAY, _DAY_IN_QUOTES, beside=0
    )
    yield from _once(case, "起止年份之间用了短横线", "改用一字线“—”，例如（2021—2025年）", _HYPHEN, beside=0)
    yield from _once(case, "并列的书名号之间通常不用顿号（GB/T 15834）", "删去书名号之间的顿号", _BETWEEN_NAMES)
    yield from _once(case, "省略号写成了句点或者句号", "改为“……”", _DOTS)
    yield from _once(case, "破折号写成了短横线", "改为“——”", _HYPHENS)
    yield from _once(case, "中文里用了半角句点", "改为“。”", _STOP)
    yield from _once(case, "中文里用了半角引号", "改为“ ”", _STRAIGHT)
    yield from _once(case, "带括号的序号后面不加顿号（GB/T 15834）", "删去顿号", _NUMBER_AND_MARK)
    yield from _once(case, "一段的末尾用了逗号或者顿号", "改为“。”，或者补全这句话", _OPEN_END)
    yield from _spaces(case)


def _once(
    case: Case, message: str, suggestion: str, *expressions: Expression, beside: int = _BESIDE
) -> Iterator[Defect]:
    found = sorted({match.span() for one in expressions for match in one.finditer(case.body.text)})
    if found:
        more = f"，全文共{len(found)}处" if len(found) > 1 else ""
        yield _with_neighbours(case, *found[0], message + more, suggestion, beside)


def _with_neighbours(case: Case, start: int, end: int, message: str, suggestion: str, beside: int = _BESIDE) -> Defect:
    before, after = case.body.around(start, end, beside)
    return case.defect("punctuation", start - len(before), end + len(after), message, suggestion)


# ── half width ──────────────────────────────────────────────────────────────────────────


def _half_width(case: Case) -> Iterator[Defect]:
    text = case.body.text
    found = [match for match in _HALF.finditer(text) if not _foreign(text, match.start())]
    said = f"，全文共{len(found)}处" if len(found) > _EACH else ""
    for match in found if not said else found[:1]:
        mark = match.group()
        right = _FULL[mark]
        start, end = match.start(), match.end()
        closing = _closing(text, start) if mark == "(" else -1
        if closing >= 0:
            yield case.defect(
                "punctuation",
                start,
                closing + 1,
                f"中文里用了半角括号{said}",
                "改为（ ）",
            )
            continue
        stop = end
        while stop < len(text) and text[stop] == " ":
            stop += 1
        yield _with_neighbours(case, start, stop, f"中文里用了半角标点“{mark}”{said}", f"改为“{right}”")


def edits(case: Case) -> Iterator[Edit]:
    """The correction of every half-width mark in Chinese, also of those that a defect only counts."""
    text = case.body.text
    wrong = {match.start() for match in _HALF.finditer(text) if not _foreign(text, match.start())}
    done = 0
    for start in sorted(wrong):
        if start < done:
            continue
        closing = _closing(text, start) if text[start] == "(" else start
        if closing < 0:
            continue  # half a bracket is not to be judged by a program
        done = closing + 1
        # a bracket is corrected as a whole, with what stands inside it
        brackets = {at for at in range(start, done) if text[at] in "()"} if closing > start else set()
        write = "".join(_FULL[text[at]] if at in wrong | brackets else text[at] for at in range(start, done))
        yield case.edit(start, done, write)


def _closing(text: str, start: int) -> int:
    """Where the half-width bracket that opens at `start` is closed; -1 where it is not, soon and on its line."""
    depth = 0
    for at in range(start, min(start + _LONGEST_BRACKET, len(text))):
        if text[at] == "\n" or text[at] in "（）":
            return -1
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if not depth:
            return at
    return -1


def _foreign(text: str, at: int) -> bool:
    """Whether a mark stands in an address or among Latin letters, where half width is right."""
    if text[at] == "!" and text[:at].endswith("错误"):
        return True  # 错误!未找到引用源: all of it is a leftover
    around = text[max(0, at - 8) : at + 8]
    return bool(expressions.search(r"https?:|www\.|@", around)) or bool(
        expressions.match(r"[A-Za-z ]{4}", text[at + 1 : at + 5])
    )


# ── pairs ───────────────────────────────────────────────────────────────────────────────

_OPEN = {"“": "”", "（": "）", "‘": "’", "【": "】", "〔": "〕"}
_CLOSE = {"”": "“", "）": "（", "’": "‘", "】": "【", "〕": "〔"}
_LONGEST_SLOGAN = 24
_NAMES = {"“": "引号", "”": "引号", "‘": "引号", "’": "引号"}
_WRAPPED = 24
_GOES_ON = Expression(r"[\u4e00-\u9fff，、\d]")
_MARKS = Expression("[“”（）‘’【】〔〕]")
_HALF_NUMBER = Expression(
    r"（[一二三四五六七八九十]{1,3}(?![一二三四五六七八九十、是个项方来年月）])[^（）]{0,20}(?![^（）]{0,40}）)"
)
_LIST_NUMBER = Expression(r"(?:^|[。；，：\s])[ \u3000]*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])$")


def _pairs(case: Case) -> Iterator[Defect]:
    text = case.body.text
    start = 0
    for line in _paragraphs(text):
        # half-width brackets count as their full-width twins
        yield from _pairs_in(case, line.replace("(", "（").replace(")", "）"), start)
        start += len(line) + 1


def _paragraphs(text: str) -> Iterator[str]:
    """The lines, those joined that only the width of a page parts."""
    paragraph = ""
    for line in text.split("\n"):
        paragraph += line
        if len(line) >= _WRAPPED and _GOES_ON.search(line[-1:]):
            paragraph += "\n"
            continue
        yield paragraph
        paragraph = ""
    if paragraph:
        yield paragraph.removesuffix("\n")


def _pairs_in(case: Case, line: str, start: int) -> Iterator[Defect]:
    waiting: list[tuple[str, int]] = []
    wrong: list[tuple[str, int]] = []
    for match in _MARKS.finditer(line):
        index, char = match.start(), match.group()
        if char == "’" and (line[index - 1 : index].isascii() or line[index + 1 : index + 3].isdigit()):
            continue  # an apostrophe, or the years ’98
        if char == "（" and _HALF_NUMBER.match(line[index:]) and not line[:index].strip():
            continue  # told as a number that lacks half a bracket
        if char in _OPEN:
            waiting.append((char, index))
        elif char in _CLOSE:
            if waiting and waiting[-1][0] == _CLOSE[char]:
                waiting.pop()
            elif any(mark == _CLOSE[char] for mark, _ in waiting):
                while waiting[-1][0] != _CLOSE[char]:
                    wrong.append(waiting.pop())
                waiting.pop()
            elif not (char == "）" and _LIST_NUMBER.search(line[:index])):
                wrong.append((char, index))
    for char, index in sorted([*wrong, *waiting], key=lambda one: one[1])[:1]:
        name = _NAMES.get(char, "括号")
        half = "前一半" if char in _OPEN else "后一半"
        other = _OPEN.get(char) or _CLOSE[char]
        yield _with_neighbours(
            case, start + index, start + index + 1, f"{name}只有{half}", f"补上“{other}”或者删去“{char}”"
        )


# ── spaces ──────────────────────────────────────────────────────────────────────────────


def _spaces(case: Case) -> Iterator[Defect]:
    text = case.body.text
    # where a page has lost its line ends, spaces stand for them
    stray = (_SPACE_AFTER_STOP,) if text.count("\n") >= _LINES else ()
    found = [
        match.span()
        for expression in (_SPACE_BEFORE_MARK, _SPACE, *stray)
        for match in expression.finditer(text)
        if _in_prose(case, match.start())
    ]
    yield from _few(case, found, "词句中间多了空格")
    yield from _once(case, "序号后面多了空格", "删去空格", _SPACE_AFTER_NUMBER)
    for match in _SPACE_IN_NAME.finditer(text):
        if not _NAME_OF_LAW.search(match.group()):
            continue  # 《学习法治思想 推进依法行政》: two halves of a title
        end = min(match.end(), match.start() + 16)
        yield case.defect("punctuation", match.start(), end, "书名号里多了空格", "删去空格")


def _few(case: Case, found: Sequence[tuple[int, int]], message: str) -> Iterator[Defect]:
    more = f"，全文共{len(found)}处" if len(found) > _EACH else ""
    for start, end in sorted(found)[: 1 if more else _EACH]:
        yield _with_neighbours(case, start, end, message + more, "删去空格")


def _in_prose(case: Case, at: int) -> bool:
    """Not in a title, heading, signature or short line, where spaces set names and words apart."""
    one = case.body.sentence(at)
    if one.heading or one.roles & {Role.TITLE, Role.CLOSING} or len(one.text) < 20:
        return False
    line, rest = case.body.around(at, at + 1, _LONGEST_SLOGAN)
    if _SPACED_OUT.search(line + " " + rest) or (line + rest).count(" ") >= _MANY_SPACES:
        return False
    before = case.body.text[max(0, at - _LONGEST_SLOGAN) : at]
    # “学宪法 讲宪法”, 《学习宪法 推进法治》: two halves of a slogan or title
    return all(before.rfind(opened) <= before.rfind(closed) for opened, closed in ("“”", "《》"))
