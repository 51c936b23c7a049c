"""What entries tell of an object, a wallet or the ledger: the rules played again over them, as far as rows can show.

The rules decide with all the money in the world and with everybody admitted, since the door let these entries in.
What a balance comes to, only the audit can prove, which replays them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.domain.accounts import Account, drawer_account, main_account
from paycli.domain.answers import Payment
from paycli.domain.asking_bodies import SendBackBody
from paycli.domain.draw import EQUAL
from paycli.domain.lives import LIVES, SHIFT, as_envelope, as_wait
from paycli.domain.money import AMOUNT_LIMIT_MINOR
from paycli.domain.orders import read_unchecked
from paycli.domain.rules.rule import rule_of
from paycli.domain.shifts import ShiftDetail
from paycli.domain.state import DONE, PENDING, LedgerObject, Place, State, Wallet
from paycli.domain.subjects import object_of, subjects_of
from paycli.domain.till_bodies import RefundBody, SaleNewBody, ShiftOpenBody
from paycli.errors import Broken, PaycliError
from paycli.signing import CRYPTO

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paycli.domain.accounts import Transfer
    from paycli.domain.lives import Shift, Wait
    from paycli.domain.orders import Order
    from paycli.domain.ports import Entry
    from paycli.domain.registry import Registry
    from paycli.domain.state import Crypto

_NOT_AN_ORDER = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


class _Everybody(dict[str, Wallet]):
    """Wallets, of whom those that no entry told of are admitted shops that blocked nobody."""

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401  as a dictionary's
        del default
        return super().get(key) or Wallet(key, 0, shop=True, admitted_n=1)


class _Trusting:
    """Signatures were checked where the entry was proven, so the rules need not ask again."""

    def verify(self, public: str, message: bytes, signature: str) -> bool:
        """Say yes."""
        del public, message, signature
        return True

    def sandbox_public(self, ledger: str) -> str:
        """Give the public key of a ledger's sandbox rail."""
        return CRYPTO.sandbox_public(ledger)


TRUSTING = _Trusting()


class ProvenState(State):
    """What some entries come to; `floors` are those of accounts, by name."""

    __slots__ = ("floors", "lacking")

    def __init__(self, crypto: Crypto, registry: Registry | None) -> None:
        # A limit was in force when its order came in, or was not.
        super().__init__(crypto, None, registry._replace(settings={}) if registry is not None else None)
        self.wallets = _Everybody()
        self.floors: dict[str, int] = {}
        self.lacking: dict[str, int] = {}
        """What accounts had before the entry that is played, where what it moves hangs on that."""

    def account(self, name: str) -> Account:
        """Give an account that nothing is refused for."""
        return Account(self.lacking.get(name, 0), None)

    def object_like(self, row: LedgerObject) -> LedgerObject | None:
        """Give the object that a row is of; what it holds and how far it is are the row's word if it runs down."""
        proven = self.objects.get(row.id)
        if proven is None:
            return None
        if proven.number is not None and row.number is not None:
            # How many there were before is a sum too.
            proven = proven._replace(number=row.number)
        life = LIVES[proven.kind]
        if life.adds_up or life.runs_down:
            proven = proven._replace(detail=row.detail)
        if not life.runs_down:
            return proven
        if proven.state == PENDING and 0 < row.held_minor <= proven.amount_minor:
            return proven._replace(held_minor=row.held_minor)
        if proven.state == PENDING and (row.state, row.held_minor) == (DONE, 0):
            return proven._replace(held_minor=0, state=DONE, ended=row.ended)
        return proven


def prove_state(
    subject: str,
    entries: Sequence[Entry],
    crypto: Crypto,
    registry: Registry | None,
    about: Callable[[str], Sequence[Entry]],
) -> ProvenState:
    """Play entries again, oldest first, all of which tell of a subject; `registry` is None for the ledger itself.

    `about` gives the entries that tell of something else which one of these tells of too: an invitation is used by a
    wallet. Raises Broken where one could not have been let in.
    """
    proven = ProvenState(crypto, registry)
    for entry in entries:
        try:
            order = read_unchecked(entry.order)
            for other in subjects_of(order):
                if other not in {subject, *proven.objects, *proven.wallets}:
                    for before in [each for each in about(other) if each.n < entry.n]:
                        _play(proven, before)
            _play(proven, entry, order)
        except PaycliError as error:
            raise Broken(reason=f"entry {entry.n} breaks a rule: {error.message}") from error
        except _NOT_AN_ORDER as error:
            raise Broken(reason=f"entry {entry.n} cannot be read") from error
    return proven


