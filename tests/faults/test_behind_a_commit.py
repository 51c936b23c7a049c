"""Behind a commit nobody is told that nothing happened, whatever fails then; and a repeat ends what was begun."""

from __future__ import annotations

import os
import resource
import shutil
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.store.sqlite.book import SqliteBook
from tests.commands.conftest import built_town, town  # noqa: F401  the town of the commands
from tests.support.catalogue import CASES
from tests.support.children import in_child
from tests.support.inside import in_process, unlock_once
from tests.support.misses import Misses
from tests.support.proof import entries, faults

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from tests.support.inside import Ended, Household
    from tests.support.town import Town

# More than a command ever makes.
COMMITS_MOST = 9
# These begin at a home of their own, and a repeat ends what they began.
OWN_HOME, BEGINNING = {"init", "join"}, {"init", "join", "wallet new"}
APART = {"tour", "completion"}


@pytest.mark.slow
def test_no_command_says_that_nothing_happened_when_something_did(
    town: Town,  # noqa: F811  the fixture
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unlock_once(monkeypatch)
    in_process("balance", "--as", "ming")
    reached = set[str]()
    with Misses() as misses:
        for case in CASES:
            if case.question or case.command in APART:
                continue
            for commit in range(1, COMMITS_MOST):
                words = town.words(case.acting(), ADDRESS=str(town.ledger))
                words += ["--vault", "sealed"] if case.command in OWN_HOME else []
                with misses.of(f"disk full from commit {commit}:", *words), as_it_was(town.ledger.parent, tmp_path):
                    home = tmp_path / "new" if case.command in OWN_HOME else town.ledger.parent
                    hit = tmp_path / "hit"
                    in_child(partial(_try, words, commit, home, hit, begins=case.command in BEGINNING))
                    if not hit.exists():
                        break
                    reached.add(f"{case.command} {commit}")
    # The roads on which something fails behind a first commit.
    assert reached >= {"init 1", "init 2", "join 1", "wallet new 1", "topup 1", "send 1", "ledger set 1"}


def _try(words: list[str], commit: int, home: Path, hit: Path, *, begins: bool) -> None:
    """Run a command whose disk is full behind its n-th commit, and hold what it says to what it did."""
    os.environ["PAYCLI_HOME"] = str(home)
    ledger = Path(words[1]) if words[0] == "join" else home / "home.db"
    before = entries(ledger) if ledger.exists() else 0
    ended = _with_full_disk(words, commit, hit)
    grew = (entries(ledger) if ledger.exists() else 0) - before
    assert faults(ledger) == [], ended
    if ended.status != 0 and grew:
        error = ended.document
        assert ended.status != 69, (grew, error)
        assert "Nothing " not in error["message"], (grew, error)
    if begins:
        again = in_process(*words, "--yes", "--json")
        assert again.status == 0, (ended, again)
        assert faults(ledger) == []


def _with_full_disk(words: list[str], commit: int, hit: Path) -> Ended:
    really, count = SqliteBook._finish, 0

    def finish(book: SqliteBook, connection: sqlite3.Connection) -> None:
        nonlocal count
        really(book, connection)
        count += 1
        if count == commit:
            hit.touch()
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(SqliteBook, "_finish", finish)
            return in_process(*words, "--yes", "--json")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def as_it_was(home: Path, folder: Path) -> Iterator[None]:
    """Put a home back as it was, and let nothing be left in a folder of the test."""
    copy = folder / "copy"
    shutil.copytree(home, copy)
    try:
        yield
    finally:
        shutil.rmtree(home)
        copy.rename(home)
        shutil.rmtree(folder / "new", ignore_errors=True)
        (folder / "hit").unlink(missing_ok=True)


def test_a_tick_that_fails_behind_what_it_booked_says_so(
    empty_house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = empty_house.begin()
    unlock_once(monkeypatch)
    house.run("card", "bind", "--test", "slow", "--as", "ming")
    for amount in ("5", "6"):
        house.run("topup", amount, "--as", "ming", status=75)
    hit = tmp_path / "hit"

    def tick() -> None:
        os.environ["PAYCLI_HOME"] = str(house.ledger.parent)
        ended = _with_full_disk(["tick", "--as", "ming"], 1, hit)
        assert not hit.exists() or (ended.status, ended.document["code"]) == (75, "unfinished"), ended

    for _ in range(COMMITS_MOST):
        in_child(tick)
        if hit.exists():
            break
    assert hit.exists()
    house.run("tick", "--as", "ming")
    assert house.balance("ming") == "11.00"
