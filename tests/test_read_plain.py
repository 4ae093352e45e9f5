"""The quick way through a Word document gives what the parser gives.

A comment in its XML says nothing, but where one stands a document goes through the parser as a whole.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.readers import docx, plain
from tests.documents import NAMESPACES, NUMBERING, W, docx_bytes, level, run, zip_bytes

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
REPORTS = Path(__file__).parents[1] / "reports"
COMMENT = b"<!--  -->"
FIELD = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
FORMAT = '<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="仿宋"/><w:sz w:val="32"/></w:rPr>'
BOX = f"<w:r><w:pict><w:txbxContent><w:p>{run('框内')}</w:p><w:p/></w:txbxContent></w:pict></w:r>"
RUNS = [
    run("一、主要工作"), run("  审查合同12份。"), run("甲 < 乙 & 丙"), run(""), run("两\n行"),
    f"<w:r>{FORMAT}<w:t>召开会议</w:t></w:r>", "<w:r><w:rPr/><w:t>空</w:t></w:r>", "<w:r/>", "<w:r></w:r>",
    '<w:r w:rsidR="00A1"><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>',
    '<w:r><w:lastRenderedPageBreak/><w:t>下页</w:t><w:br w:type="page"/></w:r>', "<w:r><w:t/><w:t>段</w:t></w:r>",
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>", '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>现</w:t></w:r>',
    "<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>改</w:t></w:r>",
    f"<w:ins>{run('增')}</w:ins>", "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>", *FIELD.values(),
    "<w:r><w:instrText>PAGE</w:instrText></w:r>", '<w:bookmarkStart w:id="0" w:name="_GoBack"/>', "<w:proofErr/>",
    f"<w:hyperlink>{run('网站')}</w:hyperlink>", "<w:r><w:noBreakHyphen/></w:r>", BOX, "<w:r><w:t>&#8220;号&#8221;</w:t></w:r>",
    "<w:r><w:t>a&gt;b</w:t></w:r>", "<w:r>\r\n<w:t>换\r\n行</w:t></w:r>", '<w:r><w:t xml:space="default">空</w:t></w:r>',
]  # fmt: skip
PROPERTIES = [
    "", "<w:pPr/>", "<w:pPr></w:pPr>", f"<w:pPr><w:jc w:val='center'/>{FORMAT}</w:pPr>", '<w:pPr><w:pStyle w:val="1"/></w:pPr>',
    '<w:pPr><w:pStyle w:val="n1"/></w:pPr>', '<w:pPr><w:pStyle w:val="没有"/></w:pPr>', '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>',
    '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>',
    '<w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="2"/></w:numPr></w:pPr>',
    "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>", "<w:pPr><w:rPr><w:moveFrom/></w:rPr></w:pPr>", "<w:pPr><w:rPr><w:ins/></w:rPr></w:pPr>",
    "<w:pPr><w:sectPr><w:pgSz w:w='9'/></w:sectPr></w:pPr>",
    '<w:pPr><w:pPrChange><w:pPr><w:pStyle w:val="1"/></w:pPr></w:pPrChange></w:pPr>',
]  # fmt: skip
OPENINGS = [
    "<w:p>",
    '<w:p w:rsidR="00A1" w:rsidRDefault="00B2">',
    '<w:p  w:rsidR="x">',
    "<w:p w:rsidR='x'>",
    '<w:p w:x="a>b">',
]
paragraphs = st.builds(
    lambda opening, properties, runs: f"{opening}{properties}{''.join(runs)}</w:p>",
    st.sampled_from(OPENINGS), st.sampled_from(PROPERTIES), st.lists(st.sampled_from(RUNS), max_size=4),
)  # fmt: skip
pieces = st.recursive(
    paragraphs | st.sampled_from(["<w:p/>", "<w:sectPr/>"]),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(
        lambda cells: f"<w:tbl><w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr></w:tbl>"
    )
    | inner.map(lambda held: f"<w:sdt><w:sdtContent>{held}</w:sdtContent></w:sdt>")
    | inner.map(lambda held: f"<w:moveFrom>{held}</w:moveFrom>")
    | inner.map(lambda held: f"<mc:AlternateContent><mc:Choice>{held}</mc:Choice><mc:Fallback>{held}</mc:Fallback></mc:AlternateContent>"),
    max_leaves=6,
)  # fmt: skip


def whole(body: str, *, comment: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}{NAMESPACES}><w:body>{body}{comment}</w:body></w:document>'


def through_the_parser(document: bytes) -> bytes:
    """The same document with a comment in every part that is read."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, data in parts.items():
        if name.startswith("word/") and name.endswith(".xml"):
            head, end, tail = data.rpartition(b"</")
            parts[name] = head + COMMENT + end + tail
    return zip_bytes(parts)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, min_size=1, max_size=6))
