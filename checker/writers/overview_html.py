"""The overview as one page that opens from disk without a network; above 2,000 agencies the details stand beside it."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import quote

from checker import __version__, overview
from checker.model import KIND_NAMES, STRENGTH_NAMES, Item, Place, Strength
from checker.overview import ABSENCE_NAMES, MISSING, SIGN_NAMES, UNASKED, Overview, Row
from checker.writers import phrases
from checker.writers.summary import headline, sentences

MOST_INSIDE = 2000
_LONGEST_QUOTE = 100
# the page lists the most alike; the workbook has all
_MOST_PAIRS = 300
_UNITS = {"line", "paragraph", "page"}
Record = Callable[[str], bytes]


def write(whole: Overview, record: Record, path: Path) -> None:
    """Write the page; `record(path)` gives an audit as JSON. The details of one agency are in memory at a time."""
    with path.open("wb") as stream:
        _write(whole, record, stream)


def _write(whole: Overview, record: Record, stream: BinaryIO) -> None:
    head, between, rest = _parts(whole)
    stream.write(head.encode("utf-8", "replace"))
    for part in _written(whole):
        stream.write(part.encode("utf-8", "replace"))
    stream.write(between.encode("utf-8", "replace"))
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


def _seen(value: Any) -> Any:
    """Plain data without the characters that are commands rather than words."""
    if isinstance(value, str):
        return phrases.visible(value)
    if isinstance(value, dict):
        return {key: _seen(one) for key, one in value.items()}
    return [_seen(one) for one in value] if isinstance(value, list) else value


def _safe(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    told = json.dumps(_seen(value), ensure_ascii=False, separators=(",", ":"))
    return (
        told.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _parts(whole: Overview) -> tuple[str, str, str]:
    """The page before the data, between them and the details, and after those."""
    here = files("checker.writers")
    parts = {
        "title": html.escape(headline(whole)),
        "about": f"{len(whole.rows)} 个单位，{len(whole.items)} 个事项；检查日期以 {whole.as_of.isoformat()} 为准。",
        "points": "".join(
            f"<li><b>{what}</b>　{html.escape(phrases.visible(told))}</li>" for what, told in sentences(whole)
        ),
        "notes": "".join(f'<p class="warn">{html.escape(phrases.visible(one))}</p>' for one in whole.notes),
        "style": (here / "overview.css").read_text(encoding="utf-8"),
        "script": (here / "overview.js").read_text(encoding="utf-8"),
        "unverified": html.escape(phrases.OVERVIEW_UNVERIFIED),
        "proof": f"规则校验值 {html.escape(whole.rules_digest)}，程序版本 {__version__}。",
    }
    template = (here / "overview.html").read_text(encoding="utf-8")
    head, rest = template.split("@data@")
    between, rest = rest.split("@details@")
    return _filled(head, parts), _filled(between, parts), _filled(rest, parts)


def _filled(template: str, parts: Mapping[str, str]) -> str:
    """The template with its parts; it has no @ of its own, so that text and names of parts take turns."""
    pieces = template.split("@")
    return "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(pieces))


# ── data ────────────────────────────────────────────────────────────────────────────────


def _written(whole: Overview) -> Iterator[str]:
    """The data of the page as JSON, one agency at a time: there may be tens of thousands."""
    pages = has_pages(whole)
    numbers = {name: number for number, (name, _, _) in enumerate(overview.defect_counts(whole))}
    yield '{"rows":['
    for count, row in enumerate(whole.rows):
        yield ("," if count else "") + _safe(_row(row, whole, numbers, pages=pages))
    yield "]," + _safe(_data(whole, pages=pages)).removeprefix("{")


def _data(whole: Overview, *, pages: bool) -> dict[str, Any]:
    """Everything but the agencies."""
    return {
        "items": [_item_data(one) for one in whole.items],
        "areas": dict(whole.areas),
        "signs": dict(SIGN_NAMES),
        "grades": list(whole.grades),
        "pages": pages,
        "roster": {"asked": whole.asked, "absent": [ABSENCE_NAMES[one.reason] for one in whole.unsubmitted]}
        if whole.has_roster
        else None,
        "kinds": [
            [
                KIND_NAMES[one.kind],
                one.agencies,
                one.mean,
                one.median,
                *(one.grades.get(grade, 0) for grade in whole.grades),
                one.vetoed,
            ]
            for one in overview.by_kind(whole)
        ],
        "unread": len(whole.unread),
        "defects": [
            [phrases.DEFECT_TITLES.get(name, name), agencies, places]
            for name, agencies, places in overview.defect_counts(whole)
        ],
        "order": list(_order(whole)),
        "pairs": len(whole.copied),
        "copied": [
            {
                "left": one.left,
                "right": one.right,
                "share": one.share,
                "other": one.other_share,
                "previous": one.previous,
                "passages": [[passage.left, passage.right] for passage in one.passages],
            }
            for one in whole.copied[:_MOST_PAIRS]
        ],
        "promises": [[one.agency, one.quote, str(one.year)] for one in whole.promises] if whole.has_previous else None,
        "changes": _changes(whole),
    }


def _item_data(item: Item) -> dict[str, Any]:
    needs = {KIND_NAMES[kind]: STRENGTH_NAMES[one] for kind, one in item.bodies.items() if one is not Strength.NONE}
    return {"id": item.id, "title": item.title, "area": item.area, "advice": item.advice, "needs": needs}


def _row(row: Row, whole: Overview, numbers: Mapping[str, int], *, pages: bool) -> dict[str, Any]:
    brief = row.brief
    return {
        "rank": row.rank,
        "agency": row.agency,
        "kind": KIND_NAMES[brief.kind],
        "year": brief.year,
        "score": brief.score,
        "grade": brief.grade,
        "signs": brief.signs,
        "wrong": {numbers[name]: count for name, count in brief.defects.items()},
        "veto": bool(brief.vetoes),
        "late": bool(row.late),
        "remarks": list(whole.remarks(row)),
        "path": row.path,
        "report": quote(row.report),
        **({"page": quote(page_name(row))} if pages else {}),
    }


def _order(whole: Overview) -> Iterator[list[str]]:
    files = {one.agency: one.path for one in whole.unread if one.agency}
    for absent in whole.unsubmitted:
        agency = absent.expected.agency
        yield [ABSENCE_NAMES[absent.reason], agency, files.get(agency, ""), absent.told]
    for row in whole.rows:
        if row.late:
            yield ["逾期", row.agency, row.path, row.late]
    for bad in whole.unread:
        yield ["不能检查的文件", bad.agency, bad.path, bad.reason]
    for one in whole.duplicates:
        for path in one.others:
            yield ["重复报送", one.agency, path, f"以“{one.kept}”为准（{one.reason}）"]
    for path in whole.strangers:
        yield ["花名册以外", "", path, "花名册里没有对应的单位"]


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
    """The quotes of an audit, each once, and by the number of the item which; the gap report has all of them."""
    words: dict[tuple[str, str], int] = {}
    quotes = {
        number: [
            words.setdefault((_short(quoted["quote"]), _where(quoted["place"])), len(words))
            for quoted in one["evidence"][:2]
        ]
        for number, one in enumerate(record["items"])
        if one["evidence"]
    }
    return {
        "gains": {number: one["gain"] for number, one in enumerate(record["items"]) if one["gain"]},
        "words": [list(one) for one in words],
        "quotes": quotes,
        "defects": [
            [
                phrases.DEFECT_TITLES.get(one["id"], one["id"]),
                one["quote"],
                _where(one["place"]),
                one["message"],
                one["suggestion"],
            ]
            for one in record["defects"]
            if not one.get("waived")
        ],
        "unread": [f"{one['what']}（{one['reason']}）" for one in record["unread"]],
    }


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"


def _where(place: Mapping[str, int]) -> str:
    return _place(*next(iter(place.items())))


@lru_cache(maxsize=4096)
def _place(unit: str, number: int) -> str:
    return phrases.place(Place(unit, number)) if unit in _UNITS else ""  # type: ignore[arg-type]


# ── one agency's page ───────────────────────────────────────────────────────────────────


def page(whole: Overview, row: Row, record: bytes) -> bytes:
    """The details of one agency as a page of its own, without script."""
    detail, brief = _detail(json.loads(record)), row.brief
    told = [
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{_text(row.agency)}</title><style>{_PAGE_STYLE}</style></head><body>"
        f'<nav><a href="../overview.html">返回总览</a><a href="../{quote(row.report)}">对照检查单</a></nav>'
        f"<h1>{_text(row.agency)}</h1><p>{KIND_NAMES[brief.kind]}　{brief.year}年度　得分 <b>{_points(brief.score)}</b>　{brief.grade}</p>"
        f'<p class="quiet">文件：{_text(row.path)}</p>'
    ]
    told += [f"<p>{_text(one)}</p>" for one in whole.remarks(row)]
    told += [f"<p>没有读到：{_text(one)}</p>" for one in detail["unread"]]
    area = ""
    for number, item in enumerate(whole.items):
        if item.area != area:
            area = item.area
            told.append(f"<h2>{_text(whole.areas.get(area, area))}</h2>")
        quotes = [detail["words"][one] for one in detail["quotes"].get(number, ())]
        told.append(_item(item, row, number, quotes))
    if detail["defects"]:
        told.append(f"<h2>文字问题（{len(detail['defects'])}处）</h2>")
    told += [
        f"<div>{_text(name)}：“{_text(wrong)}”（{where}）　{_text(message)}{'　' + _text(better) if better else ''}</div>"
        for name, wrong, where, message, better in detail["defects"]
    ]
    told.append(f"<footer><p>{_text(phrases.OVERVIEW_UNVERIFIED)}</p></footer></body></html>\n")
    return "".join(told).encode("utf-8", "replace")


_PAGE_STYLE = (
    'body{max-width:60rem;margin:1rem auto;padding:0 1rem;font:15px/1.65 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1a1a1a}'
    "h1{font-size:1.45rem;margin:.6rem 0}h2{font-size:1.1rem;margin:1.6rem 0 .3rem}nav a{margin-right:1.5rem}a{color:#0b4f9c}p{margin:.3rem 0}"
    "div{border-bottom:1px solid #c9c9c9;padding:.35rem 0}div:target{background:#fff7df}.quiet{color:#545454}"
    "blockquote{margin:.2rem 0 .2rem 5.2rem;padding-left:.7rem;border-left:3px solid #c9c9c9;color:#333;unicode-bidi:isolate}"
    ".s{display:inline-block;min-width:4.2em;padding:0 .4em;border-radius:3px;text-align:center;font-size:.87rem;background:#ececec;color:#545454}"
    ".c{background:#cfe8d5;color:#14532d}.w{background:#ffe3a3;color:#5c3c00}.m{background:#f4b6ae;color:#6d1009}"
    "footer{margin-top:2rem;border-top:1px solid #c9c9c9}"
)


@lru_cache(maxsize=4096)
def _text(words: str) -> str:
    """Safe in HTML; most words are titles and advice that stand on the pages of all agencies."""
    return html.escape(phrases.visible(words))


def _item(item: Item, row: Row, number: int, quotes: list[list[str]]) -> str:
    sign, gain = row.brief.signs[number], row.brief.gains[number]
    told = "".join(f"<blockquote>“{_text(words)}”（{where}）</blockquote>" for words, where in quotes)
    if not quotes and sign in (MISSING, UNASKED):
        told = f"<blockquote>{_text(item.advice)}</blockquote>"
    need = STRENGTH_NAMES[item.bodies[row.brief.kind]] if row.brief.kind in item.bodies else ""
    more = f"，补写可提 {gain:.1f} 分" if gain else ""
    return (
        f'<div id="{_text(item.id)}"><span class="s {sign}">{SIGN_NAMES[sign]}</span> {_text(item.title)}'
        f'<span class="quiet">　{need}{more}</span>{told}</div>'
    )
