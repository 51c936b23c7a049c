"""What can be refused is refused before any question, be it a yes, a code or a passphrase, by every command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.catalogue import CASES, SIGNING
from tests.support.misses import Misses
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.town import Town

pytestmark = pytest.mark.slow

# Setting the clock of a ledger is refused for its right only, and every wallet of the town has that.
NEVER_REFUSED = {"ledger clock"}
QUESTION = re.compile(r"\[Y/n\]|\[y/N\]|[Pp]assphrase of|The word:|The link:|Code|Handle|Currency")


def test_every_command_that_signs_has_something_that_is_refused() -> None:
    refused = {case.command for case in CASES if case.bad}
    assert {case.command for case in SIGNING} - refused == NEVER_REFUSED


def refused_unasked(words: list[str], status: int, env: dict[str, str]) -> None:
    """Run a command at a terminal where only what is typed opens the secrets; require that it asks nothing."""
    with Screen(*words, env=env) as screen:
        said = flat(screen.until_ended_or(QUESTION).text)
        assert not QUESTION.search(said), said
        screen.ended(status)


def test_what_can_be_refused_is_refused_before_any_question(unchanged: Town) -> None:
    lines = [(case.acting(f"{case.command} {line}"), status) for case in CASES for line, status in case.bad]
    with Misses() as misses:
        for line, status in lines:
            words = unchanged.words(line)
            with misses.of(*words):
                refused_unasked(words, status, {"PAYCLI_PASSPHRASE_FILE": ""})


def test_a_ledger_of_somebody_else_is_refused_before_init_asks(town: Town, tmp_path: Path) -> None:
    env = {"PAYCLI_HOME": str(tmp_path / "other"), "PAYCLI_PASSPHRASE_FILE": ""}
    refused_unasked(["init", "--ledger", str(town.ledger)], 5, env)


def test_a_handle_that_somebody_has_is_refused_before_join_asks_for_a_code(town: Town, tmp_path: Path) -> None:
    env = {"PAYCLI_HOME": str(tmp_path / "other"), "PAYCLI_PASSPHRASE_FILE": ""}
    refused_unasked(["join", str(town.ledger), "--handle", "li"], 5, env)
