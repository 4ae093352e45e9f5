"""The paragraph styles of a Word document, each read when a paragraph first asks for it.

Word writes several hundred styles into every document, of which a report uses a handful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from checker.errors import UnreadableError
from checker.readers.archive import Part, attribute, is_harmless, local, parsed

_DEEPEST = 20
_ID = b'w:styleId="'
_FACTS = re.compile(rb'<w:(name|basedOn|outlineLvl) w:val="([^"]*)')


class Style(NamedTuple):
    """A paragraph style: its outline level from 0, and the list that it brings along (numId, level)."""

    name: str
    parent: str
    outline: int | None
    list_number: str | None
    list_level: int | None


class Styles:
    """The styles of `styles.xml` by their ids."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._known: dict[str, Style | None] = {}
        self._whole = False
        self._pieces: list[bytes] | None = None
        self._numbers: dict[bytes, int] = {}

    def chain(self, name: str) -> Iterator[tuple[str, Style]]:
        """A style and those that it is based on, with their ids, at most twenty."""
        for _ in range(_DEEPEST):
            style = self._style(name) if name else None
            if style is None:
                return
            yield name, style
            name = style.parent

    def _style(self, name: str) -> Style | None:
        if not self._whole and name not in self._known:
            alone = self._alone(name)
            if alone is None:
                self._known = {**_read(self._part.root)}
                self._whole = True
            else:
                self._known[name] = alone.get(name)
        return self._known.get(name)

    def _alone(self, name: str) -> Mapping[str, Style] | None:
        """The style, where it can be told apart without parsing the others; None where it cannot."""
        if self._pieces is None:
            self._pieces = _cut(self._part.data)
            self._numbers = {piece[: piece.find(b'"')]: number for number, piece in enumerate(self._pieces)}
        number = self._numbers.get(name.encode())
        # two of one id, or one whose id is written in another way
        if not number or len(self._numbers) < len(self._pieces):
            return None
        before, own = self._pieces[number - 1], self._pieces[number]
        own = before[before.rfind(b"<") :] + _ID + own[: own.find(b"</w:style>")]
        kind = own[: own.find(b">")]
        if b"<w:style " in own[1:] or not own.startswith(b"<w:style ") or kind.endswith(b"/"):
            return None
        if b'w:type="' in kind and b'w:type="paragraph"' not in kind:
            return {}
        if b"<w:numPr" in own or b"&" in own:
            start = self._pieces[0]
            head = start[: start.find(b">", start.find(b"<w:styles")) + 1]
            try:
                return _read(parsed(b"%s%s</w:style></w:styles>" % (head, own), "styles.xml"))
            except UnreadableError:
                return None
        # of two the first counts, as in a dictionary the last
        facts = dict(reversed(_FACTS.findall(own)))
        outline = facts.get(b"outlineLvl", b"")
        level = int(outline) if outline.isdigit() and len(outline) < 6 else None
        return {name: Style(_text(facts.get(b"name")), _text(facts.get(b"basedOn")), level, None, None)}


def _cut(data: bytes | None) -> list[bytes]:
    """The part cut before every id of a style, where looking for words in it cannot mislead; else nothing."""
    if data is None or not is_harmless(data):
        return []
    # neither comments nor the like, nor an attribute in other quotation marks
    misleads = b"!" in data or data.rfind(b"?") > 100 or data.find(b"'", 100) >= 0
    return [] if misleads else data.split(_ID)


def _text(value: bytes | None) -> str:
    return value.decode("utf-8", "replace") if value else ""


def _read(root: Element | None) -> dict[str, Style]:
    found: dict[str, Style] = {}
    for one in root if root is not None else ():
        if local(one) != "style" or attribute(one, "type") not in ("paragraph", ""):
            continue
        name = parent = ""
        outline = number = level = None
        for child in one:
            tag = local(child)
            if tag == "name":
                name = attribute(child)
            elif tag == "basedOn":
                parent = attribute(child)
            elif tag == "pPr":
                for one_of in reversed(child):
                    if local(one_of) == "outlineLvl":
                        outline = whole(one_of)
                    elif local(one_of) == "numPr":
                        number, level = list_in(one_of)
        found[attribute(one, "styleId")] = Style(name, parent, outline, number, level)
    return found


def list_in(element: Element) -> tuple[str | None, int | None]:
    """The list that a `numPr` names: numId and level."""
    number = level = None
    for child in reversed(element):
        name = local(child)
        if name == "numId":
            number = attribute(child)
        elif name == "ilvl":
            level = whole(child)
    return number, level


def whole(element: Element) -> int | None:
    """The whole number that an element gives as its value; None where it gives none."""
    value = attribute(element)
    return int(value) if value.isdecimal() and len(value) < 6 else None
