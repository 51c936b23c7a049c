"""A ledger's file with anything in its schema that is not ours: every command refuses it, and nothing waits."""

from __future__ import annotations

import os
import socket
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from paycli.errors import Broken, PaycliError, PermissionRefused
from paycli.rails.sandbox import BOOK_SUFFIX
from paycli.store.sqlite.backup import backup_ledger
from tests.support.forger import open_book
from tests.support.program import paycli_json
from tests.support.rich import Rich, client
from tests.support.schema_changes import CHANGES, MISSING, change_schema
from tests.support.tampering import copy, drop_triggers, found_by_audit, found_by_verify

if TYPE_CHECKING:
    from pathlib import Path

WAIT_S = 60.0


@pytest.mark.slow
def test_whatever_is_in_the_schema_and_not_ours_is_refused_by_all(rich: Rich, tmp_path: Path) -> None:
    missed: list[object] = []
    for number, (what, change) in enumerate(CHANGES.items()):
        forged = copy(rich, tmp_path / str(number))
        change_schema(forged.path, change)
        for who, found in (
            ("audit", found_by_audit(forged, tmp_path / "client")),
            ("verify", found_by_verify(forged.path)),
        ):
            if not any(change.names in fault for fault in found):
                missed.append((what, who, found))
        try:
            backup_ledger(forged.path, tmp_path / f"{number}.backup")
        except Broken:
            continue
        missed.append((what, "backup"))
    assert missed == []


@pytest.mark.slow
def test_what_is_missing_is_named_and_the_audit_goes_on(rich: Rich, tmp_path: Path) -> None:
    for number, change in enumerate(MISSING.values()):
        forged = copy(rich, tmp_path / str(number))
        change_schema(forged.path, change)
        assert any(change.names in fault for fault in found_by_audit(forged, tmp_path / "client"))
        assert any(change.names in fault for fault in found_by_verify(forged.path))


@pytest.mark.slow
def test_the_installed_program_says_so_at_once(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    change_schema(forged.path, CHANGES["an endless view as registry"])
    client(forged, tmp_path / "client")
    env = {"PAYCLI_HOME": str(tmp_path / "client")}
    for command in (("balance",), ("log",), ("ledger", "audit"), ("ledger", "backup"), ("ledger", "show"), ("inbox",)):
        said = paycli_json(*command, status=70, env=env, wait_s=WAIT_S)["error"]
        assert said["code"] == ("ledger_damaged" if command == ("ledger", "audit") else "broken")
        assert "registry" in said["message"]


def test_what_is_put_into_the_schema_while_the_ledger_is_open_is_refused_too(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    with closing(open_book(forged.path)) as book:
        with book.view() as view:
            assert view.head().size == rich.seen.size
        change_schema(forged.path, CHANGES["a trigger"])
        with pytest.raises(Broken, match="sly"), book.view():
            pass
        with pytest.raises(Broken, match="sly"), book.lock(), book.begin():
            pass


# --- numbers out of their range ---------------------------------------------------------------------------------------
ROWS = {
    "ledger": ("", "zz", "AB" * 16),
    "money": ("", "gold"),
    "zone": ("", "Mars phase 1", "x" * 65),
    "admission": ("", "all"),
    "default_currency": ("", "XXX", "eur"),
    "currency:EUR": ("30000000", "7", "-1", "02", " 2", "2.0", "", "x", "9" * 5000, "\u0662"),
    "rail:cash": ("", "zz" * 32),
    "setting:most_packets": ("-1", "1" + "0" * 15, "9" * 5000, "1e3", "+1", "1_000"),
    "setting:most_per_order:EUR": ("-1", "1" + "0" * 15, "x"),
}
MORE = (
    ("currency:eur", "2"), ("currency:EURO", "2"), ("rail:", "ab" * 32), ("setting:most", "1"), ("more", "1"),
    ("setting:most_packets:XXX", "1"), ("setting:most_per_order:XXX", "1"),
)  # fmt: skip


@pytest.mark.slow
def test_a_registry_that_says_what_it_cannot_say_is_refused_and_named(rich: Rich, tmp_path: Path) -> None:
    cases = [(name, value) for name, values in ROWS.items() for value in values] + list(MORE)
    with closing(open_book(rich.path)) as book, book.view() as view:
        there = view.everything().registry_rows
    missed: list[object] = []
    for number, (name, value) in enumerate(cases):
        forged = copy(rich, tmp_path / str(number))
        with closing(sqlite3.connect(forged.path)) as connection:
            drop_triggers(connection)
            connection.execute("INSERT OR REPLACE INTO registry VALUES (?, ?, 1)", (name, value))
            connection.commit()
        found = found_by_audit(forged, tmp_path / "client")
        if not any(f"cannot be read: {name}" in fault for fault in found):
            missed.append((name, value[:20], found))
    assert missed == []
    assert there.keys() >= ROWS.keys() - {"setting:most_packets"}


# --- what is no file -------------------------------------------------------------------------------------------------
def lay(kind: str, path: Path) -> None:
    """Lay something there that is no regular file."""
    path.unlink(missing_ok=True)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to("/dev/zero")
    else:
        # The path of a socket may have some hundred letters at most.
        here = os.open(path.parent, os.O_RDONLY)
        try:
            with closing(socket.socket(socket.AF_UNIX)) as made:
                made.bind(f"/proc/self/fd/{here}/{path.name}")
        finally:
            os.close(here)


@pytest.mark.parametrize("kind", ["fifo", "folder", "link", "socket"])
def test_what_is_no_regular_file_beside_a_ledger_is_refused_at_once(rich: Rich, tmp_path: Path, kind: str) -> None:
    missed: list[object] = []
    for suffix in ("-journal", "-wal", "-shm", ".lock"):
        forged = copy(rich, tmp_path / suffix.strip("-."))
        lay(kind, forged.path.with_name(forged.path.name + suffix))
        try:
            open_book(forged.path).close()
            missed.append(suffix)
        except PermissionRefused as error:
            if suffix not in error.message:
                missed.append((suffix, error.message))
        if suffix != ".lock" and not any(suffix in fault for fault in found_by_verify(forged.path)):
            missed.append((suffix, "verify"))
    assert missed == []


@pytest.mark.parametrize("kind", ["fifo", "folder", "link", "socket"])
def test_what_is_no_regular_file_in_the_place_of_the_banks_book_is_refused_at_once(
    rich: Rich, tmp_path: Path, kind: str
) -> None:
    from paycli.rails.sandbox import SandboxBank

    path = tmp_path / f"ledger.db{BOOK_SUFFIX}"
    lay(kind, path)
    with pytest.raises(PaycliError) as refused:
        SandboxBank(path).status("ab" * 16)
    assert refused.value.exit_status == 78
    assert rich.ledger
