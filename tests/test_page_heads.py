"""What published pages put above a report, as it is copied along: who reports on which year is found all the same."""

from __future__ import annotations

import pytest

from checker.identity import identity
from checker.model import Role
from checker.outline import outline
from checker.readers import txt

BODY = """\
一、主要举措和成效
（一）推进依法决策。聘请法律顾问2名，审查合同35件。
二、存在的不足和原因
一是执法力量不足，由于人员编制少，监察员仅5名。
三、2025年主要安排
一是加强执法培训。
"""

HEADS = [
    pytest.param(
        """\
中国政府网 | 云海市人民政府网 区政府 网站专栏
| 无障碍 | | 注册 网站支持IPv6
首页 政务公开 渝快办 互动交流

基层政务公开

您当前位置: 首页>区政府部门>卫生健康委员会>政务公开>法定主动公开内容>法治政府建设年度报告
[ 索引号 ] 11500111MB15011811/2025-00005 [ 发文字号 ]
[ 主题分类 ] 卫生 [ 体裁分类 ] 工作报告
[ 发布机构 ] 云洼区卫生健康委 [ 发布日期 ] 2025-01-13
[ 成文日期 ] 2025-01-13 [ 有效性 ]
[ 索引号 ] 11500111MB15011811/2025-00005
[ 发文字号 ]
[ 主题分类 ] 卫生
[ 体裁分类 ] 工作报告
[ 发布机构 ] 云洼区卫生健康委
[ 发布日期 ] 2025-01-13
[ 成文日期 ] 2025-01-13
[ 有效性 ]

云海市云洼区卫生健康委员会 关于2024年法治政府建设情况的报告

2024年，云洼区卫生健康委员会以习近平法治思想为指导，现将2024年有关情况汇报如下：
""",
        "云海市云洼区卫生健康委员会",
        id="tables of labels in square brackets",
    ),
    pytest.param(
        """\
首页
>政府信息公开>法治政府建设
  • 索引号:11371002MB2860928Q/2025-00027
  • 发布单位:云海市环山区卫生健康局
  • 内容分类:法治政府建设
  • 成文日期:2025-01-06
  • 公开方式:主动公开
  • 公开范围:面向全社会
  • 有效性/截止日期:
  • 文号:

环山区卫生健康局2024年度法治政府建设情况报告

时间:2025/01/06 14:10:49 来源:云海市环山区卫生健康局 浏览次数:

环山区卫生健康局紧紧围绕法治政府建设主线，现将有关情况报告如下。
""",
        "云海市环山区卫生健康局",
        id="labels with bullets",
    ),
    pytest.param(
        """\
登录   注册
当前位置:首页>专题专栏>行政法信息公示>行政执法部门>卫生健康局>事后公开 返回首页
江口区卫生健康局2024年度法治政府建设工作报告
发布时间:2025-01-29     信息发布人:江口区卫健局

2024年度法治政府建设工作报告

江口区卫生健康局

根据省、市、区关于法治政府建设的工作部署和报送要求，现将江口区卫健局2024年度法治政府建设情况报告如下。
""",
        "江口区卫生健康局",
        id="the page repeats the title, the agency stands below",
    ),
    pytest.param(
        """\
长水政发〔2025〕1号长水县2024年度法治政府建设情况报告

政府办文书科

2025-01-05

    2024年在市委、市政府的正确领导下，我县法治建设取得新进展。
""",
        "长水县人民政府",
        id="the number of the document runs into the title",
    ),
    pytest.param(
        """\
来源：林业局   2025-04-27 09:40
浏览量:1 | | | |

岳山市林业局

2024年度法治政府建设工作情况汇报

(2025年2月18日)

今年来，在市委市政府的正确领导下，我局法治政府建设工作取得较好成效。现将情况汇报如下：
""",
        "岳山市林业局",
        id="agency above, day in brackets below",
    ),
    pytest.param(
        """\
粤山交法〔2025〕6号
南江省交通运输厅关于 2024年度法治政府
建设情况的报告
省政府:
按照要求，现将我厅2024年法治政府部门建设情况报告如下:
""",
        "南江省交通运输厅",
        id="a title in two lines below the number of the document",
    ),
    pytest.param(
        """\
当前位置: 首页 > 信息公开 > 重点领域信息公开 > 行政执法公示
索引号 430S00/2025-015365430S00/2025-04027243 文号
发布单位 南江省交通运输厅 来源 厅法制处
公开日期 2025-02-18 09:22 公开方式 主动公开
公开时限 长期公开 统一登记号

南江省交通运输厅关于报送2024年法治政府部门建设工作自查报告的函

发布日期:2025-02-18 09:22
信息来源:厅法制处
字号:【

省司法厅:

根据工作要求，现将《2024年法治政府部门建设工作自查报告》（附后）随函报送。

南江省交通运输厅

2025年1月18日

南江省交通运输厅

2024年法治政府部门建设工作自查报告

按照要求，现将2024年交通运输法治政府部门建设进展情况报告如下：
""",
        "南江省交通运输厅",
        id="a letter that names its annex in a sentence only",
    ),
    pytest.param(
        """\
索引号 : 011337629/2025-23467 文       号 : 无
主题分类: 其他 发文单位: 咸安市水利和湖泊局
名       称: 2024年度法治政府建设工作报告 发布日期: 2025年1月21日
有效性: 有效 发文日期: 2025-01-21
市委依法治市办:
今年以来，我局深入学习领会习近平法治思想，积极履行推进法治建设第一责任人职责，为全市水利改革发展提供法治保障。
""",
        "咸安市水利和湖泊局",
        id="the title in a label only",
    ),
    pytest.param(
        """\
- 索 引 号:370402/2025-00029
- 主题分类:法治政府建设
- 发布机构:人力资源和社会保障局
- 成文时间:2025年02月28日
- 文 号:无
- 发文时间:2025年02月28日
- 标 题:市中区人力资源和社会保障局2024年度法治政府建设情况报告
- 效力状态:有效
市中区人力资源和社会保障局2024年度法治政府建设情况报告
2024年以来，区人社局在区委、区政府正确领导下，深入推进法治政府建设，现将我局2024年法治政府建设情况报告如下。
""",
        "市中区人力资源和社会保障局",
        id="labels in a list",
    ),
    pytest.param(
        """\
今天是:2025年10月31日 星期三 农历十月初七
工作报告

您所在的位置:政务公开 > 工作报告

2024年静水区法治政府建设情况报告
文章来源:司法局 更新时间:2025/03/29 11:30:01

2024年静水区法治政府建设情况报告

2024年，静水区坚持以习近平新时代中国特色社会主义思想为指导。
""",
        "静水区人民政府",
        id="the same title twice",
    ),
    pytest.param(
        """\
政府信息公开 规章库

索引号: 11440115MB2D065126/2025-00071 分类: 综合政务
发布机构: 南山开发区管委会办公室 成文日期: 2025-05-21
名称: 南山开发区2024年法治政府建设情况报告
文号: 南开办函〔2025〕4号 发布日期: 2025-05-26
主题词:
【打印】 【字体:

南山开发区2024年法治政府建设情况报告

发布日期:2025-05-26  浏览次数:-

2024年，南山开发区坚持以习近平法治思想为指导。
""",
        "南山开发区管委会",
        id="lines of a site above the labels",
    ),
    pytest.param(
        """\
根据《法治政府建设实施纲要（2021—2025年）》和相关文件要求，现将市人社局2024年法治政府建设情况报告予以公开。
本报告包括主要举措和成效、党政主要负责人履行推进法治建设第一责任人职责情况、存在不足和原因、2025年重点工作措施四个部分。本报告所列数据的期限为2024年1月1日至2024年12月31日。如对本报告有任何疑问，请与市人社局法规处联系（地址：建设路18号；邮编：300040；电话（传真）：022-23030851）
""",
        "市人社局",
        id="no title, the first sentence names the report",
    ),
    pytest.param(
        """\
当前位置 : 首页
> 云西动态 > 政务公告
2024年云西县法治政府建设情况
 日期 : 2025-01-15  文章来源 : 司法局  字号 : [  ] 视力保护色:

2024年，云西县政府坚持以习近平法治思想为指导。现将有关情况报告如下：
""",
        "云西县人民政府",
        id="blanks within labels",
    ),
    pytest.param(
        """\
索 引 号 | 11620300013909010R/2025-48086 | 主题分类 | 云政发 |
发文字号 | 云政发〔2025〕33号 | 制发机构 | |
有效性 | |||
成文日期 | 2025-02-13 | 发布日期 | 2025-02-28 |
标 题 | 云昌市人民政府关于2024年度法治政府建设情况的报告 |
2024年，云昌市政府坚持以习近平法治思想为指导。现将有关情况报告如下：
""",
        "云昌市人民政府",
        id="a table of labels that names the text",
    ),
    pytest.param(
        """\
返回顶部

云巴县水利局2024年法治政府建设情况报告

  • 索引号:

    6107280000/2025-001005
  • 主题分类:

  • 来源:

  • 发文机构:

    云巴县水利局
  • 发文字号:

    云水发〔2025〕7号
  • 发文日期:

    2025年02月06日 16:40
  • 有效性:

  • 发布日期:

    2025年02月06日 16:34
  • 内容概述:

云巴县水利局2024年法治政府建设情况报告

2024年，云巴县水利局坚持以习近平法治思想为指导。现将有关情况报告如下：
""",
        "云巴县水利局",
        id="labels with their values in the next line",
    ),
    pytest.param(
        """\
灵水县人民政府
关于2024年度法治政府建设情况的报告
关于2024年度法治政府建设情况的报告
2024年，我县坚持以习近平法治思想为指导。现将有关情况报告如下：
""",
        "灵水县人民政府",
        id="lines twice",
    ),
    pytest.param(
        """\
> 工作信息  > 计划总结
云州市科学技术局2024年度法治政府建设年度报告
  • 日期: 2025- 01- 25 15: 27
  • 来源: 市科技局
  • 浏览次数:
  • 字体:[ ]

中共云州市委、云州市人民政府:

2024年，市科技局坚持以习近平法治思想为指导。现将2024年法治政府建设情况报告如下:
""",
        "云州市科学技术局",
        id="blanks within a day",
    ),
    pytest.param(
        """\
首页
> 政府信息公开 > 信息公开目录 > 政策文件及解读 > 其他文件
索引号: 11330000002482322Q/2025-00011 文件编号: 云商务〔2025〕8号 发布机构: 省商务厅
生成日期: 2025-02-22 主题分类: 综合政务/政务公开 组配分类: 其他文件
公开形式:网站 公开方式: 主动公开 公开范围: 面向全社会
体裁分类: 报告 有效性: 有效

云江省商务厅关于2024年法治政府建设工作情况的报告

发布日期:2025-02-24 09:14 浏览次数: 信息来源:厅法规处

2024年，省商务厅全面加强法治政府建设工作。现将有关工作情况报告如下。
""",
        "云江省商务厅",
        id="labels above the title and below it",
    ),
    pytest.param(
        """\
首页 > 政务公开 > 通知公告
市科技局2024年法治政府建设情况报告
来源:战略规划与政策法规处 发布时间:2025-11-25 03:18

2024年，市科技局在市委、市政府的正确领导下，现将2024年度法治政府建设工作情况报告如下：
""",
        "市科技局",
        id="a department as source",
    ),
    pytest.param(
        """\
（2025年1月18日）
云海市云山区民政局2024年法治政府建设情况报告
各位领导：
""",
        "云海市云山区民政局",
        id="the day above the title",
    ),
    pytest.param(
        """\
云山区教育局关于报送2024年法治政府建设情况报告的函
区委依法治区办：
现将我局2024年法治政府建设情况报告如下：
""",
        "云山区教育局",
        id="a letter that is the report",
    ),
]


