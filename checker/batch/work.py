"""One chunk of submissions → their outcomes, in a form that travels between processes cheaply.

A worker builds its Checker once. Records, gap reports and texts come back as compressed bytes, so that the process that
collects them neither renders nor parses anything.
"""

from __future__ import annotations

import json
import re
import zlib
from array import array
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path, PurePath

from checker import overview, text
from checker.batch.gather import Submission, content
from checker.errors import CheckerError
from checker.identity import Told
from checker.model import LARGEST, Audit, Document, Identity, Kind, Role, Run
from checker.readers import SUFFIXES
from checker.rulebook import load
from checker.run import Checker, understood
from checker.writers import json as records
from checker.writers import markdown

# a shorter sentence says nothing about where it was taken from
SHORTEST_MARKED = 14
NOTHING = Told()
_DIGITS = re.compile(r"\d+")
_UNMARKED = frozenset({Role.TITLE, Role.CLOSING})


@dataclass(frozen=True, slots=True)
class Settings:
    """What is the same for all submissions of a batch. `letters`: also write each gap report as a Word letter.

    `texts`: also keep the sentences and their marks, for the search for copied text. `texts_only`: no audit at all, as
    for last year's reports.
    """

    rules: Path | None
    told: Told
    as_of: date
    letters: bool = False
    texts: bool = True
    texts_only: bool = False
    largest: int = LARGEST


@dataclass(frozen=True, slots=True)
class Task:
    """A submission to look at; `known` is the digest of the content that was already audited in the same way.

    `told` is what the roster says beyond the document; `as_told` that of the audit that is known.
    """

    submission: Submission
    known: str = ""
    told: Told = NOTHING


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a submission. `same`: the content is the known one, nothing else is given.

    `named` is the identity as the document itself gives it: agency, kind and year. `brief` is packed; `record`,
    `report` and `body` are compressed with zlib; `marks` are 8-byte numbers of the sentences, in their order.
    """

    path: str
    token: str
    digest: str = ""
    same: bool = False
    failure: str = ""
    told: Told = NOTHING
    named: tuple[str, Kind | None, int | None] = ("", None, None)
    brief: str = ""
    record: bytes = b""
    report: bytes = b""
    letter: bytes = b""
    body: bytes = b""
    marks: bytes = b""


def examined(settings: Settings, tasks: tuple[Task, ...]) -> list[Outcome]:
    """The outcomes of a chunk, in its order. Never raises because of what a file contains."""
    _convert(settings, tasks)
    return [_outcome(settings, task) for task in tasks]


def _convert(settings: Settings, tasks: tuple[Task, ...]) -> None:
    """Have LibreOffice, whose start takes longer than its work, convert all old Word files of a chunk at once."""
    found: list[bytes] = []
    for task in tasks:
        if SUFFIXES.get(PurePath(task.submission.path).suffix.lower()) == "office":
            try:
                data = content(task.submission, settings.largest)
            except CheckerError:
                continue
            if blake2b(data, digest_size=16).hexdigest() != task.known:
                found.append(data)
    if len(found) > 1:
        from checker.readers import office

        office.prepare(found)


def _outcome(settings: Settings, task: Task) -> Outcome:
    one = task.submission
    digest = ""
    try:
        data = content(one, settings.largest)
        digest = blake2b(data, digest_size=16).hexdigest()
        if digest == task.known:
            return Outcome(one.path, one.token, digest, same=True)
        if settings.texts_only:
            return _text_outcome(settings, task, data, digest)
        return _audit_outcome(settings, task, data, digest)
    except CheckerError as error:
        return _failed(settings, task, digest, str(error))
    except (RecursionError, MemoryError):
        return _failed(settings, task, digest, "文件太大或者嵌套层次太深，不能读取（请另存为新文件再试）")
    except Exception as error:  # one bad file stops nobody, whatever a parser raises on it
        return _failed(
            settings, task, digest, f"读取时出错，文件可能已经损坏（{type(error).__name__}，请重新保存后再试）"
        )


def _failed(settings: Settings, task: Task, digest: str, reason: str) -> Outcome:
    named: tuple[str, Kind | None, int | None] = ("", None, None)
    try:
        _, who = understood(task.submission.path, content(task.submission, settings.largest), settings.told)
        named = (who.agency, who.kind, who.year)
    except Exception:  # it is a failure already; whose it is would only have been good to know
        named = ("", None, None)
    return Outcome(task.submission.path, task.submission.token, digest, failure=reason, told=task.told, named=named)


@lru_cache(maxsize=64)
def _checker(settings: Settings, told: Told) -> Checker:
    base = settings.told
    return Checker(
        load(settings.rules),
        Told(told.agency or base.agency, told.kind or base.kind, told.year or base.year),
        settings.as_of,
        largest=settings.largest,
    )


def _audit_outcome(settings: Settings, task: Task, data: bytes, digest: str) -> Outcome:
    checker = _checker(settings, task.told)
    audit = checker.audit(task.submission.path, data)
    run = Run((audit,), (), checker.rules.sources, checker.rules.digest)
    plain = records.report(audit)
    record = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    body, marks = _texts(audit.document, audit.identity) if settings.texts else (b"", b"")
    return Outcome(
        task.submission.path,
        task.submission.token,
        digest,
        told=task.told,
        named=_named(settings, task, audit, data),
        brief=overview.packed(overview.brief(audit, plain)),
        record=zlib.compress(record.encode(), 1),
        report=zlib.compress(markdown.render(run), 1),
        letter=_letter(run) if settings.letters else b"",
        body=body,
        marks=marks,
    )


def _letter(run: Run) -> bytes:
    from checker.writers import letter

    return letter.render(run)


def _named(settings: Settings, task: Task, audit: Audit, data: bytes) -> tuple[str, Kind | None, int | None]:
    who = audit.identity
    if task.told != NOTHING:
        _, who = understood(task.submission.path, data, settings.told)
    return who.agency, who.kind, who.year


def _text_outcome(settings: Settings, task: Task, data: bytes, digest: str) -> Outcome:
    document, who = understood(task.submission.path, data, settings.told)
    body, marks = _texts(document, who)
    return Outcome(
        task.submission.path,
        task.submission.token,
        digest,
        failure="" if who.is_report else f"不是法治政府建设年度报告：{who.none_because}",
        named=(who.agency, who.kind, who.year),
        body=body,
        marks=marks,
    )


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
    body = json.dumps(sentences, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(body, 1), marks.tobytes()
