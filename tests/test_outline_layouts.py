"""How published reports are laid out: which role a sentence has, which title is found, what is page and not text."""

from __future__ import annotations

import pytest

from checker.identity import identity
from checker.model import Document, Role
from checker.outline import outline, role_of_heading
from checker.readers import txt

TITLE = "云河县财政局2023年法治政府建设情况报告\n"
LONG = "全年组织专题培训6次，审查合同12份，办理行政复议案件3件，制发规范性文件2件并按期报送备案。"
MEASURES, LEADER, LACK, NEXT = Role.MEASURES, Role.LEADER, Role.SHORTCOMINGS, Role.NEXT_YEAR


def read(source: str) -> Document:
    return outline(txt.read(source.encode()))


@pytest.mark.parametrize(
    ("source", "words", "role"),
    [
        pytest.param("壹、主要举措\n培训6次。\n贰、存在的不足\n档案管理粗放。\n", "粗放", LACK, id="capital numerals"),
        pytest.param("第一、主要举措和成效：\n一、抓培训\n培训6次。\n第二、存在的不足：\n一、档案管理粗放。\n", "粗放", LACK, id="第一、 above 一、"),
        pytest.param("一、主要举措\n第一、加强培训。第二、查找不足。第三、培训6次。\n", "培训6次", MEASURES, id="第二、 within a text"),
        pytest.param("【主要工作】\n1.培训6次。\n【存在问题】\n1.档案粗放。\n【2024年工作计划】\n1.聘请顾问。\n", "聘请", NEXT, id="a heading in brackets with a year"),
        pytest.param("一、主要举措\n培训6次。\n二、存在不足及努力方向\n（一）档案粗放。\n（二）下步将聘请顾问。\n", "聘请", NEXT, id="a numbered plan among shortcomings"),
        pytest.param("Ⅰ、主要举措\n培训6次。\nⅡ、存在的不足\n档案管理粗放。\n", "粗放", LACK, id="Roman numerals"),
        pytest.param("1 主要举措\n培训6次。\n2 存在的不足\n档案管理粗放。\n", "粗放", LACK, id="numbers without a mark"),
        pytest.param("**一、主要举措**\n培训6次。\n**二、存在的不足**\n档案管理粗放。\n", "粗放", LACK, id="bold left over from Markdown"),
        pytest.param("一、主要举措\n培训6次。\n下一步工作\n聘请顾问。\n", "聘请", NEXT, id="a bare line that announces a role"),
        pytest.param("一、主要举措培训6次。二、党政主要负责人履行推进法治建设第一责任人职责情况局党组书记、局长认真学法。", "认真学法", LEADER, id="glued to a head"),
        pytest.param("一、主要举措培训6次。二、2024年工作计划继续聘请顾问。", "聘请", NEXT, id="glued to a plan"),
        pytest.param("一、主要举措\n培训6次。\n二、补齐短板弱项\n经费不足。档案管理粗放，力量薄弱。\n", "经费", LACK, id="a heading in praise of work, sentences that admit"),
        pytest.param("一、主要举措\n培训6次。\n二、存在的不足\n档案管理粗放。\n三、强落实、促提升\n继续聘请顾问。加强培训。\n", "聘请", NEXT, id="a heading in praise of work after the shortcomings, sentences that urge"),
        pytest.param("一、主要举措\n培训6次。\n二、强落实、促提升\n继续聘请顾问。加强培训。\n", "聘请", MEASURES, id="the same heading where no shortcomings were told"),
        pytest.param("一、主要举措\n培训6次。\n二、履职情况\n审查合同6份。\n三、2024年，推进依法行政\n聘请顾问。\n", "聘请", NEXT, id="a heading of a later year"),
        pytest.param("一、主要举措\n培训6次。我们的工作仍有不足：纠纷化解机制粗放。\n", "粗放", LACK, id="what follows the colon may name what is solved elsewhere"),
        pytest.param("一、主要举措\n培训6次。\n二、存在问题和下步打算\n档案管理粗放。2024年打算：聘请顾问。\n", "聘请", NEXT, id="a label among shortcomings and plans"),
        pytest.param("现将情况报告如下：\n法治统领，责任体系更实\n培训6次。\n依规用权，行为更规范\n（一）抓好决策\n审查合同。\n", "培训", MEASURES, id="after the lead, under headings that cannot be told"),
        pytest.param("一、主要举措\n培训6次。\n对照要求，我局工作还有差距和不足。一是力量偏弱；二是档案粗放。\n", "粗放", LACK, id="points after shortcomings are admitted"),
        pytest.param("2023年，我局依法行政。\n一、主要举措\n培训6次。\n2024年，一是聘请顾问。\n", "聘请", NEXT, id="a sentence of the year after"),
        pytest.param("2023年，我局依法行政。\n一、主要举措\n培训6次。\n2024年，我局荣获表彰，聘请顾问。\n", "聘请", MEASURES, id="which tells what came of it"),
        pytest.param(f"■ 路　上\n{LONG}\n■ 车　上\n{LONG}\n■ 还差的地方\n档案管理粗放。\n■ 2024年\n聘请顾问。\n", "聘请", NEXT, id="a heading that is the year after"),
        pytest.param(f"■ 路　上\n{LONG}\n■ 车　上\n{LONG}\n■ 还差的地方\n档案管理粗放。\n", "粗放", LACK, id="short headings behind a bullet, shortcomings in plain words"),
        pytest.param(f"规矩怎样立\n{LONG}\n大事怎样定\n{LONG}\n学和讲\n{LONG}\n差在哪里，还差多少\n档案管理粗放，基层所多年没有立卷归档，装订也各行其是，影响了案卷评查的结果。\n", "粗放", LACK, id="headings that only their place shows"),
        pytest.param("一、主要举措\n培训6次。\n二、问题与2024年怎么改\n（一）档案管理粗放。2024年由司法局巡回审核。\n", "巡回", NEXT, id="the year after among shortcomings, without a comma"),
        pytest.param("一、主要举措\n培训6次。\n【差】我们做得不够的地方是：档案管理粗放；力量薄弱。\n", "粗放", LACK, id="a label before what is lacking"),
        pytest.param("一、主要举措\n培训6次。但也存在一些困难：力量偏弱。\n2024 年，我们打算：聘请顾问。\n", "聘请", NEXT, id="we intend"),
        pytest.param("【守】《党政主要负责人履行推进法治建设第一责任人职责规定》怎样落实，先看局长。【放】培训6次。\n", "培训", MEASURES, id="a theme in brackets begins a point"),
        pytest.param("一、主要举措\n培训6次。\n二、带头的事\n局长讲课。\n", "讲课", LEADER, id="a heading on who leads"),
        pytest.param("一、主要举措\n一是局长出庭应诉1次。培训6次。\n", "应诉", LEADER, id="a single act of the head"),
        pytest.param("一、主要举措\n一是局长出庭应诉1次。培训6次。\n", "培训", MEASURES, id="which says nothing of the next sentence"),
        pytest.param("一、主要举措\n一是局长定期听取法治汇报。各股室培训6次。\n", "培训", MEASURES, id="what others did in a passage that does not name the duty"),
        pytest.param("一、主要举措\n一是局长履行第一责任人职责，推进法治。培训6次。\n", "培训", LEADER, id="the rest of a passage that names the duty"),
        pytest.param("一、主要举措\n一是学习《党政主要负责人履行推进法治建设第一责任人职责规定》。培训6次。\n", "培训", MEASURES, id="the duty in the name of a document only"),
        pytest.param("一、主要举措\n一是局长认真落实《党政主要负责人履行推进法治建设第一责任人职责规定》。局长培训6次。\n", "培训", LEADER, id="a head who fulfils the document"),
        pytest.param("一、主要举措\n一是落实《党政主要负责人履行推进法治建设第一责任人职责规定》。培训6次。\n", "培训", LEADER, id="the document fulfilled"),
    ],
)  # fmt: skip
def test_a_sentence_has_the_role_of_its_passage(source: str, words: str, role: Role) -> None:
    said = next(one for one in read(TITLE + "现将有关情况报告如下。\n" + source).sentences if words in one.text)

    assert said.roles in ({role}, {role, MEASURES} if role is LEADER else {role})


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("三、来年努力的方向", (NEXT,)),
        ("三、整改方向", (NEXT,)),
        ("三、制定下一年度工作计划", (NEXT,)),
        ("五、深入开展法治宣传按照普法责任制要求，印发年度普法工作计划", (MEASURES,)),
        ("二、有待改进的方面", (LACK,)),
        ("二、主要负责人履职情况及存在的问题", (LEADER, LACK)),
        ("二、主要领导抓法治情况", (LEADER,)),
    ],
)
def test_a_heading_in_other_words_announces_its_role(heading: str, found: tuple[Role, ...]) -> None:
    assert role_of_heading(heading) == found


