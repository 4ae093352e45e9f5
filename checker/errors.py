"""The few ways in which a command can fail, each with words for its user."""

from __future__ import annotations


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


class NoReportError(UnreadableError):
    """A document that was read and is no 法治政府建设年度报告."""
