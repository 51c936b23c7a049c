"""The person's own settings: a few known names in config.json; and, in the same file, which profile is in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.disk.json_file import JsonFile, is_string
from paycli.errors import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KNOWN: Mapping[str, tuple[str, ...] | None] = {
    "color": ("auto", "always", "never"),
    "grace": None,
    "pager": None,
}
"""The names that may be set, with the values that each can take; None: any line of text."""

ALIAS = "alias."
"""What the name of an alias begins with: `alias.s` is what `paycli s` stands for."""

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

    def set(self, name: str, value: str) -> bool:
        """Keep a setting; False where it was so already. Raises Usage for an unknown name or a value it cannot take."""
        _check_name(name)
        choices = KNOWN.get(name)
        if choices is not None and value not in choices:
            raise Usage(problem=f"{name} cannot be {value[:40]!r}", help=f"one of: {', '.join(choices)}")
        if len(value) > _VALUE_LENGTH_MOST or not value.isprintable():
            raise Usage(problem=f"the value of {name} is not one line of text", help="leave control characters out")
        before = self.get(name)
        self.write(name, value)
        return before != value

    def unset(self, name: str) -> bool:
        """Forget a setting; False where it was never set. Raises Usage for an unknown name."""
        _check_name(name)
        with self._file.locked():
            settings = self.read()
            if settings.pop(name, None) is None:
                return False
            self._file.write(settings)
        return True

    @property
    def path(self) -> Path:
        """The file that the settings are kept in, whether it is there or not."""
        return self._file.path

    def list(self) -> dict[str, str | None]:
        """Give every known name with its value, None where it was never set, and every alias."""
        settings = self.read()
        aliases = {name: value for name, value in sorted(settings.items()) if _is_alias(name)}
        return {**{name: settings.get(name) for name in KNOWN}, **aliases}

    def read(self) -> dict[str, str]:
        """Read the whole file, internal names too; raises Misconfigured when it is damaged."""
        settings: dict[str, str] | None = self._file.read()
        return settings or {}

    def write(self, name: str, value: str) -> None:
        """Keep a value under any name: what `Profiles` keeps here is not a setting of the person's."""
        with self._file.locked():
            self._file.write(self.read() | {name: value})


def _is_alias(name: str) -> bool:
    import re

    return re.fullmatch(r"alias\.[a-z][a-z0-9-]{0,31}", name) is not None


def _are_settings(values: Any) -> bool:  # noqa: ANN401  out of JSON
    return isinstance(values, dict) and all(is_string(value) for value in values.values())


def _check_name(name: str) -> None:
    if name.startswith(ALIAS) and not _is_alias(name):
        raise Usage(problem=f"{name[:40]!r} cannot be an alias", help="alias. and a word of a-z 0-9 -, like alias.s")
    if name not in KNOWN and not _is_alias(name):
        raise Usage(problem=f"There is no setting {name[:40]!r}", help=f"known: {', '.join(KNOWN)}, alias.WORD")
