"""A command line that cannot be understood: what is wrong with it, and what was probably meant."""

from __future__ import annotations

import re

from paycli.console.options import NAMES
from paycli.errors import AmountInvalid, Usage

_OPTION = re.compile(r"No such option: (?P<typed>--?[^\s(]+)(?: \(Possible options: (?P<near>[^,)]+)[^)]*\))?").match
_COMMAND = re.compile(r"(?P<problem>No such command '(?P<typed>.*?)')\.? ?(?:Did you mean (?P<near>.*)\?)?").match


def help_wanted(words: list[str]) -> list[str]:
    """Turn `help send` into `send --help`, which only the tree can answer; topics stay with the command `help`."""
    if words[:1] != ["help"] or len(words) < 2 or words[1].startswith("-"):
        return words
    from paycli.console.guide import TOPICS

    return words if words[1] in TOPICS else [*words[1:], "--help"]


def refusal(message: str, path: str, typed: list[str], meant: str = "") -> Usage:
    """Say what is wrong with a command line, from Typer's words for it; `path` is the command that it broke at.

    `meant` is what it should have been, where that is known.
    """
    problem, near = message.rstrip("."), ""
    if problem.startswith("Usage: "):
        return Usage(problem=f"{path} needs a command after it", help=f"{path} --help")
    option, command = _OPTION(problem), _COMMAND(message)
    if option is not None:
        problem, near = f"No such option: {option['typed']}", option["near"] or _nearest(option["typed"], NAMES)
    elif command is not None:
        problem, near = command["problem"], (command["near"] or "").partition(" or ")[0].partition(",")[0].strip("'")
        if typed[:1] == ["help"]:
            from paycli.console.guide import TOPICS

            near = near or _nearest(command["typed"], tuple(TOPICS))
            if near:
                return Usage(problem=f"There is no help on {command['typed']}", help=f"paycli help {near}")
            path = "paycli"
    problem = problem.replace("is not a valid int range", "is not a whole number")
    if problem == "Missing argument 'AMOUNT'":
        problem = "Nothing was done. The amount is missing (a shell eats $5: write 5 or 5EUR)"
    if meant:
        return Usage(problem=problem, help=meant)
    return Usage(problem=problem, help=f"did you mean {near}? See: {path} --help" if near else f"{path} --help")


def _nearest(typed: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(typed, known, 1, cutoff=0.7)), "")


def refuse_negative(rest: list[str]) -> None:
    """Say what is wrong with `send bo -5`, which looks like an option that there is not."""
    for before, argument in zip(["", *rest], rest, strict=False):
        if argument == "--":
            return
        # Behind an option it is that option's value, which says itself what is wrong with it.
        if not before.startswith("-") and re.fullmatch(r"-[0-9][0-9.,]*([A-Z]{3})?", argument):
            raise AmountInvalid(
                typed=argument[:60], reason="it must be more than zero", money="Nothing was done."
            ) from None
