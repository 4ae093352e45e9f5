"""The results of a batch as a table for spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from checker.model import KIND_NAMES
from checker.overview import ABSENCE_NAMES, COVERED, MISSING, WEAK, Overview
from checker.writers import phrases

_HEAD = (
    "名次", "单位", "类别", "年度", "得分", "等次", "具备", "薄弱", "缺失", "文字问题", "成文日期", "发布日期", "逾期",
    "文件", "对照检查单", "状态", "说明",
)  # fmt: skip


def table(overview: Overview) -> bytes:
    """CSV with BOM, as Chinese Excel expects it: agencies by rank, then files not audited, then who has not submitted."""
    buffer = io.StringIO()
    out = csv.writer(buffer, lineterminator="\r\n")
    out.writerow(_HEAD)
    for row in _rows(overview):
        out.writerow([guarded(str(row.get(name, ""))) for name in _HEAD])
    return buffer.getvalue().encode("utf-8-sig", "replace")


# a spreadsheet takes the wide forms for the narrow ones
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def guarded(cell: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    plain = phrases.visible(cell)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def unguarded(cell: str) -> str:
    """The text that `guarded` was given, up to what cannot be seen."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _rows(overview: Overview) -> Iterator[Mapping[str, object]]:
    for row in overview.rows:
        brief, short = row.brief, row.brief.in_short
        yield {
            "名次": row.rank or "",
            "单位": row.agency,
            "类别": KIND_NAMES[brief.kind],
            "年度": brief.year,
            "得分": "" if brief.score is None else f"{brief.score:.1f}",
            "等次": brief.grade,
            "具备": short[COVERED],
            "薄弱": short[WEAK],
            "缺失": short[MISSING],
            "文字问题": sum(brief.defects.values()),
            "成文日期": brief.signed or "",
            "发布日期": brief.published or "",
            "逾期": row.late,
            "文件": row.path,
            "对照检查单": row.report,
            "状态": "已检查",
            "说明": "；".join(overview.remarks(row)),
        }
    for one in overview.duplicates:
        for path in one.others:
            yield {"单位": one.agency, "文件": path, "状态": "重复报送", "说明": f"以“{one.kept}”为准（{one.reason}）"}
    for bad in overview.unread:
        yield {"单位": bad.agency, "文件": bad.path, "状态": "没有检查", "说明": bad.reason}
    for absent in overview.unsubmitted:
        kind = absent.expected.kind
        yield {
            "单位": absent.expected.agency,
            "类别": KIND_NAMES[kind] if kind else "",
            "年度": absent.expected.year or "",
            "逾期": "已过期限" if absent.overdue else "",
            "状态": ABSENCE_NAMES[absent.reason],
            "说明": absent.reason,
        }
