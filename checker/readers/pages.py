"""Pieces of text with their positions on pages → paragraphs, as PDF and OFD need them.

Lengths are in any unit, the same for a whole page; `top` and `bottom` grow downward from the top edge of the page.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import median

from checker.model import Block, BlockStyle, Place, Unread
from checker.readers import pictures
from checker.readers.pictures import Picture

_NUMBERED = re.compile(
    r"[\s\-–—－─·•.]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,5})(?:\s*页)?(?:\s*[/／，,]?\s*(?:共\s*)?\d{1,4}\s*页?)?[\s\-–—－─·•.]*"
)
_SENTENCE_ENDS = tuple("。；：！？!?;:")
_STARTS = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[、）)．.]|[（(]?\d{1,2}[、．）)]|\d{1,2}\.(?!\d)|第[一二三四五六七八九十百]+[部章节条]"
)
_UNBROKEN = re.compile(
    r"[〔\[（(]\d{4}[〕\]）)]\d*[号，。；：、）》”]*|[（(《“‘〔\[]*[A-Za-z0-9.,%:/\-]+[，。；：、）》”％%]*|[（(《“‘〔\[]+.?|."
)
# these may not begin a line, so the character before them goes along to the next
_NOT_FIRST = "，。；：、！？）》”’〕］%％,.;:!?)"
_WORDLIKE = re.compile(r"[A-Za-z0-9]")
_COLUMN_GAP = 1.8  # in widths of a character, as are the next four
_WORD_GAP = 0.22
_INDENT = 1.3
_SLACK = 1.25
_DOUBLED = 0.3
_PARAGRAPH_GAP = 1.9  # in line pitches
_EDGE = 0.13  # of the height of a page: where page numbers and running heads stand
_REPEATED = 3
_MOST_RULES = 4000


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text at its place; `size`: the height of its characters."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is seen; `cells`: how many cells it has; `column`: the edges of the column of print it stands in."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    cells: int = 1
    column: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in reading order."""

    width: float
    height: float
    lines: tuple[Line, ...]


# ── spans → lines ───────────────────────────────────────────────────────────────────────


def lines(spans: Iterable[Span]) -> tuple[Line, ...]:
    """The lines that a person sees, whatever the order of the spans in the file was."""
    return tuple(_line(row) for row in _rows(spans))


def _rows(spans: Iterable[Span]) -> list[list[Span]]:
    rows: list[list[Span]] = []
    for one in sorted((one for one in spans if one.text.strip()), key=lambda one: (one.middle, one.left)):
        if rows and _same_row(rows[-1], one):
            rows[-1].append(one)
        else:
            rows.append([one])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _same_row(row: Sequence[Span], one: Span) -> bool:
    anchor = max(row[-8:], key=lambda other: other.size)
    return abs(one.middle - anchor.middle) < 0.45 * max(one.size, anchor.size, 0.1)


def _line(row: Sequence[Span]) -> Line:
    size = median(one.size for one in row)
    text = ""
    cells = 1
    last: Span | None = None
    for one in row:
        if last is not None:
            if one.text == last.text and one.left - last.left < _DOUBLED * size:
                continue  # printed twice to look bold
            gap = one.left - last.right
            if gap > _COLUMN_GAP * size:
                text += "　"
                cells += 1
            elif gap > _WORD_GAP * size and _WORDLIKE.match(text[-1:]) and _WORDLIKE.match(one.text[:1]):
                text += " "
        text += one.text
        last = one
    return Line(
        _clean(text),
        row[0].left,
        max(one.right for one in row),
        min(one.top for one in row),
        max(one.bottom for one in row),
        size,
        cells,
    )


def _clean(text: str) -> str:
    """Without what only steers the layout: soft hyphens stand for hyphens, compatibility forms for the usual ones."""
    text = text.replace("\xad", "-").replace("\ufffe", "-").replace("\x02", "-").replace("\u200b", "")
    # Kangxi and CJK radicals look like the characters they stand for; some fonts map their glyphs to them
    return "".join(
        unicodedata.normalize("NFKC", char) if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff" else char
        for char in text
    ).strip()