@pytest.mark.parametrize(
    ("source", "signed"),
    [
        pytest.param("{body}云河县财政局\n2024年1月6日\n公开属性：主动公开\n", "2024年1月6日", id="a note of the page below the day"),
        pytest.param("{body}云河县财政局\n2024年1月6日\n扫描二维码，用手机打开本页\n点赞 12\n", "云河县财政局", id="several of them, whatever they say"),
        pytest.param("{body}云河县财政局 下载：2023年法治政府建设情况报告.pdf 分享到微信 | 打印 | 关闭\n", "云河县财政局", id="a download in the same line"),
    ],
)  # fmt: skip
def test_what_stands_below_the_day_of_signing_hides_no_signature(source: str, signed: str) -> None:
    text = TITLE + source.format(body=BODY)
    closing = [one.text for one in read(text).sentences if Role.CLOSING in one.roles]

    assert signed in closing
    assert not any("二维码" in one or "属性" in one for one in closing)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        pytest.param("云河文旅网　　首页 | 动态 | 公开\n当前位置：网站首页 >> 年度报告 云河县文旅局2023年度法治政府建设情况报告 来源：云河县文旅局 日期：2024-01-19 点击数：【 264 】 字体：[ 大 中 小 ] 2023年，我局坚持依法行政，情况报告如下。【守】培训6次。\n", "云河县文旅局2023年度法治政府建设情况报告", id="trail, labels and text in one line below the name of the site"),
        pytest.param(f"标题: {TITLE}发布时间: 2024-03-29 16:22\n正文:\n云河县财政局办公室 2024年3月\n2023年，我局坚持依法行政。\n一、主要举措\n培训6次。\n", TITLE.strip(), id="who signs it at the beginning of the text"),
        pytest.param(f"云河县财政局\n\n{TITLE}发布人：局办公室　　审核：法规科　　点击：87\n2023年，我局坚持依法行政。\n一、主要举措\n培训6次。\n", TITLE.strip(), id="the agency alone above a title that names it"),
    ],
)  # fmt: skip
def test_a_head_in_other_forms_gives_the_title(head: str, title: str) -> None:
    document = read(head)

    assert document.title == title
    assert "发布人" not in "".join(one.text for one in document.sentences)


