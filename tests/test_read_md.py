"""Markdown is read alike by the short way for plain text and by the parser."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checker.readers import md

LINES = st.lists(
    st.one_of(
        st.text("#　 一、（）1.是的。，-+=)\t", max_size=12),
        st.text("深入学习，。：1.2、 ", max_size=30),
        st.sampled_from(
            ["", "", "# 标题", "## 一、举措 ", "　　首行缩进。", "1.不是列表", "1. 列表", "---", "# #", " #无空格"]
        ),
    ),
    max_size=12,
)


@given(LINES.map("\n".join))
@example("# 标题\n\n　　正文\n续行")
@example("一段\n# 标题\n又一段")
def test_the_short_way_gives_what_the_parser_gives(text: str) -> None:
    plain = md._plain_lines(text)
    if plain is not None:
        assert list(md._plain_blocks(plain)) == list(md._blocks(text))


def test_a_plain_report_goes_the_short_way() -> None:
    assert md._plain_lines("# 某某县2024年报告\n\n## 一、举措\n\n　　（一）学习。\n1.开展讲座3场。\n") is not None


def test_whatever_may_be_markup_goes_to_the_parser() -> None:
    for text in ("**加粗**", "- 列表", "| 表 | 格 |", "1. 列表", "题\n===", "> 引", "&nbsp;", "#"):
        assert md._plain_lines(text) is None, text


@pytest.mark.parametrize("mark", ["> ", ">", "- ", "* ", "1. ", "> - ", "1) > "])
@pytest.mark.parametrize("times", [1, 5, 8, 9, 21, 400])
def test_no_depth_of_nesting_loses_a_word(mark: str, times: int) -> None:
    found = md.read(f"**正文**\n\n{mark * times}深处的话\n\n后面的话\n".encode()).blocks

    assert [text for block in found for text in ("正文", "深处的话", "后面的话") if text in block.text] == [
        "正文", "深处的话", "后面的话",
    ]  # fmt: skip