# ── columns of print ────────────────────────────────────────────────────────────────────

_GUTTER = 0.9  # widths of a character: the least distance of two columns
_LEAST_ROWS = 5
_LEAST_IN_ROW = 6  # characters on either side; what has fewer is a table
_DEEPEST = 3


def in_columns(spans: Iterable[Span], depth: int = 0) -> tuple[Line, ...]:
    """The lines in the order in which they are read: down one column of print, then down the next."""
    rows = _rows(spans)
    if depth == _DEEPEST:
        return tuple(map(_line, rows))
    found: list[Line] = []
    start = 0
    stretches = list(_printed_in_columns(rows))
    if not stretches:
        return tuple(map(_line, rows))
    for first, last, gutter in stretches:
        # above and below, the page may be parted elsewhere
        found.extend(in_columns((one for row in rows[start:first] for one in row), depth + 1))
        held = [one for row in rows[first:last] for one in row]
        for side in ([one for one in held if one.left < gutter], [one for one in held if one.left >= gutter]):
            edges = (min(one.left for one in side), max(map(_seen_end, side)))
            read = in_columns(side, depth + 1)
            found.extend(one if one.column else replace(one, column=edges) for one in read)
        start = last
    found.extend(in_columns((one for row in rows[start:] for one in row), depth + 1))
    return tuple(found)


def _printed_in_columns(rows: Sequence[Sequence[Span]]) -> Iterator[tuple[int, int, float]]:
    """(first row, row after the last, where the gutter is) of every stretch that is printed in columns."""
    gutter = _gutter(rows)
    if gutter is None:
        return
    run: list[int] = []
    for index in range(len(rows) + 1):
        if index < len(rows) and _parts_at(rows[index], gutter) and not (run and _far(rows[run[-1]], rows[index])):
            run.append(index)
            continue
        if _is_prose([rows[one] for one in run], gutter):
            yield run[0], run[-1] + 1, gutter
        run = [index] if index < len(rows) and _parts_at(rows[index], gutter) else []


def _gutter(rows: Sequence[Sequence[Span]]) -> float | None:
    """Where most rows have a gap; None where none has enough."""
    ends: list[tuple[float, int]] = []
    for row in rows:
        for before, after in pairwise(row):
            if after.left - _seen_end(before) > _GUTTER * max(before.size, after.size):
                ends += [(_seen_end(before), 1), (after.left, -1)]
    ends.sort()
    depths = list(accumulate(step for _, step in ends))
    most = max(depths, default=0)
    if most < _LEAST_ROWS:
        return None
    best = depths.index(most)
    return (ends[best][0] + ends[best + 1][0]) / 2


def _seen_end(one: Span) -> float:
    """Where a character ends to the eye: a mark that hangs over the margin is empty in its right half."""
    return one.left + 0.5 * one.size if one.text in _NOT_FIRST else one.right


def _parts_at(row: Sequence[Span], gutter: float) -> bool:
    """Whether nothing in a row stands across the gutter."""
    size = max(one.size for one in row)
    return all(_seen_end(one) <= gutter or one.left >= gutter for one in row) and all(
        after.left - _seen_end(before) > 0.5 * size
        for before, after in pairwise(row)
        if _seen_end(before) <= gutter <= after.left
    )


def _far(before: Sequence[Span], row: Sequence[Span]) -> bool:
    return row[0].top - before[0].bottom > 2.2 * max(row[0].size, before[0].size)


def _is_prose(rows: Sequence[Sequence[Span]], gutter: float) -> bool:
    """Whether both sides of the gutter are lines of running text, not cells of a table."""
    sides = [([one for one in row if one.left < gutter], [one for one in row if one.left >= gutter]) for row in rows]
    for side in range(2):
        lines_of = [pair[side] for pair in sides if pair[side]]
        if len(lines_of) < _LEAST_ROWS:
            return False
        right = max(row[-1].right for row in lines_of)
        full = [
            row for row in lines_of if right - row[-1].right < 2 * row[-1].size and len(_text(row)) >= _LEAST_IN_ROW
        ]
        if 2 * len(full) < len(lines_of):
            return False
    return True