BODY = "2023年，我局坚持依法行政。\n一、主要举措\n培训6次。\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"首页 > 公开 {TITLE.strip()} 时间：2024-01-06 来源：云河县财政局\n{BODY}", id="after the trail, before the time"),
        pytest.param(f"{TITLE.strip()}2023年，我局坚持依法行政。\n一、主要举措\n培训6次。\n", id="glued to the text"),
        pytest.param(f"{TITLE.strip()}_云河县人民政府\n{TITLE}{BODY}", id="repeated below the name of the page"),
        pytest.param(f"信息名称：{TITLE}索 引 号：YH14-2024-00011\n生成日期：2024-01-19\n{BODY}", id="the name of the information, no title above the text"),
        pytest.param(f"【信息名称】{TITLE}【发布单位】县财政局\n【公开类别】主动公开\n{BODY}", id="the same in brackets"),
        pytest.param(f"首页 / 公开 索 引 号：YH-1 生成日期：2024-01-31 名 称：{TITLE.strip()} 收藏 打印 {TITLE.strip()} 县委：{BODY}", id="named and repeated in one line"),
        pytest.param(f"标题: {TITLE.strip()} 发布时间: 2024-01-29 09:47 文号: 云财〔2024〕4号 栏目: 法治政府建设年度报告 县委：{BODY}", id="data in one line"),
        pytest.param(f"首页 > 公开 > 法治政府建设 {TITLE.strip()} 字号：大 中 小 打印 收藏 来源：云河县财政局 发布时间：2024-02-14 10:22 {BODY}", id="after the trail, before what the page offers"),
    ],
)  # fmt: skip
def test_the_title_is_found_where_a_page_puts_it(source: str) -> None:
    assert read(source).title == TITLE.strip()


