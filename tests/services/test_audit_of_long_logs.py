"""The audit of a long log: flat in memory, on both cores, and gone with all that it began when it is broken off."""

from __future__ import annotations

import os
import signal
import sqlite3
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest

from paycli.domain.book import Seen
from paycli.services.audit.replay import Replay
from paycli.services.audit.signatures import Check, InChild, InThreads, checking
from paycli.signing import public_of, sign
from tests.support.auditing import faults_of
from tests.support.forger import open_book
from tests.support.long_log import long_ledger
from tests.support.rich import Rich, client
from tests.support.scenes import built_once
from tests.support.tampering import copy, tampering
from tests.support.terminal import CTRL_C, Screen

FEW, MANY = 2_000, 20_000
SEEDS = [bytes([number]) * 32 for number in range(3)]
GOOD = [Check(public_of(seed), b"order", sign(seed, b"paycli order v1\norder")) for seed in SEEDS]
BAD = [check._replace(data=b"other") for check in GOOD]


@pytest.fixture(scope="session")
def long_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        long_ledger(folder, MANY)

    return built_once(tmp_path_factory, "long", make) / "books" / "ledger.db"


def peak_of(path: Path) -> int:
    """Give the most memory that an audit of a ledger holds at once, in bytes."""
    with closing(open_book(path)) as book, book.view() as view:
        tracemalloc.start()
        try:
            replay = Replay(view)
            replay.faults.extend(view.faults())
            for _ in replay.run():
                pass
            replay.finish(view.registry.ledger, None)
            assert list(replay.faults) == []
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


@pytest.mark.slow
def test_ten_times_the_entries_take_the_same_memory(long_log: Path, tmp_path: Path) -> None:
    assert peak_of(long_log) <= 1.3 * peak_of(long_ledger(tmp_path, FEW))


@pytest.mark.slow
def test_a_long_audit_shows_how_far_it_is_and_ends_with_its_child_on_ctrl_c(
    long_log: Path, rich: Rich, tmp_path: Path
) -> None:
    with closing(open_book(long_log)) as book, book.view() as view:
        [ming, *_] = view.wallets()
        its_own = rich._replace(path=long_log, ledger=view.registry.ledger, wallet=ming.id)
    client(its_own, tmp_path, knows_place=False)
    env = {"PAYCLI_HOME": str(tmp_path)}
    with Screen("ledger", "audit", env=env) as screen:
        screen.until("auditing [").until("%").until("GOOD").until("20,0")
        screen.ended()
    with Screen("ledger", "audit", env=env) as screen:
        screen.until("auditing [").until("%").type(CTRL_C)
        screen.ended(130)
        assert children_of_group(screen.pid) == []


def children_of_group(group: int) -> list[str]:
    """Give the processes of a group that still run."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state, _, its_group = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state not in "ZX":
            found.append(process.name)
    return found


# --- who checks the signatures ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("entries", [1, 10**6])
def test_signatures_are_told_apart_in_their_order(entries: int) -> None:
    with checking(entries) as checker:
        for _ in range(3):
            checker.ask([GOOD[0], BAD[0], GOOD[1]])
            checker.ask([])
            checker.ask([BAD[1], *GOOD * 100])
            assert checker.answer() == [True, False, True]
            assert checker.answer() == []
            assert checker.answer() == [False] + [True] * 300


def test_a_child_that_is_gone_is_done_without() -> None:
    child = InChild()
    try:
        child.ask([*GOOD, *BAD])
        assert child.answer() == [True] * 3 + [False] * 3
        os.kill(child.process, signal.SIGKILL)
        for _ in range(3):
            child.ask([*GOOD, *BAD] * 200)
            assert child.answer() == ([True] * 3 + [False] * 3) * 200
    finally:
        child.end()


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_the_child_ends_with_the_block_whatever_ends_that(error: type[BaseException]) -> None:
    with pytest.raises(error), checking(10**6) as checker:
        assert isinstance(checker, InChild)
        process = checker.process
        checker.ask(GOOD * 300)
        raise error
    # It was waited for already: there is nobody of this number among ours.
    with pytest.raises(ChildProcessError):
        os.waitpid(process, 0)


def test_without_a_second_core_the_threads_do_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as alone:
        alone.setattr(os, "sched_getaffinity", lambda _: {0})
        with checking(10**6) as checker:
            assert isinstance(checker, InThreads)


@pytest.mark.slow
def test_a_bad_signature_in_a_long_log_is_named_and_no_other(long_log: Path, rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich._replace(path=long_log), tmp_path / "forged")
    with tampering(forged.path) as connection:
        connection.execute("UPDATE entries SET signature = zeroblob(64) WHERE n = 7777")
    with closing(open_book(forged.path)) as book, book.view() as view:
        found = faults_of(book, view.registry.ledger, Seen(5, "ab" * 32))
    assert [fault for fault in found if "signature" in fault] == [
        "entry 7777: the signature does not fit the order send"
    ]
    # From there on the leaves come to other roots, so whatever was signed after them does not fit.
    assert any(fault.startswith("entry 20") for fault in found)
    assert "the log does not extend the one that you knew at entry 5" in found


# --- ids are used once -----------------------------------------------------------------------------------------------
def test_an_id_that_is_used_twice_is_found_without_the_index_that_forbids_it(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    with closing(sqlite3.connect(forged.path)) as connection:
        for name in ("entries_wallet_id", "entries_no_update"):
            kind = "INDEX" if name.endswith("id") else "TRIGGER"
            connection.execute(f"DROP {kind} {name}")
        n, wallet, order_id = connection.execute(
            "SELECT n, wallet, id FROM entries WHERE kind = 'send' ORDER BY n DESC"
        ).fetchone()
        connection.execute(
            "UPDATE entries SET id = ? WHERE wallet = ? AND n < ? AND kind <> 'send'", (order_id, wallet, n)
        )
        connection.commit()
    with closing(open_book(forged.path)) as book:
        with book.view() as view:
            repeated = list(view.repeated_ids())
        found = faults_of(book, rich.ledger)
    assert n in repeated
    assert f"entry {n}: its id was used before" in found
