"""Read .doc, .wps, .rtf and .odt by having LibreOffice turn them into .docx.

LibreOffice runs with a profile of its own, so that it neither waits for nor disturbs one that the user has open, and
is ended with all its children when it takes too long.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from checker.errors import UnreadableError
from checker.model import Reading
from checker.readers import docx

_SECONDS = 25.0
_SECONDS_MORE = 5.0  # for each further file of one start
_ENCRYPTED = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e".encode("latin-1")
_OLE = b"\xd0\xcf\x11\xe0"
_WELL_KNOWN = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)


_ready: dict[bytes, Reading | UnreadableError] = {}


def read(data: bytes) -> Reading:
    """What the converted document holds. Raises UnreadableError, also where LibreOffice is not installed."""
    found = _ready.pop(data, None) or read_all([data])[0]
    if isinstance(found, UnreadableError):
        raise found
    return found


def prepare(files: Sequence[bytes]) -> None:
    """Convert several files at once, which `read` then gives without another start."""
    _ready.clear()
    with suppress(UnreadableError):
        _ready.update(zip(files, read_all(files), strict=True))


def read_all(files: Sequence[bytes]) -> list[Reading | UnreadableError]:
    """The readings of several files with one start of LibreOffice."""
    faults = [_refused(data) for data in files]
    wanted = [data for data, fault in zip(files, faults, strict=True) if fault is None]
    converted = iter(_converted(wanted) if wanted else ())
    found: list[Reading | UnreadableError] = []
    for fault in faults:
        result = fault or next(converted)
        found.append(_reading(result) if isinstance(result, bytes) else result)
    return found


def _reading(data: bytes) -> Reading | UnreadableError:
    try:
        return docx.read(data)._replace(format="office")
    except UnreadableError as error:
        return error


def _refused(data: bytes) -> UnreadableError | None:
    """What can be said without LibreOffice."""
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            return UnreadableError("文件设有打开密码", "请取消密码后再试")
        # the flags of a Word file follow its magic number; bit 8 says that it is encrypted
        start = data.find(b"\xec\xa5", 512)
        if start >= 0 and len(data) > start + 12 and data[start + 11] & 0x01:
            return UnreadableError("文件设有打开密码", "请取消密码后再试")
        if "WordDocument".encode("utf-16-le") not in data and "WpsDocument".encode("utf-16-le") not in data:
            return UnreadableError("这不是 Word 或者 WPS 文字文档", "如果是表格或者演示文稿，请把报告正文另存为 .docx")
    return None


# ── LibreOffice ─────────────────────────────────────────────────────────────────────────


def program() -> str | None:
    """The path of LibreOffice, where it is installed."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return found
    return next((one for one in _WELL_KNOWN if Path(one).exists()), None)


def _converted(files: Sequence[bytes]) -> list[bytes | UnreadableError]:
    soffice = program()
    if soffice is None:
        raise UnreadableError(
            "读取 .doc、.wps、.rtf、.odt 需要 LibreOffice，这台电脑上没有安装", "请安装 LibreOffice，或者另存为 .docx"
        )
    with tempfile.TemporaryDirectory(prefix="fazhi-") as folder:
        base = Path(folder)
        names = [base / f"{number}{_suffix(data)}" for number, data in enumerate(files)]
        for name, data in zip(names, files, strict=True):
            name.write_bytes(data)
        late = _run(soffice, base, names)
        return [_outcome(base / "out" / f"{name.stem}.docx", late=late) for name in names]


def _suffix(data: bytes) -> str:
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    return ".odt" if data.startswith(b"PK") else ".doc"


def _outcome(file: Path, *, late: bool) -> bytes | UnreadableError:
    if file.is_file():
        return file.read_bytes()
    if late:
        return UnreadableError("LibreOffice 转换这个文件用时超过上限", "请另存为 .docx 后再试")
    return UnreadableError("LibreOffice 打不开这个文件，可能已经损坏或者设有密码", "请用 Word 或者 WPS 另存为 .docx")


def _run(soffice: str, base: Path, names: Sequence[Path]) -> bool:
    """Convert; whether it took too long."""
    profile = (base / "profile").as_uri()
    arguments = [
        soffice, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck", "--nodefault",
        "--nofirststartwizard", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(base / "out"),
        *map(str, names),
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(base), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=os.name == "posix",
    )
    try:
        process.wait(_SECONDS + _SECONDS_MORE * (len(names) - 1))
    except subprocess.TimeoutExpired:
        return True
    finally:
        _end(process)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and the helper that it starts."""
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
