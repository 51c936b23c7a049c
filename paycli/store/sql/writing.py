"""A writing transaction over a DB-API connection: a whole group of orders goes in as one executemany per table."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from paycli.domain.accounts import empty_account
from paycli.domain.ids import short_number
from paycli.domain.merkle import EMPTY_ROOT, pack, root_of
from paycli.domain.state import Changes
from paycli.domain.subjects import subjects_of
from paycli.errors import Broken, HandleTaken
from paycli.store.sql import rows
from paycli.store.sql import statements as sql
from paycli.store.sql.view import SqlView

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from paycli.domain.ports import Head, Written
    from paycli.domain.state import Crypto, LedgerObject, State
    from paycli.store.sql.loading import Cache


class SqlTransaction(SqlView):
    """The Transaction port; `finish` makes the database keep it and is the adapter's own."""

    __slots__ = ("_finish", "committed")

    def __init__(
        self, connection: sqlite3.Connection, crypto: Crypto, cache: Cache, finish: Callable[[sqlite3.Connection], None]
    ) -> None:
        super().__init__(connection, crypto, cache)
        self._finish = finish
        self.committed = False
        self._check_head()

    def _check_head(self) -> None:
        """Refuse to write behind a head that is not the last entry's: every later root would be wrong for good."""
        head = self._head
        last = self._last if head.size else (head.time, EMPTY_ROOT)
        if last != (head.time, root_of(head.frontier)):
            raise Broken(reason="the head of the log is not what its last entry says")

    def commit(self) -> None:
        """Make it durable; raises CommitUnknown when it cannot be told whether it is."""
        self._finish(self._connection)
        self.committed = True

    def write(self, head: Head, written: Sequence[Written], state: State) -> None:  # noqa: ARG002  the port's
        """Write entries, transfers, folded balances, object rows, side rows and the new head.

        Raises HandleTaken before anything was written, Broken when the rows are not those that the rule saw.
        """
        changes = _joined(written)
        handles = self._reservations(written)
        self._many(sql.ENTRY_ADD, map(_entry_row, written))
        self._many(
            sql.SUBJECT_ADD, [(bytes.fromhex(each), one.entry.n) for one in written for each in subjects_of(one.order)]
        )
        self._write_transfers(written)
        if changes.objects:
            self._write_objects(changes.objects, written[0].entry.n)
        people = changes.wallets or changes.keys or changes.registry
        touched = self._write_people(written, changes) if people else 0
        if changes.claims:
            self._many(sql.CLAIM_ADD, map(rows.claim_row, changes.claims))
        if changes.asked:
            answers = {(asked.object, asked.wallet): asked for asked in changes.asked}
            self._many(sql.ASKED_PUT, map(rows.asked_row, answers.values()))
        if changes.counters:
            last = {(counter.wallet, counter.name): counter for counter in changes.counters}
            self._many(sql.COUNTER_PUT, map(rows.counter_row, last.values()))
        if handles:
            self._many(sql.HANDLE_ADD, [(handle, bytes.fromhex(owner)) for handle, owner in handles])
        self._write_side_rows(written)
        self._move_head(head, self._version + touched)

    def _reservations(self, written: Sequence[Written]) -> list[tuple[str, str]]:
        """Give the (handle, wallet) that these orders reserve anew; raises HandleTaken."""
        found: dict[str, str] = {}
        for handle, wallet in [one.handle for one in written if one.handle is not None]:
            stored = self.handle_owner(handle)
            if (found.get(handle) or stored or wallet) != wallet:
                raise HandleTaken(handle=handle)
            if stored is None:
                found[handle] = wallet
        return list(found.items())

    def _many(self, statement: str, values: Iterable[Any], *, exactly: str = "") -> None:
        """Run a statement for many rows; with `exactly`, each must touch one row, or the books are broken."""
        many = list(values)
        if not many:
            return
        count = self._connection.executemany(statement, many).rowcount
        if exactly and count != len(many):
            raise Broken(reason=exactly)

    def _move_head(self, head: Head, version: int) -> None:
        old = self._head
        values = (head.size, head.time, pack(head.frontier), version, old.size, self._version)
        if self._connection.execute(sql.HEAD_MOVE, values).rowcount != 1:
            raise Broken(reason="the log grew under the lock")
        self._head = head
        if version != self._version:
            # What was read before is no longer in force; and nothing of an unfinished transaction is kept.
            self._version = version
            self._cache = self._fresh_cache(-1)

    def _write_transfers(self, written: Sequence[Written]) -> None:
        """Write transfers and the balances folded from them, one update for each account."""
        moved: dict[str, int] = {}
        floors: dict[str, list[int]] = {}
        for one in written:
            for transfer in one.entry.transfers:
                moved[transfer.debit] = moved.get(transfer.debit, 0) - transfer.amount_minor
                moved[transfer.credit] = moved.get(transfer.credit, 0) + transfer.amount_minor
            for name, floor_minor in one.changes.floors:
                floors.setdefault(name, []).append(floor_minor)
        if not moved and not floors:
            return
        ids = self._ids_of([*moved, *floors])
        # Inside a group a floor may go down and up again: the balances are moved under the lowest of them.
        if floors:
            self._many(sql.ACCOUNT_FLOOR_DOWN, [(min(many), ids[name], min(many)) for name, many in floors.items()])
        self._many(
            sql.TRANSFER_ADD,
            [
                (one.entry.n, position, ids[row.debit], ids[row.credit], row.amount_minor, row.effective)
                for one in written
                for position, row in enumerate(one.entry.transfers)
            ],
        )
        moves = [(delta, ids[name]) for name, delta in moved.items()]
        self._many(sql.ACCOUNT_MOVE, moves, exactly="an account that a transfer names is missing")
        if floors:
            ends = [(many[-1], ids[name]) for name, many in floors.items()]
            self._many(sql.ACCOUNT_FLOOR, ends, exactly="an account that a floor names is missing")

    def _ids_of(self, names: Sequence[str]) -> dict[str, int]:
        """Give the numbers of accounts; those that are not there yet are made, empty."""
        ids = self._account_ids
        missing = [name for name in names if name not in ids]
        if missing:
            missing = list(dict.fromkeys(missing))
            self._many(sql.ACCOUNT_NEW, [(name, empty_account(name).floor_minor) for name in missing])
            ids.update((name, number) for name, number in self._wanted(sql.ACCOUNT_IDS_IN, missing))
        return ids

    def _write_objects(self, changed_objects: Sequence[LedgerObject], first_n: int) -> None:
        """Write objects, each as the last order of the group left it; `first_n` is the group's first entry."""
        made, changed, taken = [], [], []
        for each in {each.id: each for each in changed_objects}.values():
            if each.n >= first_n:
                made.append(rows.object_row(each))
            elif rows.is_only_taken(self._stored.pop(each.id, None), each):
                taken.append(rows.object_take(each))
            else:
                changed.append(rows.object_change(each))
        for statement, values in ((sql.OBJECT_ADD, made), (sql.OBJECT_CHANGE, changed), (sql.OBJECT_TAKE, taken)):
            if values:
                self._many(statement, values, exactly="an object's id belongs to another one")

    def _write_people(self, written: Sequence[Written], changes: Changes) -> int:
        """Write wallets, keys and the registry; give by how much the head's version must grow.

        It counts orders, not groups, so that it can be told from the log what it must be.
        """
        wallets = {each.id: each for each in changes.wallets}
        keys = {each.id: each for each in changes.keys}
        registry = {name: (value, one.entry.n) for one in written for name, value in one.changes.registry}
        self._many(sql.WALLET_PUT, map(rows.wallet_row, wallets.values()), exactly="a wallet was opened twice")
        self._many(sql.KEY_PUT, map(rows.key_row, keys.values()), exactly="a key belongs to another party")
        self._many(sql.REGISTRY_PUT, [(name, value, n) for name, (value, n) in registry.items()])
        return sum(1 for one in written if one.changes.wallets or one.changes.keys or one.changes.registry)

    def _write_side_rows(self, written: Sequence[Written]) -> None:
        """Write texts, seeds and shares, which lie beside the log."""
        texts, seeds = [], []
        for one in written:
            if one.texts:
                texts += [(one.entry.n, text.field, bytes.fromhex(text.salt), text.text) for text in one.texts]
            if one.seed is not None or one.shares is not None:
                seeds.append((bytes.fromhex(one.order.name), rows.blob(one.seed), rows.pack_shares(one.shares)))
        if texts:
            self._many(sql.TEXT_ADD, texts)
        if seeds:
            self._many(sql.SEED_ADD, seeds)


def _joined(written: Sequence[Written]) -> Changes:
    """Lay the changes of a group's orders end to end; those of a single order stay as they are."""
    changes = [one.changes for one in written]
    if len(changes) == 1:
        return changes[0]
    return Changes._make(tuple(chain.from_iterable(parts)) for parts in zip(*changes, strict=True))


def _entry_row(written: Written) -> rows.Row:
    """Give the row of an accepted order, in the order of columns of ENTRY_ADD."""
    entry, order = written.entry, written.order
    return (
        entry.n,
        entry.time,
        bytes.fromhex(order.id),
        rows.blob(order.key),
        rows.blob(order.wallet),
        order.kind,
        short_number(order.name),
        order.data,
        rows.blob(entry.signature),
        entry.root,
        entry.nodes,
    )
