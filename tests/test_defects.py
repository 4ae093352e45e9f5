"""Each kind of defect: sentences in which it must be told, and decoys in which it must not."""

from __future__ import annotations

from copy import copy
from datetime import date
from pathlib import Path

import pytest
import yaml

from checker.defects import SEVERITIES, Case, defects
from checker.identity import Told, identity
from checker.model import Identity, Kind
from checker.outline import outline
from checker.readers import read, txt
from checker.rulebook import load
from checker.writers.phrases import DEFECT_TITLES

SHARED = Path(__file__).parents[2] / "shared"
REPORTS = Path(__file__).parents[1] / "reports"
FRAME = """云河县水务局2023年法治政府建设情况报告

2023年，我局认真开展法治政府建设，现将有关情况报告如下。

一、主要举措和成效

{}

二、存在的不足

普法形式单一。

三、2024年工作安排

加强培训。

云河县水务局
2024年1月15日
"""

# kind: (what must be told and the words that the quote holds), decoys
CASES: dict[str, tuple[list[tuple[str, str]], list[str]]] = {
    "placeholder": (
        [
            ("全年聘请*名律师担任顾问。", "*名"),
            ("投入普法经费**万元。", "**"),
            ("协助XX县人民法院开展工作。", "XX"),
            ("审查合同【】份。", "【】"),
            ("招商会上签约【】个，落地8个。", "签约【】个"),
            ("联系人为____，共同办理。", "__"),
            ("到某某镇开展宣传。", "某某"),
            ("全年开展活动（　）次。", "（"),
            ("培训□□人次。", "□□"),
            ("会议由局长某某某主持。", "某某某"),
            ("于2023年x月x日召开会议。", "x月"),
        ],
        [
            "四星级（****）饭店1家。",
            "清理“XX”谐音牌匾12处。",
            "空白处以“××××年××月××日”样式标注，共12种。",
            "依法调处张**与李**的邻里纠纷。",
            "当事人王某某已履行协议。",
            "推行“1+X”工作法，落实“N+X”机制。",
            "建立“互联网+监管”系统。",
            "某某公司违法排污案已结案。",
            "二〇〇〇年以来坚持开展。",
        ],
    ),
    "leftover": (
        [
            ("[bookmark: _GoBack]开展普法活动6次。", "_GoBack"),
            ("开展&nbsp;普法活动6次。", "&nbsp;"),
            ("<p>开展普法活动6次。</p>", "<p>"),
            ("见错误！未找到引用源。所示。", "未找到引用源"),
            ("开展锟斤拷普法活动6次。", "锟斤拷"),
            ("开展普法_Toc123456活动6次。", "_Toc"),
            ("document.write(date)开展普法活动6次。", "document.write"),
        ],
        ["推广使用APP，组织VR体验3次。", "企业R&D经费增长，共检查6家。"],
    ),
    "watermark": (
        [
            ("本文来自某某范文网。", "范文网"),
            ("更多资料见www.fanwen99.com。", "fanwen99"),
            ("下面是小编为大家整理的总结，供参考。", "小编"),
            ("此文档由学习资料库整理。", "此文档"),
        ],
        [
            "在门户网站www.yunhe.gov.cn公开信息12条。",
            "通过“云河普法”公众号发布文章30篇。",
            "本资料由县司法局提供，共发放300份。",
            "申报材料网上预审326件，公文网络传输1200件，总结网格化管理经验3条。",
        ],
    ),
    "mixed-period": (
        [
            ("截至10月底，共办理案件12件。", "截至10月底"),
            ("上半年共开展检查12次。", "上半年"),
            ("2022年全年共办理案件35件。", "2022年"),
            ("1—11月，受理信访件26件。", "1—11月"),
            ("2022年度办理行政复议案件15件。", "2022年"),
        ],
        [
            "1至3月开展春季专项检查，检查企业26家。",
            "上半年组织法治培训2次。",
            "上半年，县司法局对36个单位开展执法督察，反馈问题36个。",
            "截至12月底，共办理案件12件。", "较2022年的35件增加3件。", "上半年检查5次，下半年检查7次。", "今年以来，办理案件12件。"],
    ),
    "lost-dash": (
        [
            ("落实《法治政府建设实施纲要（20212025年）》。", "20212025年"),
            ("落实《云河县实施方案（2021 2025年）》。", "2021 2025"),
            ("落实《云河县实施方案（20212025）》。", "20212025"),
        ],
        ["落实《法治政府建设实施纲要（2021—2025年）》。", "文件编号为20230115年检材料。"],
    ),
    "future-in-past": (
        [
            ("10月27日将赴县法院旁听庭审。", "将赴"),
            ("拟于12月开展专题培训。", "拟于"),
            ("我局将继续推进执法规范化。\n检查企业26家。", "我局将继续"),
            ("将于年底前组织案卷评查1次。", "将于年底前"),
            ("预计年底前完成文件清理36件。", "预计年底前"),
        ],
        [
            "对将于年内到期的规范性文件开展评估7件。",
            "按计划年内完成整改12件。",
            "对排查出的问题，将根据轻重缓急分类处置。",
            "将普法工作纳入年度考核。",
            "将法治建设作为重点，部署12次。",
            "经研究，决定于5月至10月开展专项整治。",
            "下一步，我局将继续推进执法规范化。",
            "新修订的行政复议法将于2024年1月1日起施行，组织学习3次。",
        ],
    ),
    "numbering": (
        [
            ("（一）加强学习。\n学习4次。\n（三）加强宣传。\n宣传6次。", "（三）"),
            ("（一）加强学习。\n学习4次。\n（一）加强宣传。\n宣传6次。", "（一）"),
            ("（一）组织学习12次。\n（三）开展检查45次。", "（三）"),
            ("（一）加强学习\n1.组织学习12次。\n3.开展培训4期。", "3."),
            ("主要做了以下工作：1.学习12次；2.检查45次；4.培训4期。", "4."),
            ("（一）规范执法\n1.检查40次。\n2.办案6件。\n（三）普法宣传\n宣传8次。", "（三）"),
            ("（一）规范执法\n一是检查40次。二是办案6件，增长2.5%。\n（三）普法宣传\n宣传8次。", "（三）"),
        ],
        [
            "（一）加强学习\n1.组织学习12次。\n2.开展培训4期。\n（二）规范执法\n3.开展检查40次。",
            "（一）加强学习。主要做法：（一）集中学；（二）自学。\n（二）规范执法\n检查40次。",
            "（一）规范执法\n3、4月份检查40次。\n（二）普法宣传\n宣传8次。","（一）加强学习。\n学习4次。\n（二）加强宣传。\n宣传6次。", "一是加强学习，开展4次。三是加强宣传。"],
    ),
    "punctuation": (
        [
            ("加强监管,不断提升水平。", ",不断"),
            ("落实责任（包括考核，部署2次。", "（包括"),
            ("开展宣传，，参加120人。", "，，"),
            ("学习《宪法》、《民法典》4次。", "》、《"),
            ("开展“12.4”国家宪法日宣传。", "12.4"),
            ("开展“4.22”世界地球日宣传。", "4.22"),
            ("开展宣传、培训等工作...，参加120人。", "..."),
            ("（一）、加强学习，开展4次培训。", "（一）、"),
            ("加强\"放管服\"改革，取消证明12项。", "放管服"),
        ],
        [
            "开展“学宪法 讲宪法”活动，参加学生3000余人次。",
            "办件1,200件，平均用时2.5小时。", "登录http://www.yunhe.gov.cn查询。", "学习《宪法》《民法典》4次。"],
    ),
    "duplicate": (
        [
            (
                "组织执法人员开展行政处罚法专题培训并进行案卷评查和现场考核工作。\n我局另外检查6次。\n组织执法人员开展行政处罚法专题培训并进行案卷评查和现场考核工作。",
                "组织执法人员",
            )
        ],
        ["组织培训4次。\n组织培训4次。", "学习《中华人民共和国行政处罚法》《中华人民共和国行政许可法》《中华人民共和国行政强制法》。\n学习《中华人民共和国行政处罚法》《中华人民共和国行政许可法》《中华人民共和国行政强制法》。"],
    ),
    "personal-data": (
        [
            ("当事人身份证号为110101199003072316。", "110101199003072316"),
            ("联系电话13812345678。", "13812345678"),
            ("当事人家住幸福小区3号楼2单元501室。", "幸福小区"),
            ("帮扶对象王桂英，住城关镇建设街3号楼2单元501室。", "3号楼2单元501室"),
            ("当事人王某（身份证号110101199003072317）已受罚。", "110101199003072317"),
        ],
        ["举报热线12345。", "办公电话0571-88886666。", "统一社会信用代码110101199003072311。"],
    ),
    "secrecy-mark": ([("秘密★1年\n开展检查6次。", "秘密★"), ("（内部资料，注意保密）\n开展检查6次。", "内部资料"), ("密级：秘密\n开展检查6次。", "密级：秘密"), ("仅供内部使用\n开展检查6次。", "仅供内部")], ["对涉密文件、内部资料妥善保管，检查2次。", "内部资料妥善保管制度落实到位，检查2次。", "做好保密工作，开展保密检查2次，签订保密承诺书30份。"]),
    "rate-without-count": (
        [("行政机关负责人出庭应诉率达100%。", "100%")],
        ["负责人出庭应诉5件，出庭应诉率100%。", "森林覆盖率达65%。"],
    ),
    "wrong-period": (
        [
            ("落实《法治政府建设实施纲要（2022—2025年）》。", "2022—2025"),
            ("落实《法治政府建设实施纲要（2015—2020年）》。", "2015—2020"),
            ("扎实推进“七五”普法，开展宣传12场。", "七五”普法"),
            ("落实“八五”普法规划（2020—2025年），开展宣传12场。", "2020—2025"),
        ],
        [
            "落实《云河县法治政府建设实施方案（2022—2026年）》。",
            "总结《法治政府建设实施纲要（2015—2020年）》实施以来的经验3条。",
            "获评全省“七五”普法先进集体。",
        ],
    ),
    "abolished-law": (
        [("依据《合同法》审查合同12份。", "《合同法》"), ("宣传婚姻法4场。", "婚姻法"), ("安置士兵12名，均依据《退役士兵安置条例实施办法》和《建设行政处罚程序暂行规定》。", "建设行政处罚")],
        ["宣传《劳动合同法》4场。", "《合同法》已被《民法典》取代，清理文件3件。", "依据合同法律规定审查12份。", "法院依照当时施行的《合同法》判决1件。"],
    ),
    "law-name": (
        [
            ("学习《未成年保护法》4次。", "未成年保护法"),
            ("学习《中华人民共和国行政处法》4次。", "行政处法"),
            ("学习《行政处罚法4次。", "《行政处罚法"),
            ("贯彻《中国共产党机构编制工作管理条例》，核查单位12家。", "机构编制工作管理条例"),
            ("落实《优化营商环境管理条例》（国务院令第722号），走访企业36家。", "优化营商环境管理条例"),
            ("学习《中华人民共和国国家行政处罚法》，考试1次。", "国家行政处罚法"),
            ("印发《关于转发<云河县工作要点>的通知》。", "<云河县"),
        ],
        [
            "印发《行政许可办法》1件。",
            "学习《中华人民共和国海商法》4次。",
            "制定《云河县优化营商环境条例实施办法》。",
            "落实《优化营商环境管理条例》，走访企业36家。",
            "印发《行政许可管理办法》1件。",
            "学习《中华人民共和国行政处罚法（2021年修订）》4次。",
        ],
    ),
    "fazhi-wording": (
        [("组织法制宣传6场。", "法制宣传"), ("严格执行重大执法决定法治审核制度。", "法治审核"), ("播放法制公益广告36条。", "法制公益广告")],
        ["依托法治审核室审核合同12份。", "落实会前学法制度，加强重大执法决定法制审核。", "局法制股审核案件12件。", "依法制定文件3件。"],
    ),
    "typo": (
        [
            ("截止2023年底，办结32件。", "截止"),
            ("推进法治府建设。", "法治府建设"),
            ("推进法治治政府建设。", "法治治政府建设"),
            ("推进法政治府建设。", "法政治府建设"),
            ("深入学习近平法治思想4次。", "学习近平"),
            ("辖区末发生行政诉讼案件。", "末"),
            ("召开府院联系会议3次。", "联系会议"),
            ("做到内化于心、外化于形，学习4次。", "外化于形"),
            ("推动普法工作常态话，宣传8次。", "常态话"),
            ("加大对重点行业的执法检查，责令整改6家。", "加大对重点"),
            ("2月30日召开专题会议。", "2月30日"),
            ("加强事中事后监管管，抽查6次。", "监管管"),
            ("立以局长为组长的领导小组。", "立以局长"),
        ],
        [
            "部务会上领学习近平法治思想2次。",
            "在市委的坚强领导下，市委依法治市办的精心指导下，完成任务12项。",
            "利用村广播的宣传引领作用，播放12次。",
            "发放资料300 余份。",
            "报名截止日期为3月1日。",
            "推行执法公示制度，进行执法人员培训2期。",
            "2023年末完成整改6项。",
            "围绕法治话题座谈12次，干部自己完成测试。",
            "聚焦突出问题高发领域检查12次，究竟赛期另行通知。",
            "与会人员参与与民互动6场。",
        ],
    ),
    "anachronism": (
        [
            ("学习贯彻党的二十届三中全会精神4次。", "二十届三中全会"),
            ("深入贯彻党的二十届二中、三中全会精神，宣讲4次。", "二中、三中全会"),
            ("认真实施新修订的《中华人民共和国行政复议法》，受理申请12件。", "行政复议法"),
            ("认真贯彻执行《反电信网络诈骗法》《中华人民共和国粮食安全保障法》，检查企业12家。", "粮食安全保障法"),
            ("宣传《公平竞争审查条例》4场。", "公平竞争审查条例"),
        ],
        [
            "学习贯彻党的二十届二中全会精神4次。",
            "贯彻党的十九届五中、六中全会精神，宣讲4次。",
            "起草《能源法》宣传方案1份。",
            "学习能源法律法规4次。",
            "学习贯彻新修订的《行政复议法》，培训4次。",
            "认真执行《行政复议法》，受理申请12件。",
            "为贯彻实施《粮食安全保障法》做好准备，培训4次。",
            "落实《云岭省行政执法监督条例》和《行政执法监督条例》，抽查4次。",
            "贯彻落实《云岭省公平竞争审查条例》，审查文件12件。",
        ],
    ),
    "arithmetic": (
        [("审查合同24件（采购合同7件、服务合同12件）。", "24件")],
        ["办理案件319件，其中简易程序206件、普通程序113件，对52件不予处罚。", "受理投诉30件，其中办结25件、调解成功20件。"],
    ),
    "empty-claim": (
        [
            (
                "我局始终高度重视法治工作，切实提高政治站位。全体干部牢固树立法治理念，自觉增强责任意识，真正做到心中有法。持续营造良好氛围，推动各项任务落地见效，不断提升依法履职的能力和水平，群众满意度明显提升。",
                "高度重视",
            )
        ],
        ["我局高度重视法治工作。召开专题会议2次，印发《普法责任清单》。推动任务落地见效。"],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def tables() -> dict[str, object]:
    return dict(load().tables)


def told(text: str, tables: dict[str, object], kind: Kind = Kind.DEPARTMENT) -> list[tuple[str, str]]:
    document = outline(txt.read(text.encode()))
    who = identity(document, Told(None, kind, 2023))
    return [(one.id, one.quote) for one in defects(Case(document, who, None, tables))]


@pytest.mark.parametrize(
    ("kind", "text", "words"), [(kind, text, words) for kind, (fires, _) in CASES.items() for text, words in fires]
)
def test_it_is_told_with_the_words_that_are_wrong(kind: str, text: str, words: str, tables: dict[str, object]) -> None:
    found = [quote for id, quote in told(FRAME.format(text), tables) if id == kind]
    assert any(words in quote for quote in found), found
    assert all(1 <= len(quote) <= 60 for quote in found)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, (_, decoys) in CASES.items() for text in decoys])
