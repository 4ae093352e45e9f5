"""Lines of plain text → blocks, with hard-wrapped lines joined again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.expressions import Expression
from checker.furniture import is_furniture
from checker.model import Block, Place

_ENDS_A_PARAGRAPH = tuple("。！？!?：:；;”’）)》】|")
_STARTS_A_PARAGRAPH = Expression(
    r"\s{2,}|　|[（(]?[一二三四五六七八九十]+\s?[、）)．.]|[（(]?\d{1,2}[、.．）)](?:(?!\d)|(?=20\d\d年))|第[一二三四五六七八九十]+[部章节条，,]|[壹贰叁肆伍陆柒捌玖拾Ⅰ-Ⅻ]+\s?[、.．]|[㈠-㈩⑴-⒇]"
    r"|[一二三四五六七八九十]是|(?:19|20)\d\d\s*[年./-]|今年|今年以来|二[〇○零]|特此报告|附件|来源|[#|<>=]"
    r"|[^\s：:，。；]{1,8}\s*[:：]"
)
_PROSE = Expression("[，。；、：,]")
_HEADING = Expression(
    r"\s*(?:[（(]?[一二三四五六七八九十]+\s?[、）)．.]|[（(]?\d{1,2}[、.．）)]|[壹贰叁肆伍陆柒捌玖拾Ⅰ-Ⅻ]+\s?[、.．]|[㈠-㈩⑴-⒇]|第[一二三四五六七八九十]+(?:部分|章))"
)
_COLUMNS = Expression(r"\S(?:\u3000+|\t+| {3,})\S")
_NUMBER_OF_DOCUMENT = Expression(r"[^。，]{1,20}[〔\[]\d{4}[〕\]]\s*\d+\s*号(?:\s*签发人.*)?$")
_SHORTEST_WRAPPED = 12
_FEWEST_WRAPPED = 5
_MOST_LONGER = 0.1  # of the lines; headings alike in length are no wrapped text where paragraphs run past them
_LONGEST_HEADING = 45
_LONGEST_COUPLET = 26


def blocks(lines: Iterable[tuple[int, str]]) -> Iterator[Block]:
    """One block for each paragraph; a paragraph that was wrapped keeps its line breaks inside `text`.

    `lines`: (line number from 1, text). White space at the ends is dropped, as is every empty line.
    """
    given = list(lines)
    width = wrap_width([text for _, text in given])
    start: int | None = None
    offset = 0
    joined = ""
    previous = ""
    for number, raw in given:
        text = raw.strip()
        if start is not None and text and _continues(previous, raw, width):
            joined += "\n" + text
        else:
            if start is not None:
                yield Block(joined, Place("line", start), offset=offset)
            start, joined = (number, text) if text else (None, "")
            offset = len(raw) - len(raw.lstrip())
        previous = text
    if start is not None:
        yield Block(joined, Place("line", start), offset=offset)


def wrap_width(lines: list[str]) -> int:
    """The width at which a text was wrapped by hand or by a mail program, 0 where it was not."""
    if len(lines) < _FEWEST_WRAPPED:
        return 0
    open_ended = [len(line.strip()) for line in lines if line.strip() and not line.strip().endswith(_ENDS_A_PARAGRAPH)]
    if len(open_ended) < _FEWEST_WRAPPED:
        return 0
    width = max(open_ended)
    if sum(1 for line in lines if len(line.strip()) > width + 3) > _MOST_LONGER * len(lines):
        return 0
    full = sum(1 for one in open_ended if one >= width - 3)
    return width if width <= 120 and full >= 0.3 * len(lines) else 0


def _continues(previous: str, line: str, width: int) -> bool:
    if previous.endswith(_ENDS_A_PARAGRAPH) or _STARTS_A_PARAGRAPH.match(line):
        return False
    if _NUMBER_OF_DOCUMENT.match(previous) or is_furniture(previous) or is_furniture(line.strip()):
        return False
    if _COLUMNS.search(previous) and _COLUMNS.search(line.strip()):
        # rows of a table
        return False
    if _is_couplet(previous) and len(line.strip()) > 1.5 * len(previous):
        return False
    if width and len(previous) >= width - 4:
        return True
    if _HEADING.match(previous) and len(previous) <= _LONGEST_HEADING:
        return False
    return len(previous) >= _SHORTEST_WRAPPED and _PROSE.search(previous) is not None


def _is_couplet(line: str) -> bool:
    """Whether a line is a heading of two halves alike (坚持高位推动，法治引领更加有力), as many are without a number."""
    first, comma, second = line.partition("，")
    return bool(comma) and len(first) >= 4 and abs(len(first) - len(second)) <= 3 and len(line) <= _LONGEST_COUPLET
