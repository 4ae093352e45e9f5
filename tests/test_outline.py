from __future__ import annotations

import pytest

from checker.model import Document, Role
from checker.outline import outline, role_of_heading
from checker.readers import txt

INLINE = (
    "2023年，云河县财政局坚持依法行政。现将有关情况报告如下：一、主要工作开展情况（一）加强组织领导。局党组专题研究2次。"
    "（二）规范决策。一是完善制度。修订议事规则1项；二是聘请律师1名。二、存在的主要问题2023年，工作仍有差距：一是人员不足。"
    "三、下一步工作计划加强培训，配齐人员。 云河县财政局2024年1月5日"
)
LINES = """云河县财政局
关于2023年法治政府建设情况的报告

2023年，我局坚持依法行政，现将情况报告如下。

一、主要举措和成效
（一）加强组织领导
局党组专题研究2次。
（二）规范决策
修订议事规则1项。
二、党政主要负责人履行推进法治建设第一责任人职责情况
局长亲自部署。
三、存在的不足和原因
由于人员不足，普法不够深入。
四、2024年工作打算
加强培训。

云河县财政局
2024年1月5日
"""


def read(source: str) -> Document:
    return outline(txt.read(source.encode()))


def roles(document: Document) -> list[Role]:
    return list(dict.fromkeys(section.role for section in document.sections))


@pytest.mark.parametrize("source", [pytest.param(LINES, id="headings on lines")])
def test_sections_get_the_roles_of_article_25(source: str) -> None:
    assert roles(read(source)) == [
        Role.TITLE, Role.LEAD, Role.MEASURES, Role.LEADER, Role.SHORTCOMINGS, Role.NEXT_YEAR, Role.CLOSING,
    ]  # fmt: skip


def test_a_body_in_one_line_is_cut_at_its_inline_headings() -> None:
    document = read(INLINE)

    assert roles(document) == [Role.LEAD, Role.MEASURES, Role.SHORTCOMINGS, Role.NEXT_YEAR, Role.CLOSING]
    assert [section.path[-1] for section in document.sections if section.path][:4] == [
        "一、主要工作开展情况",
        "（一）加强组织领导。",
        "（二）规范决策。",
        "二、存在的主要问题",
    ]


def test_a_title_on_two_lines_is_one_title() -> None:

    assert read(LINES).title == "云河县财政局关于2023年法治政府建设情况的报告"


def test_every_sentence_stands_where_it_says() -> None:
    source = INLINE
    for sentence in read(source).sentences:
        assert source[sentence.offset : sentence.offset + len(sentence.text)] == sentence.text


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("二、存在的主要问题", (Role.SHORTCOMINGS,)),
        ("三、存在的不足和原因", (Role.SHORTCOMINGS,)),
        ("三、工作中的困难和短板", (Role.SHORTCOMINGS,)),
        ("四、存在问题及下一步打算", (Role.SHORTCOMINGS, Role.NEXT_YEAR)),
        ("（三）专项整治执法领域突出问题", (Role.MEASURES,)),
        ("坚决纠正随意执法、选择性执法问题", (Role.MEASURES,)),
        ("三、综合整治工作存在的问题", (Role.SHORTCOMINGS,)),
        ("四、2024年工作计划", (Role.NEXT_YEAR,)),
        ("五、下一步工作安排", (Role.NEXT_YEAR,)),
        ("五、今后努力方向", (Role.NEXT_YEAR,)),
        ("二、党政主要负责人履行推进法治建设第一责任人职责情况", (Role.LEADER,)),
        ("（六）压实安全生产第一责任人责任", (Role.MEASURES,)),
        ("一、坚持高位推动，压实法治建设责任", (Role.MEASURES,)),
        ("（三）着力解决突出问题", (Role.MEASURES,)),
        ("一、2023年工作计划完成情况", (Role.MEASURES,)),
        ("一、指导思想", (Role.LEAD,)),
    ],
)
def test_a_heading_announces_its_role(heading: str, found: tuple[Role, ...]) -> None:

    assert role_of_heading(heading) == found


def test_from_next_step_on_a_passage_in_the_measures_is_a_plan() -> None:
    document = read("标题2023年法治政府建设报告\n一、主要工作\n开展培训3次。下一步，将聘请法律顾问2名。\n")
    plan = [one for one in document.sentences if "法律顾问" in one.text]

    assert plan[0].roles == {Role.NEXT_YEAR}


def test_an_admission_within_the_measures_is_a_shortcoming() -> None:
    document = read("某局2023年法治政府建设报告\n一、主要工作\n培训3次。案卷评查工作有待加强。\n")
    admitted = [one for one in document.sentences if "有待" in one.text]

    assert admitted[0].roles == {Role.SHORTCOMINGS}


def test_a_passage_on_the_heads_duty_within_the_measures_is_also_theirs() -> None:
    document = read(
        "某局2023年法治政府建设报告\n一、主要工作\n一是压实责任。局长切实履行推进法治建设第一责任人职责，听取汇报3次。二是安全生产。压实安全生产第一责任人职责。\n"
    )
    leader = [one.text for one in document.sentences if Role.LEADER in one.roles]

    assert leader == ["局长切实履行推进法治建设第一责任人职责，听取汇报3次。"]


