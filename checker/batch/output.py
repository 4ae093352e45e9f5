"""The output folder: every file appears whole, and what an earlier run wrote and this one does not goes away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from checker.batch.store import Store
from checker.errors import UsageError
from checker.files import reason


class Output:
    """Writes below `folder`. Files are made in a folder of their own and renamed when they are whole."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._written: set[str] = set()
        self._made: set[Path] = set()
        self._aside = folder / ".fazhi" / "unfinished"
        with self._telling(".fazhi"):
            self._aside.mkdir(parents=True, exist_ok=True)
            for left in self._aside.iterdir():
                left.unlink()

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
        aside.replace(path)

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
        old = self._store.written() - self._written
        for name in old:
            with self._telling(name):
                (self._folder / name).unlink(missing_ok=True)
        for folder in sorted({(self._folder / name).parent for name in old} - {self._folder}):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        self._store.removed(old)

    @staticmethod
    def _same(path: Path, data: bytes) -> bool:
        try:
            return path.stat().st_size == len(data) and path.read_bytes() == data
        except OSError:
            return False
