"""A folder or a .zip of one → the submissions in it, in an order that is the same everywhere."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from time import time_ns

from checker import run
from checker.errors import UnreadableError, UsageError
from checker.files import CONFIGURATION, reason
from checker.model import LARGEST, Failure
from checker.readers import SUFFIXES

# what systems and programs leave in folders, and what tells us how to check; never somebody's submission
_LITTER = frozenset(
    {CONFIGURATION, "thumbs.db", "desktop.ini", ".ds_store", "__macosx", "@eadir", "system volume information"}
)
# by what an output folder is known, relative to it
STORE = ".fazhi/store.sqlite"
# nanoseconds; the coarsest clock of a file system in use ticks every two seconds
_TICK = 2_000_000_000
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Submission:
    """One file to audit. `path` is shown to people: relative to the folder, with `/`, valid Unicode, given to one only.

    `member`: which entry of the .zip `file` it is. `token` changes whenever the content does; empty where that cannot
    be told without reading it.
    """

    path: str
    file: str
    member: int | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a folder holds: the submissions, and the files that nothing can be done with, each with why."""

    submissions: tuple[Submission, ...]
    failures: tuple[Failure, ...] = ()


def gather(root: Path, leave_out: tuple[Path, ...] = ()) -> Gathered:
    """All submissions below a folder or inside a .zip; `leave_out`: files and folders that are not submissions.

    Raises UsageError where there is no such folder or .zip.
    """
    closed: list[Failure] = []
    if root.is_dir():
        found = list(_in_folder(root, {os.path.realpath(path) for path in leave_out}, closed))
    elif root.is_file() and zipfile.is_zipfile(root) and root.suffix.lower() not in SUFFIXES:
        found = list(_in_zip(root))
    elif root.is_file() and root.suffix.lower() == ".zip":
        raise _damaged(root)
    elif root.exists():
        raise UsageError(f"“{root}”不是文件夹，也不是 .zip 压缩包", "检查单份报告请用 fazhi check")
    else:
        raise UsageError(f"没有“{root}”这个文件夹", "请检查路径")
    found.sort(key=lambda one: (one.path, one.file, one.member or 0))
    apart = list(_apart(found))
    good = tuple(one for one in apart if not _unsupported(one.path))
    bad = tuple(Failure(one.path, reason) for one in apart if (reason := _unsupported(one.path)))
    return Gathered(good, (*closed, *bad))


def _apart(found: list[Submission]) -> Iterator[Submission]:
    """Paths that are the same only as they are shown get a number: ../a.txt and a.txt in a .zip, names in two encodings."""
    taken = {one.path for one in found}
    seen: set[str] = set()
    for one in found:
        path, number = one.path, 1
        while path in seen or (number > 1 and path in taken):
            number += 1
            path = str(PurePosixPath(one.path).with_stem(f"{PurePosixPath(one.path).stem}（{number}）"))
        seen.add(path)
        yield one if path == one.path else replace(one, path=path)


def content(submission: Submission, largest: int = LARGEST) -> bytes:
    """The bytes of a submission. Raises UnreadableError in words for the user."""
    if submission.member is None:
        return run.content(submission.file, largest)
    try:
        archive = _archive(submission.file)
        info = archive.infolist()[submission.member]
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableError("压缩包里的这个文件加了密码", "请解压后检查文件夹")
        if info.file_size > largest:
            raise run.too_large(largest, "压缩包里的这个文件")
        with archive.open(info) as stream:
            data = stream.read(largest + 1)
    except UnreadableError:
        raise
    except Exception as error:  # zipfile and the decompressors raise many kinds of errors on a damaged archive
        raise UnreadableError("压缩包里的这个文件已经损坏", "请重新压缩后再试") from error
    return run.limited(data, largest)


def _archive(path: str) -> zipfile.ZipFile:
    """Kept open as long as it is the same file: the directory of a large archive is read once in each process."""
    status = Path(path).stat()
    return _opened(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=2)
