"""Blanks never filled in, what a conversion left behind, and the marks of sites that sell model texts."""

from __future__ import annotations

from collections.abc import Iterator

from checker.defects import LONGEST_QUOTE, SEVERITIES, Case, first_places
from checker.expressions import Expression
from checker.model import Defect, Edit

_UNIT = "万元|亿元|万|亿|元|名|件|次|人|个|项|场|年|月|日|期|号|家|份|起|条|部|%|％|余|多|批|户|类|平方米|公里|小时|分"
_COUNTED = "件|次|人|份|场|万元|亿元|个|起|名|户|家"
_SURNAMES = "欧阳官马葛甫王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤林傅卢庄祝詹裴翁隋阮柴瞿滕邬褚奚穆郜栾窦虞佟鞠蔺"
_PLACEHOLDERS = (
    # 聘请*名，**万元, in **县; not 张** nor 五**级
    Expression(
        rf"(?<![*＊])[*＊]+(?=\s*(?:{_UNIT}))|(?<![*＊{_SURNAMES}])[*＊]{{2,}}(?![*＊])",
        holds=("*", "＊"),
        begins="*＊",
    ),
    # XX县, ×× 局, X件; not 1+X, XX in an English word
    Expression(
        rf"(?<![A-Za-z0-9+XＸ×{_SURNAMES}])[XＸ×]{{2,}}(?![A-Za-z0-9XＸ×])"
        rf"|(?<=[{_SURNAMES}])[XＸ×]{{2,}}(?=\s*(?:{_UNIT}|[县市区省镇乡村局委厅办科股室]|街道|社区|公司|企业|单位|部门|律师|事务所|同志|项目|工程|会议|文件))|(?<![A-Za-z0-9+＋XＸ×“])[XＸ×](?=(?:{_UNIT}))"
        r"|(?<![A-Za-z])xx+(?=[\u4e00-\u9fff])|(?<![A-Za-z0-9.])x(?=[年月日号件次名人个份场期])",
        holds=("X", "Ｘ", "×", "x"),
        begins="XＸ×x",
    ),
    Expression(
        r"【[\s\u3000]*】|〔[\s\u3000]*〕|[（(][ \u3000]*[）)]|\[[\s\u3000]*\]"
        r"|[（(【\[](?:待补充|待填写|待填|待完善|待核实|请填写|此处填写|此处补充|请补充|填写)[^）)】\]\n]{0,20}[）)】\]]",
        begins="【〔（([",
    ),
    # 到某某镇, 聘请某某律师事务所; not the party of a case: 王某某, 某某公司
    Expression(
        rf"(?<![{_SURNAMES}某])某某(?=县|市|区|省|镇|乡|街道|村|社区|局|委|厅|办|单位|律师|科|股|室|等级|会议|活动|工作|文件|同志|月|年|次|件|名)"
        rf"|(?<![{_SURNAMES}某])某某某(?=主持|带队|任组长|为组长|同志|讲话|带头|出席|参加)",
        holds=("某某",),
    ),
    Expression(
        r"[_＿]{2,}|[□▢]{2,}|[○〇Ｏ]{2,}(?=[\u4e00-\u9fff])(?<![\d一二三四五六七八九]○○)",
        begins="_＿□▢○〇Ｏ",
    ),
    Expression(
        rf"[?？]{{2,}}(?=(?:{_UNIT}))|(?<=[\u4e00-\u9fff])[?？](?=(?:{_COUNTED})[，。；、])",
        holds=("?", "？"),
    ),
    # 办理案件…件，罚款——万元
    Expression(rf"(?<=[\u4e00-\u9fff])(?:…+|—+|--+)(?=(?:{_COUNTED})[，。；、])", begins="…—-"),
    # 开展活动  场，
    Expression(rf"(?<=[\u4e00-\u9fff])[ \u3000\u00a0]{{2,}}(?=(?:{_COUNTED})[，。；、])", begins=" \u3000\u00a0"),
    Expression(
        r"[（(【\[][^（）()【】\[\]\n]{0,6}(?:待补|待填|请插入|请填)[^（）()【】\[\]\n]{0,12}[）)】\]]",
        holds=("待补", "待填", "请插入", "请填"),
    ),
)
_BESIDE = 2  # characters shown on each side of a placeholder
_CLAUSE = Expression("[，。；,;、]")
_HARMLESS = "“”‘’—–·…×&"
_YEAR_IN_CHINESE = Expression(r"[一二][〇○零一二三四五六七八九]{0,3}$")

