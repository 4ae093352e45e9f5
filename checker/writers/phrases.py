"""Phrases that several outputs share, in the Chinese that an office uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checker.expressions import Expression
from checker.model import (
    KIND_NAMES,
    Audit,
    Finding,
    Item,
    Place,
    Severity,
    Source,
    Status,
    Strength,
)
from checker.score import counts, gains, level

UNVERIFIED = "说明：“具备”是指报告里写到了，不表示已经核实；本单由程序对照规则生成，供修改报告时参考。"
OVERVIEW_UNVERIFIED = "说明：“具备”是指报告里写到了，不表示已经核实；本总览由程序对照规则生成，供审核报告时参考。"
DEFECT_TITLES: Mapping[str, str] = {
    "placeholder": "留白未填",
    "leftover": "转换或编辑残留",
    "watermark": "范文网站水印",
    "stale-year": "年度错位",
    "mixed-period": "统计口径混用",
    "wrong-period": "规划纲要期间写错",
    "lost-dash": "年份区间丢失连接号",
    "abolished-law": "引用已废止的法律法规",
    "law-name": "法律文件名称有误",
    "fazhi-wording": "“法制”“法治”混用",
    "typo": "错别字和漏字重字",
    "future-in-past": "总结部分出现将来时",
    "numbering": "序号缺漏重复或层级错乱",
    "punctuation": "标点不规范",
    "arithmetic": "数字不自洽",
    "late": "逾期",
    "duplicate": "文内重复",
    "anachronism": "时序不符",
    "personal-data": "个人信息",
    "secrecy-mark": "内部或涉密标志",
    "rate-without-count": "只有比率没有数量",
    "empty-claim": "整段空话",
    "expired-waiver": "豁免已过期",
}
_UNITS = {"line": "行", "paragraph": "段", "page": "页"}
# what a terminal or a page would obey instead of show: controls, and what turns the direction of writing
_UNSEEN = Expression(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def visible(text: str) -> str:
    """Words of a document on one line, without the characters that are commands rather than words."""
    # most words have nothing to take out, and to ask is faster than to look
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _UNSEEN.sub("", " ".join(text.split()))


def place(where: Place) -> str:
    """第12行, 第41段, 第3页."""
    return f"第{where.number}{_UNITS[where.unit]}"


def number(value: float) -> str:
    """A number as written by hand: 5, 2.5."""
    return f"{value:g}"


def the_first(items: int) -> str:
    """第 1 项, 第 1 至 7 项."""
    return "第 1 项" if items == 1 else f"第 1 至 {items} 项"


def basis(item: Item, sources: Mapping[str, Source]) -> str:
    """The legal basis in one phrase: 《……》第二十五条第二项；《……》."""
    parts = []
    for one in item.basis:
        name = sources[one.source].name if one.source in sources else one.source
        named = name if name.startswith("《") else f"《{name}》"
        parts.append(named + one.article)
    return "；".join(parts)


def who(audit: Audit) -> str:
    """单位（类别）年度."""
    found = audit.identity
    kind = KIND_NAMES[found.kind] if found.kind else "类别不明"
    return f"{visible(found.agency) or '单位名称未写明'}（{kind}）{found.year}年度"


def days(audit: Audit) -> str:
    """The dates that are known, or an empty string."""
    named = (("成文", audit.identity.signed), ("发布", audit.identity.published))
    return "，".join(f"{name} {day.isoformat()}" for name, day in named if day)


def state(finding: Finding) -> str:
    """缺失, 薄弱, 请确认是否涉及, 待人工核对."""
    if finding.waived:
        return "已豁免"
    if finding.review:
        return "待人工核对"
    if finding.status is Status.MISSING and finding.strength is Strength.CONDITIONAL:
        return "请确认是否涉及"
    return "缺失" if finding.status is Status.MISSING else "薄弱"


def gaps(audit: Audit) -> list[tuple[Finding, float]]:
    """What is to be mended and what it gains, the most first; ties by level, then in the order of the rules."""
    gained = gains(audit)
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}
    found = [
        (finding, gained[finding.item.id], order[how_bad])
        for finding in audit.findings
        if (how_bad := level(finding, audit.scoring)) and counts(finding)
    ]
    found.sort(key=lambda one: (-one[1], one[2]))
    return [(finding, gain) for finding, gain, _ in found]


def unread(audit: Audit) -> str:
    """What parts that were not read mean for the score, or an empty string."""
    if not audit.unread:
        return ""
    waiting = sum(one.review for one in audit.findings)
    score_of = f"，{waiting} 项待人工核对，得分只按读到的内容计算" if waiting else ""
    return f"有 {len(audit.unread)} 处内容没有读到{score_of}"


def unasked(audit: Audit) -> list[Finding]:
    """Conditional items of which the document does not speak: to be confirmed, no points lost."""
    return [
        finding
        for finding in audit.findings
        if finding.strength is Strength.CONDITIONAL
        and finding.status is Status.MISSING
        and not finding.waived
        and not finding.review
    ]


def left_out(audit: Audit) -> list[tuple[Finding, str]]:
    """Findings that are not in the sum, each with why."""
    return [(finding, _why_left_out(finding)) for finding in audit.findings if not counts(finding)]


def waived(audit: Audit) -> list[str]:
    """What is waived, each with its reason."""
    items = [
        f"{one.item.title}（{one.item.id}）：{visible(one.waived)}"
        for one in audit.findings
        if one.waived and not one.excuse
    ]
    words = [
        f"{place(one.place)}“{visible(one.quote)}”（{one.id}）：{visible(one.waived)}"
        for one in audit.defects
        if one.waived
    ]
    return items + words


def _why_left_out(finding: Finding) -> str:
    if finding.excuse:
        return finding.excuse
    if finding.waived:
        return f"已豁免：{finding.waived}"
    if finding.review:
        return "有内容没有读到，待人工核对"
    return "报告没有提到，有这项职权或者事项时再写"


def tally(findings: Iterable[Finding]) -> dict[Status, int]:
    """How many findings of each status are in the sum."""
    counted = [finding.status for finding in findings if counts(finding)]
    return {status: counted.count(status) for status in (Status.COVERED, Status.WEAK, Status.MISSING)}
