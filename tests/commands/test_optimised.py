"""Under `python -OO`, which takes docstrings and assertions away, everything says what it always says."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.support.keys import keyed
from tests.support.program import sealed

if TYPE_CHECKING:
    from pathlib import Path

ALL_TEXTS = """
import typer
from paycli import errors
from paycli.console.hints import template_of
from paycli.commands.tree import tree

def walk(command, path):
    here = typer.Context(command, info_name=" ".join(path))
    print("#", *path)
    print(command.help or "NO HELP", command.short_help, command.epilog)
    print(*(each.get_help_record(here) for each in command.params))
    for name, child in getattr(command, "commands", {}).items():
        walk(child, [*path, name])

walk(typer.main.get_command(tree()), ["paycli"])
for name, found in sorted(vars(errors).items()):
    if isinstance(found, type) and issubclass(found, errors.PaycliError):
        print(name, found().message, "|", template_of(found))
"""


def texts(*flags: str) -> str:
    done = subprocess.run([sys.executable, *flags, "-c", ALL_TEXTS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_every_message_and_every_help_is_there_without_docstrings() -> None:
    whole = texts()
    assert whole.count("# paycli") > 50
    assert "NO HELP" not in whole
    assert texts("-OO") == whole


def test_a_ledger_is_begun_paid_on_and_audited_without_docstrings(tmp_path: Path) -> None:
    env = {**os.environ, **sealed(tmp_path), "PYTHONOPTIMIZE": "2", "PAYCLI_AS": "ming"}
    init = "init --handle ming --currency EUR --play --vault sealed"
    for line, status in ((init, 0), ("wallet new li", 0), ("cash in ming 9 --yes", 0), ("send li 5 --yes", 0),
                         ("ledger audit", 0), ("send li 5 --yes", 3), ("send li", 2)):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "paycli", *keyed(line.split())], capture_output=True, text=True, env=env, check=False
        )
        assert done.returncode == status, (line, done)
        assert (done.stderr.strip() == "") is (status == 0), (line, done)
