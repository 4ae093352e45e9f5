"""Read OFD (GB/T 33190): the TextCode elements of every page, in the order in which a person reads them.

No maintained Python library reads the text of OFD; the few that exist draw pages. Text stands in the pages, in their
templates and in the composite objects of the resources; what is only drawn or photographed cannot be read.
"""

from __future__ import annotations

import math
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from checker.errors import UnreadableError
from checker.model import Place, Reading, Unread
from checker.readers import pages, pictures
from checker.readers.archive import Archive, local
from checker.readers.pages import Page, Rule, Span
from checker.readers.pictures import Picture

_MOST_PAGES = 2000
_MOST_CHARACTERS = 400_000
_MOST_OBJECTS = 500_000
_A4 = (210.0, 297.0)
_DEEPEST = 8
_FEW = 15  # characters: a page number or a watermark beside a picture of the page
_NOT_MANY = 120  # characters: a running head and a stamp's words beside a picture that fills the page
_DRAWN = 100  # shapes: fewer are rules and ornaments
_THIN = 2.0  # millimetres: what is drawn thinner is a ruled line
_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1, 0, 0, 1, 0, 0)


def read(data: bytes) -> Reading:
    """One block for each paragraph and table row, its place the page. Raises UnreadableError."""
    archive = Archive(data)
    found: list[Page] = []
    unread: list[Unread] = []
    seen: list[Picture] = []
    files: list[str] = []
    for document in _documents(archive):
        files += document.attached()
        for number, page in enumerate(document.pages, len(found) + 1):
            try:
                whole = document.page(page)
            except UnreadableError as error:
                unread.append(Unread(f"第{number}页", error.message, Place("page", number)))
                found.append(Page(*_A4, ()))
                continue
            found.append(Page(*whole.size, pages.with_tables(whole.spans, whole.rules)))
            missed = _missed(whole, number)
            if missed:
                unread.append(missed)
            elif not _filled(whole):
                # text over a picture of the whole page is what a scanner recognised in it
                seen += [Picture(*size, Place("page", number)) for size in whole.pictures]
    if not found:
        raise UnreadableError("OFD 文件里没有页面", "请用 OFD 阅读器打开后重新保存")
    blocks = pages.blocks(found)
    characters = sum(len(one.text) for one in blocks)
    unread += pages.unread_pictures(seen, characters)
    unread.sort(key=lambda one: one.place.number if one.place else 0)
    if files:
        unread.append(Unread(f"附件{len(files)}个（{files[0]}）", "附在 OFD 里的文件没有读取"))
    return Reading("ofd", blocks, unread=tuple(unread), notes=pictures.notes(seen, characters))


def _missed(whole: _Drawn, number: int) -> Unread | None:
    place = Place("page", number)
    characters = sum(1 for one in whole.spans if one.text.strip())
    if whole.pictures and characters <= (_NOT_MANY if _filled(whole) else _FEW):
        return Unread(f"第{number}页", "这一页是图片，没有文字", place)
    if whole.paths and (not characters or (characters <= _FEW and whole.paths > _DRAWN)):
        return Unread(f"第{number}页", "这一页的字是画出来的，没有文字", place)
    return None


def _filled(whole: _Drawn) -> bool:
    return pages.is_filled(whole.pictures, *whole.size)


# ── the package ─────────────────────────────────────────────────────────────────────────


def _documents(archive: Archive) -> Iterator[_Document]:
    root = archive.xml("OFD.xml")
    # what is listed twice is read once
    for name in dict.fromkeys(_joined("", one.text) for one in root.iter() if local(one) == "DocRoot" and one.text):
        yield _Document(archive, name, archive.xml(name))


def _joined(folder: str, name: str) -> str:
    """A location within the package; absolute ones begin with a slash, and none leads out of it."""
    name = name.strip().replace("\\", "/")
    path = posixpath.normpath(name.lstrip("/") if name.startswith("/") else posixpath.join(folder, name))
    return path.removeprefix("../").lstrip("/")


