"""A page without text layer is read by OCR where the extra is installed, and marked so."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from checker.model import Place
from checker.readers import pdf, pdfium
from tests.formats import pdf_bytes, pdf_picture

WORDS = "ANNUAL REPORT 2024"
DRAWN = b"BT /H 40 Tf 1 0 0 1 60 600 Tm (%s) Tj ET" % WORDS.encode()
PIXELS = (1240, 1754)  # A4 at 150 dpi


def scanned(count: int = 1) -> bytes:
    """Pages that are nothing but the picture of a page."""
    import pypdfium2

    font = b"<</H<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    page = pypdfium2.PdfDocument(pdf_bytes([DRAWN]).replace(b"/Font<</F 3 0 R>>", b"/Font" + font))[0]
    grey = page.render(scale=150 / 72, grayscale=True).to_numpy()[: PIXELS[1], : PIXELS[0]]
    height, width = grey.shape[:2]
    return pdf_bytes([pdf_picture(0, 0, 210, 297)] * count, picture=(width, height, grey.tobytes()))


@pytest.mark.skipif(find_spec("rapidocr") is None, reason="not installed: rapidocr")
def test_a_scanned_page_is_recognised_and_marked() -> None:
    found = pdf.read(scanned())

    assert "".join(one.text for one in found.blocks).replace(" ", "") == WORDS.replace(" ", "")
    assert {one.place for one in found.blocks} == {Place("page", 1)}
    assert found.unread == ()
    assert found.notes == ("第1页没有文字层，由文字识别（OCR）读出，可能有错字",)


@pytest.mark.skipif(find_spec("rapidocr") is None, reason="not installed: rapidocr")
def test_pages_for_which_no_time_is_left_are_listed_and_the_others_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    # the process is started and the models are loaded; sixty pages take several times as long as they may
    pdf.read(scanned())
    monkeypatch.setattr(pdf, "SECONDS", 1.0)
    monkeypatch.setattr(pdf, "SECONDS_A_PAGE", 0.0)
    found = pdf.read(scanned(pdfium.MOST_PAGES_OCR))
    late = [one for one in found.unread if "用时超过上限" in one.reason]
    recognised = {one.place.number for one in found.blocks}

    assert late
    assert recognised == set(range(1, pdfium.MOST_PAGES_OCR + 1 - len(late)))
    assert late == list(found.unread)


@pytest.mark.parametrize(
    ("seen", "printed"),
    [
        ("(一)加强领导,完成整改:", "（一）加强领导，完成整改："),
        ("(一）加强领导", "（一）加强领导"),
        ("（2021—2025年)", "（2021—2025年）"),
        ("-3一", "— 3 —"),
        ("完成率98.5%,3件", "完成率98.5%,3件"),
        ("GB/T 9704(2012)", "GB/T 9704(2012)"),
    ],
)
def test_marks_that_recognition_confuses_are_as_printed(seen: str, printed: str) -> None:
    assert pdfium._as_printed(seen) == printed
