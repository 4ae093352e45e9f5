"""What a drafter reads on the console."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker import score
from checker.model import SEVERITY_NAMES, STRENGTH_NAMES, Audit, Finding, Run, Severity, Status
from checker.writers import phrases

_COLOURS = {"error": "31", "warning": "33", "hint": "36", "good": "32", "title": "1", "quiet": "2"}
_INDENT = "        "


def render(run: Run, *, colour: bool = False) -> bytes:
    """UTF-8 lines; `colour` adds the escape codes of a terminal."""
    paint = _paint if colour else _plain
    parts = ["\n".join(_audit(audit, run, paint)) for audit in run.audits]
    if run.audits:
        parts.append("\n".join(_summary(run)))
    return ("\n\n".join(parts) + "\n" if parts else "").encode()


def _plain(text: str, _: str) -> str:
    return text


def _paint(text: str, name: str) -> str:
    return f"\x1b[{_COLOURS[name]}m{text}\x1b[0m"


def _audit(audit: Audit, run: Run, paint) -> Iterator[str]:  # type: ignore[no-untyped-def]
    yield paint(phrases.visible(audit.path), "title")
    yield f"  {phrases.who(audit)}" + (f"　{phrases.days(audit)}" if phrases.days(audit) else "")
    yield from _score(audit, paint)
    if audit.unread:
        yield f"  注意：{phrases.unread(audit)}"
    for note in audit.document.reading.notes:
        yield f"  注意：{phrases.visible(note)}"
    gaps = phrases.gaps(audit)
    yield from _way(audit, gaps)
    if gaps:
        yield ""
        yield paint(f"提分清单（{len(gaps)}项，按可提分数排列）", "title")
        for number, (finding, gain) in enumerate(gaps, 1):
            yield from _gap(number, finding, gain, audit, run, paint)
    shown = [defect for defect in audit.defects if not defect.waived]
    if shown:
        yield ""
        yield paint(f"文字问题（{len(shown)}处）", "title")
        for one in shown:
            named = phrases.DEFECT_TITLES.get(one.id, one.id)
            yield f"  {paint(SEVERITY_NAMES[one.severity], one.severity.value)}　{phrases.place(one.place)}　{named}（{one.id}）：“{phrases.visible(one.quote)}”"
            yield f"{_INDENT}{phrases.visible(one.message)}" + (
                f"　建议：{phrases.visible(one.suggestion)}" if one.suggestion else ""
            )
    unasked = phrases.unasked(audit)
    if unasked:
        yield ""
        yield paint(
            "请确认是否涉及（没有提到，不扣分；有这项职权或者事项的请补写，没有的写一句“未发生”“不承担”即可）", "title"
        )
        yield "  " + "；".join(f"{finding.item.title}（{finding.item.id}）" for finding in unasked)
    if audit.unread:
        yield ""
        yield paint("没有读到的内容（请人工核对，相应缺失的项不计分）", "title")
        for part in audit.unread:
            yield f"  {phrases.place(part.place) + '　' if part.place else ''}{phrases.visible(part.what)}：{phrases.visible(part.reason)}"
    yield from _covered(audit, paint)
    yield from _rest(audit, paint)


def _score(audit: Audit, paint) -> Iterator[str]:  # type: ignore[no-untyped-def]
    total, grade = score.score(audit), score.grade(audit)
    if total.total is None or grade is None:
        yield "  没有适用的检查项，不评分"
        return
    how = "good" if grade.name in ("优秀", "良好") else "warning" if grade.name == "合格" else "error"
    yield f"  得分 {paint(f'{total.total:.1f}', how)}　{paint(grade.name, how)}" + (
        f"（单项否决：{'、'.join(grade.because)}"
        + (f"；不计否决为{grade.without_veto}" if grade.without_veto != grade.name else "")
        + "）"
        if grade.because
        else ""
    )
    counted = phrases.tally(audit.findings)
    yield (
        f"  具备 {counted[Status.COVERED]} 项，薄弱 {counted[Status.WEAK]} 项，缺失 {counted[Status.MISSING]} 项；"
        + _sum(audit)
    )


def _sum(audit: Audit) -> str:
    total = score.score(audit)
    told = f"{phrases.number(total.earned)}÷{phrases.number(total.possible)}×100＝{total.coverage:.1f}"
    if total.deductions:
        told += f"，文字问题扣 {phrases.number(total.deductions)}"
    return told


def _way(audit: Audit, gaps: Sequence[tuple[Finding, float]]) -> Iterator[str]:
    way = score.way_up(audit, score.score(audit), score.grade(audit), [finding for finding, _ in gaps])
    if way is not None:
        yield f"  提到{way.grade}（{phrases.number(way.least)} 分）：写好提分清单{phrases.the_first(way.items)}，可得 {way.total:.1f} 分"


def _gap(number: int, finding: Finding, gain: float, audit: Audit, run: Run, paint) -> Iterator[str]:  # type: ignore[no-untyped-def]
    item = finding.item
    how = score.level(finding, audit.scoring) or Severity.HINT
    yield f"  {number}．+{gain:.1f}　{paint(phrases.state(finding), how.value)}　{item.title}（{item.id}，{STRENGTH_NAMES[finding.strength]}）"
    for one in finding.evidence[:1]:
        yield f"{_INDENT}现在写的：“{phrases.visible(one.quote)}”（{phrases.place(one.place)}）"
    yield f"{_INDENT}怎样写：{item.advice}"
    if item.fill_in:
        yield f"{_INDENT}参考写法：" + f"\n{_INDENT}　　　　　".join(item.fill_in.strip().splitlines())
    told = phrases.basis(item, run.sources)
    if told:
        yield f"{_INDENT}依据：{told}"


def _covered(audit: Audit, paint) -> Iterator[str]:  # type: ignore[no-untyped-def]
    covered = [finding for finding in audit.findings if finding.status is Status.COVERED]
    if covered:
        yield ""
        yield paint(f"已经写到的（{len(covered)}项）", "title")
        for finding in covered:
            one = finding.evidence[0]
            yield f"  {paint('√', 'good')} {finding.item.title}（{finding.item.id}）　{phrases.place(one.place)}：“{phrases.visible(one.quote)}”"


def _rest(audit: Audit, paint) -> Iterator[str]:  # type: ignore[no-untyped-def]
    rest = [(finding, why) for finding, why in phrases.left_out(audit) if finding.excuse or finding.review]
    if rest:
        yield ""
        yield paint("没有计入得分的", "title")
        for finding, why in rest:
            yield f"  {finding.item.title}（{finding.item.id}）：{phrases.visible(why)}"
    waived = phrases.waived(audit)
    if waived:
        yield ""
        yield paint(f"已豁免的（{len(waived)}处，不计入得分）", "title")
        yield from (f"  {one}" for one in waived)
    if any(defect.id == "late" for defect in audit.defects):
        yield ""
        yield f"逾期以 {audit.as_of.isoformat()} 为准判断。"
    yield ""
    yield paint(phrases.UNVERIFIED, "quiet")


def _summary(run: Run) -> Iterator[str]:
    yield f"共 {len(run.audits)} 份："
    for audit in run.audits:
        total, grade = score.score(audit).total, score.grade(audit)
        told = f"{total:.1f} {grade.name}" if total is not None and grade else "不评分"
        yield f"  {told}　{phrases.who(audit)}　{phrases.visible(audit.path)}"
