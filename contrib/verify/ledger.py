"""A ledger's file: every entry is decided again, and the file must hold what the log comes to."""

from __future__ import annotations

import json
from collections import defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from checks import need
from reading import read
from replay import moves
from schema import faults_of_schema
from state import State
from till_rows import faults_of_tills
from tree import Tree

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from orders import Order

SEEDS = "SELECT lower(hex(object)), seed, shares FROM seeds"
ENTRIES = 'SELECT n, time, "order", signature, root, id, key, wallet, kind FROM entries ORDER BY n'
TRANSFERS = (
    "SELECT d.name, c.name, substr(d.name, -3), amount_minor, effective FROM transfers LEFT JOIN accounts d"
    " ON d.id = debit LEFT JOIN accounts c ON c.id = credit WHERE n = ? ORDER BY position"
)
LOOSE_TRANSFERS = "SELECT DISTINCT n FROM transfers WHERE n NOT IN (SELECT n FROM entries)"
ACCOUNTS = "SELECT name, balance_minor, floor_minor FROM accounts"
HEAD = "SELECT size, time, frontier FROM head"

# A row of the file, where a forger can have put anything.
Row = tuple[Any, ...]


class Log:
    """The entries of a ledger's file, as far as they were read."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self.base = base
        self.state = State({thing: (seed, shares) for thing, seed, shares in base.execute(SEEDS)})
        self.tree = Tree()
        # The time of the last entry.
        self.time = 0
        # Who used which id.
        self.used: set[tuple[str | None, str]] = set()

    def faults(self) -> Iterator[str]:
        """Read entry after entry, and name the faults of each."""
        for row in self.base.execute(ENTRIES):
            yield from self._faults_of(row)

    def _faults_of(self, row: Row) -> Iterator[str]:
        number, time, data, raw_signature, root, *columns = row
        signature = raw_signature and raw_signature.hex()
        moved = self.base.execute(TRANSFERS, (number,)).fetchall()
        kind = "unreadable"
        try:
            following = self.tree.size + 1
            need(number == following, f"entries before it are missing, from {following} on")
            order = read(data)
            kind = order.kind
            self._check_place(order, time, columns)
            need(moves(self.state, order, signature, time) == moved, "its transfers are not what its order comes to")
        except Exception as error:  # noqa: BLE001  whatever a forger wrote there, it is that entry's fault
            yield f"entry {number} ({kind}): {error if type(error) is ValueError else repr(error)}"
        # The sums follow the file and not the orders, so that one fault is not named at every later entry.
        for source, target, _, amount, _ in moved:
            self.state.balances[source] -= amount
            self.state.balances[target] += amount
        self.time = time
        leaf = [number, time, sha256(data).hexdigest(), signature, moved]
        if self.tree.add(json.dumps(leaf, separators=(",", ":"), ensure_ascii=False).encode()) != root:
            yield f"entry {number}: its root is not the root of the log up to it"

    def _check_place(self, order: Order, time: int, columns: list[Any]) -> None:
        """Refuse an order that does not fit in its place: its columns, id and time, and the history that it saw."""
        names = [name and bytes.fromhex(name) for name in (order.id, order.key, order.wallet)]
        need(columns == [*names, order.kind], "its columns are not what its order says")
        used = order.wallet or order.key, order.id
        need(used not in self.used, "its id was used before")
        self.used.add(used)
        need(time >= self.time or order.kind == "clock.set", "its time is before the entry in front of it")
        seen = order.seen
        need(not seen or self.tree.roots[seen.size - 1].hex() == seen.root, "it follows another history")


def faults_of_accounts(base: sqlite3.Connection, state: State) -> Iterator[str]:
    """Compare the balance and the floor of each account with the log; the balances of a currency sum to zero."""
    sums = defaultdict[str, int](int)
    for name, balance, floor in base.execute(ACCOUNTS):
        sums[name[-3:]] += balance
        if (balance, floor) != (state.balances[name], state.floor_of(name)):
            yield f"account {name}: its balance or floor is not what the log comes to"
    for currency, total in sums.items():
        if total:
            yield f"all {currency} balances come to {total} instead of 0"


def verify(base: sqlite3.Connection, operator: str) -> Iterator[str]:
    """Name every fault of a ledger; the last line is its summary.

    The operator's key must begin with `operator`, in hex.

    Raises:
        sqlite3.Error, TypeError, ValueError, AttributeError: the file is no ledger.
    """
    wrong = list(faults_of_schema(base))
    if wrong:
        yield from wrong
        yield "nothing in it was looked at"
        return
    log = Log(base)
    yield from faults_of(log, operator)
    root = log.tree.roots[-1].hex() if log.tree.size else "-"
    yield f"GOOD entries={log.tree.size} root={root} ledger={log.state.ledger}"


def faults_of(log: Log, operator: str) -> Iterator[str]:
    """Read a ledger whose schema is right, and name every fault of it.

    Raises:
        sqlite3.Error, TypeError, ValueError, AttributeError: the file is no ledger.
    """
    base = log.base
    yield from log.faults()
    for (number,) in base.execute(LOOSE_TRANSFERS):
        yield f"transfers of entry {number}, which is not there"
    yield from faults_of_accounts(base, log.state)
    yield from faults_of_tills(base, log.state)
    if base.execute(HEAD).fetchall() != [(log.tree.size, log.time, log.tree.frontier)]:
        yield "the head is not what the log comes to"
    if not log.state.operator.startswith(operator):
        yield f"the operator's key is {log.state.operator[:8]}"
