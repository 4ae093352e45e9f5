"""Turn any reader's stream of blocks into sections with roles."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from checker import expressions, text
from checker.expressions import Expression
from checker.furniture import NAME_LABEL, length_of_offers, separated
from checker.model import Block, Document, Place, Reading, Role, Section, Sentence

# ── headings ────────────────────────────────────────────────────────────────────────────

_CHINESE = "[一二三四五六七八九十]{1,3}"
_NOUNS = "情况|问题|不足|原因|打算|思路|计划|安排|成效|成绩|举措|做法|措施|方向|困难|短板|差距|亮点|职责|设想|目标|建议|任务|重点|思想|概况|要求"
MARKER = Expression(
    # 第二、存在的不足和原因： alone on its line; 第一、…… in a text only counts
    rf"(?P<part>第{_CHINESE}(?:部分|章)[、：:\s]?|第{_CHINESE}[、，](?=[^。；\n]{{0,30}}(?:{_NOUNS})(?:[：:]|\s*$)))"
    # 【存在的问题】 within a line
    rf"|(?P<label>【(?=[^【】。；]{{2,45}}(?:{_NOUNS}|之处)】))"
    rf"|(?P<cn>(?:{_CHINESE}|[壹贰叁肆伍陆柒捌玖拾]{{1,2}}|[Ⅰ-Ⅻ])\s*[、．.](?!是))"
    rf"|(?P<paren>(?:(?:[（(]\s*)?{_CHINESE}\s*[）)]|[㈠-㈩])\s*[、.．]?)"
    r"|(?P<comma>\d{1,2}\s*、)"
    r"|(?P<dot>\d{1,2}\s*[.．](?!\d)|\d[.．](?=20\d\d年))"
    r"|(?P<digit>(?:[（(]\s*)?\d{1,2}\s*[）)]|[⑴-⒇])",
    begins="第【（(一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇0123456789０１２３４５６７８９",
)
# the higher, the deeper; headings that only their style shows stand above all numbers
RANKS = {"part": 2.0, "label": 2.5, "cn": 3.0, "paren": 4.0, "comma": 4.9, "dot": 5.0, "digit": 6.0}
_SENTENCE_END = Expression(r"[。；;]\s*$")
_BEFORE_INLINE = "。；：:;！!？?”’）)》 \t\u3000\n\xa0"
_LONGEST_HEADING = 45
_LONGEST_LINE = 60
# `二、存在的主要问题2022年，我局……`: a heading that runs into its text without any mark
_RUNS_ON = Expression(
    rf"(.{{2,36}}?(?:{_NOUNS}))\s*(?=(?:19|20)\d\d年|今年|近年|一年来|下一步|下步|下阶段|一是|1[.．、]|①|（[一1]）|我(?:局|县|区|市|镇|乡|街|委|办|省|厅|单位|片区|部)|虽然|尽管|对照|与此同时|回顾|过去)"
    # ……第一责任人职责情况局党组书记、局长认真……
    rf"|(.{{2,36}}?(?:职责|责任|履职|法治建设)情况)\s*(?=[^，。；：情况]{{0,12}}?(?:党组|党委|党工委|党支部|党政|主要负责|主要领导|领导班子|书记|局长|镇长|乡长|县长|区长|市长|主任|厅长|关长|坚持|认真|切实|严格|深入|带头))"
    # 四、2023年工作计划继续……
    rf"|(.{{2,36}}?(?:工作|下一?步|下一?年度?|20\d\d年)(?:打算|计划|安排|思路|设想))\s*(?=(?:[^，。；：]{{1,12}}将|继续|持续|坚持|进一步|深入|加强|强化|认真|以|将|全面|切实))"
)
# 一、提高站位，压实责任 管委会高度重视……
_SPACED = Expression(
    rf"(?P<head>(?:{MARKER.pattern})[^\s。；！：]{{3,38}}[^\s，、。；！：])[ \u3000\xa0]+(?=[^\W\dA-Za-z_][^。]{{12}}|[“《\d一二三四五六七八九十])"
)
# a heading of the usual wording in a body without any mark: 三、存在的不足和原因档案管理……
_USUAL = Expression(
    rf"(?:{MARKER.pattern})[^，。；：]{{0,24}}?(?:举措(?:和|及)(?:工作)?成效|第一责任人职责(?:，?(?:和|、)?(?:加强|推进)法治(?:政府)?建设)?(?:的?(?:有关|相关)?情况)?|不足之处|(?:问题|不足)(?:和|及|与)其?(?:主要)?原因(?:分析)?|(?:主要|工作)(?:安排|打算|计划))(?=\w)(?![和及与的部落完]|情况|有关)"
)
_ENDS_IN_NOUN = Expression(rf"(?:{_NOUNS}|之处|薄弱环节)$")
_STRAY_SPACE = Expression(r"[^\W\d_A-Za-z][ \u3000\xa0]+(?=[^\W\d_A-Za-z])")
_TOO_SPACED = 80  # characters for each such space
# 存在的问题和不足
_LONGEST_BARE = 40
_SAYS_ENOUGH = Expression(r"[^，。；：！？\d]{3,16}")  # 下一步工作: no noun at its end, but it announces a role
_BULLET = Expression(r"[■◆●★▲△□◇○※▶►◎]\s*")
_UNMARKED_NUMBER = Expression(rf"^(?:\d{{1,2}}|{_CHINESE})[ \u3000]+(?=\w)")  # 4 存在的问题
_BARE = Expression(rf"(?:{_BULLET.pattern})?[^，。；：！？]*(?:{_NOUNS})|{_BULLET.pattern}[^。；！？]+[^，。；：！？]")
_IN_BRACKETS = Expression(r"^[【〖]([^【】〖〗]{2,45})[】〗]$")  # 【2024年工作计划】
# by its layout alone: short, without a mark at its end, above a paragraph
_THEME = Expression(r"[^。；：！？\s]{2,23}[^。；：！？，、\s]")
_FEWEST_THEMES = 3
_LEAST_BELOW = 30  # characters
_PHRASES = Expression(r"[^\W\d_A-Za-z“”]{4,12}(?:，[^\W\d_A-Za-z“”]{4,12}){1,2}")
_BARE_RANK = 2.5
_COUPLET_RANK = 4.5

# ── roles ───────────────────────────────────────────────────────────────────────────────

_LEADER = Expression(
    r"第一责任|^(?:党政)?(?:主要负责人|主要负责同志|主要领导|一把手)[^，。]{0,5}$|^带头[^，。]{0,3}$|(?:主要负责人|主要负责同志|主要领导|党政负责人|一把手).{0,16}(?:履行|履职|履责|职责|责任|带头|抓法治)|(?:领导班子|党政领导|负责人).{0,6}履职|述法|履行推进法治建设|法治(?:政府)?建设首要?责任|扛牢首责|压实首责"
)
_NEXT = Expression(
    r"下一?步|下一年|下一阶段|下阶段|下年度|明年|今后|打算|努力方向|未来|展望|来年|新的?一年|新年度|对策|工作(?:计划|安排|思路|设想|规划|目标|谋划|重点|要点)|(?:计划|安排|思路|设想|目标任务|整改措施|改进措施|建议)$|(?:努力|整改|改进|前进)方向$"
)
_SHORT = Expression(
    r"(?:存在|面临|主要|突出|困难|有关|仍有|工作).{0,8}(?:问题|不足|困难|短板|差距|薄弱)|(?:问题|不足|短板|困难|差距)(?:和|及|与|、|以及)?(?:其)?(?:主要)?(?:原因|不足|问题|困难|短板|差距|分析|(?:意见)?建议)|^(?:问题|不足|困难|短板|差距)(?:和|及|与|、)|不足之?处?$|薄弱环节|(?:问题|短板|差距)$|短板弱项|问题短板|欠着|欠账|欠缺|还差|差在|(?:没有?|未)做好|做得不够|不够的(?:地方|方面)|不尽如?人意|弱在|^(?:[^，。]{0,8})?(?:需要?|有待|亟待)(?:进一步)?(?:改进|加强|提升|完善|解决)"
)
_AND_LACKS = Expression(
    r"[^，。]{2,30}(?:情况|工作|做法|举措|成效|成绩)(?:和|及|与|、|以及)(?=(?:存在|面临|主要|不足|问题|困难))"
)
_SOLVES = Expression(
    r"整改|解决|化解|纠治|查摆|排查|处置|着力|聚焦|针对(?!性)|破解|补齐"
    # 整治工作存在的问题 is no 整治突出问题
    r"|(?:整治|纠正|查纠|防范|杜绝|防止|查处|打击|应对|回应|清理|根治|攻克)(?!.*(?:存在|不足|短板|差距|薄弱|工作中|主要问题))"
)
# 研究法治建设存在问题: who looks into a problem does something about it
_LOOKS_INTO = Expression(r"研究|研判|查找|发现|反馈|梳理|剖析|通报|督促|指导|提出|自查|检视|指出")
_LEAD_HEADING = Expression(r"^(?:指导思想|总体要求|基本概况|单位概况|机构概况|单位基本情况|导语|前言|引言|序言)$")

_PLAN = Expression(
    r"^(?:[一二三四五六]是)?(?:(?:20\d\d\s?年(?:度)?，?)?(?:我们|我[局县区市镇乡委办省厅])?(?:打算|计划|准备)[：，]|20\d\d年(?:度)?，?[^。，；]{0,12}将(?!.{0,20}(?:纳入|作为|列为|列入))|下一?步|下阶段|下一阶段|下一年度?|明年|今后|接下来|在今后|在下一步|未来一年|新征程上|新的一年里?|展望(?:20\d\d|新|未来|来年)|(?:[^。，；]{0,14}，)?(?:我们|我(?:局|县|区|市|镇|乡|委|办|省|厅|街道|单位|中心)|全[市县区局镇乡])将(?:继续|坚持|进一步|着力|以|深入|紧紧|紧扣|围绕|认真|持续|全面|重点|切实|积极|加快)|针对(?:以上|上述|存在|这些)(?:的)?(?:问题|不足|情况))"
)
_STILL = Expression(
    r"有待|尚未|尚不|还不够|还未|仍不|仍有(?:不足|差距|短板|薄弱)|存在(?:着)?(?:一些|不少|一定|薄弱|不足|短板|差距|问题)|不够(?:到位|深入|强|高|均衡|扎实|规范|完善)"
)
# 回顾一年来的工作，我们也清醒看到：…… : what follows admits shortcomings
_ADMITS = Expression(
    r"[^。；：]{0,80}清醒(?:地)?(?:认识|看|意识)到"
    r"|[^。；：]{0,80}(?:也|还|仍|但|依然)[^。；：]{0,16}(?:存在|面临|(?<=[仍还])有(?![效力序针对助所]))[^，。；：]{0,14}(?:不足|问题|差距|短板|薄弱环节|困难)[^，。；：]{0,14}(?:[：，。]|$)"
    r"|[^。；：]{0,80}(?:也|还|仍|但|依然)[^。；：]{0,16}(?:存在|面临)[^，。；：]{2,60}等(?:方面的?)?(?:不足|问题|差距|短板|薄弱环节|困难)(?:[：，。]|$)"
    r"|(?:【[^】]{1,8}】)?[^。；：]{0,20}做得?(?:还)?不(?:够|好|到位)的(?:地方|方面)[^。；：]{0,6}[：，]"
    r"|[^。；：]{0,60}(?:也|但)[^。；：]{0,8}(?:看到|认识到|找到)[^，。；：]{0,8}(?:差距|不足)"
)
_PLANS_TOO = Expression(r"下一?步|今后|将")
_ANNOUNCES_POINTS = Expression(
    r"(?:不足|差距|问题|短板|困难|薄弱环节)(?:和(?:不足|差距|问题|短板|困难))?。?$|[：:]\s*(?:一是|首先|1|①|（一）|\(一\)|第一)[^。]*。?$|[：:][^。]*$"
)
_POINT = Expression(
    rf"\s*(?:[一二三四五六七八九十]{{1,2}}是|(?:首先|其次|再次|最后|第[一二三四五六七八九十]|其[一二三四五])[，,、]|[（(]\s*(?:\d{{1,2}}|{_CHINESE})\s*[）)]|\d{{1,2}}\s*[.．、](?!\d)|[①②③④⑤⑥⑦⑧⑨⑩]|——|【[^【】\d]{{1,8}}】(?=\w))"
)

# ── the heads' duty within the measures ─────────────────────────────────────────────────

_OTHER_DUTY = Expression(
    r"(?:安全生产|安全|党风廉政|廉政|党建|意识形态|网络安全|食品安全|粮食安全|防汛|防火|河长|保密|信访|疫情防控|生态环保|环境保护|消防|统战|质量|统计|舆情|稳定)[^，。；]{0,12}第一责任人"
)
_HEADS = r"主要负责人|主要负责同志|主要领导|一把手|书记|局长|镇长|乡长|区长|县长|市长|厅长|省长|州长|旗长|主任|部长|会长|关长|行长|院长|总队长|支队长|党政负责人"
_HEAD = Expression(_HEADS)
_DUTY = Expression(
    rf"第一责任人|(?:{_HEADS})[^。；]{{0,30}}(?:带头|亲自|亲力亲为|履行|切实|牵头|主持|认真|自觉|严格|先后|多次|定期|坚持)|四个亲自|亲自(?:部署|过问|协调|督办|督导)|法治(?:政府)?建设首要?责任"
)
_DOCUMENT_ON_DUTY = Expression(r"(?:学习|传达|宣传|宣讲|解读|转发|培训)[^，。；]{0,30}《[^《》]*第一责任[^《》]*》")
_DUTY_NAME = Expression(r"第一责任|法治(?:政府)?建设(?:首要?)?(?:责任|职责)|首要责任")
# a single act of a head, who is the subject of the sentence; it says nothing of the sentences that follow
_ACT = Expression(
    rf"^(?:[一二三四五六七八九十]是)?(?:[^，。；]{{0,20}}(?:{_HEADS})[^，。；]{{0,20}}(?:带队|批示|约谈|听取|讲授|讲\S{{0,4}}课|出庭|审签|督导|(?:履行|落实|扛牢|当好|压实)\S{{0,6}}第一责任)|督促(?:领导)?班子(?:其他)?成员)",
    holds=("带队", "批示", "约谈", "听取", "讲", "出庭", "审签", "督导", "第一责任", "督促"),
)
_RULE_OF_LAW = Expression(r"法治|依法|普法|学法|述法|法律|合法|行政决策")

# ── what a section is for, where its heading does not say ───────────────────────────────

_NAMES_LACK = Expression(r"差距|短板|弱项|症结|不足|问题|困难|薄弱")
_LACKS = Expression(
    r"不(?:足|强|够|高|深|透|全|畅|严|实|细|多|大|浓|广|准|优|到位|规范|平衡|均衡|健全|完善|明显|及时|充分|理想|扎实|顺畅|适应)|缺[乏少失]|欠缺|薄弱|单一|滞后|有待|[仍还尚]需|差距|[较偏](?:低|弱|少|慢|差)|[短紧]缺|流于形式|老化|难以"
)
_LOOKS_AHEAD = Expression(
    rf"(?:{MARKER.pattern})?(?:[一二三四五六七八九十]是)?(?:要)?(?:继续|进一步|持续|不断|加[强大快]|强化|健全|完善|深化|深入|推动|推进|严格|着力|认真|积极|充实|优化|建立|提[升高]|扎实|全面|聚焦|坚持|突出|抓[好实紧牢]|做[好实]|规范|落实|巩固|拓展|创新|打造|构建|压[实紧])"
)
_DONE = Expression(r"已|一年来|今年以来|累计|共(?:计|开展|组织|办理|受理|调解)|完成率|了")
_OTHER_MATTERS = Expression(r"其他|其它")
_LARGER_PART = 0.6  # of the sentences

# ── title, closing ──────────────────────────────────────────────────────────────────────

_TITLE_WORDS = Expression(
    r"报告|总结|汇报|情况|要点|通知|方案|计划|年报|公告|决定|意见|办法|规定|通报|简报|解读|讲话|函|纪要|综述|指引|规划|纲要|目录|清单|会$"
)
_LONGEST_TITLE = 80
_SHORTEST_REPEATED = 10
_SHORTEST_AGENCY = 4
# what stands above the title of an official document (GB/T 9704), in lines without white space
_NUMBERED = Expression(r"[^。，]{1,20}[〔\[(（【]\d{4}[〕\])）】]\d+号(?:签发人[:：][^。]{0,20})?")
_ABOVE_TITLE = Expression(
    r"\d{6}|(?:绝密|机密|秘密|内部)(?:[★☆].*)?|特急|加急|平急|急件|附件\d*[:：]?|签发人[:：][^。]{0,20}|[^《》。，]{2,30}(?:文件|公文)"
    rf"|{_NUMBERED.pattern}"
)
# 云财〔2024〕5号云河县财政局……: the number of the document runs into the title
_NUMBER_BEFORE = Expression(r"^[^\W\d]{2,10}[〔\[(（【]\d{4}[〕\])）】]\d+号(?=.{6})")
# [2023-01-30] 云河县财政局……, 【工作总结】云河县财政局……: what a page puts before the title
_LABEL_BEFORE = Expression(r"^[\[【（(](?:(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?|[^\W\d]{2,6})[\]】）)](?=.{6})")
_NAMES_REPORT = Expression(r"(?:法治|依法行政).*(?:报告|总结|汇报)$")
_AGENCY_END = r"(?:人民政府|政府|委员会|管委会|管理局|办事处|办公室|局|厅|委|部|院|办|处|中心|海关|总队|支队|大队|队|联合会|总工会|妇联|团委|协会|所|站|署|室|科|股|党校|社|会|公司|区|镇|乡|街道)"
_SIGNED = Expression(
    rf"(?P<agency>[^\s，。；：、]{{3,40}}?{_AGENCY_END})?[\s\u3000]*[（(]?(?P<date>(?:(?:19|20)\d\d|[二][〇○零][〇○零一二三四五六七八九]{{2}})\s*年\s*[\d一二三四五六七八九十元]{{1,3}}\s*月(?:\s*[\d一二三四五六七八九十]{{1,3}}\s*日)?)[）)]?\s*$"
)
_SEALED = r"(?:[\s\u3000]*[（(](?:盖章|公章|印章|印)[）)])?"
_SIGNATURE = Expression(
    rf"[\s\u3000]*[^\s，。；：、\d]{{3,40}}{_AGENCY_END}{_SEALED}(?:[\s\u3000]+[^\s，。；：、\d]{{3,40}}{_AGENCY_END}{_SEALED})*[\s\u3000]*$"
    r"|[^。；]{1,24}[（(](?:签字|签名|签章)[）)]\s*[:：]?[^。；，]{0,12}$"
)
_MOST_NOTES = 5
_MOST_AT_END = 12  # lines of signature, date and notes
_GREETING = Expression(
    r"\s*(?:特此报告|特此汇报|专此报告|以上报告|此报告|[（(]?此件(?:公开|主动公开|依申请公开)[^）)]*[）)]?|[（(]?(?:联\s*系\s*人|联系电话|联系方式)"
    r"|主送[:：]|抄\s*[送报][:：]|抄\s*[送报]\s|主题词[:：]|附件?[:：\d]|(?:共印|校对|打字)[:：\d]|.{0,40}月\d{1,2}日印发$)"
)
_SALUTATION = Expression(r"[^。；]{2,60}[：:]$")

# ── a letter before the report ──────────────────────────────────────────────────────────

_ANNEX = Expression(r"\s*附\s*件\s*\d*\s*[:：]?\s*")
_HANDS_IN = Expression(r"报送|报上|上报|呈报|报来|报请|函送|审阅|审示|予以(?:公开|公布)")
# a notice that prints a report: 关于印发《云河县财政局2023年法治政府建设情况报告》的通知
_PRINTED = Expression(r"(?:印发|公布|发布|公开)《([^《》]{2,40}(?:法治|依法行政)[^《》]{0,30}(?:报告|总结))》")
_ATTACHED = Expression(r"附后|附上|后附|随附|附件")
_ASKS_FOR = Expression(r"通知|请(?:各|认真|按时|于)")  # who asks for reports adds a form for them
_ANNEXED = Expression(r"(?:法治|依法行政).*(?:报告|总结|汇报|情况)(?!.*(?:模板|提纲|格式|样式|范本|表))")
_LONGEST_LETTER = 40  # blocks
_LINES_OF_TITLE = 3


class _Piece(NamedTuple):
    """A heading (`rank` set) or a stretch of text, at `offset` within `place`; `alone`: it is the whole of its block."""

    text: str
    place: Place
    offset: int
    rank: float | None = None
    row: bool = False
    alone: bool = False


def outline(reading: Reading) -> Document:
    """Sections in order: the title, the lead, one section for each heading with text of its own, the closing."""
    body, furniture = separated([block for block in reading.blocks if block.style != "aside"])
    letter, body = _letter(body)
    title_blocks, rest = _title(body)
    rest, notes = _notes(rest)
    rest, closing = _closing(rest)
    if letter and not closing:
        # who handed it in has signed for it
        letter, closing = _closing(letter)
    furniture = (*furniture, *letter, *notes)
    title = reading.declared.get("title") or _joined(title_blocks) or _named_outside(furniture)
    if title and not title_blocks and rest and is_signed(rest[0].text):
        # a page gives the title apart, and the text begins with who signs it
        title_blocks, rest = rest[:1], rest[1:]
    pieces = list(_with_bare_headings(list(_without_empty([piece for block in rest for piece in _pieces(block)]))))
    year = _first_year(title) or _first_year("".join(block.text for block in rest[:_BLOCKS_OF_LEAD]))
    sections = _by_content(_Points(year).sections(title_blocks, pieces, closing))
    return Document(title, tuple(sections), furniture, reading)


# ── blocks → pieces ─────────────────────────────────────────────────────────────────────


_BLOCKS_OF_LEAD = 2
_YEAR = Expression(r"(20\d\d)\s*年(?!\s*[—\-至到~－–])")


def _first_year(words: str) -> int:
    found = expressions.search(r"20\d\d", words) if len(words) <= _LONGEST_TITLE else _YEAR.search(words)
    return int(found.group()[:4]) if found else 0


def _pieces(block: Block) -> Iterator[_Piece]:
    """Cut a block at its headings, alone on the line or inline."""
    if block.text.startswith("**"):
        # bold type that was left over from Markdown
        block = block._replace(text=block.text[2:].removesuffix("**"), offset=block.offset + 2)
    if block.style == "row":
        yield _Piece(block.text, block.place, block.offset, row=True)
        return
    if block.style == "heading":
        match = MARKER.match(block.text)
        rank = RANKS[match.lastgroup] if match and match.lastgroup else 1.0 + (block.level or 1) / 10
        yield _Piece(block.text, block.place, block.offset, rank)
        return
    marks = list(_marks(block.text))
    starts = [0] if not marks or marks[0][0] > 0 else []
    bounds = [*starts, *(start for start, _ in marks), len(block.text)]
    ranks: list[float | None] = [*([None] if starts else []), *(found for _, found in marks)]
    counted: float | None = None
    after_leader = 0  # the number that follows the part on the heads' duty
    for start, end, numbered, following in zip(bounds, bounds[1:], ranks, [*ranks[1:], None], strict=False):
        alone = start == 0 and end == len(block.text)
        if numbered is not None and _counts_off(block.text[start:end], numbered, following, counted):
            counted = numbered
            yield _Piece(block.text[start:end], block.place, block.offset + start)
        else:
            counted = None
            found = list(_segment(block, start, end, numbered, alone=alone))
            if numbered in (RANKS["part"], RANKS["cn"]):
                marker = MARKER.match(block.text, start)
                number = _number(marker.group()) if marker else 0
                if marker and number == after_leader and found[0].rank is None:
                    # 二、规范执法行为办理案件18件……: where its heading ends cannot be told, but the heads' part does
                    found = list(_parted(found[0], marker.end() - start, numbered))
                leads = found[0].rank is not None and role_of_heading(found[0].text) == (Role.LEADER,)
                after_leader = number + 1 if leads or number == after_leader else 0
            yield from found


def _parted(piece: _Piece, at: int, rank: float) -> Iterator[_Piece]:
    """The number of a stretch as its heading, and the rest."""
    yield _Piece(piece.text[:at], piece.place, piece.offset, rank)
    yield piece._replace(text=piece.text[at:], offset=piece.offset + at)


def _counts_off(body: str, rank: float, following: float | None, counted: float | None) -> bool:
    """Whether a numbered stretch is one sentence in a row of such: （一）聘请律师。（二）……: points, no headings."""
    one_sentence = expressions.fullmatch(r"[^。！]{6,}[。；]\s*", body) is not None and not _headed(body)
    row = following == rank or (following is None and counted == rank)
    return rank > RANKS["cn"] and one_sentence and row


def _headed(body: str) -> bool:
    """Whether a stretch begins with a heading that a space parts from its one sentence: （二）主要负责人履职情况 局长……"""
    said = text.wide(body)
    found = _SPACED.match(said)
    runs_on = _RUNS_ON.match(said)
    first = expressions.search(r"[，。；！：:]", said)
    return (found is not None and _ENDS_IN_NOUN.search(found["head"]) is not None) or (
        runs_on is not None and (not first or runs_on.end() <= first.start())
    )


def _marks(body: str) -> Iterator[tuple[int, float]]:
    """(start, rank) of every number that may begin a heading."""
    last: dict[str, int] = {}
    for match in MARKER.finditer(body):
        group = match.lastgroup or ""
        number = _number(match.group())
        before = body[: match.start()].rstrip(" \t\u3000")
        opens = not before or body[match.start() - 1] in _BEFORE_INLINE
        expected = number == last.get(group, 0) + 1
        if group in ("comma", "dot", "digit"):
            fits = opens and (not before or expected or number == 1)
        elif group == "paren" and match.group()[0] in "（(":
            # （一） right after a heading that has no mark of its own; but not 第（一）项
            fits = opens or (expected and not before.endswith("第"))
        else:
            fits = opens
        if fits:
            last[group] = number
            if group in ("cn", "part"):
                last = {group: number}
            elif group == "paren":
                last = {key: value for key, value in last.items() if key in ("cn", "part", "paren")}
            yield match.start(), RANKS[group]


def _number(marker: str) -> int:
    if "①" <= marker[0] < "㊀":
        marker = text.normal(marker)
    digits = expressions.sub(r"[^\d一二三四五六七八九十]", "", marker)
    return int(digits) if digits.isdigit() else text.chinese_number(digits) or 0


def _segment(block: Block, start: int, end: int, rank: float | None, *, alone: bool) -> Iterator[_Piece]:
    body = block.text[start:end]
    at = block.offset + start
    if rank is None:
        yield _Piece(body, block.place, at, alone=alone)
        return
    spaced = 0 if alone and "。" not in body else _spaced_heading(block.text, body, rank)
    cut = spaced or _heading_length(text.wide(body), rank, alone=alone)
    if cut:
        yield _Piece(body[:cut].rstrip(), block.place, at, rank)
    rest = body[cut:]
    if rest.strip():
        yield _Piece(rest, block.place, at + cut, None)


def _heading_length(body: str, rank: float, *, alone: bool) -> int:
    """How many characters of a numbered stretch are its heading; 0: the number only counts off sentences."""
    whole = body.strip()
    ended = whole.endswith(tuple("。；;！，："))
    stop = expressions.search(r"[。！]", body)
    usual = _USUAL.match(body) if rank <= RANKS["cn"] else None
    if usual and (not alone or stop) and not whole.endswith(usual.group().strip()):
        return usual.end()
    if alone and not stop and len(whole) <= _LONGEST_LINE and not ended:
        return 0 if rank >= 5.0 and text.has_quantity(whole) else len(body)
    if alone and not stop and rank <= RANKS["cn"] and len(whole) <= _LONGEST_BARE and not text.has_quantity(whole):
        # 一、健全工作机制， alone on its line
        return len(body)
    runs_on = _RUNS_ON.match(body) if rank <= 4.0 else None
    first = expressions.search(r"[，。；！：:]", body)
    if runs_on and (not first or runs_on.end() <= first.start()):
        return runs_on.end(runs_on.lastindex or 1)
    colon = expressions.match(r"[^，。；！：:]{2,30}[：:]", body)
    if colon and rank <= 4.0:
        return colon.end()
    if not stop and len(whole) <= _LONGEST_LINE and not ended and rank <= 4.0:
        return len(body)
    first_sentence = body[: stop.end()] if stop else body
    if not stop or len(first_sentence) > _LONGEST_HEADING or text.has_quantity(first_sentence):
        return usual.end() if usual else 0
    return 0 if len(whole) <= len(first_sentence) and rank >= 5.0 else stop.end()


def _spaced_heading(line: str, body: str, rank: float) -> int:
    """The length of a heading that only a space parts from its text: 一、提高站位，压实责任 管委会……; 0 where there is none.

    In a line where spaces stand between characters anywhere, a space means nothing.
    """
    if rank > RANKS["paren"]:
        return 0
    found = _SPACED.match(text.wide(body))
    if not found:
        return 0
    headings = sum(1 for _ in MARKER.finditer(line))
    stray = len(_STRAY_SPACE.findall(line)) - headings > len(line) / _TOO_SPACED
    return 0 if stray else found.end("head")


def _without_empty(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """With numbered sentences that head nothing as text: （一）聘请律师。 on one line, （二）…… on the next."""
    following = [*(piece.rank for piece in pieces[1:]), 0.0] if pieces else []
    for piece, after in zip(pieces, following, strict=True):
        numbered = piece.rank is not None and (piece.rank >= RANKS["paren"] or piece.text.endswith(("；", ";")))
        heads = not numbered or after is None or (piece.rank is not None and after > piece.rank)
        yield piece if heads or not _SENTENCE_END.search(piece.text) else piece._replace(rank=None)


# ── headings without a number ───────────────────────────────────────────────────────────


def _with_bare_headings(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """With ranks for lines that are headings by their words alone: 存在的问题和不足; 强化统筹，压实责任.

    Where the main headings have numbers, a line without one is a main heading only if it announces another role than
    they do.
    """
    numbered = any(piece.rank in (RANKS["part"], RANKS["cn"]) for piece in pieces)
    themes = set() if any(piece.rank is not None for piece in pieces) else _themes(pieces)
    last = len(pieces) - 1
    for number, piece in enumerate(pieces):
        follows = number < last and not pieces[number + 1].row
        if piece.rank is None and piece.alone and not piece.row and follows:
            rank = _BARE_RANK if number in themes else _bare_rank(piece.text, numbered=numbered)
            yield piece._replace(rank=rank)
        else:
            yield piece


def _themes(pieces: Sequence[_Piece]) -> set[int]:
    """The lines that by their place head the paragraphs after them, whatever they say: 学和讲; none where they are few."""
    found = {
        number
        for number, (piece, after) in enumerate(pairwise(pieces))
        if _is_theme(piece) and not after.row and len(after.text) >= _LEAST_BELOW and _SENTENCE_END.search(after.text)
    }
    return found if len(found) >= _FEWEST_THEMES else set()


def _is_theme(piece: _Piece) -> bool:
    line = text.wide(piece.text).strip()
    return piece.alone and not piece.row and _THEME.fullmatch(line) is not None and not text.has_quantity(line)


def _bare_rank(line: str, *, numbered: bool) -> float | None:
    said = text.wide(line).strip()
    if _IN_BRACKETS.match(said):
        return _BARE_RANK
    if len(said) > _LONGEST_BARE or starts_point(said):
        return None
    said = _UNMARKED_NUMBER.sub("", said)
    if role_of_heading(said) == (Role.LEADER,) and said.count("，") == 1 and _ENDS_IN_NOUN.search(said):
        # ……履行推进法治建设第一责任人职责，加强法治政府建设的有关情况
        return _BARE_RANK
    named = _BARE.fullmatch(said)
    if (named or _SAYS_ENOUGH.fullmatch(said)) and not (
        (numbered or not named) and role_of_heading(said) == (Role.MEASURES,)
    ):
        return _BARE_RANK
    return _COUPLET_RANK if _is_couplet(said) else None


def _is_couplet(line: str) -> bool:
    """Whether a line is two or three phrases of one length and nothing else, as headings often are."""
    halves = line.split("，")
    return (
        len(halves) in (2, 3)
        and max(map(len, halves)) - min(map(len, halves)) <= 1
        and _PHRASES.fullmatch(line) is not None
    )


# ── title and closing ───────────────────────────────────────────────────────────────────


def _letter(body: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The letter that hands a report in as its annex, and the report; no letter where the text is the report."""
    said = ""
    for index, block in enumerate(body[:_LONGEST_LETTER]):
        line = block.text
        if MARKER.match(line):
            break
        if (printed := _PRINTED.search(said)) and expressions.sub(r"\s+", "", line) == printed.group(1):
            return tuple(body[:index]), tuple(body[index:])
        begins = index + 1 if _ANNEX.fullmatch(line) else index
        # without 附件 above it, what follows the day of signing
        opens = begins > index or (index > 0 and _is_date_line(body[index - 1].text) and _ATTACHED.search(said))
        title = "".join(one.text for one in body[begins : begins + _LINES_OF_TITLE]) if opens else ""
        if title and _ANNEXED.search(title) and _HANDS_IN.search(said) and not _ASKS_FOR.search(said):
            return tuple(body[:index]), tuple(body[begins:])
        said += line
    return (), tuple(body)


