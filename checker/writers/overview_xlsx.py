"""The overview as an Excel workbook; no cell is ever a formula or a link from a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from functools import lru_cache
from math import ceil
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from checker.errors import UsageError
from checker.model import KIND_NAMES, STRENGTH_NAMES
from checker.overview import ABSENCE_NAMES, COVERED, MISSING, SIGN_NAMES, WEAK, Overview
from checker.writers import phrases
from checker.writers.summary import headline, sentences

# Excel ends at 1,048,576 rows; a little less keeps the head and the notice inside
LARGEST_SHEET = 1_048_000
_LONGEST_CELL = 32_000
_LATE = {"未报送": "m", "没有找到": "w", "不能检查": "w", "不能检查的文件": "w", "逾期": "w"}
# the height of a line in points, and how many lines a row grows to: programs do not measure wrapped rows themselves
_LINE, _MOST_LINES = 15, 20
_A4, _A3 = 9, 8
_MATRIX_WIDTHS = (34, 12, 8, 8)
_COLOURS = {
    "c": ("#cfe8d5", "#14532d"),
    "w": ("#ffe3a3", "#5c3c00"),
    "m": ("#f4b6ae", "#6d1009"),
    "n": ("#ececec", "#545454"),
    "r": ("#d9d9f3", "#2b2b7a"),
    "x": ("#e3d6ea", "#4a1f63"),
    "u": ("#ffffff", "#545454"),
}
_Cell = str | int | float | None
# most words come back in many rows
_seen = lru_cache(maxsize=1 << 16)(phrases.visible)


def write(whole: Overview, path: Path, *, largest_sheet: int = LARGEST_SHEET) -> None:
    """Write the workbook to `path`; rows go to disk as they come. `largest_sheet`: rows of a sheet, its head left out.

    Raises OSError where the disk is full or cannot be written to.
    """
    try:
        from xlsxwriter import Workbook
        from xlsxwriter.exceptions import FileCreateError
    except ImportError as error:
        raise UsageError("写 Excel 总览需要 xlsxwriter", "请运行 pip install xlsxwriter") from error
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    try:
        with Workbook(str(path), options) as book:
            # the same data must give the same bytes
            book.set_properties({"title": headline(whole), "created": datetime.combine(whole.as_of, time())})
            _Book(book, largest_sheet).fill(whole)
    except FileCreateError as error:
        (cause,) = error.args
        raise cause from error


@lru_cache(maxsize=1)
def _sheet_class() -> type:
    """A sheet of xlsxwriter that writes text cells, of which there are millions, in less than half the time.

    Texts repeat, so each is escaped once; and text that begins with `<r>`, which xlsxwriter takes for markup of its own
    in a workbook that goes to disk as it is filled, stays text.
    """
    from xlsxwriter.utility import xl_rowcol_to_cell_fast as named
    from xlsxwriter.worksheet import Worksheet

    @lru_cache(maxsize=8192)
    def told(text: str) -> str:
        plain = Worksheet._escape_control_characters(text)
        space = ' xml:space="preserve"' if plain != plain.strip() else ""
        return f't="inlineStr"><is><t{space}>{escape(plain)}</t></is></c>'

    class Sheet(Worksheet):  # type: ignore[misc]
        def _write_cell(self, row: int, column: int, cell: Any) -> None:
            if type(cell).__name__ != "String":
                super()._write_cell(row, column, cell)
                return
            style = f' s="{cell.format._get_xf_index()}"' if cell.format else ""
            self.fh.write(f'<c r="{named(row, column)}"{style} {told(cell.string)}')

    return Sheet


class _Book:
    """A workbook under way: its formats and how a sheet is laid out."""

    def __init__(self, book: Any, largest_sheet: int) -> None:
        self._book = book
        self._largest = largest_sheet
        self._head = book.add_format(
            {"bold": True, "bg_color": "#dfe6ee", "text_wrap": True, "valign": "top", "border": 1}
        )
        self._notice = book.add_format({"italic": True, "font_color": "#6d1009"})
        self._point = book.add_format({"num_format": "0.0", "valign": "top"})
        self._plain = book.add_format({"valign": "top"})
        self._wrapped = book.add_format({"valign": "top", "text_wrap": True})
        self._upright = book.add_format(
            {"bold": True, "bg_color": "#dfe6ee", "rotation": 270, "valign": "bottom", "align": "center", "border": 1}
        )
        self._signs = {
            sign: book.add_format({"bg_color": back, "font_color": ink, "align": "center"})
            for sign, (back, ink) in _COLOURS.items()
        }
        self._tints = {
            sign: book.add_format({"bg_color": back, "font_color": ink, "valign": "top"})
            for sign, (back, ink) in _COLOURS.items()
        }

    def fill(self, whole: Overview) -> None:
        self._sheet(
            "排名",
            _RANKS,
            (5, 34, 12, 8, 8, 9, 7, 7, 7, 9, 12, 12, 30, 40, 60),
            _ranks(whole),
            freeze=2,
            colours={whole.grades[0]: "c", whole.grades[-1]: "m"},
        )
        self._matrix(whole)
        self._sheet(
            "缺项清单", _GAPS, (34, 12, 44, 10, 10, 8), _gaps(whole), freeze=1, colours={"缺失": "m", "薄弱": "w"}
        )
        self._sheet("文字问题", _DEFECTS, (34, 12, 8, 24, 8), _defects(whole), freeze=1)
        self._sheet("未报送与逾期", _ORDER, (14, 34, 14, 50, 60), _order(whole), freeze=1, colours=_LATE)
        self._sheet("雷同", _COPIED, (44, 44, 10, 10, 10, 80, 80), _copied(whole), freeze=1)
        if whole.has_previous:
            self._sheet(
                "上年安排未提到", ("单位", "上年年度", "上年写的安排"), (34, 10, 100), _promises(whole), freeze=1
            )
        if whole.changes is not None:
            self._sheet("变化", _CHANGES, (34, 8, 10, 10, 60, 60), _changes(whole), freeze=1)
        self._sheet("说明", ("项目", "说明"), (24, 110), _notes(whole), freeze=0)

    def _new(self, name: str, head: Sequence[str], widths: Sequence[float], freeze: int) -> Any:
        sheet = self._book.add_worksheet(name, _sheet_class())
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, freeze)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&C&A　第 &P 页，共 &N 页")
        for column, title in enumerate(head):
            sheet.write_string(0, column, title, self._head)
        return sheet

    def _sheet(
        self,
        name: str,
        head: Sequence[str],
        widths: Sequence[float],
        rows: Iterable[Sequence[_Cell]],
        *,
        freeze: int,
        colours: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """A sheet, and as many more as its rows need; `colours`: which sign's colours the words of a cell get."""
        sheet, number, part = self._new(name, head, widths, freeze), 0, 1
        tints = {words: self._tints[sign] for words, sign in colours.items()}
        for row in rows:
            if number == self._largest:
                part += 1
                sheet.write_string(number + 1, 0, f"本表已满，接下页“{name}{part}”", self._notice)
                sheet.autofilter(0, 0, number, len(head) - 1)
                sheet, number = self._new(f"{name}{part}", head, widths, freeze), 0
            number += 1
            self._row(sheet, number, row, widths, tints)
        sheet.autofilter(0, 0, max(1, number), len(head) - 1)

    def _row(
        self, sheet: Any, number: int, row: Sequence[_Cell], widths: Sequence[float], tints: Mapping[str, Any]
    ) -> None:
        lines = 1
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    words = _seen(cell)[:_LONGEST_CELL]
                    # a long cell grows downwards instead of running over its neighbours
                    how = tints.get(words, self._plain)
                    # a Chinese character is as wide as two others, and so it is in GBK
                    if (
                        2 * len(words) > widths[column]
                        and (wide := len(words.encode("gbk", "replace"))) > widths[column]
                    ):
                        how = self._wrapped
                        lines = max(lines, ceil(wide / widths[column]))
                    sheet.write_string(number, column, words, how)
            elif isinstance(cell, float):
                sheet.write_number(number, column, cell, self._point)
            elif cell is not None:
                sheet.write_number(number, column, cell, self._plain)
        if lines > 1:
            sheet.set_row(number, _LINE * min(lines, _MOST_LINES))

    def _matrix(self, whole: Overview) -> None:
        signs = {sign: (name.split("（")[0], self._signs[sign]) for sign, name in SIGN_NAMES.items()}
        last = 3 + len(whole.items)
        sheet, number, part = self._new_matrix("得分矩阵", whole), 0, 1
        for row in whole.rows:
            brief = row.brief
            if number == self._largest:
                part += 1
                sheet.write_string(number + 1, 0, f"本表已满，接下页“得分矩阵{part}”", self._notice)
                sheet.autofilter(0, 0, number, last)
                sheet, number = self._new_matrix(f"得分矩阵{part}", whole), 0
            number += 1
            self._row(sheet, number, (row.agency, KIND_NAMES[brief.kind], brief.year, brief.score), _MATRIX_WIDTHS, {})
            write_string = sheet.write_string
            for column, sign in enumerate(brief.signs, 4):
                name, how = signs[sign]
                write_string(number, column, name, how)
        sheet.autofilter(0, 0, max(1, number), last)

    def _new_matrix(self, name: str, whole: Overview) -> Any:
        """A sheet with a narrow column for each item, its title from top to bottom."""
        sheet = self._new(name, ("单位", "类别", "年度", "得分"), _MATRIX_WIDTHS, 1)
        sheet.set_column(4, 3 + len(whole.items), 5)
        sheet.set_row(0, 210)
        sheet.set_paper(_A3)
        for column, item in enumerate(whole.items, 4):
            sheet.write_string(0, column, item.title, self._upright)
        return sheet


