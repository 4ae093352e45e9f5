"""The roster: who has to submit what by when, read from CSV or XLSX, and whose a submission is."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fnmatch import translate
from functools import cache
from pathlib import Path, PurePosixPath

from checker import text
from checker.batch import names
from checker.batch.gather import Submission, content, gather
from checker.errors import CheckerError, UnreadableError, UsageError
from checker.identity import Told, kind_named, kind_of
from checker.model import KIND_NAMES
from checker.overview import Expected
from checker.readers import txt
from checker.run import understood
from checker.writers.results import guarded, unguarded

COLUMNS = ("单位", "类别", "年度", "文件", "截止日期", "收到日期")
_HEADS = {
    "agency": ("单位", "单位名称", "单位全称", "应报单位", "报告单位", "报送单位", "agency", "name"),
    "kind": ("类别", "单位类别", "kind", "type"),
    "year": ("年度", "报告年度", "年份", "year"),
    "files": ("文件", "文件名", "文件名称", "报告文件", "file", "files", "path"),
    "deadline": ("截止日期", "截止时间", "报送期限", "期限", "deadline", "due"),
    "received": ("收到日期", "收到时间", "报送日期", "报送时间", "received", "submitted"),
}


_COMPOUND = b"\xd0\xcf\x11\xe0"  # how an old or an encrypted workbook begins


@dataclass(frozen=True, slots=True)
class Roster:
    """The lines of a roster, and the heads of the columns that nothing is taken from."""

    lines: tuple[Expected, ...]
    unused: tuple[str, ...]


def load(path: Path) -> Roster:
    """Read a roster. Raises UsageError with every fault of it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"花名册“{path}”不能读取", "请检查路径和访问权限") from error
    if data.startswith(_COMPOUND):
        raise UsageError(f"花名册“{path}”设有打开密码，或者是旧的 .xls 格式", "请取消密码，或者另存为 CSV 再试")
    rows = _sheet(data, path) if data.startswith(b"PK") else list(csv.reader(io.StringIO(_decoded(data, path))))
    start, places = _head(rows, path)
    unused = [cell for place, cell in enumerate(rows[start - 1]) if cell.strip() and place not in places.values()]
    return Roster(tuple(_lines(rows, start, places, path)), tuple(unused))


def _decoded(data: bytes, path: Path) -> str:
    try:
        return txt.decoded(data, txt.MOST_OF_A_PAGE)
    except UnreadableError as error:
        raise UsageError(f"花名册“{path}”：{error.message}", "请另存为“CSV UTF-8”再试") from error


