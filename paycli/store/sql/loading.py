"""Loading the rows that a rule needs out of a SQL database: few statements, whatever their number."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from paycli.domain.accounts import Account
from paycli.domain.answers import payment_to
from paycli.domain.book import Head
from paycli.domain.lives import LIVES, REQUEST, shifts_of, wallets_of
from paycli.domain.merkle import unpack
from paycli.domain.needs import with_mandates
from paycli.domain.registry import Registry
from paycli.domain.state import State
from paycli.errors import Broken
from paycli.store.sql import rows
from paycli.store.sql import statements as sql

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from paycli.domain.state import Crypto, Key, LedgerObject, Needs, Wallet

_CHUNK = 400
_EXACT = 8
_SIZES = (16, 64, _CHUNK)


class Cache:
    """What a book keeps between its transactions; in force as long as the head's version is the same."""

    __slots__ = ("keys", "registry", "rows", "version", "wallets")

    def __init__(self) -> None:
        self.version = -1
        self.rows: dict[str, str] = {}
        self.registry = Registry.from_rows({})
        self.keys: dict[str, Key] = {}
        self.wallets: dict[str, Wallet] = {}


@lru_cache(maxsize=256)
def _filled(template: str, width: int, count: int) -> str:
    mark = "?" if width == 1 else "(" + ", ".join("?" * width) + ")"
    return template.format(", ".join([mark] * count))


