"""What was already audited, in SQLite inside the output folder: an interrupted run goes on, an unchanged file rests.

A result stands for one file, one content, one set of options and rules (`context`). Every chunk is one transaction.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import time_ns
from types import TracebackType
from typing import Any, Literal

from checker.batch.work import Outcome
from checker.errors import UsageError
from checker.identity import Told
from checker.model import Kind

VERSION = 1
# a file changed within this time before it was read might change again without a later time of change
_SETTLED = 2_000_000_000
_TABLES = """
CREATE TABLE results (
    batch TEXT, path TEXT, token TEXT, digest TEXT, context TEXT, told TEXT, named TEXT, failure TEXT, brief TEXT,
    marks BLOB, body BLOB, letter BLOB, report BLOB, record BLOB, PRIMARY KEY (batch, path));
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE written (path TEXT PRIMARY KEY);
"""
Batch = Literal["this", "previous"]


@dataclass(frozen=True, slots=True)
class Known:
    """A result in the store, without its bulk."""

    path: str
    token: str
    digest: str
    told: Told
    named: tuple[str, Kind | None, int | None]
    failure: str
    brief: str


class Store:
    """The store of one output folder, open for one run at a time. Raises UsageError where another run has it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = sqlite3.connect(folder / "lock.sqlite", isolation_level=None, timeout=0.2)
        try:
            self._lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            self._lock.close()
            raise UsageError(
                "另一个 fazhi audit 正在使用这个输出文件夹", "请等它结束，或者用 -o 指定别的文件夹"
            ) from error
        self.path = folder / "store.sqlite"
        try:
            self._open()
        except sqlite3.DatabaseError:
            # a damaged store is only a loss of time
            self._database.close()
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            self._open()

    def _open(self) -> None:
        self._database = sqlite3.connect(self.path, isolation_level=None)
        run = self._database.execute
        run("PRAGMA journal_mode=WAL")
        run("PRAGMA synchronous=NORMAL")
        (version,) = run("PRAGMA user_version").fetchone()
        if version != VERSION:
            for (name,) in run("SELECT name FROM sqlite_master WHERE type='table'").fetchall():
                run(f"DROP TABLE {name}")
            self._database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version={VERSION}; COMMIT;")
        run("SELECT count(*) FROM facts").fetchone()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        self._lock.close()

    # ── results ─────────────────────────────────────────────────────────────────────────

    def known(self, batch: Batch, context: str) -> dict[str, Known]:
        """Every result that still holds in this context, by path."""
        rows = self._database.execute(
            "SELECT path, token, digest, told, named, failure, brief FROM results WHERE batch=? AND context=?",
            (batch, context),
        )
        return {
            path: Known(path, token, digest, _told(told), _named(named), failure, brief)
            for path, token, digest, told, named, failure, brief in rows
        }

    def keep(self, batch: Batch, context: str, outcomes: Iterable[Outcome]) -> None:
        """Keep the outcomes of a chunk, all or none."""
        now = time_ns()
        with self._transaction():
            for one in outcomes:
                token = one.token if _is_settled(one.token, now) else ""
                if one.same:
                    self._database.execute(
                        "UPDATE results SET token=? WHERE batch=? AND path=?", (token, batch, one.path)
                    )
                    continue
                self._database.execute(
                    "INSERT OR REPLACE INTO results VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    (
                        batch,
                        one.path,
                        token,
                        one.digest,
                        context,
                        json.dumps([one.told.agency, one.told.kind, one.told.year], ensure_ascii=False),
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
        paths = [path for (path,) in self._database.execute("SELECT path FROM results WHERE batch=?", (batch,))]
        with self._transaction():
            for path in paths:
                if path not in keep:
                    self._database.execute("DELETE FROM results WHERE batch=? AND path=?", (batch, path))

    def report(self, path: str) -> bytes:
        """The gap report of a submission."""
        return zlib.decompress(self._one("report", "this", path))

    def letter(self, path: str) -> bytes:
        """The gap report as a Word letter; empty where none was made."""
        return self._one("letter", "this", path)

    def record(self, path: str) -> bytes:
        """The audit as one line of JSON."""
        return zlib.decompress(self._one("record", "this", path))

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
        self._database.execute("INSERT OR REPLACE INTO facts VALUES (?,?)", (name, data))

    def written(self) -> set[str]:
        """The output files of earlier runs."""
        return {path for (path,) in self._database.execute("SELECT path FROM written")}

    def will_write(self, paths: Iterable[str]) -> None:
        """Note output files before they are written, so that they can be told from a user's own."""
        with self._transaction():
            self._database.executemany("INSERT OR IGNORE INTO written VALUES (?)", [(path,) for path in paths])

    def removed(self, paths: Iterable[str]) -> None:
        """Output files that are gone."""
        with self._transaction():
            self._database.executemany("DELETE FROM written WHERE path=?", [(path,) for path in paths])

    def _transaction(self) -> _Transaction:
        return _Transaction(self._database)


class _Transaction:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.execute("ROLLBACK" if kind else "COMMIT")


def _is_settled(token: str, now: int) -> bool:
    """Whether a later change of the file will show in its token; what is inside a .zip has a checksum there."""
    parts = token.split(":")
    return len(parts) == 3 and (not parts[2].isdigit() or len(parts[1]) < 12 or now - int(parts[2]) > _SETTLED)


def _told(line: str) -> Told:
    agency, kind, year = json.loads(line)
    return Told(agency, Kind(kind) if kind else None, year)


def _named(line: str) -> tuple[str, Kind | None, int | None]:
    agency, kind, year = json.loads(line)
    return agency, Kind(kind) if kind else None, year
