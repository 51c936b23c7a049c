"""The line that an error says to try: a shell and the real parser must take it as it stands."""

from __future__ import annotations

import shlex
from functools import cache
from typing import Any

import typer

from paycli.commands.tree import tree
from paycli.console.options import hoist
from paycli.errors import PaycliError


def trouble_with(line: str) -> str:
    """Say why a line that begins with `paycli ` cannot be copied into a shell; empty where it can."""
    try:
        _, *words = shlex.split(line)
    except ValueError as error:
        return f"a shell does not read it: {error}"
    # What a shell would take for more than words: another command, a pipe, a variable, a file.
    if any(set(each) <= set("();<>|&`$") for each in shlex.shlex(line, posix=False, punctuation_chars="();<>|&`$")):
        return "a shell would see more than one command"
    try:
        _, rest = hoist(words)
        _parse(_root(), rest)
    except (PaycliError, typer.TyperException) as error:
        return f"paycli does not take it: {error}"
    return ""


def _parse(command: Any, words: list[str]) -> None:
    """Parse words as the program does, down to the command, which is not run."""
    if not words or {"--help", "-h"} & set(words):
        return
    context = command.make_context("paycli", words)
    while isinstance(command, typer.core.TyperGroup):
        left = [*context._protected_args, *context.args]
        if not left:
            return
        name, command, rest = command.resolve_command(context, left)
        context = command.make_context(name, rest, parent=context)


@cache
def _root() -> Any:
    return typer.main.get_command(tree())
