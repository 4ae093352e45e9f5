"""Mechanical, certain corrections of `.md` and `.txt` files; encoding, line ends and everything else stay."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Callable, Iterator, Sequence

from checker.defects import Case, edits
from checker.errors import UnreadableError
from checker.model import Edit, Reading
from checker.readers import txt

FORMATS = ("md", "txt")
_WRAPPED = 12  # lines that one paragraph may run over
_ROUNDS = 8


def refused(reading: Reading) -> str:
    """Why a file is not corrected, in Chinese; empty where it may be."""
    if reading.format not in FORMATS:
        return "只能直接修改 .md 和 .txt 文件，其他格式请按提示手工修改"
    if reading.unread:
        return "文件有没有读到的内容，不作修改"
    return ""


def corrected(text: str, wanted: Sequence[Edit]) -> str:
    """The text with every correction that can be found at its line for certain; the others are left alone."""
    lines = re.split("(\r\n|\r|\n)", text)  # text at even, line ends at odd places
    for edit in wanted:
        _correct(lines, edit)
    return "".join(lines)


def kept(old: str, wanted: Sequence[Edit], harmless: Callable[[str], bool]) -> list[Edit]:
    """Those of the corrections that are harmless; halves are tried first, since nearly all of them are."""
    if not wanted:
        return []
    if harmless(corrected(old, wanted)):
        return list(wanted)
    middle = len(wanted) // 2
    return [*kept(old, wanted[:middle], harmless), *kept(old, wanted[middle:], harmless)] if middle else []


def _correct(lines: list[str], edit: Edit) -> None:
    """Change the one line, from the one where the paragraph begins on, in which the words stand as they were read."""
    first = 2 * (edit.place.number - 1)
    for before, after in ((edit.before, edit.after), (edit.before[-2:], edit.after[:2]), ("", "")):
        for index in range(first, min(first + 2 * _WRAPPED, len(lines)), 2):
            words = before + edit.was + after
            if lines[index].count(words) == 1 and (before or after or lines[index].strip() == edit.was.strip()):
                at = lines[index].index(words) + len(before)
                lines[index] = lines[index][:at] + edit.text + lines[index][at + len(edit.was) :]
                return
            if index > first and not lines[index].strip():
                break


def wanted(case: Case) -> Iterator[Edit]:
    """The corrections of a document, none of them within another."""
    taken: set[tuple[int, str, str]] = set()
    for edit in edits(case):
        key = (edit.place.number, edit.before + edit.was, edit.after)
        if edit.was != edit.text and key not in taken:
            taken.add(key)
            yield edit


def encoded(text: str, original: bytes) -> bytes:
    """The text in the encoding of the original bytes. Raises UnreadableError where that cannot be kept."""
    name = txt.encoding(original)
    mark = b""
    if original.startswith(codecs.BOM_UTF8):
        name, mark = "utf-8", codecs.BOM_UTF8
    elif name == "utf-16":
        little = original.startswith(codecs.BOM_UTF16_LE)
        name, mark = ("utf-16-le", codecs.BOM_UTF16_LE) if little else ("utf-16-be", codecs.BOM_UTF16_BE)
    elif name == "utf-32":
        little = original.startswith(codecs.BOM_UTF32_LE)
        name, mark = ("utf-32-le", codecs.BOM_UTF32_LE) if little else ("utf-32-be", codecs.BOM_UTF32_BE)
    if mark + txt.decoded(original).encode(name) != original:
        raise UnreadableError("文件的编码不能原样写回，没有修改", "请另存为 UTF-8 后再试")
    return mark + text.encode(name)


def difference(path: str, old: str, new: str) -> str:
    """A unified diff; empty where nothing changes."""
    return "".join(
        line if line.endswith("\n") else line + "\n"
        for line in difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), path, f"{path}（修改后）"
        )
    )


def rounds() -> range:
    """One correction may lay open another: so many times at most the text is corrected again."""
    return range(_ROUNDS)
