from __future__ import annotations

import subprocess
import sys

import pytest

from paycli.console.options import Options, hoist, options, use
from paycli.errors import Usage

COMMAND = ["send", "bo", "12.50", "-m", "rent"]
GLOBALS: list[tuple[list[str], Options]] = [
    (["--as", "li"], Options(profile="li")),
    (["--as=li"], Options(profile="li")),
    (["--ledger", "here/home.db"], Options(ledger="here/home.db")),
    (["--ledger=-odd.db"], Options(ledger="-odd.db")),
    (["--json"], Options(mode="json")),
    (["--jsonl"], Options(mode="jsonl")),
    (["--quiet"], Options(mode="quiet")),
    (["-q"], Options(mode="quiet")),
    (["--yes"], Options(yes=True)),
    (["-y"], Options(yes=True)),
    (["--no-input"], Options(no_input=True)),
    (["--color", "never"], Options(color="never")),
    (["--color=always"], Options(color="always")),
    (["--debug"], Options(debug=True)),
]


@pytest.mark.parametrize(("typed", "read"), GLOBALS)
@pytest.mark.parametrize("place", range(len(COMMAND) + 1))
def test_a_global_option_may_stand_anywhere(typed: list[str], read: Options, place: int) -> None:
    found, rest = hoist([*COMMAND[:place], *typed, *COMMAND[place:]])

    assert found == read
    assert rest == COMMAND


def test_several_global_options_are_read_together_and_the_order_of_the_rest_stays() -> None:
    found, rest = hoist(["--json", "send", "--as", "li", "bo", "-y", "5", "--ledger=a.db"])

    assert found == Options(profile="li", ledger="a.db", mode="json", yes=True)
    assert rest == ["send", "bo", "5"]


def test_nothing_behind_two_dashes_is_read_and_the_dashes_stay() -> None:
    assert hoist(["send", "bo", "5", "--", "--json", "-y", "--"]) == (
        Options(),
        ["send", "bo", "5", "--", "--json", "-y", "--"],
    )


def test_the_last_of_two_modes_and_of_two_values_counts() -> None:
    assert hoist(["--json", "-q", "--as", "li", "--as", "bo"])[0] == Options(mode="quiet", profile="bo")


@pytest.mark.parametrize("other", ["-qy", "--jso", "--quiets", "-yq", "-Q", "--note=--json", "-", "--asli", "json"])
def test_what_only_looks_like_a_global_option_stays(other: str) -> None:
    assert hoist(["log", other]) == (Options(), ["log", other])


def test_a_lone_value_that_looks_like_a_global_option_is_taken_as_one() -> None:
    assert hoist(["send", "bo", "5", "-m", "--json"]) == (Options(mode="json"), ["send", "bo", "5", "-m"])


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--as"], "--as needs a value."),
        (["--as="], "--as needs a value."),
        (["--as", ""], "--as needs a value."),
        (["--as", "--json"], "--as needs a value."),
        (["--ledger", "--", "x"], "--ledger needs a value."),
        (["--color", "blue"], "--color is one of auto, always, never, not blue."),
        (["--color"], "--color needs a value."),
        (["--json=yes"], "--json takes no value."),
        (["-y=1"], "-y takes no value."),
    ],
)
def test_a_wrong_global_option_exits_2(argv: list[str], message: str) -> None:
    with pytest.raises(Usage) as caught:
        hoist(["balance", *argv])

    assert caught.value.message == message
    assert caught.value.exit_status == 2


def test_even_a_wrong_global_option_is_reported_in_the_mode_that_was_asked_for() -> None:
    with pytest.raises(Usage):
        hoist(["--as", "--color", "blue", "balance", "--json"])

    assert options() == Options(mode="json")


def test_options_are_the_default_until_they_are_put_in_force() -> None:
    assert options() == Options()
    use(Options(yes=True))
    assert options() == Options(yes=True)


def test_a_program_reads_json_and_json_lines_only() -> None:
    assert [Options(mode=mode).machine for mode in ("human", "quiet", "json", "jsonl")] == [False, False, True, True]


def test_the_terminal_modules_of_every_command_import_nothing_heavy() -> None:
    code = (
        "import sys, paycli.console.options, paycli.console.output, paycli.console.ask, paycli.console.progress,"
        " paycli.console.times, paycli.console.qr\n"
        "heavy = {'rich', 'typer', 'qrcode', 'keyring', 'sqlmodel', 'asyncio', 'subprocess', 'zoneinfo', 'threading',"
        " 'json', 'datetime', 'unicodedata', 'dataclasses', 'shlex', 'termios', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout == "[]\n"