@pytest.mark.parametrize(("head", "agency"), HEADS)
def test_who_reports_on_what_is_found_below_the_head_of_a_page(head: str, agency: str) -> None:
    document = outline(txt.read((head + BODY).encode()))
    who = identity(document)

    assert who.is_report
    assert (who.agency, who.year) == (agency, 2024)
    # the head is no text that could answer an item
    assert {one.text for one in document.sentences if Role.MEASURES in one.roles} <= set(sentences(BODY))


def sentences(source: str) -> list[str]:
    return [one.text for one in outline(txt.read(source.encode())).sentences]


LEADS = [
    "2024年，我局坚持依法行政，办结案件12件。",
    "县委、县政府：2024年，我局坚持依法行政，办结案件12件。",
    "根据要求，现将我局2024年度法治政府建设情况报告如下：",
]
TRAILS = [
    "",
    "当前位置：首页 > 政务公开 > 法治政府建设年度报告 ",
    "网站首页 走进云河 政务公开 办事服务 当前位置：首页 >> 政务公开 >> 法治政府建设 ",
    "首页 互动交流 索引号：0123/2025-00012 发布机构：云河县水务局 发文日期：2025-01-15 名称：{title} 文号：无 主题词：法治 ",
    "索 引 号： 11/2025-1 信息分类： 报告 发布机构： 云河县水务局 生成日期： 2025-01-15 名 称： {title} 关键词： ",
    " 云河县水务局 > 政务公开 > 年报 ",
]  # fmt: skip
BELOW = [
    (" ", False),
    (" 2025-01-15 09:12 来源：云河县水务局 作者：办公室 点击量：86 打印 ", True),
    (" 发布日期：2025年1月15日 10:02 信息来源：云河县水务局 字体：[大 中 小] 分享到： ", True),
    (" 来源： 云河县水务局 时间： 2025-01-15 11:11 浏览次数： 22 次 保护视力色： 打印本页 关闭窗口 ", True),
    (" （2025年1月15日） ", False),
    (" 2025-01-15 ", True),
    (" 云水〔2025〕3号 ", False),
]


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize(("below", "published"), BELOW)
@pytest.mark.parametrize("trail", TRAILS)
@pytest.mark.parametrize("title", ["云河县水务局关于2024年度法治政府建设情况的报告", "2024年度推进依法行政工作总结"])
def test_the_title_is_found_in_a_body_of_one_line(
    title: str, trail: str, below: str, published: bool, lead: str
) -> None:
    line = (
        trail.format(title=title)
        + title
        + below
        + lead
        + "一、主要做法（一）加强学习。组织学法4次。二、存在问题执法力量不足。"
    )
    document = outline(txt.read(line.encode()))

    assert document.title == title
    assert "".join(one.text for one in document.sentences if Role.LEAD in one.roles) == lead
    assert (identity(document).published is not None) >= published


