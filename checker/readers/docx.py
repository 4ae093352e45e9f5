"""Read .docx from Word and WPS as a person sees it.

No library that was tried keeps Chinese automatic numbering, and python-docx drops inserted revisions, so the zip and
its XML are read here: numbering and heading styles resolved, insertions read and deletions not, tables row by row,
text boxes once, fields by their result, headers, footers and notes kept apart, comments left out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from checker.errors import UnreadableError
from checker.model import Block, BlockStyle, Place, Reading, Unread
from checker.readers import numbering
from checker.readers.archive import Archive

# text that is not (or no longer) part of what a reader sees
_SKIPPED = frozenset({
    "del", "moveFrom", "delText", "delInstrText", "instrText", "rPr", "pPr", "sectPr", "tblPr", "trPr", "tcPr", "tblGrid",
    "sdtPr", "sdtEndPr", "proofErr", "annotationRef", "commentReference", "rubyPr", "rt", "smartTagPr", "customXmlPr",
    "footnoteRef", "endnoteRef", "fldData",
})  # fmt: skip
_BREAKS = frozenset({"br", "cr"})
_PICTURES = frozenset({"drawing", "pict", "object"})
_SMALL = 300_000  # EMU, about 0.8 cm: a bullet or a seal's dot holds no text
_HEADING = re.compile(r"^(?:heading|标题|toc heading)\s*(\d)$", re.IGNORECASE)
_DEEPEST_STYLE = 20


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str
    outline: int | None
    list_number: str | None
    list_level: int | None


@dataclass(slots=True)
class _Seen:
    """What was met on the way and cannot be read."""

    pictures: list[int]
    objects: list[int]
    charts: list[int]


def read(data: bytes) -> Reading:
    """One block for each paragraph (more where it has manual line breaks) and table row; the place is its number.

    Raises UnreadableError where the file is no Word document, is damaged or has a password.
    """
    archive = Archive(data)
    main = _main_part(archive)
    root = archive.xml(main)
    body = next((child for child in root if _local(child) == "body"), None)
    if body is None:
        raise UnreadableError("这不是 Word 文档", "请用 Word 或者 WPS 打开后另存为 .docx")
    folder = posixpath.dirname(main)
    reader = _Reader(
        numbering.read(_optional(archive, f"{folder}/numbering.xml")),
        _styles(_optional(archive, f"{folder}/styles.xml")),
    )
    blocks = [*reader.blocks(body), *_asides(archive, folder, reader)]
    return Reading("docx", tuple(blocks), unread=tuple(_unread(reader.seen)))


def _main_part(archive: Archive) -> str:
    if "word/document.xml" in archive:
        return "word/document.xml"
    if "_rels/.rels" in archive:
        for relation in archive.xml("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                target = relation.get("Target", "").lstrip("/")
                if target in archive and target.endswith(".xml") and "word" in target.lower():
                    return target
    raise UnreadableError("这不是 Word 文档", "如果是表格或者演示文稿，请把报告正文另存为 .docx")


def _optional(archive: Archive, name: str) -> Element | None:
    return archive.xml(name) if name in archive else None


# ── styles ──────────────────────────────────────────────────────────────────────────────


def _styles(root: Element | None) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for one in root if root is not None else ():
        if _local(one) != "style" or _value(one, "type") not in ("paragraph", ""):
            continue
        name = parent = ""
        outline = number = level = None
        for child in one:
            tag = _local(child)
            if tag == "name":
                name = _value(child)
            elif tag == "basedOn":
                parent = _value(child)
            elif tag == "pPr":
                outline = _whole(child, "outlineLvl")
                number, level = _list(child)
        found[_value(one, "styleId")] = _Style(name, parent, outline, number, level)
    return found


def _list(properties: Element) -> tuple[str | None, int | None]:
    for child in properties:
        if _local(child) == "numPr":
            number = next((_value(one) for one in child if _local(one) == "numId"), None)
            return number, _whole(child, "ilvl")
    return None, None


def _whole(parent: Element, name: str) -> int | None:
    for child in parent:
        if _local(child) == name:
            value = _value(child)
            return int(value) if value.isdecimal() and len(value) < 6 else None
    return None


# ── paragraphs ──────────────────────────────────────────────────────────────────────────


class _Reader:
    """Walks the body of a document; numbers paragraphs and counts lists on the way."""

    def __init__(self, lists: numbering.Numbering, styles: dict[str, _Style]) -> None:
        self._lists = lists
        self._styles = styles
        self._count = 0
        self.seen = _Seen([], [], [])

    def blocks(self, parent: Element, style: BlockStyle | None = None) -> Iterator[Block]:
        for child in parent:
            tag = _local(child)
            if tag == "p":
                yield from self._paragraph(child, style)
            elif tag == "tbl":
                yield from self._table(child, style)
            elif tag == "AlternateContent":
                yield from self.blocks(_choice(child), style)
            elif tag not in _SKIPPED:
                # sdt, sdtContent, customXml, smartTag, ins, moveTo: what they hold stands in their place
                yield from self.blocks(child, style)

    def _paragraph(self, paragraph: Element, style: BlockStyle | None) -> Iterator[Block]:
        self._count += 1
        place = Place("paragraph", self._count)
        level, label = self._shape(paragraph)
        boxes: list[Element] = []
        text = "".join(self._text(paragraph, boxes))
        if text.strip():
            text = label + text.lstrip() if label else text
        offset = 0
        for line in text.split("\n"):
            if line.strip():
                start = offset + len(line) - len(line.lstrip())
                kind: BlockStyle = style or ("heading" if level is not None else "paragraph")
                yield Block(line.strip(), place, kind, level if kind == "heading" else None, start)
            offset += len(line) + 1
        for box in boxes:
            yield from self.blocks(box, style)

    def _shape(self, paragraph: Element) -> tuple[int | None, str]:
        """The heading level (None for text) and the automatic label of a paragraph."""
        properties = next((child for child in paragraph if _local(child) == "pPr"), None)
        style_id, outline, number, depth = "", None, None, None
        if properties is not None:
            style_id = next((_value(child) for child in properties if _local(child) == "pStyle"), "")
            outline = _whole(properties, "outlineLvl")
            number, depth = _list(properties)
        level = None if outline is None else outline + 1
        chain = list(self._chain(style_id))
        for style in chain:
            if level is None:
                named = _HEADING.match(style.name)
                level = int(named.group(1)) if named else None if style.outline is None else style.outline + 1
            if number is None and style.list_number is not None:
                number, depth = style.list_number, style.list_level if depth is None else depth
        if number is None and style_id:
            linked = self._lists.of_style(style_id)
            number, depth = linked if linked else (None, depth)
        if level is not None and level > LOWEST_HEADING:
            level = None
        label = "" if number in (None, "0") else self._lists.label(str(number), depth or 0)
        return level, label

    def _chain(self, style_id: str) -> Iterator[_Style]:
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = style.parent

    def _text(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        """The text of a paragraph; text boxes anchored in it are put aside."""
        for child in parent:
            tag = _local(child)
            if tag == "t":
                yield child.text or ""
            elif tag in _SKIPPED:
                continue
            elif tag in ("tab", "ptab"):
                yield "\t"
            elif tag in _BREAKS:
                yield "\n" if _value(child, "type") in ("", "textWrapping") else ""
            elif tag == "noBreakHyphen":
                yield "-"
            elif tag == "sym":
                yield _symbol(child)
            elif tag == "AlternateContent":
                yield from self._text(_choice(child), boxes)
            elif tag in _PICTURES:
                yield from self._drawing(child, boxes)
            elif tag == "txbxContent":
                boxes.append(child)
            else:
                yield from self._text(child, boxes)

    def _drawing(self, drawing: Element, boxes: list[Element]) -> Iterator[str]:
        """A picture, chart or embedded object is noted; the text boxes within are read."""
        tags = {_local(one) for one in drawing.iter()}
        found = list(_outermost(drawing, "txbxContent"))
        boxes.extend(found)
        if found:
            return
        if "chart" in tags:
            self.seen.charts.append(self._count)
        elif _local(drawing) == "object" or "OLEObject" in tags:
            self.seen.objects.append(self._count)
        elif ("pic" in tags or "blip" in tags or "imagedata" in tags) and not _tiny(drawing):
            self.seen.pictures.append(self._count)
        yield ""

    def _table(self, table: Element, style: BlockStyle | None) -> Iterator[Block]:
        for row in _rows(table):
            self._count += 1
            place = Place("paragraph", self._count)
            cells = [self._cell(cell) for cell in _cells(row)]
            if any(cells):
                yield Block("　".join(cells), place, style or "row")

    def _cell(self, cell: Element) -> str:
        if _continues_merge(cell):
            return ""
        count = self._count
        inner = [block.text for block in self.blocks(cell, "row")]
        self._count = count
        return " ".join(inner)


LOWEST_HEADING = 6


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if _local(child) == "tr":
            if not _deleted_row(child):
                yield child
        elif _local(child) not in _SKIPPED:
            yield from _rows(child)


def _deleted_row(row: Element) -> bool:
    return any(_local(one) == "del" for child in row if _local(child) == "trPr" for one in child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if _local(child) == "tc":
            yield child
        elif _local(child) not in _SKIPPED:
            yield from _cells(child)


def _continues_merge(cell: Element) -> bool:
    for child in cell:
        if _local(child) == "tcPr":
            return any(_local(one) == "vMerge" and _value(one) in ("", "continue") for one in child)
    return False


def _choice(alternate: Element) -> Element:
    """The branch that a current program shows; the fallback where the choice is empty."""
    branches = [child for child in alternate if _local(child) in ("Choice", "Fallback")]
    return next((one for one in branches if len(one)), alternate if not branches else branches[0])


def _symbol(element: Element) -> str:
    code = _value(element, "char")
    try:
        char = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    # a private-use code is a picture in a symbol font
    return "" if "\ue000" <= char <= "\uf8ff" else char


def _outermost(parent: Element, tag: str) -> Iterator[Element]:
    """The elements of this name that are not within another of them."""
    for child in parent:
        if _local(child) == tag:
            yield child
        else:
            yield from _outermost(child, tag)


def _tiny(drawing: Element) -> bool:
    for one in drawing.iter():
        if _local(one) == "extent":
            sizes = [one.get("cx", ""), one.get("cy", "")]
            return all(size.isdecimal() and len(size) < 12 and int(size) < _SMALL for size in sizes)
    return False


# ── around the body ─────────────────────────────────────────────────────────────────────


def _asides(archive: Archive, folder: str, reader: _Reader) -> Iterator[Block]:
    pattern = re.compile(rf"{re.escape(folder)}/(?:header|footer|footnotes|endnotes)\d*\.xml$")
    for name in sorted(name for name in archive.names if pattern.match(name)):
        try:
            root = archive.xml(name)
        except UnreadableError:
            continue
        for part in root if "notes" in name else (root,):
            if _value(part, "type") not in ("separator", "continuationSeparator"):
                yield from reader.blocks(part, "aside")


def _unread(seen: _Seen) -> Iterator[Unread]:
    for what, places, reason in (
        ("图片", seen.pictures, "图片里的文字没有读取"),
        ("图表", seen.charts, "图表里的文字没有读取"),
        ("嵌入的对象", seen.objects, "嵌入的文件没有读取"),
    ):
        if places:
            yield Unread(f"{what}{len(places)}个", reason, Place("paragraph", places[0]))


def _local(element: Element) -> str:
    tag = element.tag
    return tag[tag.rfind("}") + 1 :]


def _value(element: Element, name: str = "val") -> str:
    for key, value in element.attrib.items():
        if key[key.rfind("}") + 1 :] == name:
            return value
    return ""
