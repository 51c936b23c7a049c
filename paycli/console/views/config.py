"""Views of the person's own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Listing, Table

if TYPE_CHECKING:
    from collections.abc import Mapping


def settings(values: Mapping[str, str | None]) -> Listing:
    """Show all settings of the person's."""
    rows = [(name, "not set" if value is None else value) for name, value in values.items()]
    items = [{"name": name, "value": value} for name, value in values.items()]
    return Listing(items, Table(("SETTING", "VALUE"), rows), "No settings.", tuple(values))


def setting(name: str, value: str | None) -> Document:
    """Show one setting; --quiet gives its value alone."""
    shown = f"{name} is not set" if value is None else f"{name} = {value}"
    return Document({"name": name, "value": value}, (shown,), value)
