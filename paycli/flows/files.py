"""Why a file that somebody named cannot be read, in words: people read no names of errors of an operating system."""

from __future__ import annotations

from paycli.errors import FileNotRead

_REASONS: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "there is no such file"),
    (NotADirectoryError, "there is no such file"),
    (IsADirectoryError, "it is a folder"),
    (PermissionError, "you may not read it"),
)


def not_read(typed: str, error: OSError, money: str = "") -> FileNotRead:
    """Say of a file why it was not read; `money` says what was not done by that."""
    reason = next((words for kind, words in _REASONS if isinstance(error, kind)), error.strerror or "it gives nothing")
    return FileNotRead(path=typed, reason=reason, money=money)
