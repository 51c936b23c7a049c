"""Tab: what is offered, and that a real shell takes it; it reads only, and says nothing when something is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

from paycli.commands.completing import GLOBALS, tab_of
from paycli.commands.tree import tree
from paycli.console.options import VALUE_NAMES
from paycli.main import run
from paycli.services import completing
from tests.support.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.town import Town


def offered(capsys: pytest.CaptureFixture[str], line: str) -> list[str]:
    """Give the words that Tab offers behind a line."""
    capsys.readouterr()
    assert run(["__complete", line]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return [found.split("\t")[0] for found in out.splitlines()]


# --- what is offered -------------------------------------------------------------------------------------------------
def test_commands_and_the_commands_of_a_group(capsys: pytest.CaptureFixture[str]) -> None:
    everything = offered(capsys, "paycli ")
    assert {"send", "grab", "wallet", "doctor"} <= set(everything)
    assert "bal" not in everything
    assert offered(capsys, "paycli wal") == ["wallet"]
    assert offered(capsys, "paycli wallet a") == ["admit"]
    assert offered(capsys, "paycli nothing ") == []


def test_options_of_the_command_and_the_global_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert offered(capsys, "paycli send --id") == ["--idempotency-key"]
    assert offered(capsys, "paycli send --js") == ["--json", "--jsonl"]
    assert offered(capsys, "paycli envelope send --rule e") == ["even", "equal"]
    assert offered(capsys, "paycli envelope list --state ") == ["pending", "done", "cancelled", "expired"]
    assert offered(capsys, "paycli show --l") == ["--live", "--ledger"]
    assert offered(capsys, "paycli envelope send --rule=d") == ["--rule=double-mean"]
    assert offered(capsys, "paycli --color ") == ["auto", "always", "never"]
    assert offered(capsys, "paycli tick -- --js") == []


def test_handles_of_the_others_with_and_without_at(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert offered(capsys, "paycli --as ming send ") == ["li", "cafe", "bar"]
    assert offered(capsys, "paycli send --as li ") == ["ming", "cafe", "bar"]
    assert offered(capsys, "paycli --as ming send @c") == ["@cafe"]
    assert offered(capsys, "paycli --as ming send li ") == []


def test_wallets_of_this_account(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert offered(capsys, "paycli --as ") == ["bar", "cafe", "li", "ming"]
    assert offered(capsys, "paycli balance --as=m") == ["--as=ming"]
    assert offered(capsys, "paycli use l") == ["li"]


def test_ids_where_one_is_wanted(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    from paycli.domain.ids import short

    town = unchanged
    open_sales = [short(town.waiting), short(town.sale)]
    assert offered(capsys, "paycli pay ") == open_sales
    assert offered(capsys, "paycli --as li grab ") == [short(town.envelope)]
    assert short(town.paid) in offered(capsys, "paycli --as cafe refund ")
    assert offered(capsys, "paycli --as cafe pos cash ") == open_sales
    assert offered(capsys, "paycli --as cafe cancel ") == open_sales
    assert offered(capsys, "paycli --as ming cash out ") == [short(town.cash)]
    assert offered(capsys, "paycli --as ming contact remove ") == ["cafe", "li"]
    assert set(offered(capsys, "paycli --as li show ")) == {
        *open_sales,
        short(town.envelope),
        short(town.cash),
    }


def test_cards_shells_topics_settings_and_files(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert offered(capsys, "paycli --as ming topup 5 --from ") == ["c1"]
    assert offered(capsys, "paycli completion ") == ["bash", "zsh", "fish"]
    assert offered(capsys, "paycli help tr") == ["trust"]
    assert offered(capsys, "paycli config set c") == ["color"]
    assert offered(capsys, "paycli join ") == [":files"]
    assert offered(capsys, "paycli --ledger /s") == [":files"]


def parameters_of_all_commands() -> Iterator[tuple[str, Any, Any]]:
    """Give each parameter with the words that lead to it, and its command."""

    def walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any, Any]]:
        for parameter in command.params:
            yield " ".join((*words, str(parameter.name))), command, parameter
        for name, child in getattr(command, "commands", {}).items():
            yield from walk(child, (*words, name))

    return walk(typer.main.get_command(tree()), ())


def test_every_argument_says_beside_itself_what_tab_offers_or_that_it_is_nothing() -> None:
    silent = [
        place
        for place, command, parameter in parameters_of_all_commands()
        if parameter.param_type_name == "argument" and tab_of(command, parameter.name) is None
    ]
    assert silent == []


def test_everything_that_is_to_be_looked_up_can_be() -> None:
    marks = {tab_of(command, parameter.name) for _, command, parameter in parameters_of_all_commands()}
    named = {tab.source for tab in (*marks, *GLOBALS.values()) if tab is not None and tab.source}
    answered_here = {"files", "settings", "commands_and_topics", "profiles", "cards", "contacts"}
    assert answered_here <= named
    assert {source for source in named - answered_here if not callable(getattr(completing, source, None))} == set()
    assert all(not (tab.source and tab.words) for tab in marks if tab is not None)


def test_the_global_options_that_want_a_value_have_one_offered() -> None:
    assert set(GLOBALS) == set(VALUE_NAMES)


# --- nothing else happens --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "line", ["", "paycli", "paycli send 'li", 'paycli send "', "paycli --as nobody send ", "paycli send \\"]
)
def test_an_odd_line_offers_nothing_and_fails_quietly(
    line: str, town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["__complete", line]) in (0, 1)
    out, err = capsys.readouterr()
    assert (out.strip().split("\t")[0], err) in (("", ""), ("li", ""))


def test_without_a_wallet_it_is_silent(capsys: pytest.CaptureFixture[str], own_home: Path) -> None:
    assert run(["__complete", "paycli send "]) == 1
    assert capsys.readouterr() == ("", "")
    assert not (own_home / "paycli").exists()


def test_a_broken_ledger_is_no_reason_to_speak(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "broken"
    shutil.copytree(town.env["PAYCLI_HOME"], home)
    for path in home.rglob("profiles/*/*.json"):
        path.write_text(path.read_text().replace(town.env["PAYCLI_HOME"], str(home)))
    (home / "home.db").write_bytes(b"a letter")
    monkeypatch.setenv("PAYCLI_HOME", str(home))
    capsys.readouterr()
    assert run(["__complete", "paycli --as ming send "]) == 1
    assert capsys.readouterr() == ("", "")


def test_a_ledger_that_this_account_may_only_read_is_enough(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "readable"
    shutil.copytree(town.env["PAYCLI_HOME"], home)
    for path in home.rglob("profiles/*/*.json"):
        path.write_text(path.read_text().replace(town.env["PAYCLI_HOME"], str(home)))
    (home / "home.db").chmod(0o400)
    monkeypatch.setenv("PAYCLI_HOME", str(home))
    assert offered(capsys, "paycli --as ming send c") == ["cafe"]


# --- the scripts -----------------------------------------------------------------------------------------------------
# As bash does it when Tab is pressed, so that what the script relies on is there.
_PRESS_TAB = r"""
eval "$(paycli completion bash)"
COMP_LINE="$1"; COMP_POINT=${#1}
read -r -a COMP_WORDS <<< "$1"
[[ "$1" == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
complete -p paycli >&2
_paycli paycli
printf '%s\n' "${COMPREPLY[@]}"
"""


def pressed(line: str, *, before: str = "") -> list[str]:
    """Give what bash offers after `line`."""
    path = f"{Path(PROGRAM).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-uc", before + _PRESS_TAB, "bash", line],
        env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "-F _paycli paycli" in done.stderr
    return done.stdout.split()


def test_bash_completes_commands_handles_and_files(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pressed("paycli wal") == ["wallet"]
    assert pressed("paycli --as ming send c") == ["cafe"]
    (tmp_path / "family.db").touch()
    monkeypatch.chdir(tmp_path)
    assert pressed("paycli join fam") == ["family.db"]


def test_bash_gets_only_what_stands_behind_the_signs_that_part_its_words(town: Town) -> None:
    assert pressed("paycli --as ming send @c") == ["cafe"]
    assert pressed("paycli balance --as=l") == ["li"]
    assert pressed("paycli balance --as=l", before="COMP_WORDBREAKS=' '\n") == ["--as=li"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_script_asks_the_program_and_registers_itself(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert "paycli __complete" in out
    assert {"bash": "complete -o nosort -F", "zsh": "compdef _paycli", "fish": "complete -c paycli"}[shell] in out
    found = shutil.which(shell)
    if found:
        subprocess.run([found, "-n", "/dev/stdin"], input=out, text=True, check=True, timeout=60)
