from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import text

CHINESE = st.text(alphabet="法治政府建设述职《》“”（）(),，。；;、 　\n〔〕[]2024年０９①㈠ａＢ-—·", max_size=120)


@pytest.mark.parametrize(
    ("original", "normal"),
    [
        pytest.param("述 法 工\n作", "述法工作", id="spaced out by a conversion"),
        pytest.param("“谁执法谁普法”", "谁执法谁普法", id="quotation marks"),
        pytest.param("学习《民法典》", "学习民法典", id="book title marks"),
        pytest.param("国办发〔2018〕118号", "国办发(2018)118号", id="one bracket"),
        pytest.param("国办发[２０１８]118号", "国办发(2018)118号", id="one width"),
        pytest.param("（一）", "(一)", id="full-width brackets"),
        pytest.param("合法性审査", "合法性审查", id="variant character"),
        pytest.param("2021—2025", "2021-2025", id="one dash"),
        pytest.param("ＬＥＤ屏", "led屏", id="letters in one case"),
    ],
)
def test_the_normal_form_is_what_a_reader_sees(original: str, normal: str) -> None:

    assert text.normal(original) == normal


@given(CHINESE)
def test_the_normal_form_of_a_normal_form_is_itself(original: str) -> None:

    assert text.normal(text.normal(original)) == text.normal(original)


@given(CHINESE)
def test_every_character_of_the_normal_form_has_its_place_in_the_original(original: str) -> None:
    normal, places = text.normal_with_places(original)

    assert len(normal) == len(places)
    assert all(char in text.normal(original[place]) for char, place in zip(normal, places, strict=True))
    assert places == sorted(places)


@given(CHINESE)
def test_sentences_stand_where_they_say_and_leave_nothing_out(original: str) -> None:
    found = list(text.sentences(original))

    assert all(original[offset : offset + len(one)] == one for offset, one in found)
    assert "".join("".join(one.split()) for _, one in found) == "".join(original.split())


@pytest.mark.parametrize(
    ("original", "found"),
    [
        pytest.param(
            "审查合同12份。提出意见3条；整改完毕", ["审查合同12份。", "提出意见3条；", "整改完毕"], id="end marks"
        ),
        pytest.param(
            "他说：“开会了。”然后散会。", ["他说：“开会了。”", "然后散会。"], id="quotation closes after the mark"
        ),
        pytest.param("折成\n两行的一句。", ["折成\n两行的一句。"], id="a wrapped line is no end"),
    ],
)
def test_sentences_end_at_their_marks(original: str, found: list[str]) -> None:

    assert [one for _, one in text.sentences(original)] == found


@pytest.mark.parametrize(
    ("written", "number"),
    [("二十三", 23), ("十", 10), ("二〇二三", 2023), ("一百零五", 105), ("两", 2), ("法", None), ("", None)],
)
def test_chinese_numbers_are_read(written: str, number: int | None) -> None:

    assert text.chinese_number(written) == number


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        pytest.param("审查合同12份", True, id="count"),
        pytest.param("通过率97.2%", True, id="percentage"),
        pytest.param("惠及群众1.5万余人", True, id="wan"),
        pytest.param("召开会议三次", True, id="Chinese numeral"),
        pytest.param("2023年认真落实", False, id="a year is no quantity"),
        pytest.param("根据第三条规定", False, id="an article is no quantity"),
        pytest.param("一是加强学习", False, id="a point is no quantity"),
    ],
)
def test_a_quantity_is_a_number_with_a_unit(sentence: str, found: bool) -> None:

    assert text.has_quantity(sentence) is found


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024年2月5日", date(2024, 2, 5)),
        ("2024-02-05 09:27", date(2024, 2, 5)),
        ("2024.2.5", date(2024, 2, 5)),
        ("二〇二四年二月十五日", date(2024, 2, 15)),
        ("2024 年 2 月 5 日", date(2024, 2, 5)),
        ("2024年13月5日", None),
        ("2024年", None),
    ],
)
def test_dates_are_read_as_offices_write_them(written: str, day: date | None) -> None:

    assert text.parse_date(written) == day


@given(st.lists(st.text(alphabet=st.sampled_from("法治 “”\n\ue000ＬＥ…（）査"), max_size=8), max_size=5))
def test_many_texts_have_the_normal_forms_that_each_has_alone(originals: list[str]) -> None:

    assert text.normal_of_each(originals) == [text.normal(one) for one in originals]


def test_no_character_that_is_passed_over_would_be_folded() -> None:
    # every one alone and beside another, against the table that says it character by character
    every = (
        [chr(code) for code in range(0x3100)] + [chr(code) for code in range(0x4E00, 0xA000)] + list("，：；！？％．")
    )

    assert [text.normal(one) for one in every] == ["".join(text._fold(one)) for one in every]
