"""The samples in `reports/` that are no plain text, from `tests/samples/`: `python -m tests.make_samples`.

The first line of a source is the title. A line that begins with one or two `#` is a heading numbered by Word's list
(一、 （一）); `|` parts the cells of a table row; every other line is a paragraph. .docx and .html come out the same byte
for byte; the .pdf, which has a date in it, is written anew only with `--pdf`, by Chromium.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.documents import Paragraph, Table, W, docx_bytes, level

SOURCES = Path(__file__).parent / "samples"
FOLDER = Path(__file__).parents[1] / "reports"
# the layout of official documents (GB/T 9704): 仿宋 of 16 points, 28 points a line, two characters indented
_FONT = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}" w:eastAsia="{0}"/>'
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
STYLES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles {W}>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:pPr><w:spacing w:line="560" w:lineRule="exact"/>{_INDENT}<w:jc w:val="both"/></w:pPr><w:rPr>{_FONT.format("仿宋_GB2312")}<w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/><w:basedOn w:val="a"/><w:pPr><w:spacing w:after="560" w:line="680" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr><w:rPr>{_FONT.format("方正小标宋简体")}<w:sz w:val="44"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr>{_FONT.format("黑体")}</w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr>{_FONT.format("楷体_GB2312")}</w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="s"><w:name w:val="落款"/><w:basedOn w:val="a"/><w:pPr><w:jc w:val="right"/></w:pPr></w:style>
</w:styles>"""
_NO_TAB = '<w:suff w:val="nothing"/>'
NUMBERING = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:numbering {W}><w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、", _NO_TAB)
    + level(1, "chineseCounting", "（%2）", _NO_TAB)
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def source(name: str) -> list[str]:
    return (SOURCES / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def as_word(lines: list[str]) -> bytes:
    made: list[Paragraph] = [(lines[0], {"style": "t"})]
    rows: list[list[str]] = []
    for line in lines[1:-2]:
        if line.startswith("|"):
            rows.append(line[1:].split("|"))
            continue
        if rows:
            made.append(Table(rows))
            rows = []
        depth = len(line) - len(line.lstrip("#"))
        made.append((line.lstrip("#"), {"style": str(depth), "list": (1, depth - 1)}) if depth else line)
    made += [(line, {"style": "s"}) for line in lines[-2:]]
    return docx_bytes(made, styles=STYLES, numbering=NUMBERING)


def as_page(lines: list[str]) -> bytes:
    """A page of a government site: navigation, a line of facts, the text, a footer."""
    title, agency = lines[0], lines[-2]
    signed = {lines[-2], lines[-1]}
    body = "\n".join(
        f'<p style="text-align:right">{html.escape(line)}</p>'
        if line in signed
        else f'<p style="text-indent:2em">{html.escape(line)}</p>'
        for line in lines[1:]
    )
    menu = "".join(
        f'<li><a href="#">{word}</a></li>' for word in ("首页", "走进白鹭", "信息公开", "办事服务", "互动交流")
    )
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}-白鹭街道门户网站</title>
<meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="2025-01-24 10:26">
<meta name="ContentSource" content="{agency}">
<style>.article {{ width: 1000px; margin: 0 auto }} .info {{ color: #888; text-align: center }}</style>
</head>
<body>
<div class="header"><ul class="nav">{menu}</ul></div>
<div class="crumbs">当前位置：<a href="#">首页</a> &gt; <a href="#">信息公开</a> &gt; <a href="#">法治政府建设年度报告</a></div>
<div class="article">
<h1>{title}</h1>
<div class="info">发布时间：2025-01-24 10:26　来源：{agency}　浏览次数：318　字体：[大 中 小]</div>
<div class="content" id="zoom">
{body}
</div>
<div class="share">分享到：微信 微博 <a href="javascript:window.print()">【打印本页】</a> <a href="javascript:window.close()">【关闭窗口】</a></div>
</div>
<div class="footer">主办单位：{agency}　网站标识码：0000000000　<a href="#">网站地图</a></div>
</body>
</html>
""".encode()


def as_pdf(lines: list[str]) -> bytes:
    """As an office prints it, with the number of the page at its foot."""
    signed = {lines[-2], lines[-1]}
    body = "".join(f'<p class="{"right" if line in signed else ""}">{html.escape(line)}</p>' for line in lines[1:])
    page = f"""<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>{lines[0]}</title><style>
@page {{ size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center {{ content: "— " counter(page) " —"; font-size: 14pt }} }}
body {{ font: 16pt/28pt "FangSong", "Noto Serif CJK SC", serif; text-align: justify; margin: 0 }}
h1 {{ font-size: 22pt; line-height: 34pt; text-align: center; margin: 0 0 28pt }}
p {{ margin: 0; text-indent: 2em }} .right {{ text-align: right }}
</style><h1>{lines[0]}</h1>{body}</html>"""
    browser = shutil.which("chromium")
    if not browser:
        sys.exit("chromium is needed to write the .pdf")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "in.html").write_text(page, encoding="utf-8")
        subprocess.run(
            [
                browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer", f"--print-to-pdf={folder}/out.pdf", f"file://{folder}/in.html",
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return (Path(folder) / "out.pdf").read_bytes()


SAMPLES: dict[str, Callable[[list[str]], bytes]] = {
    "好-云港经济开发区管委会-2025.docx": as_word,
    "好-澄源县委统战部-2024.docx": as_word,
    "好-白鹭街道办事处-2024.html": as_page,
    "差-石桥镇人民政府-2024.docx": as_word,
}
PRINTED = "好-湖城市税务局-2025"


def main() -> None:
    for name, write in SAMPLES.items():
        (FOLDER / name).write_bytes(write(source(Path(name).stem)))
    if "--pdf" in sys.argv[1:]:
        (FOLDER / f"{PRINTED}.pdf").write_bytes(as_pdf(source(PRINTED)))


if __name__ == "__main__":
    main()
