"""A look at a ledger that believes no row: what it gives rests on entries that stand under a known root.

Balances, sums and what a list leaves out are the rows' own word, which only the audit proves (docs/security.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain import merkle
from paycli.domain.known import digest
from paycli.domain.state import Needs
from paycli.domain.tree import Tree
from paycli.errors import NotProven
from paycli.services.proof.lists import WALLET_ID_LENGTH, ListedView
from paycli.services.proof.plain import plain_wallet

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from paycli.domain.accounts import Account
    from paycli.domain.known import Known, Opened
    from paycli.domain.orders import Order
    from paycli.domain.ports import Entry, Head, View
    from paycli.domain.registry import Registry
    from paycli.domain.state import Claim, Key, LedgerObject, State, Wallet
    from paycli.services.proof.state import ProvenState

    Identity = tuple[str | None, str | None, str]

# More than a program looks at again and again, and some MB.
_PROOFS_MOST = 500


class Proofs:
    """What was proven of a log that only grows: one look after the other uses it, and proves nothing twice."""

    __slots__ = ("about", "entries", "plain", "registry", "settings", "states")

    def __init__(self, entries: dict[int, Entry] | None = None) -> None:
        self.entries: dict[int, Entry] = {} if entries is None else entries
        self.about: dict[str, Sequence[Entry]] = {}
        self.plain: dict[str, Wallet | None] = {}
        self.states: dict[tuple[str, int], ProvenState] = {}
        self.registry: Registry | None = None
        self.settings = ""

    def for_next(self, *, tells: bool) -> Proofs:
        """Give what holds for the next look; `tells` says that what is new may tell of what these proofs are of.

        Who still looks at the log as it was keeps these.
        """
        if len(self.entries) > _PROOFS_MOST:
            return Proofs()
        return Proofs(self.entries) if tells or len(self.about) > _PROOFS_MOST else self


class ProvenView(ListedView):
    """The View port over another view, `unproven`, whose log was walked up to what is `known`.

    Raises NotProven, which names the row, where a row is not what the entries come to.
    """

    def __init__(self, view: View, known: Known, proofs: Proofs | None = None) -> None:
        super().__init__(view)
        self._known = known
        self._tree: Tree | None = None
        self._proofs = proofs or Proofs()
        self._entries = self._proofs.entries
        self._about = self._proofs.about
        self._states = self._proofs.states
        self._registry: Registry | None = None
        self.signed: set[int] = set()
        """The entries whose signature was checked here."""
        self.ended: set[Opened] = set()
        """What was known as open and has ended."""

    # --- the log -----------------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Give the end of the log."""
        return self._known.head

    def prove(self, entry: Entry) -> Entry:
        """Give an entry once its place in the log and its signature are proven."""
        before = self._entries.get(entry.n)
        if before is None:
            self._entries[entry.n] = self._in_place(entry)
            if not self._known.has_checked(entry):
                self._check_signature(entry)
        elif before != entry:
            raise NotProven(what=f"entry {entry.n}")
        return entry

    def _in_place(self, entry: Entry) -> Entry:
        leaf = merkle.leaf_hash(entry.n, entry.time, entry.order, entry.signature, entry.transfers)
        if self._tree is None:
            self._tree = Tree(self._known.head.size, self._known.head.frontier, self.unproven.nodes_at)
        if not self._tree.holds(0, entry.n - 1, leaf):
            raise NotProven(what=f"entry {entry.n}")
        return entry

    def _check_signature(self, entry: Entry) -> None:
        from paycli.services.proof.signed import check_signature

        try:
            check_signature(self, entry)
        except BaseException:
            del self._entries[entry.n]
            raise
        self.signed.add(entry.n)

    def same_ids(self, orders: Sequence[Order]) -> Mapping[Identity, Entry]:
        """Find entries with the ids of these orders, by `identity(order)`."""
        from paycli.domain.book import identity
        from paycli.domain.orders import read_unchecked

        found = self.unproven.same_ids(orders)
        for who, entry in found.items():
            if identity(read_unchecked(self.prove(entry).order)) != who:
                raise NotProven(what=f"the id of entry {entry.n}")
        return found

    def root_at(self, size: int) -> bytes | None:
        """Give the stored root of entry `size`, at the end the true one; None if there is no such entry."""
        head = self._known.head
        return merkle.root_of(head.frontier) if size == head.size > 0 else self.unproven.root_at(size)

    def entry(self, n: int) -> Entry | None:
        """Give one entry."""
        entry = self._entries.get(n) or self.unproven.entry(n)
        return None if entry is None else self.prove(entry)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Walk the log in order of n, from the entry behind `after`."""
        return map(self.prove, self.unproven.entries(after))

    def entries_about(self, subject: str) -> Sequence[Entry]:
        """Give all entries that tell of an object, a wallet or the ledger itself, oldest first.

        One that tells of something else changes nothing of what they come to.
        """
        return [self.prove(entry) for entry in self._rows_about(subject)]

    def _rows_about(self, subject: str) -> Sequence[Entry]:
        if subject not in self._about:
            self._about[subject] = self.unproven.entries_about(subject)
        return self._about[subject]

    def time_of(self, n: int) -> int | None:
        """Give the ledger time (ms) of an entry, for which its place is enough: no signature says it."""
        entry = self._entries.get(n) or self.unproven.entry(n)
        return None if entry is None else self._in_place(entry).time

    def noted(self, kinds: Container[str] | None = None) -> Sequence[int]:
        """Give the entries, oldest first, that moved money of this account's wallets or were ordered by them.

        With `kinds` only those that they ordered, of these kinds.
        """
        return self._known.moved if kinds is None else [own.n for own in self._known.own if own.kind in kinds]

    # --- what entries tell -------------------------------------------------------------------------------------------
    def state_before(self, subject: str, n: int) -> ProvenState:
        """Give what the entries before `n` come to that tell of an object, a wallet or the ledger."""
        return self._state(subject, [self.prove(entry) for entry in self._rows_about(subject) if entry.n < n])

    def state_of(self, subject: str) -> ProvenState:
        """Give what all entries come to that tell of an object, a wallet or the ledger."""
        return self._state(subject, self.entries_about(subject))

    def _state(self, subject: str, entries: Sequence[Entry]) -> ProvenState:
        from paycli.services.proof.state import TRUSTING, prove_state
        from paycli.signing import CRYPTO

        place = (subject, len(entries))
        if place not in self._states:
            of_ledger = subject == self._known.ledger
            crypto, registry = (CRYPTO, None) if of_ledger else (TRUSTING, self.registry)
            self._states[place] = prove_state(subject, entries, crypto, registry, self.entries_about)
        return self._states[place]

    def operator_key(self) -> str:
        """Name the key that opened the ledger, whose id is the hash of that order."""
        from hashlib import sha256

        from paycli.domain.orders import read_unchecked

        first = self.entry(1)
        if first is None or sha256(first.order).hexdigest()[:32] != self._known.ledger:
            raise NotProven(what="entry 1")
        return str(read_unchecked(first.order).key)

    @property
    def registry(self) -> Registry:
        """What the operator has set for the whole ledger."""
        if self._registry is None:
            before, self._registry = self._proofs.registry, self.unproven.registry
            if before is not self._registry or self._known.settings != self._proofs.settings:
                self._registry = self._proven_registry()
        return self._registry

    def _proven_registry(self) -> Registry:
        state = self.unproven.load(Needs())
        settings = digest(state.registry_rows)
        if self._known.settings != settings:
            _compare("the setting", self.state_of(self._known.ledger).registry_rows, state.registry_rows)
        if state.registry != self._proofs.registry:
            self._proofs.states.clear()
        self._proofs.registry, self._proofs.settings = state.registry, settings
        return state.registry

    @property
    def settings(self) -> str:
        """The digest of the settings, proven; empty while the ledger is not opened."""
        return self._proofs.settings if self.registry.ledger else ""

    def _same_object(self, row: LedgerObject) -> LedgerObject:
        proven = self.state_of(row.id).object_like(row)
        if proven is None or proven.as_stored() != row.as_stored():
            raise NotProven(what=f"{row.kind} {row.id[-12:]}")
        return proven

    def _same_wallet(self, row: Wallet) -> Wallet:
        if row not in (self._plain(row.id), None):
            proven = self.state_of(row.id).wallets
            if row.id not in proven or proven[row.id] != row:
                raise NotProven(what=f"wallet {row.id[:8]}")
        return row

    def _plain(self, wallet: str) -> Wallet | None:
        if wallet not in self._proofs.plain:
            self._proofs.plain[wallet] = plain_wallet(wallet, self.entries_about(wallet))
        return self._proofs.plain[wallet]

    def load(self, needs: Needs) -> State:
        """Load the registry and the rows that are needed; what does not exist is simply absent in the State."""
        state = self.unproven.load(needs)
        if state.registry != self.registry:
            raise NotProven(what="what the operator set")
        for one in (one for one in (*needs.objects, *needs.wallets) if one not in {*state.objects, *state.wallets}):
            self._check_absent(one)
        state.objects.update({row.id: self._same_object(row) for row in state.objects.values()})
        for wallet in state.wallets.values():
            self._same_wallet(wallet)
        rails = set(state.registry.rails.values())
        for key in state.keys.values():
            is_wallets = len(key.party) == WALLET_ID_LENGTH
            if (self.state_of(key.party).keys.get(key.id) != key) if is_wallets else (key.id not in rails):
                raise NotProven(what=f"key {key.id[:8]}")
        for (envelope, taker), claim in state.claims.items():
            if self.state_of(envelope).claims.get((envelope, taker)) != claim:
                raise NotProven(what=f"what wallet {taker[:8]} took from envelope {envelope[-12:]}")
        self._check_answers(needs, state)
        for name, account in state.accounts.items():
            self._check_floor(name, account)
        return state

    def mandates_of(self, wallet: str) -> Sequence[Key]:
        """Give the keys of a wallet that are mandates, as its entries have them: no row is asked for."""
        if not any(b'"kind":"key.add"' in entry.order for entry in self._rows_about(wallet)):
            return ()
        return [key for key in self.state_of(wallet).keys.values() if key.scope is not None and key.party == wallet]

    def _check_floor(self, name: str, account: Account) -> None:
        kind, owner, *_ = name.split(":")
        if kind != "w":
            return
        plain = self._plain(owner) is not None
        if account.floor_minor != (0 if plain else self.state_of(owner).floors.get(name, 0)):
            raise NotProven(what=f"the credit of wallet {owner[:8]}")

    def account(self, name: str) -> Account:
        """Give one account; empty if it has had no transfer."""
        account = self.unproven.account(name)
        self._check_floor(name, account)
        return account

    def accounts_under(self, prefix: str) -> Sequence[tuple[str, Account]]:
        """Give the accounts whose names begin with a prefix, in order of name."""
        found = self.unproven.accounts_under(prefix)
        for name, account in found:
            self._check_floor(name, account)
        return found

    def claims_of(self, object_id: str) -> Sequence[Claim]:
        """Give an envelope's claims in order of position."""
        rows = self.unproven.claims_of(object_id)
        if {(row.object, row.wallet): row for row in rows} != self.state_of(object_id).claims:
            raise NotProven(what=f"the grabs of envelope {object_id[-12:]}")
        return rows


def _compare(what: str, proven: Mapping[str, str], rows: Mapping[str, str]) -> None:
    for name in sorted(proven.keys() | rows.keys()):
        if proven.get(name) != rows.get(name):
            raise NotProven(what=f"{what} {name}")