@dataclass(slots=True)
class _Drawn:
    """What a page shows."""

    size: tuple[float, float]
    spans: list[Span] = field(default_factory=list)
    pictures: list[tuple[float, float]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    paths: int = 0


class _Document:
    def __init__(self, archive: Archive, name: str, root: Element) -> None:
        self._archive = archive
        self._folder = posixpath.dirname(name)
        self._size = _box(root) or _A4
        self._characters = 0
        self._templates: dict[str, str] = {}
        self._units: dict[str, Element] = {}
        self._drawn: dict[str, Element] = {}
        self._objects = 0
        self._attachments: list[str] = []
        self.pages: list[str] = []
        resources: list[str] = []
        for one in root.iter():
            tag, where = local(one), one.get("BaseLoc", "")
            if tag == "Page" and where:
                self.pages.append(_joined(self._folder, where))
            elif tag == "TemplatePage" and where:
                self._templates[one.get("ID", "")] = _joined(self._folder, where)
            elif tag in ("PublicRes", "DocumentRes") and one.text:
                resources.append(_joined(self._folder, one.text))
            elif tag == "Attachments" and one.text:
                self._attachments.append(_joined(self._folder, one.text))
        self.pages = list(dict.fromkeys(self.pages))
        if len(self.pages) > _MOST_PAGES:
            raise UnreadableError(f"文件有 {len(self.pages)} 页，超过上限 {_MOST_PAGES} 页", "请只提交报告本身")
        for resource in resources:
            self._composites(resource)

    def _composites(self, name: str) -> None:
        if name not in self._archive:
            return
        for one in self._archive.xml(name).iter():
            if local(one) == "CompositeGraphicUnit":
                self._units[one.get("ID", "")] = one

    def attached(self) -> Iterator[str]:
        """The names of the files that are attached."""
        for listed in self._attachments:
            try:
                root = self._archive.xml(listed)
            except UnreadableError:
                yield "名称不详"
                continue
            for one in root.iter():
                if local(one) == "Attachment" and one.get("Visible") != "false":
                    yield one.get("Name") or "名称不详"

    def page(self, name: str) -> _Drawn:
        """Everything on a page and its template. Raises UnreadableError."""
        root = self._archive.xml(name)
        drawn = _Drawn(_box(root) or self._size)
        for one in root.iter():
            template = self._templates.get(one.get("TemplateID", "")) if local(one) == "Template" else None
            if template and template in self._archive:
                if template not in self._drawn:
                    self._drawn[template] = self._archive.xml(template)
                self._draw(self._drawn[template], _SAME, drawn, 0)
        self._draw(root, _SAME, drawn, 0)
        return drawn

    def _draw(self, parent: Element, matrix: _Matrix, drawn: _Drawn, depth: int) -> None:
        if depth > _DEEPEST:
            return
        for one in parent:
            tag = local(one)
            self._objects += 1
            if self._objects > _MOST_OBJECTS:
                raise UnreadableError("OFD 文件的内容过多", "请只提交报告本身")
            if tag == "TextObject":
                self._text(one, matrix, drawn)
            elif tag == "ImageObject":
                drawn.pictures.append(_extent(one, matrix))
            elif tag == "PathObject":
                drawn.paths += 1
                left, top, width, height = _numbers(one.get("Boundary"), 4)
                if min(width, height) < _THIN < max(width, height):
                    left, top = _at(matrix, left, top)
                    drawn.rules.append(Rule(left, top, left + width * matrix[0], top + height * matrix[3]))
            elif tag == "CompositeObject":
                unit = self._units.get(one.get("ResourceID", ""))
                if unit is not None:
                    self._draw(unit, _times(_of(one), matrix), drawn, depth + 1)
            elif tag in ("Content", "Layer", "PageBlock"):
                self._draw(one, matrix, drawn, depth + (tag == "PageBlock"))

    def _text(self, one: Element, matrix: _Matrix, drawn: _Drawn) -> None:
        if one.get("Visible") == "false":
            return
        size = _number(one.get("Size"), 4)
        whole = _times(_of(one), matrix)
        for code in one:
            if local(code) == "TextCode" and code.text:
                self._characters += len(code.text)
                if self._characters > _MOST_CHARACTERS:
                    raise UnreadableError("OFD 文件的文字过多", "请只提交报告本身")
                drawn.spans.extend(_spans(code, size, whole))


def _spans(code: Element, size: float, matrix: _Matrix) -> Iterator[Span]:
    """A span for each character, since their distances differ."""
    text = (code.text or "").strip("\r\n\t")
    x, y = _number(code.get("X")), _number(code.get("Y"))
    across, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
    height = size * (abs(matrix[3]) or abs(matrix[1]) or 1)
    for index, char in enumerate(text):
        left, baseline = _at(matrix, x, y)
        width = size * (1 if char > "\u2000" else 0.55) * (abs(matrix[0]) or abs(matrix[2]) or 1)
        if not char.isspace():
            yield Span(char, left, left + width, baseline - 0.85 * height, baseline + 0.15 * height, height)
        # without distances the characters follow each other by their widths
        x += across[index] if index < len(across) else (0 if down else size * (1 if char > "\u2000" else 0.55))
        y += down[index] if index < len(down) else 0


def _steps(value: str | None, most: int) -> list[float]:
    """Distances, in which `g 3 5.5` stands for 5.5 three times."""
    found: list[float] = []
    words = iter((value or "").split())
    for word in words:
        if len(found) > most:
            break
        if word == "g":
            times = int(_number(next(words, None)))
            found += [_number(next(words, None))] * max(0, min(times, most))
        else:
            found.append(_number(word))
    return found


# ── numbers ─────────────────────────────────────────────────────────────────────────────


def _of(one: Element) -> _Matrix:
    """What places an object: its own matrix, then the corner of its boundary."""
    x, y, _, _ = _numbers(one.get("Boundary"), 4)
    own = _numbers(one.get("CTM"), 6) if one.get("CTM") else list(_SAME)
    a, b, c, d, e, f = own
    return (a, b, c, d, e + x, f + y)


def _extent(picture: Element, matrix: _Matrix) -> tuple[float, float]:
    """Width and height: its matrix stretches a picture of one by one; without a matrix it fills its boundary."""
    _, _, width, height = _numbers(picture.get("Boundary"), 4)
    a, b, c, d, _, _ = _numbers(picture.get("CTM"), 6) if picture.get("CTM") else (width, 0.0, 0.0, height, 0.0, 0.0)
    a, b, c, d, _, _ = _times((a, b, c, d, 0, 0), matrix)
    return math.hypot(a, b), math.hypot(c, d)


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _at(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _number(value: str | None, default: float = 0.0) -> float:
    try:
        found = float(value or default)
    except ValueError:
        return default
    return found if -1e6 < found < 1e6 else default


def _numbers(value: str | None, count: int) -> list[float]:
    found = [_number(one) for one in (value or "").split()[:count]]
    return found + [0.0] * (count - len(found))


def _box(root: Element) -> tuple[float, float] | None:
    for one in root.iter():
        if local(one) == "PhysicalBox":
            _, _, width, height = _numbers(one.text, 4)
            if width > 0 and height > 0:
                return width, height
    return None
