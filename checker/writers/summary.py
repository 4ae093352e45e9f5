"""What a chief should know of a batch, in a few sentences; every overview begins with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import mean, median

from checker import overview
from checker.model import Strength
from checker.overview import Change, Overview
from checker.writers import phrases

_HALF = 50.0
_FEW = 3
_SOME = 10


def headline(whole: Overview) -> str:
    """The title of the overview."""
    years = sorted({row.brief.year for row in whole.rows})
    span = "" if not years else f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年"
    return f"{span}法治政府建设年度报告检查总览"


def sentences(whole: Overview) -> Iterator[tuple[str, str]]:
    """(what it is about, a sentence), as plain text of which names from documents may be a part."""
    yield "报送", "，".join(_submitted(whole)) + "。"
    if whole.scores:
        yield "得分", _scores(whole)
    vetoes = overview.veto_counts(whole)
    if vetoes:
        count = sum(bool(row.brief.vetoes) for row in whole.rows)
        told = "、".join(f"{why} {agencies} 个" for why, agencies in vetoes[:5])
        yield "单项否决", f"{count} 个单位，其中{told}。"
    missed = overview.most_missed(whole)
    if missed:
        musts = overview.most_missed(whole, strength=Strength.MUST)
        told = f"{_missed(missed[:_FEW])}。"
        yield "最常缺的", told + (f"必须写的内容里最常缺的是{_missed(musts[:_FEW])}。" if musts else "")
    defects = overview.defect_counts(whole)
    if defects:
        agencies = sum(bool(row.brief.defects) for row in whole.rows)
        told = "、".join(
            f"{phrases.DEFECT_TITLES.get(name, name)}（{count} 个单位）" for name, count, _ in defects[:_FEW]
        )
        yield "文字问题", f"{agencies} 个单位共 {sum(places for _, _, places in defects)} 处，最多的是{told}。"
    unheeded = [row.agency for row in whole.rows if row.brief.unheeded]
    if unheeded:
        more = "等" if len(unheeded) > _SOME else ""
        yield (
            "文内豁免",
            f"{len(unheeded)} 个单位在文内注释里给自己豁免，没有采纳：{'、'.join(unheeded[:_SOME])}{more}。",
        )
    yield from _compared(whole)


def _submitted(whole: Overview) -> Iterator[str]:
    if whole.has_roster:
        yield f"应报 {whole.asked} 个单位"
        yield f"收到并检查 {whole.asked - len(whole.unsubmitted)} 个"
        for reason, count in Counter(one.reason for one in whole.unsubmitted).items():
            yield f"{reason} {count} 个"
        late = sum(bool(row.late) for row in whole.rows)
        yield f"逾期报送 {late} 个"
        if whole.strangers:
            yield f"花名册以外的报告 {len(whole.strangers)} 份"
    else:
        yield f"检查 {len(whole.rows)} 个单位的报告"
    if whole.duplicates:
        yield f"重复报送 {len(whole.duplicates)} 个单位"
    if whole.unread:
        yield f"不能检查的文件 {len(whole.unread)} 个"


def _scores(whole: Overview) -> str:
    scores = whole.scores
    grades = Counter(row.brief.grade for row in whole.rows)
    return (
        f"平均 {mean(scores):.1f} 分，中位数 {median(scores):.1f} 分，最高 {max(scores):.1f} 分，最低 {min(scores):.1f} 分；"
        + "，".join(f"{grade} {grades[grade]} 个" for grade in whole.grades)
        + "。"
    )


def _missed(items: Sequence[overview.Missed]) -> str:
    return "、".join(f"{_quoted(one.item.title)}（{one.share:.0f}%的单位）" for one in items)


def _quoted(title: str) -> str:
    inside = title.replace("“", "‘").replace("”", "’")
    return f"“{inside}”"


def _compared(whole: Overview) -> Iterator[tuple[str, str]]:
    others = [one for one in whole.copied if not one.previous and one.share >= _HALF]
    own = [one for one in whole.copied if one.previous and one.share >= _HALF]
    if others or own:
        told = []
        if others:
            told.append(f"{len(others)} 对单位的报告一半以上内容相同或者相近")
        if own:
            told.append(f"{len(own)} 个单位的报告一半以上与本单位上年的相同或者相近")
        yield "雷同", "，".join(told) + "，请对照原文判断。"
    if whole.promises:
        agencies = len({one.agency for one in whole.promises})
        yield "上年安排", f"{agencies} 个单位上年写的 {len(whole.promises)} 项安排，本年没有提到。"
    if whole.changes is not None:
        yield "与上次检查相比", _changed(whole.changes)


def _changed(changes: Sequence[Change]) -> str:
    if not changes:
        return "没有变化。"
    both = [(one.before, one.after) for one in changes if one.before is not None and one.after is not None]
    up, down = (sum(sign * (after - before) > 0 for before, after in both) for sign in (1, -1))
    new, gone = (sum(one.what == what for one in changes) for what in ("new", "gone"))
    return f"{up} 个单位得分上升，{down} 个下降，新报送 {new} 个，这次没有 {gone} 个。"