def test_what_only_looks_like_it_is_passed_over(kind: str, text: str, tables: dict[str, object]) -> None:
    assert [quote for id, quote in told(FRAME.format(text), tables) if id == kind] == []


def test_what_will_be_done_is_a_plan_where_the_report_has_no_section_of_plans(tables: dict[str, object]) -> None:
    text = FRAME.format("检查企业26家。\n我局将继续推进执法规范化。").replace("三、2024年工作安排\n\n加强培训。\n", "")

    assert [quote for id, quote in told(text, tables) if id == "future-in-past"] == []


def test_a_short_word_is_quoted_alone_and_shown_with_its_neighbours(tables: dict[str, object]) -> None:
    text = FRAME.format("提供有力支撑。截止2023年底，办结32件。")
    document = outline(txt.read(text.encode()))
    who = identity(document, Told(None, Kind.DEPARTMENT, 2023))
    (one,) = [one for one in defects(Case(document, who, None, tables)) if one.id == "typo"]

    assert one.quote == "截止"
    assert "支撑。截止2023" in one.message


@pytest.mark.parametrize(("year", "wrong"), [(2019, False), (2023, True)])
def test_what_was_the_official_name_in_its_year_is_right(year: int, wrong: bool, tables: dict[str, object]) -> None:
    text = FRAME.format("选派法制副校长12名。").replace("2023", str(year)).replace("2024", str(year + 1))
    document = outline(txt.read(text.encode()))
    who = identity(document, Told(None, Kind.DEPARTMENT, year))

    assert any(one.id == "fazhi-wording" for one in defects(Case(document, who, None, tables))) is wrong


