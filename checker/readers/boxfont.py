"""A font that has the same box for every character, for PDF files that do not bring their Chinese fonts along.

pdfium looks for such fonts on the machine. Where there are none, it gives characters no extent, takes them for nothing
and drops them: a text of a single character, and a line that stands twice. With a font of our own nothing is lost, and
a file reads the same on every machine. What is drawn with it cannot be read, but only pages without text are drawn.
"""

from __future__ import annotations

import ctypes
import struct
from typing import Any

_EM = 1000
_ASCENT, _DESCENT = 880, -120
# last character, width: letters and figures are half as wide as what is Chinese
_WIDTHS = ((0x1FFF, _EM // 2), (0x10FFFF, _EM))
# GDI's numbers: Japanese, Korean, simplified and traditional Chinese; such a number stands for the font too
_CHARSETS = frozenset({128, 129, 134, 136})
_NAME = b"Box\0"


def font() -> bytes:
    """A TrueType font of a few boxes that stand for all of Unicode (a character map of format 13)."""
    widths = [_EM, *(width for _, width in _WIDTHS)]
    boxes = [_box(width) for width in widths]
    groups, first = b"", 0
    for glyph, (last, _) in enumerate(_WIDTHS, 1):
        groups += struct.pack(">3L", first, last, glyph)
        first = last + 1
    count, ends = len(boxes), [sum(map(len, boxes[:number])) for number in range(len(boxes) + 1)]
    head = (0x10000, 0, 0, 0x5F0F3CF5, 0, _EM, 0, 0, 0, _DESCENT, _EM, _ASCENT, 0, 8, 2, 1, 0)
    tables = {
        b"cmap": struct.pack(">4HL2H3L", 0, 1, 3, 10, 12, 13, 0, 16 + len(groups), 0, len(_WIDTHS)) + groups,
        b"glyf": b"".join(boxes),
        b"head": struct.pack(">4L2H2q4h2H3h", *head),
        b"hhea": struct.pack(">L3hH11hH", 0x10000, _ASCENT, _DESCENT, 0, _EM, 0, 0, _EM, *[0] * 8, count),
        b"hmtx": b"".join(struct.pack(">Hh", width, 0) for width in widths),
        b"loca": struct.pack(f">{len(ends)}L", *ends),
        b"maxp": struct.pack(">L14H", 0x10000, count, 4, 1, 0, 0, 2, *[0] * 8),
    }
    return _file(tables)


def _box(width: int) -> bytes:
    corners = (0, width, 0, -width, _DESCENT, 0, _ASCENT - _DESCENT, 0)
    return struct.pack(">5h2H4B8h", 1, 0, _DESCENT, width, _ASCENT, 3, 0, 1, 1, 1, 1, *corners)


def _file(tables: dict[bytes, bytes]) -> bytes:
    start = 12 + 16 * len(tables)
    directory, data = struct.pack(">L4H", 0x10000, len(tables), 64, 2, 48), b""
    for tag, table in sorted(tables.items()):
        directory += tag + struct.pack(">3L", 0, start + len(data), len(table))
        data += table + b"\0" * (-len(table) % 4)
    return directory + data


def install() -> Any:
    """Give pdfium this font instead of those of the machine; what is returned must be kept as long as pdfium is used."""
    from pypdfium2 import raw

    data = font()

    def map_font(
        _info: Any, _weight: int, _italic: int, charset: int, _pitch: int, _face: Any, _exact: Any
    ) -> int | None:
        return charset if charset in _CHARSETS else None

    def font_data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        return _given(b"" if table else data, buffer, size)

    def face_name(_info: Any, _font: Any, buffer: Any, size: int) -> int:
        return _given(_NAME, buffer, size)

    calls = {
        "Release": lambda _info: None,
        "EnumFonts": lambda _info, _mapper: None,
        "MapFont": map_font,
        "GetFont": lambda _info, _face: None,
        "GetFontData": font_data,
        "GetFaceName": face_name,
        "GetFontCharset": lambda _info, font: font,
        "DeleteFont": lambda _info, _font: None,
    }
    info = raw.FPDF_SYSFONTINFO(version=1)
    for name, kind in info._fields_:
        if name in calls:
            setattr(info, name, kind(calls[name]))
    raw.FPDF_SetSystemFontInfo(info)
    return info


def _given(data: bytes, buffer: Any, size: int) -> int:
    """The length of the data, which is put into the buffer where it is large enough."""
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)
