"""Agreed exceptions: `fazhi.toml` beside the documents, and remarks inside Markdown.

`fazhi.toml` also holds defaults of the options of `fazhi check`. A waiver names what it waives, why, and may name whom
it is for, who answers for it and until when.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from checker.defects import SEVERITIES
from checker.errors import ConfigurationError, UnreadableError
from checker.model import Audit, Defect, Document, Finding, Place, Severity

EXPIRED = "expired-waiver"
OPTIONS = ("kind", "year", "agency", "format", "fail-on", "fail-under", "rules")
_KEYS = frozenset({"id", "agency", "path", "reason", "owner", "expires"})
_HOW_TO_WRITE = '值是文字的加英文双引号，例如 kind = "部门"；方括号单独占一行，例如 [check]'
_INLINE = re.compile(r"allow\s+(?P<id>[\w-]+)\s*(?P<reason>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Waiver:
    """One exception. `line`: in Markdown, the line of the remark, which waives in the block that follows it."""

    id: str
    reason: str
    source: str
    agency: str = ""
    path: str = ""
    owner: str = ""
    expires: date | None = None
    line: int | None = None

    def expired(self, as_of: date) -> bool:
        return self.expires is not None and self.expires < as_of

    def is_for(self, path: str, agency: str) -> bool:
        """Whether it is meant for a document; patterns are those of a shell, a path may be given from any folder on."""
        if self.agency and not fnmatch.fnmatchcase(agency, self.agency):
            return False
        if not self.path:
            return True
        said = path.replace("\\", "/")
        return fnmatch.fnmatchcase(said, self.path) or fnmatch.fnmatchcase(said, f"*/{self.path}")


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a `fazhi.toml` says; empty where there is none."""

    file: Path | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()


# ── fazhi.toml ──────────────────────────────────────────────────────────────────────────


def load(file: Path | None, known: frozenset[str]) -> Configuration:
    """Read a `fazhi.toml`. `known`: the ids of all items. Raises ConfigurationError with every fault."""
    if file is None:
        return Configuration()
    lines, told = _read(file)
    faults = [*_faults(told, lines, known | frozenset(SEVERITIES))]
    if faults:
        raise ConfigurationError("；".join(f"{file}:{line}：{one}" for line, one in faults), "改正以后再运行")
    waivers = tuple(_waiver(one, str(file)) for one in told.get("waivers", ()))
    return Configuration(file, told.get("check", {}), waivers)


def options(file: Path) -> Mapping[str, Any]:
    """The defaults of options in a `fazhi.toml`, its waivers not looked at. Raises ConfigurationError."""
    told = _read(file)[1].get("check", {})
    if not isinstance(told, dict):
        raise ConfigurationError(f"{file}：[check] 应当是一组选项", "改正以后再运行")
    for name, kind, what in (("year", int, "整数"), ("fail-under", (int, float), "数字")):
        if name in told and (not isinstance(told[name], kind) or isinstance(told[name], bool)):
            raise ConfigurationError(f"{file}：[check] 的 {name} 应当是{what}", "改正以后再运行")
    if not 0 <= told.get("fail-under", 0) <= 100:
        raise ConfigurationError(f"{file}：[check] 的 fail-under 应当是 0 到 100 的数", "改正以后再运行")
    for name in ("kind", "agency", "format", "fail-on", "rules"):
        if name in told and not isinstance(told[name], str):
            raise ConfigurationError(f"{file}：[check] 的 {name} 应当是文字", "给值加上引号")
    return told


def _read(file: Path) -> tuple[list[str], dict[str, Any]]:
    """The lines of a `fazhi.toml`, in any encoding that an editor writes, and what they say. Raises ConfigurationError."""
    import tomllib

    from checker.readers import txt

    try:
        text = txt.decoded(file.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"{file}：不能读取", "请检查文件的访问权限") from error
    except UnreadableError as error:
        raise ConfigurationError(f"{file}：{error.message}", "请另存为 UTF-8 编码的文本文件") from error
    text = text.replace("\r\n", "\n")
    lines = text.splitlines()
    try:
        return lines, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}{_not_toml(str(error), lines)}", _HOW_TO_WRITE) from error


def _not_toml(said: str, lines: Sequence[str]) -> str:
    """Where the parser stopped, with the line; it knows no more than that, and says it in English."""
    where = re.search(r"at line (\d+), column (\d+)", said)
    if not where:
        return "：不是正确的 TOML，文件没有写完"
    number = int(where[1])
    # a line without its closing quote is noticed at its end
    line = lines[number - 1].strip() if number <= len(lines) else ""
    return f":{number}：不是正确的 TOML，第 {where[2]} 个字符处写得不对：{line}"


def _faults(told: Mapping[str, Any], lines: Sequence[str], known: frozenset[str]) -> Iterator[tuple[int, str]]:
    """(line, what is wrong) of everything that cannot be meant."""
    for key in told:
        if key not in ("check", "waivers"):
            yield _line(lines, rf"\s*(?:\[+\s*)?{re.escape(key)}\b"), f"不认识“{key}”，可用的是 [check] 和 [[waivers]]"
    options = told.get("check", {})
    if not isinstance(options, dict):
        yield _line(lines, r"\s*check\b"), "[check] 应当是一组选项"
    else:
        for key in options:
            if key not in OPTIONS:
                where = _line(lines, rf"\s*[\"']?{re.escape(key)}\b")
                yield where, f"[check] 不认识“{key}”，可用的有：{'、'.join(OPTIONS)}"
    waivers = told.get("waivers", [])
    if not isinstance(waivers, list) or any(not isinstance(one, dict) for one in waivers):
        yield _line(lines, r".*\bwaivers\b"), "豁免要写成 [[waivers]]，一条一段"
        return
    starts = [number for number, line in enumerate(lines, 1) if re.match(r"\s*\[\[\s*waivers\s*\]\]", line)]
    for number, one in enumerate(waivers, 1):
        where = starts[number - 1] if number <= len(starts) else 1
        yield from ((where, f"第{number}条豁免：{fault}") for fault in _waiver_faults(one, known))