def test_plain_paragraphs_read_as_the_parser_reads_them(body: list[str]) -> None:
    data = docx_bytes([], more={"word/document.xml": whole("".join(body))})

    assert docx.read(data) == docx.read(through_the_parser(data))


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.docx")), ids=lambda path: path.stem)
def test_the_sample_reports_read_as_the_parser_reads_them(path: Path) -> None:
    assert docx.read(path.read_bytes()) == docx.read(through_the_parser(path.read_bytes()))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not beside this checkout")
def test_real_files_read_as_the_parser_reads_them() -> None:
    for path in sorted(SAMPLES.glob("*.docx")):
        assert docx.read(path.read_bytes()) == docx.read(through_the_parser(path.read_bytes())), path.name


def test_the_usual_paragraph_does_not_go_through_the_parser() -> None:
    usual = f'<w:p w:rsidR="0"><w:pPr><w:jc w:val="both"/>{FORMAT}</w:pPr><w:r>{FORMAT}<w:t>甲</w:t></w:r></w:p>'
    rest, found = plain.without_plain(whole(usual * 3 + f"<w:p>{BOX}</w:p>").encode())

    assert [[one.text for one in run] for run in found] == [["甲", "甲", "甲"], ["框内"]]
    assert b"<w:t>" not in rest
    assert b"<w:jc" not in rest


def test_properties_that_tell_something_are_parsed_once() -> None:
    telling = f'<w:p><w:pPr><w:pStyle w:val="1"/><w:jc w:val="both"/></w:pPr>{run("甲")}</w:p>'
    rest, _ = plain.without_plain(whole(telling * 3).encode())

    assert rest.count(b"<w:jc") == 1


@pytest.mark.parametrize("text", ["<!-- <w:p></w:p> -->", "<plain-paragraph/>", '<x xmlns="y"/>', "<?x <w:p></w:p> ?>"])
def test_where_something_could_mislead_nothing_is_taken_out(text: str) -> None:
    data = whole(f"<w:p>{run('甲')}</w:p>{text}").encode()

    assert plain.without_plain(data) == (data, [])


