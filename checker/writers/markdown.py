"""The gap report for an agency, in Markdown that an office can forward as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from checker import __version__, score
from checker.model import (
    KIND_NAMES,
    SEVERITY_NAMES,
    STATUS_NAMES,
    STRENGTH_NAMES,
    Audit,
    Finding,
    Run,
    Scoring,
    Status,
    Strength,
)
from checker.score import Score
from checker.writers import phrases

# signs of Markdown and HTML, and what would become a link by itself
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~!&$@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
# what begins a list or a heading where it stands first in a line
_FIRST = re.compile(r"^([-+=]|\d+(?=[.)]))")
_NUMBERS = "一二三四五六七八九十"
_SAID = (Status.COVERED, Status.WEAK, Status.MISSING)


def render(run: Run) -> bytes:
    """One gap report for each audit, parted by a rule; failures at the end."""
    parts = ["\n".join(_lines(audit, run)) for audit in run.audits]
    if run.failures:
        parts.append(
            "\n".join(["## 没有检查的文件", "", *(f"- {plain(one.path)}：{plain(one.reason)}" for one in run.failures)])
        )
    return ("\n\n---\n\n".join(parts) + "\n").encode()


def title(audit: Audit) -> str:
    """The title of the gap report, not yet safe in Markdown."""
    return f"{audit.identity.agency or '报告单位'}{audit.identity.year}年法治政府建设年度报告对照检查单"


def plain(text: str) -> str:
    """Text of a document that must not act as Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", phrases.visible(text))


# the words of the rules come back in every gap report of a batch
_ruled = lru_cache(maxsize=4096)(plain)


def first(text: str) -> str:
    """Like `plain`, for text that a line begins with."""
    return _FIRST.sub(lambda found: f"\\{found[1]}" if not found[1].isdigit() else f"{found[1]}\\", plain(text))


@lru_cache(maxsize=1024)
def _fill_in(text: str) -> tuple[str, ...]:
    return tuple(map(first, text.strip().splitlines()))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table; the cells are Markdown already."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _lines(audit: Audit, run: Run) -> Iterator[str]:
    yield f"# {plain(title(audit))}"
    yield ""
    yield "对照《法治政府建设与责任落实督察工作规定》第二十五条等规定，逐项检查报告写到了什么、还缺什么、怎样补写。"
    gaps, total = phrases.gaps(audit), score.score(audit)
    parts = (
        ("检查结果", _result(audit, total, gaps)),
        (f"提分清单（{len(gaps)} 项，按可提分数排列）", _gaps(gaps, run)),
        ("文字问题", _defects(audit)),
        ("请确认是否涉及", _unasked(audit)),
        ("没有读到的内容", _unread(audit)),
        ("已经写到的内容", _covered(audit)),
        ("得分怎样算出来", _sum(audit, total, run)),
    )
    numbers = iter(_NUMBERS)
    for name, lines in parts:
        told = list(lines)
        if told:
            yield from ("", f"## {next(numbers)}、{name}", "", *told)
    yield ""
    yield phrases.UNVERIFIED


# ── the first page ──────────────────────────────────────────────────────────────────────


def _result(audit: Audit, total: Score, gaps: Sequence[tuple[Finding, float]]) -> Iterator[str]:
    who = audit.identity
    kind = KIND_NAMES[who.kind] if who.kind else "类别不明"
    days = phrases.days(audit)
    yield f"- 报告：{plain(audit.document.title) or '未写标题'}（文件：{plain(audit.path)}" + (
        f"；{days}）" if days else "）"
    )
    yield f"- 单位类别：{kind}；报告年度：{who.year}"
    yield from _score(audit, total, gaps)
    musts = [_ruled(one.item.title) for one, _ in gaps if one.strength is Strength.MUST]
    if musts:
        yield f"- 必须写而没有写好的 {len(musts)} 项：{'、'.join(musts)}"
    if audit.unread:
        yield f"- {phrases.unread(audit)}（见“没有读到的内容”）"
    for note in audit.document.reading.notes:
        yield f"- 注意：{plain(note)}"


def _score(audit: Audit, total: Score, gaps: Sequence[tuple[Finding, float]]) -> Iterator[str]:
    grade, counted = score.grade(audit), phrases.tally(audit.findings)
    if total.total is None or grade is None:
        yield "- 没有适用的检查项，不评分"
        return
    wrong = f"；文字问题 {sum(not one.waived for one in audit.defects)} 处"
    if total.deductions:
        wrong += f"，扣 {phrases.number(total.deductions)} 分"
    yield (
        f"- 得分 **{total.total:.1f}**，等次 **{grade.name}**：应写的 {sum(counted.values())} 项中，"
        + "，".join(f"{STATUS_NAMES[status]} {counted[status]} 项" for status in _SAID)
        + wrong
    )
    if grade.because:
        without = f"；不计否决为{grade.without_veto}" if grade.without_veto != grade.name else ""
        yield f"- 单项否决：{'、'.join(map(plain, grade.because))}{without}"
    way = score.way_up(audit, total, grade, [finding for finding, _ in gaps])
    if way is not None:
        yield f"- 提到{way.grade}（{phrases.number(way.least)} 分）：写好提分清单{phrases.the_first(way.items)}，可得 {way.total:.1f} 分"


# ── what to mend ────────────────────────────────────────────────────────────────────────


