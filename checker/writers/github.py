"""Annotations for GitHub Actions: one workflow command for each finding and defect."""

from __future__ import annotations

from collections.abc import Iterator

from checker import score
from checker.model import STATUS_NAMES, STRENGTH_NAMES, Audit, Place, Run, Severity
from checker.writers import phrases

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def render(run: Run) -> bytes:
    """The most severe first, since only the first ten of each level are shown."""
    lines = sorted(_lines(run), key=lambda line: ("error", "warning", "notice").index(line[0]))
    return "".join(f"{text}\n" for _, text in lines).encode()


def _lines(run: Run) -> Iterator[tuple[str, str]]:
    for failure in run.failures:
        yield "error", f"::error file={_value(failure.path)},title=没有检查::{_message(failure.reason)}"
    for audit in run.audits:
        yield _command(Severity.HINT, audit.path, Place("line", 1), phrases.who(audit), _result(audit))
        for finding, gain in phrases.gaps(audit):
            how = score.level(finding, audit.scoring)
            if how:
                where = finding.evidence[0].place if finding.evidence else Place("line", 1)
                title = f"{finding.item.title}（{phrases.state(finding)}，{STRENGTH_NAMES[finding.strength]}）"
                told = f"补写可提 {gain:.1f} 分。{finding.item.advice}（{finding.item.id}）"
                yield _command(how, audit.path, where, title, told)
        waived = phrases.waived(audit)
        if waived:
            yield _command(
                Severity.HINT, audit.path, Place("line", 1), "已豁免", f"已豁免{len(waived)}处：{'；'.join(waived)}"
            )
        for one in audit.defects:
            if not one.waived:
                told = f"“{one.quote}”：{one.message}" + (f"　建议：{one.suggestion}" if one.suggestion else "")
                yield _command(one.severity, audit.path, one.place, phrases.DEFECT_TITLES.get(one.id, one.id), told)


def _result(audit: Audit) -> str:
    total, grade, counted = score.score(audit).total, score.grade(audit), phrases.tally(audit.findings)
    if total is None or grade is None:
        return "没有适用的检查项，不评分"
    told = "，".join(f"{STATUS_NAMES[status]} {number} 项" for status, number in counted.items())
    return f"得分 {total:.1f}，{grade.name}：{told}；文字问题 {sum(not one.waived for one in audit.defects)} 处"


def _command(how: Severity, path: str, where: Place, title: str, message: str) -> tuple[str, str]:
    line = f",line={where.number}" if where.unit == "line" else ""
    at = "" if where.unit == "line" else f"（{phrases.place(where)}）"
    name = _COMMANDS[how]
    return name, f"::{name} file={_value(path)}{line},title={_value(title)}::{_message(message + at)}"


def _message(text: str) -> str:
    return phrases.visible(text).replace("%", "%25")


def _value(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
