""".doc, .wps, .rtf and .odt are read through LibreOffice; without it the message says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.errors import UnreadableError
from checker.readers import docx, office, read
from tests import formats
from tests.documents import docx_bytes

OFFICE = office.program()
NEEDS_OFFICE = pytest.mark.skipif(OFFICE is None, reason="not installed: LibreOffice")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WORD = "WordDocument".encode("utf-16-le")
GIVEN = docx_bytes([("主要工作", {"list": (1, 0)}), ("学法3次。", {"list": (1, 1)}), ("存在不足", {"list": (1, 0)})])


@NEEDS_OFFICE
def test_automatic_numbers_survive_and_one_bad_file_takes_no_other_along() -> None:
    assert OFFICE is not None
    (good,) = formats.all_by_office([GIVEN], "doc", OFFICE)
    found = office.read_all([good, good[:3000], b"{\\rtf1 \\ansi\\ansicpg936 \\u19968?\\u12289?\\u25945?\\par}"])
    texts = [None if isinstance(one, UnreadableError) else [block.text for block in one.blocks] for one in found]

    assert texts[0] == [block.text for block in docx.read(GIVEN).blocks]
    assert texts[2] == ["一、教"]
    assert read(good, "报告.wps").format == "office"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(OLE + WORD + "EncryptedPackage".encode("utf-16-le"), "密码", id="a .docx with a password"),
        pytest.param(OLE + WORD + b"\xec\xa5" + bytes(9) + b"\x01" + bytes(9), "密码", id="a .doc with a password"),
        pytest.param(OLE + "Workbook".encode("utf-16-le"), "不是 Word", id="a spreadsheet"),
    ],
)
def test_what_needs_no_conversion_to_be_refused(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        read(data, "报告.doc")


def test_without_an_office_program_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_WELL_KNOWN", ())

    with pytest.raises(UnreadableError, match=r"需要 LibreOffice.*另存为 \.docx"):
        read(b"{\\rtf1 x}", "报告.rtf")
