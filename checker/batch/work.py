"""One chunk of submissions → their outcomes, in a form that travels between processes cheaply.

A worker builds its Checker once. Records, gap reports and texts come back as compressed bytes, so that the process that
collects them neither renders nor parses anything.
"""

from __future__ import annotations

import faulthandler
import json
import os
import re
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path, PurePath
from typing import IO

from checker import overview, text
from checker.batch.gather import Submission, content
from checker.digest import digest
from checker.errors import CheckerError, UsageError
from checker.identity import Told, identity
from checker.model import LARGEST, Document, Identity, Kind, Role, Run
from checker.readers import SUFFIXES
from checker.rulebook import load
from checker.run import Checker, understood
from checker.writers import json as records
from checker.writers import markdown

# a shorter sentence says nothing about where it was taken from
SHORTEST_MARKED = 14
# readers of these limit themselves; a scanned document takes minutes to recognise
_LIMITED = frozenset({"pdf", "office"})
_LONGEST_READING = 600.0
NOTHING = Told()
_MOST_REMARKS, _LONGEST_REMARK = 5, 60
_IN_THE_ROSTER = "确实是年度报告的，请在花名册里写明它的单位、类别、年度和文件名"
_DIGITS = re.compile(r"\d+")
_UNMARKED = frozenset({Role.TITLE, Role.CLOSING})


Named = tuple[str, Kind | None, int | None, bool]


@dataclass(frozen=True, slots=True)
class Settings:
    """What is the same for all submissions of a batch.

    `source`: the folder or .zip, whose `fazhi.toml` holds for all of them; `rules`: a folder of local rules;
    `rules_digest`: of the rules as the main process has them. `waivers`: the digest of that
    `fazhi.toml`, which is heeded unless `heed_waivers` is false; `heed_remarks`: whether the waivers that a submission
    gives itself are heeded too. `letters`: also write each gap report as a Word letter. `texts_only`: only the sentences and their
    marks, no audit, as for last year's reports. `seconds`: how long a file may take.
    """

    source: Path
    rules: Path | None
    rules_digest: str
    told: Told
    as_of: date
    waivers: str = ""
    heed_waivers: bool = True
    heed_remarks: bool = False
    letters: bool = False
    texts_only: bool = False
    largest: int = LARGEST
    seconds: float = 60.0

    @property
    def folder(self) -> Path:
        return self.source if self.source.is_dir() else self.source.parent