@pytest.mark.parametrize(
    ("year", "words", "id", "wrong"),
    [
        (2021, "扎实推进“七五”普法，被评为先进。", "wrong-period", True),
        (2021, "做好“七五”普法总结验收，推进“八五”普法。", "wrong-period", False),
        (2022, "办理来信5件，均按《信访条例》办结。", "abolished-law", True),
        (2022, "《信访工作条例》施行前的5件，按《信访条例》办结。", "abolished-law", False),
        (2024, "安置退役士兵5名，均依据《退役士兵安置条例》。", "abolished-law", False),
        (2019, "学习《党政主要领导干部和国有企业领导人员经济责任审计规定》。", "law-name", False),
        (2022, "学习《党政主要领导干部和国有企业领导人员经济责任审计规定》。", "law-name", True),
        (2020, "学习新修订的《种子法》，检查企业12家。", "anachronism", True),
        (2016, "学习新修订的《种子法》，检查企业12家。", "anachronism", False),
    ],
)
def test_what_is_right_or_wrong_by_the_year(
    year: int, words: str, id: str, wrong: bool, tables: dict[str, object]
) -> None:
    text = FRAME.format(words).replace("2024", str(year + 1)).replace("2023", str(year))
    document = outline(txt.read(text.encode()))
    who = identity(document, Told(None, Kind.DEPARTMENT, year))

    assert any(one.id == id for one in defects(Case(document, who, None, tables))) is wrong


