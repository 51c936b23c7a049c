"""Views of the person's own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import settings as documents
from paycli.console.output import Document, Listing
from paycli.console.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def settings(values: Mapping[str, str | None]) -> Listing:
    """Show all settings of the person's."""
    rows = [(name, "not set" if value is None else value) for name, value in values.items()]
    items = [documents.Setting(name, value) for name, value in values.items()]
    return Listing(items, Table(("SETTING", "VALUE"), rows), "No settings.", tuple(values))


def setting(name: str, value: str | None) -> Document:
    """Show one setting; --quiet gives its value alone."""
    shown = f"{name} is not set" if value is None else f"{name} = {value}"
    return Document(documents.Setting(name, value), (shown,), value)


def was_set(name: str, value: str | None, *, changed: bool) -> Document:
    """Show a setting that was set, maybe to what it was before; --quiet gives its value alone."""
    view = setting(name, value)
    return view._replace(data=documents.SettingChanged(name, value, changed=changed))


def forgotten(name: str, *, was_set: bool) -> Document:
    """Show that a setting is not there any more; a repeat finds nothing to forget."""
    text = f"{name} is not set any more." if was_set else f"{name} was not set."
    return Document(documents.SettingChanged(name, None, changed=was_set), (text,), name)


def place(path: Path) -> Document:
    """Show where the settings are kept."""
    return Document(documents.ConfigFile(str(path), path.exists()), (str(path),), str(path))
