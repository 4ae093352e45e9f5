"""Compiled patterns that are kept find what freshly compiled ones find."""

from __future__ import annotations

import marshal
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import expressions
from checker.expressions import Expression

PATTERNS = [
    r"(?P<year>20\d\d)年(?:度)?(?P<rest>[^，。]{0,8})",
    r"(?<![一二三])[一二三四五六七八九十]+(?:[件次]|人次)",
    r"[^\W\d_A-Za-z]{2,4}(?=局|委)",
    r"(?s)《(.*?)》|“(.*?)”",
    r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[%％]",
]


def spans(found: Expression | re.Pattern[str], text: str) -> list[object]:
    return [(one.span(), one.groups(), one.groupdict()) for one in found.finditer(text)]


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=st.text(alphabet="20234年度，。《》“”一二三件次人局委财政厅1,5.%％\n", max_size=40))
def test_a_kept_pattern_finds_what_a_fresh_one_finds(pattern: str, text: str) -> None:
    Expression(pattern).search("")
    kept = marshal.loads(marshal.dumps({pattern: expressions.programs()[pattern]}))
    expressions.use(kept)

    assert spans(Expression(pattern), text) == spans(re.compile(pattern), text)


@pytest.mark.parametrize("damaged", [[], [32, "00", 0, {}, [None]], [32, "ffffffff", 0, {}, [None]], ["x", 1, 2, 3, 4]])
def test_what_cannot_be_a_pattern_is_compiled_afresh(damaged: list[object]) -> None:
    pattern = f"[财政]+局|{len(str(damaged))}"
    expressions.use({pattern: damaged})

    assert Expression(pattern).findall("县财政局") == ["财政局"]


def test_a_pattern_that_is_none_says_so() -> None:
    with pytest.raises(re.error):
        Expression("(").search("")
