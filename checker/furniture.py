"""Tell the text of a document from the page furniture that an archive or a web page put around it."""

from __future__ import annotations

from collections.abc import Sequence

from checker.expressions import Expression
from checker.model import Block

_KEY = (
    r"(?:标\s*题|发布时间|发布日期|公开日期|生成日期|成文日期|成文时间|发文日期|文\s*号|发文字号|文件编号|发布机构|发文机关|发布单位|公开机构"
    r"|来\s*源|信息来源|文章来源|稿件来源|栏\s*目|原文链接|(?:信息)?公开(?:属性|选项|级别)|索\s*引\s*号|主题分类|主题词|组配分类|体裁分类|公开方式|公开类别|公开范围|内容分类|公开时限|统一登记号|有\s*效\s*性(?:/截止日期)?|时效性|效力状态"
    r"|作\s*者|编\s*辑|责任编辑|审\s*核|发布人|发布者|录入(?:人|者)?|浏览次数|浏览量|阅读次数|阅读量|点击数|点击量|点击次数|点击率|访问量|访问次数|信息时间|字\s*号|字\s*体|本地目录|时\s*间|日\s*期|名\s*称|关\s*键\s*词|信息分类|信息类别|信息名称|视力保护色|保护视力色|信息索引|发文机构|制发机构|内容概述)"
)
_BULLET = r"\s*(?:[•·●▪■*－-]\s*)?"
_DATE_LINE = Expression(r"\s*(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*$")
_POSITION = r"(?:您?(?:现在|目前|当前|所在)的?(?:所在)?的?位置|您的位置|首页\s*[>＞»/])"
_AFTER = (
    r"(?:扫一扫|手机扫码|扫描(?:下方|右侧)?二维码|分享(?:到|至)?\s*[:：]?|微信\s*微博|QQ空间|相关(?:链接|阅读|解读|文档|文章|新闻|稿件|信息|推荐)\s*(?:[:：]|$)|[上下]一[篇条]\s*(?:[:：]|$)|版权所有|主办单位|承办单位|主办\s*[:：]|技术支持\s*[:：]|(?:文档|文件|相关)附件\s*[:：]?\s*$"
    r"|网站标识码|网站地图|友情链接|返回(?:顶部|列表)|我要纠错|Copyright|©|[^\s，。]{0,2}(?:ICP备|公网安备))"
)
_WHOLE = Expression(
    rf"{_BULLET}(?:[\[【|｜]?\s*{_KEY}\s*[:：|｜]|[|｜\[【]\s*{_KEY}\s*[|｜\]】]|{_POSITION}|{_AFTER}|打印(?:本页|本文)?\s*$|【?打印】?|关闭(?:本页|窗口)?\s*$|正文\s*[:：]?\s*$"
    r"|附件下载|相关附件|相关链接|相关阅读|相关解读|上一篇|下一篇|页面链接|今天是"
    r"|[=＝\-—_]{6,}|无障碍|全真版|文字版|字体\s*[:：]|\[?字体)"
)
# 2024年3月15日 10:11　来源：…: a day and whatever else a page says of its text
_DATED = Expression(
    rf"\s*(?:19|20)\d\d[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?\s*(?:\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?\s*)?[|｜]?\s*{_KEY}\s*[:：]",
    holds=(":", "："),
)
# 2026-01-20 17:01 | 云河市水务局
_DATED_BY = Expression(
    r"\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?\s*[|｜]\s*[^\s。，；：]{2,24}\s*$",
    holds=("|", "｜"),
)
# 云河县交通运输局　时间：…　来源：…; 云河县人民政府门户网站 www.… 发布时间：…: a name before what a page says of its text
_NAME_FIRST = Expression(
    rf"\s*[^\s。，；：:]{{2,24}}\s+(?:{_KEY}\s*[:：][^。]*\s|(?:www\.|https?:)[^\s，。]{{4,60}}\s+){_KEY}\s*[:：]",
    holds=(":", "："),
)
# 县统计局 2025-01-24 15:20 浏览：141: a name before the hour of publication
_NAME_DATED = Expression(
    r"\s*[^\s\d。，；：:]{2,24}\s+(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s|$)",
    holds=(":", "："),
)
# 云河县人民政府 2019年12月3日星期二: the day on which a page was looked at
_TODAY = Expression(r"[^。，；：]{0,24}?(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s*星期[一二三四五六日天]", holds=("星期",))
# 发布单位 云河县财政局 来源 局办公室: labels that only blanks part from what they say
_LABELS = Expression(rf"{_BULLET}{_KEY}\s+\S[^。]*\s{_KEY}(?:\s|$)")
_LABEL_ALONE = Expression(rf"{_BULLET}(?:{_KEY}\s*[:：]|[\[【]\s*{_KEY}\s*[\]】])\s*")
_LONGEST_VALUE = 40
# what a page offers to do, and the menu of a site
_CONTROLS = frozenset([
    "返回首页", "返回顶部", "返回上一页", "返回列表", "回到顶部", "首页", "尾页", "上一页", "下一页", "上一篇", "下一篇", "上一条", "下一条",
    "打印", "我要打印", "打印文章", "打印本页", "打印本文", "打印整页", "打印内容", "关闭", "关闭本页", "关闭窗口", "关闭页面", "收藏",
    "收藏本页", "加入收藏", "设为首页", "纠错", "我要纠错", "政府网站找错", "分享", "分享到", "网站地图", "联系我们", "关于我们", "网站声明",
    "无障碍", "无障碍阅读", "无障碍浏览", "关怀版", "长者助手", "长者模式", "长者版", "适老版", "手机版", "简体", "繁体", "微信", "微博",
    "党政机关", "字体", "字号", "字体大小",
])  # fmt: skip
_MENU = frozenset([
    "网站首页", "新闻", "新闻中心", "新闻动态", "新闻资讯", "要闻", "要闻动态", "工作动态", "公开", "政务公开", "信息公开", "政府信息公开", "服务",
    "政务服务", "办事服务", "便民服务", "在线服务", "互动", "互动交流", "政民互动", "政务互动", "概况", "机构概况", "部门概况", "单位概况",
    "机构设置", "机构职能", "专题专栏", "解读回应", "政策解读", "政策咨询", "数据开放", "数据发布", "政务微博", "政务微信",
])  # fmt: skip
_OTHER_SITES = ("政府网", "政务网", "门户网站", "政府门户网")
_SIZES = frozenset("大中小")
_FEWEST_IN_MENU = 3
_LONGEST_OFFER = 8
# 首页 | 机构概况 | 机构改革: whatever a site offers after its first page
_SITE_MENU = Expression(r"\s*(?:网站)?首页(?:\s*[|｜]\s*[^\W\d]{2,8}){3,}\s*[|｜]?\s*$", holds=("首页",))
_SITE = Expression(
    r"\s*[^\W\d_A-Za-z]{3,16}(?:政府网|政务网|信息网|编制网|党建网|门户网站|官方网站|网站)\s*$", holds=("网",)
)
# the rule and the empty rows of a table that was copied as text
_EMPTY_ROW = Expression(r"[\s:：\-—|｜]*[|｜][\s:：\-—|｜]*$", holds=("|", "｜"))
_BETWEEN_OFFERS = Expression(r"[\W_]+")
# 信息索引：00014/2025: what a page says of its text, whatever it calls it
_LABELLED = Expression(rf"{_BULLET}\w(?:\s?\w){{1,7}}\s*[:：]\s*[^\s。][^。]{{0,60}}$")
# nothing in it can be split in two ways: a search that goes back over blanks would not end
_CRUMBS = Expression(r"\s*+[^。，；：]{1,30}?(?:[>＞»][^。，；：>＞»]{1,50}+){1,8}+$", holds=(">", "＞", "»"))
# In a body of one single line the furniture runs straight into the text; the last of these marks ends it.
_MARK = Expression(
    r"相关链接\s*[:：]?|文件下载|全真版|文字版|QQ空间|微博|微信|-->|分享(?:到|至)\s*[:：]?|打印本页|【打印】|关闭窗口|【关闭】"
    r"|字(?:体|号)\s*[:：]\s*(?:[\[【]?\s*[大中小]\s*[\]】]?\s*){1,3}|(?:浏览|阅读|点击|访问)(?:次数|量|数)?\s*[:：]\s*(?:【\s*\d*\s*】|\d*)\s*次?"
    r"|(?:来\s*源|信息来源|发布机构|发布单位)\s*[:：]\s*\S{2,30}(?=\s)|(?:发布)?(?:时\s*间|日期)\s*[:：]\s*(?:19|20)\d\d-\d{1,2}-\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|有\s*效\s*性\s*[:：]\s*\S{1,6}(?=\s)|栏\s*目\s*[:：]\s*\S{2,20}(?=\s)|扫一扫在手机打开当前页"
)
# 名称：……报告 收藏 打印 ……报告 市委：: a page gives the name of its text, and the text begins with it once more
NAME_LABEL = r"(?:标\s*题|名\s*称)\s*[】\]:：|｜]"
_NAMED = Expression(
    rf"{NAME_LABEL}\s*([^\s。，；：:]{{4,60}}(?:报告|总结|汇报|情况))(?=\s)",
    holds=("题", "称"),
)
# 公开方式：主动公开 ……局2023年法治政府建设情况报告 2023年，我局: the title after what a page says, in one line
_LABEL_IN_LINE = Expression(rf"{_KEY}\s*[:：|｜]|签发人\s*[:：]|今天是|{_POSITION}|\S\s*[>＞»]+\s*\S")
_TITLE_IN_LINE = Expression(
    r"(?:(?<=\s)|^)[^\s，。；：:>＞|｜《》]{0,50}(?:法治|依法行政)[^\s，。；：:>＞|｜《》]{0,30}(?:报告|总结|汇报|情况)(?=\s|(?:19|20)\d\d年)",
    holds=("法治", "依法"),
)
# what a page says between a title and its text, all in one line
_SAID_BELOW = Expression(
    r"(?:\s*(?:[（(]?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?[）)]?(?=\s)"
    rf"|(?:{_KEY}|浏览|阅读|点击|访问|分享到?)\s*[:：]\s*[^\s，。；：:]{{0,30}}(?=\s)"
    r"|[^\s，。；：:\d]{1,6}〔(?:19|20)\d\d〕\s*\d{1,4}\s*号(?=\s)"
    r"|【?(?:打印|关闭|收藏|分享)(?:本页|本文|窗口)?】?(?=\s)))*"
)
_COLUMN = Expression(r"(?:栏\s*目|分\s*类|目\s*录)\s*[:：|｜]\s*$|[>＞»|｜]\s*$")
_TRAIL = Expression(rf"\s*{_POSITION}")
_PAGE_BEGINS = Expression(rf"\s*{_AFTER}")
_REPORTS = Expression(r"(?:法治|依法行政).*(?:报告|总结|汇报|情况)")
_TITLES = Expression(r"报告|总结|汇报|通知|公告|方案|计划|要点|通报|解读|意见|决定|办法")
_MOST_OF_PAGE = 20  # lines above a trail or below the text
_LONGEST_OF_PAGE = 80
_MOST_ABOVE = 7  # lines above what a page says of its text
_CRUMB_START = Expression(r"\s*(?:您?(?:当前|所在)的?位置|您的位置|首页\s*[>＞»]|索\s*引\s*号\s*[:：])")
_TAIL = Expression(
    r"(?:\s【?(?:打印|收藏|关闭|分享)(?:本页|本文|页面|窗口)?】?(?=\s|$)|来\s*源\s*[:：]|【?我要纠错|附件下载|附件\s*[:：]|相关附件|扫一扫|责任编辑|【?打印(?:本页|】)|关闭窗口|【关闭】|分享到|上一篇|下一篇|相关链接|相关阅读|版权所有|主办单位|\s(?:文件)?下载\s*[:：])"
)
_HEAD_LENGTH = 1500


