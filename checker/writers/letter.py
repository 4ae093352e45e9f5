"""The gap report as a Word letter: the words of the Markdown one, in the layout of an official letter."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from checker.model import Run
from checker.writers import markdown

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/>'
        f'<Override PartName="/word/footer.xml" ContentType="{_MAIN}.footer+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{_OFFICE}/footer" Target="footer.xml"/></Relationships>'
    ),
}
# A4 with the margins of GB/T 9704, in twentieths of a point
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="r2"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr>'
)
_WIDTH = 8844
_DAY = (2000, 1, 1, 0, 0, 0)  # of every part: the same run gives the same bytes
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _style(name: str, title: str, font: str, size: int, paragraph: str, *, default: bool = False) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"{" w:default=" + chr(34) + "1" + chr(34) if default else ""}>'
        f'<w:name w:val="{title}"/><w:pPr>{paragraph}</w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _exact(line: int, more: str = "") -> str:
    return f'<w:spacing{more} w:line="{line}" w:lineRule="exact"/>'


# names of styles: t title, 1 heading, p body, l an entry of a numbered list, d what is said below it, c cell, f footer
_STYLES = f'<w:styles xmlns:w="{_W}">' + "".join(
    (
        _style("a", "Normal", "仿宋", 28, _exact(500), default=True),
        _style(
            "t", "Title", "方正小标宋简体", 40,
            "<w:keepNext/>" + _exact(600, ' w:before="200" w:after="300"') + '<w:jc w:val="center"/>',
        ),
        _style(
            "1", "heading 1", "黑体", 28,
            "<w:keepNext/>" + _exact(500, ' w:before="160"') + '<w:ind w:firstLine="560"/><w:outlineLvl w:val="0"/>',
        ),
        _style("p", "body", "仿宋", 28, _exact(500) + '<w:ind w:firstLine="560"/>'),
        _style("l", "entry", "仿宋", 24, "<w:keepNext/>" + _exact(360, ' w:before="80"')),
        _style("d", "detail", "仿宋", 21, _exact(320) + '<w:ind w:left="420"/>'),
        _style("c", "cell", "仿宋", 21, _exact(300)),
        _style("f", "footer", "宋体", 28, '<w:jc w:val="center"/>'),
    )
) + "</w:styles>"  # fmt: skip
_FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
_FOOTER = (
    f'<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:pStyle w:val="f"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
    + _FIELD.format("begin")
    + '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    + _FIELD.format("separate")
    + "<w:r><w:t>1</w:t></w:r>"
    + _FIELD.format("end")
    + '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
)
_AFTER_AGENCY = re.compile(r"20\d\d年法治政府建设年度报告对照检查单$")
_LINE_OF_TITLE = 22
# how wide the columns are, by the head of the table; others share the width evenly
_SHARES = {
    ("级别", "位置", "类别", "原文", "问题", "建议"): (9, 11, 13, 20, 25, 22),
    ("事项", "要求", "报告原文", "位置"): (25, 12, 51, 12),
}


def render(run: Run) -> bytes:
    """A .docx; the same run gives the same bytes."""
    body = "".join(_blocks(MarkdownIt("commonmark").enable("table").parse(markdown.render(run).decode())))
    parts = {
        **_PARTS,
        "word/document.xml": f'<w:document xmlns:w="{_W}" xmlns:r="{_OFFICE}"><w:body>{body}{_PAGE}</w:body></w:document>',
        "word/styles.xml": _STYLES,
        "word/footer.xml": _FOOTER,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), (_HEAD + text).encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def is_untouched(data: bytes) -> bool:
    """Whether a file is a letter as it was written: whatever saves one again dates its parts otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return all(part.date_time == _DAY for part in archive.infolist())
    except zipfile.BadZipFile:
        return False


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    bold: bool = False
    breaks: bool = False


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    style, number = "p", ""
    rows: list[list[str]] = []
    lists: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            style = "t" if token.tag == "h1" else "1"
        elif token.type in ("heading_close", "table_close"):
            if rows:
                yield _table(rows)
                rows = []
            style = "p"
        elif token.type == "hr":
            yield '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        elif token.type == "tr_open":
            rows.append([])
            style = "c"
        elif token.type in ("ordered_list_open", "bullet_list_open"):
            lists.append(token.type)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            number = f"{token.info}．" if lists[-1] == "ordered_list_open" else ""
        elif token.type == "inline":
            here = style if style != "p" else _list_style(lists)
            runs = _headline(token) if style == "t" else [_Run(number), *_runs(token)]
            paragraph = _paragraph(runs, here, bold=style == "c" and len(rows) == 1)
            number = ""
            if style == "c":
                rows[-1].append(paragraph)
            else:
                yield paragraph


def _headline(token: Token) -> list[_Run]:
    """A long title breaks after the agency's name, not in the middle of a word."""
    whole = "".join(one.text for one in _runs(token))
    start = _AFTER_AGENCY.search(whole)
    if start is None or len(whole) <= _LINE_OF_TITLE:
        return [_Run(whole)]
    return [_Run(whole[: start.start()]), _Run("", breaks=True), _Run(whole[start.start() :])]


def _list_style(lists: Sequence[str]) -> str:
    """A point at the top is a paragraph like others; below a numbered entry it is a detail of it."""
    if "ordered_list_open" not in lists:
        return "p"
    return "l" if len(lists) == 1 else "d"


def _runs(token: Token) -> Iterator[_Run]:
    bold = False
    for child in token.children or ():
        if child.type in ("strong_open", "strong_close"):
            bold = child.type == "strong_open"
        elif child.type in ("softbreak", "hardbreak"):
            yield _Run("", bold, breaks=True)
        elif child.content:
            yield _Run(child.content, bold)


def _paragraph(runs: Sequence[_Run], style: str, *, bold: bool = False) -> str:
    told = "".join(_run(one, bold=one.bold or bold) for one in runs if one.text or one.breaks)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{told}</w:p>'


def _run(one: _Run, *, bold: bool) -> str:
    words = "<w:br/>" if one.breaks else f'<w:t xml:space="preserve">{escape(_NOT_XML.sub("", one.text))}</w:t>'
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{words}</w:r>"


def _table(rows: Sequence[Sequence[str]]) -> str:
    head = tuple(re.sub(r"<[^>]*>", "", cell) for cell in rows[0])
    shares = _SHARES.get(head, (100 / len(head),) * len(head))
    widths = [int(_WIDTH * share / 100) for share in shares]
    line = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    borders = "".join(line.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = []
    for number, row in enumerate(rows):
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for cell, width in zip(row, widths, strict=True)
        )
        kind = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if number == 0 else "") + "</w:trPr>"
        lines.append(f"<w:tr>{kind}{cells}</w:tr>")
    properties = f'<w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
    # a paragraph between two tables keeps them apart
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>" + _paragraph([], "c")
