from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from checker.errors import UnreadableError
from checker.readers import docx, numbering, read
from tests.documents import NAMESPACES, NUMBERING, STYLES, Table, W, docx_bytes, level, run, zip_bytes

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"


FIELD = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}


def with_body(body: str, more: dict[str, str] | None = None) -> bytes:
    """A document whose body is this XML."""
    whole = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}{NAMESPACES}><w:body>{body}</w:body></w:document>'
    return docx_bytes([], more={"word/document.xml": whole, **(more or {})})


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
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographLegalTraditional", 20, "貳拾"),
        ("chineseCountingThousand", 10, "十"),
        ("japaneseCounting", 1010, "一千零一十"),
        ("ideographTraditional", 3, "丙"),
        ("decimalEnclosedParen", 3, "(3)"),
        ("decimalEnclosedCircle", 11, "⑪"),
        ("decimalEnclosedCircleChinese", 21, "㉑"),
        ("decimalFullWidth", 3, "３"),
        ("upperLetter", 27, "AA"),
        ("lowerRoman", 9, "ix"),
        ("numberInDash", 3, "- 3 -"),
        ("ideographZodiacTraditional", 3, "丙寅"),
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


def lists(*levels: str, more: str = "") -> str:
    """One list with these levels, and what is said of further ones."""
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}</w:numbering>'
    )