STYLE = '<w:style w:type="{}" w:styleId="{}"><w:name w:val="{}"/><w:basedOn w:val="{}"/>{}</w:style>'
styles = st.lists(
    st.builds(
        STYLE.format,
        st.sampled_from(["paragraph", "paragraph", "character"]), st.sampled_from("abcde"),
        st.sampled_from(["heading 1", "标题 2", "toc 1", "正文", "a &amp; b"]), st.sampled_from(["a", "b", "c", "没有"]),
        st.sampled_from(["", "<w:rPr/>", '<w:pPr><w:outlineLvl w:val="3"/></w:pPr>', '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>']),
    )
    | st.sampled_from(['<w:style w:styleId="a"/>', "<w:style w:type='paragraph' w:styleId='b'/>", "<w:docDefaults/>"]),
    max_size=6,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(styles)
def test_styles_looked_up_are_those_that_the_parser_finds(given: list[str]) -> None:
    text = f"<w:styles {W}>{''.join(given)}</w:styles>"
    data = docx_bytes([(name, {"style": name}) for name in "abcde"], styles=text, numbering=NUMBERING)

    assert docx.read(data) == docx.read(through_the_parser(data))


# more than is parsed as quickly as it is cut
PADDING = f"<w:lvl w:ilvl='8'>{'<w:pPr/>' * 400}</w:lvl>".replace("'", '"')
LEVELS = "".join(level(depth, form, f"{depth}%{depth + 1}") for depth, form in enumerate(["decimal", "upperLetter"]))
DEFINITION = '<w:abstractNum w:abstractNumId="{}">{}{}</w:abstractNum>'
USE = '<w:num w:numId="{}"><w:abstractNumId w:val="{}"/>{}</w:num>'
IDS = st.sampled_from("123")
INNER = [
    "",
    LEVELS,
    LEVELS.replace("decimal", "chineseCounting"),
    '<w:numStyleLink w:val="s"/>',
    f'<w:styleLink w:val="s"/>{LEVELS}',
    f"<w:nsid w:val='00A1'/>{LEVELS}",
]
lists = st.tuples(
    st.lists(
        st.builds(DEFINITION.format, IDS, st.sampled_from(INNER), st.sampled_from(["", PADDING]))
        | st.sampled_from([
            '<w:abstractNum w:abstractNumId="1"/>', f"<w:abstractNum w:x='1' w:abstractNumId='2'>{LEVELS}</w:abstractNum>",
            f'<w:abstractNum w:abstractNumId="1" w:x="2">{LEVELS}</w:abstractNum>', f'<w:abstractNum  w:abstractNumId="3">{LEVELS}</w:abstractNum>',
            '<w:numPicBullet w:numPicBulletId="0"/>', f'<mc:AlternateContent>{DEFINITION.format(1, LEVELS, "")}</mc:AlternateContent>', "\n",
        ]),
        max_size=4,
    ),
    st.lists(
        st.builds(USE.format, IDS, IDS, st.sampled_from(["", '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>']))
        | st.sampled_from(['<w:num w:numId="1"/>', '<w:num w:x="0" w:numId="1"><w:abstractNumId w:val="1"/></w:num>', '<w:num w:numId="2"><w:abstractNumId/></w:num>', "\n"]),
        max_size=4,
    ),
    st.sampled_from(["", "", '<w:numIdMacAtCleanup w:val="1"/>', DEFINITION.format(2, LEVELS, "")]),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(lists)
def test_lists_looked_up_are_those_that_the_parser_finds(given: tuple[list[str], list[str], str]) -> None:
    definitions, uses, end = given
    text = f"<w:numbering {W}{NAMESPACES}>{''.join(definitions)}{''.join(uses)}{end}</w:numbering>"
    items = [("甲", {"list": (number, depth)}) for number in (1, 2, 3) for depth in (0, 1, 1)]
    data = docx_bytes(items, numbering=text)

    assert docx.read(data) == docx.read(through_the_parser(data))


def test_definitions_that_no_list_uses_are_not_parsed() -> None:
    unused = DEFINITION.format(2, "<w:broken>", PADDING)
    text = f"<w:numbering {W}>{DEFINITION.format(1, LEVELS, '')}{unused}{USE.format(1, 1, '')}</w:numbering>"
    found = docx.read(docx_bytes([("甲", {"list": (1, 0)})], numbering=text))

    assert [block.text for block in found.blocks] == ["01 甲"]
    assert found.unread == ()


def test_of_damaged_parts_only_those_that_are_needed_are_listed() -> None:
    broken = {"word/numbering.xml": "<w:numbering>", "word/styles.xml": "<w:styles>"}
    plain_text = docx.read(docx_bytes(["正文"], more=broken))
    numbered = docx.read(docx_bytes([("正文", {"list": (1, 0), "style": "1"})], more=broken))

    assert plain_text.unread == ()
    assert [one.what for one in numbered.unread] == ["自动编号（numbering.xml）", "样式（styles.xml）"]