def test_spaces_of_the_page_around_the_text_are_no_fault(tables: dict[str, object]) -> None:
    page = "来源：办公室 日期：2024-01-15 浏览量： 【大 中 小】 收藏 打印 2023年，我局全面推行 执法公示制度，公示12条。"
    found = [quote for id, quote in told(FRAME.format(page), tables) if id == "punctuation"]
    assert not any("打印" in quote or "大 中" in quote for quote in found)


def test_a_sound_report_has_no_defect(tables: dict[str, object]) -> None:
    assert told(FRAME.format("聘请2名律师担任法律顾问，审查合同12份。"), tables) == []


@pytest.mark.parametrize(
    ("old", "new", "quote"),
    [
        ("2023年法治政府建设情况报告", "2022年法治政府建设情况报告", "2022年"),
        ("现将有关情况报告如下", "现将2022年法治政府建设情况报告如下", "2022年"),
        ("现将有关情况报告如下", "现将2022年度法治政府建设情况公布如下", "2022年"),
        ("三、2024年工作安排", "三、2023年工作安排", "2023年"),
        ("加强培训。", "2023年，云河县将以“八五”普法验收为契机，加强培训。", "2023年"),
        ("加强培训。", "2023年，我局将加强培训。", "2023年"),
        ("加强培训。", "2023年，云河县将加强培训，落实“三项制度”。", "2023年"),
        ("普法形式单一。", "2022年，我局法治政府建设工作取得一定成效，但普法形式单一。", "2022年"),
        ("2023年，我局认真开展", "2022年，我局认真开展", "2022年"),
    ],
)
def test_a_year_that_is_not_the_reporting_year_is_stale(
    old: str, new: str, quote: str, tables: dict[str, object]
) -> None:
    found = [words for id, words in told(FRAME.format("开展检查6次。").replace(old, new), tables) if id == "stale-year"]
    assert len(found) == 1
    assert found[0].startswith(quote)


