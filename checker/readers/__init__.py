"""One module per input format; each offers `read(data: bytes) -> Reading`.

The content decides which one reads; the suffix only tells apart formats that are both text.
"""

from __future__ import annotations

import importlib
import re
from pathlib import PurePath

from checker.errors import UnreadableError
from checker.expressions import Expression
from checker.model import Block, Reading

# characters; a report has a few thousand
LONGEST = 300_000
# suffix → format; several suffixes may share a reader
SUFFIXES = {
    ".md": "md", ".markdown": "md",
    ".txt": "txt", ".text": "txt",
    ".docx": "docx", ".docm": "docx",
    ".html": "html", ".htm": "html", ".mht": "html", ".mhtml": "html", ".shtml": "html",
    ".pdf": "pdf", ".ofd": "ofd",
    ".doc": "office", ".wps": "office", ".rtf": "office", ".odt": "office",
}  # fmt: skip
_NAMES = {
    "docx": "Word 文档（.docx）",
    "html": "网页",
    "pdf": "PDF",
    "ofd": "OFD",
    "office": "旧版 Word、WPS 或者 RTF、ODT 文档",
    "txt": "纯文本",
    "md": "Markdown",
}
# more of one character say nothing, and make every search in a text slow
_RUN = Expression(r"(\S)\1{300,}|\s{60,}")
_MOST_ALIKE, _MOST_BLANKS, _LONG = 300, 60, 600
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|\?xml[^>]*>\s*<(?:!doctype\s+)?html)",
    re.IGNORECASE | re.DOTALL,
)


def format_of(data: bytes, name: str) -> str:
    """The format that the content shows; for plain text the one of the suffix. Raises UnreadableError."""
    suffix = PurePath(name).suffix.lower()
    said = SUFFIXES.get(suffix)
    shown = _shown(data)
    if shown:
        return shown
    if said in ("md", "txt", "html"):
        return said
    if said in ("pdf", "docx", "ofd", "office") or suffix in SUFFIXES:
        if not data[:4096].replace(b"\0", b"").strip():
            raise UnreadableError("文件内容是空白的", "请重新保存后再试")
        # a wrong suffix on plain text is read; anything else is damaged
        try:
            from checker.readers import txt

            txt.encoding(data)
        except UnreadableError:
            raise UnreadableError(
                f"后缀是 {suffix}，内容却不是这种格式，文件可能已经损坏", "请重新保存后再试"
            ) from None
        return "txt"
    return "txt"


def _shown(data: bytes) -> str | None:
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if data.startswith((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")):
        return "office"
    if _HTML.match(data[:2048].removeprefix(b"\xef\xbb\xbf")):
        return "html"
    return None


def _zipped(data: bytes) -> str:
    """Which of the zip formats it is, by the names that stand in its directory."""
    end = data.rfind(b"PK\x05\x06", -65_557)
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    # of a damaged archive, where its directory and the names of the first files would be
    names = data[start:end] if 0 <= start < end else data[:65536] + data[-65536:]
    if b"OFD.xml" in names:
        return "ofd"
    if b"mimetypeapplication/vnd.oasis.opendocument" in data[:200]:
        return "office"
    return "docx"


def read(data: bytes, name: str) -> Reading:
    """The reading of a file's content; `name` is used for its suffix alone. Raises UnreadableError."""
    form = format_of(data, name)
    module = importlib.import_module(f"{__name__}.{form}")
    found: Reading = module.read(data)
    found = found._replace(blocks=tuple(map(_without_runs, found.blocks)))
    count = sum(len(block.text) for block in found.blocks)
    if count > LONGEST:
        raise UnreadableError(f"文件有 {count // 10000} 万字，不会是一份年度报告", "请只提交报告本身")
    said = SUFFIXES.get(PurePath(name).suffix.lower())
    if said and said != form:
        note = f"后缀是 {PurePath(name).suffix}，内容是{_NAMES[form]}，已按内容读取"
        return found._replace(notes=(note, *found.notes))
    return found


def _without_runs(block: Block) -> Block:
    """The block with endless blanks, lines of dashes and the like cut short."""
    if len(block.text) < _LONG:
        return block
    text = _RUN.sub(lambda match: match.group()[: _MOST_ALIKE if match[1] else _MOST_BLANKS], block.text)
    return block if text == block.text else block._replace(text=text)
