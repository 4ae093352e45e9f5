"""Read .docx from Word and WPS as a person sees it.

No library that was tried keeps Chinese automatic numbering, and python-docx drops inserted revisions, so the zip and
its XML are read here: numbering and heading styles resolved, insertions read and deletions not, tables row by row,
text boxes once, fields by their result, headers, footers, notes and the table of contents kept apart, comments and
hidden text left out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, TypeVar
from xml.etree.ElementTree import Element

from checker.errors import UnreadableError
from checker.model import Block, BlockStyle, Place, Reading, Unread
from checker.readers import diagrams, lines, numbering, pictures, plain
from checker.readers.archive import Archive, Part, attribute, is_harmless, local, parsed
from checker.readers.pictures import Picture
from checker.readers.styles import Styles, list_in, whole

_Root = TypeVar("_Root", Element, Element | None)

# text that is not (or no longer) part of what a reader sees
_SKIPPED = frozenset({
    "del", "moveFrom", "delText", "delInstrText", "instrText", "rPr", "pPr", "sectPr", "tblPr", "trPr", "tcPr", "tblGrid",
    "sdtPr", "sdtEndPr", "proofErr", "annotationRef", "commentReference", "rubyPr", "rt", "smartTagPr", "customXmlPr",
    "footnoteRef", "endnoteRef", "fldData",
})  # fmt: skip
_BREAKS = frozenset({"br", "cr"})
_PICTURES = frozenset({"drawing", "pict", "object"})
_MILLIMETRES = {"cm": 10.0, "mm": 1.0, "in": 25.4, "pt": 25.4 / 72, "px": 25.4 / 96, "": 25.4 / 96}
_EMU = 36_000  # in a millimetre
_HEADING = re.compile(r"^(?:heading|标题)\s*(\d)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|目录)\s*\d$", re.IGNORECASE)
_LONG_CELL = 300  # characters: more is not a figure in a table but text that the table frames
_LONGEST_HEADING = 80
_SHORT_PART = 2000  # bytes
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


class _Properties(NamedTuple):
    """What counts of the properties of a paragraph."""

    style: str = ""
    outline: int | None = None
    list_number: str | None = None
    list_level: int | None = None
    mark_deleted: bool = False


class _Shape(NamedTuple):
    """What properties and styles make of a paragraph: heading level (None for text), list, whether of the contents."""

    level: int | None
    list_number: str
    list_level: int
    contents: bool


_TEXT = _Shape(None, "", 0, False)


@dataclass(slots=True)
class _Seen:
    """What was met on the way and cannot be read, by the numbers of its paragraphs."""

    pictures: list[Picture] = field(default_factory=list)
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
    folder = posixpath.dirname(main)
    lists = Part(archive, f"{folder}/numbering.xml", "自动编号")
    styles = Part(archive, f"{folder}/styles.xml", "样式")
    reader = _Reader(lists, styles, _Diagrams(archive, main))
    root = reader.taken(archive.part(main), lambda rest: parsed(rest, main))
    body = next((child for child in root if local(child) == "body"), None)
    if body is None:
        raise UnreadableError("这不是 Word 文档", "请用 Word 或者 WPS 打开后另存为 .docx")
    asides = list(_aside_parts(archive, folder))
    blocks = list(reader.blocks(body))
    # in headers stand letterheads and watermarks; their relationships are others
    reader.models = None
    seen = tuple(reader.seen.pictures)
    blocks += (block for part in asides for block in _aside(*part, reader))
    failed = [part.fault for part in (lists, styles, *(part for part, _ in asides)) if part.fault]
    characters = sum(len(one.text) for one in blocks)
    notes = pictures.notes(seen, characters, len(reader.seen.charts))
    held = pictures.with_text(seen, characters)
    return Reading("docx", tuple(blocks), unread=(*_unread(held, reader.seen), *failed), notes=notes)


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


# ── paragraphs ──────────────────────────────────────────────────────────────────────────


class _Reader:
    """Walks the body of a document; numbers paragraphs and counts lists on the way."""

    def __init__(self, lists: Part, styles: Part, models: _Diagrams) -> None:
        self.lists = numbering.Numbering(lists)
        # None where diagrams are only listed
        self.models: _Diagrams | None = models
        self._styles = Styles(styles)
        self._shapes: dict[_Properties, _Shape] = {}
        # by their mark, properties and text of the paragraphs that were taken out of the part that is read
        self._plain: dict[Element, list[tuple[_Properties, str]]] = {}
        self._count = 0
        # the text of paragraphs whose mark was deleted, which the next one takes up
        self._carried = ""
        # of every field that is open, whether its result has begun: what comes before is its instruction
        self._fields: list[bool] = []
        self.seen = _Seen()

    def taken(self, data: bytes, parse: Callable[[bytes], _Root]) -> _Root:
        """The root of a part, which is read next; its plain paragraphs do not go through the parser."""
        rest, runs = plain.without_plain(data) if is_harmless(data) else (data, [])
        root = parse(rest)
        self._plain = {}
        if runs and root is not None:
            distinct, marks = plain.marked(root, runs)
            known = {own: _NOTHING if element is None else _properties(element) for own, element in distinct.items()}
            self._plain = {mark: [(known[own], text) for own, text in run] for mark, run in marks}
        return root

    def blocks(self, parent: Element, style: BlockStyle | None = None) -> Iterator[Block]:
        """What an element holds, to which no text may be carried from before or beyond."""
        before, self._carried = self._carried, ""
        yield from self._blocks(parent, style)
        if self._carried.strip():
            yield from self._lines(self._carried, Place("paragraph", self._count), None, style)
        self._carried = before

    def _blocks(self, parent: Element, style: BlockStyle | None) -> Iterator[Block]:
        for child in parent:
            tag = local(child)
            if tag == "p":
                yield from self._paragraph(child, style)
            elif tag == plain.MARK:
                yield from self._taken_out(child, style)
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
        boxes: list[Element] = []
        text = "".join(self._text(paragraph, boxes))
        own = next((child for child in paragraph if local(child) == "pPr"), None)
        place = Place("paragraph", self._count)
        yield from self._whole(text, _NOTHING if own is None else _properties(own), place, style)
        for box in boxes:
            if local(box) == "textpath":
                yield from self._lines(attribute(box, "string"), place, None, style)
            elif local(box) == "dataModel":
                for shown in diagrams.texts(box):
                    yield from self._lines(shown, place, None, style)
                continue
            with self.lists.apart():
                yield from self.blocks(box, style)

    def _taken_out(self, mark: Element, style: BlockStyle | None) -> Iterator[Block]:
        """The paragraphs that were taken out where this mark is."""
        for properties, text in self._plain.get(mark, ()):
            self._count += 1
            place = Place("paragraph", self._count)
            if self._fields or self._carried or "\n" in text or self._shapes.get(properties) is not _TEXT:
                yield from self._whole(text if all(self._fields) else "", properties, place, style)
            elif shown := text.strip():
                # most paragraphs, where nothing is left to ask
                yield Block(shown, place, style or "paragraph", None, len(text) - len(text.lstrip()))

    def _whole(self, text: str, properties: _Properties, place: Place, style: BlockStyle | None) -> Iterable[Block]:
        """The blocks of a paragraph with this text."""
        # an instruction without result ends with its paragraph; else damage in one field would hide all that follows
        if self._fields:
            self._fields = [result for result in self._fields if result]
        text = self._carried + text
        if properties.mark_deleted:
            self._carried = text
            return ()
        self._carried = ""
        shape = self._shapes.get(properties) or self._shape(properties)
        label = self.lists.label(shape.list_number, shape.list_level) if shape.list_number else ""
        if label and text.strip():
            text = label + text.lstrip()
        return self._lines(text, place, shape.level, style or ("aside" if shape.contents else None))

    def _lines(self, text: str, place: Place, level: int | None, style: BlockStyle | None) -> Iterable[Block]:
        """A paragraph, cut at its manual line breaks except where they only wrap it."""
        kind: BlockStyle = style or ("heading" if level is not None else "paragraph")
        level = level if kind == "heading" else None
        if "\n" in text:
            if kind != "heading" or len(text) > _LONGEST_HEADING:
                return _parts_of(text, place, kind, level)
            text = text.replace("\n", "")
        shown = text.strip()
        return (Block(shown, place, kind, level, len(text) - len(text.lstrip())),) if shown else ()

    def _shape(self, properties: _Properties) -> _Shape:
        number, depth = properties.list_number, properties.list_level
        level = None if properties.outline is None else properties.outline + 1
        contents = False
        for name, style in self._styles.chain(properties.style):
            heading, listed = _named(style.name)
            contents = contents or listed
            if level is None:
                level = heading or (None if style.outline is None else style.outline + 1)
            # list and level are handed down each for itself: a style may only move the list of its parent to a level
            if depth is None:
                depth = style.list_level
            if number is None and style.list_number is not None:
                number = style.list_number
                if depth is None and number != "0":
                    depth = self.lists.level_of(number, name)
        if level is not None and level > LOWEST_HEADING:
            level = None
        if number is None or number == "0":
            number, depth = "", 0
        shape = _Shape(level, number, depth or 0, contents)
        shape = _TEXT if shape == _TEXT else shape
        self._shapes[properties] = shape
        return shape

    def _text(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        """The text of a paragraph; text boxes anchored in it are put aside."""
        for child in parent:
            tag = local(child)
            if tag == "t":
                if all(self._fields):
                    yield child.text or ""
            elif tag in _SKIPPED or (tag == "r" and _hidden(child)):
                continue
            elif tag == "fldChar":
                self._field(attribute(child, "fldCharType"))
            elif tag in ("tab", "ptab"):
                yield "\t"
            elif tag in _BREAKS:
                yield "\n"
            elif tag == plain.MARK:
                if all(self._fields):
                    yield from (text for _, text in self._plain.get(child, ()))
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
        """A picture, chart or embedded object is noted; text boxes and the model of a diagram are put aside."""
        found = _parts(drawing)
        tags = {tag for tag, _ in found}
        boxes.extend(one for tag, one in found if tag in ("txbxContent", "textpath"))
        if "chart" in tags:
            self.seen.charts.append(self._count)
        elif "relIds" in tags:
            relation = next(attribute(one, "dm") for tag, one in found if tag == "relIds")
            model = self.models.model(relation) if self.models else None
            if model is None:
                self.seen.diagrams.append(self._count)
            else:
                boxes.append(model)
        elif local(drawing) == "object" or "OLEObject" in tags:
            self.seen.objects.append(self._count)
        elif tags & {"pic", "blip", "imagedata"}:
            width, height = _size(found)
            self.seen.pictures.append(Picture(width, height, Place("paragraph", self._count)))

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


def _parts_of(text: str, place: Place, kind: BlockStyle, level: int | None) -> Iterator[Block]:
    parts = text.split("\n")
    for one in lines.blocks(enumerate(parts)):
        start = sum(len(part) + 1 for part in parts[: one.place.number])
        yield Block(one.text, place, kind, level, start + one.offset)


def _frames_text(texts: Sequence[str], cells: Sequence[Sequence[Block]]) -> bool:
    """Whether a row only frames running text, as forms do and pages that were laid out in a table."""
    full = [cell for cell in cells if cell]
    return max(map(len, texts), default=0) > _LONG_CELL or (len(full) == 1 and len(full[0]) > 1)


LOWEST_HEADING = 6


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if local(child) == "tr":
            if not _deleted_row(child):
                yield child
        elif local(child) not in _SKIPPED:
            yield from _rows(child)


def _deleted_row(row: Element) -> bool:
    return any(local(one) == "del" for child in row if local(child) == "trPr" for one in child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if local(child) == "tc":
            yield child
        elif local(child) not in _SKIPPED:
            yield from _cells(child)


def _continues_merge(cell: Element) -> bool:
    for child in cell:
        if local(child) == "tcPr":
            return any(local(one) == "vMerge" and attribute(one) in ("", "continue") for one in child)
    return False


def _choice(alternate: Element) -> Element:
    """The branch that a current program shows; the fallback where the choice is empty."""
    branches = [child for child in alternate if local(child) in ("Choice", "Fallback")]
    return next((one for one in branches if len(one)), alternate if not branches else branches[0])


def _properties(element: Element) -> _Properties:
    style, outline, number, level, deleted = "", None, None, None, False
    # of two the first counts
    for child in reversed(element):
        match local(child):
            case "pStyle":
                style = attribute(child)
            case "outlineLvl":
                outline = whole(child)
            case "numPr":
                number, level = list_in(child)
            case "rPr":
                deleted = any(local(one) in ("del", "moveFrom") for one in child)
    return _Properties(style, outline, number, level, deleted)


_NOTHING = _Properties()


@lru_cache(maxsize=256)
def _named(style: str) -> tuple[int, bool]:
    """What the name of a style tells: the level of its headings, 0 for none; whether it is one of a table of contents."""
    heading = _HEADING.match(style)
    return int(heading[1]) if heading else 0, _CONTENTS.match(style) is not None


def _hidden(run: Element) -> bool:
    """Whether a run is hidden text."""
    properties = next((child for child in run if local(child) == "rPr"), ())
    return any(local(child) == "vanish" and attribute(child) not in ("0", "false", "off") for child in properties)


def _symbol(element: Element) -> str:
    try:
        code = int(attribute(element, "char"), 16)
        char = chr(code)
    except (ValueError, OverflowError):
        return ""
    known = _SYMBOLS.get(attribute(element, "font"), {}).get(code & 0xFF if code >= 0xF000 else code)
    # any other private-use code is a picture in a symbol font
    return known or ("" if "\ue000" <= char <= "\uf8ff" else char)


def _parts(drawing: Element) -> list[tuple[str, Element]]:
    """The elements of a drawing by name, without what is within its text boxes and without the branches not shown."""
    found: list[tuple[str, Element]] = []
    waiting = [drawing]
    while waiting:
        one = waiting.pop()
        tag = local(one)
        found.append((tag, one))
        if tag == "AlternateContent":
            waiting.append(_choice(one))
        elif tag != "txbxContent":
            waiting.extend(reversed(one))
    return found


def _size(parts: Iterable[tuple[str, Element]]) -> tuple[float, float] | tuple[None, None]:
    """Width and height of a picture in millimetres, where it tells them."""
    for tag, one in parts:
        if tag in ("extent", "ext") and one.get("cx", "").isdecimal() and one.get("cy", "").isdecimal():
            return float(one.get("cx", "")) / _EMU, float(one.get("cy", "")) / _EMU
        if "style" in one.attrib:
            sizes = dict(_SIZE.findall(one.get("style", "")))
            if {"width", "height"} <= sizes.keys():
                return _length(sizes["width"]), _length(sizes["height"])
    return None, None


_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+\s*[a-z]*)")


def _length(value: str) -> float:
    """A length of VML in millimetres."""
    number = value.rstrip("abcdefghijklmnopqrstuvwxyz ")
    try:
        return float(number) * _MILLIMETRES.get(value[len(number) :].strip(), 0.0)
    except ValueError:
        return 0.0


class _Diagrams:
    """The models of the diagrams in a part, as far as they are no larger than any report needs."""

    def __init__(self, archive: Archive, main: str) -> None:
        self._archive = archive
        self._main = main
        self._relations: dict[str, str] | None = None
        self._left = _LARGEST_DIAGRAMS

    def model(self, relation: str) -> Element | None:
        """The model that a relationship leads to; None where it cannot be read."""
        try:
            if self._relations is None:
                self._relations = dict(self._targets())
            name = self._relations.get(relation, "")
            data = self._archive.part(name)
            self._left -= len(data)
            return parsed(data, name) if self._left >= 0 else None
        except UnreadableError:
            return None

    def _targets(self) -> Iterator[tuple[str, str]]:
        folder, name = posixpath.split(self._main)
        for one in self._archive.xml(f"{folder}/_rels/{name}.rels"):
            if one.get("Type", "").endswith("/diagramData"):
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
                yield one.get("Id", ""), target.lstrip("/")


_LARGEST_DIAGRAMS = 4 * 1024 * 1024  # bytes of all models; one has some ten thousand


# ── around the body ─────────────────────────────────────────────────────────────────────


_ASIDES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


def _aside_parts(archive: Archive, folder: str) -> Iterator[tuple[Part, bool]]:
    """The parts around the body; whether one holds notes, each in an element of its own."""
    for name in sorted(archive.names):
        kind = name.removeprefix(f"{folder}/").removesuffix(".xml").rstrip("0123456789")
        if kind in _ASIDES and name.startswith(f"{folder}/") and name.endswith(".xml"):
            yield Part(archive, name, _ASIDES[kind]), "notes" in kind


def _aside(part: Part, notes: bool, reader: _Reader) -> Iterator[Block]:
    if part.data is None:
        return
    # the usual header is one line and a field: it is parsed sooner than searched
    root = reader.taken(part.data, part.parsed) if len(part.data) > _SHORT_PART else part.root
    if root is None:
        return
    with reader.lists.apart():
        for one in root if notes else (root,):
            if attribute(one, "type") not in ("separator", "continuationSeparator"):
                yield from reader.blocks(one, "aside")


def _unread(held: Sequence[Picture], seen: _Seen) -> Iterator[Unread]:
    """`held`: the pictures that probably hold text."""
    for what, places, reason in (
        ("图片", [one.place.number for one in held], pictures.REASON),
        ("图示", seen.diagrams, "图示（SmartArt）里的文字没有读取"),
        ("嵌入的对象", seen.objects, "嵌入的文件没有读取"),
        ("插入的文件", seen.files, "插入的文件没有读取，请在 Word 中打开后重新保存"),
    ):
        if places:
            yield Unread(f"{what}{len(places)}个", reason, Place("paragraph", places[0]))