def _text(row: Sequence[Span]) -> str:
    return "".join(one.text for one in row)


# ── ruled tables ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line, horizontal where it is wider than high."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def across(self) -> bool:
        return self.right - self.left >= self.bottom - self.top


def with_tables(spans: Sequence[Span], rules: Sequence[Rule]) -> tuple[Line, ...]:
    """The lines of a page; each row of a ruled table is one line, so that a wrapped cell stays whole."""
    size = median(one.size for one in spans) if spans else 1.0
    # a page with more lines than that is a drawing
    bands = list(_bands(rules, 0.2 * size)) if len(rules) <= _MOST_RULES else []
    tops = [top for top, _, _ in bands]
    rest: list[Span] = []
    held: list[dict[int, list[Span]]] = [{} for _ in bands]
    for one in spans:
        at = _cell_of(one, bands, tops)
        if at is None:
            rest.append(one)
        else:
            held[at[0]].setdefault(at[1], []).append(one)
    rows: list[Line] = []
    for band, cells in zip(bands, held, strict=True):
        if not cells:
            continue
        within = {column: lines(cells[column]) for column in cells}
        if _wrapped(band, within):
            rows.append(_row(band, within))
        else:
            # a frame around rows that no line parts
            rest.extend(one for column in cells for one in cells[column])
    return tuple(_among(rows, in_columns(rest)))


def _among(rows: Sequence[Line], others: Sequence[Line]) -> Iterator[Line]:
    """The rows of tables put among the other lines, each before the first that stands below it in its column."""
    waiting = list(rows)
    for one in others:
        above = [row for row in waiting if row.top <= one.top and _meet(row, one)]
        yield from above
        waiting = [row for row in waiting if row not in above]
        yield one
    yield from waiting


def _meet(row: Line, one: Line) -> bool:
    left, right = one.column or (row.left, row.right)
    return left < row.right and row.left < right


_Band = tuple[float, float, tuple[float, ...]]


def _bands(rules: Sequence[Rule], near: float) -> Iterator[_Band]:
    """(top, bottom, edges of the cells) of every row with two cells or more."""
    levels = _apart((one.top + one.bottom) / 2 for one in rules if one.across and one.right - one.left > 10 * near)
    upright = [one for one in rules if not one.across]
    flat = [one for one in rules if one.across]
    for top, bottom in pairwise(levels):
        middle = (top + bottom) / 2
        inner = [one.left for one in upright if one.top <= middle <= one.bottom]
        if not inner or bottom - top < 4 * near:
            continue
        ends = [one for one in flat if min(abs(one.top - top), abs(one.top - bottom)) < 4 * near]
        sides = [min(one.left for one in ends), max(one.right for one in ends)] if ends else []
        edges = tuple(_apart([*inner, *sides], 2 * near))
        if len(edges) >= 3:
            yield top, bottom, edges


def _apart(values: Iterable[float], near: float = 1.0) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > near:
            found.append(value)
    return found


def _cell_of(one: Span, bands: Sequence[_Band], tops: Sequence[float]) -> tuple[int, int] | None:
    """(band, column) of a span; the bands follow one another from top to bottom."""
    index = bisect_right(tops, one.middle) - 1
    if index < 0:
        return None
    _, bottom, edges = bands[index]
    centre = (one.left + one.right) / 2
    if one.middle <= bottom and edges[0] <= centre <= edges[-1]:
        return index, bisect_right(edges, centre, 1, len(edges) - 1) - 1
    return None


