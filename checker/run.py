"""Paths → Run; the only module that opens documents."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checker import readers
from checker.audit import findings
from checker.defects import Case, defects
from checker.digest import digest
from checker.errors import CheckerError, NoReportError, UnreadableError, UsageError, unexpected
from checker.files import configuration_file, reason, shown
from checker.identity import Told, identity
from checker.matching import Matcher
from checker.model import LARGEST, Audit, Document, Failure, Identity, Reading, Run, Status
from checker.outline import outline
from checker.rulebook import Rulebook

if TYPE_CHECKING:
    from checker.waivers import Configuration

STANDARD_INPUT = "-"


class _Options(NamedTuple):
    rules: Rulebook
    told: Told
    as_of: date
    submitted: date | None = None
    heed_waivers: bool = True
    largest: int = LARGEST
    folder: Path | None = None


class Checker(_Options):
    """Rules and options that stay the same for all documents of a command.

    `as_of`: the day that counts as today. `submitted`: the day on which documents without a date are taken to be
    submitted; None leaves that open. `heed_waivers`: whether `fazhi.toml` and remarks in Markdown waive findings.
    `largest`: the size in bytes above which a file is refused. `folder`: whose `fazhi.toml` holds for all documents;
    None: each document's own.
    """

    @cached_property
    def _files(self) -> dict[str, Path | None]:
        return {}

    @cached_property
    def _configurations(self) -> dict[Path | None, Configuration]:
        return {}

    @cached_property
    def matcher(self) -> Matcher:
        return Matcher(self.rules.items, self.rules.specific)

    @cached_property
    def _judged(self) -> Iterator[int]:
        return count()

    def _matcher_of(self, document: Document) -> Matcher:
        """One for all documents; for the first, one of its own, which is made sooner: most runs check one document."""
        if next(self._judged):
            return self.matcher
        return Matcher(self.rules.items, self.rules.specific, within=document.sentences)

    def audit(self, path: str, data: bytes) -> Audit:
        """Raises UnreadableError where the document cannot be read, is no report or does not tell who reports on what."""
        document, who = understood(path, data, self.told)
        return self.judged(path, data, document, who)

    def judged(self, path: str, data: bytes, document: Document, who: Identity) -> Audit:
        """The audit of a document that was read already. Raises UnreadableError as `audit` does."""
        if not readable(document):
            parts = "；".join(f"{one.what}：{one.reason}" for one in document.reading.unread[:3])
            raise UnreadableError(f"文件里没有可以读取的文字（{parts}）", "请提交可编辑的文档")
        if not who.is_report:
            raise NoReportError(
                f"不是法治政府建设年度报告：{who.none_because}",
                "确实是年度报告的，请同时用 --kind 和 --year 指定单位类别和年度",
            )
        if who.kind is None:
            raise UnreadableError("看不出报告单位属于哪一类", "请用 --kind 指定，例如 --kind 部门")
        if who.year is None:
            raise UnreadableError("看不出报告的是哪一年", "请用 --year 指定，例如 --year 2024")
        audit = Audit(
            path,
            document,
            who,
            findings(document, who, self._matcher_of(document)),
            defects(Case(document, who, self.submitted, self.rules.tables)),
            self.rules.scoring,
            self.as_of,
            digest(data),
        )
        return self._waived(audit)

    def _waived(self, audit: Audit) -> Audit:
        """What `fazhi.toml` beside the document and remarks in it waive, marked so."""
        if not self.heed_waivers:
            return audit
        file = (
            None
            if audit.path == STANDARD_INPUT
            else self._configuration_file(str(self.folder or Path(audit.path).parent))
        )
        if file is None and not audit.document.reading.remarks:
            return audit
        from checker import waivers

        known = frozenset(item.id for item in self.rules.items)
        own = waivers.inline(audit.path, audit.document, known)
        return waivers.applied(audit, (*self._configuration(file).waivers, *own))

    def _configuration_file(self, folder: str) -> Path | None:
        if folder not in self._files:
            self._files[folder] = configuration_file(Path(folder))
        return self._files[folder]

    def _configuration(self, file: Path | None) -> Configuration:
        from checker import waivers

        if file not in self._configurations:
            known = frozenset(item.id for item in self.rules.items)
            self._configurations[file] = waivers.load(file, known)
        return self._configurations[file]

    def fixed(self, path: str, data: bytes) -> bytes:
        """The bytes of a document with everything corrected that is mechanical and certain; the same where nothing is.

        Raises UnreadableError where the file is of another format or was not read whole.
        """
        from checker import fix
        from checker.readers import txt

        for _ in fix.rounds():
            audit = self.audit(path, data)
            why = fix.refused(audit.document.reading)
            if why:
                raise UnreadableError(why)
            case = Case(audit.document, audit.identity, None, self.rules.tables)
            old = txt.decoded(data)
            wanted = list(fix.wanted(case))
            before = statuses(audit)

            def harmless(text: str, data: bytes = data, before: dict[str, Status] = before) -> bool:
                # a correction of the text must never change what the report is found to say
                return statuses(self.audit(path, fix.encoded(text, data))) == before

            new = fix.corrected(old, wanted)
            if new != old and not harmless(new):
                new = fix.corrected(old, fix.kept(old, wanted, harmless))
            if new == old or not harmless(new):
                break
            data = fix.encoded(new, data)
        return data

    def run(self, paths: Iterable[str], *, hook: bool = False) -> Run:
        """Every document audited or, with its reason, among the failures; for a hook, what is no report is only noted."""
        audits: list[Audit] = []
        failures: list[Failure] = []
        notes: list[str] = []
        for path in paths:
            name = shown(path)
            try:
                audits.append(self.audit(path, content(path, self.largest))._replace(path=name))
            except NoReportError as error:
                if hook:
                    notes.append(f"{name}：没有检查，{error.message}")
                else:
                    failures.append(Failure(name, str(error)))
            except UnreadableError as error:
                failures.append(Failure(name, str(error)))
            except Exception as error:  # one bad file stops nobody, whatever a parser raises on it
                if isinstance(error, CheckerError):
                    raise
                failures.append(Failure(name, str(unexpected(error))))
        return Run(tuple(audits), tuple(failures), self.rules.sources, self.rules.digest, tuple(notes))


def statuses(audit: Audit) -> dict[str, Status]:
    """What became of each item."""
    return {finding.item.id: finding.status for finding in audit.findings}


def readable(document: Document) -> bool:
    """Whether a document has text; one of pictures alone has not."""
    return bool(document.sentences) or not document.reading.unread


def understood(path: str, data: bytes, told: Told) -> tuple[Document, Identity]:
    """A file's content → the document and who reports on which year."""
    document = outline(reading(path, data))
    try:
        return document, identity(document, told)
    except UsageError as error:
        # what the front matter of one file says wrongly stops no other file
        raise UnreadableError(f"文件开头的设置有误：{error.message}", error.hint) from error


