from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from checker.identity import Told, identity, kind_named, kind_of
from checker.model import Identity, Kind
from checker.outline import outline
from checker.readers import md, txt

ACCURACY = Path(__file__).parents[2] / "shared" / "accuracy"
BODY = "\n2023年，认真履行职责，各项工作取得新成效。现将有关情况报告如下。\n一、主要工作\n加强学习，扎实推进。"


NOTHING = Told()


def who(source: str, told: Told = NOTHING) -> Identity:
    return identity(outline(txt.read(source.encode())), told)


@pytest.mark.parametrize(
    ("agency", "kind"),
    [
        ("湖南省人民政府", Kind.GOVERNMENT),
        ("云河县人民政府", Kind.GOVERNMENT),
        ("白塔区", Kind.GOVERNMENT),
        ("云河县财政局", Kind.DEPARTMENT),
        ("生态环境部", Kind.DEPARTMENT),
        ("青石新区社会事务局", Kind.DEPARTMENT),
        ("云河县地方金融监督管理局", Kind.DEPARTMENT),
        ("云河县统计局", Kind.DEPARTMENT),
        ("柳树镇人民政府", Kind.TOWNSHIP),
        ("云河县城关镇", Kind.TOWNSHIP),
        ("白塔街道办事处", Kind.TOWNSHIP),
        ("青石经济技术开发区管理委员会", Kind.ZONE),
        ("青石片区管理局", Kind.ZONE),
        ("西湖管理区", Kind.ZONE),
        ("青石高新区党群工作部", Kind.PARTY),
        ("中共云河县委组织部", Kind.PARTY),
        ("云河县妇女联合会", Kind.PARTY),
        ("云河县人大常委会办公室", Kind.PARTY),
        ("国家税务总局云河县税务局", Kind.VERTICAL),
        ("云河海关", Kind.VERTICAL),
        ("国家统计局云河调查队", Kind.VERTICAL),
        ("云河县消防救援大队", Kind.VERTICAL),
    ],
)
def test_the_name_of_a_body_tells_its_kind(agency: str, kind: Kind) -> None:

    assert kind_of(agency) == kind


