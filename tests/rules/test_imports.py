"""What a command imports is what it costs (design, section 9): sets of modules are the same on slow machines too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import paycli, sealed
from tests.support.secret_service import run_inside
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Env = dict[str, str]

# Runs one command as the installed program does, and at its end writes the names of all modules into a file.
_RUNNER = """
import atexit, sys
report = sys.argv.pop(1)

@atexit.register
def write():
    with open(report, "w") as file:
        file.write("\\n".join(sorted(sys.modules)))

from paycli.main import main
main()
"""

# What no command of every day may import, by the names that Python knows them by.
NEVER = {"sqlmodel", "sqlalchemy", "pydantic", "alembic", "qrcode", "textual", "rich", "asyncio", "numpy", "PIL"}
SIGNING = {"nacl", "keyring"}
WATCHED = NEVER | SIGNING | {"sqlite3", "typer", "iso4217", "importlib.metadata", "zoneinfo"}


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Env:
    """Make a ledger with wallets, money and an envelope that waits; its secrets are in a sealed file."""
    folder = tmp_path_factory.mktemp("imports")
    env = {**sealed(folder), "TZ": "Europe/Berlin"}
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", env=env)
    furnish(env)
    return env


def furnish(env: Env) -> None:
    """Add money, wallets and an envelope to a ledger that @ming has just made."""
    for line in (
        "card bind --test visa",
        "topup 100 --yes --as ming",
        "wallet new li",
        "wallet new cafe --shop",
        "envelope send 8.88 -n 2 --yes --as ming",
    ):
        paycli(*line.split(), env=env)


def imported(folder: Path, *args: str, env: Env, status: int = 0) -> set[str]:
    """Give the modules that a fresh interpreter has after one command."""
    report = folder / "modules"
    done = subprocess.run(
        [sys.executable, "-c", _RUNNER, str(report), *args],
        env={**os.environ, **env}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return set(report.read_text().split("\n"))


def watched(modules: set[str]) -> set[str]:
    return modules & WATCHED


def ours(modules: set[str]) -> set[str]:
    return {name for name in modules if name.split(".")[0] == "paycli"}


def test_the_version_costs_nothing_but_main_and_itself(tmp_path: Path) -> None:
    modules = imported(tmp_path, "--version", env={})
    assert ours(modules) == {"paycli", "paycli.main", "paycli.version"}
    assert watched(modules) == set()


def test_the_front_page_imports_neither_typer_nor_rich_nor_a_command(tmp_path: Path) -> None:
    modules = imported(tmp_path, "--help", env={})
    assert watched(modules) == set()
    assert {name for name in modules if name.startswith("paycli.commands.")} == {
        "paycli.commands.front_page", "paycli.commands.table",
    }  # fmt: skip


def test_help_of_a_command_imports_typer_and_rich_only_on_a_terminal(tmp_path: Path) -> None:
    modules = imported(tmp_path, "send", "--help", env={})
    assert watched(modules) == {"typer"}
    layers = {name.split(".")[1] for name in ours(modules) if "." in name}
    # The person's setting of colour counts in a pipe too.
    assert layers == {"main", "commands", "errors", "console", "app", "home", "disk"}
    report = tmp_path / "modules"
    with Screen("-c", _RUNNER, str(report), "send", "--help", program=(sys.executable,), rows=60) as screen:
        assert "Usage: paycli send" in screen.ended()
    assert watched(set(report.read_text().split("\n"))) == {"typer", "rich"}


@pytest.mark.parametrize(
    "args",
    [
        ["balance", "--as", "li"],
        ["balance", "--json"],
        ["whoami"],
        ["inbox"],
        ["log"],
        ["log", "--limit", "10"],
        ["log", "--jsonl"],
        ["envelope", "list"],
        ["wallet", "list"],
        ["group", "list"],
        ["card", "list"],
    ],
)
def test_a_command_that_only_reads_imports_sqlite3_and_nothing_heavy(args: list[str], env: Env, tmp_path: Path) -> None:
    modules = imported(tmp_path, *args, env=env)
    assert watched(modules) == {"typer", "sqlite3"}


@pytest.mark.parametrize("args", [["log", "--all", "--since", "today"], ["envelope", "stats"]])
def test_a_list_that_counts_days_or_months_imports_no_more_than_the_zone(
    args: list[str], env: Env, tmp_path: Path
) -> None:
    assert watched(imported(tmp_path, *args, env=env)) == {"typer", "sqlite3", "zoneinfo"}


def test_showing_one_thing_imports_sqlite3_and_nothing_heavy(env: Env, tmp_path: Path) -> None:
    modules = imported(tmp_path, "show", short_ids(env)[0], env=env)
    assert watched(modules) == {"typer", "sqlite3"}
    unwanted = {
        "paycli.domain.rules.judge", "paycli.domain.rules.sales", "paycli.domain.rules.rails", "paycli.domain.codes",
        "paycli.services.reading.log", "paycli.services.sales.receipt", "paycli.disk.durable", "paycli.disk.locks",
    }  # fmt: skip
    assert unwanted & modules == set()


def test_a_balance_imports_neither_the_rules_nor_the_door(env: Env, tmp_path: Path) -> None:
    modules = imported(tmp_path, "balance", env=env)
    unwanted = {
        "paycli.domain.rules.judge", "paycli.domain.kinds", "paycli.domain.ports", "paycli.services.engine.posting",
        "paycli.services.engine.intents", "paycli.store.sql.writing", "paycli.console.usage", "paycli.commands.ledger",
    }  # fmt: skip
    assert unwanted & modules == set()


def short_ids(env: Env) -> list[str]:
    listed = paycli("envelope", "list", "--json", env=env)
    return [str(item["short"]) for item in json.loads(listed.stdout)["items"]]


def moving(env: Env) -> Sequence[list[str]]:
    charged: Any = json.loads(paycli("pos", "charge", "1", "--json", "--as", "cafe", "--no-wait", env=env).stdout)
    return (
        ["grab", "--as", "li", "--yes"],
        ["send", "li", "1", "-k", "k1", "--as", "ming", "--yes"],
        ["pay", charged["short"], "--as", "ming", "--yes"],
        # No code is drawn where a program reads.
        ["pos", "charge", "1", "-k", "k2", "--as", "cafe", "--no-wait", "--quiet"],
    )


def test_moving_money_imports_pynacl_and_no_keyring_where_a_sealed_file_holds_the_key(env: Env, tmp_path: Path) -> None:
    for args in moving(env):
        modules = imported(tmp_path, *args, env=env)
        assert watched(modules) - {"zoneinfo"} == {"typer", "sqlite3", "nacl"}, args


def in_a_session_with_a_keyring(folder: Path) -> None:
    """Move money by each command where the keyring holds the keys, and print what each imported; runs on a bus."""
    env = {"PAYCLI_HOME": str(folder / "home")}
    begun = paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--json", env=env)
    assert json.loads(begun.stdout)["vault"] == "SecretService", begun.stdout
    furnish(env)
    found = {args[0]: sorted(imported(folder, *args, env=env)) for args in moving(env)}
    print(json.dumps(found))


@pytest.mark.full
def test_moving_money_imports_the_named_keyring_backend_and_nothing_heavy_where_the_keyring_holds_the_key(
    real_keyring: None, tmp_path: Path
) -> None:
    play = in_a_session_with_a_keyring.__name__
    code = f"from pathlib import Path\nfrom {__name__} import {play}\n{play}(Path({str(tmp_path)!r}))\n"
    done = run_inside(code, tmp_path, "unlocked", {})
    assert done.returncode == 0, done.stdout + done.stderr
    found = {name: set(modules) for name, modules in json.loads(done.stdout).items()}
    assert found.keys() == {"grab", "send", "pay", "pos"}
    for name, modules in found.items():
        # keyring looks at its own metadata whatever is asked of it.
        assert watched(modules) - {"zoneinfo", "importlib.metadata"} == {"typer", "sqlite3"} | SIGNING, name
        # The backend is named, so that keyring tries no other, which costs as much again; `fail` comes with its core.
        backends = {each.rpartition(".")[2] for each in modules if each.startswith("keyring.backends.")}
        assert backends - {"fail"} == {"SecretService"}, name


@pytest.mark.slow
def test_only_the_whole_screen_imports_textual(env: Env, tmp_path: Path) -> None:
    for words, has_textual in ((["--lines"], False), ([], True)):
        report = tmp_path / "modules"
        program = (sys.executable, "-c", _RUNNER, str(report))
        with Screen("pos", *words, "--as", "cafe", program=program, env=env) as screen:
            screen.until("help").type("quit\n").ended()
        modules = set(report.read_text().split("\n"))
        assert ("textual" in modules, "asyncio" in modules) == (has_textual, has_textual), words


def test_completion_imports_nothing_heavy(env: Env, tmp_path: Path) -> None:
    modules = imported(tmp_path, "__complete", "paycli send ", env=env)
    assert watched(modules) == {"typer", "sqlite3"}


def test_a_command_imports_only_its_own_command_module(env: Env, tmp_path: Path) -> None:
    modules = imported(tmp_path, "wallet", "list", env=env)
    found = {name.split(".")[2] for name in modules if name.startswith("paycli.commands.")}
    # And what commands share: options, the table of all commands, and the tree of them.
    assert found == {"bare", "wallet", "options", "table", "tree"}


def test_the_command_modules_import_typer_and_the_errors_only(tmp_path: Path) -> None:
    """Their bodies import the rest: else a wrong option would cost as much as a payment."""
    modules = imported(tmp_path, "send", "--wrong", "--json", env={}, status=2)
    layers = {name.split(".")[1] for name in ours(modules) if "." in name}
    assert layers == {"main", "commands", "errors", "console"}
