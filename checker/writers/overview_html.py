"""The overview as one page that opens from disk without a network; above 2,000 agencies the details stand beside it."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import quote

from checker.model import KIND_NAMES, Item, Place
from checker.overview import MISSING, SIGN_NAMES, UNASKED, Overview, Row
from checker.writers import phrases
from checker.writers.overview_md import headline

MOST_INSIDE = 2000
_LONGEST_QUOTE = 100
_UNITS = {"line", "paragraph", "page"}
Record = Callable[[str], bytes]


def write(whole: Overview, record: Record, path: Path) -> None:
    """Write the page; `record(path)` gives an audit as JSON. The details of one agency are in memory at a time."""
    with path.open("wb") as stream:
        _write(whole, record, stream)


def _write(whole: Overview, record: Record, stream: BinaryIO) -> None:
    head, rest = _halves(whole)
    stream.write(head.encode("utf-8", "replace"))
    if not has_pages(whole):
        for number, row in enumerate(whole.rows):
            told = _safe(_detail(json.loads(record(row.path))))
            stream.write(f'<script type="application/json" id="d{number}">{told}</script>\n'.encode("utf-8", "replace"))
    stream.write(rest.encode("utf-8", "replace"))


def has_pages(whole: Overview) -> bool:
    """Whether each agency has a page of its own beside the overview."""
    return len(whole.rows) > MOST_INSIDE


def page_name(row: Row) -> str:
    """The path of an agency's page below the output folder."""
    return f"details/{PurePosixPath(row.report).stem}.html"


