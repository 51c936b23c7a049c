"""What reads a ledger from end to end: the complete state for the audit, and the faults of the storage itself."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from paycli.domain.accounts import Account
from paycli.domain.lives import detail_text
from paycli.errors import Broken
from paycli.store.sql import derived_columns, rows
from paycli.store.sql import statements as sql
from paycli.store.sqlite import schema_rows
from paycli.store.sqlite.connection import SCHEMA_VERSION

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from paycli.domain.book import StoredRow
    from paycli.domain.state import LedgerObject, State

# So many of a sort are told, which bounds the memory; the audit counts them.
_FAULTS_MOST = 10_000


def load_everything(connection: sqlite3.Connection, state: State) -> State:
    """Bring every row into a state that has the registry already."""
    tables = cast("Mapping[str, dict[Any, Any]]", state.tables())
    for table, name, record in stored_rows(connection):
        tables[table][name] = record
        if table == "object" and record.rail is not None and record.reference is not None:
            state.references.add((record.rail, record.reference))
        elif table == "wallet" and record.asks_until is not None:
            state.asking[name] = record.asks_until
    return state


def stored_rows(connection: sqlite3.Connection) -> Iterator[StoredRow]:
    """Walk every row that a replay must come to, but for the registry's."""
    for name, balance_minor, floor_minor in connection.execute(sql.ACCOUNTS_ALL):
        yield "account", name, Account(balance_minor, floor_minor)
    for row in connection.execute(sql.OBJECTS_ALL):
        found = _object_as_it_is(row)
        yield "object", found.id, found
    for wallet in map(rows.wallet_of, connection.execute(sql.WALLETS_ALL)):
        yield "wallet", wallet.id, wallet
    for row in connection.execute(sql.KEYS_ALL):
        yield "key", row[0].hex(), _key_as_it_is(row)
    for claim in map(rows.claim_of, connection.execute(sql.CLAIMS_ALL)):
        yield "claim", (claim.object, claim.wallet), claim
    for asked in map(rows.asked_of, connection.execute(sql.ASKED_ALL)):
        yield "answer", (asked.object, asked.wallet), asked
    for counter in map(rows.counter_of, connection.execute(sql.COUNTERS_ALL)):
        yield "counter", (counter.wallet, counter.name), counter
    for number, packed in connection.execute(sql.SHARES_ALL):
        # A seed without shares belongs to nothing, and the comparison says so.
        yield "drawn shares", number.hex(), rows.unpack_shares(packed) or ()


def _object_as_it_is(row: rows.Row) -> LedgerObject:
    """Read an object also where its row is not that of its order: the audit names that row and goes on."""
    *columns, _order = row
    bare = rows.bare_object_of(columns)
    try:
        found = rows.object_of(row)
    except Broken:
        return bare
    # A detail that says the same in another spelling was not written by us.
    return found if detail_text(found.detail) == bare.detail else bare


def _key_as_it_is(row: rows.Row) -> Any:  # noqa: ANN401  a key, or what stands in its place
    """Read a key also where its scope cannot be read: the audit names that row and goes on."""
    try:
        return rows.key_of(row)
    except Broken:
        return tuple(row)


def find_faults(connection: sqlite3.Connection) -> list[str]:
    """Say what is wrong with pages, references, doubled columns, schema and triggers; an empty list if nothing is."""
    found: list[str] = []
    for (line,) in connection.execute(f"PRAGMA integrity_check({_FAULTS_MOST})"):
        if line != "ok":
            found.append(f"SQLite's integrity check: {line}")
    for table, number, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        # A table without row numbers has none to tell; the comparison with the replay names its row.
        row = f"row {number}" if number is not None else "a row"
        found.append(f"{row} of {table} names a row of {parent} that is not there")
        if len(found) >= _FAULTS_MOST:
            break
    found += islice(derived_columns.find_differences(connection), _FAULTS_MOST)
    found += schema_rows.find_differences(connection)
    if connection.execute(sql.REVISIONS_ALL).fetchall() != [(f"{SCHEMA_VERSION:04d}",)]:
        found.append("alembic_version, by which `ledger upgrade` goes, does not name this schema's revision")
    return found
