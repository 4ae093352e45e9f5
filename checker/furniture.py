"""Tell the text of a document from the page furniture that an archive or a web page put around it."""

from __future__ import annotations

from collections.abc import Sequence

from checker.expressions import Expression
from checker.model import Block

_KEY = (
    r"(?:标\s*题|发布时间|发布日期|公开日期|生成日期|成文日期|成文时间|发文日期|文\s*号|发文字号|发布机构|发文机关|发布单位|公开机构"
    r"|来\s*源|信息来源|文章来源|稿件来源|栏\s*目|原文链接|索\s*引\s*号|主题分类|主题词|组配分类|体裁分类|公开方式|公开时限|有\s*效\s*性|时效性"
    r"|作\s*者|编\s*辑|责任编辑|审\s*核|浏览次数|浏览量|阅读次数|阅读量|点击数|点击量|点击次数|访问量|访问次数|字\s*号|字\s*体|本地目录|时\s*间|日\s*期|名\s*称|关键词|信息分类)"
)
_DATE_LINE = Expression(r"\s*(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*$")
_WHOLE = Expression(
    rf"\s*(?:{_KEY}\s*[:：]|(?:您?(?:当前|所在)的?位置|您的位置|首页\s*[>＞»/])|扫一扫|手机扫码|打印(?:本页|本文)?\s*$|【?打印】?|关闭(?:本页|窗口)?\s*$"
    r"|分享(?:到|至)?\s*[:：]?|微信\s*微博|QQ空间|附件下载|相关附件|相关链接|相关阅读|相关解读|上一篇|下一篇|页面链接|版权所有|主办单位|承办单位|网站标识码"
    r"|[=＝\-—_]{6,}|返回顶部|我要纠错|无障碍|全真版|文字版|字体\s*[:：]|\[?字体)"
)
# nothing in it can be split in two ways: a search that goes back over blanks would not end
_CRUMBS = Expression(r"\s*+[^。，；：]{1,30}?(?:[>＞»][^。，；：>＞»]{1,50}+){1,8}+$")
# In a body of one single line the furniture runs straight into the text; the last of these marks ends it.
_MARK = Expression(
    r"相关链接\s*[:：]?|文件下载|全真版|文字版|QQ空间|微博|微信|-->|分享(?:到|至)\s*[:：]?|打印本页|【打印】|关闭窗口|【关闭】"
    r"|字(?:体|号)\s*[:：]\s*(?:[\[【]?\s*[大中小]\s*[\]】]?\s*){1,3}|(?:浏览|阅读|点击|访问)(?:次数|量|数)?\s*[:：]\s*\d*\s*次?"
    r"|(?:来\s*源|信息来源|发布机构|发布单位)\s*[:：]\s*\S{2,30}(?=\s)|(?:发布)?(?:时\s*间|日期)\s*[:：]\s*(?:19|20)\d\d-\d{1,2}-\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|有\s*效\s*性\s*[:：]\s*\S{1,6}(?=\s)|扫一扫在手机打开当前页"
)
_CRUMB_START = Expression(r"\s*(?:您?(?:当前|所在)的?位置|您的位置|首页\s*[>＞»]|索\s*引\s*号\s*[:：])")
_TAIL = Expression(
    r"(?:来\s*源\s*[:：]|【?我要纠错|附件下载|附件\s*[:：]|相关附件|扫一扫|责任编辑|【?打印(?:本页|】)|关闭窗口|【关闭】|分享到|上一篇|下一篇|相关链接|相关阅读|版权所有|主办单位)"
)
_HEAD_LENGTH = 1500


def separated(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """(body, furniture): the blocks of the text, and what stood around it, both in order.

    Only the beginning and the end of a document are searched; a block that is half furniture is cut.
    """
    body = list(blocks)
    before: list[Block] = []
    after: list[Block] = []
    while body and (_is_furniture(body[0]) or _followed_by_rule(body)):
        before.append(body.pop(0))
    # a title may stand above the line with date and source
    for index in range(min(len(body) - 1, 6), 0, -1):
        if _is_furniture(body[index]) and all(len(one.text) < 80 for one in body[:index]):
            before.append(body.pop(index))
    if body:
        mark = _end_of_head(body[0].text)
        if mark:
            head, rest = _cut(body[0], mark)
            before.append(head)
            body[0] = rest
            if not rest.text:
                body.pop(0)
    while body and (_is_furniture(body[-1]) and not body[-1].text.startswith("附件：")):
        after.insert(0, body.pop())
    if body:
        last = body[-1]
        start = max(last.text.rfind("。"), last.text.rfind("；"), 0)
        found = _TAIL.search(last.text, start)
        if found and len(last.text) - found.start() < 300:
            rest, tail = _cut(last, found.start())
            after.insert(0, tail)
            body[-1] = rest
            if not rest.text:
                body.pop()
    return tuple(body), (*before, *after)


def _is_furniture(block: Block) -> bool:
    text = block.text
    if block.style == "meta":
        return True
    return block.style != "heading" and is_furniture(text)


def is_furniture(line: str) -> bool:
    """Whether the words of a line are those that a page puts around its text."""
    if len(line) > 200 or "。" in line:
        return False
    return bool(_WHOLE.match(line) or _DATE_LINE.match(line) or _CRUMBS.match(line))


_RULE = Expression(r"[=＝\-]{6,}\s*正文\s*[=＝\-]{6,}")


def _followed_by_rule(body: Sequence[Block]) -> bool:
    """Whether one of the next few lines says that the text proper begins after it."""
    return any(_RULE.fullmatch(one.text.strip()) for one in body[:12])


def _end_of_head(text: str) -> int:
    """Where the furniture at the beginning of a line ends; 0 where there is none."""
    stop = text.find("。")
    head = text[: min(stop if stop > 0 else len(text), _HEAD_LENGTH)]
    marks = list(_MARK.finditer(head))
    if not marks or (len(marks) < 2 and not _CRUMB_START.match(text)):
        return 0
    return marks[-1].end()


def _cut(block: Block, at: int) -> tuple[Block, Block]:
    left, right = block.text[:at], block.text[at:]
    lost = len(right) - len(right.lstrip())
    return block._replace(text=left.rstrip()), block._replace(text=right.strip(), offset=block.offset + at + lost)