AGAIN = '<w:num w:numId="2"><w:abstractNumId w:val="0"/>{}</w:num>'
ANEW = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
OTHER = '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1."/></w:lvl></w:lvlOverride>'
TWO_LEVELS = (level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2."))


@pytest.mark.parametrize(
    ("given", "items", "marks"),
    [
        pytest.param(lists(*TWO_LEVELS, more=AGAIN.format("")), [(1, 0), (2, 0), (1, 0)], ["一、", "二、", "三、"], id="two uses of one list count on"),
        pytest.param(lists(*TWO_LEVELS, more=AGAIN.format(ANEW.format(1))), [(1, 0), (1, 0), (2, 0), (2, 0)], ["一、", "二、", "一、", "二、"], id="started again"),
        pytest.param(lists(*TWO_LEVELS, more=AGAIN.format(ANEW.format(5))), [(1, 0), (2, 0), (2, 0)], ["一、", "五、", "六、"], id="started at five"),
        pytest.param(lists(*TWO_LEVELS, more=AGAIN.format(OTHER)), [(1, 0), (2, 0)], ["一、", "B."], id="another format for one use"),
        pytest.param(lists(*TWO_LEVELS), [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)], ["一、", "1.", "2.", "二、", "1."], id="a level begins again below the next higher one"),
        pytest.param(lists(level(0, "decimal", "%1."), level(1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>')), [(1, 0), (1, 1), (1, 0), (1, 1)], ["1.", "(1)", "2.", "(2)"], id="a level that never begins again"),
        pytest.param(lists('<w:lvl w:ilvl="0"><w:start w:val="0"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'), [(1, 0), (1, 0)], ["0.", "1."], id="from nought"),
        pytest.param(lists(level(0, "none", ""), level(1, "decimal", "%1.%2")), [(1, 0), (1, 1), (1, 1)], ["", "1", "2"], id="a level without number leaves no full stop"),
        pytest.param(lists(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2")), [(1, 1), (1, 1), (1, 0), (1, 1)], ["1.1", "1.2", "2.", "2.1"], id="a level that is skipped counts as used"),
        pytest.param(lists(level(0, "decimal", "%1."), level(1, "decimal", "（%2）"), level(2, "decimal", "%1.%2.%3")), [(1, 0), (1, 2), (1, 1), (1, 0), (1, 2)], ["1.", "1.1.1", "（2）", "2.", "2.1.1"], id="a level that is skipped further down"),
        pytest.param(lists(*TWO_LEVELS, more=AGAIN.format(ANEW.format(1).replace('ilvl="0"', 'ilvl="1"'))), [(1, 0), (1, 1), (1, 1), (2, 1), (2, 1), (1, 1)], ["一、", "1.", "2.", "1.", "2.", "3."], id="a deeper level started again"),
        pytest.param(lists(*TWO_LEVELS, more=AGAIN.format(ANEW.format(5))), [(2, 1), (2, 0)], ["1.", "六、"], id="a level with a start of its own is skipped"),
        pytest.param(lists(level(0, "none", "说明："), level(1, "none", "%1%2备注：")), [(1, 0), (1, 1)], ["说明：", "备注："], id="words in the place of a number"),
        pytest.param(lists(level(0, "chineseCounting", "第%1章"), level(1, "chineseCounting", "%1.%2", "<w:isLgl/>")), [(1, 0), (1, 1)], ["第一章", "1.1"], id="legal numbering writes every level in digits"),
        pytest.param(lists(level(0, "custom", "%1.").replace('<w:numFmt w:val="custom"/>', '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice><w:numFmt w:val="chineseCountingThousand"/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>')), [(1, 0)], ["一."], id="a choice of formats"),
    ],
)  # fmt: skip
def test_lists_count_as_the_author_sees_them(given: str, items: list[tuple[int, int]], marks: list[str]) -> None:
    found = texts(docx_bytes([("甲", {"list": one}) for one in items], numbering=given))

    assert [text.removesuffix("甲").strip() for text in found] == marks


def test_lists_in_text_boxes_and_notes_count_on_their_own() -> None:
    def numbered(text: str) -> str:
        return f"<w:p><w:pPr>{NUMBERED}</w:pPr>{run(text)}</w:p>"

    box = f"<w:r><w:pict><w:txbxContent>{numbered('框')}{numbered('框')}</w:txbxContent></w:pict></w:r>"
    notes = f"<w:footnotes {W}><w:footnote>{numbered('注')}</w:footnote></w:footnotes>"
    body = numbered("甲") + f"<w:p>{box}</w:p>" + numbered("乙")

    assert texts(with_body(body, {"word/footnotes.xml": notes})) == ["一、甲", "一、框", "二、框", "二、乙", "一、注"]


def test_a_list_knows_the_level_of_a_style() -> None:
    styles = STYLES.replace(
        "</w:styles>",
        '<w:style w:type="paragraph" w:styleId="s"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>',
    )
    given = lists(level(0, "decimal", "%1."), level(1, "decimal", "（%2）", '<w:pStyle w:val="s"/>'))

    assert texts(docx_bytes([("甲", {"style": "s"})], numbering=given, styles=styles)) == ["（1）甲"]


OUTLINE = lists(
    level(0, "decimal", "%1."),
    level(1, "decimal", "（%2）", '<w:pStyle w:val="second"/>'),
)
IN_LIST = (
    '<w:style w:type="paragraph" w:styleId="{}"><w:basedOn w:val="{}"/><w:pPr><w:numPr>{}</w:numPr></w:pPr></w:style>'
)
LEVEL, LIST = '<w:ilvl w:val="1"/>', '<w:numId w:val="1"/>'


@pytest.mark.parametrize(
    ("styles", "options", "shown"),
    [
        pytest.param([("first", "a", LIST), ("other", "first", LEVEL)], {"style": "other"}, "（1）甲", id="a style moves the list of its parent to a level"),
        pytest.param([("first", "a", '<w:ilvl w:val="0"/>' + LIST), ("second", "first", LIST)], {"style": "second"}, "（1）甲", id="the level that belongs to a style comes before that of its parent"),
        pytest.param([("other", "a", LEVEL)], {"style": "other"}, "甲", id="a level without a list is none"),
    ],
)  # fmt: skip
def test_styles_hand_down_list_and_level_each_for_itself(
    styles: list[tuple[str, str, str]], options: dict[str, str], shown: str
) -> None:
    whole = STYLES.replace("</w:styles>", "".join(IN_LIST.format(*one) for one in styles) + "</w:styles>")

    assert texts(docx_bytes([("甲", options)], numbering=OUTLINE, styles=whole)) == [shown]


def test_a_style_can_be_taken_out_of_its_list() -> None:
    assert texts(docx_bytes([("甲", {"style": "n1", "list": (0, 0)})])) == ["甲"]


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
        pytest.param(f"{FIELD['begin']}<w:r><w:instrText>PAGE</w:instrText></w:r>{FIELD['separate']}{run('12')}{FIELD['end']}", "12", id="field result"),
        pytest.param(f"{FIELD['begin']}{FIELD['begin']}{FIELD['separate']}{run('内')}{FIELD['end']}{FIELD['separate']}{run('外')}{FIELD['end']}", "外", id="field within the instruction of a field"),
        pytest.param(f"{FIELD['begin']}{FIELD['separate']}{run('甲')}", "甲", id="field without end"),
        pytest.param(f"{run('甲')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>乙</w:t></w:r>", "甲乙", id="hidden text"),
        pytest.param(f"<w:r><w:ruby><w:rt>{run('zì')}</w:rt><w:rubyBase>{run('字')}</w:rubyBase></w:ruby></w:r>", "字", id="phonetic guide"),
        pytest.param('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings 2" w:char="F0A3"/><w:sym w:font="怪" w:char="F0FE"/><w:sym w:font="宋体" w:char="2460"/></w:r>', "☑□①", id="symbols"),
        pytest.param('<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>98%</m:t></m:r></m:oMath>', "98%", id="formula"),
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


P = "<w:p>{}</w:p>"
MARK_DELETED = "<w:p><w:pPr>{}<w:rPr><w:del/></w:rPr></w:pPr>{}</w:p>"
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
TWICE = f"<w:txbxContent>{P.format(run('框内'))}</w:txbxContent>"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param(MARK_DELETED.format("", run("甲")) + P.format(run("乙")), ["甲乙"], id="a deleted paragraph mark joins"),
        pytest.param(MARK_DELETED.format(NUMBERED, "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>") + f"<w:p><w:pPr>{NUMBERED}</w:pPr>{run('新')}</w:p>", ["一、新"], id="a deleted paragraph has no number"),
        pytest.param(MARK_DELETED.format("", run("甲")), ["甲"], id="nothing follows a deleted mark"),
        pytest.param(f"<w:p><w:pPr><w:pPrChange><w:pPr>{NUMBERED}</w:pPr></w:pPrChange></w:pPr>{run('甲')}</w:p>", ["甲"], id="what a paragraph was before does not count"),
        pytest.param(f"<w:moveFrom>{P.format(run('旧'))}</w:moveFrom><w:moveTo>{P.format(run('新'))}</w:moveTo>", ["新"], id="moved paragraphs"),
        pytest.param(f"<w:sdt><w:sdtPr/><w:sdtContent>{P.format(run('控件'))}</w:sdtContent></w:sdt><w:customXml>{P.format(run('标记'))}</w:customXml>", ["控件", "标记"], id="controls and custom XML"),
        pytest.param(P.format(f"<w:r><w:drawing><wps:txbx>{TWICE}</wps:txbx><wps:txbx>{TWICE.replace('框内', '框二')}</wps:txbx></w:drawing></w:r>{run('正文')}"), ["正文", "框内", "框二"], id="a group of text boxes"),
        pytest.param(P.format(f"<w:r><w:pict><w:group>{TWICE.replace('</w:p>', f'<w:r><w:pict>{TWICE}</w:pict></w:r></w:p>')}</w:group></w:pict></w:r>"), ["框内", "框内"], id="a text box in a text box"),
        pytest.param(P.format('<w:r><w:pict><v:textpath xmlns:v="urn:schemas-microsoft-com:vml" string="云岭市人民政府文件"/></w:pict></w:r>'), ["云岭市人民政府文件"], id="ornamental text"),
        pytest.param(P.format("<w:r><w:t>全年召开专题会议3次，研究解决</w:t><w:br/><w:t>突出问题5个。</w:t><w:br/><w:t>印发要点。</w:t></w:r>"), ["全年召开专题会议3次，研究解决\n突出问题5个。", "印发要点。"], id="line breaks that only wrap a sentence"),
        pytest.param('<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>云岭市生态环境局</w:t><w:br/><w:t>2023年报告</w:t></w:r></w:p>', ["云岭市生态环境局2023年报告"], id="a heading in two lines"),
        pytest.param(P.format("<w:r><w:t>上页</w:t><w:br w:type='page'/><w:t>下页</w:t></w:r>"), ["上页", "下页"], id="a page break within a paragraph"),
    ],
)  # fmt: skip
def test_a_body_reads_as_a_person_sees_it(body: str, found: list[str]) -> None:
    assert texts(with_body(body)) == found


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


LONG = "全年审查合同12份。" * 40


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param(table(cell(P.format(run("合计")), '<w:vMerge w:val="restart"/>') + cell(P.format(run("1"))), cell(P.format(""), "<w:vMerge/>") + cell(P.format(run("2")))), [("合计　1", "row"), ("2", "row")], id="cells merged downward"),
        pytest.param(table(cell(P.format(run("跨")), '<w:gridSpan w:val="2"/>') + cell(P.format(run("3")))), [("跨　3", "row")], id="cells merged across"),
        pytest.param(table(cell(P.format(run("外")) + table(cell(P.format(run("内")))) + P.format("")) + cell(P.format(run("右")))), [("外 内　右", "row")], id="a table in a cell"),
        pytest.param(table(f"<w:trPr><w:del/></w:trPr>{cell(P.format(run('删')))}", cell(P.format(run("留")))), [("留", "row")], id="a deleted row"),
        pytest.param(table(cell(P.format(run("主要做法"))) + cell(P.format(run("一、学习")) + P.format(run(LONG)))), [("主要做法", "paragraph"), ("一、学习", "paragraph"), (LONG, "paragraph")], id="a form frames running text"),
        pytest.param(table(cell(P.format(run("一、学习")) + P.format(run("学法3次。")))), [("一、学习", "paragraph"), ("学法3次。", "paragraph")], id="a frame of one cell"),
    ],
)  # fmt: skip
def test_tables_read_as_a_person_sees_them(body: str, found: list[tuple[str, str]]) -> None:
    assert [(one.text, one.style) for one in docx.read(with_body(body)).blocks] == found


def test_the_table_of_contents_is_no_part_of_the_body() -> None:
    styles = STYLES.replace(
        "</w:styles>", '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="toc 1"/></w:style></w:styles>'
    )
    found = docx.read(
        docx_bytes([("一、主要工作	1", {"style": "c"}), ("一、主要工作", {"style": "1"})], styles=styles)
    )

    assert [one.style for one in found.blocks] == ["aside", "heading"]


def test_strict_documents_are_read() -> None:
    strict = W.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    body = f"<w:document {strict}><w:body><w:p><w:pPr>{NUMBERED}</w:pPr>{run('甲')}</w:p></w:body></w:document>"

    assert texts(docx_bytes([], more={"word/document.xml": body})) == ["一、甲"]


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


PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="{}" cy="{}"/><pic:pic><a:blip/></pic:pic></wp:inline></w:drawing></w:r>'
)
BROKEN = {"word/numbering.xml": "<w:numbering>", "word/footnotes.xml": "<", "word/header1.xml": "<"}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param(P.format(PICTURE.format(3_600_000, 1_800_000)), ["图片1个"], id="a picture of 10 by 5 cm without text beside it"),
        pytest.param(P.format(PICTURE.format(1_500_000, 1_500_000)), [], id="a seal"),
        pytest.param(P.format('<w:r><w:pict><w:shape style="width:300pt;height:200pt"><w:imagedata/></w:shape></w:pict></w:r>'), ["图片1个"], id="a picture of old"),
        pytest.param(P.format('<w:r><w:pict><w:shape style="width:30pt;height:20pt"><w:imagedata/></w:shape></w:pict></w:r>'), [], id="a small picture of old"),
        pytest.param(P.format(f"<w:r><w:drawing><wps:txbx>{TWICE}</wps:txbx><pic:pic><a:blip/></pic:pic></w:drawing></w:r>"), ["图片1个"], id="a picture beside a text box"),
        pytest.param(P.format('<w:r><w:object><w:OLEObject/></w:object></w:r>'), ["嵌入的对象1个"], id="an embedded object"),
        pytest.param(P.format('<w:r><w:drawing><w:relIds/></w:drawing></w:r>'), ["图示1个"], id="a diagram"),
        pytest.param(P.format(run("甲")) + "<w:altChunk/>", ["插入的文件1个"], id="a file that is only referred to"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_listed(body: str, found: list[str]) -> None:
    assert [one.what for one in docx.read(with_body(body)).unread] == found


DRAWING = P.format(
    run("工作流程如下：")
    + '<w:r><w:drawing><dgm:relIds xmlns:dgm="d" xmlns:r="r" r:dm="rId9" r:lo="rId10"/></w:drawing></w:r>'
)
RELATION = '<Relationships xmlns="x"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData" Target="{}"/></Relationships>'
POINT = '<pt modelId="{}"{}><prSet/><t xmlns:a="a"><a:bodyPr/>{}</t></pt>'
SAYS = "<a:p><a:r><a:t>{}</a:t></a:r></a:p>"
MODEL = (
    "<dataModel><ptLst>"
    + POINT.format(1, ' type="doc"', SAYS.format("文档"))
    + POINT.format(2, "", SAYS.format("审查"))
    + POINT.format(3, ' type="node"', SAYS.format("合法性审核").replace("</a:t>", "</a:t></a:r><a:r><a:t>12件</a:t>"))
    + POINT.format(4, "", SAYS.format("起草") + SAYS.format("征求意见"))
    + POINT.format(5, ' type="parTrans"', SAYS.format("连线"))
    + POINT.format(6, "", "<a:p/>")
    + '</ptLst><cxnLst><cxn modelId="7" srcId="1" destId="2" srcOrd="1"/><cxn modelId="8" srcId="1" destId="4" srcOrd="0" parTransId="5"/>'
    '<cxn modelId="9" srcId="2" destId="3" srcOrd="0"/><cxn modelId="10" srcId="3" destId="2" srcOrd="0"/>'
    '<cxn modelId="11" type="presOf" srcId="3" destId="1"/></cxnLst></dataModel>'
)


@pytest.mark.parametrize("target", ["diagrams/data1.xml", "/word/diagrams/data1.xml"])
def test_the_text_of_a_diagram_stands_where_it_is(target: str) -> None:
    more = {"word/_rels/document.xml.rels": RELATION.format(target), "word/diagrams/data1.xml": MODEL}
    found = docx.read(with_body(DRAWING + P.format(run("以上。")), more))

    shown = ["工作流程如下：", "起草", "征求意见", "审查", "合法性审核12件", "以上。"]
    assert [(block.text, block.place.number) for block in found.blocks] == list(
        zip(shown, [1, 1, 1, 1, 1, 2], strict=True)
    )
    assert found.unread == ()


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="no relationships"),
        pytest.param({"word/_rels/document.xml.rels": RELATION.format("diagrams/data1.xml")}, id="no model"),
        pytest.param({"word/_rels/document.xml.rels": RELATION.format("diagrams/data1.xml"), "word/diagrams/data1.xml": "<dataModel>"}, id="a damaged model"),
        pytest.param({"word/_rels/document.xml.rels": RELATION.format("diagrams/data1.xml"), "word/diagrams/data1.xml": f"<dataModel>{' ' * 5_000_000}</dataModel>"}, id="a model too large for any report"),
    ],
)  # fmt: skip
def test_a_diagram_that_cannot_be_read_is_listed(more: dict[str, str]) -> None:
    assert [one.what for one in docx.read(with_body(DRAWING, more)).unread] == ["图示1个"]


