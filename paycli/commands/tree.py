"""The tree of commands as Typer has it; only the branch that was typed, where that is all that is wanted."""

from __future__ import annotations

import copy
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import typer

from paycli.commands.table import HIDDEN, PLACES

if TYPE_CHECKING:
    from typing import Any


def tree(word: str | None = None, second: str | None = None) -> typer.Typer:
    """Build the Typer tree, or only the branch of `word`, and of a group only `second`, where these are commands.

    A whole tree costs 15 ms each time, a large group 4. The command modules import Typer and the errors only; their
    bodies import the rest.
    """
    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_part_of("bare.bare"))
    places = {word: PLACES[word]} if word in PLACES else PLACES
    for name, place in places.items():
        part = _part_of(place)
        if isinstance(part, typer.Typer):
            app.add_typer(_only(part, second) if places is not PLACES else part, name=name)
        else:
            app.command(name, hidden=name in HIDDEN)(part)
    return app


def _only(group: typer.Typer, name: str | None) -> typer.Typer:
    """Give a group with only the command of a name; the whole group where it has none."""
    commands = [each for each in group.registered_commands if _name_of(each) == name]
    groups = [each for each in group.registered_groups if each.name == name]
    if not commands and not groups:
        return group
    alone = copy.copy(group)
    alone.registered_commands, alone.registered_groups = commands, groups
    return alone


def _name_of(command: Any) -> str:  # noqa: ANN401  Typer's record of a command
    return str(command.name or typer.main.get_command_name(command.callback.__name__))


def _part_of(place: str) -> Any:  # noqa: ANN401  a function or a Typer, as the tables say
    module, name = place.split(".")
    part = getattr(import_module(f"paycli.commands.{module}"), name)
    if sys.flags.optimize > 1:
        from paycli.commands.docstrings import give_back

        give_back(part)
    return part
