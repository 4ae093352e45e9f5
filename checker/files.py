"""Find the configuration; write files so that nothing a user had is lost."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from checker.errors import UsageError

CONFIGURATION = "fazhi.toml"
_REASONS = {
    errno.ENOENT: "没有这个文件或者文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这个磁盘只能读取，不能写入",
    errno.ENOSPC: "磁盘空间不足",
    errno.ENOTDIR: "路径中间有一段是文件，不是文件夹",
    errno.EISDIR: "这是文件夹",
    errno.EEXIST: "已经有同名的文件",
    errno.ENAMETOOLONG: "名称太长",
    errno.EBUSY: "正被占用",
    errno.EIO: "磁盘读写出错",
    errno.ELOOP: "链接绕成了圈",
    errno.ENXIO: "没有程序在读取这个管道",
}


def reason(error: OSError) -> str:
    """Why the system refused, in words for the user."""
    return _REASONS.get(error.errno or 0) or os.strerror(error.errno or 0)


def shown(path: str) -> str:
    """A path as it can be written: names in another encoding than that of the system are decoded as well as can be."""
    if path.isascii():
        return path
    try:
        name = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "replace").decode()
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "replace")


def configuration_file(folder: Path) -> Path | None:
    """The nearest `fazhi.toml` from a folder upward."""
    try:
        start = folder.resolve()
        return next((file for one in (start, *start.parents) if (file := one / CONFIGURATION).is_file()), None)
    except (OSError, RuntimeError):
        return None


def spared(path: Path) -> Path:
    """Rename a file that somebody has changed, so that its place can be taken; the new name.

    Raises OSError where that is not possible.
    """
    from itertools import count

    names = (path.with_name(f"{path.stem}-改动稿{number if number > 1 else ''}{path.suffix}") for number in count(1))
    return path.rename(next(one for one in names if not one.exists()))


def write(path: Path, data: bytes) -> None:
    """Write to a temporary file beside `path`, then rename: the old content stays until the new is whole.

    A link stays and its target is written. A device or pipe is written to as it is: it must never be replaced.
    Raises UsageError in words for the user where that is not possible.
    """
    import tempfile

    if not path.name:
        raise UsageError("没有写明输出到哪个文件", "请在 -o 后面写文件名")
    try:
        path = path.resolve()
        there = path.stat() if path.exists() else None
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"不能写入“{path}”", "请检查路径和文件名") from error
    if there is not None and not stat.S_ISREG(there.st_mode):
        _write_into(path, data)
        return
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    except OSError as error:
        raise UsageError(
            f"不能在“{path.parent}”里写文件：{reason(error)}", "请检查文件夹是否存在、有没有写权限"
        ) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(there.st_mode & 0o777 if there else 0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise UsageError(f"不能写入“{path}”：{reason(error)}", "请检查这是不是文件夹、有没有写权限") from error


def _write_into(path: Path, data: bytes) -> None:
    """Write to what is there already and is no ordinary file; a pipe that nobody reads is not waited for."""
    try:
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
        os.set_blocking(handle, True)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
    except OSError as error:
        raise UsageError(f"不能写入“{path}”：{reason(error)}", "请检查这是不是文件夹、有没有写权限") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