_TAGS = "p|br|hr|div|span|font|strong|em|b|i|u|img|a|table|tbody|tr|td|th|style|script|o:p|h[1-6]|center|li|ul|ol|sup|sub|iframe|input|v:\\w+|w:\\w+|st1:\\w+"
_LEFTOVERS = (
    Expression(
        r"\[bookmark:\s*[^\]\n]{0,40}\]|\[(?:image|picture|endif|if [^\]\n]{0,20})\]|!\[[^\]\n]{0,40}\]\([^)\n]{0,120}\)"
        r"|&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|lsquo|rsquo|mdash|ndash|middot|hellip|ensp|emsp|times|#x?[0-9A-Fa-f]{2,6});?(?![A-Za-z])"
        rf"|</?(?:{_TAGS})(?:\s[^<>\n]{{0,200}})?/?>"
        r"|\{\s*(?:PAGE|TOC|REF|PAGEREF|HYPERLINK|MERGEFIELD|SEQ|NUMPAGES|DATE|TIME|EMBED|INCLUDEPICTURE)\b[^}\n]{0,80}\}"
        r"|\{\{[^{}\n]{0,40}\}\}|\$\{[^{}\n]{0,40}\}|\\\*\s*MERGEFORMAT",
        begins="[!&<{$\\",
    ),
    Expression(
        r"(?<![\w])_GoBack\b|Error!\s*(?:Reference source not found|Bookmark not defined)\.?|PAGEREF _Toc\d*"
        r"|HYPERLINK\s+[\"“][^\"”\n]{0,80}[\"”]|_(?:Toc|Hlk|Ref|Hlt)\d{5,}|document\.write\([^\n]{0,40}"
        r"|javascript:[\w(]{1,30}|\.TRS_Editor[^\n]{0,30}|mso-[a-z-]+:[^;\n]{0,40};",
        holds=("_", "Error!", "HYPERLINK", "document.", "javascript:", "mso-"),
    ),
    Expression(
        r"锟斤拷|烫烫烫|屯屯屯|\ufffd+|(?:[ÃÂâåæçèéä][\u0080-\u00bf\u2018-\u201d€™œžŸ]+){2,}",
        begins="锟烫屯\ufffdÃÂâåæçèéä",
    ),
    Expression(
        r"错误\s*[!！]\s*(?:未找到引用源|未定义书签|超链接引用无效|链接无效|文档中没有指定样式的文字|未指定书签|不能识别的开关参数)[。.]?",
        holds=("错误!", "错误！", "错误 "),
    ),
)
_SITES = (
    Expression(
        r"百度文库|范文大全|范文吧|范文先生|豆丁网|道客巴巴|文秘站|文秘之家|老秘网|秘书之家|无忧文档|淘豆网|原创力文档|爱问共享|人人文库|金锄头|文档之家|笔杆子网"
    ),
    # 申报材料网上办理, 电子公文网络传输 are no names of sites
    Expression(
        r"(?<=范文|文库|文秘|公文|写作|材料|秘书|模板|资料|作文|总结)网(?![上络格页点站端民红友购办申报化投传下])",
        begins="网",
    ),
)
_ADDRESS = Expression(
    r"(?:https?://|www\.)?[\w.-]{0,40}(?:fanwen|gongwen|wenku|wenmi|docin|doc88|diyifanwen|book118|renrendoc|taodocs|wenmi|mishu|laomishu|unjs|gwxz|jinchutou|cnfla|ruiwen|pincai|yjbys|5ykj|gwyoo|xuexila)[\w.-]{0,40}\.(?:com|cn|net|org|cc)(?:\.cn)?(?:/[\w./-]{0,200})?",
    holds=(".com", ".cn", ".net", ".org", ".cc"),
)
_OFFER = Expression(
    r"(?:更多|更多精彩|精品|免费|海量)[^，。；\n]{0,8}范文[^，。；\n]{0,12}"
    r"|本文(?:来源|来自|由)[:：]?[^，。；\n]{0,20}(?:文库|范文|网络|网友|搜集|收集整理)[^，。；\n]{0,6}"
    r"|(?:此|本)(?:文档|文|资料)(?:来源|来自|由|为)(?:(?!局|科|室|办|政府|单位|中心|部)[^，。；\n]){0,20}(?:整理|提供|下载|上传|分享)"
    r"|小编(?:为|给|帮)(?:大家|您|你)[^，。；\n]{0,16}|网友投稿|希望(?:能)?对(?:大家|您|你)有(?:所)?帮助",
    holds=("范文", "本文", "此文", "本资料", "此资料", "小编", "网友投稿", "希望"),
)
_BEFORE_SITE = Expression(r"\w{1,10}\Z")


def find(case: Case) -> Iterator[Defect]:
    """Placeholders, leftovers and watermarks in the body; watermarks in the page furniture too."""
    yield from first_places(_in_body(case), lambda one: one.message)
    yield from _in_furniture(case)


