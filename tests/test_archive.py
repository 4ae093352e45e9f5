"""XML within packages: the fast parser and the careful one refuse the same."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import UnreadableError
from checker.readers.archive import DEEPEST, Archive, parsed

PLAIN = b'<?xml version="1.0" encoding="UTF-8"?>'
LATIN = b'<?xml version="1.0" encoding="ISO-8859-1"?>'
DEFINED = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


def nested(levels: int) -> bytes:
    return b"<a>" * levels + b"</a>" * levels


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(PLAIN + nested(DEEPEST + 1), "嵌套层次太深", id="too deep, plain"),
        pytest.param(LATIN + nested(DEEPEST + 1), "嵌套层次太深", id="too deep, another encoding"),
        pytest.param(PLAIN + DEFINED.encode(), "不允许的 DTD", id="a definition, plain"),
        pytest.param(DEFINED.encode("utf-16"), "不允许的 DTD", id="a definition in two-byte characters"),
        pytest.param(
            f'<?xml version="1.0" encoding="cp037"?>{DEFINED}'.encode("cp037"), "XML", id="a definition that does not look so"
        ),
        pytest.param(PLAIN + b"<a><b></a>", "不是完整的 XML", id="broken, plain"),
        pytest.param(LATIN + b"<a><b></a>", "不是完整的 XML", id="broken, another encoding"),
    ],
)  # fmt: skip
def test_what_could_do_harm_is_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        parsed(data)


@pytest.mark.parametrize("head", [PLAIN, LATIN, b""])
def test_as_deep_as_allowed_is_read(head: bytes) -> None:

    assert parsed(head + nested(DEEPEST)).tag == "a"


NAMES = st.sampled_from(["word/document.xml", "word\\document.xml", "/a", "正文.xml", "é", "b/", "a"])
METHODS = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
FIELDS = st.sampled_from([b"", b"", b"\x55\x54\x01\x00\x00", b"\x01\x00\x00\x00", b"\x00"])


def packed(files: list[tuple[str, bytes, int, bytes]], comment: bytes, before: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data, method, field in files:
            info = zipfile.ZipInfo(name)
            info.compress_type, info.extra = method, field
            archive.writestr(info, data)
        archive.comment = comment
    return before + buffer.getvalue()


def opened(data: bytes) -> dict[str, bytes | str] | str:
    """Every part or why it is none, or why the archive is none."""
    found: dict[str, bytes | str] = {}
    try:
        archive = Archive(data)
        for name in archive.names:
            try:
                found[name] = archive.part(name)
            except UnreadableError as error:
                found[name] = error.message
    except UnreadableError as error:
        return error.message
    return found


def with_a_comment(data: bytes) -> bytes:
    """The same archive as the standard library has to open it."""
    return data[:-2] + b"\x01\0x" if data[-22:-18] == b"PK\x05\x06" and data.endswith(b"\0\0") else data


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(NAMES, st.binary(max_size=30), METHODS, FIELDS), max_size=4),
    st.sampled_from([b"", b"", "注".encode()]),
    st.sampled_from([b"", b"", b"PK"]),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=2),
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_opens_as_the_standard_library_opens_it(
    files: list[tuple[str, bytes, int, bytes]], comment: bytes, before: bytes, damage: list[tuple[int, int]]
) -> None:
    data = bytearray(packed(files, comment, before))
    for back, value in damage:
        data[-1 - back % len(data)] = value

    assert opened(bytes(data)) == opened(with_a_comment(bytes(data)))
