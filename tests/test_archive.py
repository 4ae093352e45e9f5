"""XML within packages: the fast parser and the careful one refuse the same."""

import pytest

from checker.errors import UnreadableError
from checker.readers.archive import DEEPEST, parsed

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
