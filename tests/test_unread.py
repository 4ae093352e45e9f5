"""What could not be read is listed, and what is missing may stand there: it is reviewed by hand, not marked down."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from checker import readers
from checker.identity import Told
from checker.model import Block, Run, Status, Unread
from checker.rulebook import load
from checker.run import Checker
from checker.writers import json as as_json
from checker.writers import markdown, text
from tests.documents import docx_bytes
from tests.formats import as_html, ofd_bytes, ofd_page, pdf_bytes, pdf_picture, pdf_text, placed_lines

POOR = Path(__file__).parents[1] / "reports" / "差-湖城市文化和旅游局-2022.md"
PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="{}" cy="{}"/><pic:pic><a:blip/></pic:pic></wp:inline></w:drawing></w:r>'
)
PAGE = PICTURE.format(5_400_000, 7_200_000)
PHOTOGRAPH = PICTURE.format(5_400_000, 3_600_000)
IMAGE = '<ofd:ImageObject ID="8" ResourceID="3" Boundary="0 0 210 297"/>'
CHECKER = Checker(load(), Told(), date(2026, 1, 1), heed_waivers=False)
WHOLE = CHECKER.audit(POOR.name, POOR.read_bytes())
BLOCKS: tuple[Block, ...] = readers.read(POOR.read_bytes(), POOR.name).blocks
PAGES = placed_lines(BLOCKS)
FILES: Mapping[str, bytes] = {
    "docx": docx_bytes([*(one.text for one in BLOCKS), ("", {"raw": PAGE})]),
    "pdf": pdf_bytes([*map(pdf_text, PAGES), pdf_picture(0, 0, 210, 297)]),
    "ofd": ofd_bytes([*map(ofd_page, PAGES), IMAGE]),
    "html": as_html(BLOCKS).replace(b"</body>", '<a href="2.html">下一页</a></body>'.encode()),
}


@pytest.mark.parametrize("form", FILES)
def test_missing_items_of_a_document_with_unread_parts_are_to_be_reviewed(form: str) -> None:
    audit = CHECKER.audit(f"报告.{form}", FILES[form])
    (part,) = audit.unread
    (found,) = json.loads(as_json.render(Run((audit,))))["reports"]
    before = {one.item.id: one.status for one in WHOLE.findings}

    assert {one["id"] for one in found["items"] if one["review"]} == {
        name for name, status in before.items() if status is Status.MISSING
    }
    assert {one["id"]: one["status"] for one in found["items"]} == before
    assert not {one["id"] for one in found["items"] if one["review"]} - set(found["sum"]["left_out"])
    # what is weak was read; what is missing may stand in the part that was not
    assert not any("缺失" in reason for reason in found["grade_reasons"])
    assert [(one["what"], one["reason"]) for one in found["unread"]] == [(part.what, part.reason)]


PHOTOGRAPHED: Mapping[str, bytes] = {
    "docx": docx_bytes([*(one.text for one in BLOCKS), ("", {"raw": PHOTOGRAPH})]),
    "pdf": pdf_bytes([*map(pdf_text, PAGES[:-1]), pdf_text(PAGES[-1]) + pdf_picture(30, 180, 150, 100)]),
    "ofd": ofd_bytes(
        [*map(ofd_page, PAGES[:-1]), ofd_page(PAGES[-1]) + IMAGE.replace("0 0 210 297", "30 180 150 100")]
    ),
    "html": as_html(BLOCKS).replace(b"</body>", b"").replace(b"</p>", b'</p><img src="1.jpg" width="600">', 1),
}


@pytest.mark.parametrize("form", PHOTOGRAPHED)
def test_a_photograph_changes_no_finding_and_is_told(form: str) -> None:
    audit = CHECKER.audit(f"报告.{form}", PHOTOGRAPHED[form])
    (found,) = json.loads(as_json.render(Run((audit,))))["reports"]
    (whole,) = json.loads(as_json.render(Run((WHOLE,))))["reports"]

    assert found["unread"] == []
    assert not [one["id"] for one in found["items"] if one["review"]]
    assert ["图片1个" in note for note in found["notes"]] == [True]
    assert found["grade"] == whole["grade"]


def test_the_poor_report_as_a_whole_is_vetoed() -> None:
    (found,) = json.loads(as_json.render(Run((WHOLE,))))["reports"]

    assert found["grade"] == "不合格"
    assert found["grade_reasons"]


@pytest.mark.parametrize("render", [text.render, markdown.render])
def test_unread_parts_are_told_to_the_reader_of_the_result(render: Callable[[Run], bytes]) -> None:
    audit = CHECKER.audit("报告.docx", FILES["docx"])
    shown = render(Run((audit,))).decode()
    waiting = sum(one.review for one in audit.findings)

    assert audit.unread == (Unread("图片1个", "图片里的文字没有读取", audit.unread[0].place),)
    assert "图片1个" in shown
    assert f"{waiting} 项待人工核对" in shown
