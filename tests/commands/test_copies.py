"""A copy of a ledger, wherever it lies: what reads can read it, what would change something is refused."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.catalogue import CASES
from tests.support.inside import in_process
from tests.support.misses import Misses
from tests.support.terminal import flat

if TYPE_CHECKING:
    from tests.support.inside import Household
    from tests.support.town import Town

READS = frozenset({
    "balance", "bal", "show", "log", "inbox", "envelope list", "envelope stats", "envelope verify", "wallet list",
    "wallet show", "wallet key list", "group list", "mandate list", "mandate show", "tab list",
    "batch list", "batch show", "request list", "pos receipt",
    "pos list", "pos report",
    "ledger show", "ledger audit",
})  # fmt: skip

# It notes something at home.
READ_NO_MORE = "inbox --done"


@pytest.fixture
def copy(town: Town, tmp_path: Path) -> Path:
    """Back the town's ledger up into a folder that everybody can reach, as a file that everybody can read."""
    folder = tmp_path / "stick"
    folder.mkdir(mode=0o755)
    target = folder / "copy.db"
    done = in_process("ledger", "backup", str(target), "--as", "ming")
    assert done.status == 0, done
    target.chmod(0o444)
    folder.chmod(0o555)
    return target


def looks(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {str(each): (each.lstat().st_mtime_ns, each.read_bytes()) for each in folder.rglob("*") if each.is_file()}


def test_every_command_reads_a_copy_or_is_refused_and_nothing_changes(town: Town, copy: Path) -> None:
    home = town.ledger.parent
    before = looks(copy.parent), looks(home)
    with Misses() as misses:
        for case in CASES:
            if case.who is None:
                continue
            with misses.of(case.typed):
                words = town.words(case.acting(), SALE=town.sale)
                done = in_process(*words, "--ledger", str(copy), "--json", "--yes")
                code = "" if done.status == 0 else done.document["code"]
                assert (code != "ledger_copy") == (case.command in READS and case.typed != READ_NO_MORE), done
                assert code in {"", "ledger_copy"} or "is still open" in done.document["message"], done
    assert (looks(copy.parent), looks(home)) == before, "nothing is written: not there, nor beside it, nor at home"


def test_a_copy_is_read_as_a_wallet_that_lives_here_and_keeps_what_it_was(town: Town, copy: Path) -> None:
    def balance(*words: str) -> str:
        return str(in_process("balance", "--as", "li", "--json", *words).document["amount"])

    before = balance()
    assert in_process("send", "li", "1", "later", "--yes", "--as", "ming", "--no-key").status == 0
    assert balance() != before
    assert balance("--ledger", str(copy)) == before
    assert in_process("log", "--json", "--as", "li", "--ledger", str(copy)).document["items"][0]["note"] != "later"


def test_a_stranger_reads_all_of_a_copy(
    town: Town, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCLI_HOME", str(tmp_path / "stranger"))
    monkeypatch.setenv("PAYCLI_LEDGER", str(copy))
    assert in_process("ledger", "audit", "--json").document["faults"] == []
    entries = in_process("log", "--json").document["items"]
    assert len(entries) == in_process("ledger", "show", "--json").document["entries"]
    assert in_process("show", town.envelope, "--json").document["note"] == "for you"
    assert in_process("balance", "li", "--json").status == 0
    assert in_process("balance", "--json").document["message"] == "Nobody here has a wallet on this copy."
    assert not (tmp_path / "stranger").exists()


def test_a_copy_made_by_hand_is_read_with_what_sqlite_has_not_taken_in(town: Town, tmp_path: Path) -> None:
    """SQLite lays its index beside such a copy, as it does for everybody who reads a ledger."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    with closing(sqlite3.connect(town.ledger)) as other:
        # While somebody else has the ledger open, what is new stays in SQLite's log.
        other.execute("SELECT n FROM entries").fetchone()
        assert in_process("send", "li", "1", "by hand", "--yes", "--as", "ming").status == 0
        for suffix in ("", "-wal"):
            shutil.copy(f"{town.ledger}{suffix}", folder / f"copy.db{suffix}")
    log = in_process("log", "--json", "--as", "li", "--ledger", str(folder / "copy.db"))
    assert log.document["items"][0]["note"] == "by hand"


def test_an_audit_of_what_is_no_whole_ledger_says_which_file_is_meant(empty_house: Household, tmp_path: Path) -> None:
    house = empty_house.begin("li", cash={"ming": "50"})
    copy = house.json("ledger", "backup", str(tmp_path / "copy.db"))["path"]
    whole = Path(copy).read_bytes()
    cut = tmp_path / "cut.db"
    cut.write_bytes(whole[: len(whole) // 4096 // 2 * 4096])
    refused = house.json("ledger", "audit", "--ledger", str(cut), status=70)
    assert refused["code"] == "ledger_damaged"
    assert refused["message"].startswith(f"The file {cut} is damaged or not complete (")
    assert refused["message"].endswith(f"Your own ledger was not touched: {house.ledger}.")
    assert refused["hint"] == "do not use this file; take another copy: paycli ledger backup"
    with closing(sqlite3.connect(copy)) as books, books:
        books.execute("PRAGMA journal_mode = DELETE")
        books.execute("UPDATE accounts SET balance_minor = balance_minor + 7 WHERE name LIKE 'w:%'")
    said = in_process("ledger", "audit", "--ledger", copy)
    assert said.status == 70
    assert "account of @ming in EUR: not what the entries come to" in said.out
    assert flat(said.err).startswith(f"The audit found 1 fault in {copy}, which is not your own ledger.")
    assert "the first:" not in said.err
    house.ledger.write_bytes(whole[: len(whole) // 4096 // 2 * 4096])
    own = house.json("ledger", "audit", status=70)
    assert own["message"].startswith(f"The file {house.ledger} is damaged or not complete (")
    assert own["hint"] == "stop, keep this file as it is, and put back your newest backup"
