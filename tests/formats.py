"""The same document in every format, from the blocks of one reading."""

from __future__ import annotations

import html
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from checker.model import Block
from tests.documents import Paragraph, Table, docx_bytes, zip_bytes

Blocks = Sequence[Block]
Placed = tuple[float, float, str, float]  # left and top in millimetres, text, size of a character in millimetres
_CELL = "　"


def as_md(blocks: Blocks) -> bytes:
    lines: list[str] = []
    in_table = False
    for one in blocks:
        if one.style == "row":
            cells = one.text.split(_CELL)
            lines.append(f"| {' | '.join(cells)} |")
            if not in_table:
                lines.append("|" + " --- |" * len(cells))
            in_table = True
            continue
        lines += ["", ("#" * (one.level or 1) + " " if one.style == "heading" else "") + one.text]
        in_table = False
    return ("\n".join(lines).strip() + "\n").encode()


def as_txt(blocks: Blocks) -> bytes:
    return "".join(f"{one.text}\n" for one in blocks).encode()


def as_docx(blocks: Blocks) -> bytes:
    paragraphs: list[Paragraph] = []
    rows: list[list[str]] = []
    for one in blocks:
        if one.style == "row":
            rows.append(one.text.split(_CELL))
            continue
        if rows:
            paragraphs.append(Table(rows))
            rows = []
        paragraphs.append((one.text, {"style": "1" if one.level == 1 else "2"}) if one.style == "heading" else one.text)
    return docx_bytes(paragraphs)