# ── the rows of the sheets ──────────────────────────────────────────────────────────────

_RANKS = (
    "名次", "单位", "类别", "年度", "得分", "等次", "具备", "薄弱", "缺失", "文字问题", "成文日期", "发布日期", "逾期",
    "文件", "说明",
)  # fmt: skip
_GAPS = ("单位", "类别", "事项", "现状", "要求", "可提分")
_DEFECTS = ("单位", "类别", "年度", "问题", "处数")
_ORDER = ("情况", "单位", "类别", "文件", "说明")
_COPIED = ("单位（文件）", "与何者雷同", "上年报告", "占本文％", "占对方％", "本文", "对方")
_CHANGES = ("单位", "年度", "上次得分", "本次得分", "补上的", "丢失的")


def _ranks(whole: Overview) -> Iterator[Sequence[_Cell]]:
    for row in whole.rows:
        brief, short = row.brief, row.brief.in_short
        yield (
            row.rank,
            row.agency,
            KIND_NAMES[brief.kind],
            brief.year,
            brief.score,
            brief.grade,
            short[COVERED],
            short[WEAK],
            short[MISSING],
            sum(brief.defects.values()),
            brief.signed.isoformat() if brief.signed else "",
            brief.published.isoformat() if brief.published else "",
            row.late,
            row.path,
            "；".join(whole.remarks(row)),
        )