def reading(path: str, data: bytes) -> Reading:
    """A file's content, read by the reader for its format. Raises UnreadableError."""
    try:
        return readers.read(data, Path(path).name)
    except CheckerError as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(error.message, error.hint) from error


def content(path: str, largest: int = LARGEST) -> bytes:
    """The bytes of a file or of standard input (`-`). Raises UnreadableError in words for the user."""
    if path == STANDARD_INPUT:
        return limited(sys.stdin.buffer.read(largest + 1), largest)
    file = Path(path)
    try:
        status = file.stat()
    except FileNotFoundError as error:
        raise UnreadableError("没有这个文件", "请检查路径和文件名") from error
    except PermissionError as error:
        raise UnreadableError("没有权限读取这个文件", "请检查文件的访问权限") from error
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "路径里有不允许的字符"
        raise UnreadableError(f"路径不能使用：{why}", "请检查路径和文件名") from error
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableError("这是文件夹，不是文件", "批量检查文件夹请用 fazhi audit")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError("这不是普通文件（是设备、管道一类）", "请另存为普通文件")
    if file.name.startswith("~$"):
        raise UnreadableError("这是 Word 打开文件时的临时锁文件，不是报告", "请关闭 Word，检查去掉“~$”的那个文件")
    if status.st_size > largest:
        raise too_large(largest, f"文件有 {status.st_size / 1024 / 1024:.1f} MB，")
    try:
        with file.open("rb") as stream:
            return limited(stream.read(largest + 1), largest)
    except PermissionError as error:
        raise UnreadableError("没有权限读取这个文件", "请检查文件的访问权限") from error
    except OSError as error:
        raise UnreadableError(f"文件读取失败：{reason(error)}", "请确认文件没有损坏、没有被占用") from error


def limited(data: bytes, largest: int) -> bytes:
    """The content, if there is any and not too much. Raises UnreadableError."""
    if len(data) > largest:
        raise too_large(largest)
    if not data.strip():
        raise UnreadableError("文件是空的", "请确认报告已经保存")
    return data


def too_large(largest: int, how_large: str = "内容") -> UnreadableError:
    """What is said of a file above the limit."""
    return UnreadableError(
        f"{how_large}超过 {largest / 1024 / 1024:g} MB 的上限", "请压缩其中的图片，或者用 --max-mb 提高上限"
    )