@pytest.mark.parametrize(
    ("signed", "kind", "severity"),
    [
        ("2024年2月29日", Kind.DEPARTMENT, None),
        ("2024年3月1日", Kind.DEPARTMENT, None),
        ("2024年3月2日", Kind.DEPARTMENT, "warning"),
        ("2024年3月2日", Kind.PARTY, "hint"),
    ],
)
def test_the_first_of_march_is_the_last_day(
    signed: str, kind: Kind, severity: str | None, tables: dict[str, object]
) -> None:
    document = outline(txt.read(FRAME.format("开展检查6次。").replace("2024年1月15日", signed).encode()))
    who = identity(document, Told(None, kind, 2023))
    found = [one for one in defects(Case(document, who, None, tables)) if one.id == "late"]
    assert [one.severity.value for one in found] == ([severity] if severity else [])


def test_a_draft_without_a_date_is_late_only_on_the_day_that_is_asked_about(tables: dict[str, object]) -> None:
    document = outline(txt.read(FRAME.format("开展检查6次。").replace("2024年1月15日\n", "").encode()))
    who = identity(document, Told(None, Kind.DEPARTMENT, 2023))
    for day, late in ((None, False), (date(2024, 2, 1), False), (date(2024, 3, 2), True)):
        assert any(one.id == "late" for one in defects(Case(document, who, day, tables))) is late


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("普法形式单一。", "对2022年督察反馈的问题整改不彻底。"),
        ("加强培训。", "2023年，我局法治建设取得一定成效，但与要求还有差距，将继续努力。"),
        ("二、存在的不足", "二、存在的不足及2024年打算"),
        ("一、主要举措和成效", "一、落实《云河县实施方案（2021—2025年）》情况"),
        ("现将有关情况报告如下", "现将落实2023年工作要点的情况报告如下"),
    ],
)
def test_a_year_that_belongs_there_is_passed_over(old: str, new: str, tables: dict[str, object]) -> None:
    text = FRAME.format("开展检查6次。").replace(old, new)
    assert [words for id, words in told(text, tables) if id == "stale-year"] == []


