"""The overview that a chief reads in two minutes, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker import overview
from checker.model import KIND_NAMES
from checker.overview import COVERED, MISSING, UNASKED, WEAK, Change, Overview, Row
from checker.writers import phrases
from checker.writers.markdown import plain, table
from checker.writers.summary import headline, sentences

_FEW = 10
# names in one sentence, and such with an explanation; a longer list is one for the workbook
_NAMES = 40
_EXPLAINED = 15
# above this a list of all agencies is no reading matter
_ALL = 100
_NUMBERS = "一二三四五六七八九十"


def render(whole: Overview) -> bytes:
    """UTF-8 Markdown; text of documents acts neither as Markdown nor as HTML."""
    return ("\n".join(_lines(whole)) + "\n").encode("utf-8", "replace")


def _lines(whole: Overview) -> Iterator[str]:
    numbers = iter(_NUMBERS)
    yield f"# {headline(whole)}"
    for title, lines in (
        ("要点", _in_short(whole)),
        ("各类单位", _kinds(whole)),
        ("未报送、逾期和不能检查的", _not_in_order(whole)),
        ("得分靠前和靠后的单位", _ends(whole)),
        ("最常缺的内容", _missed(whole)),
        ("文字问题", _defects(whole)),
        ("内容雷同", _copied(whole)),
        ("上年安排本年没有提到的", _promises(whole)),
        ("与上次检查相比", _changes(whole)),
        ("全部单位", _all(whole)),
    ):
        told = list(lines)
        if told:
            yield from ("", f"## {next(numbers)}、{title}", "", *told)
    yield ""
    yield (
        "筛选、排序、逐项对照和原文见 overview.html，各种清单见 overview.xlsx，各单位的对照检查单在 agencies 文件夹。"
        f"检查日期以 {whole.as_of.isoformat()} 为准；规则校验值 {whole.rules_digest}。"
    )
    yield ""
    yield phrases.OVERVIEW_UNVERIFIED


def _in_short(whole: Overview) -> Iterator[str]:
    for what, told in sentences(whole):
        yield f"- **{what}**：{plain(told)}"
    for note in whole.notes:
        yield f"- **注意**：{plain(note)}"


def _kinds(whole: Overview) -> Iterator[str]:
    kinds = overview.by_kind(whole)
    if len(kinds) > 1:
        yield from table(
            ("类别", "单位", "平均分", "中位数", *whole.grades, "单项否决"),
            [
                (
                    KIND_NAMES[one.kind],
                    str(one.agencies),
                    _points(one.mean),
                    _points(one.median),
                    *(str(one.grades.get(grade, 0)) for grade in whole.grades),
                    str(one.vetoed),
                )
                for one in kinds
            ],
        )


def _names(what: str, names: Sequence[str], most: int = _EXPLAINED) -> Iterator[str]:
    """One point with the names; a long list is cut short, and says so."""
    if names:
        more = "……全部见 overview.xlsx 的“未报送与逾期”" if len(names) > most else ""
        yield f"- **{what}**（{len(names)}）：{'、'.join(names[:most])}{more}"


def _not_in_order(whole: Overview) -> Iterator[str]:
    for reason in dict.fromkeys(one.told for one in whole.unsubmitted):
        names = [plain(one.expected.agency) for one in whole.unsubmitted if one.told == reason]
        yield from _names(reason, names, _NAMES)
    yield from _names("逾期", [f"{plain(row.agency)}（{plain(row.late)}）" for row in whole.rows if row.late])
    yield from _names(
        "不能检查的文件",
        [
            plain(one.path) + "：" + (f"{plain(one.agency)}，" if one.agency else "") + plain(one.reason)
            for one in whole.unread
        ],
    )
    yield from _names(
        "重复报送", [f"{plain(one.agency)}（以“{plain(one.kept)}”为准，{one.reason}）" for one in whole.duplicates]
    )
    yield from _names("花名册以外的报告", list(map(plain, whole.strangers)))


def _ends(whole: Overview) -> Iterator[str]:
    scored = [row for row in whole.rows if row.rank]
    if len(scored) <= _ALL:
        return
    head = ("名次", "单位", "得分", "等次", "缺失", "薄弱")
    yield from table(head, list(map(_ranked, scored[:_FEW])))
    yield ""
    yield from table(head, list(map(_ranked, scored[-_FEW:])))


def _ranked(row: Row) -> tuple[str, ...]:
    short = row.brief.in_short
    return (
        str(row.rank),
        plain(row.agency),
        _points(row.brief.score),
        row.brief.grade,
        str(short[MISSING]),
        str(short[WEAK]),
    )


def _missed(whole: Overview) -> Iterator[str]:
    worst = overview.most_missed(whole)[:_FEW]
    if not worst:
        return
    yield from table(
        ("事项", "缺失", "薄弱", "占应写单位"),
        [(plain(one.item.title), str(one.missing), str(one.weak), f"{one.share:.0f}%") for one in worst],
    )
    kinds = overview.by_kind(whole)
    if len(kinds) > 1:
        yield ""
        for one in kinds:
            most = overview.most_missed(whole, one.kind)[:5]
            told = "、".join(f"{plain(each.item.title)}（{each.share:.0f}%）" for each in most)
            yield f"- **{KIND_NAMES[one.kind]}**（{one.agencies} 个）：{told or '没有'}"


def _defects(whole: Overview) -> Iterator[str]:
    found = overview.defect_counts(whole)
    if found:
        yield from table(
            ("类别", "涉及单位", "处数"),
            [
                (phrases.DEFECT_TITLES.get(name, name), str(agencies), str(places))
                for name, agencies, places in found[:_FEW]
            ],
        )
        yield from _rest(len(found), "类")


def _rest(count: int, unit: str) -> Iterator[str]:
    if count > _FEW:
        yield ""
        yield f"共 {count} {unit}，全部见 overview.xlsx。"


def _copied(whole: Overview) -> Iterator[str]:
    for one in whole.copied[:_FEW]:
        other = "本单位上年报告" if one.previous else plain(one.right)
        yield (
            f"- {plain(one.left)} 与 {other}：相同或者相近 {one.share:.0f}%（占对方 {one.other_share:.0f}%），"
            f"例如“{plain(one.passages[0].left[:60])}”"
        )
    yield from _rest(len(whole.copied), "对")


def _promises(whole: Overview) -> Iterator[str]:
    for one in whole.promises[:_FEW]:
        yield f"- {plain(one.agency)}：“{plain(one.quote)}”（{one.year}年度报告）"
    yield from _rest(len(whole.promises), "条")


def _changes(whole: Overview) -> Iterator[str]:
    if whole.changes is None:
        return
    if not whole.changes:
        yield "没有变化。"
    for one in whole.changes[: 5 * _FEW]:
        yield f"- {plain(change_told(one))}"
    if len(whole.changes) > 5 * _FEW:
        yield ""
        yield f"共 {len(whole.changes)} 个单位，全部见 overview.xlsx。"


def change_told(one: Change) -> str:
    """A change in one line."""
    if one.what == "new":
        told = f"新报送，{_with_unit(one.after)}"
    elif one.what == "gone":
        told = f"上次有（{_with_unit(one.before)}），这次没有"
    else:
        told = f"{_with_unit(one.before)} → {_with_unit(one.after)}"
    told += f"；补上：{'、'.join(one.gained)}" if one.gained else ""
    told += f"；丢失：{'、'.join(one.lost)}" if one.lost else ""
    return f"{phrases.visible(one.agency)}（{one.year}年度）：{told}"


def _points(score: float | None) -> str:
    return "不评分" if score is None else f"{score:.1f}"


def _with_unit(score: float | None) -> str:
    return _points(score) if score is None else f"{_points(score)}分"


def _all(whole: Overview) -> Iterator[str]:
    if not whole.rows:
        return
    if len(whole.rows) > _ALL:
        yield f"{len(whole.rows)} 个单位的排名见 overview.html 和 overview.xlsx。"
        return
    yield from table(
        ("名次", "单位", "类别", "得分", "等次", "具备", "薄弱", "缺失", "请确认", "文字问题", "说明"),
        [
            (
                str(row.rank or ""),
                plain(row.agency),
                KIND_NAMES[row.brief.kind],
                _points(row.brief.score),
                row.brief.grade,
                *(str(row.brief.in_short[sign]) for sign in (COVERED, WEAK, MISSING, UNASKED)),
                str(sum(row.brief.defects.values())),
                plain("；".join(whole.remarks(row))),
            )
            for row in whole.rows
        ],
    )