def _title(body: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The lines of the title, and the rest."""
    taken: list[Block] = []
    rest = list(body)
    above = 0
    while rest and len(taken) - above < 5:
        block = rest[0]
        line = block.text.strip()
        if _is_above_title(line):
            above += 1
            taken.append(rest.pop(0))
            continue
        if block.style == "row" or len(line) > _LONGEST_TITLE or MARKER.match(line) or _LEAD_HEADING.match(line):
            break
        if block.style != "heading" and (
            expressions.search(r"[。；，：]$", line) or "。" in line or line.count("，") > 1
        ):
            break
        if taken and _SALUTATION.match(line):
            break
        taken.append(rest.pop(0))
    if not taken and rest:
        head = expressions.match(
            rf"\s*([^。，；：]{{6,{_LONGEST_TITLE}}}?(?:报告|总结|情况))(?:[\s\u3000]+(?=\S)|(?=(?:19|20)\d\d年(?:度|来|以来)?，|今年|近年|一年来|(?!报告|总结|的报告)[^\s，。；：]{{2,6}}〔(?:19|20)\d\d〕|[省市县区州镇乡](?:委|党委|政府|人民政府)[^，。；：]{{0,20}}：))",
            rest[0].text,
        )
        if head:
            block = rest[0]
            taken.append(block._replace(text=head.group(1)))
            begins = head.end() + length_of_offers(block.text[head.end() :])
            rest[0] = block._replace(text=block.text[begins:], offset=block.offset + begins)
    if (
        taken
        and not any(_TITLE_WORDS.search(block.text) for block in taken)
        and not any(block.style == "heading" for block in taken)
    ):
        return (), tuple(body)
    return tuple(taken), tuple(rest)


def _joined(blocks: Iterable[Block]) -> str:
    """The title in one line: agency and subject above each other, dates, numbers and who signs below left out."""
    lines = [_LABEL_BEFORE.sub("", _NUMBER_BEFORE.sub("", expressions.sub(r"\s+", "", block.text))) for block in blocks]
    # a page's own name repeats the title and adds where in the site it stands
    following = [*lines[1:], ""] if lines else []
    kept: list[str] = []
    for line, after in zip(lines, following, strict=True):
        repeated = (len(after) >= _SHORTEST_REPEATED and after in line) or (
            # the agency alone, and once more in the title below it
            len(line) >= _SHORTEST_AGENCY and after.startswith(line)
        )
        below = bool(kept) and _NAMES_REPORT.search(kept[-1]) and _SIGNATURE.fullmatch(line)
        if not (
            repeated
            or below
            or expressions.fullmatch(r"[（(]?(?:(?:19|20)\d\d|二[〇○零].{2})年\d{0,2}.{0,3}月.{0,4}日?[）)]?", line)
            or expressions.search(r"[〔\[]\d{4}[〕\]]\d+号$", line)
            or _is_above_title(line)
        ):
            kept.append(line)
    if (
        len(kept) > 1
        and any(_NUMBERED.fullmatch(after) for one, after in pairwise(lines) if one == kept[0])
        and _TITLE_WORDS.search("".join(kept[1:]))
    ):
        # the name of the agency alone above the number of the document
        kept = kept[1:]
    return "".join(kept)


def _is_above_title(line: str) -> bool:
    return _ABOVE_TITLE.fullmatch(expressions.sub(r"\s+", "", line)) is not None


# 首页 > 法治建设 沂山县财政局2022年法治政府建设情况报告 时间：2023-01-06 来源：……
_BEFORE_TIME = Expression(
    r"(?:^|[\s>＞])(?:正文)?([^\s>＞：:]{2,40}(?:19|20)\d\d年[^\s>＞：:]{2,36}(?:报告|总结|情况|汇报))"
    r"(?:\s+[【\[]?(?:发布|更新|来源|信息来源|时间|日期|文章来源|作者|字[号体]|打印|收藏|分享|浏览|阅读)"
    r"|[【\[]?(?:发布时间|发布日期|信息来源|文章来源|来源|时间|日期|字号|字体)\s*[:：])"
)


# 标题：……, 名 称：……, 【信息名称】……: the name of a text as a page or an archive gives it
_NAMED = Expression(
    rf"{NAME_LABEL}\s*[:：]?\s*(\S[^\n]{{3,100}}?)"
    r"(?=\s+(?:发文字号|发布|索\s*引|来源|文\s*号|有\s*效|生成|收藏|打印|公开|主题|信息)|(?:发布人|发布时间|发布日期|信息来源)\s*[:：]|\s*[|｜]?\s*$)"
)
_OF_A_REPORT = Expression(r"法治|依法行政")


def _named_outside(furniture: Sequence[Block]) -> str:
    for block in furniture:
        found = _NAMED.search(block.text)
        if found and (found.group().startswith("标") or _OF_A_REPORT.search(found.group(1))):
            return expressions.sub(r"\s+", "", found.group(1))
    for block in furniture:
        if found := _BEFORE_TIME.search(block.text):
            return found.group(1)
    return ""


def _notes(body: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The text down to the day of signing, and the few short lines that a page puts below it, whatever they say."""
    for index in range(len(body) - 1, max(len(body) - _MOST_NOTES, 1) - 1, -1):
        line = body[index].text.strip()
        if _is_date_line(line) or _SIGNED.fullmatch(line):
            return tuple(body[: index + 1]), tuple(body[index + 1 :])
        if len(line) > _LONGEST_LINE or body[index].style != "paragraph" or _ends_text(line):
            break
    return tuple(body), ()


def _ends_text(line: str) -> bool:
    """Whether a line is of the text or of its closing, and no note of a page."""
    return bool(
        "。" in line or "；" in line or MARKER.match(line) or _GREETING.match(line) or _SIGNATURE.fullmatch(line)
    )


def _closing(body: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks of the text proper, and signature, date and courtesies at its end."""
    rest = list(body)
    closing: list[Block] = []
    while rest and len(closing) < _MOST_AT_END:
        block = rest[-1]
        line = block.text.strip()
        short = len(line) <= _LONGEST_LINE and "。" not in line.rstrip("。") and block.style == "paragraph"
        if short and (
            _GREETING.match(line)
            or _is_date_line(line)
            or _SIGNED.fullmatch(line)
            or (_SIGNATURE.fullmatch(line) and not MARKER.match(line))
        ):
            closing.insert(0, rest.pop())
            continue
        break
    if not closing and rest:
        block = rest[-1]
        end = max(block.text.rfind("。"), block.text.rfind("！"), block.text.rfind("；"))
        tail = block.text[end + 1 :]
        own = expressions.sub(r"\s*[（(]\s*(?:此件|本件|联系人|联系电话)[^（）()]{0,40}[）)]\s*$", "", tail)
        if end > 0 and 4 <= len(tail.strip()) <= 90 and (_SIGNED.search(own) or _SIGNATURE.fullmatch(own)):
            lost = len(tail) - len(tail.lstrip())
            closing.append(block._replace(text=tail.strip(), offset=block.offset + end + 1 + lost))
            rest[-1] = block._replace(text=block.text[: end + 1])
    return tuple(rest), tuple(closing)


def is_signed(line: str) -> bool:
    """Whether a line is a signature, with or without a day."""
    signed = _SIGNED.fullmatch(line)
    return bool(signed and signed["agency"]) or _SIGNATURE.fullmatch(line) is not None


def _is_date_line(line: str) -> bool:
    return text.parse_date(line) is not None and len(line) <= 24


# ── pieces → sections ───────────────────────────────────────────────────────────────────


_MARKED = Expression(rf"^(?:{MARKER.pattern}|{_BULLET.pattern})")


def role_of_heading(heading: str) -> tuple[Role, ...]:
    """The roles that a top heading announces, in order: two where shortcomings and plans share a section."""
    line = text.wide(expressions.sub(r"\s+", "", heading)).rstrip("。：")
    named = _MARKED.sub("", line)
    if _LEAD_HEADING.match(named):
        return (Role.LEAD,)
    short = _SHORT.search(named) and not (_SOLVES.search(named) and not _NEXT.search(named))
    ahead = _NEXT.search(named) and not expressions.search(
        r"(?:印发|制定|出台|下发)(?!.{0,4}(?:下|明年|来年|20\d\d)).{0,16}(?:计划|安排|要点)"
        r"|(?:完成|落实|执行|推进).{0,8}(?:计划|安排|重点)|(?:计划|安排|要点|任务)(?:的)?(?:完成|落实|执行|推进|开展)|重点工作(?:完成|推进|开展)?情况",
        named,
    )
    if short and ahead:
        return (Role.SHORTCOMINGS, Role.NEXT_YEAR)
    if short and (told := _AND_LACKS.match(named)):
        # 主要负责人履职情况及存在的问题
        return (Role.LEADER if _LEADER.search(told.group()) else Role.MEASURES, Role.SHORTCOMINGS)
    if short:
        return (Role.SHORTCOMINGS,)
    if _LEADER.search(named) and not _OTHER_DUTY.search(named):
        return (Role.LEADER,)
    if ahead:
        return (Role.NEXT_YEAR,)
    return (Role.MEASURES,)


_FIRST = Expression(r"\s*一、(?!基本|总体|概况|指导)")
_FIRST_PARTS = 2
_BEGINS_WITH_YEAR = Expression(r"(20\d\d)年(?:度)?[，：](?!.{0,40}(?:已|荣获|获评|获得|被))")
# among shortcomings, what begins with the year after needs no comma: 2025年由区司法局……
_YEAR_AHEAD = Expression(r"(20\d\d)\s?年(?!.{0,40}(?:已|荣获|获评|被))")
_OPENED = Expression(r"(?:报告|汇报|总结|说明)如下[：。]?\s*$")


class _Points:
    """Numbers the points while sections are made; one for each document.

    `year`: the one in the title or the lead, 0 where there is none; a later heading or a sentence that begins with a
    later year plans for it.
    """

    def __init__(self, year: int) -> None:
        self.count = 0
        self.year = year
        self.numbers = 0  # the last main number
        self.tops = 0  # main headings so far
        self.top: tuple[Role, ...] = (Role.MEASURES,)  # the roles of the main heading
        self.part: tuple[Role, ...] | None = None  # what a sentence announced before the main numbers began anew

    def sections(self, title: Sequence[Block], pieces: Sequence[_Piece], closing: Sequence[Block]) -> list[Section]:
        made: list[Section] = []
        if title:
            made.append(Section((), Role.TITLE, tuple(self._plain(title, Role.TITLE))))
        path: list[tuple[float, str]] = []
        roles: tuple[Role, ...] = (Role.LEAD,)
        # without a heading over them, the measures come first
        announced = any(piece.rank is not None and Role.MEASURES in role_of_heading(piece.text) for piece in pieces)
        if not announced:
            roles = (Role.MEASURES,)
        group: list[_Piece] = []
        for piece in pieces:
            if piece.rank is None:
                # the measures begin, though they have no heading or one that cannot be told from its text
                opened = group and not path and _OPENED.search(text.wide(group[-1].text))
                if roles == (Role.LEAD,) and (opened or _FIRST.match(piece.text)):
                    made.extend(self._section(path, roles, group))
                    group, roles = [], (Role.MEASURES,)
                group.append(piece)
                continue
            made.extend(self._section(path, roles, group))
            group = [piece]
            self._count_main(piece, made)
            while path and path[-1][0] >= piece.rank:
                path.pop()
            if piece.rank != _COUPLET_RANK:
                roles = self._roles(path, piece, roles)
            elif roles == (Role.LEAD,):
                roles = (Role.MEASURES,)
            path.append((piece.rank, piece.text))
        made.extend(self._section(path, roles, group))
        if not announced:
            made = _lead_first(made)
        if closing:
            made.append(Section((), Role.CLOSING, tuple(self._plain(closing, Role.CLOSING))))
        return made

    def _roles(self, path: Sequence[tuple[float, str]], piece: _Piece, above: tuple[Role, ...]) -> tuple[Role, ...]:
        found = role_of_heading(piece.text)
        if not path:
            self.tops += 1
            if found == (Role.MEASURES,) and self._is_of_later_year(piece.text):
                found = (Role.NEXT_YEAR,)
            if found == (Role.MEASURES,) and self.part:
                found = self.part
            self.top = found
            return found
        top = self.top
        if top == (Role.MEASURES,) or len(top) == 2:
            if len(top) == 2 and found == (Role.MEASURES,):
                return above
            if (
                top == (Role.MEASURES,)
                and found == (Role.NEXT_YEAR,)
                and not expressions.search(r"下一?步|下阶段|今后|明年|打算", piece.text)
            ):
                return top
            return found
        return top

    def _count_main(self, piece: _Piece, made: Sequence[Section]) -> None:
        """Where the main numbers begin anew after 2025年将抓好以下工作：, what they count is announced there."""
        marker = MARKER.match(piece.text) if piece.rank == RANKS["cn"] else None
        number = _number(marker.group()) if marker else 0
        if not number:
            return
        if number == 1 and self.numbers > 1 and made and made[-1].sentences:
            before = made[-1].sentences[-1]
            announces = len(before.text) <= _LONGEST_LINE and not before.heading
            self.part = (Role.NEXT_YEAR,) if announces and Role.NEXT_YEAR in before.roles else None
        self.numbers = number

    def _is_of_later_year(self, heading: str) -> bool:
        found = expressions.match(r"\s*(20\d\d)(?=年)", _MARKED.sub("", heading))
        below = self.numbers > 1 or self.tops > _FIRST_PARTS
        return found is not None and below and 0 < self.year < int(found.group(1))

    def _later(self, sentence: str, now: Role) -> Role | None:
        """Plans, where a sentence among what was done begins with the year after: 2024年，一是……"""
        if now in (Role.LEAD, Role.NEXT_YEAR):
            return None
        found = (_YEAR_AHEAD if now is Role.SHORTCOMINGS else _BEGINS_WITH_YEAR).match(sentence)
        return Role.NEXT_YEAR if found and 0 < self.year == int(found.group(1)) - 1 else None

    def _plain(self, blocks: Iterable[Block], role: Role) -> Iterator[Sentence]:
        for block in blocks:
            self.count += 1
            if block.text.strip():
                yield Sentence(block.text, block.place, block.offset, frozenset({role}), self.count)

    def _section(
        self, path: Sequence[tuple[float, str]], roles: tuple[Role, ...], group: Sequence[_Piece]
    ) -> Iterator[Section]:
        if not group:
            return
        names = tuple(name for _, name in path)
        sentences = list(self._sentences(group, roles))
        if Role.MEASURES in roles or roles == (Role.LEAD,):
            sentences = list(_with_leader(sentences))
        yield Section(names, roles[0], tuple(sentences), len(path))

    def _sentences(self, group: Sequence[_Piece], roles: tuple[Role, ...]) -> Iterator[Sentence]:
        both = len(roles) == 2
        now = base = roles[0]
        for piece in group:
            self.count += 1
            if piece.rank is not None:
                yield Sentence(piece.text, piece.place, piece.offset, frozenset({now}), self.count, heading=True)
                continue
            if not starts_point(piece.text):
                base = roles[0]
            if not both:
                now = base
            for offset, sentence in text.sentences(piece.text):
                if starts_point(sentence):
                    self.count += 1
                    if not both:
                        now = base
                said = text.wide(sentence)
                turned = _labelled(said) if both else None
                turned = turned or self._later(said, now) or _turned(said, now)
                if turned is not now and _ANNOUNCES_POINTS.search(said):
                    base = turned
                # among plans, an admission without more to come stands alone
                alone = now is Role.NEXT_YEAR and turned is Role.SHORTCOMINGS and "：" not in said and not both
                role = frozenset({_excepted(said, turned)})
                now = now if alone else turned
                yield Sentence(sentence, piece.place, piece.offset + offset, role, self.count)


def starts_point(sentence: str) -> bool:
    """Whether a sentence opens a point: 一是……, 1.……, （1）……."""
    return _POINT.match(sentence) is not None


def _labelled(sentence: str) -> Role | None:
    """What a label before a colon announces where shortcomings and plans share a section: 2024年打算：一是……"""
    label = expressions.match(r"[^，。；：]{2,20}(?=：)", sentence)
    roles = role_of_heading(label.group()) if label else ()
    return roles[0] if roles in ((Role.NEXT_YEAR,), (Role.SHORTCOMINGS,)) else None


def _turned(sentence: str, now: Role) -> Role:
    """From 下一步…… on, a passage on measures or shortcomings speaks of plans until its point ends.

    Where 我们也清醒看到：一是…… announces several points, all of them are turned.
    """
    if now in (Role.MEASURES, Role.SHORTCOMINGS, Role.LEADER) and _PLAN.match(_MARKED.sub("", sentence)):
        return Role.NEXT_YEAR
    if now in (Role.MEASURES, Role.LEADER, Role.NEXT_YEAR) and _ADMITS.match(sentence):
        # what follows the colon names the shortcomings: ……仍存在不足：纠纷化解机制不健全
        announced = sentence.partition("：")[0]
        plans = now is Role.NEXT_YEAR and _PLANS_TOO.search(announced)
        if not (_SOLVES.search(announced) or _PLAN.match(sentence) or plans):
            return Role.SHORTCOMINGS
    return now


def _excepted(sentence: str, now: Role) -> Role:
    """A sentence within the measures that only admits a shortcoming."""
    if (
        now in (Role.MEASURES, Role.LEADER)
        and _STILL.search(sentence)
        and not (_SOLVES.search(sentence) or _LOOKS_INTO.search(sentence))
    ):
        return Role.SHORTCOMINGS
    return now


def _with_leader(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Add the role `leader` from a sentence on the heads' duty to the end of its point.

    Where the duty is not called by its name, sentences that name no head are left out: they tell what others did.
    """
    point = -1
    named = False
    for sentence in sentences:
        if sentence.point != point and not sentence.heading and is_on_duty(sentence.text):
            point = sentence.point
            named = names_duty(sentence.text)
        passage = sentence.point == point and (
            named or is_on_duty(sentence.text) or _HEAD.search(sentence.text) is not None
        )
        leads = passage or (not sentence.heading and _is_act(sentence.text))
        if leads and Role.MEASURES in sentence.roles:
            yield sentence._replace(roles=sentence.roles | {Role.LEADER})
        else:
            yield sentence


def names_duty(sentence: str) -> bool:
    """Whether the duty is called by its name."""
    return _DUTY_NAME.search(_without_document_names(sentence)) is not None


def is_on_duty(sentence: str) -> bool:
    """Whether a sentence speaks of the heads' duty to advance the rule of law, and not of another duty."""
    said = text.wide(sentence)
    duty = _DUTY.search(_without_document_names(said))
    return bool(duty and _RULE_OF_LAW.search(said) and not _OTHER_DUTY.search(said))


def _without_document_names(sentence: str) -> str:
    """Who studies 《……第一责任人职责规定》 says nothing of how the duty is done."""
    return _DOCUMENT_ON_DUTY.sub("", sentence) if "《" in sentence and "第一责任" in sentence else sentence


def _is_act(sentence: str) -> bool:
    """Whether a head does something for the rule of law: 局长出庭应诉1次。"""
    said = text.wide(sentence)
    if not _ACT.search(said) or _OTHER_DUTY.search(said):
        return False
    return _RULE_OF_LAW.search(said) is not None or "应诉" in said or "第一责任" in said


def _lead_first(made: list[Section]) -> list[Section]:
    """Without a heading over the measures, the first paragraph is the lead where it announces the report."""
    for index, section in enumerate(made):
        if section.role is Role.MEASURES:
            first = section.sentences[0].point
            lead = [one for one in section.sentences if one.point == first]
            after = section.sentences[len(lead) :]
            opens = bool(after) and starts_point(after[0].text) and not starts_point(lead[0].text)
            announces = expressions.search(r"(?:报告|汇报|总结|说明)如下", lead[-1].text) or (
                opens and not any(text.has_quantity(one.text) for one in lead)
            )
            if after and announces:
                told = tuple(one._replace(roles=frozenset({Role.LEAD})) for one in lead)
                rest = tuple(one for one in section.sentences if one.point != first)
                return [
                    *made[:index],
                    Section((), Role.LEAD, told),
                    section._replace(sentences=rest),
                    *made[index + 1 :],
                ]
            return made
    return made


def _by_content(made: Sequence[Section]) -> list[Section]:
    """With the roles of main sections under headings in praise of the work that still admit or plan: 补齐短板弱项; 强落实.

    They admit where most of their sentences say what is lacking; they plan where they come after the shortcomings and
    most of their sentences urge and none tells of something done.
    """
    found: list[Section] = []
    groups = [list(group) for _, group in groupby(made, key=lambda one: one.path[:1])]
    before = None
    for group in groups:
        role = _told_by_content(group, before)
        found += group if role is None else [_with_role(one, role) for one in group]
        before = role or group[0].role
    return found


def _told_by_content(group: Sequence[Section], before: Role | None) -> Role | None:
    if not group[0].path or any(one.role is not Role.MEASURES for one in group):
        return None
    name = group[0].path[0]
    admits = _NAMES_LACK.search(name) is not None
    plans = before is Role.SHORTCOMINGS and not _OTHER_MATTERS.search(name)
    if not (admits or plans):
        return None
    said = [one for part in group for one in part.sentences if not one.heading]
    told = [one.text for one in said if Role.MEASURES in one.roles]
    if not told or any(Role.LEADER in one.roles for one in said):
        return None
    if admits and sum(_LACKS.search(one) is not None for one in told) >= _LARGER_PART * len(told):
        return Role.SHORTCOMINGS
    ahead = sum(_LOOKS_AHEAD.match(one) is not None for one in told)
    if plans and ahead >= _LARGER_PART * len(told) and not any(_DONE.search(one) for one in told):
        return Role.NEXT_YEAR
    return None


def _with_role(section: Section, role: Role) -> Section:
    sentences = (
        one._replace(roles=frozenset({role})) if Role.MEASURES in one.roles else one for one in section.sentences
    )
    return section._replace(role=role, sentences=tuple(sentences))
