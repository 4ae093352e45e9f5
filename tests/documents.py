"""Small .docx and .ofd files made from plain data, for tests.

The simple entries:

    docx_bytes(["关于……的报告", Heading("一、工作开展情况"), "正文第一段。\\n换行后的文字", Table((("甲", "乙"), ("1", "2")))])
    ofd_bytes([["第一页第一行", "第一页第二行"], ["第二页"]])

A block of a .docx is a `str` (a plain paragraph; "\\n" becomes a soft break, "\\t" a tab) or one of the small classes
below: `Heading(text, level)`, `Paragraph(…)`, `Numbered(text, scheme, level)` with a number that Word counts itself,
`Table(rows)`, `Xml(body)` for anything else. `run`, `inserted`, `deleted`, `moved_from`, `moved_to`, `field`, `link`,
`text_box`, `picture`, `footnote_mark` make the XML that `Paragraph(xml=…)` and `Xml` take.

A page of an .ofd is a sequence of lines; a line is a `str`, or `Text(text, x, y)` placed in millimetres, or `Xml`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    R: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


# ── what a .docx is made of ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Heading:
    """A paragraph in the style of a heading."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph whose number is counted by Word: `scheme` names a numbering, `level` counts from 0."""

    text: str
    scheme: str = "official"
    level: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its own properties (the XML inside w:pPr) and content (runs; `text` comes first)."""

    text: str = ""
    xml: str = ""
    properties: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a cell is text, or `Xml` for a whole w:tc."""

    rows: tuple[tuple[str | Xml, ...], ...]


@dataclass(frozen=True, slots=True)
class Xml:
    """A piece of XML as it stands."""

    xml: str


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbering, as in w:lvl; `more` is XML that goes in as it stands (w:isLgl, w:suff …)."""

    form: str = "decimal"
    text: str = "%1."
    start: int = 1
    more: str = ""


DocxBlock = str | Heading | Numbered | Paragraph | Table | Xml
NUMBERINGS: Mapping[str, Sequence[Level]] = {
    "official": (
        Level("chineseCounting", "%1、"),
        Level("chineseCounting", "（%2）"),
        Level("decimal", "%3."),
        Level("decimal", "（%4）"),
    ),
}


def docx_bytes(
    blocks: Iterable[DocxBlock],
    *,
    numberings: Mapping[str, Sequence[Level]] = NUMBERINGS,
    styles: str = "",
    header: str = "",
    footer: str = "",
    footnotes: Sequence[str] = (),
    parts: Mapping[str, bytes | str] | None = None,
    strict: bool = False,
) -> bytes:
    """A .docx of these blocks.

    `numberings`: scheme name → levels. `styles`: w:style elements added to the built-in headings. `footnotes`: the
    texts of notes 1, 2, …, marked in the body with `footnote_mark(n)`. `parts`: more files of the archive, or other
    content for those made here; `None` as content leaves one out. `strict`: in the namespaces of ISO 29500 Strict.
    """
    schemes = {name: number for number, name in enumerate(numberings, 1)}
    body = "".join(_body(one, schemes) for one in blocks)
    files: dict[str, bytes | str | None] = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": f"<w:styles {_NAMESPACES}>{_STYLES}{styles}</w:styles>",
        "word/numbering.xml": _numbering(numberings),
    }
    relations = [("styles", "styles.xml"), ("numbering", "numbering.xml")]
    for kind, tag, text in (("header", "hdr", header), ("footer", "ftr", footer)):
        if text:
            files[f"word/{kind}1.xml"] = f"<w:{tag} {_NAMESPACES}>{paragraph(run(text))}</w:{tag}>"
            relations.append((kind, f"{kind}1.xml"))
    if footnotes:
        notes = "".join(
            f'<w:footnote w:id="{number}">{paragraph(run(text))}</w:footnote>'
            for number, text in enumerate(footnotes, 1)
        )
        files["word/footnotes.xml"] = (
            f'<w:footnotes {_NAMESPACES}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
            f"</w:footnote>{notes}</w:footnotes>"
        )
        relations.append(("footnotes", "footnotes.xml"))
    files["word/_rels/document.xml.rels"] = _relations(relations)
    files.update(parts or {})
    return zipped({name: _in(content, strict) for name, content in files.items() if content is not None})


def run(text: str, properties: str = "") -> str:
    """A w:r; "\\n" becomes a soft break and "\\t" a tab."""
    content = escape(text).replace("\n", "</w:t><w:br/><w:t>").replace("\t", "</w:t><w:tab/><w:t>")
    props = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{props}<w:t xml:space="preserve">{content}</w:t></w:r>'.replace("<w:t>", '<w:t xml:space="preserve">')


def paragraph(content: str, properties: str = "") -> str:
    props = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{props}{content}</w:p>"


def inserted(text: str) -> str:
    return f'<w:ins w:id="1" w:author="某">{run(text)}</w:ins>'


def deleted(text: str) -> str:
    return f'<w:del w:id="2" w:author="某">{run(text).replace("w:t ", "w:delText ").replace("/w:t>", "/w:delText>")}</w:del>'


def moved_from(text: str) -> str:
    return f'<w:moveFrom w:id="3" w:author="某">{run(text)}</w:moveFrom>'


def moved_to(text: str) -> str:
    return f'<w:moveTo w:id="4" w:author="某">{run(text)}</w:moveTo>'


def field(code: str, result: str) -> str:
    """A complex field: its code, which nobody sees, and its result."""

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return (
        f"{mark('begin')}<w:r><w:instrText>{escape(code)}</w:instrText></w:r>"
        f"{mark('separate')}{run(result)}{mark('end')}"
    )


def link(text: str) -> str:
    return f'<w:hyperlink w:anchor="a">{run(text)}</w:hyperlink>'


def text_box(*paragraphs: str) -> str:
    """A text box as Word writes it: once for new programs and once more, the same, for old ones."""
    content = f"<w:txbxContent>{''.join(paragraph(run(one)) for one in paragraphs)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:extent cx="914400" cy="914400"/>'
        "<a:graphic><a:graphicData"
        ' uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def picture(width: float = 10, height: float = 10, uri: str = "picture") -> str:
    """An inline picture of that size in centimetres; `uri` may be chart, diagram …"""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{int(width * 360000)}" cy="{int(height * 360000)}"/><a:graphic>'
        f'<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/{uri}"/></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def footnote_mark(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """A deflated zip archive with these files, in order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    '<Override PartName="/word/numbering.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'
)
_STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="a"/>'
        f'<w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
        for level in range(1, 7)
    )
    + '<w:style w:type="paragraph" w:styleId="af"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style>'
)