@pytest.mark.parametrize(
    ("raw", "unread", "note"),
    [
        pytest.param(PICTURE.format(5_400_000, 4_050_000), 0, "图片1个", id="a photograph across the page"),
        pytest.param(PICTURE.format(5_400_000, 7_200_000), 1, "", id="a page across the page"),
        pytest.param(PICTURE.format(2_880_000, 1_080_000), 0, "图片1个", id="a letterhead of 8 by 3 cm"),
        pytest.param(PICTURE.format(1_500_000, 1_500_000), 0, "", id="a seal"),
        pytest.param(PICTURE.format("x", 9), 1, "", id="no size"),
        pytest.param("<w:r><w:drawing><w:chart/></w:drawing></w:r>", 0, "图表1个", id="a chart"),
    ],
)
def test_beside_a_whole_report_only_pictures_like_pages_are_unread(raw: str, unread: int, note: str) -> None:
    found = docx.read(docx_bytes([LONG, LONG, ("", {"raw": raw})]))

    assert [one.what for one in found.unread] == ["图片1个"] * unread
    assert [note in one for one in found.notes] == [True] * bool(note)


def test_a_watermark_in_a_header_is_no_unread_page() -> None:
    header = f"<w:hdr {W}{NAMESPACES}>{P.format(PICTURE.format(5_400_000, 7_200_000))}</w:hdr>"
    found = docx.read(docx_bytes([LONG, LONG], more={"word/header1.xml": header}))

    assert (found.unread, found.notes) == ((), ())


def test_parts_that_are_damaged_are_listed_and_the_others_read() -> None:
    found = docx.read(docx_bytes([("正文", {"list": (1, 0)})], more=BROKEN))

    assert [one.text for one in found.blocks] == ["正文"]
    assert [one.what for one in found.unread] == [
        "自动编号（numbering.xml）",
        "脚注（footnotes.xml）",
        "页眉（header1.xml）",
    ]


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


def test_what_a_part_says_does_not_make_it_another_format() -> None:
    with zipfile.ZipFile(buffer := io.BytesIO(docx_bytes(["正文"])), "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/embeddings/a.txt", "OFD.xml")

    assert read(buffer.getvalue(), "x.docx").format == "docx"
