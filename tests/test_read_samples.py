"""Real files of many makers, which lie beside the checkout or not at all.

What is asked of a page was found by reading its source: the first and the last words of the article, and words of the
site around it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from pathlib import Path

import pytest

from checker.errors import UnreadableError
from checker.identity import Told, identity
from checker.model import Reading
from checker.outline import outline
from checker.readers import office, read
from checker.readers.numbering import chinese

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not beside this checkout")


def sample(name: str) -> Reading:
    return read((SAMPLES / name).read_bytes(), name)


def body(found: Reading) -> str:
    return plain("".join(one.text for one in found.blocks if one.style not in ("aside", "meta")))


def plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def test_a_pdf_gives_the_characters_of_its_text_in_order() -> None:
    found, wanted = body(sample("govdoc_cn_397.pdf")), plain((SAMPLES / "govdoc_cn_397.txt").read_text("utf-8"))
    same = sum(one.size for one in difflib.SequenceMatcher(None, found, wanted, autojunk=False).get_matching_blocks())

    assert same / len(wanted) >= 0.99
    assert same / len(found) >= 0.99


@pytest.mark.parametrize("name", ["cmm_article_mct", "cmm_article_mofcom_index", "cmm_list_mem"])
def test_lists_and_indexes_are_no_articles(name: str) -> None:
    with pytest.raises(UnreadableError, match="列表页"):
        sample(f"{name}.html")


@pytest.mark.parametrize(
    ("name", "first", "last", "around"),
    [
        ("cmm_article_mof", "关于调整节能汽车", "2026年7月2日", "财政部微信 当前位置 相关文章 打印此页 主办单位"),
        ("cmm_article_ndrc", "关于印发《新型能源体系建设", "2026年6月13日", "首页> 打印 相关政策与解读 排行榜"),
        ("cmm_mof_lgb_202605", "2026年5月地方政府债券", "新增地方政府债券。", "财政部微信 当前位置 打印此页 主办单位"),
        ("cmm_mof_special_debt_table", "2024年地方政府专项债务", "308357.78", "财政部微信 当前位置 打印此页 主办单位"),
        ("gz_yibao_tonggao", "广州市医疗保险服务中心关于", "2025年10月14日", "用户登录 市民网页 网站地图 扫一扫 版权所有"),
        ("gz_news_tianhe", "小学招生5月7日起网上报名", "", "您当前所在 网站地图 位访客 扫一扫 主办:"),
        ("waystowork_ducha_guiding", "法治政府建设与责任落实督察", "自2019年4月15日起施行。", "跳至主要 数字生活"),
        ("waystowork_fazhizhengfu_gangyao", "法治政府建设实施纲要", "各项任务措施落到实处。", "跳至主要 数字生活"),
    ],
)  # fmt: skip
def test_articles_are_read_from_end_to_end_and_nothing_around_them(
    name: str, first: str, last: str, around: str
) -> None:
    text = body(sample(f"{name}.html"))

    assert text.startswith(plain(first))
    assert text.endswith(plain(last))
    assert not [words for words in around.split() if plain(words) in text]


def test_a_news_item_is_no_report() -> None:
    assert not identity(outline(sample("gz_news_tianhe.html")), Told()).is_report


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("waystowork_ducha_guiding", r"第([一二三四五六七八九十]+)条"),
        ("waystowork_fazhizhengfu_gangyao", r"（([一二三四五六七八九十]+)）"),
    ],
)
def test_laws_are_read_whole(name: str, pattern: str) -> None:
    found = [match[1] for one in sample(f"{name}.html").blocks if (match := re.match(pattern, one.text))]

    assert found == [chinese(number) for number in range(1, 36)]


@pytest.mark.parametrize(
    ("name", "unread"),
    [
        ("ofdrw_h_vector_only", [f"第{number}页" for number in range(1, 6)]),
        # in spite of its name its text stands in composite objects of the resources, and is read
        ("ofdrw_y_image_only", []),
        ("ofdrw_letter_bengshan", []),
        ("ofdrw_n_redhead_pifu", []),
    ],
)
def test_ofd_files_are_read_and_what_is_drawn_or_photographed_is_listed(name: str, unread: list[str]) -> None:
    assert [one.what for one in sample(f"{name}.ofd").unread] == unread


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ofdrw_letter_bengshan.ofd", "此函。2023年7月12日"),
        ("ofdrw_n_redhead_pifu.ofd", "关于同意张阿三同志辞职的批复区中医院:"),
        ("ofdrw_y_image_only.ofd", "2.易于扩展为适应海关信息化发展需求"),
        ("agengcc_single_paragraph.docx", "持续优化办事指南和办理流程。"),
        ("nextweb_test_notice.docx", "关于XXX工作的通知各部门、各单位:"),
        ("zhaohui_notice.docx", "一、"),
        ("zhaohui_report.docx", "二、工作开展情况"),
        ("nhc_zhenliao_v10.pdf", "一、病原学特点"),
        ("cmm_mof_lgb_annex.pdf", "合计"),
    ],
)
def test_other_files_are_read(name: str, words: str) -> None:
    assert words in body(sample(name))


@pytest.mark.skipif(office.program() is None, reason="not installed: LibreOffice")
def test_an_old_word_file_is_read() -> None:
    found = sample("ffgzz_lixiang_shenqing.doc")

    assert found.format == "office"
    assert len(body(found)) > 5000
