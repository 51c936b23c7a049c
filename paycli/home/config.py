"""The person's own settings: a few known names in config.json; and, in the same file, which profile is in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.disk.json_file import JsonFile, is_string
from paycli.errors import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KNOWN: Mapping[str, tuple[str, ...] | None] = {"color": ("auto", "always", "never"), "pager": None}
"""The names that may be set, with the values that each can take; None: any line of text."""

_VALUE_LENGTH_MOST = 500


class Config:
    """The settings below a home folder. Which of option, environment, profile and setting counts, the caller says."""

    def __init__(self, home: Path) -> None:
        path = home / "config.json"
        self._file = JsonFile(
            path,
            check=_are_settings,
            problem=f"The settings in {path} are damaged",
            help="correct or remove that file",
            indent=2,
        )

    def get(self, name: str) -> str | None:
        """Give a setting, None if it was never set; raises Usage for an unknown name."""
        _check_name(name)
        return self.read().get(name)

    def set(self, name: str, value: str) -> None:
        """Keep a setting; raises Usage for an unknown name or a value that it cannot take."""
        _check_name(name)
        choices = KNOWN[name]
        if choices is not None and value not in choices:
            raise Usage(problem=f"{name} cannot be {value[:40]!r}", help=f"one of: {', '.join(choices)}")
        if len(value) > _VALUE_LENGTH_MOST or not value.isprintable():
            raise Usage(problem=f"the value of {name} is not one line of text", help="leave control characters out")
        self.write(name, value)

    def list(self) -> dict[str, str | None]:
        """Give every known name with its value, None where it was never set."""
        settings = self.read()
        return {name: settings.get(name) for name in KNOWN}

    def read(self) -> dict[str, str]:
        """Read the whole file, internal names too; raises Misconfigured when it is damaged."""
        settings: dict[str, str] | None = self._file.read()
        return settings or {}

    def write(self, name: str, value: str) -> None:
        """Keep a value under any name: what `Profiles` keeps here is not a setting of the person's."""
        with self._file.locked():
            self._file.write(self.read() | {name: value})


def _are_settings(values: Any) -> bool:  # noqa: ANN401  out of JSON
    return isinstance(values, dict) and all(is_string(value) for value in values.values())


def _check_name(name: str) -> None:
    if name not in KNOWN:
        raise Usage(problem=f"There is no setting {name[:40]!r}", help=f"known: {', '.join(KNOWN)}")
