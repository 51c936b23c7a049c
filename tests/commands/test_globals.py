"""Every global option arrives, in three places, on every command of the tree (cli.md, rule 1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import typer

from paycli.console.options import NAMES, options
from paycli.main import run, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.commands.conftest import Town


def commands(group: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], int]]:
    """Walk the tree; give the words of each command and how many arguments it cannot do without."""
    for name, child in group.commands.items():
        if hasattr(child, "commands"):
            yield from commands(child, (*words, name))
        else:
            wanted = [each for each in child.params if each.param_type_name == "argument" and each.required]
            yield (*words, name), len(wanted)


COMMANDS = sorted(commands(typer.main.get_command(tree())))
# These act for nobody, or choose who acts.
WITHOUT_WALLET = {"help", "completion", "doctor", "tour", "init", "join", "config", "use"}
PLACES = ("before", "behind", "end")

each_place = pytest.mark.parametrize("place", PLACES)
each_command = pytest.mark.parametrize(("words", "arguments"), COMMANDS, ids=[" ".join(words) for words, _ in COMMANDS])


def line(words: tuple[str, ...], rest: list[str], place: str, *option: str) -> list[str]:
    """Write a command line with an option before the command, right behind it, or at the end."""
    if place == "before":
        return [*option, *words, *rest]
    if place == "behind":
        return [words[0], *option, *words[1:], *rest]
    return [*words, *rest, *option]


def test_the_tree_has_all_the_commands() -> None:
    assert len(COMMANDS) > 35
    assert {"send", "grab", "pay", "doctor"} <= {words[0] for words, _ in COMMANDS}


# An option that there is not makes every command end before it does anything, so what is shown is how the error looks.
@each_command
@each_place
@pytest.mark.parametrize("option", ["--json", "--jsonl"])
def test_a_mode_for_programs_arrives(
    words: tuple[str, ...], arguments: int, place: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*line(words, ["xx"] * arguments, place, option), "--no-such-option"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    error = json.loads(err)["error"]
    assert (error["code"], error["exit"]) == ("usage", 2)


FLAGS = {
    "--quiet": ("mode", "quiet"), "-q": ("mode", "quiet"), "--yes": ("yes", True), "-y": ("yes", True),
    "--no-input": ("no_input", True), "--debug": ("debug", True), "--json": ("mode", "json"),
    "--jsonl": ("mode", "jsonl"),
}  # fmt: skip
VALUES = {"--as": ("profile", "nobody"), "--ledger": ("ledger", "no.db"), "--color": ("color", "never")}


def test_the_table_below_has_every_global_option() -> None:
    assert FLAGS.keys() | VALUES.keys() == set(NAMES)


@each_command
@each_place
def test_every_option_is_in_force_when_the_command_is_reached(
    words: tuple[str, ...], arguments: int, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, (field, value) in FLAGS.items():
        assert run([*line(words, ["xx"] * arguments, place, name), "--help"]) == 0
        assert getattr(options(), field) == value, name
    for name, (field, value) in VALUES.items():
        for option in ((name, str(value)), (f"{name}={value}",)):
            assert run([*line(words, ["xx"] * arguments, place, *option), "--help"]) == 0
            assert getattr(options(), field) == value, option
    capsys.readouterr()


# What a command wants beside its required arguments, or where "xx" would not even be looked at.
WORDS = {("envelope", "send"): ["li", "1"], ("send",): ["li", "1"], ("card", "bind"): ["--test", "visa"]}
ACTING = [(words, arguments) for words, arguments in COMMANDS if words[0] not in WITHOUT_WALLET]


@pytest.mark.parametrize(("words", "arguments"), ACTING, ids=[" ".join(words) for words, _ in ACTING])
@each_place
def test_every_command_that_acts_for_a_wallet_notices_an_unknown_one(
    words: tuple[str, ...], arguments: int, place: str, capsys: pytest.CaptureFixture[str], unchanged: Town
) -> None:
    rest = WORDS.get(words, ["xx"] * arguments)
    typed = line(words, rest, place, "--as", "nobody")
    assert run([*typed, "--json", "--yes"]) == 78, typed
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["error"]["code"] == "profile_unknown"


def test_what_stands_behind_two_dashes_is_no_option(capsys: pytest.CaptureFixture[str], unchanged: Town) -> None:
    assert run(["send", "--as", "ming", "--dry-run", "li", "1", "--", "--json"]) == 0
    assert "--json" in capsys.readouterr().out