def _play(proven: ProvenState, entry: Entry, order: Order | None = None) -> None:
    order = read_unchecked(entry.order) if order is None else order
    _lay_open(proven, entry, order)
    changes = rule_of(order.kind).decide(order, proven, Place(entry.n, entry.time))
    if changes.transfers != entry.transfers:
        raise Broken(reason=f"entry {entry.n} moves other money than its order says")
    proven.floors.update(changes.floors)
    proven.apply(changes)


def _open_shift(order: Order) -> Shift:
    """Give the shift that an order at a counter names, open, as it was when the order came in."""
    body = order.body
    opened = ShiftOpenBody(till=body.till, date="", counted_minor=0, currency=body.currency)
    made = order._replace(kind=LIVES[SHIFT].made_by, body=opened)
    shift = LedgerObject.made(made, Place(0, 0), SHIFT, detail=ShiftDetail(), currency=body.currency, till=body.till)
    return shift._replace(id=body.shift)


def _counted_from(order: Order, transfers: Sequence[Transfer]) -> dict[str, int]:
    """Say what was in a drawer before it was counted: what was counted, less the difference that was booked."""
    body = order.body
    drawer = drawer_account(str(order.wallet), body.till, body.currency)
    difference_minor = sum(each.amount_minor if each.credit == drawer else -each.amount_minor for each in transfers)
    return {drawer: body.counted_minor - difference_minor}


def _lay_open_end(proven: ProvenState, wait: Wait, transfers: Sequence[Transfer]) -> None:
    """Say that a payee had blocked the maker of a transfer that came back in place of arriving."""
    maker = main_account(str(wait.maker), str(wait.currency))
    if wait.body.arrives_ms is not None and any(each.credit == maker for each in transfers):
        payee = Wallet(wait.body.to, 0, shop=True, admitted_n=1, blocked=(str(wait.maker),))
        proven.put_wallet(payee)


def _lay_open(proven: ProvenState, entry: Entry, order: Order) -> None:
    """Say of an object what its own entries do not.

    Give a lucky envelope the share that this entry took: which one is next, only its seed could say. What runs down
    holds what came back from it. The shift of a sale was open, and a drawer had what its count and the booked
    difference leave.
    """
    body = order.body
    if isinstance(body, SaleNewBody | RefundBody) and body.shift is not None and body.shift not in proven.objects:
        proven.objects[body.shift] = _open_shift(order)
    proven.lacking = _counted_from(order, entry.transfers) if hasattr(body, "counted_minor") else {}
    found = proven.objects.get(object_of(order) or "")
    if found is not None and LIVES[found.kind].runs_down and entry.transfers:
        proven.objects[found.id] = found._replace(held_minor=entry.transfers[0].amount_minor)
    if isinstance(body, SendBackBody):
        # It was let in, so that much was paid and was not given back yet.
        paid = Payment(n=0, payer=body.to, currency=body.currency, amount_minor=AMOUNT_LIMIT_MINOR)
        proven.payments[body.of, str(order.wallet)] = paid
        proven.counters.clear()
    wait = as_wait(found)
    if wait is not None:
        _lay_open_end(proven, wait, entry.transfers)
    envelope = as_envelope(found)
    if envelope is None or envelope.body.draw.rule == EQUAL or not entry.transfers:
        return
    taken, packets = envelope.detail.taken, envelope.detail.packets
    shares = [0] * packets
    if taken < packets:
        shares[taken] = entry.transfers[0].amount_minor
        shares[taken - 1 if taken else packets - 1] += envelope.amount_minor - shares[taken]
        if packets == 1:
            shares = [envelope.amount_minor]
    proven.shares[envelope.id] = tuple(shares)