@pytest.mark.parametrize(
    ("source", "field", "value"),
    [
        pytest.param("云河县财政局2023年法治政府建设情况报告", "year", 2023, id="year in the title"),
        pytest.param("云河县财政局二〇二三年法治政府建设情况报告", "year", 2023, id="year in Chinese numerals"),
        pytest.param("云河县财政局法治政府建设情况报告" + BODY, "year", 2023, id="year in the lead"),
        pytest.param(
            "云河县财政局法治政府建设情况报告\n现将情况报告如下。\n一、主要工作\n培训3次。\n云河县财政局\n2024年1月5日",
            "year", 2023, id="year from the date of signing",
        ),
        pytest.param(
            "云河县财政局2022年法治政府建设报告\n现将2023年度情况报告如下。\n一、工作\n培训。\n二、2024年安排\n培训。\n云河县财政局\n2024年1月5日",
            "year", 2023, id="a title left from last year",
        ),
        pytest.param(
            "云河县财政局2022年法治政府建设报告\n现将情况报告如下。\n一、工作\n培训。\n二、2024年安排\n培训。\n云河县财政局\n2024年1月5日",
            "year", 2022, id="a title against little else",
        ),
        pytest.param("云河县财政局2023年法治政府建设报告\n一、工作\n培训。\n云河县财政局\n2024年1月5日", "signed", date(2024, 1, 5), id="signed"),
        pytest.param("发布时间：2024-03-02\n云河县财政局2023年法治政府建设报告\n一、工作\n培训。", "published", date(2024, 3, 2), id="published"),
        pytest.param("生成日期: 2024-02-22\n发布日期: 2024-02-24\n云河县财政局2023年法治政府建设报告\n一、工作\n培训。", "published", date(2024, 2, 24), id="published later than made"),
        pytest.param("2023年法治政府建设情况报告\n云河镇党委、政府：\n我局认真学法。\n一、工作\n培训。", "agency", "", id="whom it is written to"),
        pytest.param("现将县财政局2023年法治政府建设情况报告予以公开。\n一、工作\n培训。", "agency", "县财政局", id="named where it is announced"),
        pytest.param("关于2023年法治政府建设情况的报告\n一、工作\n培训。\n云河县财政局\n2024年1月5日", "agency", "云河县财政局", id="agency from the signature"),
        pytest.param("云岭市人民政府文件\n云政〔2024〕5号\n\n云岭市人民政府\n关于2023年度法治政府建设情况的报告\n\n省人民政府：\n一、工作\n培训。", "agency", "云岭市人民政府", id="below a red head"),
        pytest.param("000012\n秘密★1年\n特急\n云河县财政局2023年法治政府建设情况报告\n一、工作\n培训。", "agency", "云河县财政局", id="below number and secrecy"),
        pytest.param("财政局2023年法治政府建设情况报告\n一、工作\n培训。\n云河县财政局办公室\n2024年1月5日", "agency", "云河县财政局", id="its office signs"),
        pytest.param("云岭市2019年法治政府建设年度报告\n来源：云岭市人民政府办公室\n一、工作\n培训。", "kind", Kind.GOVERNMENT, id="the office publishes"),
        pytest.param("云岭市2019年法治政府建设年度报告\n来源：云岭市司法局\n一、工作\n培训。", "agency", "云岭市人民政府", id="another body publishes"),
        pytest.param("附件1\n云河县财政局2023年法治政府建设情况报告\n一、工作\n培训。", "agency", "云河县财政局", id="an annex"),
        pytest.param("2023年法治政府建设工作总结\n云河县水利局\n（2024年1月5日）\n一、工作\n培训。", "agency", "云河县水利局", id="agency below the title"),
        pytest.param("中共云河县委　云河县人民政府\n关于2023年度法治政府建设情况的\n报　告\n一、工作\n培训。", "kind", Kind.GOVERNMENT, id="a joint report"),
        pytest.param("云岭市水利局三年来法治政府建设工作情况报告" + BODY, "agency", "云岭市水利局", id="several years"),
        pytest.param("云岭市水利局法治政府建设年度报告（2023）\n一、工作\n培训。", "year", 2023, id="year in brackets"),
        pytest.param("云岭市水利局法治政府建设年度报告（云水〔2023〕5号）\n一、工作\n培训。", "year", None, id="year of a document number"),
    ],
)  # fmt: skip
def test_who_reports_on_what_is_found(source: str, field: str, value: object) -> None:

    assert getattr(who(source), field) == value


def test_the_command_line_wins_over_front_matter_and_that_over_the_text() -> None:
    source = "---\n单位: 云河县财政局\n类别: 部门\n年度: 2022\n---\n# 柳树镇2023年法治政府建设情况报告\n\n一、工作\n"
    document = outline(md.read(source.encode()))

    assert identity(document).year == 2022
    assert identity(document).kind is Kind.DEPARTMENT
    assert identity(document).agency == "云河县财政局"
    assert identity(outline(md.read(source.replace(": ", "：").encode()))).year == 2022
    assert identity(document, Told(None, Kind.ZONE, 2024)).year == 2024
    assert identity(document, Told(None, Kind.ZONE, 2024)).kind is Kind.ZONE


