"""One document in every format reads alike: the same outline and, quotation marks aside, the same findings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from checker import readers
from checker.identity import Told
from checker.model import Audit, Block
from checker.readers import office
from checker.rulebook import load
from checker.run import Checker
from tests import formats

REPORTS = Path(__file__).parents[1] / "reports"
# a page has facts about itself that the other formats have no place for
GOOD = sorted(path for path in REPORTS.glob("好-*") if path.suffix in (".md", ".txt", ".docx"))
OFFICE = office.program()
NEEDS_OFFICE = pytest.mark.skipif(OFFICE is None, reason="not installed: LibreOffice")
_QUOTES = str.maketrans("“”‘’'", '"""""')


@cache
def checker() -> Checker:
    return Checker(load(), Told(), date(2026, 1, 1), heed_waivers=False)


@cache
def blocks(path: Path) -> tuple[Block, ...]:
    found = readers.read(path.read_bytes(), path.name)
    return tuple(one for one in found.blocks if one.style != "aside")


@cache
def understood(path: Path) -> Mapping[str, object]:
    return shape(checker().audit(path.name, path.read_bytes()))


def shape(audit: Audit) -> Mapping[str, object]:
    """What an audit says, without places and white space, with one kind of quotation mark."""
    document, who = audit.document, audit.identity
    return {
        "title": plain(document.title),
        "outline": [(tuple(map(plain, section.path)), section.role, section.level) for section in document.sections],
        "sentences": [(plain(one.text), one.roles) for one in document.sentences],
        "identity": (who.agency, who.kind, who.year, who.signed),
        "findings": [(one.item.id, one.status, [plain(own.quote) for own in one.evidence]) for one in audit.findings],
        "defects": [(one.id, plain(one.quote)) for one in audit.defects],
        "unread": audit.unread,
    }


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text).translate(_QUOTES)


@pytest.mark.parametrize("form", formats.WRITERS)
@pytest.mark.parametrize("path", [pytest.param(one, id=one.stem) for one in GOOD])
def test_every_good_sample_reads_alike(path: Path, form: str) -> None:
    found = checker().audit(f"报告.{form}", formats.WRITERS[form](blocks(path)))

    assert shape(found) == understood(path)


@NEEDS_OFFICE
@pytest.mark.parametrize(("suffix", "paths"), [("pdf", GOOD), ("doc", GOOD), ("rtf", GOOD[:1]), ("odt", GOOD[:1])])
def test_so_do_the_files_that_an_office_program_writes(suffix: str, paths: Sequence[Path]) -> None:
    assert OFFICE is not None
    files = formats.all_by_office([formats.as_docx(blocks(path)) for path in paths], suffix, OFFICE)
    if suffix != "pdf":
        office.prepare(files)
    found = [shape(checker().audit(f"报告.{suffix}", data)) for data in files]

    assert found == [understood(path) for path in paths]


HEADS = {
    "a red head": ["云岭市生态环境局文件", "云环〔2024〕3号"],
    "with the signer": ["云岭市生态环境局文件", "云环〔2024〕3号　签发人：张三"],
    "number of the copy": ["000001", "特急", "云岭市生态环境局", "云环〔2024〕3号", "签发人：张三"],
    "an annex": ["附件1："],
}


@pytest.mark.parametrize("form", formats.WRITERS)
@pytest.mark.parametrize("head", HEADS)
def test_what_stands_above_the_title_is_no_part_of_it(head: str, form: str) -> None:
    path = next(one for one in GOOD if "生态环境局" in one.name)
    above = [Block(text, blocks(path)[0].place) for text in HEADS[head]]
    found = shape(checker().audit(f"报告.{form}", formats.WRITERS[form]([*above, *blocks(path)])))

    for same in ("title", "outline", "identity"):
        assert found[same] == understood(path)[same]
