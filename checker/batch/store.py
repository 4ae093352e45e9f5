"""What was already audited, in SQLite inside the output folder: an interrupted run goes on, an unchanged file rests.

A result stands for one file, one content, one set of options and rules (`context`) and, where the day matters to it,
one day. Every chunk is one transaction.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from checker.batch.work import Named, Outcome
from checker.errors import UsageError
from checker.files import reason
from checker.identity import Told
from checker.model import Kind

VERSION = 4
_TABLES = (
    """CREATE TABLE results (
        batch TEXT, path TEXT, token TEXT, digest TEXT, context TEXT, day TEXT, told TEXT, named TEXT, failure TEXT,
        brief TEXT, marks BLOB, body BLOB, letter BLOB, report BLOB, record BLOB, PRIMARY KEY (batch, path))""",
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB)",
    "CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, digest TEXT)",
)
_LASTING = "files"  # what was written stays known when the results are of another version
_FAULTS = {
    sqlite3.SQLITE_FULL: "磁盘空间不足",
    sqlite3.SQLITE_READONLY: "没有写权限",
    sqlite3.SQLITE_CANTOPEN: "没有写权限",
    sqlite3.SQLITE_IOERR: "磁盘读写出错",
}
Batch = Literal["this", "previous"]


@dataclass(frozen=True, slots=True)
class Known:
    """A result in the store, without its bulk."""

    path: str
    token: str
    digest: str
    told: Told
    named: Named
    failure: str
    brief: str


class Store:
    """The store of one output folder, open for one run at a time. Raises UsageError where it cannot be had."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "store.sqlite"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                self._open()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                # a damaged store is only a loss of time
                self._database.close()
                for suffix in ("", "-wal", "-shm"):
                    Path(f"{self.path}{suffix}").unlink(missing_ok=True)
                self._open()
        except (sqlite3.Error, OSError) as error:
            raise self._fault(error) from error

    def _open(self) -> None:
        self._database = sqlite3.connect(self.path, isolation_level=None, timeout=0.2)
        run = self._database.execute
        # from its first lock to its end, this process has the store for itself; that needs no shared memory either,
        # which folders on other machines do not have
        run("PRAGMA locking_mode=EXCLUSIVE")
        run("PRAGMA journal_mode=WAL")
        run("PRAGMA synchronous=NORMAL")
        run("BEGIN EXCLUSIVE")
        (version,) = run("PRAGMA user_version").fetchone()
        if version != VERSION:
            for (name,) in run("SELECT name FROM sqlite_master WHERE type='table'").fetchall():
                if name != _LASTING:
                    run(f"DROP TABLE {name}")
            for statement in (*_TABLES, f"PRAGMA user_version={VERSION}"):
                run(statement)
        run("SELECT count(*) FROM facts").fetchone()
        run("COMMIT")

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        if isinstance(error, sqlite3.Error):
            raise self._fault(error) from error

    def _fault(self, error: sqlite3.Error | OSError) -> UsageError:
        """Why the store cannot be used, in words for the user."""
        if isinstance(error, OSError):
            return UsageError(
                f"不能写入“{self.path.parent}”：{reason(error)}", "请检查路径和写权限，或者用 -o 指定别的文件夹"
            )
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return UsageError("另一个 fazhi audit 正在使用这个输出文件夹", "请等它结束，或者用 -o 指定别的文件夹")
        if code in _FAULTS:
            return UsageError(f"不能写入“{self.path}”：{_FAULTS[code]}", "请检查磁盘空间和写权限，再次运行会接着做")
        return UsageError(f"“{self.path}”已经损坏（{error}）", "请删除这个文件再运行，只是要重新检查一遍")

    # ── results ─────────────────────────────────────────────────────────────────────────

    def known(self, batch: Batch, context: str, day: date) -> dict[str, Known]:
        """Every result that still holds in this context on this day, by path."""
        rows = self._database.execute(
            "SELECT path, token, digest, told, named, failure, brief FROM results"
            " WHERE batch=? AND context=? AND day IN ('', ?)",
            (batch, context, day.isoformat()),
        )
        return {
            path: Known(path, token, digest, _told(told), _named(named), failure, brief)
            for path, token, digest, told, named, failure, brief in rows
        }

    def keep(self, batch: Batch, context: str, day: date, outcomes: Iterable[Outcome]) -> None:
        """Keep the outcomes of a chunk, all or none."""
        with self._transaction() as run:
            for one in outcomes:
                if one.same:
                    run("UPDATE results SET token=? WHERE batch=? AND path=?", (one.token, batch, one.path))
                    continue
                run(
                    "INSERT OR REPLACE INTO results VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    (
                        batch,
                        one.path,
                        one.token,
                        one.digest,
                        context,
                        day.isoformat() if one.dated else "",
                        json.dumps(
                            [*one.told[:3], one.told.received and one.told.received.isoformat()], ensure_ascii=False
                        ),
                        json.dumps(one.named, ensure_ascii=False),
                        one.failure,
                        one.brief,
                        one.marks,
                        one.body,
                        one.letter,
                        one.report,
                        one.record,
                    ),
                )

    def forget(self, batch: Batch, keep: set[str]) -> None:
        """Drop the results of files that are no longer there."""
        there = {path for (path,) in self._database.execute("SELECT path FROM results WHERE batch=?", (batch,))}
        with self._transaction() as run:
            for path in there - keep:
                run("DELETE FROM results WHERE batch=? AND path=?", (batch, path))

    def report(self, path: str) -> bytes:
        """The gap report of a submission."""
        return zlib.decompress(self._one("report", "this", path))

    def letter(self, path: str) -> bytes:
        """The gap report as a Word letter; empty where none was made."""
        return self._one("letter", "this", path)

    def record(self, path: str, day: date) -> bytes:
        """The audit as one line of JSON, with the day that counts as today."""
        found = zlib.decompress(self._one("record", "this", path))
        # within a text the quotation marks would be escaped
        return found.replace(b'"as_of":""', f'"as_of":"{day.isoformat()}"'.encode(), 1)

    def body(self, batch: Batch, path: str) -> list[tuple[str, bool]]:
        """The sentences that are compared, each with whether it is a plan for next year."""
        data = self._one("body", batch, path)
        return [(text, bool(plan)) for text, plan in json.loads(zlib.decompress(data))] if data else []

    def marks(self, batch: Batch) -> Iterator[tuple[str, bytes]]:
        """The marks of the sentences of each submission."""
        yield from self._database.execute("SELECT path, marks FROM results WHERE batch=? ORDER BY path", (batch,))

    def _one(self, column: str, batch: Batch, path: str) -> bytes:
        row = self._database.execute(f"SELECT {column} FROM results WHERE batch=? AND path=?", (batch, path)).fetchone()
        return bytes(row[0]) if row else b""

    # ── facts and files ─────────────────────────────────────────────────────────────────

    def fact(self, name: str) -> Any:
        """Something remembered from an earlier run, or None."""
        row = self._database.execute("SELECT value FROM facts WHERE name=?", (name,)).fetchone()
        return json.loads(zlib.decompress(row[0])) if row else None

    def remember(self, name: str, value: Any) -> None:
        """Keep plain data under a name."""
        data = zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 1)
        with self._transaction() as run:
            run("INSERT OR REPLACE INTO facts VALUES (?,?)", (name, data))

    def written(self) -> dict[str, str]:
        """The output files of earlier runs, each with the digest of what was written; empty where that is not known."""
        return dict(self._database.execute("SELECT path, digest FROM files"))

    def will_write(self, paths: Iterable[str]) -> None:
        """Note output files before they are written, so that they can be told from a user's own."""
        with self._transaction() as run:
            for path in paths:
                run("INSERT OR IGNORE INTO files VALUES (?, '')", (path,))

    def wrote(self, digests: Mapping[str, str]) -> None:
        """What was written into output files."""
        with self._transaction() as run:
            for path, digest in digests.items():
                run("UPDATE files SET digest=? WHERE path=?", (digest, path))

    def removed(self, paths: Iterable[str]) -> None:
        """Output files that are gone."""
        with self._transaction() as run:
            for path in paths:
                run("DELETE FROM files WHERE path=?", (path,))

    @contextmanager
    def _transaction(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield self._database.execute
            self._database.execute("COMMIT")
        except BaseException:
            # a full disk has ended it already
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise


def _told(line: str) -> Told:
    agency, kind, year, *more = json.loads(line)
    received = date.fromisoformat(more[0]) if more and more[0] else None
    return Told(agency, Kind(kind) if kind else None, year, received)


def _named(line: str) -> Named:
    agency, kind, year, is_report = json.loads(line)
    return agency, Kind(kind) if kind else None, year, is_report
