"""Document → agency, kind of body, reporting year and dates, each with the reason for it."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from checker import expressions, text
from checker.errors import UsageError
from checker.expressions import Expression
from checker.model import KIND_NAMES, Document, Identity, Kind, Role

_YEAR = Expression(r"(?<!\d)(20[0-3]\d)\s*(?:年度|年|度|(?<=（20\d\d)\)(?!\s*\d))(?!\s*[—\-至到~－–]\s*20)")
_SPAN = Expression(r"20\d\d\s*年?\s*[—\-至到~－–]+\s*20\d\d\s*年?")
_CHINESE_YEAR = Expression(r"[二][〇○零][〇○零一二三四五六七八九]{2}(?=年)")

# ── report or not ───────────────────────────────────────────────────────────────────────

_SUBJECT = Expression(
    r"法治政府|法治建设|依法行政|法治工作|法治机关建设|法治社会建设|依法治(?:省|市|县|区|镇|乡|街)|推进法治|第一责任人职责|述法(?:工作|情况)*的?报告|法治(?:税务|海关|气象|烟草|交通|公安)建设"
)
_KIND_OF_TEXT = Expression(r"报告|总结|情况|年报|汇报|综述|工作及|工作暨")
# these are none even where the title ends in 法治政府建设……报告
_NEVER: tuple[tuple[Expression, str], ...] = (
    (Expression(r"一图读懂|图解|图说"), "标题表明这是对文件的解读"),
    (Expression(r"上半年|半年(?:工作)?总结|[一二三四1-4]季度|\d{1,2}\s*[—\-至]\s*\d{1,2}月"), "标题表明这是半年、季度总结，不是年度报告"),
    (Expression(r"评估|调研(?!室)|考察报告|法治\S{0,8}示范(?:县|市|区|单位|项目|创建)"), "标题表明这是评估、调研、示范创建一类的材料"),
    (Expression(r"(?<![及暨和与、])(?:法治)?督察\S{0,10}整改"), "标题表明这是督察整改情况的报告"),
    (Expression(r"(?:批复|答复|函|请示|决议|名单)\W*$"), "标题表明这是批复、函一类的往来公文"),
    (Expression(r"培训班|专题培训|宣传(?:周|月)"), "标题表明这是一项活动的材料"),
    (Expression(r"听取|审议"), "标题表明这是会议、活动的报道或者材料"),
    (Expression(r"(?:督察|督查|考核|检查|评议)\S{0,6}通报"), "标题表明这是督察、考核的通报"),
    (Expression(r"专栏\W*$"), "标题表明这是网站的栏目"),
    (Expression(r"[^于](?:发布|公布|公示)(?:了|其)?(?:《)?(?:19|20)\d\d年|(?:发布|出炉|亮相)\W*$"), "标题表明这是新闻报道"),
)  # fmt: skip
_NO_REPORT: tuple[tuple[Expression, str], ...] = (
    (Expression(r"政府信息公开|信息公开工作|政务公开工作"), "标题表明这是政府信息公开（政务公开）工作年度报告"),
    (Expression(r"解读|一图读懂|图解|问答"), "标题表明这是对文件的解读"),
    (Expression(r"指引|实施细则|评分细则|指标体系|评分标准"), "标题表明这是指引、标准一类的文件"),
    (Expression(r"(?:关于|转发|印发|召开|开展|做好|报送).*(?:的?通知|通告|公告)\W*$|(?:通知|通告|公告)\W*$"), "标题表明这是通知、公告"),
    (Expression(r"统计年报|统计情况|数据年报|行政执法(?:情况)?(?:统计)?年(?:度)?报|行政执法年度报告|行政执法统计"), "标题表明这是行政执法统计年报"),
    (Expression(r"实施方案|工作方案|方案(?:\W|[（(]|$)|规划(?:\W*|[（(].*)$|实施纲要|实施意见|意见\W*$|办法\W*$|规定\W*$|条例\W*$"), "标题表明这是方案、规划或者制度文件"),
    (Expression(r"对照检查(?:单|总览)|检查总览"), "标题表明这是本程序写的对照检查单或者总览"),
    (Expression(r"工作要点|任务清单|责任清单|目录\W*$|清单\W*$"), "标题表明这是工作要点或者清单，不是年度报告"),
    (Expression(r"现场会|推进会|座谈会|部署会|专题会|工作会议?\W*$|会议\W*$|召开|举行|举办|启动仪式|调研|讲话|致辞|简报|纪要"), "标题表明这是会议、活动的报道或者材料"),
    (Expression(r"建议|提案"), "标题表明这是建议、提案的办理材料"),
    (Expression(r"预算|决算|绩效评价|审计"), "标题表明这是预决算、审计一类的材料"),
)  # fmt: skip
# a letter that is the report: 关于报送2024年法治政府建设情况报告的函
_HANDS_IN = Expression(r"(?:报送|上报|呈报|报来)\S*(?:报告|总结)的函$")
_TITLED = Expression(r"20\d\d.*(?:报告|总结)")
_FEWEST_LISTED = 3  # titles of reports
_GOVERNMENT_WORK = Expression(r"政府工作报告|政府工作的报告|人民政府工作报告")
_PLAN_ONLY = Expression(r"(?:工作计划|计划|工作思路|工作安排|工作打算)\W*$")
_ANNOUNCED = Expression(
    r"(?:法治政府|法治[^。，]{0,6}建设|依法行政|法治工作)[^。]{0,60}(?:报告|总结|汇报)如下|(?:报告|总结|汇报)如下[^。]{0,40}(?:法治政府|法治建设|依法行政)"
)
_NOTICE = Expression(r"(?:有关事项|有关要求|现|如下)通知(?:如下)?[。：:]|通知如下|特此通知")

# ── kinds of bodies, the first that fits ────────────────────────────────────────────────

_PARTY = Expression(
    r"(?:省|市|县|区|州|旗|工|盟)委(?:员会)?(?:\S{0,8})(?:组织部|宣传部|统战部|统一战线工作部|政法委|老干部局|老干局|编办|机构编制委员会办公室|网信办|网络安全和信息化委员会办公室|巡察办|党校|办公室|办公厅|机关工委|直属机关工作委员会|社会工作部|台办|台湾工作办公室|政策研究室|政策调研室|党史研究室|党史和地方志研究室|档案馆|金融办|改革办|依法治\S{1,2}办)"
    r"|组织部|宣传部|统战部|统一战线工作部|党群(?:工作)?部|群团(?:工作)?部|政治工作部|纪检监察工委|政法委员会|政法委$|老干部局|纪委|纪律检查委员会|监委|总工会|工会|妇联|妇女联合会|团(?:省|市|县|区|州|工)委|共青团|残联|残疾人联合会|文联|文学艺术界联合会|科协|科学技术协会|工商联|工商业联合会"
    r"|侨联|归国华侨联合会|红十字会|社科联|社会科学界联合会|作协|作家协会|记协|贸促会|计生协|关心下一代工作委员会|关工委|法学会|政协|人大(?:常委会|办公室|机关)|人民代表大会常务委员会|机关工委|直属机关工作委员会|机构编制委员会办公室|委编办|党校|行政学院|法院|检察院"
    r"|^中共\S*(?:部|办公室|办公厅|局|校|院|馆|委员会)$|^中共\S+(?<!镇)(?<!乡)委$"
)
_VERTICAL = Expression(
    r"税务(?:总局|局|分局|所)|海关|气象(?:局|台|站)|烟草(?:专卖)?|邮政(?:管理)?局|邮政业|消防(?:救援)?(?:总队|支队|大队|局|站)?$|调查(?:总)?队|(?<!地方)金融监(?:督管理|管)(?:总)?(?:局|分局|支局)|人民银行|外汇管理局|银保监|证监局|证券监督管理"
    r"|海事(?:局|处)|国家安全(?:厅|局)|通信管理局|地震局|出入境边防检查|边检|矿山安全监察|民航|铁路监督管理|能源监管|专员办|测绘地理信息局|粮食和物资储备局垂直管理局|国家统计局\S+|海警"
)
_TOWNSHIP = Expression(
    r"(?:街道(?:办事处|党工委|办)?|街道党工委办事处|(?<!城)(?<!村)(?:镇|乡|苏木)(?:人民政府|党委政府|党委|委员会|政府)?|地区办事处|办事处)$|(?:^|\S)(?:镇|乡|街道)(?:党委|党工委)"
    r"|(?<=[一二三四五六七八九十〇○零\d])团(?:场)?$"
)
_ZONE = Expression(
    r"(?:(?<!监督)(?<!城市)(?<!资产)管理委员会|管委会)$|(?:开发区|管理区|经开区|高新区|高新技术产业区|新区|片区|园区|产业园|工业园|保税区|综保区|保税港区|度假区|风景区|风景名胜区|示范区|试验区|实验区|合作区|自贸区|功能区|集聚区|科学城|科技城|新城|生态城|林区|农场|垦区)(?:管理局|管理委员会|管委会|党工委|党工委管委会|管理办公室|建设管理局|指挥部)?$"
)
_GOVERNMENT = Expression(
    r"(?:省|市|县|区|州|盟|旗|特区|兵团)(?:委|委员会)?(?:、?\S{0,10})?(?:人民政府|政府)$|^\S{1,12}(?:省|市|县|自治区|自治州|自治县|区|州|盟|旗)$|^全?(?:省|市|县|区|州|旗)$|国务院$|(?:盟|地区)(?:行政公署|行署)$|第[一二三四五六七八九十]+师$"
)
_DEPARTMENT = Expression(
    r"(?:局|厅|委|委员会|部|办|办公室|办公厅|中心|院|署|社|馆|处|队|站|所|室|集团|公司|学校|医院|司|林场)$"
)
_KIND_TESTS: tuple[tuple[Kind, Expression], ...] = (
    (Kind.VERTICAL, _VERTICAL),
    (Kind.TOWNSHIP, _TOWNSHIP),
    (Kind.ZONE, _ZONE),
    (Kind.PARTY, _PARTY),
    (Kind.GOVERNMENT, _GOVERNMENT),
    (Kind.DEPARTMENT, _DEPARTMENT),
)
_SELF = (
    (Kind.DEPARTMENT, Expression(r"我(?:局|厅|委(?!员)|办|中心|部(?!分|门))")),
    (Kind.TOWNSHIP, Expression(r"我(?:镇|乡|街道|街)|(?:全|本)(?:镇|乡|街道)")),
    (Kind.ZONE, Expression(r"我(?:管委会|片区|新区|开发区|园区)")),
    (Kind.GOVERNMENT, Expression(r"(?:我|全)(?:省|市|县|区|州|旗)")),
)

_ENDING = r"(?:人民政府|政府|管理委员会|委员会|管委会|办事处|办公室|办公厅|管理局|分局|总局|局|厅|委|部|院|署|中心|海关|总队|支队|大队|联合会|总工会|妇联|残联|协会|党校|馆|街道|镇|乡|开发区|新区|片区|委老干部局)"
_ENDS = Expression(_ENDING + "$")
_NO_NAME = Expression(
    r"关于|20\d\d|二[〇○零]..年|[一二两三四五六七八九十]年来|法治|依法行政|推进|履行|落实|贯彻|主要负责人|第一责任人|述[职法]|普法|政府信息公开|开展|全面|报告|总结|汇报"
)
_OFFICE = Expression(
    r"(?:(?<=[局厅委办处会])(?:局长|厅长|主任|处长)|(?<=[镇乡县区市])(?:镇长|乡长|县长|区长|市长)|(?<=委|组)书记)$"
)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_MADE_ANONYMOUS = "*＊×"
_META_AGENCY = (
    Expression(r"(?:发文机关|发文机构|制发机构|发文单位)\s*[:：|｜\]】]\s*([^\s|｜]{3,40})"),
    Expression(r"(?:发布机构|发布单位|公开机构)\s*[:：|｜\]】]\s*([^\s|｜]{3,40})"),
    Expression(r"来\s*源\s*[:：]\s*(\S{3,40})"),
)
_META_SIGNED = Expression(r"(?:成文日期|成文时间|发文日期|生成日期)\s*[:：|｜\]】]\s*(\S{6,12})")
_META_PUBLISHED = tuple(
    Expression(rf"{label}\s*[:：|｜\]】]\s*[•·]?\s*([0-9年月日./\- ]{{8,14}})")
    for label in (
        r"(?:发布日期|发布时间|公开日期)",
        r"(?<!成文)(?<!生成)(?<!发文)(?<!截止)(?<!失效)(?<!生效)(?<!施行)(?<!废止)(?:时\s*间|日\s*期)",
    )
)
_OF_A_PLACE = Expression(r"(?:人民)?政府|党委|党工委|委员会|管委会|管理委员会|办事处|[、和]")
_SALUTATION = Expression(r"(?!.*(?:报告|汇报|总结|如下))[^。；]{2,40}[：:]\s*")
# 现将市人社局2024年法治政府建设情况报告予以公开; 形成了《云河县财政局……报告》
_NAMED_REPORT = Expression(
    r"(?:现将|形成了?|报送|提交)《?([^。《》，；]{3,60}?(?:法治|依法行政)[^。《》，；]{0,30}?报告)"
)
_WEB = Expression(r"网$|网站|本站|门户|客户端|公众号|日报|晚报|融媒体|新华社|人民网")


class Told(NamedTuple):
    """What the user says of a document on the command line or in the roster; None where nothing is said."""

    agency: str | None = None
    kind: Kind | None = None
    year: int | None = None
    received: date | None = None


def kind_named(word: str) -> Kind:
    """The kind for an English or Chinese name of it. Raises UsageError for any other word."""
    for kind, name in KIND_NAMES.items():
        if word.strip() in (kind.value, name):
            return kind
    short = {
        "乡镇": Kind.TOWNSHIP,
        "街道": Kind.TOWNSHIP,
        "垂直": Kind.VERTICAL,
        "垂管": Kind.VERTICAL,
        "党群": Kind.PARTY,
        "管委会": Kind.ZONE,
    }
    if word.strip() in short:
        return short[word.strip()]
    known = "、".join(f"{name}（{kind}）" for kind, name in KIND_NAMES.items())
    raise UsageError(f"单位类别“{word}”不能识别", f"可用：{known}")


def kind_of(agency: str) -> Kind | None:
    """The kind of body that a name belongs to, or None."""
    name = _without_brackets(agency)
    # 东湾综合实验区经济发展局 is a department of a zone, not a zone; 市政府办公室 is a department
    for kind, test in _KIND_TESTS:
        if test.search(name):
            return kind
    return None


def _without_brackets(name: str) -> str:
    return expressions.sub(r"[（(].{0,60}?[）)]|\s", "", name)


_NOTHING = Told()


def identity(document: Document, told: Told = _NOTHING) -> Identity:
    """Who reports on which year. What the user tells wins over the front matter, and that over what is detected."""
    found = _detected(document)
    reasons = dict(found.reasons)
    declared = document.reading.declared
    if declared.get("agency"):
        found = found._replace(agency=declared["agency"], kind=kind_of(declared["agency"]) or found.kind)
        reasons |= {"agency": "文件开头写明", "kind": f"由单位名称“{declared['agency']}”判断"}
    if declared.get("kind"):
        found, reasons["kind"] = found._replace(kind=kind_named(declared["kind"])), "文件开头写明"
    if declared.get("year"):
        found, reasons["year"] = found._replace(year=_declared_year(declared["year"])), "文件开头写明"
    if day := text.parse_date(declared.get("signed", "")):
        found, reasons["signed"] = found._replace(signed=day), "文件开头写明"
    if day := text.parse_date(declared.get("published", "")):
        found, reasons["published"] = found._replace(published=day), "文件开头写明"
    if told.agency:
        found = found._replace(agency=told.agency, kind=kind_of(told.agency) or found.kind)
        reasons |= {"agency": "用 --agency 或者在花名册里指定", "kind": f"由单位名称“{told.agency}”判断"}
    if told.kind:
        found, reasons["kind"] = found._replace(kind=told.kind), "用 --kind 或者在花名册里指定"
    if told.year:
        found, reasons["year"] = found._replace(year=told.year), "用 --year 或者在花名册里指定"
    if told.received:
        found, reasons["received"] = found._replace(received=told.received), "花名册写明"
    none = "" if told.kind and told.year else found.none_because
    return found._replace(reasons=reasons, none_because=none)


def _declared_year(value: str) -> int:
    match = expressions.search(r"20\d\d", value)
    if not match:
        raise UsageError(f"文件开头写的年度“{value}”不能识别", "请写成 2024")
    return int(match.group())


def _detected(document: Document) -> Identity:
    reasons: dict[str, str] = {}
    signed, published = _dates(document, reasons)
    agency = _agency(document, reasons)
    kind = _kind(document, agency, reasons)
    year = _year(document, signed, published, reasons)
    return Identity(agency, kind, year, signed, published, reasons, _none_because(document, reasons))


# ── dates ───────────────────────────────────────────────────────────────────────────────


def _around(document: Document) -> str:
    return "\n".join(block.text for block in document.furniture)


def _dates(document: Document, reasons: dict[str, str]) -> tuple[date | None, date | None]:
    around = _around(document)
    signed = published = None
    for role, where in ((Role.CLOSING, "落款"), (Role.TITLE, "标题下方")):
        lines = [one.text for one in document.sentences if role in one.roles]
        signed = next((day for line in reversed(lines) if (day := text.parse_date(line))), None)
        if signed:
            reasons["signed"] = f"取自{where}"
            break
    if not signed and (match := _META_SIGNED.search(around)) and (signed := text.parse_date(match.group(1))):
        reasons["signed"] = "取自页面信息“成文日期”"
    for label in _META_PUBLISHED:
        if not published and (match := label.search(around)) and (published := text.parse_date(match.group(1))):
            reasons["published"] = "取自页面信息“发布时间”"
    if not published:
        lone = next(
            (
                day
                for block in document.furniture
                if expressions.match(r"\s*(?:[^\s\d。，；：:]{2,24}\s+)?20\d\d(?:\D|$)", block.text)
                and (day := text.parse_date(block.text))
            ),
            None,
        )
        if lone:
            published, reasons["published"] = lone, "取自正文之外的日期"
    return signed, published


# ── year ────────────────────────────────────────────────────────────────────────────────


_TITLE = "取自标题"


def _years(line: str) -> list[int]:
    plain = _SPAN.sub("", text.normal(line).replace("(", "（"))
    chinese = _CHINESE_YEAR.sub(lambda match: str(text.chinese_number(match.group()) or ""), plain)
    return [int(one) for one in _YEAR.findall(chinese)]


def _year(document: Document, signed: date | None, published: date | None, reasons: dict[str, str]) -> int | None:
    signs = list(_year_signs(document, signed, published))
    if not signs:
        return None
    year, reasons["year"] = signs[0]
    others = {why: one for one, why in reversed(signs) if why != _TITLE}
    # last year's report was taken for a draft and its title left as it was
    if (
        reasons["year"] == _TITLE
        and len(others) >= 3
        and len(set(others.values())) == 1
        and year not in others.values()
    ):
        told, year = year, next(iter(others.values()))
        reasons["year"] = f"标题写的是{told}年，而导语、各部分标题和日期都指向{year}年"
    return year


def _year_signs(document: Document, signed: date | None, published: date | None) -> Iterator[tuple[int, str]]:
    for year in _years(document.title)[:1]:
        yield year, _TITLE
    sentences = document.sentences
    head = [one.text for one in sentences if not one.roles & {Role.TITLE, Role.CLOSING}][:8]
    for line in head:
        if expressions.search(r"(?:报告|总结|汇报)如下", line) and _years(line):
            yield _years(line)[-1], "取自导语"
    for section in document.sections:
        if section.path and section.role is Role.NEXT_YEAR and _years(section.path[0]):
            yield _years(section.path[0])[0] - 1, "由下一年度安排的标题推算"
        elif section.path and section.role is Role.MEASURES and _years(section.path[0]):
            yield _years(section.path[0])[0], "取自举措部分的标题"
    for line in head:
        if expressions.match(r"\s*20\d\d年(?:度|以来)?[，,、]?", line):
            yield _years(line)[0] if _years(line) else 0, "取自导语"
    for day, why in ((signed, "由成文日期推算"), (published, "由发布日期推算")):
        if day:
            yield (day.year - 1 if day.month <= 8 else day.year), why
    for line in head:
        if _years(line):
            yield _years(line)[0], "取自正文开头"


# ── agency ──────────────────────────────────────────────────────────────────────────────


def _agency(document: Document, reasons: dict[str, str]) -> str:
    titled = agency_in_title(document.title)
    signature = _signature(document)
    outside = _outside(document)
    full = [name for name in (signature, outside) if name]
    if titled:
        core = expressions.sub(r"^(?:关于|我|本)|(?:人民政府|党委、?|委员会|管委会|管理局|办事处)$", "", titled)
        for name in full:
            longer = _fuller(name, core) if core and core in name else ""
            if len(longer) > len(titled):
                reasons["agency"] = "取自落款" if name == signature else "取自页面信息"
                return longer
        # a report of a place is its government's, whoever puts it on a page
        place = _completed(titled) != titled and not signature
        if _ENDS.search(_without_brackets(titled)) or place or kind_of(titled) is Kind.ZONE or not full:
            reasons["agency"] = "取自标题"
            return _completed(titled)
    if full:
        reasons["agency"] = "取自落款" if full[0] == signature else "取自页面信息"
        return full[0]
    if titled:
        reasons["agency"] = "取自标题"
        return _completed(titled)
    found = _in_lead(document)
    if found:
        reasons["agency"] = "取自导语"
    return found


def _fuller(name: str, core: str) -> str:
    """The full name of a body that a title calls `core`, from a signature; empty where another body signs for it.

    >>> _fuller("云岭市人民政府办公室", "云岭市"), _fuller("云岭市财政局", "财政局"), _fuller("云岭市司法局", "云岭市")
    ('云岭市人民政府', '云岭市财政局', '')
    """
    before, _, after = name.rpartition(core)
    after = expressions.sub(r"(?:综合)?办公[室厅]$", "", after)
    place = _completed(core) != core
    return before + core + after if not place or not after or _OF_A_PLACE.match(after) else ""


def agency_in_title(title: str) -> str:
    """The reporting body as a title names it, or an empty string.

    >>> agency_in_title("下太镇2022年度法治政府建设情况报告")
    '下太镇'
    """
    line = expressions.sub(r"[《》\s]|^\d+\.", "", title)
    line = expressions.sub(r"^\S*?(?:索引号|标题[:：])|^【[^】]{1,12}】", "", line).translate(_HALF_WIDTH)
    cut = _NO_NAME.split(line)
    for part in cut[:5]:
        name = expressions.sub(r"^(?:年度?|度|的|在)|(?:的|在|年度|工作|情况|及|和)$", "", part)
        # a head reports for the body: 财政局党组书记、局长 → 财政局; a joint report names both, one after the other
        name = expressions.sub(r"(?:党组|党工委|党委)?书记、(?=\S长$|\S*主任$)", "", name)
        name = _OFFICE.sub("", name)
        name = expressions.sub(r"^(中共(\S{2,}?)委(?:员会)?)(?=\2)", r"\1、", name)
        if (
            len(name) >= 2
            and (name[0].isalpha() or name[0] in _MADE_ANONYMOUS)
            and (kind_of(name) or _ENDS.search(name))
        ):
            return name.removeprefix("全") if len(name) > 2 else ""
    return ""


def _completed(name: str) -> str:
    """苏州市 → 苏州市人民政府: a place as reporting body is its government."""
    if kind_of(name) is Kind.ZONE:
        return name
    if expressions.search(r"(?:省|市|县|州|旗|(?<!特)区|镇|乡|苏木)$", name):
        return name + "人民政府"
    return name + "办事处" if name.endswith("街道") else name


def _signature(document: Document) -> str:
    for line in reversed([one.text for one in document.sentences if Role.CLOSING in one.roles]):
        name = expressions.sub(r"[（(]?(?:20\d\d|二[〇○零]..)\s*年.*$|[（(](?:盖章|公章|印章|印)[）)]|\s", "", line)
        if (
            4 <= len(name) <= 40
            and (kind_of(name) or _ENDS.search(name))
            and not expressions.search(r"[。，；：]|报告|联系", name)
        ):
            return name
    for one in document.sentences:
        name = expressions.sub(r"\s", "", one.text)
        if Role.TITLE in one.roles and 4 <= len(name) <= 40 and not _NO_NAME.search(name) and _ENDS.search(name):
            return name
    return ""


def _outside(document: Document) -> str:
    around = _around(document)
    for pattern in _META_AGENCY:
        for match in pattern.finditer(around):
            name = match.group(1).strip()
            if name not in ("无", "暂无") and not _WEB.search(name) and (kind_of(name) or _ENDS.search(name)):
                return name
    return ""


def _in_lead(document: Document) -> str:
    for one in document.sentences[:6]:
        if _SALUTATION.fullmatch(one.text):
            continue
        named = _NAMED_REPORT.search(one.text)
        if named and (name := agency_in_title(named.group(1))) and kind_of(name):
            return name
        match = expressions.search(
            rf"(?:20\d\d年(?:度|以来)?，|今年以来，|一年来，|^)((?:[^，。；、“”]|（[^）]*）){{2,24}}?{_ENDING})(?=坚持|在|以|认真|深入|全面|紧紧|围绕|按照|始终|严格|积极|坚决|切实|高度|党)",
            one.text,
        )
        if match and not expressions.match(r"按照|根据|在|为", match.group(1)):
            return match.group(1)
    return ""


# ── kind ────────────────────────────────────────────────────────────────────────────────


def _kind(document: Document, agency: str, reasons: dict[str, str]) -> Kind | None:
    for name, why in (
        (agency, "单位名称"),
        (agency_in_title(document.title), "标题中的单位"),
        (document.title, "标题"),
    ):
        found = kind_of(name) if name else None
        if found:
            reasons["kind"] = f"由{why}“{name}”判断"
            return found
    title = expressions.sub(r"\s", "", document.title)
    for kind, sign in (
        (Kind.TOWNSHIP, r"(?:镇|乡|街道)(?:党委|党工委|人民政府)?"),
        (Kind.GOVERNMENT, r"^全?(?:省|市|县|区|州|旗)"),
    ):
        match = expressions.search(sign, title)
        if match:
            reasons["kind"] = f"由标题中的“{match.group()}”判断"
            return kind
    body = "".join(one.text for one in document.sentences[:60])
    counts = [(len(sign.findall(body)), kind) for kind, sign in _SELF]
    best = max(counts, key=lambda one: one[0])
    if best[0]:
        reasons["kind"] = "由正文的自称判断"
        return best[1]
    return None


# ── report or not ───────────────────────────────────────────────────────────────────────


def _none_because(document: Document, reasons: dict[str, str]) -> str:
    title = expressions.sub(r"\s", "", document.title)
    about = _SUBJECT.search(title)
    tells = _KIND_OF_TEXT.search(title)
    if title:
        handed_in = bool(about and tells and _HANDS_IN.search(title)) and len(_parts(document)) >= 2
        never = next((why for test, why in _NEVER if test.search(title)), "")
        if never and not handed_in:
            return never
        if _GOVERNMENT_WORK.search(title) and not about:
            return "标题表明这是政府工作报告"
        for test, why in _NO_REPORT:
            match = test.search(title)
            if match and not (
                about
                and expressions.search(r"(?:情况)?(?:的)?(?:年度)?(?:报告|总结|汇报)(?:[（(][^）)]*[）)])?$", title)
                and not title.startswith("《")
            ):
                return why
        if _PLAN_ONLY.search(title) and not (
            about and expressions.search(r"总结|情况|工作及|工作暨|和20\d\d|及20\d\d", title)
        ):
            return "标题表明这是工作计划，不是年度报告"
        if about and tells and _lists_reports(document):
            return "页面列出的是多份报告的标题，没有报告的正文"
        if about and tells:
            reasons["report"] = f"标题写明“{about.group()}”和“{tells.group()}”"
            return ""
    return _content_says_none(document, reasons)


def _parts(document: Document) -> set[Role]:
    """Which of the parts that a report must have are there."""
    roles = {section.role for section in document.sections if section.sentences}
    return roles & {Role.MEASURES, Role.SHORTCOMINGS, Role.NEXT_YEAR, Role.LEADER}


def _lists_reports(document: Document) -> bool:
    """Whether a page of a site lists the titles of several reports and has no sentence of its own."""
    lines = [line for one in document.sentences for line in one.text.split("\n")]
    titles = sum(_SUBJECT.search(one) is not None and _TITLED.search(one) is not None for one in lines)
    return titles >= _FEWEST_LISTED and not any("。" in one for one in lines)


def _content_says_none(document: Document, reasons: dict[str, str]) -> str:
    """A document whose title does not tell is known by its content."""
    body = "".join(one.text for one in document.sentences)
    if _NOTICE.search(body):
        return "正文表明这是通知"
    subject = len(_SUBJECT.findall(body))
    shape = len(_parts(document))
    announced = _ANNOUNCED.search(body[:1500])
    duty = "推进法治建设第一责任人" in body
    if subject and (announced or duty) and (shape >= 2 or subject >= 3):
        reasons["report"] = "标题没有写明，由正文内容判断"
        return ""
    if subject >= 4 and shape >= 3:
        reasons["report"] = "标题没有写明，由正文的部分和内容判断"
        return ""
    if not body:
        return "文件里没有正文"
    if document.title:
        return f"标题“{text.shortened(document.title, 40)}”不是法治政府建设年度报告的标题，正文也没有年度报告应有的部分"
    return "正文没有说明这是法治政府建设年度报告，也没有年度报告应有的部分"