def _opened(path: str, size: int, changed: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


def _in_folder(root: Path, leave_out: set[str], closed: list[Failure]) -> Iterator[Submission]:
    """The files below a folder, through links too; folders that cannot be opened are added to `closed`."""
    # a worker of a cluster stands in another folder
    base = os.fspath(root.resolve())
    now = time_ns()
    # a link to a folder above itself has no end
    entered = {os.path.realpath(base)}

    def refused(error: OSError) -> None:
        shown = _shown(os.path.relpath(error.filename, base))
        closed.append(Failure(shown, f"文件夹打不开：{reason(error)}（请检查访问权限）"))

    def is_new(path: str) -> bool:
        real = os.path.realpath(path)
        if real in leave_out or real in entered:
            return False
        entered.add(real)
        return True

    for folder, below, names in os.walk(base, onerror=refused, followlinks=True):
        if folder != base and Path(folder, STORE).is_file():
            # the output of an earlier run
            below.clear()
            continue
        here = os.path.relpath(folder, base)
        below[:] = [name for name in sorted(below) if not _litter(name) and is_new(f"{folder}{os.sep}{name}")]
        for name in names:
            full = f"{folder}{os.sep}{name}"
            if _litter(name) or (leave_out and os.path.realpath(full) in leave_out):
                continue
            shown = name if here == "." else f"{here}{os.sep}{name}"
            yield Submission(_shown(shown), full, None, _token(full, now))


def _token(path: str, now: int) -> str:
    """Size and times of change; none for a file so new that it might change again within the same tick of the clock."""
    try:
        status = Path(path).stat()
    except OSError:
        return ""
    if not stat.S_ISREG(status.st_mode) or now - max(status.st_mtime_ns, status.st_ctime_ns) < _TICK:
        return ""
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}"


def _in_zip(root: Path) -> Iterator[Submission]:
    path = os.fspath(root.resolve())
    try:
        members = _archive(path).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(root) from error
    for number, info in enumerate(members):
        name = _member_name(info)
        parts = [part for part in PurePosixPath(name).parts if part not in ("/", "..", ".")]
        if info.is_dir() or not parts or any(_litter(part) for part in parts):
            continue
        yield Submission("/".join(parts), path, number, f"{info.file_size}:{info.CRC:08x}:{info.flag_bits}")


def _damaged(root: Path) -> UsageError:
    return UsageError(f"压缩包“{root}”已经损坏", "请重新压缩，或者解压后检查文件夹")


def _member_name(info: zipfile.ZipInfo) -> str:
    """Windows in Chinese writes names in GBK without saying so; zipfile then takes them for CP437."""
    name = info.filename.replace("\\", "/")
    if info.flag_bits & _UTF8_NAME or name.isascii():
        return _shown(name)
    raw = info.orig_filename.replace("\\", "/")
    try:
        data = raw.encode("cp437")
    except UnicodeEncodeError:
        return _shown(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _litter(name: str) -> bool:
    return name.lower() in _LITTER or name.startswith((".", "~$"))


def _shown(path: str) -> str:
    """A path that can be printed and written: names that are no UTF-8 are most often GBK."""
    path = path.replace(os.sep, "/")
    try:
        path.encode()
    except UnicodeEncodeError:
        data = os.fsencode(path)
        try:
            path = data.decode("gb18030")
        except UnicodeDecodeError:
            path = data.decode("utf-8", "replace")
    return path


def _unsupported(path: str) -> str:
    suffix = PurePosixPath(path).suffix.lower()
    if not suffix or suffix in SUFFIXES or len(suffix) > 6 or not suffix[1:].isalnum():
        return ""
    if suffix in (".zip", ".rar", ".7z", ".gz", ".tar"):
        return "这是压缩包，没有检查（请解压到文件夹里再检查）"
    if suffix in (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif"):
        return "这是图片，不能读取文字（请提交可编辑的文档）"
    return f"不支持 {suffix} 格式（请转成 .docx、.pdf、.ofd、.md 或者 .txt）"