def _line(lines: Sequence[str], pattern: str) -> int:
    """The first line, from 1, that begins in a way; 1 where none does."""
    return next((number for number, line in enumerate(lines, 1) if re.match(pattern, line)), 1)


def _waiver_faults(one: Mapping[str, Any], known: frozenset[str]) -> Iterator[str]:
    for key in one:
        if key not in _KEYS:
            yield f"不认识“{key}”，可用的有：{'、'.join(sorted(_KEYS))}"
    for key in ("id", "agency", "path", "reason", "owner"):
        if key in one and not isinstance(one[key], str):
            yield f"{key} 应当是文字，请给值加上引号"
            return
    if one.get("id") not in known:
        yield f"没有编号为“{one.get('id', '')}”的检查项或者文字问题" if one.get("id") else "缺少 id"
    if not str(one.get("reason", "")).strip():
        yield "缺少 reason（豁免的理由）"
    if "expires" in one and _day(one["expires"]) is None:
        yield f"expires 的值“{one['expires']}”不是日期，请写成 2026-12-31"


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _waiver(one: Mapping[str, Any], source: str) -> Waiver:
    return Waiver(
        one["id"],
        str(one["reason"]).strip(),
        source,
        str(one.get("agency", "")),
        str(one.get("path", "")),
        str(one.get("owner", "")),
        _day(one["expires"]) if "expires" in one else None,
    )


# ── listing ─────────────────────────────────────────────────────────────────────────────


def listing(found: Iterable[Waiver], as_of: date) -> Iterator[str]:
    """A line for every waiver with its state, and a last line that counts them."""
    total = expired = 0
    for waiver in found:
        total += 1
        expired += waiver.expired(as_of)
        state = "已过期" if waiver.expired(as_of) else "有效"
        until = f"，到{waiver.expires}为止" if waiver.expires else ""
        named = (("单位", waiver.agency), ("文件", waiver.path), ("负责人", waiver.owner))
        whom = "".join(f"，{name}：{value}" for name, value in named if value)
        yield f"{state}　{waiver.id}　{waiver.reason}{whom}{until}（{waiver.source}）"
    yield f"共 {total} 条豁免，{expired} 条已过期。"


# ── remarks in Markdown ─────────────────────────────────────────────────────────────────


def inline(path: str, document: Document, known: frozenset[str]) -> tuple[Waiver, ...]:
    """The remarks `<!-- fazhi: allow law-name 地方文件 -->` of a document. Raises ConfigurationError."""
    found = []
    for line, words in document.reading.remarks:
        where = f"{path}:{line}"
        match = _INLINE.fullmatch(words.strip())
        if not match:
            raise ConfigurationError(
                f"{where}：看不懂“fazhi: {words.strip()}”", "请写成 <!-- fazhi: allow 编号 理由 -->"
            )
        if match["id"] not in known | frozenset(SEVERITIES):
            raise ConfigurationError(
                f"{where}：没有编号为“{match['id']}”的检查项或者文字问题", "fazhi rules list 列出全部检查项"
            )
        if not match["reason"].strip():
            raise ConfigurationError(f"{where}：豁免没有写理由", "请写成 <!-- fazhi: allow 编号 理由 -->")
        found.append(Waiver(match["id"], match["reason"].strip(), where, line=line))
    return tuple(found)


# ── applying ────────────────────────────────────────────────────────────────────────────


def applied(audit: Audit, waivers: Sequence[Waiver]) -> Audit:
    """The audit with what is waived marked so; a waiver that has expired is reported instead of taken."""
    own = [one for one in waivers if one.is_for(audit.path, audit.identity.agency)]
    if not own:
        return audit
    valid = [one for one in own if not one.expired(audit.as_of)]
    blocks = sorted({sentence.place.number for sentence in audit.document.sentences})
    return audit._replace(
        findings=tuple(_finding(one, valid) for one in audit.findings),
        defects=(
            *(_defect(one, valid, blocks) for one in audit.defects),
            *(_expired(one, audit) for one in own if one.expired(audit.as_of)),
        ),
    )


def _finding(finding: Finding, waivers: Sequence[Waiver]) -> Finding:
    one = next((waiver for waiver in waivers if waiver.id == finding.item.id), None)
    return finding._replace(waived=one.reason) if one else finding


def _defect(defect: Defect, waivers: Sequence[Waiver], blocks: Sequence[int]) -> Defect:
    for one in waivers:
        if one.id == defect.id and (one.line is None or _following(one.line, blocks) == defect.place.number):
            return defect._replace(waived=one.reason)
    return defect


def _following(line: int, blocks: Sequence[int]) -> int | None:
    return next((number for number in blocks if number >= line), None)


def _expired(waiver: Waiver, audit: Audit) -> Defect:
    first = audit.document.sentences[0].place if audit.document.sentences else Place("line", 1)
    return Defect(
        EXPIRED,
        Severity.ERROR,
        waiver.id,
        first,
        f"对“{waiver.id}”的豁免已于{waiver.expires}到期，不再生效（{PurePath(waiver.source).name}）",
        "改好这一处，或者写明新的期限",
    )
