"""A consistent look at a ledger in a SQL database, over a DB-API connection; `writing.py` adds the writes."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from paycli.domain.accounts import Account, Transfer, account_currency, empty_account
from paycli.domain.book import END, ShortMatch, StoredText, Unread, identity
from paycli.domain.ids import name_of
from paycli.domain.state import Needs
from paycli.domain.texts import Text
from paycli.errors import Broken
from paycli.store.sql import rows
from paycli.store.sql import statements as sql
from paycli.store.sql.loading import Loader

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from paycli.domain.orders import Order
    from paycli.domain.ports import Entry, Head, StoredRow
    from paycli.domain.state import Asked, Claim, LedgerObject, State, Wallet

_AFTER_ALL_NAMES = "\U0010ffff"
Identity = tuple[str | None, str | None, str]


class SqlView(Loader):
    """The View port over one connection with an open transaction."""

    __slots__ = ()

    # --- the log ----------------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Give the end of the log; size 0 and time 0 for an empty one."""
        return self._head

    def _entry(self, row: rows.Row | None) -> Entry | None:
        return None if row is None else self._entry_of(row)

    def _entry_of(self, row: rows.Row) -> Entry:
        moved = self._connection.execute(sql.TRANSFERS_OF, (row[0],))
        transfers = tuple(Transfer(a, b, account_currency(a), amount, effective) for a, b, amount, effective in moved)
        return rows.entry_of(row, transfers)

    def _entries(self, found: Iterable[rows.Row]) -> list[Entry]:
        return [self._entry_of(row) for row in list(found)]

    def same_ids(self, orders: Sequence[Order]) -> Mapping[Identity, Entry]:
        """Find entries with the ids of these orders, by `identity(order)`."""
        if len(orders) == 1:
            entry = self._same_id(orders[0])
            return {} if entry is None else {identity(orders[0]): entry}
        found: dict[Identity, Entry] = {}
        owned: list[bytes] = []
        keyed: list[bytes] = []
        for order in orders:
            if order.wallet is not None:
                owned += bytes.fromhex(order.wallet), bytes.fromhex(order.id)
            elif order.key is not None:
                keyed += bytes.fromhex(order.key), bytes.fromhex(order.id)
            elif (entry := self._same_id(order)) is not None:
                found[identity(order)] = entry
        for *row, wallet, number in list(self._wanted(sql.ENTRIES_BY_WALLET_ID, owned, 2)) if owned else ():
            found[wallet.hex(), None, number.hex()] = self._entry_of(row)
        for *row, key, number in list(self._wanted(sql.ENTRIES_BY_KEY_ID, keyed, 2)) if keyed else ():
            found[None, key.hex(), number.hex()] = self._entry_of(row)
        return found

    def _same_id(self, order: Order) -> Entry | None:
        """Find the entry with the id of one order, by a plain look at the key: a join takes three times as long."""
        raw = bytes.fromhex(order.id)
        if order.wallet is not None:
            found = self._connection.execute(sql.ENTRY_BY_WALLET_ID, (bytes.fromhex(order.wallet), raw))
        elif order.key is not None:
            found = self._connection.execute(sql.ENTRY_BY_KEY_ID, (bytes.fromhex(order.key), raw))
        else:
            found = self._connection.execute(sql.ENTRY_BY_ID, (raw,))
        return self._entry(found.fetchone())

    def root_at(self, size: int) -> bytes | None:
        """Give the stored root of entry `size`; None if there is no such entry."""
        row = self._connection.execute(sql.ROOT_AT, (size,)).fetchone()
        return None if row is None else row[0]

    def entry(self, n: int) -> Entry | None:
        """Give one entry."""
        return self._entry(self._connection.execute(sql.ENTRY, (n,)).fetchone())

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Walk the log in order of n, from the entry behind `after`, in two cursors side by side."""
        moved = iter(self._connection.execute(sql.TRANSFERS_AFTER, (after,)))
        names: dict[int, str] = {}
        following = next(moved, None)
        for row in self._connection.execute(sql.ENTRIES_AFTER, (after,)):
            transfers = []
            while following is not None and following[0] <= row[0]:
                n, debit, credit, amount_minor, effective = following
                if n < row[0]:
                    raise Broken(reason=f"transfers of entry {n} have no entry")
                a, b = self._name(n, debit, names), self._name(n, credit, names)
                transfers.append(Transfer(a, b, account_currency(a), amount_minor, effective))
                following = next(moved, None)
            yield rows.entry_of(row, tuple(transfers))

    def _name(self, n: int, number: int, names: dict[int, str]) -> str:
        if number not in names:
            row = self._connection.execute(sql.ACCOUNT_NAME, (number,)).fetchone()
            if row is None:
                raise Broken(reason=f"a transfer of entry {n} names the account {number}, which is not there")
            names[number] = row[0]
        return names[number]

    def nodes_at(self, n: int) -> bytes:
        """Give the nodes of the Merkle tree that entry `n` completes; empty if there is no such entry."""
        row = self._connection.execute(sql.NODES_AT, (n,)).fetchone()
        return b"" if row is None else row[0]

    def entries_about(self, subject: str) -> Sequence[Entry]:
        """Give all entries that tell of an object, a wallet or the ledger itself, oldest first."""
        return self._entries(self._connection.execute(sql.ENTRIES_ABOUT, (bytes.fromhex(subject),)))

    def time_of(self, n: int) -> int | None:
        """Give the ledger time (ms) of an entry; None if there is no such entry."""
        entry = self.entry(n)
        return None if entry is None else entry.time

    def moved(self, wallet: str, before: int, limit: int) -> Sequence[int]:
        """Give the entries that moved a wallet's money, newest first: the last `limit` of those before `before`."""
        prefix, found = f"w:{wallet}:", set[int]()
        accounts = list(self._connection.execute(sql.ACCOUNT_IDS_UNDER, (prefix, prefix + _AFTER_ALL_NAMES)))
        for (account,) in accounts:
            for side in (sql.ENTRIES_DEBITING, sql.ENTRIES_CREDITING):
                found.update(n for (n,) in self._connection.execute(side, (account, before, limit)))
        return sorted(found, reverse=True)[:limit]

    def ordered(self, wallet: str, kinds: Iterable[str], before: int, limit: int) -> Sequence[int]:
        """Give the entries of some kinds that a wallet ordered, newest first: the last `limit` before `before`."""
        raw, found = bytes.fromhex(wallet), list[int]()
        for kind in kinds:
            found += (n for (n,) in self._connection.execute(sql.ENTRIES_ORDERED, (raw, kind, before, limit)))
        return sorted(found, reverse=True)[:limit]

    def credited(self, wallet: str, kinds: Iterable[str], after: int, before: int) -> Sequence[int]:
        """Give the entries of some kinds between two others that brought a wallet money, newest first."""
        prefix, found = f"w:{wallet}:", set[int]()
        accounts = list(self._connection.execute(sql.ACCOUNT_IDS_UNDER, (prefix, prefix + _AFTER_ALL_NAMES)))
        for (account,), kind in product(accounts, kinds):
            values = account, after, before, kind
            found.update(n for (n,) in self._connection.execute(sql.ENTRIES_CREDITING_AS, values))
        return sorted(found, reverse=True)

    def noted(self, kinds: Container[str] | None = None) -> Sequence[int]:
        """Give no entries: a ledger does not know whose client looks."""
        del kinds
        return ()

    def paid(self) -> Sequence[str]:
        """Give no wallets: a ledger does not know whose client looks."""
        return ()

    def unread(self, wallet: str) -> Unread:
        """Give nothing: a ledger does not know whose client looks."""
        del wallet
        return Unread()

    def find_short(self, low: int, high: int, limit: int) -> Sequence[ShortMatch]:
        """Give the entries whose short number is in low <= x < high, newest first."""
        found = self._connection.execute(sql.FIND_SHORT, (low, high, limit))
        return [ShortMatch(name_of(number.hex(), owner.hex()), kind, n) for number, owner, kind, n in found]

    # --- point reads ------------------------------------------------------------------------------------------------
    def due(self, time: int, limit: int) -> Sequence[str]:
        """Give ids of pending objects that hold money and whose due time is at or before `time`, oldest first."""
        return [row[0].hex() for row in self._connection.execute(sql.OBJECTS_DUE, (time, limit))]

    def account(self, name: str) -> Account:
        """Give one account; empty if it has had no transfer."""
        row = self._connection.execute(sql.ACCOUNT, (name,)).fetchone()
        return empty_account(name) if row is None else Account(*row)

    def accounts_under(self, prefix: str) -> Sequence[tuple[str, Account]]:
        """Give the accounts whose names begin with a prefix, in order of name."""
        found = self._connection.execute(sql.ACCOUNTS_UNDER, (prefix, prefix + _AFTER_ALL_NAMES))
        return [(name, Account(balance_minor, floor_minor)) for name, balance_minor, floor_minor in found]

    def objects_of(
        self, wallet: str | None, kind: str, *, pending: bool, before: int = END, limit: int = END
    ) -> Sequence[LedgerObject]:
        """Give objects of a kind, newest first; only those made by `wallet` unless it is None.

        `pending` leaves out what has ended. The last `limit` of those made before entry `before`.
        """
        if wallet is None:
            statement = sql.OBJECTS_OF_KIND_PENDING if pending else sql.OBJECTS_OF_KIND
            found = self._connection.execute(statement, (kind, before, limit))
        else:
            statement = sql.OBJECTS_OF_MAKER_PENDING if pending else sql.OBJECTS_OF_MAKER
            found = self._connection.execute(statement, (bytes.fromhex(wallet), kind, before, limit))
        return [rows.object_of(row) for row in found]

    def numbered(self, shop: str, kind: str, till: int, number: int) -> LedgerObject | None:
        """Give what a shop made under a number at a till; None if there is no such thing."""
        values = bytes.fromhex(shop), kind, till, number
        row = self._connection.execute(sql.OBJECT_NUMBERED, values).fetchone()
        return None if row is None else rows.object_of(row)

    def number_of(self, object_id: str) -> tuple[int, int] | None:
        """Give the till and the number there of what a shop made, as the row has it; None for what has none."""
        row = self._connection.execute(sql.NUMBER_OF, (bytes.fromhex(object_id),)).fetchone()
        return None if row is None or None in row else (row[0], row[1])

    def text(self, n: int, field: str) -> Text | None:
        """Give the personal text of an entry; None if there is none or it was erased."""
        row = self._connection.execute(sql.TEXT, (n, field)).fetchone()
        return None if row is None or None in row else Text(field, row[0].hex(), row[1])

    def handle_owner(self, handle: str) -> str | None:
        """Give the wallet or group that reserved a handle. The caller re-checks the commitment."""
        row = self._connection.execute(sql.HANDLE_OWNER, (handle,)).fetchone()
        return None if row is None else row[0].hex()

    def handle_of(self, owner: str) -> str | None:
        """Give the handle that a wallet or group reserved."""
        row = self._connection.execute(sql.HANDLE_OF, (bytes.fromhex(owner),)).fetchone()
        return None if row is None else row[0]

    def seed(self, object_id: str) -> str | None:
        """Give the stored seed (64 hex digits) of a lucky envelope."""
        row = self._connection.execute(sql.SEED, (bytes.fromhex(object_id),)).fetchone()
        return None if row is None else rows.hexa(row[0])

    def claims_of(self, object_id: str) -> Sequence[Claim]:
        """Give an envelope's claims in order of position."""
        found = self._connection.execute(sql.CLAIMS_OF, (bytes.fromhex(object_id),))
        return [rows.claim_of(row) for row in found]

    def answers(self, object_id: str) -> Sequence[Asked]:
        """Give what an object asks of wallets, answered or not, by wallet."""
        return [rows.asked_of(row) for row in self._connection.execute(sql.ASKED_OF, (bytes.fromhex(object_id),))]

    def asks(self, wallet: str, kind: str, time: int) -> Sequence[Asked]:
        """Give what objects of a kind ask of a wallet that can still answer at a ledger time."""
        found = self._connection.execute(sql.ASKED_PENDING, (bytes.fromhex(wallet), kind, time))
        return [rows.asked_of(row) for row in found]

    # --- people, and whole tables -----------------------------------------------------------------------------------
    def wallets(self, after: int = 0, limit: int = END) -> Sequence[Wallet]:
        """Give wallets in the order in which they were opened: the first `limit` behind entry `after`."""
        return [rows.wallet_of(row) for row in self._connection.execute(sql.WALLETS_AFTER, (after, limit))]

    def asking(self, time: int) -> Sequence[Wallet]:
        """Give the wallets that ask to come in at a ledger time, in the order in which they were opened."""
        found = map(rows.wallet_of, self._connection.execute(sql.WALLETS_ASKING_AT, (time,)))
        return sorted(found, key=lambda wallet: wallet.n)

    def stored_rows(self) -> Iterator[StoredRow]:
        """Walk every row that a replay must come to, one after the other."""
        from paycli.store.sqlite.integrity import stored_rows

        yield from stored_rows(self._connection)
        yield from (("setting", name, value) for name, value in self._cache.rows.items())

    def repeated_ids(self) -> Iterator[int]:
        """Give the entries whose id an entry before them has; SQLite sorts them, in a file of its own if need be."""
        return (n for (n,) in self._connection.execute(sql.REPEATED_IDS_ALL))

    def everything(self) -> State:
        """Load the complete state."""
        from paycli.store.sqlite.integrity import load_everything

        return load_everything(self._connection, self.load(Needs()))

    def all_texts(self) -> Iterator[StoredText]:
        """Walk the side table of texts, in order of entry and field."""
        for n, field, salt, text in self._connection.execute(sql.TEXTS_ALL):
            yield StoredText(n, field, rows.hexa(salt), text)

    def all_handles(self) -> Mapping[str, str]:
        """Give every reserved handle with its wallet or group."""
        return {handle: owner.hex() for handle, owner in self._connection.execute(sql.HANDLES_ALL)}

    def faults(self) -> Sequence[str]:
        """Say what is wrong with the storage itself: its pages, its schema, its triggers."""
        from paycli.store.sqlite.integrity import find_faults

        return find_faults(self._connection)