def _wrapped(band: _Band, cells: Mapping[int, Sequence[Line]]) -> bool:
    """Whether the lines of each cell are one text, as they are where all but the last fill a cell of some width."""
    edges = band[2]
    full = [
        edges[column + 1] - line.right < 2.5 * line.size and line.right - line.left > 3.5 * line.size
        for column, found in cells.items()
        for line in found[:-1]
    ]
    return 2 * sum(full) >= len(full)


def _row(band: _Band, cells: Mapping[int, Sequence[Line]]) -> Line:
    top, bottom, edges = band
    texts = ["".join(line.text for line in cells.get(column, ())) for column in range(len(edges) - 1)]
    size = median(line.size for found in cells.values() for line in found)
    return Line("　".join(texts).strip("　"), edges[0], edges[-1], top, bottom, size, RULED)


# as the number of cells of a line: what is ruled is a row, whatever stands beside it
RULED = 1000

# ── pictures ────────────────────────────────────────────────────────────────────────────

_FILLS = 0.6  # of the area of the page
_WIDE = 0.6  # of its width


def is_filled(sizes: Iterable[tuple[float, float]], width: float, height: float) -> bool:
    """Whether pictures of these widths and heights fill a page, as a scan does, whether in one or in strips."""
    return sum(across * down for across, down in sizes if across > _WIDE * width) > _FILLS * width * height


def unread_pictures(seen: Sequence[Picture], characters: int) -> Iterator[Unread]:
    """The pictures that probably hold text, page by page."""
    counts = Counter(one.place for one in pictures.with_text(seen, characters))
    for place, count in counts.items():
        yield Unread(f"第{place.number}页图片{count}个", pictures.REASON, place)


# ── lines → paragraphs ──────────────────────────────────────────────────────────────────


def blocks(pages: Sequence[Page]) -> tuple[Block, ...]:
    """Paragraphs and table rows in reading order, then page numbers and running heads as asides."""
    body, around = _without_furniture(pages)
    found = _Paragraphs(body).found
    return (*_placed(found), *_placed(around))


@dataclass(frozen=True, slots=True)
class _Text:
    page: int
    text: str
    style: BlockStyle


def _placed(texts: Iterable[_Text]) -> Iterator[Block]:
    offsets: Counter[int] = Counter()
    for one in texts:
        yield Block(one.text, Place("page", one.page), one.style, offset=offsets[one.page])
        offsets[one.page] += len(one.text) + 1


def _without_furniture(pages: Sequence[Page]) -> tuple[list[Page], list[_Text]]:
    heads = Counter(key for page in pages for key in {_head(one) for one in page.lines if _at_edge(page, one)})
    repeated = {key for key, times in heads.items() if times >= max(_REPEATED, 0.4 * len(pages))}
    body: list[Page] = []
    around: list[_Text] = []
    for number, page in enumerate(pages, 1):
        kept: list[Line] = []
        ends = {min(one.top for one in page.lines), max(one.top for one in page.lines)} if page.lines else set()
        for one in page.lines:
            outermost = one.top in ends
            if _at_edge(page, one) and (_head(one) in repeated or (outermost and _NUMBERED.fullmatch(one.text))):
                around.append(_Text(number, one.text, "aside"))
            else:
                kept.append(one)
        body.append(replace(page, lines=tuple(kept)))
    return body, around


def _at_edge(page: Page, one: Line) -> bool:
    return one.bottom < _EDGE * page.height or one.top > (1 - _EDGE) * page.height


def _head(one: Line) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", one.text))


