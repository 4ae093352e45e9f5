"""Paths → Run; the only module that opens documents."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from checker import readers
from checker.audit import findings
from checker.defects import Case, defects
from checker.errors import CheckerError, NoReportError, UnreadableError
from checker.identity import Told, identity
from checker.matching import Matcher
from checker.model import Audit, Document, Failure, Identity, Reading, Run
from checker.outline import outline
from checker.rulebook import Rulebook

STANDARD_INPUT = "-"
LARGEST = 50 * 1024 * 1024


@dataclass(frozen=True)
class Checker:
    """Rules and options that stay the same for all documents of a command.

    `as_of`: the day that counts as today. `submitted`: the day on which documents without a date are taken to be
    submitted; None leaves that open.
    """

    rules: Rulebook
    told: Told
    as_of: date
    submitted: date | None = None

    @cached_property
    def matcher(self) -> Matcher:
        return Matcher(self.rules.items, self.rules.specific)

    def audit(self, path: str, data: bytes) -> Audit:
        """Raises UnreadableError where the document cannot be read, is no report or does not tell who reports on what."""
        document, who = understood(path, data, self.told)
        if not who.is_report:
            raise NoReportError(
                f"不是法治政府建设年度报告：{who.none_because}",
                "确实是年度报告的，请同时用 --kind 和 --year 指定单位类别和年度",
            )
        if who.kind is None:
            raise UnreadableError("看不出报告单位属于哪一类", "请用 --kind 指定，例如 --kind 部门")
        if who.year is None:
            raise UnreadableError("看不出报告的是哪一年", "请用 --year 指定，例如 --year 2024")
        return Audit(
            path,
            document,
            who,
            findings(document, who, self.matcher),
            defects(Case(document, who, self.submitted, self.rules.tables)),
            self.rules.scoring,
            self.as_of,
            blake2b(data, digest_size=16).hexdigest(),
        )

    def run(self, paths: Iterable[str], *, hook: bool = False) -> Run:
        """Every document audited or, with its reason, among the failures; for a hook, what is no report is only noted."""
        audits: list[Audit] = []
        failures: list[Failure] = []
        notes: list[str] = []
        for path in paths:
            try:
                audits.append(self.audit(path, content(path)))
            except NoReportError as error:
                if hook:
                    notes.append(f"{path}：没有检查，{error.message}")
                else:
                    failures.append(Failure(path, str(error)))
            except UnreadableError as error:
                failures.append(Failure(path, str(error)))
            except RecursionError:
                failures.append(Failure(path, "文件的嵌套层次太深，不能读取（请另存为新文件再试）"))
        return Run(tuple(audits), tuple(failures), self.rules.sources, self.rules.digest, tuple(notes))


def understood(path: str, data: bytes, told: Told) -> tuple[Document, Identity]:
    """A file's content → the document and who reports on which year."""
    document = outline(reading(path, data))
    return document, identity(document, told)


def reading(path: str, data: bytes) -> Reading:
    """A file's content, read by the reader for its format. Raises UnreadableError."""
    try:
        return readers.read(data, Path(path).name)
    except CheckerError as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(error.message, error.hint) from error


def content(path: str) -> bytes:
    """The bytes of a file or of standard input (`-`). Raises UnreadableError in words for the user."""
    if path == STANDARD_INPUT:
        return _limited(sys.stdin.buffer.read(LARGEST + 1))
    file = Path(path)
    try:
        status = file.stat()
    except FileNotFoundError as error:
        raise UnreadableError("没有这个文件", "请检查路径和文件名") from error
    except PermissionError as error:
        raise UnreadableError("没有权限读取这个文件", "请检查文件的访问权限") from error
    except (OSError, ValueError) as error:
        raise UnreadableError(
            f"路径不能使用：{getattr(error, 'strerror', None) or error}", "请检查路径和文件名"
        ) from error
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableError("这是文件夹，不是文件", "批量检查文件夹请用 fazhi audit")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError("这不是普通文件（是设备、管道一类）", "请另存为普通文件")
    if file.name.startswith("~$"):
        raise UnreadableError("这是 Word 打开文件时的临时锁文件，不是报告", "请关闭 Word，检查去掉“~$”的那个文件")
    if status.st_size > LARGEST:
        raise UnreadableError(
            f"文件有 {status.st_size // 1024 // 1024} MB，超过 50 MB 的上限", "请压缩其中的图片后再试"
        )
    try:
        with file.open("rb") as stream:
            return _limited(stream.read(LARGEST + 1))
    except PermissionError as error:
        raise UnreadableError("没有权限读取这个文件", "请检查文件的访问权限") from error
    except OSError as error:
        raise UnreadableError(
            f"文件读取失败：{os.strerror(error.errno or 0)}", "请确认文件没有损坏、没有被占用"
        ) from error


def _limited(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise UnreadableError("内容超过 50 MB 的上限", "请压缩其中的图片后再试")
    if not data.strip():
        raise UnreadableError("文件是空的", "请确认报告已经保存")
    return data