def _gaps(whole: Overview) -> Iterator[Sequence[_Cell]]:
    """What loses points; what to confirm is in the matrix. By far the largest sheet: each column counts in time."""
    for row in whole.rows:
        brief = row.brief
        kind = KIND_NAMES[brief.kind]
        for item, sign, gain in zip(whole.items, brief.signs, brief.gains, strict=True):
            if sign in (MISSING, WEAK):
                yield row.agency, kind, item.title, SIGN_NAMES[sign], STRENGTH_NAMES[item.bodies[brief.kind]], gain


def _defects(whole: Overview) -> Iterator[Sequence[_Cell]]:
    for row in whole.rows:
        for name, count in row.brief.defects.items():
            yield row.agency, KIND_NAMES[row.brief.kind], row.brief.year, phrases.DEFECT_TITLES.get(name, name), count


def _order(whole: Overview) -> Iterator[Sequence[_Cell]]:
    files = {one.agency: one.path for one in whole.unread if one.agency}
    for absent in whole.unsubmitted:
        kind = absent.expected.kind
        told = absent.told
        yield (
            ABSENCE_NAMES[absent.reason],
            absent.expected.agency,
            KIND_NAMES[kind] if kind else "",
            files.get(absent.expected.agency, ""),
            told,
        )
    for row in whole.rows:
        if row.late:
            yield "逾期", row.agency, KIND_NAMES[row.brief.kind], row.path, row.late
    for bad in whole.unread:
        yield "不能检查的文件", bad.agency, "", bad.path, bad.reason
    for one in whole.duplicates:
        for path in one.others:
            yield "重复报送", one.agency, "", path, f"以“{one.kept}”为准（{one.reason}）"
    for path in whole.strangers:
        yield "花名册以外", "", "", path, ""


def _copied(whole: Overview) -> Iterator[Sequence[_Cell]]:
    for one in whole.copied:
        for passage in one.passages or ():
            yield (
                one.left,
                one.right,
                "是" if one.previous else "",
                one.share,
                one.other_share,
                passage.left,
                passage.right,
            )


def _promises(whole: Overview) -> Iterator[Sequence[_Cell]]:
    for one in whole.promises:
        yield one.agency, one.year, one.quote


def _changes(whole: Overview) -> Iterator[Sequence[_Cell]]:
    for one in whole.changes or ():
        before: _Cell = "新报送" if one.what == "new" else one.before
        after: _Cell = "这次没有" if one.what == "gone" else one.after
        yield one.agency, one.year, before, after, "、".join(one.gained), "、".join(one.lost)


def _notes(whole: Overview) -> Iterator[Sequence[_Cell]]:
    yield "总览", headline(whole)
    yield "检查日期", whole.as_of.isoformat()
    yield "规则校验值", whole.rules_digest
    yield from sentences(whole)
    yield "具备、薄弱、缺失", "具备得全分，薄弱得一半，缺失不得分；得分＝实得÷应得×100，再减去文字问题扣分。"
    yield "请确认是否涉及", "报告没有提到，不扣分；有这项职权或者事项的应补写，没有的写一句“未发生”“不承担”即可。"
    yield "雷同", "相同或者相近最多的 1000 对列出各段原文，每对至多 40 段；其余每对只列最长的 5 段。"
    yield "待人工核对", "文件里有没有读到的内容，相应缺失的项不计分。"
    for item in whole.items:
        yield item.title, f"依据：{phrases.basis(item, whole.sources)}　怎样写：{item.advice}"
    yield "说明", phrases.OVERVIEW_UNVERIFIED