def separated(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """(body, furniture): the blocks of the text, and what stood around it, both in order.

    Only the beginning and the end of a document are searched; a block that is half furniture is cut.
    """
    body = list(blocks)
    trail = _lines_to_trail(body)
    before = body[:trail]
    del body[:trail]
    below = _lines_of_page_below(body)
    after = body[below:]
    del body[below:]
    while body and (
        _is_furniture(body[0])
        or _followed_by_rule(body)
        or _is_labelled(body)
        or _is_value(before, body[0])
        or _goes_on(before, body[0])
    ):
        before.append(body.pop(0))
    before += _below_title(body)
    if body:
        around, parts = _head_in_line(body[0])
        before += around
        body[:1] = [one for one in parts if one.text]
    while body and _is_furniture(body[-1]) and not body[-1].text.startswith("附件：") and not _is_day(body):
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


def _below_title(body: list[Block]) -> list[Block]:
    """Take the lines with date, source and the like out of those below a title."""
    taken: list[Block] = []
    label: list[Block] = []
    index = 1
    while index < min(len(body) - 1, _MOST_ABOVE) and len(body[index - 1].text) < _LONGEST_OF_PAGE:
        if _is_furniture(body[index]) or _is_value(label, body[index]):
            label = [body.pop(index)]
            taken += label
        else:
            label = []
            index += 1
    return taken


def _lines_to_trail(body: Sequence[Block]) -> int:
    """How many lines a page puts before its text, down to the trail that says where in the site it stands.

    Without a trail, down to the first of several labels, if nothing above it can be a title.
    """
    titled = False
    for index, block in enumerate(body[:_MOST_OF_PAGE]):
        line = block.text
        if _TRAIL.match(line) and is_furniture(line):
            return index + 1
        if index and _CRUMB_START.match(line):
            # the text follows in the same line, which is cut later
            return index
        if len(line) > _LONGEST_OF_PAGE or "。" in line or _REPORTS.search(line):
            return 0
        titled = titled or _TITLES.search(line) is not None
        if _WHOLE.match(line) and not titled and _is_labelled(body[index:]):
            return index
    return 0


def _lines_of_page_below(body: Sequence[Block]) -> int:
    """Where the lines begin that a page puts below its text: from 相关链接 or 版权所有 on no sentence follows."""
    found = len(body)
    for index in range(len(body) - 1, max(len(body) - _MOST_OF_PAGE, 0), -1):
        block = body[index]
        if block.style == "heading" or len(block.text) > _LONGEST_OF_PAGE or "。" in block.text:
            break
        if _PAGE_BEGINS.match(block.text) or _only_offers(block.text):
            found = index
    return found


def _is_day(body: Sequence[Block]) -> bool:
    """Whether the last line is a day without an hour below a line of the text: the day of signing."""
    return len(body) > 1 and _DATE_LINE.match(body[-1].text) is not None and ":" not in body[-1].text


def _is_furniture(block: Block) -> bool:
    text = block.text
    if block.style == "meta":
        return True
    return block.style != "heading" and is_furniture(text)


def is_furniture(line: str) -> bool:
    """Whether the words of a line are those that a page puts around its text."""
    if len(line) > 200 or "。" in line:
        return False
    return bool(
        _WHOLE.match(line)
        or _DATE_LINE.match(line)
        or _CRUMBS.match(line)
        or _DATED.match(line)
        or _DATED_BY.match(line)
        or _TODAY.match(line)
        or _NAME_FIRST.match(line)
        or _NAME_DATED.match(line)
        or _LABELS.match(line)
        or _SITE_MENU.match(line)
        or _SITE.match(line)
        or _EMPTY_ROW.match(line)
        or _only_offers(line)
    )


_OFFERS = Expression(
    r"[\s【\[]*(?:字[体号]\s*[:：]\s*(?:[\[【(（]?\s*[大中小]\s*[\])）】]?\s*){1,3}|(?:打印|关闭|收藏|分享)(?:本页|本文|窗口)?[】\]]?\s+)"
)


def length_of_offers(text: str) -> int:
    """How many characters at the beginning of a text offer to change its size, to print it and the like."""
    end = 0
    while found := _OFFERS.match(text, end):
        end = found.end()
    return end


def _only_offers(line: str) -> bool:
    """Whether nothing stands in a line but what a page offers to do, or the menu of a site."""
    if len(line) > _LONGEST_OF_PAGE:
        return False
    words = [one for one in _BETWEEN_OFFERS.split(line) if one]
    offers = sum(one in _CONTROLS for one in words)
    menu = offers + sum(1 for one in words if one in _MENU or one.endswith(_OTHER_SITES))
    if not menu or max(map(len, words)) > _LONGEST_OFFER:
        return False
    known = menu + sum(one in _SIZES for one in words)
    return (offers > 0 and known == len(words)) or (
        2 * menu > len(words) and menu >= min(_FEWEST_IN_MENU, len(words) - 1) > 1
    )


def _is_labelled(body: Sequence[Block]) -> bool:
    """Whether two lines in a row are labels with values, as above a text on a page."""
    if len(body) < 2 or not _LABELLED.match(body[0].text) or _REPORTS.search(body[0].text.partition("：")[0]):
        return False
    return _LABELLED.match(body[1].text) is not None or _is_furniture(body[1])


def _is_value(before: Sequence[Block], block: Block) -> bool:
    """Whether a line is what the label says that stands alone in the line before it."""
    return (
        bool(before)
        and _LABEL_ALONE.fullmatch(before[-1].text) is not None
        and len(block.text) <= _LONGEST_VALUE
        and "。" not in block.text
        and not _REPORTS.search(block.text)
    )


def _goes_on(before: Sequence[Block], block: Block) -> bool:
    """Whether a line is one more of a list of labels with values, whatever it calls what it says."""
    bullet = _BULLETED.match(block.text)
    if not before or not bullet or not before[-1].text.lstrip().startswith(bullet.group(1)):
        return False
    return _LABELLED.match(block.text) is not None and not _REPORTS.search(block.text)


_BULLETED = Expression(r"\s*([•·●▪■*－-])")
_RULE = Expression(r"[=＝\-]{6,}\s*正文\s*[=＝\-]{6,}")


def _followed_by_rule(body: Sequence[Block]) -> bool:
    """Whether one of the next few lines says that the text proper begins after it."""
    return any(_RULE.fullmatch(one.text.strip()) for one in body[:12])


def _head_in_line(block: Block) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """(furniture, text) of a line in which what a page says runs straight into its text, title and all."""
    stop = block.text.find("。")
    head = block.text[: min(stop if stop > 0 else len(block.text), _HEAD_LENGTH)]
    mark = _end_of_head(head)
    mark += length_of_offers(block.text[mark:])
    title = _title_in_line(head, mark)
    if not title:
        above, rest = _cut(block, mark)
        return ((above,) if mark else ()), (rest,)
    above, rest = _cut(block, title[0])
    name, rest = _cut(rest, title[1] - title[0])
    below, rest = _cut(rest, max(mark, title[2]) - (rest.offset - block.offset))
    return tuple(one for one in (above, below) if one.text), (name, rest)


def _title_in_line(head: str, mark: int) -> tuple[int, int, int] | None:
    """Where the title begins and ends and where the text goes on, if what a page says stands between them."""
    begins = [found for found in _TITLE_IN_LINE.finditer(head) if found.start() >= mark]
    if begins and not head[mark : begins[0].start()].strip():
        return _with_sayings(head, begins[0].start(), begins[0].end())
    for found in reversed([found for found in _TITLE_IN_LINE.finditer(head) if found.end() <= mark]):
        # 栏目：法治政府建设年度报告 and the last of a trail are no titles
        before = head[: found.start()]
        labelled = _LABEL_IN_LINE.search(before) and not _COLUMN.search(before)
        if labelled or not found.start():
            return found.start(), found.end(), mark
    return None


def _with_sayings(head: str, start: int, end: int) -> tuple[int, int, int] | None:
    said = _SAID_BELOW.match(head, end)
    return (start, end, said.end()) if said and said.group().strip() else None


def _end_of_head(head: str) -> int:
    """Where the furniture at the beginning of a line ends; 0 where there is none."""
    marks = list(_MARK.finditer(head))
    if len(marks) < 2 and not _CRUMB_START.match(head):
        marks = []
    return max(_end_of_name(head), marks[-1].end() if marks else 0, _begin_of_title(head))


def _begin_of_title(head: str) -> int:
    """Where the last title begins that stands after a label in the same line; 0 where there is none."""
    label = _LABEL_IN_LINE.search(head)
    titles = [found.start() for found in _TITLE_IN_LINE.finditer(head)] if label else []
    return titles[-1] if label and titles and titles[-1] > label.start() else 0


def _end_of_name(head: str) -> int:
    """Where the name that a page gives its text ends, or where the text begins with that name once more."""
    named = _NAMED.search(head)
    if not named:
        return 0
    again = head.rfind(named.group(1))
    return again if again > named.start(1) else named.end()


def _cut(block: Block, at: int) -> tuple[Block, Block]:
    left, right = block.text[:at], block.text[at:]
    lost = len(right) - len(right.lstrip())
    return block._replace(text=left.rstrip()), block._replace(text=right.strip(), offset=block.offset + at + lost)
