"""The proof of the books: replay the whole log through the same rules and compare everything that is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import draw, merkle
from paycli.domain.accounts import account_currency
from paycli.domain.ids import key_id
from paycli.domain.kinds import KINDS
from paycli.domain.money import Money
from paycli.domain.orders import Order
from paycli.domain.ports import Head, identity
from paycli.domain.rules.judge import judge
from paycli.domain.state import PENDING, Place, State
from paycli.errors import Broken, PaycliError
from paycli.services.audit.compare import commitments, compare_side, compare_state
from paycli.services.engine.threads import map_in_two
from paycli.signing import CRYPTO, verify_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.domain.book import Seen
    from paycli.domain.ports import App, Entry, View
    from paycli.domain.registry import Registry
    from paycli.domain.state import Changes

_CHUNK = 500
FAULTS_MOST = 50


class Audit(NamedTuple):
    """What the audit saw: counts, open money, the root, and every fault it found (none if the books are right)."""

    entries: int
    signatures: int
    settled: int
    accounts: int
    sums: tuple[Money, ...]
    open_objects: tuple[tuple[str, int, tuple[Money, ...]], ...]
    root: str
    known: Seen | None
    faults: tuple[str, ...]
    milliseconds: int
    registry: Registry


def audit(app: App, progress: Callable[[int, int], None] | None = None) -> Audit:
    """Replay and compare; never raises for a fault in the books, but lists it. `progress` gets (done, of)."""
    started = app.clock.now_ms()
    remembered = app.memory.known(app.profile.ledger)
    known = remembered.seen if remembered is not None else None
    with app.unproven.view() as view:
        replay = Replay(view)
        replay.faults.extend(view.faults())
        head = view.head()
        for done in replay.run():
            if progress is not None:
                progress(done, head.size)
        replay.finish(app.profile.ledger, known, app.profile.wallet or None)
        result = _result(replay, known, started, view.registry)
    if not result.faults and replay.head.size:
        _remember(app)
    return result._replace(milliseconds=max(0, app.clock.now_ms() - started))


def _remember(app: App) -> None:
    """Remember the end of a log that is right: nothing in it is taken for granted any more."""
    with app.book.view():
        known = app.memory.known(app.profile.ledger)
    if known is not None:
        app.memory.remember(known._replace(wallets=tuple((wallet, 0) for wallet, _ in known.wallets)))


def _result(replay: Replay, known: Seen | None, started: int, registry: Registry) -> Audit:
    state = replay.state
    sums = _sums(state)
    kinds: dict[str, tuple[int, dict[str, int]]] = {}
    for subject in state.objects.values():
        if subject.state == PENDING and subject.held_minor:
            number, held = kinds.get(subject.kind, (0, {}))
            held[str(subject.currency)] = held.get(str(subject.currency), 0) + subject.held_minor
            kinds[subject.kind] = (number + 1, held)
    return Audit(
        entries=replay.head.size,
        signatures=replay.signatures,
        settled=replay.settled,
        accounts=len(state.accounts),
        sums=tuple(Money(amount_minor, currency) for currency, amount_minor in sorted(sums.items())),
        open_objects=tuple(
            (kind, number, tuple(Money(minor, currency) for currency, minor in sorted(held.items())))
            for kind, (number, held) in sorted(kinds.items())
        ),
        root=merkle.root_of(replay.head.frontier).hex(),
        known=known,
        faults=tuple(replay.faults[:FAULTS_MOST]),
        milliseconds=started,
        registry=registry,
    )


class Replay:
    """The log played again from its first entry, in memory, by the rules that the door uses."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.state = State(CRYPTO)
        self.head = Head(0, 0, ())
        self.faults: list[str] = []
        self.signatures = 0
        self.settled = 0
        self._readable = True
        self._roots: list[bytes] = []
        self._publics: dict[str, str] = {}
        self._commitments: dict[tuple[int, str], str] = {}
        self._identities: set[tuple[str | None, str | None, str]] = set()

    def run(self) -> Iterator[int]:
        """Replay everything, in chunks whose signatures are verified by two threads; yields how far it is."""
        for chunk in _chunks(self._entries(), _CHUNK):
            orders = [self._parse(entry) for entry in chunk]
            good = map_in_two(self._verify, list(zip(orders, chunk, strict=True)))
            for entry, order, fits in zip(chunk, orders, good, strict=True):
                if order is not None:
                    self._replay(entry, order, fits=fits)
            if len(self.faults) >= FAULTS_MOST:
                return
            yield self.head.size

    def _entries(self) -> Iterator[Entry]:
        """Walk the log as far as it can be read: what was found before is told all the same."""
        try:
            yield from self._view.entries()
        except Broken as error:
            self._readable = False
            self.fault(f"{error.values['reason']}, and what follows was not looked at")

    def fault(self, text: str) -> None:
        """Note a fault."""
        self.faults.append(text)

    def _parse(self, entry: Entry) -> Order | None:
        try:
            order = Order.parse(entry.order)
        except PaycliError as error:
            self.fault(f"entry {entry.n}: {error.message}")
            return None
        self._commitments.update(((entry.n, field), committed) for field, committed in commitments(order))
        public = getattr(order.body, "public", None)
        if isinstance(public, str):
            self._publics.setdefault(key_id(public), public)
        return order

    def _verify(self, pair: tuple[Order | None, Entry]) -> bool:
        order, entry = pair
        if order is None:
            return False
        if not KINDS[order.kind].is_signed:
            return entry.signature is None
        public = self._publics.get(str(order.key))
        return public is not None and entry.signature is not None and verify_order(public, order, entry.signature)

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
        who = identity(order)
        if who in self._identities:
            self.fault(f"entry {n}: its id was used before")
        self._identities.add(who)
        self._check_seen(n, order)
        changes = self._judge(entry, order)
        leaf = merkle.leaf_hash(n, entry.time, entry.order, entry.signature, entry.transfers)
        frontier, nodes = merkle.grow(self.head.frontier, self.head.size, leaf)
        root = merkle.root_of(frontier)
        if (root, nodes) != (entry.root, entry.nodes):
            self.fault(f"entry {n}: its stored root is not the root of the log up to it")
        self._roots.append(root)
        self.head = Head(self.head.size + 1, entry.time, frontier)
        if changes is not None:
            self._apply(order, changes)

    def _judge(self, entry: Entry, order: Order) -> Changes | None:
        try:
            changes = judge(order, self.state, Place(entry.n, entry.time))
        except PaycliError as error:
            self.fault(f"entry {entry.n}: {order.kind} breaks a rule: {error.message}")
            return None
        if changes.transfers != entry.transfers:
            self.fault(f"entry {entry.n}: its transfers are not what the rule for {order.kind} decides")
        return changes

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
        size, root = order.seen
        if not 0 < size <= len(self._roots) or self._roots[size - 1].hex() != root:
            self.fault(f"entry {n}: it was signed after a history that is not this one (place {size})")

    def finish(self, ledger: str, known: Seen | None, wallet: str | None = None) -> None:
        """Compare what came out with what is stored, and with what this client saw before."""
        if len(self.faults) >= FAULTS_MOST or not self._readable:
            return
        stored = self._view.head()
        if stored != self.head:
            self.fault("the head of the log is not what its entries come to")
        if self.state.registry.ledger != ledger:
            self.fault("the log does not open the ledger that this profile joined")
        if wallet is not None and wallet not in self.state.wallets:
            self.fault("the log does not open this profile's own wallet")
        if known is not None and not self._extends(known):
            self.fault(f"the log does not extend the one that you knew at entry {known.size}")
        for currency, total in _sums(self.state).items():
            if total:
                self.fault(f"all {currency} balances sum to {total} minor units instead of 0")
        self.faults.extend(compare_state(self.state, self._view.everything()))
        self.faults.extend(compare_side(self.state, self._view, self._commitments))

    def _extends(self, known: Seen) -> bool:
        return known.size <= len(self._roots) and self._roots[known.size - 1].hex() == known.root


def _sums(state: State) -> dict[str, int]:
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