def test_the_name_of_something_else_is_no_title() -> None:
    assert not read(f"名 称：云河县门户网站\n{BODY}").title


ONE_LINE = "2023年，我局坚持依法行政，现将情况报告如下。一、主要举措 培训6次。二、2023年度存在的不足和原因主要存在以下问题：（一）档案管理粗放。"


@pytest.mark.parametrize(
    "head",
    [
        "索引号: | 0029/2022 | 主题分类: | 农业 | 公开方式: | 主动公开 | {title} ",
        "返回顶部 今天是：2019年10月31日 您所在的位置：政务公开 > 工作报告 {title} 文章来源：司法局 更新时间：2024/03/29 11:30:01 {title} ",
        "{title}云财发〔2024〕3号",
        "{title}县委、县政府：",
        "首页>>政务公开>>正文{title}发布时间：2024-01-30浏览次数：12【关闭窗口】",
        "文章标题：{title} 发布人：管理员 发布时间：2024/1/30 15:20:11 ",
        "[2024-01-30]  {title} [字体：大 中 小] ",
        "【工作总结】{title} ",
    ],
)
def test_a_body_in_one_line_gives_its_title(head: str) -> None:
    document = read(head.format(title=TITLE.strip()) + ONE_LINE)

    assert document.title == TITLE.strip()
    assert identity(document).agency == "云河县财政局"
    assert [one.text for one in document.sentences if LACK in one.roles][-1] == "（一）档案管理粗放。"


def test_parts_that_a_word_counts_are_found_in_one_line_too() -> None:
    document = read(f"{TITLE}第一、主要举措和成效：一、抓培训。培训6次。第二、存在的不足：一、档案管理粗放。")

    assert [one.text for one in document.sentences if LACK in one.roles] == ["第二、存在的不足：", "一、档案管理粗放。"]


@pytest.mark.parametrize(
    "line",
    [
        "云河县财政局   时间：2024-01-18   来源：云河县财政局   点击数：123",
        "云河县人民政府门户网站 www.yunhe.example 发布时间：2024-01-18 12:23",
    ],
)
def test_below_the_title_a_name_may_stand_before_what_the_page_says(line: str) -> None:
    document = read(f"{TITLE}{line}\n{BODY}")
    found = identity(document)

    assert document.title == TITLE.strip()
    assert [one.text for one in document.furniture] == [line]
    assert str(found.published) == "2024-01-18"


