"""Every global option arrives, in three places, on every command of the tree (cli.md, rule 1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from paycli.console.options import NAMES, options
from paycli.main import run
from tests.support.catalogue import CASES
from tests.support.misses import Misses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pytest

    from tests.support.catalogue import Case
    from tests.support.town import Town


PLACES = ("before", "behind", "end")
# One row for each command.
COMMANDS = {case.command: case for case in reversed(CASES)}.values()


def line(words: tuple[str, ...], rest: list[str], place: str, *option: str) -> list[str]:
    """Write a command line with an option before the command, right behind it, or at the end."""
    if place == "before":
        return [*option, *words, *rest]
    if place == "behind":
        return [words[0], *option, *words[1:], *rest]
    return [*words, *rest, *option]


def lines(cases: Iterable[Case], town: Town, *option: str) -> Iterator[list[str]]:
    """Give the line of each command with an option in each of the places."""
    for case in cases:
        command = tuple(case.command.split())
        for place in PLACES:
            yield line(command, town.words(case.line), place, *option)


def test_the_tree_has_all_the_commands() -> None:
    assert len(COMMANDS) > 35
    assert {"send", "grab", "pay", "doctor"} <= {case.command.split()[0] for case in COMMANDS}


# An option that there is not makes every command end before it does anything, so what is shown is how the error looks.
def test_a_mode_for_programs_arrives(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for option in ("--json", "--jsonl"):
            for words in lines(COMMANDS, unchanged, option):
                with misses.of(*words):
                    capsys.readouterr()
                    assert run([*words, "--no-such-option"]) == 2
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


def together() -> list[dict[str, tuple[tuple[str, ...], object]]]:
    """Give all forms of all options in few lines, by the field that each sets: one field once in a line."""
    forms: list[tuple[str, tuple[str, ...], object]] = [
        (field, (name,), value) for name, (field, value) in FLAGS.items()
    ]
    for name, (field, word) in VALUES.items():
        forms += [(field, (name, word), word), (field, (f"{name}={word}",), word)]
    found: list[dict[str, tuple[tuple[str, ...], object]]] = []
    for field, words, value in forms:
        line_of_it = next((each for each in found if field not in each), None)
        if line_of_it is None:
            found.append(line_of_it := {})
        line_of_it[field] = (words, value)
    return found


def test_every_option_is_in_force_when_the_command_is_reached(
    unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    with Misses() as misses:
        for forms in together():
            option = [word for words, _ in forms.values() for word in words]
            for words in lines(COMMANDS, unchanged, *option):
                with misses.of(*words, "--help"):
                    assert run([*words, "--help"]) == 0
                    reached = options()
                    assert {name: getattr(reached, name) for name in forms} == {
                        name: value for name, (_, value) in forms.items()
                    }
    capsys.readouterr()


def test_every_command_that_acts_for_a_wallet_notices_an_unknown_one(
    unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    acting = [case for case in COMMANDS if case.who]
    with Misses() as misses:
        for words in lines(acting, unchanged, "--as", "nobody"):
            with misses.of(*words):
                capsys.readouterr()
                assert run([*words, "--json", "--yes"]) == 78
                out, err = capsys.readouterr()
                assert out == ""
                assert json.loads(err)["error"]["code"] == "profile_unknown"


def test_what_stands_behind_two_dashes_is_no_option(capsys: pytest.CaptureFixture[str], unchanged: Town) -> None:
    assert run(["send", "--as", "ming", "--dry-run", "li", "1", "--", "--json"]) == 0
    assert "--json" in capsys.readouterr().out


def test_the_version_is_told_beside_every_global_option(capsys: pytest.CaptureFixture[str]) -> None:
    told = {"--json": '{"paycli":1,"version":"', "--jsonl": '{"paycli":1,"version":"', "--quiet": "0.", "-q": "0."}
    values = {"--as": ("ming",), "--ledger": ("books.db",), "--color": ("never",)}
    with Misses() as misses:
        for version in ("--version", "-V"):
            for name in NAMES:
                option = (name, *values.get(name, ()))
                for words in ([*option, version], [version, *option]):
                    with misses.of(*words):
                        capsys.readouterr()
                        assert run(words) == 0
                        out, err = capsys.readouterr()
                        assert out.startswith(told.get(name, "paycli 0."))
                        assert err == ""
