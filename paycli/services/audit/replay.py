"""The log played again from its first entry, through the same rules, and compared with everything that is stored."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import draw, merkle
from paycli.domain.accounts import TILLS, account_currency, is_till_world
from paycli.domain.asking_kinds import RECALLS_PAYMENTS
from paycli.domain.ids import key_id
from paycli.domain.kinds import KINDS
from paycli.domain.orders import Order
from paycli.domain.ports import Head
from paycli.domain.rules.judge import judge, needs
from paycli.domain.state import Needs, Place, State
from paycli.errors import Broken, PaycliError
from paycli.services.audit.compare import Texts, compare_state
from paycli.services.audit.faults import Faults
from paycli.services.audit.signatures import Check, checking
from paycli.services.reading.clocks import ran_ahead
from paycli.signing import CRYPTO

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from paycli.domain.book import Seen
    from paycli.domain.ports import Entry, View
    from paycli.domain.state import Changes
    from paycli.services.reading.clocks import RanAhead

_CHUNK = 500
# So many chunks are with whoever checks their signatures, while the rules decide on the one before them.
_AHEAD = 3
_ROOTS_HELD = 1_000


class _Chunk(NamedTuple):
    """Entries that were read: their orders (None: unreadable), and whether somebody checks the signature of each."""

    entries: list[Entry]
    orders: list[Order | None]
    checked: list[bool]


class Replay:
    """The log played again from its first entry, in memory, by the rules that the door uses."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.state = State(CRYPTO)
        self.head = Head(0, 0, ())
        self.faults = Faults()
        self.signatures = 0
        self.settled = 0
        self._readable = True
        # The newest roots; the others are read again from where they were compared, but for those that were wrong.
        self._roots: dict[int, bytes] = {}
        self._wrong_roots: dict[int, bytes] = {}
        self._publics: dict[str, str] = {}
        self._texts = Texts(view)

    def run(self) -> Generator[int]:
        """Replay everything, while somebody else checks the signatures of what comes next; yields how far it is."""
        with checking(self._view.head().size) as checker:
            waiting: deque[_Chunk] = deque()
            for entries in _chunks(self._entries(), _CHUNK):
                orders = [self._parse(entry) for entry in entries]
                checks = list(map(self._check, orders, entries))
                checker.ask([check for check in checks if check is not None])
                waiting.append(_Chunk(entries, orders, [check is not None for check in checks]))
                if len(waiting) == _AHEAD:
                    yield self._take(waiting.popleft(), checker.answer())
            for chunk in waiting:
                yield self._take(chunk, checker.answer())

    def _take(self, chunk: _Chunk, good: Sequence[bool]) -> int:
        answers = iter(good)
        for entry, order, is_checked in zip(*chunk, strict=True):
            if order is None:
                self.faults.extend(self._texts.faults_at(entry.n, None))
                continue
            fits = next(answers) if is_checked else not KINDS[order.kind].is_signed and entry.signature is None
            self._replay(entry, order, fits=fits)
        while len(self._roots) > _ROOTS_HELD:
            del self._roots[next(iter(self._roots))]
        return self.head.size

    def _entries(self) -> Iterator[Entry]:
        """Walk the log as far as it can be read: what was found before is told all the same."""
        try:
            yield from self._view.entries()
        except Broken as error:
            self._readable = False
            self.fault(f"{error.values['reason']}, and the entries after it were not checked")

    def fault(self, text: str) -> None:
        """Note a fault."""
        self.faults.add(text)

    def _parse(self, entry: Entry) -> Order | None:
        try:
            order = Order.parse(entry.order)
        except PaycliError as error:
            self.fault(f"entry {entry.n}: {error.message}")
            return None
        public = getattr(order.body, "public", None)
        if isinstance(public, str):
            self._publics.setdefault(key_id(public), public)
        return order

    def _check(self, order: Order | None, entry: Entry) -> Check | None:
        """Give what is to be checked of an entry; None where it has no signature or nobody knows its key."""
        if order is None or entry.signature is None or not KINDS[order.kind].is_signed:
            return None
        public = self._publics.get(str(order.key))
        return None if public is None else Check(public, order.data, entry.signature)

    def _replay(self, entry: Entry, order: Order, *, fits: bool) -> None:
        n = entry.n
        if n != self.head.size + 1:
            self.fault(f"entry {n}: entries {self.head.size + 1} to {n - 1} are missing")
        if not fits:
            self.fault(f"entry {n}: the signature does not fit the order {order.kind}")
        elif not KINDS[order.kind].is_signed:
            self.settled += 1
        else:
            self.signatures += 1
        if entry.time < self.head.time and not KINDS[order.kind].sets_clock:
            self.fault(f"entry {n}: its time is before the entry in front of it")
        self._check_seen(n, order)
        self.faults.extend(self._texts.faults_at(n, order))
        changes = self._judge(entry, order)
        leaf = merkle.leaf_hash(n, entry.time, entry.order, entry.signature, entry.transfers)
        frontier, nodes = merkle.grow(self.head.frontier, self.head.size, leaf)
        root = merkle.root_of(frontier)
        if (root, nodes) != (entry.root, entry.nodes):
            self.fault(f"entry {n}: its stored root is not the root of the log up to it")
        self.head = Head(self.head.size + 1, entry.time, frontier)
        self._roots[self.head.size] = root
        if root != entry.root or n != self.head.size:
            self._wrong_roots[self.head.size] = root
        if changes is not None:
            self.faults.extend(self._texts.faults_of_handle(entry, order, changes, self.state))
            self._apply(order, changes)

    def _judge(self, entry: Entry, order: Order) -> Changes | None:
        try:
            self._recall_payments(order, entry.n)
            changes = judge(order, self.state, Place(entry.n, entry.time))
        except PaycliError as error:
            self.fault(f"entry {entry.n}: {order.kind} breaks a rule: {error.message}")
            return None
        if changes.transfers != entry.transfers:
            self.fault(f"entry {entry.n}: its transfers are not what the rule for {order.kind} decides")
        return changes

    def _recall_payments(self, order: Order, n: int) -> None:
        """Read again what an earlier entry paid, where a rule asks for it: to hold all payments would take too much."""
        self.state.payments.clear()
        if order.kind not in RECALLS_PAYMENTS:
            return
        found = self._view.load(Needs(payments=needs(order).payments)).payments
        self.state.payments.update((which, payment) for which, payment in found.items() if payment.n < n)

    def _apply(self, order: Order, changes: Changes) -> None:
        self.state.apply(changes)
        if not KINDS[order.kind].draws or order.body.draw.commitment is None:
            return
        seed, body = self._view.seed(order.name), order.body
        try:
            plan = draw.plan(
                body.draw.rule,
                body.amount_minor,
                body.packets,
                body.draw.commitment,
                bytes.fromhex(seed) if seed else None,
            )
        except PaycliError:
            self.fault(f"envelope {order.name[-12:]}: its seed is missing or not the one committed to")
            return
        self.state.shares[order.name] = plan

    def _check_seen(self, n: int, order: Order) -> None:
        if order.seen is None:
            return
        if self._root_at(order.seen.size) != order.seen.root:
            self.fault(f"entry {n}: it was signed after a history that is not this one (place {order.seen.size})")

    def ran_ahead(self) -> tuple[RanAhead, ...]:
        """Say whose clock ran ahead before each time that the ledger's was set; nobody where that cannot be read."""
        try:
            return ran_ahead(self._view, self.state.registry.ledger)
        except (PaycliError, ValueError):
            return ()

    def _root_at(self, size: int) -> str | None:
        """Give the root of the log at a place that was replayed; None at any other."""
        if not 0 < size <= self.head.size:
            return None
        root = self._roots.get(size) or self._wrong_roots.get(size) or self._view.root_at(size)
        return None if root is None else root.hex()

    def finish(self, ledger: str, known: Seen | None, wallet: str | None = None) -> None:
        """Compare what came out with what is stored, and with what this client saw before."""
        if not self._readable:
            return
        self.faults.extend(f"entry {n}: its id was used before" for n in self._view.repeated_ids())
        stored = self._view.head()
        if stored != self.head:
            self.fault("the head of the log is not what its entries come to")
        if self.state.registry.ledger != ledger:
            self.fault("the log does not open the ledger that this profile joined")
        if wallet is not None and wallet not in self.state.wallets:
            self.fault("the log does not open this profile's own wallet")
        if known is not None and self._root_at(known.size) != known.root:
            self.fault(f"the log does not extend the one that you knew at entry {known.size}")
        for currency, total in sums_of(self.state).items():
            if total:
                self.fault(f"all {currency} balances sum to {total} minor units instead of 0")
        self.faults.extend(compare_state(self.state, self._view))
        self.faults.extend(self._texts.faults_at_the_end(self.state, self._view))


def sums_of(state: State) -> dict[str, int]:
    """Add up all balances by currency."""
    sums: dict[str, int] = {}
    for name, account in state.accounts.items():
        currency = account_currency(name)
        sums[currency] = sums.get(currency, 0) + account.balance_minor
    return sums


def _chunks(entries: Iterator[Entry], size: int) -> Iterator[list[Entry]]:
    chunk: list[Entry] = []
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def drawers_of(state: State) -> dict[str, int]:
    """Add up the cash in all drawers by currency; it is none of the loop's money."""
    sums: dict[str, int] = {}
    for name, account in state.accounts.items():
        if name.startswith(TILLS) and not is_till_world(name):
            currency = account_currency(name)
            sums[currency] = sums.get(currency, 0) + account.balance_minor
    return sums
