"""A look at the in-memory book: the View port over dictionaries."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from paycli.domain.accounts import empty_account
from paycli.domain.answers import payment_to
from paycli.domain.book import END, Unread
from paycli.domain.ids import short_number
from paycli.domain.known import moves
from paycli.domain.lives import REQUEST, SALE, shifts_of, wallets_of
from paycli.domain.needs import with_mandates
from paycli.domain.orders import read_unchecked
from paycli.domain.ports import ShortMatch, StoredText, identity
from paycli.domain.state import PENDING, Needs, State

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from paycli.domain.accounts import Account
    from paycli.domain.orders import Order
    from paycli.domain.ports import Entry, Head, StoredRow
    from paycli.domain.registry import Registry
    from paycli.domain.state import Asked, Claim, Crypto, Key, LedgerObject, Wallet
    from paycli.domain.texts import Text
    from paycli.store.memory.rows import Rows


class MemoryView:
    """The View port over `Rows`; what it loads are copies, so that a rule's decisions change nothing here."""

    def __init__(self, rows: Rows, crypto: Crypto) -> None:
        self._rows = rows
        self._crypto = crypto

    def head(self) -> Head:
        """Give the end of the log."""
        return self._rows.head["head"]

    @property
    def registry(self) -> Registry:
        """What the operator has set for the whole ledger."""
        return self._rows.read["registry"]

    def load(self, needs: Needs) -> State:
        """Load the registry and the rows that are needed; what does not exist is simply absent in the State."""
        rows = self._rows
        state = State(self._crypto, rows.registry, rows.read["registry"])
        state.keys.update((one, rows.keys[one]) for one in needs.keys if one in rows.keys)
        needs = with_mandates(needs, state.keys.values())
        state.keys.update((key.id, key) for wallet in needs.mandates for key in self.mandates_of(wallet))
        for one in needs.objects:
            self._load_object(one, state)
        for shift in (state.objects[one] for one in needs.waiting if one in state.objects):
            for one in self._waiting(shift):
                self._load_object(one, state)
        for one in shifts_of(state.objects):
            self._load_object(one, state)
        names = needs.all_accounts(state.objects, state.registry)
        state.accounts.update((name, rows.accounts[name]) for name in names if name in rows.accounts)
        wallets = (*needs.wallets, *wallets_of(state.objects.values()))
        state.wallets.update((one, rows.wallets[one]) for one in wallets if one in rows.wallets)
        if needs.asking:
            until = ((wallet.id, wallet.asks_until) for wallet in rows.wallets.values())
            state.asking.update((one, time) for one, time in until if time is not None)
        state.claims.update((one, rows.claims[one]) for one in needs.claims if one in rows.claims)
        state.counters.update((one, rows.counters[one]) for one in needs.counters if one in rows.counters)
        self._load_asked(needs, state)
        for name, wallet in needs.payments:
            self._load_payment(name, wallet, state)
        references = needs.all_references(state.objects, state.registry)
        state.references.update(one for one in references if one in rows.references)
        return state

    def _load_object(self, one: str, state: State) -> None:
        found = self._rows.objects.get(one)
        if found is None:
            return
        state.objects[one] = found
        if one in self._rows.shares:
            state.shares[one] = self._rows.shares[one]

    def _load_asked(self, needs: Needs, state: State) -> None:
        """Load what objects ask of wallets: by both, all of an object whose end is decided, and what is open."""
        between = set(needs.open_requests)
        for asked in self._rows.asked.values():
            named = asked.object in needs.funds or (asked.object, asked.wallet) in needs.answers
            if named or (asked.kind == REQUEST and (asked.maker, asked.wallet) in between):
                state.put_asked(asked)

    def _load_payment(self, name: str, wallet: str, state: State) -> None:
        """Load what the first order of a name paid to a wallet."""
        for n in (n for n, (named, _) in self._rows.orders.items() if named == name):
            payment = payment_to(read_unchecked(self._rows.entries[n].order), wallet, n)
            if payment is not None:
                state.payments.setdefault((name, wallet), payment)

    def _waiting(self, shift: LedgerObject) -> list[str]:
        """Name the sales of a shift's till behind it that are still open."""
        place = shift.maker, shift.till
        return [
            each.id
            for each in self._rows.objects.values()
            if each.kind == SALE and each.state == PENDING and (each.maker, each.till) == place and each.n > shift.n
        ]

    def mandates_of(self, wallet: str) -> Sequence[Key]:
        """Give the keys of a wallet that are mandates, those that were revoked too."""
        return [key for key in self._rows.keys.values() if key.party == wallet and key.scope is not None]

    def same_ids(self, orders: Sequence[Order]) -> Mapping[tuple[str | None, str | None, str], Entry]:
        """Find entries with the ids of these orders, by `identity(order)`."""
        rows = self._rows
        asked = map(identity, orders)
        return {one: rows.entries[rows.by_identity[one]] for one in asked if one in rows.by_identity}

    def due(self, time: int, limit: int) -> Sequence[str]:
        """Give ids of pending objects that hold money and whose due time is at or before `time`, oldest first."""
        objects = self._rows.objects
        found = [(due, objects[one].n, one) for one, due in self._rows.due.items() if due <= time]
        return [one for _, _, one in sorted(found)[:limit]]

    def root_at(self, size: int) -> bytes | None:
        """Give the stored root of entry `size`; None if there is no such entry."""
        entry = self._rows.entries.get(size)
        return None if entry is None else entry.root

    def entry(self, n: int) -> Entry | None:
        """Give one entry."""
        return self._rows.entries.get(n)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Walk the log in order of n, from the entry behind `after`."""
        return islice(iter(list(self._rows.entries.values())), max(after, 0), None)

    def nodes_at(self, n: int) -> bytes:
        """Give the nodes of the Merkle tree that entry `n` completes; empty if there is no such entry."""
        entry = self._rows.entries.get(n)
        return b"" if entry is None else entry.nodes

    def entries_about(self, subject: str) -> Sequence[Entry]:
        """Give all entries that tell of an object, a wallet or the ledger itself, oldest first."""
        return [self._rows.entries[n] for n in self._rows.about.get(subject, ())]

    def time_of(self, n: int) -> int | None:
        """Give the ledger time (ms) of an entry; None if there is no such entry."""
        entry = self._rows.entries.get(n)
        return None if entry is None else entry.time

    def moved(self, wallet: str, before: int, limit: int) -> Sequence[int]:
        """Give the entries that moved a wallet's money, newest first: the last `limit` of those before `before`."""
        newest = reversed(self._rows.entries.values())
        return list(islice((each.n for each in newest if each.n < before and moves(each, wallet)), limit))

    def ordered(self, wallet: str, kinds: Iterable[str], before: int, limit: int) -> Sequence[int]:
        """Give the entries of some kinds that a wallet ordered, newest first: the last `limit` before `before`."""
        wanted, mine = set(kinds), f'"wallet":"{wallet}"}}'.encode()
        newest = ((n, kind) for n, (_, kind) in reversed(self._rows.orders.items()) if n < before and kind in wanted)
        return list(islice((n for n, _ in newest if self._rows.entries[n].order.endswith(mine)), limit))

    def credited(self, wallet: str, kinds: Iterable[str], after: int, before: int) -> Sequence[int]:
        """Give the entries of some kinds between two others that brought a wallet money, newest first."""
        wanted, mine = set(kinds), f"w:{wallet}:"
        found = [n for n, (_, kind) in self._rows.orders.items() if after < n < before and kind in wanted]
        entries = self._rows.entries
        return [n for n in reversed(found) if any(each.credit.startswith(mine) for each in entries[n].transfers)]

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
        newest = reversed(self._rows.orders.items())
        found = (ShortMatch(one, kind, n) for n, (one, kind) in newest if low <= short_number(one) < high)
        return list(islice(found, limit))

    def account(self, name: str) -> Account:
        """Give one account; empty if it has had no transfer."""
        return self._rows.accounts.get(name) or empty_account(name)

    def accounts_under(self, prefix: str) -> Sequence[tuple[str, Account]]:
        """Give the accounts whose names begin with a prefix, in order of name."""
        return sorted((name, account) for name, account in self._rows.accounts.items() if name.startswith(prefix))

    def objects_of(
        self, wallet: str | None, kind: str, *, pending: bool, before: int = END, limit: int = END
    ) -> Sequence[LedgerObject]:
        """Give objects of a kind, newest first; only those made by `wallet` unless it is None.

        `pending` leaves out what has ended. The last `limit` of those made before entry `before`.
        """
        found = [
            each
            for each in self._rows.objects.values()
            if each.kind == kind and wallet in {None, each.maker} and (not pending or each.state == PENDING)
        ]
        return sorted((each for each in found if each.n < before), key=lambda each: -each.n)[:limit]

    def numbered(self, shop: str, kind: str, till: int, number: int) -> LedgerObject | None:
        """Give what a shop made under a number at a till; None if there is no such thing."""
        found = self._rows.numbers.get((shop, kind, till, number))
        return None if found is None else self._rows.objects[found]

    def number_of(self, object_id: str) -> tuple[int, int] | None:
        """Give the till and the number there of what a shop made, as the row has it; None for what has none."""
        found = self._rows.objects.get(object_id)
        return None if found is None or found.till is None or found.number is None else (found.till, found.number)

    def text(self, n: int, field: str) -> Text | None:
        """Give the personal text of an entry; None if there is none."""
        return self._rows.texts.get((n, field))

    def handle_owner(self, handle: str) -> str | None:
        """Give the wallet or group that reserved a handle."""
        return self._rows.handles.get(handle)

    def handle_of(self, owner: str) -> str | None:
        """Give the handle that a wallet or group reserved."""
        return self._rows.handle_of.get(owner)

    def seed(self, object_id: str) -> str | None:
        """Give the stored seed (64 hex digits) of a lucky envelope."""
        return self._rows.seeds.get(object_id)

    def wallets(self, after: int = 0, limit: int = END) -> Sequence[Wallet]:
        """Give wallets in the order in which they were opened: the first `limit` behind entry `after`."""
        found = (wallet for wallet in self._rows.wallets.values() if wallet.n > after)
        return sorted(found, key=lambda wallet: wallet.n)[:limit]

    def asking(self, time: int) -> Sequence[Wallet]:
        """Give the wallets that ask to come in at a ledger time, in the order in which they were opened."""
        return [wallet for wallet in self.wallets() if wallet.is_asking(time)]

    def stored_rows(self) -> Iterator[StoredRow]:
        """Walk every row that a replay must come to."""
        for table, rows in self.everything().tables().items():
            yield from ((table, name, record) for name, record in rows.items())

    def repeated_ids(self) -> Iterator[int]:
        """Give the entries whose id an entry before them has: none, since entries are found by it."""
        return iter(())

    def everything(self) -> State:
        """Load the complete state."""
        rows = self._rows
        state = State(self._crypto, rows.registry, rows.read["registry"])
        state.accounts.update(rows.accounts)
        state.objects.update(rows.objects)
        for wallet in rows.wallets.values():
            state.put_wallet(wallet)
        state.keys.update(rows.keys)
        state.claims.update(rows.claims)
        state.counters.update(rows.counters)
        for asked in rows.asked.values():
            state.put_asked(asked)
        state.references.update(rows.references)
        state.shares.update(rows.shares)
        return state

    def all_texts(self) -> Iterator[StoredText]:
        """Walk the side table of texts, in order of entry and field."""
        return (StoredText(n, field, text.salt, text.text) for (n, field), text in sorted(self._rows.texts.items()))

    def all_handles(self) -> Mapping[str, str]:
        """Give every reserved handle with its wallet."""
        return dict(self._rows.handles)

    def faults(self) -> Sequence[str]:
        """Memory has no faults that could be told."""
        return ()

    def claims_of(self, object_id: str) -> Sequence[Claim]:
        """Give an envelope's claims in order of position."""
        return sorted(self._rows.claims_of.get(object_id, ()), key=lambda claim: claim.position)

    def answers(self, object_id: str) -> Sequence[Asked]:
        """Give what an object asks of wallets, answered or not, by wallet."""
        found = (asked for asked in self._rows.asked.values() if asked.object == object_id)
        return sorted(found, key=lambda asked: asked.wallet)

    def asks(self, wallet: str, kind: str, time: int) -> Sequence[Asked]:
        """Give what objects of a kind ask of a wallet that can still answer at a ledger time."""
        found = (asked for asked in self._rows.asked.values() if (asked.wallet, asked.kind) == (wallet, kind))
        return sorted((asked for asked in found if asked.is_open(time)), key=lambda asked: (asked.maker, asked.due))
