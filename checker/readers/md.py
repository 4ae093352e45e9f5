"""Read Markdown with markdown-it-py; YAML front matter tells who reports on which year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from checker.errors import UnreadableError
from checker.expressions import Expression
from checker.model import Block, Place, Reading
from checker.readers import lines, txt

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER = Expression(r"(?s)---[ \t]*\r?\n(.*?\r?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)")
_REMARK = Expression(r"(?s)<!--\s*fazhi[:：](.{0,1000}?)-->")
_KEYS: Mapping[str, str] = {
    "title": "title", "标题": "title",
    "agency": "agency", "单位": "agency", "报告单位": "agency",
    "kind": "kind", "类别": "kind", "单位类别": "kind",
    "year": "year", "年度": "year", "报告年度": "year",
    "signed": "signed", "成文日期": "signed", "落款日期": "signed",
    "published": "published", "发布日期": "published", "公开日期": "published",
}  # fmt: skip


def read(data: bytes) -> Reading:
    """One block for each paragraph, heading, list item line and table row; the place is the line of the file."""
    text = txt.decoded(data)
    declared, body = _front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = _plain_lines(body)
    if plain is not None:
        return Reading("md", tuple(_plain_blocks(plain)), declared)
    remarks = tuple((body.count("\n", 0, match.start()) + 1, match[1].strip()) for match in _REMARK.finditer(body))
    return Reading("md", tuple(_blocks(body)), declared, remarks=remarks)


# ── headings and paragraphs alone ───────────────────────────────────────────────────────

# Most reports are headings and paragraphs only. Loading the parser would cost them more than the whole check, so what
# holds nothing that Markdown could read in another way is taken as it stands; a test compares both ways.
_MAY_BE_MARKUP = Expression(r"[*_`\[\]<>|\\&~\0]")
_HEADING = Expression(r"(#{1,6})[ \t]+(\S.*)")
_MAY_BEGIN_A_BLOCK = Expression(r"[#\-+=\s]|\d{1,9}[.)](?:[ \t]|$)")


def _plain_lines(text: str) -> list[str] | None:
    """The lines without indentation, where they are headings, paragraphs and blank lines only; else None."""
    if _MAY_BE_MARKUP.search(text):
        return None
    found = [line.lstrip(" \t\u3000") for line in text.split("\n")]
    for line in found:
        if _MAY_BEGIN_A_BLOCK.match(line) and (not _HEADING.fullmatch(line) or line.rstrip().endswith("#")):
            return None
    return found


def _plain_blocks(plain: list[str]) -> Iterator[Block]:
    paragraph: list[str] = []
    for number, line in enumerate([*plain, ""], 1):
        heading = _HEADING.fullmatch(line)
        if line and not heading:
            paragraph.append(line.rstrip())
            continue
        if paragraph:
            yield from _paragraph("\n".join(paragraph), number - len(paragraph), None)
            paragraph = []
        if heading:
            yield from _paragraph(heading[2], number, len(heading[1]))


# ── everything else ─────────────────────────────────────────────────────────────────────


_WIDE_COLON = Expression(rf"(?mi)^([ \t]*(?:{'|'.join(_KEYS)})[ \t]*)：[ \t]*")


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """What the front matter declares, and the text with those lines emptied so that line numbers stay."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    import yaml

    try:
        # who writes Chinese writes 年度：2024
        found = yaml.safe_load(_WIDE_COLON.sub(r"\1: ", match.group(1)))
    except yaml.YAMLError as error:
        raise UnreadableError(
            "文件开头 --- 之间的 YAML 写法有误", f"请检查冒号后的空格和引号：{_where(error)}"
        ) from error
    except ValueError as error:  # such as an impossible date
        raise UnreadableError("文件开头 --- 之间的 YAML 写法有误", str(error)) from error
    if not isinstance(found, dict):
        return {}, text
    declared = {
        _KEYS[str(key).strip().lower()]: value.isoformat() if isinstance(value, date) else str(value).strip()
        for key, value in found.items()
        if str(key).strip().lower() in _KEYS and value is not None
    }
    return declared, "\n" * match.group().count("\n") + text[match.end() :]


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"第{mark.line + 2}行" if mark else str(error)


# of the marks of lists and quotations that follow one another on a line only the first eight
_MARK = r"(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*+"
_MARGIN = Expression(r"(?m)^[ \t\u3000]+")
_FLAT = Expression(rf"(?m)^([ \t]*+(?:{_MARK}){{8}})(?:{_MARK})++")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Indented text is how Chinese paragraphs begin, never code; bare addresses need no link.
    # lists and quotations nest no deeper than _FLAT lets them; beyond its own limit the parser drops text
    return (
        MarkdownIt("commonmark", {"html": True, "maxNesting": 100})
        .enable("table")
        .disable(["code", "link", "image"], True)
    )


def _blocks(text: str) -> Iterator[Block]:
    tokens = _parser().parse(_FLAT.sub(r"\1", _MARGIN.sub(_shallow, text)))
    counters: list[int] = []
    marker = ""
    row: list[str] | None = None
    row_line = 0
    level: int | None = None
    for token in tokens:
        line = token.map[0] + 1 if token.map else row_line
        match token.type:
            case "ordered_list_open":
                counters.append(int(token.attrGet("start") or 1) - 1)
            case "ordered_list_close":
                counters.pop()
            case "list_item_open":
                if token.info and counters:
                    counters[-1] += 1
                    marker = f"{counters[-1]}{token.markup}"
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = None
            case "tr_open":
                row, row_line = [], line
            case "tr_close":
                if row is not None and any(row):
                    yield Block("　".join(row).strip("　"), Place("line", row_line), "row")
                row = None
            case "inline":
                if row is not None:
                    row.append(_plain(token).replace("\n", " ").strip())
                    continue
                yield from _paragraph(marker + _plain(token), line, level)
                marker = ""
            case "fence" | "code_block":
                yield from lines.blocks(enumerate(token.content.splitlines(), line + (token.type == "fence")))
            case "html_block":
                yield from lines.blocks(enumerate(_without_tags(token.content).splitlines(), line))


def _shallow(match: re.Match[str]) -> str:
    """Keep up to three spaces, so that neither indentation nor 　　 turns prose into code, nor a blank line into prose."""
    return " " * min(3, len(match.group()))


def _paragraph(text: str, line: int, level: int | None) -> Iterator[Block]:
    if level is not None:
        heading = text.replace("\n", "").strip()
        if heading:
            yield Block(heading, Place("line", line), "heading", level)
        return
    yield from lines.blocks(enumerate(text.split("\n"), line))


def _plain(token: Token) -> str:
    """The text of an inline token as a reader sees it; line breaks kept."""
    parts: list[str] = []
    for child in token.children or ():
        match child.type:
            case "text" | "code_inline" | "text_special":
                parts.append(child.content)
            case "softbreak" | "hardbreak":
                parts.append("\n")
            case "html_inline":
                parts.append(_without_tags(child.content))
            case "em_open" | "em_close":
                # `聘请*名律师，审查*件` is two blanks left open far more often than it is emphasis
                parts.append(child.markup)
    return "".join(parts)


def _without_tags(html: str) -> str:
    """A comment goes without trace; other tags stay visible, because in a report they are a leftover."""
    parts: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start)) >= 0:
        parts += (html[at:start], "\n" * html.count("\n", start, end))
        at = end + 3
    return "".join((*parts, html[at:]))