def test_until_when_a_text_holds_is_no_day_of_publication() -> None:
    document = read(f"• 有效性/截止日期:2024-12-14\n{TITLE}时间：2024年01月22日 10:24 来源：云河县财政局\n{BODY}")

    assert str(identity(document).published) == "2024-01-22"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param("网站首页 | 新闻中心 | 政务公开 | 互动交流\n", "", id="a menu"),
        pytest.param("当前栏目\n您现在所在的位置：首页 > 法治建设\n", "", id="lines above the trail"),
        pytest.param("信息索引：00014/2025\n信息名称：工作情况\n", "", id="labels with values"),
        pytest.param("2024年3月15日 10:11　来源：云河县财政局\n", "", id="a day with the source"),
        pytest.param("【公开类别】主动公开\n", "", id="a label in brackets"),
        pytest.param("2026-01-20 17:01  |  云河县财政局\n", "", id="a day with who published"),
        pytest.param("中国政府网|云河政府网|繁体|无障碍\n", "", id="other sites"),
        pytest.param(
            "• [ 索引号 ]\n• 11500/2024-00003\n• [ 主题分类 ]\n• 其他\n", "", id="labels in brackets with values below"
        ),
        pytest.param(
            "• 发文机关：云河县财政局\n• 文件类型：其他\n• 所属单位：云河县财政局\n\n",
            "",
            id="a list of labels goes on",
        ),
        pytest.param("云河县人民政府 2019年12月3日星期二\n", "", id="the day on which the page was looked at"),
        pytest.param(
            "索引号 | SY00245 |\n文件编号 | 云财〔2024〕5号 |\n公开类别 | 主动公开 |\n", "", id="a table of labels"
        ),
        pytest.param(
            "| 索引号: | 43000/2024-00628 | 分类: | |\n| 文号 : |||\n", "", id="a table of labels with colons"
        ),
        pytest.param("", "打印 关闭 分享到\n", id="what a page offers to do"),
        pytest.param("", "相关链接\n云河县政务网\n主办：云河县人民政府\n", id="from the links on"),
    ],
)
def test_what_a_page_puts_around_its_text_is_no_text(above: str, below: str) -> None:
    document = read(f"{above}{TITLE}{BODY}{below}")
    said = "".join(one.text for one in document.sentences)

    assert not any(line in said for line in (above + below).split("\n") if line)
    assert TITLE.strip() in said and "培训6次" in said  # noqa: PT018


@pytest.mark.parametrize(
    ("end", "day"),
    [
        pytest.param("云河县财政局（盖章）\n2024年1月5日\n", "2024-01-05", id="sealed"),
        pytest.param("云河县财政局\n2024年元月5日\n", "2024-01-05", id="the first month by its name"),
        pytest.param(
            "下步继续培训。 云河县财政局 2024年1月5日 打印 关闭 附件下载\n",
            "2024-01-05",
            id="in one line with what the page offers",
        ),
        pytest.param(
            "下步继续培训。 云河县财政局 2024年1月5日 （此件主动公开）\n", "2024-01-05", id="in one line with a note"
        ),
    ],
)
def test_the_end_tells_who_signed_when(end: str, day: str) -> None:
    document = read(f"关于2023年法治政府建设情况的报告\n{BODY}{end}")
    who = identity(document)

    assert (who.agency, str(who.signed)) == ("云河县财政局", day)


LETTER = (
    "云河县人民政府：\n2023年，我局扎实推进法治政府建设。现将年度报告报上，请审阅。\n"
    "附件：云河县财政局2023年度法治政府建设情况报告\n云河县财政局\n2024年1月5日\n附件\n"
)


def test_a_letter_that_hands_the_report_in_is_no_part_of_it_but_signs_for_it() -> None:
    document = read(f"{LETTER}云河县财政局\n2023年度法治政府建设情况报告\n引言\n本报告由我局编制。\n{BODY}")
    who = identity(document)

    assert document.title == "云河县财政局2023年度法治政府建设情况报告"
    assert "请审阅" not in "".join(one.text for one in document.sentences)
    assert (who.agency, who.year, str(who.signed)) == ("云河县财政局", 2023, "2024-01-05")
    assert document.sections[1].role is Role.LEAD


def test_a_notice_that_prints_a_report_is_no_part_of_it() -> None:
    name = TITLE.strip()
    document = read(
        f"关于印发《{name}》的通知\n云财〔2024〕5号\n各股室：\n现将《{name}》印发给你们，请认真贯彻。\n"
        f"云河县财政局\n2024年1月30日\n{TITLE}{BODY}"
    )
    found = identity(document)

    assert (document.title, found.none_because, found.agency) == (name, "", "云河县财政局")
    assert not any("印发" in one.text for one in document.sentences)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            f"{TITLE}{BODY}现予报送。\n附件\n2023年度法治政府建设任务完成情况报告\n", id="an annex of the report"
        ),
        pytest.param(
            "关于报送2023年度法治政府建设报告的通知\n各镇：请于1月20日前报送。\n附件\n2023年度法治政府建设情况报告\n一、主要举措\n",
            id="a notice with a form",
        ),
    ],
)
def test_what_stands_before_another_annex_stays(source: str) -> None:
    said = "".join(one.text for one in read(source).sentences)

    assert "培训6次" in said or "请于1月20日前报送" in said