def _body(block: DocxBlock, schemes: Mapping[str, int]) -> str:
    match block:
        case str():
            return paragraph(run(block))
        case Heading(text, level):
            return paragraph(run(text), f'<w:pStyle w:val="{level}"/>')
        case Numbered(text, scheme, level):
            return paragraph(
                run(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{schemes[scheme]}"/></w:numPr>'
            )
        case Paragraph(text, xml, properties, style):
            named = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
            return paragraph((run(text) if text else "") + xml, named + properties)
        case Table(rows):
            lines = ("".join(map(_cell, row)) for row in rows)
            return f"<w:tbl>{''.join(f'<w:tr>{cells}</w:tr>' for cells in lines)}</w:tbl>"
        case Xml(xml):
            return xml


def _cell(cell: str | Xml) -> str:
    return cell.xml if isinstance(cell, Xml) else f"<w:tc>{paragraph(run(cell))}</w:tc>"


def _numbering(numberings: Mapping[str, Sequence[Level]]) -> str:
    definitions, uses = [], []
    for number, levels in enumerate(numberings.values(), 1):
        content = "".join(
            f'<w:lvl w:ilvl="{index}"><w:start w:val="{level.start}"/><w:numFmt w:val="{level.form}"/>'
            f"{level.more}<w:lvlText w:val={quoteattr(level.text)}/></w:lvl>"
            for index, level in enumerate(levels)
        )
        definitions.append(f'<w:abstractNum w:abstractNumId="{number}">{content}</w:abstractNum>')
        uses.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
    return f"<w:numbering {_NAMESPACES}>{''.join(definitions)}{''.join(uses)}</w:numbering>"


def _relations(relations: Iterable[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, 1)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def _in(content: bytes | str, strict: bool) -> bytes:
    """The content as a file, with the XML declaration, in the namespaces asked for."""
    if isinstance(content, bytes):
        return content
    for transitional, iso in STRICT.items() if strict else ():
        content = content.replace(transitional, iso)
    return (_HEAD + content).encode()


# ── what an .ofd is made of ─────────────────────────────────────────────────────────────

_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_LEFT, _TOP, _LEADING, _SIZE = 28.0, 37.0, 10.0, 5.6


@dataclass(frozen=True, slots=True)
class Text:
    """A text object with its left and top edge in millimetres; `delta` is the advance of a character."""

    text: str
    x: float
    y: float
    size: float = _SIZE
    delta: float = _SIZE


OfdLine = str | Text | Xml


def ofd_bytes(
    pages: Iterable[Sequence[OfdLine]],
    *,
    template: Sequence[OfdLine] = (),
    namespace: str = _OFD,
    parts: Mapping[str, bytes | str] | None = None,
) -> bytes:
    """An .ofd of these pages; `template` stands on every page. `parts` adds, replaces or (None) leaves out files."""
    content = [_page(one, bool(template)) for one in pages]
    listed = "".join(
        f'<ofd:Page ID="{100 + number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(content))
    )
    model = '<ofd:TemplatePage ID="50" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    files: dict[str, bytes | str | None] = {
        "OFD.xml": f'<ofd:OFD {_OFD} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>'
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea>{model}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    if template:
        files["Doc_0/Tpls/Tpl_0/Content.xml"] = _page(template, False)
    files |= {f"Doc_0/Pages/Page_{number}/Content.xml": one for number, one in enumerate(content)}
    files.update(parts or {})
    return zipped(
        {
            name: (_HEAD + text.replace(_OFD, namespace)).encode() if isinstance(text, str) else text
            for name, text in files.items()
            if text is not None
        }
    )


def _page(lines: Sequence[OfdLine], templated: bool) -> str:
    objects = "".join(_object(line, number) for number, line in enumerate(lines))
    model = '<ofd:Template TemplateID="50"/>' if templated else ""
    return (
        f'<ofd:Page {_OFD}>{model}<ofd:Content><ofd:Layer ID="9" Type="Body">{objects}</ofd:Layer></ofd:Content>'
        "</ofd:Page>"
    )


def _object(line: OfdLine, number: int) -> str:
    if isinstance(line, Xml):
        return line.xml
    if isinstance(line, str):
        line = Text(line, _LEFT, _TOP + number * _LEADING)
    width, height = line.delta * max(1, len(line.text)), line.size * 1.3
    return (
        f'<ofd:TextObject ID="{1000 + number}" Boundary="{line.x} {line.y} {width:.2f} {height:.2f}" Font="4"'
        f' Size="{line.size}"><ofd:TextCode X="0" Y="{line.size}" DeltaX="g {max(1, len(line.text) - 1)} {line.delta}">'
        f"{escape(line.text)}</ofd:TextCode></ofd:TextObject>"
    )
