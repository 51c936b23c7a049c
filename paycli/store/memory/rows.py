"""The tables of the in-memory book, as dictionaries whose changes can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.domain.accounts import empty_account
from paycli.domain.ports import Head, identity
from paycli.domain.registry import Registry
from paycli.domain.state import PENDING
from paycli.domain.subjects import subjects_of
from paycli.errors import Broken, HandleTaken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.accounts import Account
    from paycli.domain.ports import Entry, Written
    from paycli.domain.state import Asked, Claim, Counter, Key, LedgerObject, Wallet
    from paycli.domain.texts import Text

Undo = list[tuple[dict[Any, Any], Any, Any]]
_ABSENT = object()


class Rows:
    """Every table by its key. Only `put` changes them, and it notes what stood there before."""

    def __init__(self) -> None:
        self.head: dict[str, Head] = {"head": Head(0, 0, ())}
        self.entries: dict[int, Entry] = {}
        self.orders: dict[int, tuple[str, str]] = {}
        self.by_identity: dict[tuple[str | None, str | None, str], int] = {}
        self.about: dict[str, tuple[int, ...]] = {}
        self.accounts: dict[str, Account] = {}
        self.objects: dict[str, LedgerObject] = {}
        self.due: dict[str, int] = {}
        self.references: dict[tuple[str, str], str] = {}
        self.numbers: dict[tuple[str | None, str, int | None, int], str] = {}
        self.wallets: dict[str, Wallet] = {}
        self.keys: dict[str, Key] = {}
        self.claims: dict[tuple[str, str], Claim] = {}
        self.claims_of: dict[str, tuple[Claim, ...]] = {}
        self.asked: dict[tuple[str, str], Asked] = {}
        self.counters: dict[tuple[str, str], Counter] = {}
        self.registry: dict[str, str] = {}
        self.read: dict[str, Registry] = {"registry": Registry.from_rows({})}
        self.texts: dict[tuple[int, str], Text] = {}
        self.handles: dict[str, str] = {}
        self.handle_of: dict[str, str] = {}
        self.seeds: dict[str, str] = {}
        self.shares: dict[str, tuple[int, ...]] = {}

    def put(self, undo: Undo, table: dict[Any, Any], key: Any, value: Any) -> None:  # noqa: ANN401  any table
        """Set a row, and note in `undo` how to take it back."""
        undo.append((table, key, table.get(key, _ABSENT)))
        table[key] = value

    def take_back(self, undo: Undo) -> None:
        """Take back everything that `undo` notes, newest first."""
        while undo:
            table, key, before = undo.pop()
            if before is _ABSENT:
                table.pop(key, None)
            else:
                table[key] = before

    def check(self, head: Head, written: Sequence[Written]) -> None:
        """Refuse what a database would refuse; raises HandleTaken, Broken."""
        numbers = [one.entry.n for one in written]
        if numbers != list(range(self.head["head"].size + 1, head.size + 1)):
            raise Broken(reason="the log grew under the lock")
        fresh: dict[str, str] = {}
        for handle, wallet in (one.handle for one in written if one.handle is not None):
            if (fresh.get(handle) or self.handles.get(handle) or wallet) != wallet:
                raise HandleTaken(handle=handle)
            fresh[handle] = wallet
        known = {identity(one.order) for one in written}
        if len(known) != len(written) or known & self.by_identity.keys():
            raise Broken(reason="an order with this id is in the log")

    def add(self, written: Written, undo: Undo) -> None:
        """Add one accepted order with all that it changed."""
        entry, order, put = written.entry, written.order, self.put
        put(undo, self.entries, entry.n, entry)
        put(undo, self.orders, entry.n, (order.name, order.kind))
        put(undo, self.by_identity, identity(order), entry.n)
        for subject in subjects_of(order):
            put(undo, self.about, subject, (*self.about.get(subject, ()), entry.n))
        self._add_money(written, undo)
        self._add_records(written, undo)
        for text in written.texts:
            put(undo, self.texts, (entry.n, text.field), text)
        if written.handle is not None and written.handle[0] not in self.handles:
            put(undo, self.handles, written.handle[0], written.handle[1])
            put(undo, self.handle_of, written.handle[1], written.handle[0])
        if written.seed is not None:
            put(undo, self.seeds, order.name, written.seed)
        if written.shares is not None:
            put(undo, self.shares, order.name, written.shares)

    def _add_money(self, written: Written, undo: Undo) -> None:
        for move in written.entry.transfers:
            for name, delta in ((move.debit, -move.amount_minor), (move.credit, move.amount_minor)):
                account = self.accounts.get(name) or empty_account(name)
                balance_minor = account.balance_minor + delta
                if delta < 0 and account.floor_minor is not None and balance_minor < account.floor_minor:
                    raise Broken(reason="a balance would fall below its floor")
                self.put(undo, self.accounts, name, account._replace(balance_minor=balance_minor))
        for name, floor_minor in written.changes.floors:
            account = self.accounts.get(name) or empty_account(name)
            self.put(undo, self.accounts, name, account._replace(floor_minor=floor_minor))

    def _add_records(self, written: Written, undo: Undo) -> None:
        changes, put = written.changes, self.put
        for changed in changes.objects:
            self._add_object(changed, undo)
        for wallet in changes.wallets:
            put(undo, self.wallets, wallet.id, wallet)
        for key in changes.keys:
            put(undo, self.keys, key.id, key)
        for claim in changes.claims:
            if (claim.object, claim.wallet) in self.claims:
                raise Broken(reason="a wallet grabbed twice from one envelope")
            put(undo, self.claims, (claim.object, claim.wallet), claim)
            put(undo, self.claims_of, claim.object, (*self.claims_of.get(claim.object, ()), claim))
        for asked in changes.asked:
            put(undo, self.asked, (asked.object, asked.wallet), asked)
        for counter in changes.counters:
            put(undo, self.counters, (counter.wallet, counter.name), counter)
        for name, value in changes.registry:
            put(undo, self.registry, name, value)
        if changes.registry:
            put(undo, self.read, "registry", Registry.from_rows(self.registry))

    def _add_object(self, changed: LedgerObject, undo: Undo) -> None:
        if changed.id in self.objects and self.objects[changed.id].n != changed.n:
            raise Broken(reason="an object's id belongs to another one")
        self.put(undo, self.objects, changed.id, changed)
        if changed.rail is not None and changed.reference is not None:
            if self.references.get((changed.rail, changed.reference), changed.id) != changed.id:
                raise Broken(reason="a reference was booked before")
            self.put(undo, self.references, (changed.rail, changed.reference), changed.id)
        if changed.number is not None:
            number = changed.maker, changed.kind, changed.till, changed.number
            if self.numbers.get(number, changed.id) != changed.id:
                raise Broken(reason="a number was given before")
            self.put(undo, self.numbers, number, changed.id)
        # Only what can be settled stays in here, so that looking for it stays short.
        if changed.due is not None and changed.state == PENDING and changed.held_minor > 0:
            self.put(undo, self.due, changed.id, changed.due)
        elif changed.id in self.due:
            undo.append((self.due, changed.id, self.due.pop(changed.id)))