class Loader:
    """Reads what rules need, over one connection with an open transaction."""

    __slots__ = ("_account_ids", "_cache", "_connection", "_crypto", "_head", "_last", "_stored", "_version")

    def __init__(self, connection: sqlite3.Connection, crypto: Crypto, cache: Cache) -> None:
        self._connection = connection
        self._crypto = crypto
        row = connection.execute(sql.HEAD).fetchone()
        if row is None:
            raise Broken(reason="the ledger's head is missing")
        size, time, frontier, version, *last = row
        if size < 0 or len(frontier) != 32 * size.bit_count():
            raise Broken(reason="the ledger's head does not fit its size")
        self._head = Head(size, time, unpack(frontier))
        self._version: int = version
        # Time and root of the last entry, which the head must agree with.
        self._last: tuple[int | None, bytes | None] = tuple(last)
        if cache.version != self._version:
            cache = self._fresh_cache(self._version)
        self._cache = cache
        self._account_ids: dict[str, int] = {}
        # The objects as their rows were when they were loaded.
        self._stored: dict[str, LedgerObject] = {}

    def _fresh_cache(self, version: int) -> Cache:
        """Read the registry anew, under the head's version that it belongs to."""
        cache = Cache()
        cache.version = version
        cache.rows = dict(self._connection.execute(sql.REGISTRY))
        try:
            cache.registry = Registry.from_rows(cache.rows)
        except ValueError as error:
            raise Broken(reason=f"a setting of the ledger cannot be read: {error}") from None
        return cache

    @property
    def cache(self) -> Cache:
        """What may be kept for the next transaction of this book."""
        return self._cache

    @property
    def registry(self) -> Registry:
        """What the operator has set for the whole ledger."""
        return self._cache.registry

    # --- what a rule needs ------------------------------------------------------------------------------------------
    def _wanted(self, template: str, values: Sequence[Any], width: int = 1) -> Iterable[rows.Row]:
        """Run a template for rows of `width` values laid end to end; the same row may come twice."""
        count = len(values) // width
        if count > _EXACT:
            return self._wanted_many(template, values, width)
        return self._connection.execute(_filled(template, width, count), values)

    def _wanted_many(self, template: str, values: Sequence[Any], width: int) -> Iterator[rows.Row]:
        for start in range(0, len(values), _CHUNK * width):
            part = list(values[start : start + _CHUNK * width])
            count = len(part) // width
            # Few different lengths, so that few statements are compiled; repeating a row changes nothing.
            size = next(size for size in _SIZES if size >= count)
            part += part[-width:] * (size - count)
            yield from self._connection.execute(_filled(template, width, size), part)

    def load(self, needs: Needs) -> State:
        """Load the registry and the rows that are needed; what does not exist is simply absent in the State."""
        cache = self._cache
        state = State(self._crypto, cache.rows, cache.registry)
        if needs.keys:
            needs = self._load_keys(needs, state)
        names, wallets = needs.accounts, needs.wallets
        if needs.objects:
            self._load_objects(needs.objects, state)
            self._load_objects(self._waiting(needs.waiting, state), state)
            wallets = (*wallets, *wallets_of(state.objects.values()))
        if needs.claims or needs.funds:
            names = needs.all_accounts(state.objects, state.registry)
            self._load_claims(needs.claims, state)
        self._load_beside(needs, state)
        if names:
            for name, number, balance_minor, floor_minor in self._wanted(sql.ACCOUNTS_IN, names):
                state.accounts[name] = Account(balance_minor, floor_minor)
                self._account_ids[name] = number
        if wallets:
            self._load_cached(wallets, cache.wallets, sql.WALLETS_IN, rows.wallet_of, state.wallets)
        if needs.asking:
            found = self._connection.execute(sql.WALLETS_ASKING, (self._earliest(needs),))
            state.asking.update((number.hex(), until) for number, until in found)
        return state

    def _earliest(self, needs: Needs) -> int:
        """Give the earliest ledger time of what is decided: what was over by then is of no account.

        It is never before the last entry's, unless one of these very orders sets the clock.
        """
        return min(self._head.time, *needs.since) if needs.since else self._head.time

    def _load_beside(self, needs: Needs, state: State) -> None:
        """Load what stands beside objects: answers and payments, references and counters."""
        if needs.answers or needs.open_requests or needs.funds:
            self._load_asked(needs, state)
        for name, wallet in needs.payments:
            self._load_payment(name, wallet, state)
        if needs.references:
            self._load_references(needs.all_references(state.objects, state.registry), state)
        if needs.counters:
            self._load_counters(needs.counters, state)

    def _load_keys(self, needs: Needs, state: State) -> Needs:
        """Load keys; gives what is needed with what mandates among them need."""
        self._load_cached(needs.keys, self._cache.keys, sql.KEYS_IN, rows.key_of, state.keys)
        needs = with_mandates(needs, state.keys.values())
        for wallet in needs.mandates:
            state.keys.update((key.id, key) for key in self.mandates_of(wallet))
        return needs

    def mandates_of(self, wallet: str) -> Sequence[Key]:
        """Give the keys of a wallet that are mandates, those that were revoked too."""
        return [rows.key_of(row) for row in self._connection.execute(sql.MANDATES_OF, (wallet,))]

    def _waiting(self, shifts: Sequence[str], state: State) -> Sequence[str]:
        """Name the sales of shifts that are still open, once the shifts were loaded."""
        found: list[str] = []
        for shift in (state.objects[one] for one in shifts if one in state.objects):
            values = rows.blob(shift.maker), shift.till, shift.n
            found += [number.hex() for (number,) in self._connection.execute(sql.SALES_WAITING, values)]
        return found

    def _load_objects(self, ids: Sequence[str], state: State) -> None:
        """Load objects with their shares, and with sales their shifts."""
        self._load_these(ids, state)
        shifts = shifts_of(state.objects)
        if shifts:
            self._load_these(shifts, state)

    def _load_these(self, ids: Sequence[str], state: State) -> None:
        for *row, packed in self._wanted(sql.OBJECTS_IN, [bytes.fromhex(one) for one in ids]):
            read = rows.object_of(row)
            state.objects[read.id] = self._stored[read.id] = read
            shares = rows.unpack_shares(packed)
            if shares is not None:
                state.shares[read.id] = shares

    def _load_claims(self, pairs: Sequence[tuple[str, str]], state: State) -> None:
        """Load claims by (object, wallet)."""
        if not pairs:
            return
        values = [bytes.fromhex(one) for pair in pairs for one in pair]
        # A join with one pair takes three times as long as a plain look at the key.
        one = len(pairs) == 1
        for row in self._connection.execute(sql.CLAIM, values) if one else self._wanted(sql.CLAIMS_IN, values, 2):
            claim = rows.claim_of(row)
            state.claims[claim.object, claim.wallet] = claim

    def _load_asked(self, needs: Needs, state: State) -> None:
        """Load what objects ask of wallets: by both, all of an object whose end is decided, and what is open."""
        run = self._connection.execute
        ending = [one for one in needs.funds if one in state.objects and LIVES[state.objects[one].kind].asks]
        found = [run(sql.ASKED_OF, (bytes.fromhex(one),)) for one in ending]
        alone = [pair for pair in needs.answers if pair[0] not in ending]
        found += [run(sql.ASKED_OF_WALLET, tuple(map(bytes.fromhex, pair))) for pair in alone]
        for maker, wallet in needs.open_requests:
            values = bytes.fromhex(wallet), REQUEST, bytes.fromhex(maker), self._earliest(needs)
            found.append(run(sql.ASKED_BETWEEN, values))
        for row in chain.from_iterable(found):
            state.put_asked(rows.asked_of(row))

    def _load_payment(self, name: str, wallet: str, state: State) -> None:
        """Load what the first order of a name paid to a wallet."""
        from paycli.domain.ids import short_number
        from paycli.domain.orders import read_unchecked

        for n, _, data, *_ in self._connection.execute(sql.ENTRIES_NAMED, (short_number(name),)):
            order = read_unchecked(data)
            payment = payment_to(order, wallet, n) if order.name == name else None
            if payment is not None:
                state.payments.setdefault((name, wallet), payment)

    def _load_references(self, pairs: Sequence[tuple[str, str]], state: State) -> None:
        """Load (rail, reference) where they were booked."""
        if pairs:
            values = [one for pair in pairs for one in pair]
            state.references.update((a, b) for a, b in self._wanted(sql.REFERENCES_IN, values, 2))

    def _load_counters(self, pairs: Sequence[tuple[str, str]], state: State) -> None:
        """Load counters by (wallet, name)."""
        values = [one for wallet, name in pairs for one in (bytes.fromhex(wallet), name)]
        for row in self._wanted(sql.COUNTERS_IN, values, 2):
            counter = rows.counter_of(row)
            state.counters[counter.wallet, counter.name] = counter

    def _load_cached(self, ids: Iterable[str], known: dict[str, Any], template: str, make: Any, into: Any) -> None:  # noqa: ANN401
        """Load wallets or keys, from the cache where it has them; only what exists is cached."""
        missing = []
        for one in ids:
            record = known.get(one)
            if record is None:
                missing.append(bytes.fromhex(one))
            else:
                into[one] = record
        if missing:
            for row in self._wanted(template, missing):
                record = make(row)
                known[record.id] = into[record.id] = record