def test_page_furniture_is_told_from_the_text() -> None:
    document = read(
        "首页 > 政务公开 > 法定公开\n标题: 云河县2023年法治政府建设报告\n来源: 云河县司法局\n2024-03-01 09:00\n"
        "当前位置： 首页政务公开 时间：2024-03-01 09:00 微信 微博 QQ空间 2023年，云河县坚持依法行政。一、主要工作开展培训3次。\n扫一扫在手机打开当前页\n"
    )

    assert "".join(one.text for one in document.sentences) == "2023年，云河县坚持依法行政。一、主要工作开展培训3次。"
    assert document.title == "云河县2023年法治政府建设报告"


def test_without_any_heading_the_paragraphs_are_measures() -> None:
    document = read(
        "某局2023年法治政府建设报告\n2023年，现将情况报告如下。\n开展培训3次，聘请律师1名。\n下一步，加强培训。\n"
    )

    assert roles(document) == [Role.TITLE, Role.LEAD, Role.MEASURES]
    assert {Role.NEXT_YEAR} in [one.roles for one in document.sentences]


def test_a_heading_that_only_a_space_parts_from_its_text_is_a_heading() -> None:
    document = read(
        "某局2023年法治政府建设报告\n2023年,我局坚持依法行政。 一、提高站位,压实责任 局党组把法治建设列入要点,专题研究2次。"
        " 二、加强学习,提升能力 一年来组织全体干部集中学法4次,人人参加考试。\n"
    )

    assert [one.path[-1] for one in document.sections if one.path] == ["一、提高站位,压实责任", "二、加强学习,提升能力"]


def test_where_spaces_stand_anywhere_none_ends_a_heading() -> None:
    document = read(
        "某局2023年法治政府建设报告\n一、全年组织 法治培训 3次，聘请 律师 1名，审查 合同 12份，办 结 信 访 件。\n"
    )

    assert not [one for one in document.sections if one.path]


def test_what_is_noted_below_the_signature_belongs_to_the_closing() -> None:
    document = read(
        LINES + "（联系人：办公室，联系电话：0000-1234567）\n抄送：县委办公室。\n云河县财政局办公室 2024年1月5日印发\n"
    )

    assert roles(document)[-2:] == [Role.NEXT_YEAR, Role.CLOSING]


def test_half_width_marks_make_no_difference_to_a_plan() -> None:
    document = read("某局2023年法治政府建设报告\n一、存在的不足\n人员不足。2024年,将配齐人员。\n")

    assert [one.roles for one in document.sentences if "配齐" in one.text] == [{Role.NEXT_YEAR}]


@pytest.mark.parametrize("mark", ["", "■ ", "●"])
def test_headings_need_no_numbers(mark: str) -> None:
    document = read(
        "云河县财政局2023年法治政府建设工作报告\n2023年，我局坚持依法行政，现将有关情况报告如下。\n"
        f"{mark}主要工作及成效\n强化组织领导，压实法治责任\n局党组召开会议专题研究法治政府建设2次，听取汇报并作出部署。\n"
        f"{mark}存在的问题和不足\n执法力量薄弱。\n{mark}2024年工作思路\n配齐法治人员。\n"
    )

    assert roles(document) == [Role.TITLE, Role.LEAD, Role.MEASURES, Role.SHORTCOMINGS, Role.NEXT_YEAR]
    assert [one.text for one in document.sentences if one.heading and "，" in one.text] == [
        "强化组织领导，压实法治责任"
    ]


def test_text_before_the_only_heading_is_measures() -> None:
    document = read(
        "某局2023年法治政府建设报告\n现将情况报告如下。\n开展培训3次，聘请律师1名。\n审查合同12份。\n问题与打算\n人员不足。下一步，加强培训。\n"
    )

    assert [one.roles for one in document.sentences if "合同" in one.text] == [{Role.MEASURES}]


def test_a_table_cell_or_a_sentence_is_no_heading() -> None:
    document = read(
        "某局2023年法治政府建设报告\n一、主要工作\n培训3次。\n全年行政执法统计情况\n处罚12件。\n二、存在的不足\n人员不足。\n"
    )

    assert [one.path for one in document.sections if one.path] == [("一、主要工作",), ("二、存在的不足",)]


def test_numbered_sentences_on_lines_of_their_own_are_text() -> None:
    document = read(
        "某局2023年法治政府建设报告\n一、主要工作\n培训3次。\n二、2024年工作安排\n（一）聘请法律顾问。\n（二）开展培训。\n"
    )

    assert [one.text for one in document.sentences if Role.NEXT_YEAR in one.roles and not one.heading] == [
        "（一）聘请法律顾问。",
        "（二）开展培训。",
    ]


def test_a_heading_in_two_halves_may_have_a_half_width_comma() -> None:
    document = read(
        "某局2023年法治政府建设报告\n现将有关情况报告如下。\n\n强化统筹,压实责任\n\n局党组召开会议专题研究法治政府建设2次,听取汇报并部署。\n"
    )

    assert [one.text for one in document.sentences if one.heading] == ["强化统筹,压实责任"]