def _safe(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (
        told.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _halves(whole: Overview) -> tuple[str, str]:
    """The page before and after the details."""
    here = files("checker.writers")
    parts = {
        "title": html.escape(headline(whole)),
        "about": f"检查日期以 {whole.as_of.isoformat()} 为准，共 {len(whole.items)} 个事项。",
        "style": (here / "overview.css").read_text(encoding="utf-8"),
        "script": (here / "overview.js").read_text(encoding="utf-8"),
        "unverified": html.escape(phrases.UNVERIFIED),
        "proof": f"规则校验值 {html.escape(whole.rules_digest)}",
        "data": _safe(_data(whole)),
    }
    template = (here / "overview.html").read_text(encoding="utf-8")
    head, rest = template.split("@details@")
    return _filled(head, parts), _filled(rest, parts)


def _filled(template: str, parts: Mapping[str, str]) -> str:
    """The template with its parts; it has no @ of its own, so that text and names of parts take turns."""
    pieces = template.split("@")
    return "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(pieces))


# ── data ────────────────────────────────────────────────────────────────────────────────


def _data(whole: Overview) -> dict[str, Any]:
    pages = has_pages(whole)
    return {
        "items": [{"id": one.id, "title": one.title, "area": one.area, "advice": one.advice} for one in whole.items],
        "areas": dict(whole.areas),
        "signs": dict(SIGN_NAMES),
        "grades": list(whole.grades),
        "pages": pages,
        "roster": {
            "asked": sum(row.expected is not None for row in whole.rows) + len(whole.unsubmitted),
            "absent": len(whole.unsubmitted),
        }
        if whole.has_roster
        else None,
        "rows": [_row(row, pages=pages) for row in whole.rows],
        "unread": [one.path for one in whole.unread],
        "defects": list(_defects(whole)),
        "order": list(_order(whole)),
        "copied": [
            {
                "left": one.left,
                "right": one.right,
                "share": one.share,
                "other": one.other_share,
                "previous": one.previous,
                "passages": [[passage.left, passage.right] for passage in one.passages],
            }
            for one in whole.copied[:MOST_INSIDE]
        ],
        "promises": [[one.agency, one.quote, str(one.year)] for one in whole.promises] if whole.has_previous else None,
        "changes": _changes(whole),
    }


def _row(row: Row, *, pages: bool) -> dict[str, Any]:
    brief = row.brief
    return {
        "rank": row.rank,
        "agency": row.agency,
        "kind": KIND_NAMES[brief.kind],
        "year": brief.year,
        "score": brief.score,
        "grade": brief.grade,
        "signs": brief.signs,
        "wrong": sum(brief.defects.values()),
        "vetoes": list(brief.vetoes),
        "late": row.late,
        "notes": list(row.notes),
        "path": row.path,
        "report": quote(row.report),
        **({"page": quote(page_name(row))} if pages else {}),
    }


def _defects(whole: Overview) -> Iterator[list[str]]:
    agencies = Counter(name for row in whole.rows for name in row.brief.defects)
    places: Counter[str] = Counter()
    for row in whole.rows:
        places.update(row.brief.defects)
    for name in sorted(agencies, key=lambda name: (-agencies[name], name)):
        yield [phrases.DEFECT_TITLES.get(name, name), str(agencies[name]), str(places[name])]


def _order(whole: Overview) -> Iterator[list[str]]:
    for absent in whole.unsubmitted:
        yield ["未报送", absent.expected.agency, "", absent.reason + ("，已过期限" if absent.overdue else "")]
    for row in whole.rows:
        if row.late:
            yield ["逾期", row.agency, row.path, row.late]
    for bad in whole.unread:
        yield ["没有检查", bad.agency, bad.path, bad.reason]
    for one in whole.duplicates:
        for path in one.others:
            yield ["重复报送", one.agency, path, f"以“{one.kept}”为准（{one.reason}）"]
    for path in whole.strangers:
        yield ["花名册以外", "", path, ""]


def _changes(whole: Overview) -> list[list[str]] | None:
    if whole.changes is None:
        return None
    names = {"new": "新报送", "gone": "这次没有"}
    return [
        [
            one.agency,
            str(one.year),
            names.get(one.what) or f"{_points(one.before)} → {_points(one.after)}",
            "、".join(one.gained),
            "、".join(one.lost),
        ]
        for one in whole.changes
    ]


def _points(score: float | None) -> str:
    return "不评分" if score is None else f"{score:.1f}"


def _detail(record: Mapping[str, Any]) -> dict[str, Any]:
    """The quotes of an audit, by the number of the item; lists are kept short, the gap report has everything."""
    return {
        "gains": [one["gain"] for one in record["items"]],
        "quotes": {
            number: [[_short(quoted["quote"]), _where(quoted["place"])] for quoted in one["evidence"][:2]]
            for number, one in enumerate(record["items"])
            if one["evidence"]
        },
        "defects": [
            [phrases.DEFECT_TITLES.get(one["id"], one["id"]), one["quote"], _where(one["place"]), one["message"]]
            for one in record["defects"]
            if not one.get("waived")
        ],
        "unread": [f"{one['what']}（{one['reason']}）" for one in record["unread"]],
    }


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"


def _where(place: Mapping[str, int]) -> str:
    unit, number = next(iter(place.items()))
    return phrases.place(Place(unit, number)) if unit in _UNITS else ""  # type: ignore[arg-type]


# ── one agency's page ───────────────────────────────────────────────────────────────────


def page(whole: Overview, row: Row, record: bytes) -> bytes:
    """The details of one agency as a page of its own, without script."""
    detail, brief = _detail(json.loads(record)), row.brief
    told = [
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{html.escape(row.agency)}</title><style>{_PAGE_STYLE}</style></head><body>"
        f'<p><a href="../overview.html">总览</a>　<a href="../{quote(row.report)}">对照检查单</a></p>'
        f"<h1>{html.escape(row.agency)}</h1><p>{KIND_NAMES[brief.kind]}　{brief.year}年度　得分 {_points(brief.score)}　{brief.grade}　"
        f"文件：{html.escape(row.path)}</p>"
    ]
    told += [f"<p>{html.escape(one)}</p>" for one in (*row.vetoes_told, row.late, *row.notes) if one]
    told += [f"<p>没有读到：{html.escape(one)}</p>" for one in detail["unread"]]
    area = ""
    for number, item in enumerate(whole.items):
        if item.area != area:
            area = item.area
            told.append(f"<h2>{html.escape(whole.areas.get(area, area))}</h2>")
        told.append(_item(item, brief.signs[number], brief.gains[number], detail["quotes"].get(number, [])))
    if detail["defects"]:
        told.append("<h2>文字问题</h2>")
    told += [
        f"<p>{html.escape(name)}：“{html.escape(wrong)}”（{where}）　{html.escape(message)}</p>"
        for name, wrong, where, message in detail["defects"]
    ]
    told.append("</body></html>\n")
    return "".join(told).encode("utf-8", "replace")


_PAGE_STYLE = (
    "body{max-width:60rem;margin:1rem auto;padding:0 1rem;font:15px/1.6 sans-serif;color:#1a1a1a}h2{font-size:1.1rem}"
    "div{border-bottom:1px solid #c9c9c9;padding:.3rem 0}div:target{background:#fff7df}blockquote{margin:.2rem 0 .2rem 2rem;color:#333}"
    ".c{color:#14532d}.w{color:#5c3c00}.m{color:#8c1410}"
)


def _item(item: Item, sign: str, gain: float, quotes: list[list[str]]) -> str:
    told = "".join(f"<blockquote>“{html.escape(words)}”（{where}）</blockquote>" for words, where in quotes)
    if not quotes and sign in (MISSING, UNASKED):
        told = f"<blockquote>{html.escape(item.advice)}</blockquote>"
    more = f"　补写可提 {gain:.1f} 分" if gain else ""
    return f'<div id="{html.escape(item.id)}"><b class="{sign}">{SIGN_NAMES[sign]}</b> {html.escape(item.title)}{more}{told}</div>'
