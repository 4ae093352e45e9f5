import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.expressions import Expression

QUANTITY = r"\d+(?:件|次)|《[^《》]*》"
CAREFUL = [
    pytest.param({}, id="tried everywhere"),
    pytest.param({"holds": ("件", "次", "》")}, id="only where it holds a word"),
    pytest.param({"begins": "0123456789《"}, id="only from its first characters"),
    pytest.param({"holds": ("件", "次", "》"), "begins": "0123456789《"}, id="both"),
]


@pytest.mark.parametrize("care", CAREFUL)
@given(words=st.text(alphabet="12件次《》的", max_size=14), start=st.integers(0, 4), end=st.integers(0, 14))
def test_care_saves_time_and_changes_nothing(care: dict[str, object], words: str, start: int, end: int) -> None:
    plain, careful = re.compile(QUANTITY), Expression(QUANTITY, **care)  # type: ignore[arg-type]
    first = plain.search(words, start, end)
    found = careful.search(words, start, end)

    assert [one.span() for one in careful.finditer(words, start, end)] == [
        one.span() for one in plain.finditer(words, start, end)
    ]
    assert (found and found.span()) == (first and first.span())
    assert careful.sub("", words) == plain.sub("", words)


def test_nothing_is_compiled_for_a_text_that_cannot_match() -> None:
    broken = Expression("(", holds=("件",))

    assert list(broken.finditer("审查合同")) == []
    with pytest.raises(re.error):
        broken.search("审查合同12件")