@pytest.mark.parametrize(
    "title",
    [
        "云河县司法局2023年政府信息公开工作年度报告",
        "云河县2024年法治政府建设工作要点",
        "2023年云河县人民政府工作报告",
        "关于开展2023年度法治督察工作的通知",
        "云河县召开法治政府建设推进会",
        "云河县2023年法治政府建设年度报告解读",
        "云河县法治政府建设实施方案（2021—2025年）",
    ],
)
def test_other_documents_are_said_to_be_none_with_the_reason(title: str) -> None:
    found = who(title + BODY)

    assert not found.is_report
    assert found.none_because


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "各乡镇人民政府：\n为做好法治政府建设年度报告工作，现将有关事项通知如下。\n一、报告内容\n包括主要举措和成效、主要负责人履行推进法治建设第一责任人职责情况、"
            "存在的不足、下一年度安排。\n二、报送要求\n请于1月20日前报送法治政府建设年度报告。\n云河县司法局\n2024年12月10日",
            id="a notice that lists what a report contains",
        ),
        pytest.param(
            "政府工作报告\n——2024年1月10日在云河县人民代表大会上\n各位代表：\n一、2023年工作回顾\n推进法治政府建设，依法行政。\n二、2024年工作安排\n推进法治政府建设。",
            id="the report on the work of the government",
        ),
        pytest.param(
            "2023年度报告\n本报告根据《中华人民共和国政府信息公开条例》编制。\n一、总体情况\n主动公开512条。\n二、存在的主要问题及改进情况\n公开不够。",
            id="a report on open information",
        ),
        pytest.param(
            "云河县扎实推进法治政府建设\n本报讯 近日，云河县召开法治政府建设推进会。会议通报2023年法治政府建设情况，要求落实第一责任人职责。（记者 王某）",
            id="news",
        ),
    ],
)
def test_documents_that_only_speak_of_such_reports_are_none(source: str) -> None:

    assert not who(source).is_report


def test_kind_and_year_together_make_any_document_a_report() -> None:

    assert who("云河县2024年工作要点" + BODY, Told(None, Kind.GOVERNMENT, 2024)).is_report
    assert not who("云河县2024年工作要点" + BODY, Told(None, Kind.GOVERNMENT, None)).is_report


def test_a_report_without_title_is_known_by_its_content() -> None:
    source = "2023年，我局扎实推进法治政府建设，现将法治政府建设情况报告如下。\n一、主要工作\n依法行政。\n二、存在问题\n力量不足。\n三、下一步打算\n推进法治建设。"

    assert who(source).is_report


@pytest.mark.parametrize(("word", "kind"), [("部门", Kind.DEPARTMENT), ("zone", Kind.ZONE), ("乡镇", Kind.TOWNSHIP)])
def test_kinds_have_chinese_names(word: str, kind: Kind) -> None:

    assert kind_named(word) is kind


BODIES = [pytest.param("", id="title alone"), pytest.param(BODY, id="with a few sentences")]


def told(found: Identity, *fields: str) -> tuple[str, ...]:
    """(yes or no, fields …) as the tables of titles write them; of other documents only the no."""
    if not found.is_report:
        return ("no",)
    return ("yes", *(str(getattr(found, name)) for name in fields))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("body", BODIES)
def test_titles_of_all_kinds_of_bodies_and_of_near_misses_are_recognised(body: str) -> None:
    table = rows(Path(__file__).with_name("titles.tsv"))
    fields = ("kind", "year", "agency")
    expected = {
        row["title"]: ("yes", *(row[name] for name in fields)) if row["is_report"] == "yes" else ("no",)
        for row in table
    }
    found = {title: told(who(title + body), *fields) for title in expected}

    assert {title: one for title, one in found.items() if one != expected[title]} == {}


@pytest.mark.skipif(not ACCURACY.is_dir(), reason="the labelled titles are not beside this checkout")
@pytest.mark.parametrize("body", BODIES)
def test_real_titles_are_recognised(body: str) -> None:
    table = rows(ACCURACY / "titles.tsv")
    found = [(row, who(row["title"] + body)) for row in table]
    report = [one.is_report == (row["is_report"] == "yes") for row, one in found]
    right = [
        str(one.kind) == row["kind"] and row["year"] in ("-", str(one.year))
        for row, one in found
        if row["is_report"] == "yes"
    ]

    assert sum(report) / len(report) >= 0.95
    assert sum(right) / len(right) >= 0.95
