"""Figures: sums that hold stay silent, sums that do not are told with the sum shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from checker.defects import Case, arithmetic
from checker.model import Identity, Kind, Reading
from checker.outline import outline
from checker.readers import lines

HOLDS = [
    "全年办理行政复议案件25件，其中维持12件、撤销3件、驳回10件。",
    "全年办理行政复议案件25件，其中维持12件、撤销3件。",
    "审查合同24件（采购合同7件、租赁合同6件、服务合同11件）。",
    "办理信访件24件，分别为来信7件、来访6件、网上信访11件。",
    "立案民事7件、刑事6件、行政12件，合计25件。",
    "“两违”352宗，已整改303宗，处置率为86.08%。",
    "“两违”352宗，已整改303宗，处置率为86.07%。",
    "受理案件120件，办结120件，办结率100%。",
    "受理案件1,200件，办结1,188件，办结率99%。",
    "今年受理案件120件，较上年100件增长20%。",
    "受理案件80件，比2022年100件下降20%。",
    "税收收入同比增长120%，完成率105%。",
    "组织考试，参加人数1.2万人，其中合格1.1万人。",
    "聘请法律顾问2名，审查合同30份，其中重大合同12份。",
    "举办讲座3场、培训2次，共计参加120人次。",
    "发放宣传单5000份、手册2000份，共计7000份。",
    "办件300余件，其中网上办理310件。",
    "全年开展法治讲座12场。全年开展法治讲座12场，覆盖8个村。",
    "办理案件24件（其中简易程序18件）。",
    "共调解纠纷56件，调解成功55件，成功率98.2%。",
    "群众满意度达98.5%，较上年提高2.1个百分点。",
    "投入资金1.5亿元，其中县级9000万元。",
    "共检查企业60家，发现隐患180处，整改率100%。",
    "办理人大代表建议11件、政协委员提案9件，办结率100%。",
    "制发文件8件，其中规范性文件3件，备案率100%。",
]
FAILS = {
    "审查合同24件（采购合同7件、租赁合同6件、服务合同12件）。": "7＋6＋12＝25",
    "办理信访件24件，分别为来信7件、来访6件、网上信访10件。": "7＋6＋10＝23",
    "办理案件24件，包括民事7件、刑事6件、行政12件。": "7＋6＋12＝25",
    "立案民事7件、刑事6件、行政12件，合计24件。": "7＋6＋12＝25",
    "发放宣传单5000份、手册2000份，共计8000份。": "5000＋2000＝7000",
    "全年办理行政复议案件25件，其中维持32件。": "大于总数25件",
    "全年办理行政复议案件25件，其中维持12件、撤销3件、驳回13件。": "12＋3＋13＝28",
    "培训执法人员80人，其中新进人员95人。": "大于总数80人",
    "“两违”352宗，已整改303宗，处置率为68.07%。": "303÷352＝86.08%",
    "受理案件120件，办结118件，办结率100%。": "118÷120＝98.3%",
    "受理案件1,200件，办结1,188件，办结率98%。": "1188÷1200＝99%",
    "共调解纠纷56件，调解成功55件，成功率89.2%。": "55÷56＝98.2%",
    "今年受理案件120件，较上年100件增长25%。": "变动是20%",
    "受理案件80件，比2022年100件下降25%。": "变动是20%",
    "出庭应诉率达120%。": "超过了100%",
    "普法覆盖率达到102%。": "超过了100%",
    "全年开展法治讲座12场。2023年全年开展法治讲座15场。": "前面写12场",
    "检查企业60家（规上企业25家、规下企业30家）。": "25＋30＝55",
    "投入资金1.5亿元，其中县级19000万元。": "大于总数",
    "共审核文件18件，分别是方案8件、办法5件、通知6件。": "8＋5＋6＝19",
}


def told(text: str) -> list[str]:
    made = f"云河县财政局2023年法治政府建设情况报告\n一、主要举措和成效\n{text}\n"
    document = outline(Reading("txt", tuple(lines.blocks(enumerate(made.splitlines(), 1)))))
    case = Case(document, Identity("云河县财政局", Kind.DEPARTMENT, 2023), None, {})
    return [one.message for one in arithmetic.find(case)]


@pytest.mark.parametrize("text", HOLDS)
def test_what_adds_up_or_is_not_certain_is_passed_over(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("text", FAILS)
def test_what_does_not_add_up_is_told_with_its_sum(text: str) -> None:
    messages = told(text)
    assert len(messages) == 1
    assert FAILS[text] in messages[0]


def test_there_are_at_least_forty_cases_and_half_of_them_hold() -> None:
    assert len(HOLDS) + len(FAILS) >= 40
    assert len(HOLDS) >= len(FAILS)


@pytest.mark.parametrize(
    ("text", "value", "unit", "about"),
    [
        ("1,305件", "1305", "件", False),
        ("1.2万元", "12000", "元", False),
        ("3亿元", "300000000", "元", False),
        ("300余人次", "300", "人次", True),
        ("86.07%", "86.07", "%", False),
        ("12名", "12", "人", False),
    ],
)
def test_quantities_are_read_as_offices_write_them(text: str, value: str, unit: str, about: bool) -> None:
    (one,) = arithmetic.quantities(text)
    assert (one.value, one.unit, one.about) == (Decimal(value), unit, about)