@pytest.mark.parametrize(
    ("agency", "signed", "published", "received", "late"),
    [
        pytest.param("云河县水务局", None, "2024-03-31", None, [], id="published in time, not signed"),
        pytest.param("云河县水务局", None, "2024-04-02", None, ["warning"], id="published late"),
        pytest.param("江原省人民政府", "2024-03-31", None, None, [], id="a province has until April"),
        pytest.param("国家税务总局", "2024-04-02", None, None, ["warning"], id="so has the State Council's agency"),
        pytest.param(
            "国家税务总局云河县税务局", "2024-03-02", None, None, ["warning"], id="but not its office in a county"
        ),
        pytest.param("江畔街道办事处", "2024-03-02", None, None, ["hint"], id="a street office is only hinted at"),
        pytest.param("云河县水务局", "2024-03-02", None, "2024-02-20", [], id="received in time by the roster"),
        pytest.param("云河县水务局", "2024-02-20", None, "2024-03-02", ["warning"], id="received late by the roster"),
    ],
)
def test_who_is_late_by_which_day(
    agency: str,
    signed: str | None,
    published: str | None,
    received: str | None,
    late: list[str],
    tables: dict[str, object],
) -> None:
    def day(value: str | None) -> date | None:
        return date.fromisoformat(value) if value else None

    document = outline(txt.read(FRAME.format("开展检查6次。").encode()))
    who = Identity(agency, Kind.DEPARTMENT, 2023, day(signed), day(published), received=day(received))
    found = defects(Case(document, who, date(2024, 12, 1), tables))

    assert [str(one.severity) for one in found if one.id == "late"] == late


