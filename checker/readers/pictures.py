"""Which pictures of a document probably hold text of it.

Missing findings of a document with unread parts are for a person to review and count neither for nor against it, so a
picture is unread only where text that answers an item may well stand in it. Most pictures of a report are photographs
of meetings, seals, letterheads, emblems, QR codes and diagrams, which answer nothing; they are told in a note. A page
that was scanned or a document that was photographed is set across the page and is as high as running text: at least
10 cm wide and 12 cm high, which is two thirds of the width and half of the height of the text on a page of A4, while a
photograph in landscape across the whole text is at most 11.7 cm high. Where there is little text beside it, a smaller
picture may be the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from checker.model import Place

LITTLE_TEXT = 600  # characters of a document; a report has thousands
REASON = "图片里的文字没有读取"
_PAGE = (100.0, 120.0)  # millimetres
_SMALL = (80.0, 30.0)  # millimetres: a seal, an emblem or a QR code is smaller


class Picture(NamedTuple):
    """Width and height in millimetres as seen, None where the document does not tell; and where it stands."""

    width: float | None
    height: float | None
    place: Place


def with_text(pictures: Iterable[Picture], characters: int) -> list[Picture]:
    """The pictures that probably hold text of a document with so many characters."""
    least = _SMALL if characters < LITTLE_TEXT else _PAGE
    return [one for one in pictures if _reaches(one, least)]


def notes(pictures: Iterable[Picture], characters: int, charts: int = 0) -> tuple[str, ...]:
    """What to tell of the others, and of charts."""
    least = _SMALL if characters < LITTLE_TEXT else _PAGE
    count = sum(1 for one in pictures if _reaches(one, _SMALL) and not _reaches(one, least))
    parts = [f"{what}{times}个" for what, times in (("图片", count), ("图表", charts)) if times]
    return (f"文中有{'、'.join(parts)}，按大小和位置看不是正文，其中的文字没有读取",) if parts else ()


def _reaches(picture: Picture, least: tuple[float, float]) -> bool:
    if picture.width is None or picture.height is None:
        return True
    return picture.width >= least[0] and picture.height >= least[1]
