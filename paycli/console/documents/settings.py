"""Documents of the settings of a person."""

from typing import NamedTuple


class Setting(NamedTuple):
    """A setting of the person's."""

    name: str
    value: str | None


class SettingChanged(NamedTuple):
    """A setting of the person's that was set or taken back."""

    name: str
    value: str | None
    changed: bool


class ConfigFile(NamedTuple):
    """Where the settings are kept."""

    path: str
    exists: bool
    """Whether there is such a file."""