def _sheet(data: bytes, path: Path) -> list[list[str]]:
    try:
        from openpyxl import load_workbook  # type: ignore[import-untyped]
    except ImportError as error:
        raise UsageError(
            "读取 .xlsx 花名册需要 openpyxl", "请运行 pip install openpyxl，或者把花名册另存为 CSV"
        ) from error
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = [[_cell(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    except Exception as error:  # openpyxl raises many kinds of errors on a damaged file
        raise UsageError(f"花名册“{path}”不是可以读取的 .xlsx 文件", "请另存为 CSV 再试") from error
    return rows


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def _lines(rows: Sequence[Sequence[str]], start: int, places: Mapping[str, int], path: Path) -> Iterator[Expected]:
    faults = []
    seen: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows[start:], start + 1):
        cells = {name: unguarded(row[place].strip()) if place < len(row) else "" for name, place in places.items()}
        if not any(cells.values()):
            continue
        try:
            one = _expected(cells)
        except UsageError as error:
            faults.append(f"第{number}行：{error.message}")
            continue
        # no submission could tell two such lines apart; a pattern of file names can
        before = seen.setdefault((text.normal(one.agency), one.files), number)
        if before != number:
            faults.append(
                f"第{number}行：“{one.agency}”在第{before}行已经写过，请删去一行，或者在“文件”一列写明各自的文件"
            )
            continue
        yield one
    if faults:
        raise UsageError(f"花名册“{path}”有误，请改正：\n  " + "\n  ".join(faults))


def _head(rows: Sequence[Sequence[str]], path: Path) -> tuple[int, dict[str, int]]:
    """The number of the first line with data and where each column stands; a title may come before the head."""
    for number, row in enumerate(rows[:10], 1):
        names_here = [re.sub(r"[\s*：:（(].*$|\s", "", cell.strip()).lower() for cell in row]
        places = {
            name: next(names_here.index(head) for head in heads if head in names_here)
            for name, heads in _HEADS.items()
            if any(head in names_here for head in heads)
        }
        if "agency" in places:
            return number, places
    raise UsageError(f"花名册“{path}”里没有“单位”一列", f"第一行请写：{'、'.join(COLUMNS)}；可以只写“单位”")


def _expected(cells: dict[str, str]) -> Expected:
    agency = cells["agency"]
    if not agency:
        raise UsageError("没有写单位名称")
    kind = kind_named(cells["kind"]) if cells.get("kind") else kind_of(agency)
    return Expected(
        agency,
        kind,
        _year(cells.get("year", "")),
        cells.get("files", "").replace("\\", "/"),
        _day(cells.get("deadline", ""), "截止日期"),
        _day(cells.get("received", ""), "收到日期"),
    )


def _year(value: str) -> int | None:
    match = re.search(r"20\d\d", value)
    if value and not match:
        raise UsageError(f"年度“{value}”不能识别，请写成 2024")
    return int(match.group()) if match else None


def _day(value: str, name: str) -> date | None:
    found = text.parse_date(value)
    if value and found is None:
        raise UsageError(f"{name}“{value}”不能识别，请写成 2025-03-01")
    return found


def written(rows: Iterable[Expected]) -> bytes:
    """A roster as CSV that a Chinese Excel opens: UTF-8 with BOM."""
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for one in rows:
        table.writerow(
            (
                guarded(one.agency),
                KIND_NAMES[one.kind] if one.kind else "",
                one.year or "",
                guarded(one.files),
                one.deadline.isoformat() if one.deadline else "",
                one.received.isoformat() if one.received else "",
            )
        )
    return buffer.getvalue().encode("utf-8-sig")


def drafted(source: Path) -> tuple[Expected, ...]:
    """A roster as the documents of a folder suggest it, to be mended by hand: one line for each agency and year.

    What is no report has no line; what cannot be read has one by the name of its file.
    """
    found: dict[tuple[str, int | None, str], Expected] = {}
    for one in gather(source).submissions:
        line = _suggested(one)
        if line is None:
            continue
        # 财政局 in two folders is most likely that of two places
        where = "" if names.has_region(line.agency) else str(PurePosixPath(one.path).parent)
        key = names.full(line.agency), line.year, where
        before = found.get(key)
        found[key] = line if before is None else replace(before, files=f"{before.files};{line.files}")
    return tuple(sorted(found.values(), key=lambda one: (one.kind or "", one.agency, one.files)))


def _suggested(one: Submission) -> Expected | None:
    try:
        _, who = understood(one.path, content(one), Told())
    except CheckerError:
        return Expected(PurePosixPath(one.path).stem, None, None, one.path)
    if not who.is_report:
        return None
    deadline = date(who.year + 1, 3, 1) if who.year else None
    return Expected(who.agency or PurePosixPath(one.path).stem, who.kind, who.year, one.path, deadline)


# ── whose a submission is ───────────────────────────────────────────────────────────────


class Matching:
    """Finds the line of the roster that a submission belongs to."""

    def __init__(self, roster: Sequence[Expected]) -> None:
        self.roster = roster
        named = [(number, one) for number, line in enumerate(roster) for one in _patterns(line.files)]
        self._exact = {one: number for number, one in reversed(named)}
        self._patterns = [(number, one) for number, one in named if any(sign in one for sign in "*?[")]
        self._likely_patterns = _Likely(_WILD.split(one) for _, one in self._patterns)
        self._written = _index(text.normal(one.agency) for one in roster)
        self._whole = _index(names.full(one.agency) for one in roster)
        self._bare = _index(names.bare(one.agency) for one in roster)
        self._long = sorted(
            (
                (key, number)
                for number, one in enumerate(roster)
                for key in dict.fromkeys((names.full(one.agency), one.agency))
                if len(key) >= 3
            ),
            key=lambda one: -len(one[0]),
        )
        self._likely_long = _Likely([key] for key, _ in self._long)

    def of(self, path: str, agency: str) -> int | None:
        """The number of the line, by its file pattern, else by the agency's name, else by the name of the file."""
        name = PurePosixPath(path).name
        named = self.naming(path)
        if named is not None:
            return named
        for one in self._likely_patterns.of(path):
            number, pattern = self._patterns[one]
            matches = _compiled(pattern).match
            if matches(path) or matches(name):
                return number
        found = self._by_name(agency) if agency else None
        return self._by_path(path) if found is None else found

    def naming(self, path: str) -> int | None:
        """The number of the line that names this very file, with its folders or without."""
        found = self._exact.get(path)
        return self._exact.get(PurePosixPath(path).name) if found is None else found

    def _by_name(self, agency: str) -> int | None:
        # 数据局 and 行政审批局 may be one body's two names or two bodies: what is written out decides
        written = self._written.get(text.normal(agency), [])
        if len(written) == 1:
            return written[0]
        whole = self._whole.get(names.full(agency), [])
        if whole:
            return whole[0] if len(whole) == 1 else None
        near = self._bare.get(names.bare(agency), [])
        # 云河县财政局 and 青山县财政局 are two; 财政局 may be either's short name
        if names.has_region(agency):
            near = [
                number
                for number in near
                if not names.has_region(self.roster[number].agency) or _same_region(agency, self.roster[number].agency)
            ]
        return near[0] if len(near) == 1 else None

    def _by_path(self, path: str) -> int | None:
        plain = text.normal(path)
        parts = {
            names.full(part)
            for part in re.split(r"[/_\-\s.（）()、]|20\d\d年?度?|关于|法治|报告|总结|汇报|年度", plain)
            if part
        }
        hits = {number for part in parts for number in self._whole.get(part, [])}
        if not hits:
            hits = {number for part in parts for number in self._bare.get(part, [])}
        if not hits:
            inside = [self._long[one] for one in self._likely_long.of(plain) if self._long[one][0] in plain]
            hits = {number for key, number in inside if key == inside[0][0]}
        return hits.pop() if len(hits) == 1 else None


class _Likely:
    """Which of many patterns may occur in a text: each is looked at only where its rarest pair of characters is there.

    A pattern is given as the words that must stand in the text; one without a pair is always likely.
    """

    def __init__(self, patterns: Iterable[Iterable[str]]) -> None:
        pairs = [sorted({pair for word in words for pair in _pairs(word)}) for words in patterns]
        frequent = Counter(pair for one in pairs for pair in one)
        self._by_pair: dict[str, list[int]] = {}
        for number, one in enumerate(pairs):
            self._by_pair.setdefault(min(one, key=frequent.__getitem__, default=""), []).append(number)

    def of(self, words: str) -> list[int]:
        """The numbers of the patterns, in their order."""
        return sorted(one for pair in {"", *_pairs(words)} for one in self._by_pair.get(pair, ()))


def _pairs(words: str) -> Iterator[str]:
    return (words[start : start + 2] for start in range(len(words) - 1))


# what a pattern of file names has besides the words themselves
_WILD = re.compile(r"\[!?\]?[^\]]*\]|[*?\[]")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern))


def _patterns(files: str) -> list[str]:
    return [one.strip() for one in re.split(r"[;；\n]", files) if one.strip()]


def _index(keys: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        found.setdefault(key, []).append(number)
    return found


def _same_region(one: str, other: str) -> bool:
    """云河市云山区财政局 and 云山区财政局 may be one; 云河县财政局 and 青山县财政局 are not."""
    left, right = (names.full(name).removesuffix(names.bare(name)) for name in (one, other))
    return left.endswith(right) or right.endswith(left)
