"""What is worked out once and kept in the user's cache folder: parsed rules, compiled patterns.

A folder that cannot be read or written costs time, never the result. Values are kept as the interpreter keeps its own
bytecode (`marshal`): JSON took a tenth of a whole start.
"""

from __future__ import annotations

import marshal
import os
import sys
from pathlib import Path
from typing import Any

from checker.digest import digest

_MOST_OF_A_KIND = 8


def folder() -> Path:
    """The user's cache folder by the custom of the system."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "fazhi"


def kept(name: str) -> Any:
    """What was kept under a name (`kind-mark`) by this kind of interpreter; None where there is nothing or it is damaged."""
    try:
        proof, _, payload = (folder() / _file(name)).read_bytes().partition(b"\n")
        return marshal.loads(payload) if proof.decode() == digest(payload) else None
    except (OSError, ValueError, EOFError, TypeError, RuntimeError):
        return None


def keep(name: str, value: Any) -> None:
    """Keep plain data (numbers, text, bytes, tuples, lists, dictionaries); of one kind only the latest few stay.

    Written to a file of our own, then renamed: another process sees the whole file or none.
    """
    try:
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        payload = marshal.dumps(value)
        proof = digest(payload).encode()
        temporary = place / f".{name}-{os.getpid()}.tmp"
        temporary.write_bytes(proof + b"\n" + payload)
        temporary.replace(place / _file(name))
        others = [one for one in place.glob(f"{name.partition('-')[0]}-*") if one.name != _file(name)]
        for old in sorted(others, key=lambda one: one.stat().st_mtime)[: 1 - _MOST_OF_A_KIND]:
            old.unlink(missing_ok=True)
    except (OSError, RuntimeError):
        return


def _file(name: str) -> str:
    # another interpreter writes such data differently
    return f"{name}.{sys.implementation.cache_tag}"
