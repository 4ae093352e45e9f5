"""The output folder: every file appears whole, and what an earlier run wrote and this one does not goes away.

What somebody has changed since it was written stays: it is renamed before its place is taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from checker.batch.store import Store
from checker.digest import digest
from checker.errors import UsageError
from checker.files import reason, spared


class Output:
    """Writes below `folder`. Files are made in a folder of their own and renamed when they are whole.

    `kept`: a sentence in Chinese for each file that was found changed and left to its user.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._written: set[str] = set()
        self._made: set[Path] = set()
        self._before = store.written()
        self._digests: dict[str, str] = {}
        self.kept: list[str] = []
        self._aside = folder / ".fazhi" / "unfinished"
        with self._telling(".fazhi"):
            self._aside.mkdir(parents=True, exist_ok=True)
            for left in self._aside.iterdir():
                left.unlink()

    def __enter__(self) -> Output:
        return self

    def __exit__(self, *error: object) -> None:
        self._store.wrote(self._digests)

    def announce(self, paths: Iterable[str]) -> None:
        """Say which files will be written, before the first of them is."""
        names = list(paths)
        self._store.will_write(names)
        self._written.update(names)

    def write(self, name: str, data: bytes) -> None:
        """Write an announced file, unless it is there with this content already."""
        assert name in self._written
        path = self._folder / name
        if self._same(path, data):
            self._digests[name] = digest(data)
            return
        with self._telling(name):
            aside = self._aside / "one"
            aside.write_bytes(data)
            self._take(aside, name)

    @contextmanager
    def aside(self, name: str) -> Iterator[Path]:
        """Where to fill an announced file that is too large for memory; afterwards it is put in its place."""
        assert name in self._written
        with self._telling(name):
            yield self._aside / name
            self._take(self._aside / name, name)

    def _take(self, aside: Path, name: str) -> None:
        path = self._folder / name
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        new = _digest(aside)
        if path.is_file() and _digest(path) not in (new, self._before.get(name)):
            self.kept.append(f"“{path}”在上次写出以后改动过，改动过的另存为“{spared(path).name}”")
        aside.replace(path)
        self._digests[name] = new

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        """Say in words for the user why a file could not be written."""
        try:
            yield
        except OSError as error:
            raise UsageError(
                f"不能写入“{self._folder / name}”：{reason(error)}",
                "请检查磁盘空间、写权限，以及文件是否正被打开；再次运行会接着做",
            ) from error

    def tidy(self) -> None:
        """Remove what earlier runs wrote and this one did not."""
        old = self._before.keys() - self._written
        for name in sorted(old):
            with self._telling(name):
                self._remove(self._folder / name, self._before[name])
        for folder in sorted({(self._folder / name).parent for name in old} - {self._folder}):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        self._store.removed(old)

    def _remove(self, path: Path, own: str) -> None:
        if own and path.is_file() and _digest(path) != own:
            self.kept.append(f"“{path}”这次不再写出，但是上次写出以后改动过，没有删除")
        else:
            path.unlink(missing_ok=True)

    @staticmethod
    def _same(path: Path, data: bytes) -> bool:
        try:
            return path.stat().st_size == len(data) and path.read_bytes() == data
        except OSError:
            return False


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
