"""Of a page saved from a website the article is read, and nothing of what the site puts around it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import pytest

from checker.errors import UnreadableError
from checker.readers import html as reader
from checker.readers import read

TITLE = "云岭市司法局2024年法治政府建设年度报告"
TEXT = [
    "2024年，我局坚持以习近平法治思想为指导，扎实推进法治政府建设。现将有关情况报告如下。",
    "一、主要举措和成效",
    "（一）加强组织领导",
    "局党组专题研究法治政府建设4次，听取汇报2次，印发《2024年法治政府建设工作要点》，明确25项任务。",
    "聘请2名律师担任法律顾问，审查合同31份，出具法律意见9份，参与重大决策论证3次。",
    "二、存在的不足和原因",
    "执法人员业务能力还需提升，主要原因是培训的针对性不强、实战演练偏少。",
    "三、2025年工作安排",
    "6月底前完成全员轮训，12月底前建成案例库，推动执法质量明显提高。",
    "云岭市司法局",
    "2025年2月20日",
]
LINKS = "".join(f'<li><a href="/{number}/">{word}</a></li>' for number, word in enumerate(["首页", "走进云岭", "政务公开", "互动交流", "专题专栏"]))  # fmt: skip
NEWS = "".join(f'<li><a href="/x{number}">云岭市{number}月份重点工作推进情况通报，全市上下抓紧落实</a><span>2025-0{number}-11</span></li>' for number in range(1, 10))  # fmt: skip
CRUMBS = '<div>您当前的位置：<a href="/">首页</a> &gt; <a href="/z">政务公开</a> &gt; 年度报告</div>'
INFO = "<div>发布时间：2025-03-20 10:22　来源：云岭市司法局　浏览次数：<span>321</span>　字体：【大 中 小】　打印　关闭</div>"
PAGING = '<div>上一篇：<a href="/1">云岭市司法局2023年法治政府建设年度报告</a></div><div>下一篇：<a href="/2">没有了</a></div>'
RELATED = f"<div><h3>相关阅读</h3><ul>{NEWS}</ul></div>"
FOOT = "<div><p>主办：云岭市人民政府办公室　承办：云岭市数据局</p><p>网站标识码：1234560001　建议使用1366*768分辨率，IE9.0以上浏览器访问本网站，获得最佳浏览效果。</p></div>"
BEFORE = f"{CRUMBS}<div><h1>{TITLE}</h1>{INFO}"
AFTER = f"{PAGING}{RELATED}<p>扫一扫在手机打开当前页</p></div>"


def page(body: str, *, title: str = f"{TITLE}_云岭市人民政府", charset: str = "utf-8") -> bytes:
    head = f'<meta charset="{charset}"><title>{title}</title>'
    text = f"<!DOCTYPE html><html><head>{head}</head><body><div><ul>{LINKS}</ul></div>{body}{FOOT}</body></html>"
    return text.encode("gb18030" if charset == "gb2312" else charset)


def paragraphs(tag: str = "p", some: Sequence[str] = TEXT) -> str:
    return "".join(f"<{tag}>　　{html.escape(one)}</{tag}>" for one in some)


def word_by_word(text: str) -> str:
    return "".join(f"<span lang=ZH-CN style='font-size:16pt'>{char}<o:p></o:p></span>" for char in text)


PAGES: Mapping[str, bytes] = {
    "a known container": page(f'{BEFORE}<div class="TRS_Editor">{paragraphs()}</div>{AFTER}'),
    "two of them": page(f'<div id="zoom"><div class="TRS_Editor">{paragraphs(some=TEXT[:4])}</div><div class="TRS_Editor">{paragraphs(some=TEXT[4:])}</div></div>'),
    "an unknown one": page(f'{BEFORE}<div class="abc">{paragraphs()}</div>{AFTER}'),
    "none": page(f"{BEFORE}{paragraphs()}{PAGING}<p>扫一扫在手机打开当前页</p></div>"),
    "all within a known one": page(f'<div id="zoom"><h1>{TITLE}</h1>{INFO}{paragraphs()}{PAGING}</div>'),
    "paragraphs that are no paragraphs": page(f'{BEFORE}<div class="abc">{paragraphs("div")}</div>{AFTER}'),
    "line breaks alone": page(f'{BEFORE}<div class="abc">{"<br><br>".join("&nbsp;&nbsp;" + one for one in TEXT)}</div>{AFTER}'),
    "a page laid out in tables": page(f"<table><tr><td><ul>{NEWS}</ul></td><td><table><tr><td>{CRUMBS}</td></tr><tr><td>{TITLE}</td></tr><tr><td>{INFO}</td></tr><tr><td>{paragraphs()}</td></tr><tr><td>{PAGING}</td></tr></table></td></tr></table>"),
    "text pasted from Word": page(f'{BEFORE}<div class="abc">{"".join(f"<p class=MsoNormal>{word_by_word(one)}</p>" for one in TEXT)}</div>{AFTER}'),
    "article elements": page(f"<article><header><h1>{TITLE}</h1>{INFO}</header><section>{paragraphs()}</section><footer>{PAGING}</footer></article>"),
    "a table of facts above": page(f'<table><tr><td>索引号</td><td>123/2025-00001</td><td>主题分类</td><td>法治</td></tr><tr><td>发布机构</td><td>云岭市司法局</td><td>发布日期</td><td>2025-03-20</td></tr></table><h1>{TITLE}</h1><div class="abc">{paragraphs()}</div>{PAGING}'),
    "an encoding of old": page(f'{BEFORE}<div class="abc">{paragraphs()}</div>{AFTER}', charset="gb2312"),
    "a container that a script shows": page(f'{BEFORE}<div id="zoom" style="display:none">{paragraphs()}</div>{AFTER}'),
    "a web archive": b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    + page(f'{BEFORE}<div class="abc">{paragraphs()}</div>{AFTER}')
    + b"\r\n--x--\r\n",
    "as Word saves it": f'<html xmlns:o="urn:o"><head><meta charset="utf-8"></head><body><div class=WordSection1><p align=center>{TITLE}</p>{paragraphs()}</div></body></html>'.encode(),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_the_article_and_nothing_else_is_read(kind: str) -> None:
    found = read(PAGES[kind], "页面.html")

    assert [one.text for one in found.blocks if one.style != "meta"] == [TITLE, *TEXT]
    assert not found.unread


@pytest.mark.parametrize("kind", ["a known container", "none", "a page laid out in tables", "a table of facts above"])
def test_date_and_source_are_taken_along(kind: str) -> None:
    told = [one.text for one in reader.read(PAGES[kind]).blocks if one.style == "meta"]

    assert "发布时间：2025-03-20" in told


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ('<meta name="PubDate" content="2025-03-21 09:00"><meta name="ContentSource" content="市司法局">', ["发布时间：2025-03-21", "来源：市司法局"]),
        ('<meta name="publishdate" content="2025/3/2"><meta name="others:source" content="办公室">', ["发布时间：2025-03-02", "来源：办公室"]),
    ],
)  # fmt: skip
def test_the_tags_of_the_standard_for_government_sites_come_first(tags: str, told: list[str]) -> None:
    data = PAGES["a known container"].replace(b"<title>", tags.encode() + b"<title>")

    assert [one.text for one in reader.read(data).blocks if one.style == "meta"] == told


DIGEST = "<div><h3><a href='/{0}'>某局2024年法治政府建设年度报告</a></h3><p>2024年，某局坚持以习近平法治思想为指导，深入贯彻落实党的二十大精神，扎实推进各项工作……</p></div>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(f"<h1>年度报告</h1><ul>{NEWS * 3}</ul><div><a>上一页</a><a>下一页</a></div>", "列表页", id="a list"),
        pytest.param("".join(DIGEST.format(number) for number in range(8)), "列表页", id="a list with digests"),
        pytest.param("<form><input>请输入用户名和密码，然后登录。</form>", "没有正文", id="a form"),
        pytest.param('<div id="app"></div><script>var 正文 = "正文，正文。"</script><noscript>请启用脚本后浏览本网站，谢谢您的支持与配合。</noscript>', "没有正文", id="a page made by a script"),
        pytest.param('<div><p>附件：<a href="/P0.pdf">年度报告.pdf</a></p></div>', "附件里（年度报告.pdf）", id="nothing but a link to a document"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused(body: str, words: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        reader.read(page(body))

    assert words in str(caught.value)


def test_frames_are_refused() -> None:
    with pytest.raises(UnreadableError):
        reader.read(b"<html><frameset cols='20%,80%'><frame src='a.html'><frame src='b.html'></frameset></html>")


SHORT = "<p>现将云岭市司法局2024年法治政府建设年度报告予以公布，请社会各界监督，欢迎提出宝贵意见和建议。</p>"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param(f'<div id="zoom">{SHORT}<a href="/P0.doc">年度报告</a></div>', ["附件1个（年度报告）"], id="a document to download"),
        pytest.param(f'<div id="zoom">{SHORT}<iframe src="/viewer.html?file=/P0.pdf"></iframe></div>', ["附件1个（P0.pdf）"], id="a document in a frame"),
        pytest.param(f'<div id="zoom">{SHORT}<img src="1.jpg"><img src="2.jpg" width="900"><img src="dot.gif" width="9"></div>', ["图片2个"], id="pictures of the pages"),
        pytest.param(f'{BEFORE}<div class="abc">{paragraphs()}</div><div><b>1</b><a href="t_2.html">2</a><a href="t_2.html">下一页</a></div></div>', ["后面的分页"], id="the first of several pages"),
        pytest.param(f'<div id="zoom">{paragraphs() * 3}<img src="1.jpg"><a href="/P0.doc">附表</a></div>', [], id="an article with a photograph and an annex"),
    ],
)  # fmt: skip
def test_what_the_page_has_besides_is_listed(body: str, found: list[str]) -> None:
    assert [one.what for one in reader.read(page(body)).unread] == found


def test_tables_are_read_row_by_row_and_lists_keep_their_numbers() -> None:
    body = f'<div id="zoom">{SHORT}<ol start="3"><li>甲</li><li>乙</li></ol><table><tr><th>项目</th><th>数量</th></tr><tr><td>合同</td><td>3份</td></tr></table></div>'
    found = reader.read(page(body)).blocks[-4:]

    assert [(one.text, one.style) for one in found] == [
        ("3.甲", "paragraph"),
        ("4.乙", "paragraph"),
        ("项目　数量", "row"),
        ("合同　3份", "row"),
    ]


def test_what_nests_deeper_than_the_parser_goes_is_listed() -> None:
    prose = "<p>全年召开专题会议3次，研究解决突出问题5个，审查合同12份。</p>" * 9
    page = "<html><body><div id=zoom>{}{}<p>深处的话，也是正文。</p></div></body></html>"
    shallow, deep = (reader.read(page.format(prose, "<div>" * depth).encode()) for depth in (1000, 3000))

    assert (shallow.blocks[-1].text, shallow.unread) == ("深处的话，也是正文。", ())
    assert [one.what for one in deep.unread] == ["网页的一部分"]
    assert len(deep.blocks) == 9
    with pytest.raises(UnreadableError, match="嵌套过深"):
        reader.read(page.format("", "<div>" * 3000).encode())
