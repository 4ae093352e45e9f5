"""The gap report for an agency, in Markdown that an office can forward as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from checker import score
from checker.model import KIND_NAMES, SEVERITY_NAMES, STRENGTH_NAMES, Audit, Run, Status
from checker.writers import phrases

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~!&$])")
_NUMBERS = "一二三四五六七八九十"


def render(run: Run) -> bytes:
    """One gap report for each audit, parted by a rule; failures at the end."""
    parts = ["\n".join(_lines(audit, run)) for audit in run.audits]
    if run.failures:
        parts.append(
            "\n".join(["## 没有检查的文件", "", *(f"- {plain(one.path)}：{plain(one.reason)}" for one in run.failures)])
        )
    return ("\n\n---\n\n".join(parts) + "\n").encode()


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Text of a document that must not act as Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(head)
    yield "| " + " | ".join(names) + " |"
    yield "|" + "---|" * len(names)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _lines(audit: Audit, run: Run) -> Iterator[str]:
    numbers = iter(_NUMBERS)
    who = audit.identity
    yield f"# {plain(who.agency or '报告单位')}{who.year}年度法治政府建设年度报告对照检查单"
    yield ""
    kind = KIND_NAMES[who.kind] if who.kind else "类别不明"
    yield f"- 单位类别：{kind}；报告年度：{who.year}" + (f"；{phrases.days(audit)}" if phrases.days(audit) else "")
    yield f"- 报告标题：{plain(audit.document.title) or '未写标题'}（文件：{plain(audit.path)}）"
    yield from _result(audit)
    for note in audit.document.reading.notes:
        yield f"- 注意：{plain(note)}"
    yield from _gaps(audit, run, numbers)
    yield from _defects(audit, numbers)
    yield from _unread(audit, numbers)
    yield from _covered(audit, numbers)
    yield from _sum(audit, run, numbers)
    yield ""
    yield phrases.UNVERIFIED


def _result(audit: Audit) -> Iterator[str]:
    total, grade, counted = score.score(audit), score.grade(audit), phrases.tally(audit.findings)
    if total.total is None or grade is None:
        yield "- 没有适用的检查项，不评分"
        return
    yield f"- 得分：**{total.total:.1f}**，等次：**{grade.name}**" + (
        f"（单项否决：{'、'.join(grade.because)}）" if grade.because else ""
    )
    yield f"- 具备 {counted[Status.COVERED]} 项，薄弱 {counted[Status.WEAK]} 项，缺失 {counted[Status.MISSING]} 项；文字问题 {sum(not one.waived for one in audit.defects)} 处"


def _gaps(audit: Audit, run: Run, numbers: Iterator[str]) -> Iterator[str]:
    gaps = phrases.gaps(audit)
    if gaps:
        yield ""
        yield f"## {next(numbers)}、需要补写的内容（按可提分数排列）"
        yield ""
        yield from _table(
            ("可提分", "现状", "事项", "依据", "怎样写"),
            (
                (
                    f"{gain:.1f}",
                    phrases.state(finding),
                    f"{plain(finding.item.title)}（{STRENGTH_NAMES[finding.strength]}）",
                    plain(phrases.basis(finding.item, run.sources)),
                    plain(finding.item.advice),
                )
                for finding, gain in gaps
            ),
        )
        yield ""
        yield f"## {next(numbers)}、可以参考的写法（【】内填写本单位的事实）"
        yield ""
        for finding, _ in gaps:
            yield f"- **{plain(finding.item.title)}**：{plain(finding.item.fill_in)}"
    unasked = phrases.unasked(audit)
    if unasked:
        yield ""
        yield f"## {next(numbers)}、请确认是否涉及"
        yield ""
        yield "下列事项报告没有提到，不扣分。有这项职权或者事项的请补写，没有的写一句“未发生”“不承担”即可。"
        yield ""
        yield "、".join(plain(finding.item.title) for finding in unasked) + "。"


def _defects(audit: Audit, numbers: Iterator[str]) -> Iterator[str]:
    shown = [one for one in audit.defects if not one.waived]
    if not shown:
        return
    yield ""
    yield f"## {next(numbers)}、文字问题"
    yield ""
    yield from _table(
        ("级别", "位置", "类别", "原文", "问题", "建议"),
        (
            (
                SEVERITY_NAMES[one.severity],
                phrases.place(one.place),
                phrases.DEFECT_TITLES.get(one.id, one.id),
                plain(one.quote),
                plain(one.message),
                plain(one.suggestion),
            )
            for one in shown
        ),
    )
    if any(one.id == "late" for one in shown):
        yield ""
        yield f"逾期以 {audit.as_of.isoformat()} 为准判断。"


def _unread(audit: Audit, numbers: Iterator[str]) -> Iterator[str]:
    if audit.unread:
        yield ""
        yield f"## {next(numbers)}、没有读到的内容"
        yield ""
        yield "下列内容程序没有读到，请人工核对；相应缺失的项没有计入得分。"
        yield ""
        for part in audit.unread:
            yield f"- {phrases.place(part.place) + '：' if part.place else ''}{plain(part.what)}（{plain(part.reason)}）"


def _covered(audit: Audit, numbers: Iterator[str]) -> Iterator[str]:
    covered = [one for one in audit.findings if one.status is Status.COVERED]
    if covered:
        yield ""
        yield f"## {next(numbers)}、已经写到的内容"
        yield ""
        yield from _table(
            ("事项", "报告原文", "位置"),
            (
                (plain(one.item.title), plain(one.evidence[0].quote), phrases.place(one.evidence[0].place))
                for one in covered
            ),
        )


def _sum(audit: Audit, run: Run, numbers: Iterator[str]) -> Iterator[str]:
    total, scoring = score.score(audit), audit.scoring
    yield ""
    yield f"## {next(numbers)}、得分怎样算出来"
    yield ""
    points = "，".join(
        f"{STRENGTH_NAMES[strength]} {phrases.number(value)} 分" for strength, value in scoring.points.items()
    )
    yield f"- 每项满分：{points}；具备得全分，薄弱得一半，缺失不得分。"
    if total.coverage is not None:
        yield f"- 应得 {phrases.number(total.possible)} 分，实得 {phrases.number(total.earned)} 分：{phrases.number(total.earned)}÷{phrases.number(total.possible)}×100＝{total.coverage:.1f}。"
    deducted = "、".join(
        f"{phrases.DEFECT_TITLES.get(name, name)} {phrases.number(cost)} 分" for name, cost in total.deducted.items()
    )
    yield f"- 文字问题扣分：{deducted or '无'}" + (
        f"，合计扣 {phrases.number(total.deductions)} 分。" if deducted else "。"
    )
    rest = [
        (finding, why) for finding, why in phrases.left_out(audit) if finding.excuse or finding.waived or finding.review
    ]
    if rest:
        yield (
            "- 没有计入的项："
            + "；".join(f"{plain(finding.item.title)}（{plain(why)}）" for finding, why in rest)
            + "。"
        )
    waived = [one for one in audit.defects if one.waived]
    if waived:
        yield (
            "- 已豁免的文字问题："
            + "；".join(f"{phrases.place(one.place)}“{plain(one.quote)}”（{plain(one.waived)}）" for one in waived)
            + "。"
        )
    yield f"- 文件校验值 {audit.digest}，规则校验值 {run.rules_digest}。"
