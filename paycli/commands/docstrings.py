"""The docstrings of commands under `python -OO`, which takes them away: they are what `--help` and Tab show."""

from __future__ import annotations

import ast
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import typer


def give_back(part: Any) -> None:  # noqa: ANN401  a function or a Typer, as the table of commands says
    """Give a command, or each command of a group, the docstring that stands in its source; nothing without a source."""
    group: typer.Typer | None = part if hasattr(part, "registered_commands") else None
    commands = [part] if group is None else [info.callback for info in group.registered_commands]
    if group is not None and group.registered_callback is not None:
        # What a group does by itself, as bare `paycli pos`.
        commands.append(group.registered_callback.callback)
    for below in () if group is None else group.registered_groups:
        give_back(below.typer_instance)
    for command in commands:
        if command is not None and command.__doc__ is None:
            command.__doc__ = _docstrings(command.__module__).get(command.__name__)


@cache
def _docstrings(module: str) -> Mapping[str, str | None]:
    """Read the docstrings of all functions in the source of a module."""
    loader: Any = sys.modules[module].__loader__
    tree = ast.parse(loader.get_source(module) or "")
    return {each.name: ast.get_docstring(each) for each in tree.body if isinstance(each, ast.FunctionDef)}
