"""Read plain text in the encodings that Chinese offices use."""

from __future__ import annotations

import codecs
from contextlib import suppress

from checker.errors import UnreadableError
from checker.model import Reading
from checker.readers import lines

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


# a report has a few thousand characters; a page saved from a website is mostly markup
_MOST_CHARACTERS = 600_000
MOST_OF_A_PAGE = 3_000_000


def encoding(data: bytes) -> str:
    """The name of the encoding: UTF-8 (with or without BOM), UTF-16, UTF-32 or GB18030.

    Raises UnreadableError where the bytes are no text in any of them.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _proved(data, name)
    if b"\0" in data[:4096]:
        # one that slipped into a text is no sign of UTF-16
        with suppress(UnreadableError):
            return _proved(data, "utf-8")
        # the high byte of a digit or a full stop is zero: it stands second in little-endian text
        return _proved(data, "utf-16-le" if data[1:4096:2].count(0) > data[:4096:2].count(0) else "utf-16-be")
    for name in ("utf-8", "gb18030"):
        try:
            return _proved(data, name)
        except UnreadableError:
            continue
    raise UnreadableError("不是可以辨认的文本", "请另存为 UTF-8 编码的文本文件")


def decoded(data: bytes, most: int = _MOST_CHARACTERS) -> str:
    """The text without its byte order mark; line ends as they are. Raises UnreadableError where it is too long."""
    return limited(data.decode(encoding(data)).removeprefix("\ufeff"), most)


def limited(text: str, most: int) -> str:
    """The text. Raises UnreadableError where it has more characters than a report can have."""
    if len(text) > most:
        raise UnreadableError(f"文件有 {len(text) // 10000} 万个字符，不会是一份年度报告", "请只提交报告本身")
    return text


def read(data: bytes) -> Reading:
    """One block for each paragraph, its place the line where it begins."""
    text = decoded(data)
    return Reading("txt", tuple(lines.blocks(enumerate(text.splitlines(), 1))))


def _proved(data: bytes, name: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise UnreadableError("文件不是可以辨认的文本", "请另存为 UTF-8 编码的文本文件") from error
    sample = text[:20000]
    strange = sum(
        1 for char in sample if (char < " " and char not in "\t\n\r\f\x0b\x1a") or "\ue000" <= char <= "\uf8ff"
    )
    if strange > len(sample) // 50:
        raise UnreadableError("文件内容是二进制数据，不是文本", "请确认文件没有损坏、后缀没有改错")
    return name