def test_a_document_that_is_late_by_both_its_days_is_told_once(tables: dict[str, object]) -> None:
    document = outline(txt.read(FRAME.format("开展检查6次。").encode()))
    who = Identity("云河县水务局", Kind.DEPARTMENT, 2023, date(2024, 3, 20), date(2024, 4, 9))
    (one,) = [one for one in defects(Case(document, who, None, tables)) if one.id == "late"]

    assert "成文日期2024年3月20日" in one.message
    assert "发布日期2024年4月9日" in one.message


def test_a_passage_that_stands_there_twice_is_told_once(tables: dict[str, object]) -> None:
    passage = "组织执法人员开展行政处罚法专题培训并进行案卷评查和现场考核工作。全年组织各股室负责人交叉检查执法案卷并逐件反馈评查意见和建议。"
    found = [id for id, _ in told(FRAME.format(f"{passage}\n另外检查6次。\n{passage}"), tables)]
    assert found.count("duplicate") == 1


@pytest.mark.parametrize(
    ("numbers", "faults"),
    [
        ("一二三四", ""),
        ("一二四", "四"),
        ("一二二三", "二"),
        ("一二二四", "二"),
        ("一一二三四", "一"),
        ("一二三三五七", "三七"),
    ],
)
def test_one_slip_in_a_series_is_told_once(numbers: str, faults: str, tables: dict[str, object]) -> None:
    text = "\n".join(f"（{number}）加强学习。\n学习{at}次。" for at, number in enumerate(numbers, 2))
    found = [quote for id, quote in told(FRAME.format(text), tables) if id == "numbering"]

    assert [quote[1] for quote in found] == list(faults)


def test_a_wrong_word_that_runs_through_the_text_is_told_five_times_and_counted(tables: dict[str, object]) -> None:
    text = FRAME.format("\n".join(f"开展法制宣传{number}场。" for number in range(2, 10)))
    document = outline(txt.read(text.encode()))
    who = identity(document, Told(None, Kind.DEPARTMENT, 2023))
    found = [one for one in defects(Case(document, who, None, tables)) if one.id == "fazhi-wording"]

    assert [one.place.number for one in found] == [7, 8, 9, 10, 11]
    assert ["全文共8处" in one.message for one in found] == [False] * 4 + [True]


def test_a_cut_off_that_runs_through_the_text_is_told_once(tables: dict[str, object]) -> None:
    text = "截至10月底，办理案件12件。\n截至10月底，受理信访件6件。\n截至11月底，检查企业9家。"
    found = [quote[:6] for id, quote in told(FRAME.format(text), tables) if id == "mixed-period"]

    assert found == ["截至10月底", "截至11月底"]


def test_every_kind_has_a_case_and_a_decoy() -> None:
    elsewhere = {"stale-year", "late"}
    assert set(CASES) == set(SEVERITIES) - elsewhere
    assert all(fires and decoys for fires, decoys in CASES.values())


def test_every_kind_has_a_title_and_its_severity(tables: dict[str, object]) -> None:
    assert set(SEVERITIES) <= set(DEFECT_TITLES)
    kinds = SHARED / "domain" / "defects.yaml"
    if not kinds.exists():
        pytest.skip("needs ../shared/domain/defects.yaml")
    contract = {one["id"]: one["severity"] for one in yaml.safe_load(kinds.read_text(encoding="utf-8"))["defects"]}
    assert {id: severity.value for id, severity in SEVERITIES.items()} == contract


@pytest.mark.parametrize("name", [path.name for path in sorted(REPORTS.glob("*.md")) + sorted(REPORTS.glob("*.txt"))])
def test_the_first_document_of_a_run_is_told_the_same_as_a_later_one(name: str, tables: dict[str, object]) -> None:
    document = outline(read((REPORTS / name).read_bytes(), name))
    who = identity(document, Told(None, Kind.DEPARTMENT, 2023))
    # the table of words is made whole only for the second document that is held against it
    case = Case(document, who, None, {**tables, "wording": copy(tables["wording"])})

    assert defects(case) == defects(case)
