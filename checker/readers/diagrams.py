"""The text of a diagram (SmartArt) of an Office document.

Its model (`dgm:dataModel` of ECMA-376 part 1, 21.4) holds points, of which some have text, and connections from parents
to children in their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from checker.readers.archive import local

_WITH_TEXT = frozenset({"node", "asst"})


def texts(model: Element) -> Iterator[str]:
    """The paragraphs of a diagram, each parent before its children; a break within one is a line break."""
    points = {one.get("modelId", ""): one for one in model.iter() if local(one) == "pt"}
    children: dict[str, list[tuple[int, str]]] = {}
    for one in model.iter():
        if local(one) == "cxn" and one.get("type", "parOf") == "parOf":
            order = one.get("srcOrd", "")
            place = int(order) if order.isdecimal() and len(order) < 6 else 0
            children.setdefault(one.get("srcId", ""), []).append((place, one.get("destId", "")))
    # points that no connection leads to come last
    waiting = [*reversed(points), *(name for name, one in points.items() if one.get("type") == "doc")]
    read: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in read or name not in points:
            continue
        read.add(name)
        waiting.extend(child for _, child in sorted(children.get(name, ()), reverse=True))
        if points[name].get("type", "node") in _WITH_TEXT:
            yield from _paragraphs(points[name])


def _paragraphs(point: Element) -> Iterator[str]:
    for body in point:
        if local(body) == "t":
            for paragraph in body:
                if local(paragraph) == "p":
                    yield "".join(_text(one) for one in paragraph.iter())


def _text(element: Element) -> str:
    name = local(element)
    return (element.text or "") if name == "t" else "\n" if name == "br" else ""
