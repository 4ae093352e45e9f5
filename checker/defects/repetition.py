"""Sentences that stand in the text twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker import text
from checker.defects import Case
from checker.model import Defect, Role

_LONG = 30
_NAMES = re.compile(r"《[^《》]{1,60}》")


def find(case: Case) -> Iterator[Defect]:
    """Every sentence of 30 characters or more that was said before in the same words."""
    seen: dict[str, int] = {}
    for start, one in zip(case.body.starts, case.body.sentences, strict=True):
        if len(one.text) < _LONG or one.roles & {Role.TITLE, Role.CLOSING}:
            continue
        key = re.sub(r"^(?:[一二三四五六七八九十]+是|[（(]?\d{1,2}[）).、])", "", text.normal(one.text)).rstrip("。；;")
        if len(key) < _LONG or len(_NAMES.sub("", one.text)) < _LONG // 2:
            continue  # a list of laws is rightly the same
        if key in seen:
            yield case.defect(
                "duplicate",
                start,
                start + len(one.text),
                f"这句话在前面“{_section(case, seen[key])}”里已经写过",
                "留下一处，另一处改写或者删去",
            )
        else:
            seen[key] = start


def _section(case: Case, at: int) -> str:
    one = case.body.sentence(at)
    return next((part.path[-1] for part in case.document.sections if part.path and one in part.sentences), "正文")