def test_a_page_that_lists_reports_is_none() -> None:
    titles = "".join(f"云河县{name}局2023年法治政府建设情况报告\n" for name in ("财政", "水务", "教育", "民政"))

    assert not identity(read(f"2023年法治政府建设情况报告\n{titles}")).is_report


@pytest.mark.parametrize(
    ("heading", "after"),
    [
        ("二、党政主要负责人履行推进法治建设第一责任人职责情况", "局党组书记、局长认真谋划，听取汇报2次。"),
        ("二、2024年工作计划", "继续聘请顾问，加强培训。"),
        (
            "二、存在的不足和原因",
            "档案管理粗放，各股室之间配合不够紧密，普法形式单一，人员力量与任务不相适应，培训的针对性有待提高。",
        ),
    ],
)
def test_a_heading_glued_to_its_text_is_cut(heading: str, after: str) -> None:
    document = read(f"{TITLE}2023年，我局坚持依法行政。一、主要举措。培训6次，{'检查' * 20}。{heading}{after}")

    assert heading in [section.path[-1] for section in document.sections if section.path]


@pytest.mark.parametrize(
    ("line", "words", "role"),
    [
        pytest.param("【主要工作】培训6次。审查合同。【存在的问题】档案管理粗放。【下步打算】聘请顾问。", "粗放", LACK, id="labels in brackets"),
        pytest.param("【主要工作】培训6次。审查合同。【存在的问题】档案管理粗放。【下步打算】聘请顾问。", "顾问", NEXT, id="the last of them"),
        pytest.param("一、主要做法 2023年，我局培训6次。二、存在的问题 档案管理粗放，力量薄弱。三、下步打算 聘请顾问，加强培训。", "粗放", LACK, id="short headings before a space"),
        pytest.param("1.主要做法。培训6次。2.第一责任人职责。局长听取汇报。3.存在的问题。档案管理粗放。4.2024年工作计划。聘请顾问。", "顾问", NEXT, id="a number before a year"),
        pytest.param("一、主要举措和成效 培训6次。二、党政主要负责人履行第一责任人职责情况 局长学法。三、规范执法行为 审查合同12份，案卷评查6次。", "评查", MEASURES, id="a part that follows the heads' duty"),
        pytest.param("一、主要举措和成效培训6次，审查合同。二、党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况一是局长学法。", "学法", LEADER, id="the heads' duty in full, glued"),
        pytest.param("一、主要举措和成效培训6次，审查合同。二、不足之处普法形式单一，档案管理粗放，与人民群众的期待还有一定的差距。", "粗放", LACK, id="what is wanting, glued"),
        pytest.param("一、主要举措和成效1.培训6次。2.审查合同。二、存在的主要问题1.档案管理粗放。2.力量薄弱。", "粗放", LACK, id="glued to a number"),
    ],
)  # fmt: skip
def test_a_body_in_one_line_is_divided(line: str, words: str, role: Role) -> None:
    said = [one for one in read(f"{TITLE}{line}\n").sentences if words in one.text][-1]

    assert said.roles in ({role}, {role, MEASURES} if role is LEADER else {role})


def test_a_part_with_a_wide_space_is_a_line_of_its_own() -> None:
    document = read(
        f"{TITLE}第一部分　主要举措\n培训6次。\n第二部分　存在的不足\n档案管理粗放。\n第三部分　下步打算\n聘请顾问。\n"
    )

    assert [section.role for section in document.sections if section.path] == [MEASURES, LACK, NEXT]


@pytest.mark.parametrize(
    "heading",
    [
        "二、党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况",
        "（二）党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设情况",
        "【党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况】",
    ],
)
def test_a_heading_on_the_heads_duty_may_hold_a_comma(heading: str) -> None:
    document = read(f"{TITLE}一、主要举措\n培训6次。\n{heading}\n局长听取汇报2次。\n")

    assert Role.LEADER in next(one for one in document.sentences if "听取" in one.text).roles