class _Paragraphs:
    """Joins lines by their geometry: where the one before ends, where this one begins, how far apart they are."""

    def __init__(self, pages: Sequence[Page]) -> None:
        every = [one for page in pages for one in page.lines]
        whole = [one for one in every if not one.column] or every
        self.found: list[_Text] = []
        self._last: Line | None = None
        if not every:
            return
        self._right = _margin([one.right for one in whole])
        full = [one for one in whole if one.right > self._right - 2 * one.size and one.cells == 1]
        self._left = _first_margin(full or whole)
        self._pitch = _pitch(pages)
        for number, page in enumerate(_in_known_columns(pages), 1):
            self._page(number, page)

    def _page(self, number: int, page: Page) -> None:
        if not page.lines:
            # what stood on a page that was not read parts the one before from the one after
            self._last = None
        rows = _table_rows(page.lines)
        for index, one in enumerate(page.lines):
            if index in rows:
                self.found.append(_Text(number, one.text, "row"))
                self._last = None
            elif self._continues(one):
                before = self.found[-1]
                self.found[-1] = replace(before, text=_joined(before.text, one.text))
                self._last = one
            else:
                self.found.append(_Text(number, one.text, "paragraph"))
                self._last = one
        if self._last is not None:
            # the first line of the next page has no distance to this one
            self._last = replace(self._last, bottom=-1)

    def _continues(self, one: Line) -> bool:
        last = self._last
        if last is None or abs(one.size - last.size) > 0.15 * last.size:
            return False
        if last.bottom >= 0 and self._pitch and one.bottom - last.bottom > _PARAGRAPH_GAP * self._pitch:
            return False
        left = one.column[0] if one.column else self._left
        right = last.column[1] if last.column else self._right
        if one.left - left > _INDENT * one.size:
            return False
        if last.text.endswith(_SENTENCE_ENDS) and _STARTS.match(one.text):
            return False
        return last.right >= right - self._room(last, one)

    def _room(self, last: Line, one: Line) -> float:
        """How much may be left free at the end of a line because what follows did not fit in."""
        first = _UNBROKEN.match(one.text)
        word = first[0] if first else ""
        rest = one.text[len(word) :]
        width = sum(1.0 if char > "\u2000" else 0.55 for char in word)
        width += sum(1 for char in rest[:1] if char in _NOT_FIRST)
        return (width + _SLACK) * last.size


def _in_known_columns(pages: Sequence[Page]) -> Iterator[Page]:
    """The pages, where one has too few lines to show its columns with those of the other pages."""
    known = sorted({one.column for page in pages for one in page.lines if one.column})
    for page in pages:
        fitting = [_column_of(one, known) for one in page.lines]
        if known and all(fitting):
            found = tuple(
                one if one.column else replace(one, column=column)
                for one, column in zip(page.lines, fitting, strict=True)
            )
            yield replace(page, lines=found)
        else:
            yield page


def _column_of(one: Line, known: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """The narrowest of the columns that hold a line."""
    holds = [(left, right) for left, right in known if left - one.size <= one.left and one.right <= right + one.size]
    return min(holds, key=lambda edges: edges[1] - edges[0], default=None)


def _joined(before: str, after: str) -> str:
    apart = _WORDLIKE.match(before[-1:]) and before[-1:].isalpha() and after[:1].isalpha() and after[:1].isascii()
    return f"{before} {after}" if apart and before[-1:].isascii() else before + after


def _margin(rights: Sequence[float]) -> float:
    ordered = sorted(rights)
    return ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]


def _first_margin(full: Sequence[Line]) -> float:
    """The leftmost edge at which at least a tenth of the full lines begin."""
    size = median(one.size for one in full) or 1
    steps = Counter(round(one.left / (0.5 * size)) for one in full)
    common = [step for step, times in steps.items() if times + steps[step + 1] >= max(1, 0.1 * len(full))]
    return min(common) * 0.5 * size if common else min(one.left for one in full)


def _pitch(pages: Sequence[Page]) -> float:
    """The usual distance from line to line."""
    found = [
        after.bottom - before.bottom
        for page in pages
        for before, after in zip(page.lines, page.lines[1:], strict=False)
        if after.bottom > before.bottom
    ]
    return median(found) if found else 0


def _table_rows(found: Sequence[Line]) -> set[int]:
    """The lines that are rows of a table: two or more with several columns one after the other."""
    several = [one.cells >= 2 for one in found]
    return {
        index
        for index, yes in enumerate(several)
        if yes and (found[index].cells == RULED or True in several[max(index - 1, 0) : index + 2 : 2])
    }