def edits(case: Case) -> Iterator[Edit]:
    """The certain corrections, also where a defect only counts the places."""
    yield from (one.edit for one in _in_body(case) if one.edit)


def _in_body(case: Case) -> Iterator[Defect]:
    text = case.body.text
    taken: list[tuple[int, int]] = []
    for start, end in sorted({match.span() for one in _LEFTOVERS for match in one.finditer(text)}):
        if taken and start < taken[-1][1]:
            continue
        taken.append((start, end))
        yield case.defect(
            "leftover",
            start,
            end,
            f"“{_short(text[start:end])}”是转换或者编辑时留下的残余",
            "删去，并核对原文",
            write=_instead(text[start:end]),
        )
    for start, end in _watermarks(text):
        taken.append((start, end))
        first, last = _line(text, start, end)
        alone = not (text[first:start] + text[end:last]).strip("（()） \u3000【】[]-—")
        yield case.defect(
            "watermark",
            *((first, last) if alone else (start, end)),
            f"“{_short(text[start:end])}”是范文、文库网站的名称或者网址",
            "删去，并核对这一段是不是本单位的情况",
            write="" if alone else None,
        )
    for start, end in sorted({match.span() for one in _PLACEHOLDERS for match in one.finditer(text)}):
        if any(first < end and start < last for first, last in taken):
            continue
        if _as_a_sign(text, start, end):
            continue
        if text[start] in "○〇" and _YEAR_IN_CHINESE.search(text[max(0, start - 4) : start]):
            continue  # 二〇〇〇年
        # a placeholder is too short to be found again: show what stands beside it
        first, last = _with_neighbours(text, start, end)
        yield case.defect(
            "placeholder", first, last, f"“{text[start:end].strip() or '空括号'}”处没有填写", "填上实际的名称、数字"
        )


def _in_furniture(case: Case) -> Iterator[Defect]:
    for block in case.document.furniture:
        for start, end in list(_watermarks(block.text))[:1]:
            mark = block.text[start:end]
            yield Defect(
                "watermark",
                SEVERITIES["watermark"],
                mark[:LONGEST_QUOTE],
                block.place,
                f"“{_short(mark)}”是范文、文库网站的名称或者网址",
                "删去",
                block.offset + start,
                Edit(block.place, mark, "") if mark == block.text.strip() else None,
            )


_SIGN = Expression(r"“[^”\n]{0,16}\Z")
_AS_A_FORM = Expression(r"[^“\n]{0,14}”(?:样式|格式|字样|形式|标注|表示|代替)")
_STARS = Expression(r"[星级][^，。；\n]{0,8}[（(]\Z")


def _as_a_sign(text: str, start: int, end: int) -> bool:
    """Whether it is spoken of and not left open: “XX”, the form “××××年××月××日”, stars of a hotel."""
    before, after = text[max(0, start - 20) : start], text[end : end + 16]
    if before.endswith("“") and after.startswith("”"):
        return True
    form = _SIGN.search(before)
    quoted = form and _AS_A_FORM.match(after)
    return bool(quoted) or (text[start] in "*＊★" and _STARS.search(before) is not None)


def _watermarks(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every name, address and offer of a site with model texts, the names with what they begin with."""
    found = [match.span() for expression in (_ADDRESS, _OFFER) for match in expression.finditer(text)]
    for start, end in (match.span() for expression in _SITES for match in expression.finditer(text)):
        before = _BEFORE_SITE.search(text[max(0, start - 10) : start])
        found.append((start - len(before.group()) if before else start, end))
    last = 0
    for start, end in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= last and ".gov.cn" not in text[start:end]:
            last = end
            yield start, end


def _short(words: str) -> str:
    return words if len(words) <= 20 else words[:19] + "…"


def _instead(leftover: str) -> str | None:
    """What is right in its place; None where something was lost that only the author knows."""
    if leftover.startswith("&"):
        from html import unescape

        said = unescape(leftover if leftover.endswith(";") else leftover + ";")
        return "" if said.isspace() else said if said in _HARMLESS else None
    certain = leftover.startswith(("[bookmark", "_GoBack", "</", "<", "{ ", "{P", "{T", "\\*", "[endif", "[if", "mso-"))
    return "" if certain else None


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    stop = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if stop < 0 else stop


def _with_neighbours(text: str, start: int, end: int) -> tuple[int, int]:
    first, last = _line(text, start, end)
    before, after = text[max(first, start - _BESIDE) : start], text[end : min(last, end + _BESIDE)]
    # not beyond the clause
    return start - len(_CLAUSE.split(before)[-1]), end + len(_CLAUSE.split(after)[0])