def _gaps(gaps: Sequence[tuple[Finding, float]], run: Run) -> Iterator[str]:
    if not gaps:
        return
    yield "“参考写法”里的【】填写本单位的事实；没有做过的事不要写。"
    yield ""
    for number, (finding, gain) in enumerate(gaps, 1):
        item, lead = finding.item, f"{number}. "
        indent = " " * len(lead)
        yield (
            f"{lead}**{_ruled(item.title)}**（{phrases.state(finding)}，{STRENGTH_NAMES[finding.strength]}，"
            f"可提 {gain:.1f} 分）"
        )
        for one in finding.evidence[:1]:
            yield f"{indent}- 现在写的：“{plain(one.quote)}”（{phrases.place(one.place)}）"
        yield f"{indent}- 怎样写：{_ruled(item.advice)}"
        if item.fill_in:
            # two spaces at the end keep the author's line break
            yield f"{indent}- 参考写法：" + f"  \n{indent}  ".join(_fill_in(item.fill_in))
        told = phrases.basis(item, run.sources)
        if told:
            yield f"{indent}- 依据：{_ruled(told)}"


def _defects(audit: Audit) -> Iterator[str]:
    shown = [one for one in audit.defects if not one.waived]
    if not shown:
        return
    yield from table(
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


def _unasked(audit: Audit) -> Iterator[str]:
    unasked = phrases.unasked(audit)
    if unasked:
        yield "下列事项报告没有提到，不扣分。有这项职权或者事项的请补写，没有的写一句“未发生”“不承担”即可。"
        yield ""
        yield "、".join(_ruled(finding.item.title) for finding in unasked) + "。"


def _unread(audit: Audit) -> Iterator[str]:
    if audit.unread:
        yield "下列内容程序没有读到，请人工核对；相应缺失的项没有计入得分。"
        yield ""
        for part in audit.unread:
            yield f"- {phrases.place(part.place) + '：' if part.place else ''}{plain(part.what)}（{plain(part.reason)}）"


def _covered(audit: Audit) -> Iterator[str]:
    covered = [one for one in audit.findings if one.status is Status.COVERED]
    if covered:
        yield from table(
            ("事项", "要求", "报告原文", "位置"),
            (
                (
                    _ruled(one.item.title),
                    STRENGTH_NAMES[one.strength],
                    plain(one.evidence[0].quote),
                    phrases.place(one.evidence[0].place),
                )
                for one in covered
            ),
        )


# ── how the score was computed ──────────────────────────────────────────────────────────


def _sum(audit: Audit, total: Score, run: Run) -> Iterator[str]:
    scoring = audit.scoring
    if total.coverage is not None:
        yield from table(("要求", "每项分值", "具备", "薄弱", "缺失", "应得", "实得"), _sums(audit, total))
        yield ""
        shares = "，".join(f"{STATUS_NAMES[one]}得 {phrases.number(100 * scoring.shares[one])}%" for one in _SAID)
        yield f"1. 每项{shares}：实得÷应得×100，{phrases.number(total.earned)}÷{phrases.number(total.possible)}×100＝{total.coverage:.1f}。"
        yield f"2. 文字问题扣分：{_deductions(total, scoring)}"
        yield f"3. 得分：{total.coverage:.1f}－{phrases.number(total.deductions)}＝{total.total:.1f}" + (
            "，不足 0 分按 0 分计。" if total.coverage < total.deductions else "。"
        )
        grades = "，".join(f"{phrases.number(least)} 分以上{name}" for name, least in scoring.grades[:-1])
        yield (
            f"4. 等次：{grades}，其余{scoring.grades[-1][0]}。《法治政府建设与责任落实督察工作规定》第二十五条要求写的内容是"
            f"单项否决项，其中必须写的缺失的评为{scoring.fail}，写得薄弱或者没有写原因的最高评为{scoring.cap}。"
        )
        yield ""
    rest = [(finding, why) for finding, why in phrases.left_out(audit) if finding.excuse or finding.review]
    if rest:
        yield "没有计入的项：" + "；".join(f"{_ruled(one.item.title)}（{_ruled(why)}）" for one, why in rest) + "。"
        yield ""
    waived = phrases.waived(audit)
    if waived:
        yield f"已豁免{len(waived)}处，不计入得分：" + "；".join(map(plain, waived)) + "。"
        yield ""
    yield f"文件校验值 {audit.digest}，规则校验值 {run.rules_digest}，程序版本 {__version__}。"


def _sums(audit: Audit, whole: Score) -> Iterator[tuple[str, ...]]:
    """One row for each strength that counts, and their sum; anyone can add them up again."""
    for strength, worth in audit.scoring.points.items():
        findings = [one for one in audit.findings if one.strength is strength and score.counts(one)]
        if findings:
            counted = phrases.tally(findings)
            sums = [score.points(one, audit.scoring) for one in findings]
            earned, possible = sum(one for one, _ in sums), sum(one for _, one in sums)
            yield (
                STRENGTH_NAMES[strength],
                phrases.number(worth),
                *(str(counted[status]) for status in _SAID),
                phrases.number(possible),
                phrases.number(earned),
            )
    counted = phrases.tally(audit.findings)
    yield (
        "合计",
        "",
        *(str(counted[status]) for status in _SAID),
        phrases.number(whole.possible),
        phrases.number(whole.earned),
    )


def _deductions(total: Score, scoring: Scoring) -> str:
    if not total.deducted:
        return "无。"
    each = "，".join(
        f"{SEVERITY_NAMES[how]}每处 {phrases.number(cost)} 分" for how, cost in scoring.deductions.items() if cost
    )
    told = "、".join(
        f"{phrases.DEFECT_TITLES.get(name, name)} {phrases.number(cost)} 分" for name, cost in total.deducted.items()
    )
    return (
        f"{each}，每类最多 {phrases.number(scoring.most_per_kind)} 分，合计最多 {phrases.number(scoring.most_in_all)} 分。"
        f"{told}，合计扣 {phrases.number(total.deductions)} 分。"
    )
