from __future__ import annotations

from pathlib import Path

import pytest

from checker.errors import UnreadableError
from checker.readers import docx, numbering, read
from tests.documents import NUMBERING, STYLES, Table, W, docx_bytes, level, run, zip_bytes

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"


def texts(data: bytes) -> list[str]:
    return [block.text for block in docx.read(data).blocks]


def test_automatic_numbers_stand_as_the_author_sees_them() -> None:
    data = docx_bytes(
        [
            ("主要工作", {"list": (1, 0)}),
            ("组织领导", {"list": (1, 1)}),
            ("召开会议", {"list": (1, 2)}),
            ("印发文件", {"list": (1, 2)}),
            ("其中", {"list": (1, 3)}),
            ("决策", {"list": (1, 1)}),
            ("会议", {"list": (1, 2)}),
            ("不足", {"list": (1, 0)}),
        ]
    )

    assert texts(data) == [
        "一、主要工作",
        "（一）组织领导",
        "1.召开会议",
        "2.印发文件",
        "(1)其中",
        "（二）决策",
        "1.会议",
        "二、不足",
    ]


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 21, "二十一"),
        ("japaneseCounting", 105, "一百零五"),
        ("ideographDigital", 10, "一〇"),
        ("chineseLegalSimplified", 12, "拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("decimalEnclosedParen", 3, "(3)"),
        ("decimalEnclosedCircle", 11, "⑪"),
        ("decimalFullWidth", 3, "３"),
        ("upperLetter", 27, "AA"),
        ("lowerRoman", 9, "ix"),
        ("none", 5, ""),
        ("不认识", 5, "5"),
    ],
)
def test_number_formats_are_rendered(form: str, value: int, shown: str) -> None:

    assert numbering.rendered(value, form) == shown


@pytest.mark.parametrize(
    ("levels", "marks"),
    [
        pytest.param([level(0, "decimal", "第%1章")], ["第1章 甲", "第2章 乙"], id="a pattern with words"),
        pytest.param([level(0, "none", "")], ["甲", "乙"], id="no number"),
        pytest.param([level(0, "bullet", "·")], ["甲", "乙"], id="bullets are no text"),
        pytest.param([level(0, "decimal", "%1", '<w:suff w:val="nothing"/>')], ["1甲", "2乙"], id="nothing follows"),
    ],
)
def test_list_patterns(levels: list[str], marks: list[str]) -> None:
    lists = f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'

    assert texts(docx_bytes([("甲", {"list": (1, 0)}), ("乙", {"list": (1, 0)})], numbering=lists)) == marks


def test_several_levels_in_one_number_and_legal_numbering() -> None:
    lists = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">'
        + level(0, "chineseCounting", "%1、")
        + level(1, "decimal", "%1.%2", "<w:isLgl/>")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )

    assert texts(docx_bytes([("甲", {"list": (1, 0)}), ("乙", {"list": (1, 1)})], numbering=lists)) == [
        "一、甲",
        "1.1 乙",
    ]