def as_html(blocks: Blocks) -> bytes:
    """A page as the content management systems of government sites write it."""
    title = blocks[0].text
    body: list[str] = []
    in_table = False
    for one in blocks[1:]:
        if one.style == "row":
            cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in one.text.split(_CELL))
            body.append(f"{'' if in_table else '<table>'}<tr>{cells}</tr>")
        else:
            mark = f"h{one.level or 1}" if one.style == "heading" else "p"
            body.append(f"{'</table>' if in_table else ''}<{mark}>　　{html.escape(one.text)}</{mark}>")
        in_table = one.style == "row"
    navigation = "".join(
        f'<li><a href="/{word}/">{word}</a></li>' for word in ("首页", "政务公开", "互动交流", "走进云岭")
    )
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{html.escape(title)}_云岭市人民政府门户网站</title>
<meta name="ArticleTitle" content="{html.escape(title)}"><meta name="ContentSource" content="云岭市司法局">
<style>p {{ text-indent: 2em }}</style><script>var 导航 = "网站导航";</script></head>
<body><div class="header"><ul>{navigation}</ul></div><div class="path">当前位置：<a href="/">首页</a> &gt; 政务公开</div>
<div class="article"><h1>{html.escape(title)}</h1><div class="info">浏览次数：<span>12</span> 字体：[大 中 小]</div>
<div class="article_con" id="zoom">{"".join(body)}{"</table>" if in_table else ""}</div>
<div class="share">分享到：微信 微博 <a href="javascript:window.print()">【打印本页】</a></div></div>
<div class="footer">版权所有：云岭市人民政府　网站标识码：0000000000<a href="/map">网站地图</a></div></body></html>
""".encode()


# ── OFD ─────────────────────────────────────────────────────────────────────────────────

_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_SIZE, _PITCH, _LEFT, _TOP, _WIDTH, _LINES = 5.64, 10.2, 28.0, 37.0, 27, 22
_NOT_FIRST = "，。；：、！？）》”%"


def as_ofd(blocks: Blocks) -> bytes:
    """As a converter lays out an official document: 27 characters a line, 22 lines a page, a page number below."""
    lines = [line for index, one in enumerate(blocks) for line in _laid_out(one, centred=index == 0)]
    pages = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)]
    return ofd_bytes([_page(number, page) for number, page in enumerate(pages, 1)])


def _laid_out(one: Block, *, centred: bool) -> list[tuple[float, str, float]]:
    """(left, text, size of a character) of every line of a paragraph."""
    if one.style == "row":
        # three empty characters part the cells of a row, in small print so that it fits one line
        return [(_LEFT, one.text.replace(_CELL, "\0\0\0"), 0.7 * _SIZE)]
    found: list[tuple[float, str, float]] = []
    rest, indent = one.text, 0 if centred else 2
    while rest:
        room = _WIDTH - indent
        cut = _cut(rest, room)
        left = _LEFT + (_WIDTH - _long(rest[:cut])) / 2 * _SIZE if centred else _LEFT + indent * _SIZE
        found.append((left, rest[:cut], _SIZE))
        rest, indent = rest[cut:], 0
    return found


def _long(text: str) -> float:
    return sum(1.0 if char > "\u2000" or char == "\0" else 0.5 for char in text)


def _cut(text: str, room: float) -> int:
    cut = 0
    while cut < len(text) and _long(text[: cut + 1]) <= room:
        cut += 1
    # punctuation may not begin a line; it hangs over the margin
    while cut < len(text) and text[cut] in _NOT_FIRST:
        cut += 1
    return max(cut, 1)


def _page(number: int, lines: Sequence[tuple[float, str, float]]) -> str:
    objects = [_object(left, _TOP + index * _PITCH, text, size) for index, (left, text, size) in enumerate(lines)]
    objects.append(_object(100, 275, f"— {number} —", 4))
    # the order in a file is not the order on the page
    return "".join(reversed(objects))


def _object(left: float, top: float, text: str, size: float) -> str:
    made = ""
    start = 0.0
    for cell in text.split("\0"):
        width = _long(cell) * size
        if cell:
            steps = " ".join(f"{_long(char) * size:.3f}" for char in cell[:-1])
            made += (
                f'<ofd:TextObject ID="1" Font="2" Size="{size}" Boundary="{left + start:.3f} {top:.3f} {width:.3f} {size}">'
                f'<ofd:TextCode X="0" Y="{0.85 * size:.3f}" DeltaX="{steps}">{html.escape(cell)}</ofd:TextCode></ofd:TextObject>'
            )
        start += width + size
    return made


def ofd_page(placed: Sequence[Placed]) -> str:
    """The XML of a page: every text at its place."""
    return "".join(_object(left, top, text, size) for left, top, text, size in placed)


def ofd_bytes(
    pages: Sequence[str],
    resources: str = "",
    more: Mapping[str, bytes] | None = None,
    templates: Mapping[str, str] | None = None,
) -> bytes:
    """A package of these pages and templates, each the XML of its objects."""
    names = [f"Pages/Page_{number}/Content.xml" for number in range(len(pages))]
    listed = "".join(f'<ofd:Page ID="{number + 10}" BaseLoc="{name}"/>' for number, name in enumerate(names))
    models = "".join(f'<ofd:TemplatePage ID="{name}" BaseLoc="Tpls/{name}.xml"/>' for name in templates or {})
    parts = {
        "OFD.xml": f'{_HEAD}<ofd:OFD {_NAMESPACE} DocType="OFD" Version="1.0"><ofd:DocBody>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{_HEAD}<ofd:Document {_NAMESPACE}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        f"{models}"
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/DocumentRes.xml": f"{_HEAD}<ofd:Res {_NAMESPACE}>{resources}</ofd:Res>",
    } | {
        f"Doc_0/{name}": f'{_HEAD}<ofd:Page {_NAMESPACE}><ofd:Content><ofd:Layer ID="3">{page}</ofd:Layer></ofd:Content></ofd:Page>'
        for name, page in [
            *zip(names, pages, strict=True),
            *((f"Tpls/{name}.xml", page) for name, page in (templates or {}).items()),
        ]
    }
    return zip_bytes({**{name: text.encode() for name, text in parts.items()}, **(more or {})})


# ── PDF ─────────────────────────────────────────────────────────────────────────────────

_POINTS = 72 / 25.4  # in a millimetre
_A4 = (595.3, 841.9)
# a font that every reader knows by name, so that none is embedded: full width except for CIDs 1 to 95, which are ASCII
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000"
    b"/W[1 95 500]/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -120 1000 880]"
    b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 80>>>>]>>"
)


def as_pdf(blocks: Blocks) -> bytes:
    """The same layout as the OFD: 27 characters a line, 22 lines a page, a page number below."""
    return pdf_bytes(list(map(pdf_text, placed_lines(blocks))))


def placed_lines(blocks: Blocks) -> list[list[Placed]]:
    """What stands on every page of that layout."""
    lines = [line for index, one in enumerate(blocks) for line in _laid_out(one, centred=index == 0)]
    pages = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)]
    return [_with_number(page, number) for number, page in enumerate(pages, 1)]


def _with_number(page: Sequence[tuple[float, str, float]], number: int) -> list[Placed]:
    placed: list[Placed] = []
    for index, (start, text, size) in enumerate(page):
        left = start
        for cell in text.split("\0"):
            if cell:
                placed.append((left, _TOP + index * _PITCH, cell, size))
            left += (_long(cell) + 1) * size
    return [*placed, (98, 277, f"— {number} —", 4)]


def pdf_text(placed: Sequence[Placed]) -> bytes:
    """The drawing of a page: every text at its place."""
    return b"".join(
        b"BT /F %.2f Tf 1 0 0 1 %.2f %.2f Tm <%s> Tj ET\n"
        % (
            size * _POINTS,
            left * _POINTS,
            _A4[1] - (top + 0.88 * size) * _POINTS,
            text.encode("utf-16-be").hex().encode(),
        )
        for left, top, text, size in placed
    )


def pdf_picture(left: float, top: float, width: float, height: float) -> bytes:
    """The drawing of a picture at a place, in millimetres."""
    numbers = (width * _POINTS, height * _POINTS, left * _POINTS, _A4[1] - (top + height) * _POINTS)
    return b"q %.2f 0 0 %.2f %.2f %.2f cm /I Do Q\n" % numbers


def pdf_bytes(
    pages: Sequence[bytes], *, picture: tuple[int, int, bytes] = (1, 1, b"\x80"), trailer: bytes = b""
) -> bytes:
    """A file of these drawings; `picture`: width, height and grey values of what they draw as picture."""
    width, height, grey = picture
    kids = b" ".join(b"%d 0 R" % (5 + 2 * index) for index in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 %.1f %.1f]/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>"
        % (kids, len(pages), *_A4),
        _FONT,
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Length %d>>\n"
        b"stream\n%s\nendstream" % (width, height, len(grey), grey),
    ]
    for index, page in enumerate(pages):
        objects.append(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % (6 + 2 * index))
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(page), page))
    data = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, trailer, len(data),
    )  # fmt: skip


# ── by LibreOffice ──────────────────────────────────────────────────────────────────────


def by_office(blocks: Blocks, suffix: str, program: str) -> bytes:
    """The .docx of these blocks, converted to `pdf`, `doc`, `rtf` or `odt`."""
    return all_by_office([as_docx(blocks)], suffix, program)[0]


def all_by_office(documents: Sequence[bytes], suffix: str, program: str) -> list[bytes]:
    """Several .docx, converted with one start."""
    filters = {"doc": "doc:MS Word 97", "pdf": "pdf:writer_pdf_Export"}
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder) / f"{number}.docx" for number in range(len(documents))]
        for source, document in zip(sources, documents, strict=True):
            source.write_bytes(document)
        subprocess.run(
            [
                program, f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless", "--convert-to",
                filters.get(suffix, suffix), "--outdir", folder, *map(str, sources),
            ],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return [source.with_suffix(f".{suffix}").read_bytes() for source in sources]


WRITERS: Mapping[str, Callable[[Blocks], bytes]] = {
    "md": as_md, "txt": as_txt, "docx": as_docx, "html": as_html, "ofd": as_ofd, "pdf": as_pdf,
}  # fmt: skip
