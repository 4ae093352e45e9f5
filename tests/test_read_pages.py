"""PDF and OFD: lines rejoined to paragraphs in the order in which a person reads them, furniture of the pages apart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

import pytest

from checker.errors import UnreadableError
from checker.model import Place, Reading
from checker.readers import ofd, pdf, pdfium
from tests import formats
from tests.documents import zip_bytes
from tests.formats import Placed, ofd_bytes, ofd_page, pdf_bytes, pdf_picture, pdf_text

Pages = Sequence[Sequence[Placed]]
Reader = Callable[[Pages], Reading]
SIZE = 5.64
LINE = "坚持以习近平法治思想为指导扎实推进法治政府建设各项工作"  # 27 characters fill a line


def from_pdf(given: Pages) -> Reading:
    return pdf.read(pdf_bytes([pdf_text(one) for one in given]))


def from_ofd(given: Pages) -> Reading:
    return ofd.read(ofd_bytes([ofd_page(one) for one in given]))


BOTH = pytest.mark.parametrize("reader", [pytest.param(from_pdf, id="pdf"), pytest.param(from_ofd, id="ofd")])


def lines(*texts: str, left: float = 28.0, top: float = 40.0, pitch: float = 10.0, size: float = SIZE) -> list[Placed]:
    """Lines below each other; spaces at the beginning are an indent of full-width characters."""
    return [
        (left + (len(one) - len(one.lstrip())) * size, top + index * pitch, one.strip(), size)
        for index, one in enumerate(texts)
    ]


@BOTH
@pytest.mark.parametrize(
    ("page", "found"),
    [
        pytest.param(lines("  " + LINE[:25], LINE, "完成整改。", "  下一段。"), [LINE[:25] + LINE + "完成整改。", "下一段。"], id="an indent begins a paragraph"),
        pytest.param(lines(LINE[:26] + "，", "《办法》印发。"), [LINE[:26] + "，《办法》印发。"], id="a line may begin with a bracket"),
        pytest.param(lines(LINE[:24] + "办理", "12345件。"), [LINE[:24] + "办理12345件。"], id="a number that did not fit leaves a gap"),
        pytest.param(lines("一、主要举措", "（一）加强领导", LINE, "完成整改。"), ["一、主要举措", "（一）加强领导", LINE + "完成整改。"], id="short lines stand alone"),
        pytest.param([*lines("云岭市二〇二四年法治政府建设年度报告总结", size=7.5), *lines(LINE, "完成整改。", top=55)], ["云岭市二〇二四年法治政府建设年度报告总结", LINE + "完成整改。"], id="another size is another paragraph"),
        pytest.param([*lines("项目", "合同", "文件"), *lines("数量", "3份", "2件", left=100)], ["项目　数量", "合同　3份", "文件　2件"], id="columns of a table"),
        pytest.param(list(reversed(lines(LINE, "完成整改。"))), [LINE + "完成整改。"], id="the order in the file does not matter"),
        pytest.param(lines("使用English words和12 345"), ["使用English words和12 345"], id="words keep their spaces"),
    ],
)  # fmt: skip
def test_lines_become_paragraphs(reader: Reader, page: list[Placed], found: list[str]) -> None:
    assert [one.text for one in reader([page]).blocks] == found


@BOTH
def test_a_paragraph_goes_on_to_the_next_page_and_numbers_and_heads_stand_apart(reader: Reader) -> None:
    head = lines("云岭市文件汇编", left=80, top=15, size=4)
    given = [
        [*head, *lines(LINE, LINE, top=230), *lines(f"— {number} —", left=98, top=277, size=4)] for number in (1, 2, 3)
    ]
    found = reader(given).blocks

    assert [(one.text, one.place) for one in found if one.style != "aside"] == [(LINE * 6, Place("page", 1))]
    assert [one.text for one in found if one.style == "aside"][:3] == ["云岭市文件汇编", "—1—", "云岭市文件汇编"]


@BOTH
@pytest.mark.parametrize("count", [2, 3])
def test_columns_of_print_are_read_one_after_the_other(reader: Reader, count: int) -> None:
    texts = [
        f"第{'一二三'[number]}栏" + "全年审查合同十二份出具法律意见九份推动落实"[: 26 // count]
        for number in range(count)
    ]
    page = [*lines("云岭市法治政府建设年度报告摘要选登之一", left=40, top=25, size=7)]
    for number, text in enumerate(texts):
        page += lines(*[text[:10]] * 8, left=20 + number * 60, top=50 + number, size=5)
    found = [one.text for one in reader([page]).blocks]

    assert found == ["云岭市法治政府建设年度报告摘要选登之一", "".join(text[:10] * 8 for text in texts)]


def test_files_attached_to_a_pdf_are_listed() -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf_bytes([pdf_text(lines(LINE))]))
    document.new_attachment("附件1.xlsx").set_data(b"x")
    buffer = io.BytesIO()
    document.save(buffer)
    pinned = b"/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]>>]/Contents 6 0 R"

    assert [one.what for one in pdf.read(buffer.getvalue()).unread] == ["附件1个（附件1.xlsx）"]
    on_page = pdf_bytes([pdf_text(lines(LINE))]).replace(b"/Contents 6 0 R", pinned)
    assert [one.what for one in pdf.read(on_page).unread] == ["附件1个"]
    assert pdf.read(pdf_bytes([pdf_text(lines(LINE))])).unread == ()


def test_files_attached_to_an_ofd_are_listed() -> None:
    with zipfile.ZipFile(io.BytesIO(ofd_bytes([ofd_page(lines(LINE))]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    whole = parts["Doc_0/Document.xml"].replace(
        b"</ofd:Document>", b"<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>"
    )
    listed = '<a><Attachment Name="附件1"/><Attachment Name="元数据" Visible="false"/></a>'.encode()
    found = ofd.read(zip_bytes({**parts, "Doc_0/Document.xml": whole, "Doc_0/Attachs/Attachments.xml": listed}))

    assert [one.what for one in found.unread] == ["附件1个（附件1）"]


def test_a_scan_in_strips_is_a_page_without_text() -> None:
    strips = b"".join(pdf_picture(0, top, 210, 12) for top in range(0, 280, 12))
    data = pdf_bytes([strips + pdf_text(lines("扫描件第1页，共3页，由扫描仪识别"))])
    (seen,) = [one["page"]["seen"] for one in pdfium._answers(data, None) if "page" in one]

    assert seen == "picture"


def rule(left: float, top: float, right: float, bottom: float) -> bytes:
    """A ruled line in millimetres."""
    numbers = [one * 72 / 25.4 for one in (left, 297 - top, right, 297 - bottom)]
    return b"%.1f %.1f m %.1f %.1f l S\n" % tuple(numbers)


def test_a_wrapped_cell_of_a_ruled_table_stays_whole() -> None:
    ruled = b"".join(rule(20, top, 190, top) for top in (40, 60, 80))
    ruled += b"".join(rule(left, 40, left, 80) for left in (20, 80, 190))
    cells = [
        (22, 43, "制定规范性文件办", 6), (22, 51, "法", 6), (84, 43, "6月底", 6),
        (22, 63, "开展执法监督检查", 6), (22, 71, "活动", 6), (84, 63, "年底", 6),
    ]  # fmt: skip
    found = pdf.read(pdf_bytes([ruled + pdf_text(cells)])).blocks

    assert [(one.text, one.style) for one in found] == [
        ("制定规范性文件办法　6月底", "row"),
        ("开展执法监督检查活动　年底", "row"),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("落实“三项制度“和“一网通办“", "落实“三项制度”和“一网通办”", id="all opening"),
        pytest.param('落实"三项制度"', "落实“三项制度”", id="straight"),
        pytest.param("落实“三项制度”", "落实“三项制度”", id="as they should be"),
        pytest.param("长5“的管子", "长5“的管子", id="a single one stays"),
    ],
)
def test_quotation_marks_of_a_font_that_knows_one_kind_are_turned(text: str, shown: str) -> None:
    assert from_pdf([lines(text)]).blocks[0].text == shown


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(pdf_bytes([pdf_text(lines("甲"))], trailer=b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<41><42>]" % (b"41" * 32, b"42" * 32)), "密码", id="password"),
        pytest.param(b"%PDF-1.7\n" + b"x" * 500, "损坏", id="damaged"),
        pytest.param(pdf_bytes([]), "损坏", id="without pages"),
    ],
)  # fmt: skip
def test_a_pdf_that_cannot_be_opened_says_why(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        pdf.read(data)


FULL = (0.0, 0.0, 210.0, 297.0)
TEXT = pdf_text(lines(LINE, LINE, LINE, LINE, LINE))


@pytest.mark.parametrize(
    ("page", "found"),
    [
        pytest.param(pdf_picture(*FULL), ["第1页"], id="a scanned page"),
        pytest.param(pdf_picture(*FULL) + TEXT, [], id="with the words that the scanner recognised"),
        pytest.param(TEXT + pdf_picture(30, 150, 120, 60), ["第1页图片1个"], id="a picture beside text"),
        pytest.param(TEXT + pdf_picture(140, 200, 42, 42), [], id="a seal beside text"),
        pytest.param(b"", [], id="an empty page"),
    ],
)  # fmt: skip
def test_pages_and_pictures_that_are_not_read_are_listed(page: bytes, found: list[str]) -> None:
    assert [one.what for one in pdf.read(pdf_bytes([page])).unread] == found


# ── OFD ─────────────────────────────────────────────────────────────────────────────────

WORDS = '<ofd:TextObject ID="9" Size="6" Boundary="{} {} 100 8"{}><ofd:TextCode X="0" Y="6" DeltaX="{}">{}</ofd:TextCode></ofd:TextObject>'
IMAGE = '<ofd:ImageObject ID="8" ResourceID="3" Boundary="0 0 210 297" CTM="{} 0 0 {} 0 0"/>'
PATH = '<ofd:PathObject ID="7" Boundary="{} 20 5 5"/>'


@pytest.mark.parametrize(
    ("page", "resources", "texts", "unread"),
    [
        pytest.param(WORDS.format(20, 20, "", "6 6 6", "法治政府"), "", ["法治政府"], [], id="distances one by one"),
        pytest.param(WORDS.format(20, 20, "", "g 3 6", "法治政府"), "", ["法治政府"], [], id="distances in short"),
        pytest.param(WORDS.format(20, 20, "", "", "法治政府"), "", ["法治政府"], [], id="no distances"),
        pytest.param(WORDS.format(20, 20, ' CTM="2 0 0 2 0 0"', "6 6 6", "法治政府"), "", ["法治政府"], [], id="enlarged"),
        pytest.param(WORDS.format(20, 20, ' Visible="false"', "6", "隐藏"), "", [], [], id="not visible"),
        pytest.param(f"<ofd:PageBlock>{WORDS.format(20, 20, '', '6', '块内')}</ofd:PageBlock>", "", ["块内"], [], id="in a block"),
        pytest.param('<ofd:CompositeObject ID="5" ResourceID="6" Boundary="0 0 210 297" CTM="0.5 0 0 0.5 0 0"/>', f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="6"><ofd:Content>{WORDS.format(20, 20, "", "6", "复合")}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>', ["复合"], [], id="in a composite object"),
        pytest.param(IMAGE.format(210, 297), "", [], ["第1页"], id="a scanned page"),
        pytest.param(IMAGE.format(210, 297) + WORDS.format(98, 280, "", "3", "12"), "", [], ["第1页"], id="with a number"),
        pytest.param(IMAGE.format(210, 297) + WORDS.format(30, 12, "", "g 19 4", "云岭市法治政府建设年度报告汇编第十二页"), "", ["云岭市法治政府建设年度报告汇编第十二页"], ["第1页"], id="with a running head"),
        pytest.param(IMAGE.format(120, 60) + WORDS.format(20, 200, "", "g 20 6", LINE[:20]), "", [LINE[:20]], ["第1页图片1个"], id="a picture beside text"),
        pytest.param(IMAGE.format(42, 42) + WORDS.format(20, 200, "", "g 20 6", LINE[:20]), "", [LINE[:20]], [], id="a seal beside text"),
        pytest.param("".join(PATH.format(left) for left in range(50)), "", [], ["第1页"], id="drawn words"),
        pytest.param("", "", [], [], id="an empty page"),
    ],
)  # fmt: skip
def test_objects_of_an_ofd_page(page: str, resources: str, texts: list[str], unread: list[str]) -> None:
    found = ofd.read(ofd_bytes([page], resources))

    assert [one.text for one in found.blocks if one.style != "aside"] == texts
    assert [one.what for one in found.unread] == unread


def test_a_page_that_is_damaged_is_listed_and_the_others_read() -> None:
    pages = [WORDS.format(20, 20, "", "6", "第一"), "<damaged", WORDS.format(20, 20, "", "6", "第三")]
    found = ofd.read(ofd_bytes(pages))

    assert [(one.text, one.place.number) for one in found.blocks] == [("第一", 1), ("第三", 3)]
    assert [one.what for one in found.unread] == ["第2页"]


def test_what_stands_on_the_template_of_a_page_is_read() -> None:
    data = formats.ofd_bytes(
        ['</ofd:Layer></ofd:Content><ofd:Template TemplateID="40"/><ofd:Content><ofd:Layer ID="4">'],
        templates={"40": WORDS.format(20, 20, "", "6", "底稿")},
    )

    assert [one.text for one in ofd.read(data).blocks] == ["底稿"]