def test_a_style_carries_numbering_and_heading_level_to_its_paragraphs() -> None:
    found = docx.read(docx_bytes([("主要工作", {"style": "n1"}), ("正文", {}), ("小节", {"style": "2"})])).blocks

    assert [(block.text, block.style, block.level) for block in found] == [
        ("一、主要工作", "heading", 1),
        ("正文", "paragraph", None),
        ("小节", "heading", 2),
    ]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(f"{run('审查')}<w:ins>{run('合同')}</w:ins><w:del><w:r><w:delText>文件</w:delText></w:r></w:del>{run('3份')}", "审查合同3份", id="revisions"),
        pytest.param(f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo>", "新", id="moved text"),
        pytest.param(f"<w:hyperlink>{run('网站')}</w:hyperlink>{run('公布')}", "网站公布", id="hyperlink"),
        pytest.param('<w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>' + run("12"), "12", id="field result"),
        pytest.param(f"<w:smartTag>{run('一')}</w:smartTag><w:sdt><w:sdtContent>{run('二')}</w:sdtContent></w:sdt>", "一二", id="smart tag and control"),
        pytest.param("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/><w:t>丙</w:t></w:r>", "甲\t乙-丙", id="tab and hyphen"),
        pytest.param(f"{run('甲')}<w:r><w:commentReference/></w:r>", "甲", id="comment mark"),
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_a_person_sees_it(raw: str, text: str) -> None:

    assert texts(docx_bytes([("", {"raw": raw})])) == [text]


def test_a_manual_line_break_makes_two_blocks_of_one_place() -> None:
    found = docx.read(docx_bytes([("", {"raw": "<w:r><w:t>甲乙</w:t><w:br/><w:t>丙</w:t></w:r>"})])).blocks

    assert [(block.text, block.place.number, block.offset) for block in found] == [("甲乙", 1, 0), ("丙", 1, 3)]


def test_a_text_box_is_read_once_though_it_is_written_twice() -> None:
    box = f"<w:txbxContent><w:p>{run('框内')}</w:p></w:txbxContent>"
    raw = (
        f"{run('正文')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    assert texts(docx_bytes([("", {"raw": raw})])) == ["正文", "框内"]


def test_tables_are_read_row_by_row() -> None:
    found = docx.read(docx_bytes(["上", Table([["项目", "数量"], ["合同", "3份"]]), "下"])).blocks

    assert [(block.text, block.style) for block in found] == [
        ("上", "paragraph"),
        ("项目　数量", "row"),
        ("合同　3份", "row"),
        ("下", "paragraph"),
    ]


def test_headers_and_notes_stand_apart() -> None:
    header = f"<w:hdr {W}><w:p>{run('页眉')}</w:p></w:hdr>"
    notes = f'<w:footnotes {W}><w:footnote w:type="separator"><w:p/></w:footnote><w:footnote><w:p>{run("脚注")}</w:p></w:footnote></w:footnotes>'
    found = docx.read(docx_bytes(["正文"], more={"word/header1.xml": header, "word/footnotes.xml": notes})).blocks

    assert [(block.text, block.style) for block in found] == [
        ("正文", "paragraph"),
        ("脚注", "aside"),
        ("页眉", "aside"),
    ]


def test_pictures_are_listed_as_unread_and_tiny_ones_are_not() -> None:
    def picture(size: int) -> str:
        return f'<w:r><w:drawing><wp:inline><wp:extent cx="{size}" cy="{size}"/><pic:pic><a:blip/></pic:pic></wp:inline></w:drawing></w:r>'

    found = docx.read(docx_bytes([("", {"raw": picture(3_000_000)}), ("", {"raw": picture(100_000)})]))

    assert [(one.what, one.place.number if one.place else 0) for one in found.unread] == [("图片1个", 1)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(docx_bytes(["甲"])[:-40], "损坏", id="truncated"),
        pytest.param(zip_bytes({"a.txt": b"x"}), "不是 Word", id="another zip"),
        pytest.param(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "密码", id="password"),
        pytest.param(zip_bytes({"word/document.xml": b"<a><b></a>"}), "XML", id="broken XML"),
        pytest.param(
            zip_bytes({"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}), "DTD", id="entities"
        ),
        pytest.param(zip_bytes({"word/document.xml": b"<a>" * 500 + b"</a>" * 500}), "嵌套", id="too deep"),
        pytest.param(zip_bytes({"word/document.xml": b" " * 80_000_000}), "过大", id="zip bomb"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        docx.read(data)


def test_a_wrong_suffix_is_told() -> None:
    found = read(docx_bytes(["正文"]), "报告.txt")

    assert found.format == "docx"
    assert found.notes


def test_the_styles_and_lists_of_the_generator_are_what_the_tests_say() -> None:

    assert "heading 1" in STYLES
    assert "chineseCounting" in NUMBERING


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not beside this checkout")
@pytest.mark.parametrize(
    "name", ["agengcc_single_paragraph", "nextweb_test_notice", "zhaohui_notice", "zhaohui_report"]
)
def test_real_files_are_read(name: str) -> None:
    found = docx.read((SAMPLES / f"{name}.docx").read_bytes())

    assert sum(len(block.text) for block in found.blocks) > 100
