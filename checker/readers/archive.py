"""Open the zip archives that .docx, .ofd and .odt are, and parse their XML, without being harmed by them."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple
from xml.etree.ElementTree import XML, Element, ParseError, TreeBuilder
from xml.parsers import expat

from checker.errors import UnreadableError
from checker.model import Unread

MOST_FILES = 10_000
LARGEST_PART = 64 * 1024 * 1024
LARGEST_IN_ALL = 256 * 1024 * 1024
HIGHEST_RATIO = 200
_RATIO_MATTERS_FROM = 4 * 1024 * 1024
DEEPEST = 200
MOST_ELEMENTS = 600_000
_ENCRYPTED_OFFICE = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e"


class Archive:
    """A zip archive held in memory; parts are read by name, within limits."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(b"\xd0\xcf\x11\xe0") and _ENCRYPTED_OFFICE in data:
            raise UnreadableError("文件设有打开密码", "请在 Word 中取消密码后再试")
        self._data = data
        infos: Sequence[_Entry | zipfile.ZipInfo] = _directory(data)
        if not infos:
            try:
                infos = self._zip.infolist()
            except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
                raise UnreadableError("文件已经损坏，不能打开", "请用 Word 或者 WPS 打开后重新保存") from error
        if len(infos) > MOST_FILES:
            raise UnreadableError(f"压缩包里有 {len(infos)} 个文件，超过上限 {MOST_FILES}", "请重新保存后再试")
        if sum(info.file_size for info in infos) > LARGEST_IN_ALL:
            raise UnreadableError("文件解压后过大，超过 256 MB 的上限", "请压缩其中的图片后再试")
        self._left = LARGEST_IN_ALL
        self._infos = {info.filename.replace("\\", "/").lstrip("/"): info for info in infos}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises UnreadableError where it is missing, encrypted, damaged or too large."""
        info = self._infos.get(name)
        if info is None:
            raise UnreadableError(f"文件缺少“{name}”这一部分，可能已经损坏", "请用 Word 或者 WPS 打开后重新保存")
        if info.flag_bits & 0x1:
            raise UnreadableError("文件设有打开密码", "请取消密码后再试")
        most = min(LARGEST_PART, max(_RATIO_MATTERS_FROM, HIGHEST_RATIO * max(info.compress_size, 1)))
        if info.file_size > most:
            raise UnreadableError(f"“{name}”解压后过大，可能是有意构造的压缩包", "请重新保存后再试")
        try:
            found = self._inflated(info, most) or self._opened(info, most)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise UnreadableError(f"“{name}”已经损坏，不能解压", "请用 Word 或者 WPS 打开后重新保存") from error
        # a part may be asked for again and again
        self._left -= len(found)
        if self._left < 0:
            raise UnreadableError("文件内容重复过多，可能是有意构造的压缩包", "请重新保存后再试")
        if len(found) > most:
            raise UnreadableError(f"“{name}”解压后过大，可能是有意构造的压缩包", "请重新保存后再试")
        return found

    def _inflated(self, info: _Entry | zipfile.ZipInfo, most: int) -> bytes:
        """The bytes of a part that is packed in the usual way and whole, in a fraction of the time; else nothing."""
        head = self._data[info.header_offset : info.header_offset + 30]
        if head[:4] != b"PK\x03\x04" or len(head) < 30 or info.compress_type != zipfile.ZIP_DEFLATED:
            return b""
        start = info.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:], "little")
        found = zlib.decompressobj(-zlib.MAX_WBITS).decompress(self._data[start : start + info.compress_size], most + 1)
        return found if len(found) == info.file_size and zlib.crc32(found) == info.CRC else b""

    def _opened(self, info: _Entry | zipfile.ZipInfo, most: int) -> bytes:
        # of files of one name the last, as everywhere
        with self._zip.open(info.filename) as stream:
            return stream.read(most + 1)

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self._data))

    def xml(self, name: str) -> Element:
        """The root element of an XML part. Raises UnreadableError."""
        return parsed(self.part(name), name)


class _Entry(NamedTuple):
    """What the directory of an archive says of one file, by the names that the standard library gives it."""

    filename: str
    flag_bits: int
    compress_type: int
    CRC: int
    compress_size: int
    file_size: int
    header_offset: int


_DIRECTORY_END = struct.Struct("<4s4H2LH")
_DIRECTORY_ENTRY = struct.Struct("<4s4B4H3L5H2L")
_ZIP_64 = 0xFFFFFFFF
_NEWEST_ZIP = 63


def _directory(data: bytes) -> list[_Entry]:
    """The directory of an archive as office programs write it, in a fraction of the time; else nothing.

    That is: at the very end, without comments, further fields, unusual names or sizes above 4 GB.
    """
    end = len(data) - _DIRECTORY_END.size
    if end < 0 or data[end - 20 : end - 16] == b"PK\x06\x07":
        return []
    mark, disk, first_disk, count, in_all, size, at, comment = _DIRECTORY_END.unpack_from(data, end)
    if mark != b"PK\x05\x06" or disk or first_disk or comment or count != in_all or at + size != end:
        return []
    found = []
    while at + _DIRECTORY_ENTRY.size <= end:
        (
            mark, _, _, version, _, flags, method, _, _, crc, packed, unpacked, named, extra, comment, disk, _, _, offset,
        ) = _DIRECTORY_ENTRY.unpack_from(data, at)  # fmt: skip
        at += _DIRECTORY_ENTRY.size
        name = data[at : at + named]
        at += named
        if mark != b"PK\x01\x02" or version > _NEWEST_ZIP or extra or comment or disk or len(name) < named:
            return []
        if not name.isascii() or b"\0" in name or _ZIP_64 in (packed, unpacked, offset):
            return []
        found.append(_Entry(name.decode("ascii"), flags, method, crc, packed, unpacked, offset))
    return found if at == end and len(found) == count else []


class Part:
    """A part that a document may do without, read when it is first asked for.

    `called`: what a person calls it. Where it is damaged, `fault` tells so afterwards, and it is as if it were not there.
    """

    def __init__(self, archive: Archive, name: str, called: str) -> None:
        self._archive = archive
        self._name = name
        self._called = called
        self.fault: Unread | None = None

    @cached_property
    def data(self) -> bytes | None:
        if self._name not in self._archive:
            return None
        try:
            return self._archive.part(self._name)
        except UnreadableError as error:
            self._failed(error)
            return None

    @cached_property
    def root(self) -> Element | None:
        return self.parsed(self.data)

    def parsed(self, data: bytes | None) -> Element | None:
        """The root element of what stands for the data of this part."""
        try:
            return None if data is None else parsed(data, self._name)
        except UnreadableError as error:
            self._failed(error)
            return None

    def _failed(self, error: UnreadableError) -> None:
        self.fault = Unread(f"{self._called}（{self._name.rpartition('/')[2]}）", error.message)


_PLAIN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml(?![^>]*encoding)[^>]*>|<\?xml[^>]*encoding=.utf-8[^>]*>|<[^?!])", re.IGNORECASE
)


def is_harmless(data: bytes) -> bool:
    """Whether XML is UTF-8 without any declaration of its own, which cannot hide one, and not too large.

    The parser in C may have it then, without a call for every element.
    """
    if b"\0" in data or (b"!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data)):
        return False
    if len(data) > 3 * MOST_ELEMENTS and data.count(b"<") > MOST_ELEMENTS:
        return False
    return _PLAIN.match(data) is not None


def parsed(data: bytes, name: str = "XML") -> Element:
    """XML without DTD and entities, at most 200 levels deep. Raises UnreadableError."""
    if not is_harmless(data):
        return _parsed_with_care(data, name)
    try:
        root = XML(data)
    except (ParseError, ValueError, LookupError) as error:
        raise _broken(name) from error
    if data.count(b"</") < DEEPEST:
        return root
    level = [root]
    for _ in range(DEEPEST):
        level = [child for one in level for child in one]
        if not level:
            return root
    raise _too_deep(name)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag[tag.rfind("}") + 1 :]


def attribute(element: Element, name: str = "val") -> str:
    """An attribute by its name in whatever namespace; an empty string where there is none."""
    for key, value in element.attrib.items():
        if key[key.rfind("}") + 1 :] == name:
            return value
    return ""


def _broken(name: str) -> UnreadableError:
    return UnreadableError(f"“{name}”不是完整的 XML，文件可能已经损坏", "请用 Word 或者 WPS 打开后重新保存")


def _too_deep(name: str) -> UnreadableError:
    return UnreadableError(f"“{name}”嵌套层次太深", "请重新保存后再试")


def _parsed_with_care(data: bytes, name: str) -> Element:
    """The same for any encoding and with anything that XML may declare."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.ordered_attributes = True
    depth = count = 0
    known: dict[str, str] = {}

    def named(tag: str) -> str:
        found = known.get(tag)
        if found is None:
            found = known[tag] = "{" + tag if "}" in tag else tag
        return found

    def start(tag: str, attributes: list[str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > DEEPEST:
            raise _too_deep(name)
        if count > MOST_ELEMENTS:
            raise UnreadableError(f"“{name}”里的元素过多，不会是一份年度报告", "请只提交报告本身")
        pairs = iter(attributes)
        builder.start(named(tag), {named(key): value for key, value in zip(pairs, pairs, strict=True)})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(named(tag))

    def refuse(*_: object) -> None:
        raise UnreadableError(f"“{name}”里有不允许的 DTD 或者实体定义", "请重新保存后再试")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ParseError, ValueError, LookupError, AssertionError) as error:
        raise _broken(name) from error
