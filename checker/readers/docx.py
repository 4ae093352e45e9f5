"""Read .docx from Word and WPS as a person sees it.

No library that was tried keeps Chinese automatic numbering, and python-docx drops inserted revisions, so the zip and
its XML are read here: numbering and heading styles resolved, insertions read and deletions not, tables row by row,
text boxes once, fields by their result, headers, footers, notes and the table of contents kept apart, comments and
hidden text left out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from checker.errors import UnreadableError
from checker.model import Block, BlockStyle, Place, Reading, Unread
from checker.readers import lines, numbering
from checker.readers.archive import Archive

# text that is not (or no longer) part of what a reader sees
_SKIPPED = frozenset({
    "del", "moveFrom", "delText", "delInstrText", "instrText", "rPr", "pPr", "sectPr", "tblPr", "trPr", "tcPr", "tblGrid",
    "sdtPr", "sdtEndPr", "proofErr", "annotationRef", "commentReference", "rubyPr", "rt", "smartTagPr", "customXmlPr",
    "footnoteRef", "endnoteRef", "fldData",
})  # fmt: skip
_BREAKS = frozenset({"br", "cr"})
_PICTURES = frozenset({"drawing", "pict", "object"})
_PROBABLE_TEXT = (8.0, 3.0)  # centimetres: a picture that may well hold text; a seal or an emblem is smaller
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "px": 2.54 / 96, "": 2.54 / 96}
_EMU = 360_000  # in a centimetre
_HEADING = re.compile(r"^(?:heading|标题)\s*(\d)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|目录)\s*\d$", re.IGNORECASE)
_DEEPEST_STYLE = 20
_LONG_CELL = 300  # characters: more is not a figure in a table but text that the table frames
_LONGEST_HEADING = 80
# what the usual symbol fonts show for a code
_WINGDINGS = {
    **{0x81 + number: char for number, char in enumerate("①②③④⑤⑥⑦⑧⑨⑩")},
    **{0x8C + number: char for number, char in enumerate("❶❷❸❹❺❻❼❽❾❿")},
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x75: "◆", 0xA8: "□", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_SYMBOLS = {
    "Wingdings": _WINGDINGS,
    "Wingdings 2": {0x2A: "□", 0x50: "✓", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x6A: "①", 0xA3: "□"},
    "Symbol": {0xB7: "·", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB8: "÷", 0xB1: "±"},
}


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str
    outline: int | None
    list_number: str | None
    list_level: int | None


@dataclass(slots=True)
class _Seen:
    """What was met on the way and cannot be read, by the numbers of its paragraphs."""

    pictures: list[int] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    charts: list[int] = field(default_factory=list)
    diagrams: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)


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
    failed: list[Unread] = []
    reader = _Reader(
        numbering.read(_optional(archive, f"{folder}/numbering.xml", "自动编号", failed)),
        _styles(_optional(archive, f"{folder}/styles.xml", "样式", failed)),
    )
    blocks = [*reader.blocks(body), *_asides(archive, folder, reader, failed)]
    return Reading("docx", tuple(blocks), unread=(*_unread(reader.seen), *failed))


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


def _optional(archive: Archive, name: str, called: str, failed: list[Unread]) -> Element | None:
    """A part that a document may do without; one that is damaged is listed."""
    if name not in archive:
        return None
    try:
        return archive.xml(name)
    except UnreadableError as error:
        failed.append(Unread(f"{called}（{posixpath.basename(name)}）", error.message))
        return None


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
        # the text of paragraphs whose mark was deleted, which the next one takes up
        self._carried = ""
        # of every field that is open, whether its result has begun: what comes before is its instruction
        self._fields: list[bool] = []
        self.seen = _Seen()

    def blocks(self, parent: Element, style: BlockStyle | None = None) -> Iterator[Block]:
        """What an element holds, to which no text may be carried from before or beyond."""
        before, self._carried = self._carried, ""
        yield from self._blocks(parent, style)
        if self._carried.strip():
            yield from self._lines(self._carried, Place("paragraph", self._count), None, style)
        self._carried = before

    def _blocks(self, parent: Element, style: BlockStyle | None) -> Iterator[Block]:
        for child in parent:
            tag = _local(child)
            if tag == "p":
                yield from self._paragraph(child, style)
            elif tag == "tbl":
                yield from self._table(child, style)
            elif tag == "AlternateContent":
                yield from self._blocks(_choice(child), style)
            elif tag in ("altChunk", "subDoc"):
                self.seen.files.append(self._count + 1)
            elif tag not in _SKIPPED:
                # sdt, sdtContent, customXml, smartTag, ins, moveTo: what they hold stands in their place
                yield from self._blocks(child, style)

    def _paragraph(self, paragraph: Element, style: BlockStyle | None) -> Iterator[Block]:
        self._count += 1
        place = Place("paragraph", self._count)
        properties = next((child for child in paragraph if _local(child) == "pPr"), None)
        boxes: list[Element] = []
        text = self._carried + "".join(self._text(paragraph, boxes))
        # an instruction without result ends with its paragraph; else damage in one field would hide all that follows
        self._fields = [result for result in self._fields if result]
        if properties is not None and _mark_deleted(properties):
            self._carried = text
        else:
            self._carried = ""
            level, label, contents = self._shape(properties)
            if text.strip():
                text = label + text.lstrip() if label else text
            yield from self._lines(text, place, level, style or ("aside" if contents else None))
        for box in boxes:
            if _local(box) == "textpath":
                yield from self._lines(_value(box, "string"), place, None, style)
            yield from self.blocks(box, style)

    def _lines(self, text: str, place: Place, level: int | None, style: BlockStyle | None) -> Iterator[Block]:
        """A paragraph, cut at its manual line breaks except where they only wrap it."""
        kind: BlockStyle = style or ("heading" if level is not None else "paragraph")
        level = level if kind == "heading" else None
        if "\n" not in text or (kind == "heading" and len(text) <= _LONGEST_HEADING):
            if text.strip():
                whole = text.replace("\n", "")
                yield Block(whole.strip(), place, kind, level, len(whole) - len(whole.lstrip()))
            return
        parts = text.split("\n")
        for one in lines.blocks(enumerate(parts)):
            start = sum(len(part) + 1 for part in parts[: one.place.number])
            yield Block(one.text, place, kind, level, start + one.offset)

    def _shape(self, properties: Element | None) -> tuple[int | None, str, bool]:
        """The heading level (None for text) and the automatic label of a paragraph; whether it is of the contents."""
        style_id, outline, number, depth = "", None, None, None
        if properties is not None:
            style_id = next((_value(child) for child in properties if _local(child) == "pStyle"), "")
            outline = _whole(properties, "outlineLvl")
            number, depth = _list(properties)
        level = None if outline is None else outline + 1
        contents = False
        carrier = ""
        for name, style in self._chain(style_id):
            contents = contents or _CONTENTS.match(style.name) is not None
            if level is None:
                named = _HEADING.match(style.name)
                level = int(named.group(1)) if named else None if style.outline is None else style.outline + 1
            if number is None and style.list_number is not None:
                number, depth, carrier = style.list_number, style.list_level if depth is None else depth, name
        if level is not None and level > LOWEST_HEADING:
            level = None
        if number in (None, "0"):
            return level, "", contents
        if depth is None:
            depth = self._lists.level_of(str(number), carrier)
        return level, self._lists.label(str(number), depth), contents

    def _chain(self, style_id: str) -> Iterator[tuple[str, _Style]]:
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style_id, style
            style_id = style.parent

    def _text(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        """The text of a paragraph; text boxes anchored in it are put aside."""
        for child in parent:
            tag = _local(child)
            if tag == "t":
                if all(self._fields):
                    yield child.text or ""
            elif tag in _SKIPPED or (tag == "r" and _hidden(child)):
                continue
            elif tag == "fldChar":
                self._field(_value(child, "fldCharType"))
            elif tag in ("tab", "ptab"):
                yield "\t"
            elif tag in _BREAKS:
                yield "\n"
            elif tag == "noBreakHyphen":
                yield "-"
            elif tag == "sym":
                yield _symbol(child)
            elif tag == "AlternateContent":
                yield from self._text(_choice(child), boxes)
            elif tag in _PICTURES:
                self._drawing(child, boxes)
            elif tag == "txbxContent":
                boxes.append(child)
            else:
                yield from self._text(child, boxes)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _drawing(self, drawing: Element, boxes: list[Element]) -> None:
        """A picture, chart, diagram or embedded object is noted; the text boxes within are put aside."""
        found = _parts(drawing)
        tags = {_local(one) for one in found}
        boxes.extend(one for one in found if _local(one) in ("txbxContent", "textpath"))
        if "chart" in tags:
            self.seen.charts.append(self._count)
        elif "relIds" in tags:
            self.seen.diagrams.append(self._count)
        elif _local(drawing) == "object" or "OLEObject" in tags:
            self.seen.objects.append(self._count)
        elif tags & {"pic", "blip", "imagedata"} and _may_hold_text(found):
            self.seen.pictures.append(self._count)

    def _table(self, table: Element, style: BlockStyle | None) -> Iterator[Block]:
        for row in _rows(table):
            self._count += 1
            place = Place("paragraph", self._count)
            count = self._count
            cells = [[] if _continues_merge(cell) else list(self.blocks(cell, style)) for cell in _cells(row)]
            texts = [" ".join(block.text for block in cell) for cell in cells]
            if _frames_text(texts, cells):
                yield from (block for cell in cells for block in cell)
                continue
            self._count = count
            if any(texts):
                yield Block("　".join(texts).strip("　"), place, style or "row")


def _frames_text(texts: Sequence[str], cells: Sequence[Sequence[Block]]) -> bool:
    """Whether a row only frames running text, as forms do and pages that were laid out in a table."""
    full = [cell for cell in cells if cell]
    return max(map(len, texts), default=0) > _LONG_CELL or (len(full) == 1 and len(full[0]) > 1)


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


def _mark_deleted(properties: Element) -> bool:
    """Whether the mark at the end of a paragraph was deleted or moved away, so that the next one continues it."""
    run = next((child for child in properties if _local(child) == "rPr"), ())
    return any(_local(child) in ("del", "moveFrom") for child in run)


def _hidden(run: Element) -> bool:
    """Whether a run is hidden text."""
    properties = next((child for child in run if _local(child) == "rPr"), ())
    return any(_local(child) == "vanish" and _value(child) not in ("0", "false", "off") for child in properties)


def _symbol(element: Element) -> str:
    try:
        code = int(_value(element, "char"), 16)
        char = chr(code)
    except (ValueError, OverflowError):
        return ""
    known = _SYMBOLS.get(_value(element, "font"), {}).get(code & 0xFF if code >= 0xF000 else code)
    # any other private-use code is a picture in a symbol font
    return known or ("" if "\ue000" <= char <= "\uf8ff" else char)


def _parts(drawing: Element) -> list[Element]:
    """The elements of a drawing, without what is within its text boxes and without the branches not shown."""
    found: list[Element] = []
    waiting = [drawing]
    while waiting:
        one = waiting.pop()
        found.append(one)
        if _local(one) == "AlternateContent":
            waiting.append(_choice(one))
        elif _local(one) != "txbxContent":
            waiting.extend(reversed(one))
    return found


def _may_hold_text(parts: Sequence[Element]) -> bool:
    """Whether a picture is as large as one with text is, or does not tell its size."""
    for one in parts:
        if _local(one) in ("extent", "ext") and one.get("cx", "").isdecimal() and one.get("cy", "").isdecimal():
            return _is_large(float(one.get("cx", "")) / _EMU, float(one.get("cy", "")) / _EMU)
        sizes = dict(_SIZE.findall(one.get("style", "")))
        if {"width", "height"} <= sizes.keys():
            return _is_large(_length(sizes["width"]), _length(sizes["height"]))
    return True


_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+\s*[a-z]*)")


def _length(value: str) -> float:
    """A length of VML in centimetres."""
    number = value.rstrip("abcdefghijklmnopqrstuvwxyz ")
    try:
        return float(number) * _CENTIMETRES.get(value[len(number) :].strip(), 0.0)
    except ValueError:
        return 0.0


def _is_large(width: float, height: float) -> bool:
    return width >= _PROBABLE_TEXT[0] and height >= _PROBABLE_TEXT[1]


# ── around the body ─────────────────────────────────────────────────────────────────────


_ASIDES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


def _asides(archive: Archive, folder: str, reader: _Reader, failed: list[Unread]) -> Iterator[Block]:
    pattern = re.compile(rf"{re.escape(folder)}/({'|'.join(_ASIDES)})\d*\.xml$")
    for match in filter(None, map(pattern.match, sorted(archive.names))):
        name = match[0]
        root = _optional(archive, name, _ASIDES[match[1]], failed)
        if root is None:
            continue
        for part in root if "notes" in name else (root,):
            if _value(part, "type") not in ("separator", "continuationSeparator"):
                yield from reader.blocks(part, "aside")


def _unread(seen: _Seen) -> Iterator[Unread]:
    for what, places, reason in (
        ("图片", seen.pictures, "图片里的文字没有读取"),
        ("图表", seen.charts, "图表里的文字没有读取"),
        ("图示", seen.diagrams, "图示（SmartArt）里的文字没有读取"),
        ("嵌入的对象", seen.objects, "嵌入的文件没有读取"),
        ("插入的文件", seen.files, "插入的文件没有读取，请在 Word 中打开后重新保存"),
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