@dataclass(frozen=True, slots=True)
class Task:
    """A submission to look at; `known` is the digest of the content that was already audited in the same way.

    `told` is what the roster says beyond the document.
    """

    submission: Submission
    known: str = ""
    told: Told = NOTHING


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a submission. `same`: the content is the known one, nothing else is given.

    `named` is the identity as the document itself gives it: agency, kind, year and whether it is such a report. `dated`: on another day it may be
    another; where it is not, the record says no day. `brief` is packed; `record`, `report` and `body` are compressed
    with zlib; `marks` are 8-byte numbers of the sentences, in their order.
    """

    path: str
    token: str
    digest: str = ""
    same: bool = False
    failure: str = ""
    told: Told = NOTHING
    named: Named = ("", None, None, True)
    dated: bool = False
    brief: str = ""
    record: bytes = b""
    report: bytes = b""
    letter: bytes = b""
    body: bytes = b""
    marks: bytes = b""


def examined(settings: Settings, tasks: tuple[Task, ...]) -> list[Outcome]:
    """The outcomes of a chunk, in its order; see `examining`."""
    return list(examining(settings, tasks))


def examining(settings: Settings, tasks: tuple[Task, ...]) -> Iterator[Outcome]:
    """The outcomes of a chunk, in its order, one after the other. Never raises because of what a file contains.

    This process ends where a file takes too long, so it should do nothing else. Raises UsageError at once where it has
    other rules than the main process, or no access to the submissions, as may be on a machine of a cluster.
    """
    if not settings.source.exists():
        raise UsageError(f"工作进程里没有“{settings.source}”", "请把报告放到各台机器能用同一路径读取的文件夹")
    if not settings.texts_only:
        _checker(settings)
    _convert(settings, tasks)
    return (_in_time(settings, task) for task in tasks)


def lost(task: Task, *, late: bool = False) -> Outcome:
    """What is said of a file that ends the process that reads it; nothing is kept that would spare it the next time."""
    why = "处理这个文件用时超过上限" if late else "处理这个文件时程序意外退出"
    return Outcome(task.submission.path, "", failure=f"{why}（请把文件另存为新文件再试）", told=task.told)


def _in_time(settings: Settings, task: Task) -> Outcome:
    itself = SUFFIXES.get(PurePath(task.submission.path).suffix.lower()) in _LIMITED
    # the only clock that goes on when a library never comes back to Python
    faulthandler.dump_traceback_later(
        settings.seconds + (_LONGEST_READING if itself else 0), exit=True, file=_nowhere()
    )
    try:
        return _outcome(settings, task)
    finally:
        faulthandler.cancel_dump_traceback_later()


@cache
def _nowhere() -> IO[str]:
    return Path(os.devnull).open("w", encoding="utf-8")


@lru_cache(maxsize=2)
def _checker(settings: Settings) -> Checker:
    """The checker of this process. Raises UsageError where its rules are not those of the main process."""
    rules = load(settings.rules)
    if rules.digest != settings.rules_digest:
        raise UsageError("工作进程里的程序或者规则与本机不同", "请在各台机器上安装同一版本、使用同样的规则")
    return Checker(
        rules,
        settings.told,
        settings.as_of,
        heed_waivers=settings.heed_waivers,
        largest=settings.largest,
        folder=settings.folder,
    )


def _convert(settings: Settings, tasks: tuple[Task, ...]) -> None:
    """Have LibreOffice, whose start takes longer than its work, convert all old Word files of a chunk at once."""
    found: list[bytes] = []
    for task in tasks:
        if SUFFIXES.get(PurePath(task.submission.path).suffix.lower()) == "office":
            try:
                data = content(task.submission, settings.largest)
            except CheckerError:
                continue
            if digest(data) != task.known:
                found.append(data)
    if len(found) > 1:
        from checker.readers import office

        office.prepare(found)


def _outcome(settings: Settings, task: Task) -> Outcome:
    one = task.submission
    found = Outcome(one.path, one.token, told=task.told)
    try:
        data = content(one, settings.largest)
        found = replace(found, digest=digest(data))
        if found.digest == task.known:
            return replace(found, same=True)
        document, who = understood(one.path, data, settings.told)
        found = replace(found, named=(who.agency, who.kind, who.year, who.is_report))
        if settings.texts_only:
            return _compared(found, document, who)
        return _audited(found, settings, data, document, who)
    except CheckerError as error:
        # an option would hold for all files
        why = f"{error.message}（{_IN_THE_ROSTER}）" if "--kind" in error.hint or "--year" in error.hint else str(error)
    except (RecursionError, MemoryError):
        why = "文件太大或者嵌套层次太深，不能读取（请另存为新文件再试）"
    except Exception as error:  # one bad file stops nobody, whatever a parser raises on it
        why = f"读取时出错，文件可能已经损坏（{type(error).__name__}，请重新保存后再试）"
    return replace(found, failure=why)


def _audited(found: Outcome, settings: Settings, data: bytes, document: Document, who: Identity) -> Outcome:
    if found.told != NOTHING:
        more, told = found.told, settings.told
        who = identity(
            document, Told(more.agency or told.agency, more.kind or told.kind, more.year or told.year, more.received)
        )
    document, unheeded = (document, 0) if settings.heed_remarks else _without_remarks(document)
    checker = _checker(settings)
    audit = checker.judged(found.path, data, document, who)
    run = Run((audit,), (), checker.rules.sources, checker.rules.digest)
    plain = records.report(audit)
    # waivers expire, and of what is late the day is told against which it was judged
    waived = bool(settings.waivers or document.reading.remarks)
    dated = waived or any(one.id == "late" for one in audit.defects)
    if not dated:
        plain["as_of"] = ""
    body, marks = _texts(document, who)
    return replace(
        found,
        dated=dated,
        brief=overview.packed(overview.brief(audit, plain, unheeded)),
        record=_packed(plain),
        report=zlib.compress(markdown.render(run), 1),
        letter=_letter(run) if settings.letters else b"",
        body=body,
        marks=marks,
    )


def _without_remarks(document: Document) -> tuple[Document, int]:
    """A document whose own waivers hold no longer, but are named, and how many there were."""
    remarks = document.reading.remarks
    if not remarks:
        return document, 0
    named = "；".join(f"第{line}行“{words[:_LONGEST_REMARK]}”" for line, words in remarks[:_MOST_REMARKS])
    named += "；等" if len(remarks) > _MOST_REMARKS else ""
    note = f"报告在文内注释里给自己豁免{len(remarks)}处，检查时没有采纳：{named}"
    return document._replace(reading=document.reading._replace(remarks=(), notes=(*document.reading.notes, note))), len(
        remarks
    )


def _letter(run: Run) -> bytes:
    from checker.writers import letter

    return letter.render(run)


def _compared(found: Outcome, document: Document, who: Identity) -> Outcome:
    body, marks = _texts(document, who)
    none = "" if who.is_report else f"不是法治政府建设年度报告：{who.none_because}"
    return replace(found, failure=none, body=body, marks=marks)


def _packed(plain: object) -> bytes:
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 1)


# ── texts to compare ────────────────────────────────────────────────────────────────────


def _texts(document: Document, who: Identity) -> tuple[bytes, bytes]:
    """The sentences to compare (those of next year's plans are told apart), and a mark of each.

    The agency's name and all numbers are taken out before marking: a copy with others in it is a copy.
    """
    sentences: list[tuple[str, int]] = []
    marks = array("Q")
    own = text.normal(who.agency)
    for one in document.sentences:
        if one.heading or one.roles & _UNMARKED:
            continue
        plain = text.normal(one.text)
        if own and own in plain:
            plain = plain.replace(own, "")
        if len(plain) < SHORTEST_MARKED:
            continue
        sentences.append((one.text.replace("\n", ""), int(Role.NEXT_YEAR in one.roles)))
        plain = _DIGITS.sub("0", plain)
        marks.append(int.from_bytes(blake2b(plain.encode(), digest_size=6).digest(), "big"))
    return _packed(sentences), marks.tobytes()