def test_a_name_before_the_hour_of_publication_is_no_part_of_the_text() -> None:
    text = (
        "云河县统计局2024年度法治政府建设工作总结\n县统计局 2025-01-24 15:20 浏览：141 分享：\n2024年，我局依法统计。\n"
        + BODY
    )
    document = outline(txt.read(text.encode()))

    assert str(identity(document).published) == "2025-01-24"
    assert document.sentences[1].text == "2024年，我局依法统计。"


@pytest.mark.parametrize(
    "around",
    [
        "{title}\n\n日期:2025-01-13 11:00 来源:区应急局\n| | | |\n\n区委、区政府:\n",
        "索引号 | 4309/2025-16 | 发布机构 | 云县民政局 |\n---|---|---|---|\n信息类别 | 综合政务 | 公开范围 | 全部公开 |\n{title}\n",
        "{title}\n来源：水利局 发布日期：2025-02-10 14:30:00 字号：[大] [中] [小]\n视力保护色：\n",
    ],
    ids=["an empty row below", "the rule of a table above", "an offer of colours"],
)
def test_what_a_table_leaves_behind_is_no_part_of_the_title(around: str) -> None:
    title = "云县民政局2024年度法治政府建设情况报告"
    document = outline(txt.read((around.format(title=title) + "2024年，我局依法行政。\n" + BODY).encode()))

    assert document.title == title
    assert [one.text for one in document.sentences if Role.LEAD in one.roles][-1] == "2024年，我局依法行政。"
