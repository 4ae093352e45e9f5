"""The few ways in which a command can fail, each with words for its user."""

from __future__ import annotations

from pathlib import Path


class CheckerError(Exception):
    """Something the user can mend. `str(error)` is a Chinese sentence that says what is wrong and what to do."""

    exit_status = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}（{hint}）" if hint else message)
        self.message = message
        self.hint = hint


class UsageError(CheckerError):
    """Arguments that cannot be followed."""


class ConfigurationError(CheckerError):
    """A `fazhi.toml` or a waiver that cannot be followed."""


class RuleError(CheckerError):
    """Rule files with faults; `faults` holds every one as `file:line: key: what is wrong`."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("规则文件有误，请逐条改正：\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = faults


class UnreadableError(CheckerError):
    """A document that cannot be read at all, or is no document of this kind."""

    exit_status = 3


def unexpected(error: Exception) -> UnreadableError:
    """What is said where a file is broken in a way that nobody thought of, with the place for whoever mends it."""
    if isinstance(error, (RecursionError, MemoryError)):
        return UnreadableError("文件太大或者嵌套层次太深，不能读取", "请另存为新文件再试")
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at else ""
    return UnreadableError(
        f"读取时出错，文件可能已经损坏：{type(error).__name__} {where}".rstrip(),
        "请重新保存后再试，仍然出错请把这句话告诉开发者",
    )


class NoReportError(UnreadableError):
    """A document that was read and is no 法治政府建设年度报告."""
