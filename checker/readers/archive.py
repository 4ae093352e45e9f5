"""Open the zip archives that .docx, .ofd and .odt are, and parse their XML, without being harmed by them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.etree.ElementTree import XML, Element, ParseError, TreeBuilder
from xml.parsers import expat

from checker.errors import UnreadableError

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
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
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
            with self._zip.open(info) as stream:
                found = stream.read(most + 1)
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

    def xml(self, name: str) -> Element:
        """The root element of an XML part. Raises UnreadableError."""
        return parsed(self.part(name), name)


_PLAIN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml(?![^>]*encoding)[^>]*>|<\?xml[^>]*encoding=.utf-8[^>]*>|<[^?!])", re.IGNORECASE
)


def parsed(data: bytes, name: str = "XML") -> Element:
    """XML without DTD and entities, at most 200 levels deep. Raises UnreadableError."""
    # plain UTF-8 without any declaration of its own cannot hide one: the parser in C may have it, without a call for every element
    plain = _PLAIN.match(data) and b"\0" not in data and b"<!DOCTYPE" not in data and b"<!ENTITY" not in data
    if not plain or data.count(b"<") > MOST_ELEMENTS:
        return _parsed_with_care(data, name)
    try:
        root = XML(data)
    except (ParseError, ValueError, LookupError) as error:
        raise _broken(name) from error
    level = [root]
    for _ in range(DEEPEST):
        level = [child for one in level for child in one]
        if not level:
            return root
    raise _too_deep(name)


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
