"""Take the plain paragraphs out of the XML of a Word document before it is parsed.

Most paragraphs are runs of text and nothing else. An expression that accepts nothing but such paragraphs, whole and
well-formed, reads them many times faster than a parser and a walk over its elements. A mark stays where each of them
stood; everything else is parsed as ever, so that there is one way only in which the unusual is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

MARK = "plain-paragraph"
_ATTRIBUTES = r'(?: [\w:]++="[^"<>&]*+")*+'
# how characters look, which says nothing of what is read; what hides or deletes them is not among it
_FORMAT = rf"<w:rPr>(?:<w:(?!vanish|del|moveFrom)\w++{_ATTRIBUTES}/>)*+</w:rPr>|<w:rPr/>"
_FORMATS = re.compile(_FORMAT)
_MOST_FORMATS = 12
_TEXT = '<w:t(?: xml:space="preserve")?+>'
_RUN = (
    rf"<w:r{_ATTRIBUTES}>(?:{_FORMAT})?+"
    rf"(?:{_TEXT}[^<&\0-\x08\x0b-\x1f]*+</w:t>|<w:(?:tab|lastRenderedPageBreak|br{_ATTRIBUTES})/>)*+</w:r>"
)
_BESIDE = rf"<w:(?:bookmarkStart|bookmarkEnd|proofErr){_ATTRIBUTES}/>"
# properties hold no text; without these names within, no expression looks further than to the next paragraph
_PROPERTIES = r"<w:pPr>(?:<(?!/?w:p(?:Pr)?+[ >])[^<>]*+>)*+</w:pPr>|<w:pPr/>"
_PARAGRAPH = re.compile(rf"<w:p{_ATTRIBUTES}>({_PROPERTIES})?+((?:{_RUN}|{_BESIDE})*+)</w:p>")
# properties of which none says anything of what is read, well-formed beyond doubt: they need not be parsed
_SILENT = re.compile(
    rf"<w:pPr>(?:<w:(?!pStyle|outlineLvl|numPr|rPr)\w++{_ATTRIBUTES}/>|{_FORMAT}"
    rf"|<w:(?P<within>tabs|pBdr)>(?:<w:\w++{_ATTRIBUTES}/>)*+</w:(?P=within)>)*+</w:pPr>|<w:pPr/>"
)
_TAG = re.compile(r"<[^>]*>")
# the tags of most runs
_USUAL_TAGS = ("</w:t></w:r>", '<w:r><w:t xml:space="preserve">', "<w:r><w:t>")
_BREAK = re.compile(r"<w:br[^<>]*>")
# the end of the element that is the whole part
_END = re.compile(r"</[\w:]+>\s*\Z")


class Paragraph(NamedTuple):
    """A paragraph that was taken out: the XML of its properties (None: none that tells anything), and its text."""

    properties: str | None
    text: str


def without_plain(data: bytes) -> tuple[bytes, list[list[Paragraph]]]:
    """The XML with a mark where plain paragraphs stood one after the other, and those paragraphs, mark by mark.

    `data`: XML in UTF-8 that declares nothing. The distinct properties of the paragraphs stand in one further element
    of the mark's name at the end of the whole, to be parsed with the rest. XML in which something could mislead comes
    back as it is.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data, []
    end = _END.search(text, max(0, len(text) - 100))
    if end is None or _misleads(text):
        return data, []
    pieces = _PARAGRAPH.split(_unformatted(text[: end.start()]))
    before, properties = pieces[:-1:3], pieces[1::3]
    if not before:
        return data, []
    telling = {own: own if own and not _SILENT.fullmatch(own) else None for own in dict.fromkeys(properties)}
    whole: list[str] = []
    runs: list[list[Paragraph]] = []
    for piece, own, shown in zip(before, properties, _texts(pieces[2::3]), strict=True):
        if piece or not runs:
            whole += (piece, f"<{MARK}/>")
            run: list[Paragraph] = []
            runs.append(run)
        run.append(Paragraph(telling[own], shown))
    rest = "".join(pieces[::3])
    if MARK in rest or 'xmlns="' in rest:
        # a mark would not be known by its name
        return data, []
    distinct = "".join(own for own in telling.values() if own)
    whole += (pieces[-1], f"<{MARK}>{distinct}</{MARK}>", end[0])
    return "".join(whole).encode(), runs


def marked(
    root: Element, runs: Sequence[Sequence[Paragraph]]
) -> tuple[Mapping[str | None, Element | None], Iterator[tuple[Element, Sequence[Paragraph]]]]:
    """The distinct properties, parsed; and every mark with the paragraphs that were taken out there."""
    distinct = dict.fromkeys(one.properties for run in runs for one in run if one.properties)
    parsed: dict[str | None, Element | None] = {**dict(zip(distinct, root[-1], strict=True)), None: None}
    return parsed, zip(root.iter(MARK), runs, strict=False)


def _misleads(text: str) -> bool:
    """Whether what looks like a paragraph may be none, as in comments."""
    return ("!" in text and "<!" in text) or (text.rfind("?") > 100 and text.rfind("?>") > 100)


def _unformatted(text: str) -> str:
    """The text without the first few formats of its characters: one of them stands in most runs."""
    at = 0
    for _ in range(_MOST_FORMATS):
        at = text.find("<w:rPr", at)
        if at < 0:
            break
        found = _FORMATS.match(text, at)
        if found:
            text = text.replace(found[0], "")
        else:
            at += 1
    return text


def _texts(runs: Sequence[str]) -> list[str]:
    """The texts of paragraphs: nothing but their tags stands between them."""
    every = "\0".join(runs)
    if "<w:tab/>" in every:
        every = every.replace("<w:tab/>", "\t")
    if "<w:br" in every:
        every = _BREAK.sub("\n", every)
    for tag in _USUAL_TAGS:
        every = every.replace(tag, "")
    return (_TAG.sub("", every) if "<" in every else every).split("\0")
