"""The overview that a chief reads in two minutes, in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from statistics import mean, median

from checker.model import KIND_NAMES, Kind
from checker.overview import COVERED, MISSING, REVIEW, UNASKED, WEAK, Change, Overview, Row
from checker.writers import phrases
from checker.writers.markdown import plain

_FEW = 10
_MANY = 200
_NUMBERS = "一二三四五六七八九十"


def render(overview: Overview) -> bytes:
    """UTF-8 Markdown; text of documents acts neither as Markdown nor as HTML."""
    return ("\n".join(_lines(overview)) + "\n").encode("utf-8", "replace")


def _lines(whole: Overview) -> Iterator[str]:
    numbers = iter(_NUMBERS)
    yield f"# {headline(whole)}"
    yield ""
    yield from _in_short(whole)
    for title, lines in (
        ("未报送、逾期和没有检查的", list(_not_in_order(whole))),
        ("得分靠前和靠后的单位", list(_ends(whole))),
        ("各类单位最常缺的内容", list(_missed(whole))),
        ("文字问题", list(_defects(whole))),
        ("内容雷同", list(_copied(whole))),
        ("上年安排本年没有提到的", list(_promises(whole))),
        ("与上次检查相比", list(_changes(whole))),
        ("全部单位", list(_all(whole))),
    ):
        if lines:
            yield ""
            yield f"## {next(numbers)}、{title}"
            yield ""
            yield from lines
    yield ""
    yield f"检查日期以 {whole.as_of.isoformat()} 为准；规则校验值 {whole.rules_digest}。"
    yield ""
    yield phrases.UNVERIFIED


def headline(whole: Overview) -> str:
    """The title of the overview."""
    return f"{_years(whole)}法治政府建设年度报告检查总览"


def _years(whole: Overview) -> str:
    years = sorted({row.brief.year for row in whole.rows})
    if not years:
        return ""
    return f"{years[0]}年度" if len(years) == 1 else f"{years[0]}—{years[-1]}年度"


def _in_short(whole: Overview) -> Iterator[str]:
    late = sum(bool(row.late) for row in whole.rows)
    if whole.has_roster:
        asked = sum(row.expected is not None for row in whole.rows)
        yield (
            f"- 应报 {asked + len(whole.unsubmitted)} 个单位，已报并检查 {asked} 个，未报送或者不能检查 {len(whole.unsubmitted)} 个，"
            f"逾期报送 {late} 个；花名册以外的文件 {len(whole.strangers)} 个"
        )
    yield f"- 检查 {len(whole.rows)} 个单位的报告" + (
        f"，另有 {len(whole.unread)} 个文件没有检查" if whole.unread else ""
    )
    scores = whole.scores
    if scores:
        yield f"- 平均 {mean(scores):.1f} 分，中位数 {median(scores):.1f} 分，最高 {max(scores):.1f} 分，最低 {min(scores):.1f} 分"
        grades = Counter(row.brief.grade for row in whole.rows)
        yield "- " + "，".join(f"{grade} {grades[grade]} 个" for grade in whole.grades)
        vetoed = sum(bool(row.brief.vetoes) for row in whole.rows)
        if vetoed:
            yield f"- 单项否决 {vetoed} 个"
    worst = _most_missed(whole, None)[:3]
    if worst:
        yield "- 最常缺的是：" + "、".join(f"{plain(title)}（{share:.0f}%）" for title, _, _, share in worst)
    for note in whole.notes:
        yield f"- 注意：{plain(note)}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _cut(lines: list[str], what: str) -> Iterator[str]:
    """A long list is cut short, and says so."""
    yield from lines[:_MANY]
    if len(lines) > _MANY:
        yield f"- ……共 {len(lines)} {what}，全部见 overview.xlsx 和 results.csv"


def _not_in_order(whole: Overview) -> Iterator[str]:
    found = [
        f"- 未报送：{plain(one.expected.agency)}（{one.reason}{'，已过期限' if one.overdue else ''}）"
        for one in whole.unsubmitted
    ]
    found += [f"- 逾期：{plain(row.agency)}（{plain(row.late)}）" for row in whole.rows if row.late]
    found += [
        f"- 没有检查：{plain(one.path)}" + (f"（{plain(one.agency)}）" if one.agency else "") + f"：{plain(one.reason)}"
        for one in whole.unread
    ]
    found += [
        f"- 重复报送：{plain(one.agency)}，以“{plain(one.kept)}”为准（{one.reason}），不计："
        + "、".join(plain(path) for path in one.others)
        for one in whole.duplicates
    ]
    found += [f"- 花名册以外：{plain(path)}" for path in whole.strangers]
    yield from _cut(found, "条")


def _ends(whole: Overview) -> Iterator[str]:
    scored = [row for row in whole.rows if row.rank]
    if len(scored) <= 2 * _FEW:
        return
    head = ("名次", "单位", "得分", "等次", "缺失", "薄弱")
    yield from _table(head, map(_ranked, scored[:_FEW]))
    yield ""
    yield from _table(head, map(_ranked, scored[-_FEW:]))


def _ranked(row: Row) -> tuple[str, ...]:
    short = row.brief.in_short
    return (
        str(row.rank),
        plain(row.agency),
        f"{row.brief.score:.1f}",
        row.brief.grade,
        str(short[MISSING]),
        str(short[WEAK]),
    )


def most_missed(whole: Overview, kind: Kind | None) -> list[tuple[str, int, int, float]]:
    """(title, missing, weak, percentage missing or weak of those that it applies to), the most often first."""
    return _most_missed(whole, kind)


def _most_missed(whole: Overview, kind: Kind | None) -> list[tuple[str, int, int, float]]:
    rows = [row.brief.signs for row in whole.rows if kind is None or row.brief.kind is kind]
    found = []
    for number, item in enumerate(whole.items):
        signs = Counter(one[number] for one in rows)
        asked = signs[COVERED] + signs[WEAK] + signs[MISSING]
        gaps = signs[MISSING] + signs[WEAK]
        if gaps:
            found.append((item.title, signs[MISSING], signs[WEAK], 100 * gaps / asked))
    return sorted(found, key=lambda one: (-one[3], -one[1], one[0]))


def _missed(whole: Overview) -> Iterator[str]:
    for kind in Kind:
        count = sum(row.brief.kind is kind for row in whole.rows)
        worst = _most_missed(whole, kind)[:_FEW]
        if worst:
            yield f"**{KIND_NAMES[kind]}**（{count} 个单位）"
            yield ""
            yield from _table(
                ("事项", "缺失", "薄弱", "占应写单位"),
                ((plain(title), str(missing), str(weak), f"{share:.0f}%") for title, missing, weak, share in worst),
            )
            yield ""


def _defects(whole: Overview) -> Iterator[str]:
    agencies = Counter(name for row in whole.rows for name in row.brief.defects)
    places: Counter[str] = Counter()
    for row in whole.rows:
        places.update(row.brief.defects)
    if agencies:
        yield from _table(
            ("类别", "涉及单位", "处数"),
            (
                (phrases.DEFECT_TITLES.get(name, name), str(agencies[name]), str(places[name]))
                for name in sorted(agencies, key=lambda name: (-agencies[name], name))
            ),
        )


def _copied(whole: Overview) -> Iterator[str]:
    found = [
        f"- {plain(one.left)} 与 {plain(one.right)}{'（上年报告）' if one.previous else ''}：相同或者相近 {one.share:.0f}%"
        f"（占对方 {one.other_share:.0f}%），例如“{plain(one.passages[0].left[:60])}”"
        for one in whole.copied
    ]
    yield from _cut(found, "对")


def _promises(whole: Overview) -> Iterator[str]:
    found = [f"- {plain(one.agency)}：“{plain(one.quote)}”（{one.year}年度报告）" for one in whole.promises]
    yield from _cut(found, "条")


def _changes(whole: Overview) -> Iterator[str]:
    if whole.changes is None:
        return
    if not whole.changes:
        yield "没有变化。"
        return
    yield from _cut([f"- {change_told(one)}" for one in whole.changes], "个单位")


def change_told(one: Change) -> str:
    """A change in one line of Markdown."""
    if one.what == "new":
        told = f"新报送，{_points(one.after)}"
    elif one.what == "gone":
        told = f"上次有（{_points(one.before)}），这次没有"
    else:
        told = f"{_points(one.before)} → {_points(one.after)}"
    told += f"；补上：{'、'.join(map(plain, one.gained))}" if one.gained else ""
    told += f"；丢失：{'、'.join(map(plain, one.lost))}" if one.lost else ""
    return f"{plain(one.agency)}（{one.year}年度）：{told}"


def _points(score: float | None) -> str:
    return "不评分" if score is None else f"{score:.1f}分"


def _all(whole: Overview) -> Iterator[str]:
    yield from _table(
        ("名次", "单位", "类别", "年度", "得分", "等次", "具备", "薄弱", "缺失", "文字问题", "说明"),
        (
            (
                str(row.rank or ""),
                plain(row.agency),
                KIND_NAMES[row.brief.kind],
                str(row.brief.year),
                "不评分" if row.brief.score is None else f"{row.brief.score:.1f}",
                row.brief.grade,
                *(str(row.brief.in_short[sign]) for sign in (COVERED, WEAK, MISSING)),
                str(sum(row.brief.defects.values())),
                plain("；".join(_remarks(row))),
            )
            for row in whole.rows
        ),
    )


def _remarks(row: Row) -> Iterator[str]:
    yield from row.vetoes_told
    if row.late:
        yield f"逾期：{row.late}"
    yield from row.notes
    short = row.brief.in_short
    if short[REVIEW]:
        yield f"有内容没有读到，{short[REVIEW]}项待人工核对"
    if short[UNASKED]:
        yield f"另有{short[UNASKED]}项请确认是否涉及"
