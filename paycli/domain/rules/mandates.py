"""What a key with a scope may do, what of its caps an order uses up, and the counters that remember it.

What each kind of order counts stands in the table at the end; it is the protocol's (section 4) and holds for ever. An
order must fit the first grant that names its kind, currency and payees, and that grant's counters alone count. A
counter's period never falls: behind a clock that was set back, an order of an earlier day counts in the later one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.kinds import KINDS
from paycli.domain.lives import as_group, as_sale
from paycli.domain.money import format_minor
from paycli.domain.parties import MANDATE
from paycli.domain.scopes import DAY, DAY_MS, MONTH, TOTAL, Cap, PayeesOf, caps_of, counter_name, words_of
from paycli.domain.state import Counter
from paycli.domain.till_names import till_of_mandate
from paycli.errors import (
    MandateCountReached,
    MandateKind,
    MandateNotInForce,
    MandateNotMaker,
    MandateOrderTooLarge,
    MandatePayee,
    MandateRefused,
    MandateSpent,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from paycli.domain import asking_bodies, bodies
    from paycli.domain.batch_bodies import BatchNewBody, BatchRowBody, BatchSendBody
    from paycli.domain.orders import Order
    from paycli.domain.scopes import Grant, Scope
    from paycli.domain.state import Key, State
    from paycli.domain.till_bodies import (
        DrawerMoveBody,
        RefundBody,
        SaleNewBody,
        SalePayBody,
        SaleTakeBody,
        ShiftCloseBody,
        ShiftOpenBody,
    )

PERIOD_WORDS = {DAY: "a day", MONTH: "a month", TOTAL: "in all"}


class Use(NamedTuple):
    """What an order uses of a grant.

    `amount_minor` counts against the caps of day, month and total; `each_minor`, the largest part that one payee gets,
    is held against the cap of one order; `orders` is how many it counts as in a day. `payees` must all fit; None
    stands for people whom nobody named, whom only a grant for anybody allows. `made_with` is the key of what is taken
    back, which must be the mandate's own; None for what its till may take back whoever made it.
    """

    currency: str
    amount_minor: int = 0
    each_minor: int = 0
    payees: tuple[str, ...] | None = ()
    orders: int = 1
    made_with: str | None = None


# --- periods ---------------------------------------------------------------------------------------------------------
def period_of(scope: Scope, cap: str, time: int) -> int:
    """Give the number of the period of a cap in which a ledger time (ms) falls, from 1970 on; the total has one."""
    if cap == TOTAL:
        return 0
    day = (time - scope.day_at_ms) // DAY_MS
    return _month_of(day) if cap == MONTH else day


def _month_of(day: int) -> int:
    """Give the UTC month of a day, both from 1970 on: in years that begin in March months lie on a line."""
    era, of_era = divmod(day + 719_468, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    # From March: 0 to 11, so that January and February, 10 and 11, are of the year after.
    return (year + 400 * era - 1_970) * 12 + (5 * of_year + 2) // 153 + 2


def used(state: State, key: Key, position: int, cap: Cap, time: int) -> Counter:
    """Give the counter of a cap as it stands at a ledger time; its value is 0 where the period has just begun."""
    name, period = counter_name(key.id, position, cap), period_of_key(key, cap, time)
    before = state.counters.get((key.party, name))
    if before is None or before.period < period:
        return Counter(key.party, name, period, 0)
    return before


def period_of_key(key: Key, cap: Cap, time: int) -> int:
    """Give the number of the period of a cap of a key's scope."""
    return 0 if key.scope is None else period_of(key.scope, DAY if cap.counts_orders else cap.name, time)


# --- what an order may do --------------------------------------------------------------------------------------------
def spend(order: Order, state: State, key: Key, time: int) -> tuple[Counter, ...]:
    """Hold an order against the scope of the key that signed it; gives the counters as they are with it.

    Raises MandateKind, MandateNotInForce, MandatePayee, MandateNotMaker, MandateOrderTooLarge, MandateSpent,
    MandateCountReached.
    """
    scope = key.scope
    if scope is None:
        return ()
    use_of = USES.get(order.kind)
    if use_of is None:
        if MANDATE in KINDS[order.kind].signed_by:
            # What it needs no grant for: the rule says how far it goes.
            return ()
        raise MandateKind(mandate=scope.name, kind=order.kind, granted=_granted(scope))
    if time >= scope.until or (scope.starts_at is not None and time < scope.starts_at):
        raise MandateNotInForce(mandate=scope.name, why="has ended" if time >= scope.until else "has not begun yet")
    use = use_of(order, state)
    if use is None:
        # What it is about is not there, which the rule says next.
        return ()
    position, grant = _fitting(order, scope, use, state)
    if use.made_with not in {None, key.id}:
        raise MandateNotMaker(mandate=scope.name)
    if grant.per_order_minor is not None and use.each_minor > grant.per_order_minor:
        amount, limit = (_text(state, minor, use.currency) for minor in (use.each_minor, grant.per_order_minor))
        raise MandateOrderTooLarge(
            mandate=scope.name, cap="per_order", limit=limit, amount=amount, currency=use.currency
        )
    return tuple(_counted(state, key, position, grant, use=use, time=time))


def _counted(state: State, key: Key, position: int, grant: Grant, *, use: Use, time: int) -> Iterator[Counter]:
    for cap in caps_of(grant):
        before = used(state, key, position, cap, time)
        adds = use.orders if cap.counts_orders else use.amount_minor
        if not adds:
            continue
        if before.value + adds > cap.limit:
            raise _over(state, str(key.scope and key.scope.name), cap, before.value, use)
        yield before._replace(value=before.value + adds)


def _over(state: State, name: str, cap: Cap, value: int, use: Use) -> MandateRefused:
    if cap.counts_orders:
        return MandateCountReached(mandate=name, cap=cap.field, most=cap.limit)
    return MandateSpent(
        mandate=name,
        cap=cap.field,
        limit=_text(state, cap.limit, use.currency),
        period=PERIOD_WORDS[cap.name],
        available=_text(state, max(0, cap.limit - value), use.currency),
        amount=_text(state, use.amount_minor, use.currency),
        currency=use.currency,
    )


def _fitting(order: Order, scope: Scope, use: Use, state: State) -> tuple[int, Grant]:
    """Give the first grant that names the kind, the currency and the payees of an order, and its place."""
    named = [(at, grant) for at, grant in enumerate(scope.grants) if order.kind in grant.kinds]
    if not named:
        raise MandateKind(mandate=scope.name, kind=order.kind, granted=_granted(scope))
    named = [(at, grant) for at, grant in named if grant.currency == use.currency]
    if not named:
        raise MandateKind(mandate=scope.name, kind=order.kind, granted=_granted(scope))
    for at, grant in named:
        if _fits(grant, use.payees, state, str(order.wallet)):
            return at, grant
    stranger = next(
        (each for each in use.payees or () if not _fits(named[0][1], (each,), state, str(order.wallet))), ""
    )
    if stranger:
        raise MandatePayee(mandate=scope.name, wallet=stranger)
    raise MandatePayee(mandate=scope.name, who="people whom nobody named")


def _fits(grant: Grant, payees: tuple[str, ...] | None, state: State, wallet: str) -> bool:
    if grant.to is None:
        return True
    if payees is None:
        return False
    return set(payees) <= set(payees_of(grant.to, state, wallet))


def payees_of(to: tuple[str, ...] | PayeesOf, state: State, wallet: str) -> tuple[str, ...]:
    """Name the wallets that a grant of a wallet may pay now; a group counts only while that wallet's own is open."""
    if not isinstance(to, PayeesOf):
        return to
    group = as_group(state.objects.get(to.group))
    return () if group is None or group.maker != wallet or group.ended is not None else group.detail.members


def _granted(scope: Scope) -> str:
    """Name what a scope grants, for people."""
    return " or ".join(f"{', '.join(words_of(grant.kinds))} in {grant.currency}" for grant in scope.grants)


def _text(state: State, amount_minor: int, currency: str) -> str:
    return format_minor(amount_minor, state.registry.currencies.get(currency, 0))


# --- what each kind counts -------------------------------------------------------------------------------------------
def _send(order: Order[bodies.SendBody | asking_bodies.SendWaitBody], _state: State) -> Use:
    """Count what goes to one payee; what is given back and the share of a request are like it."""
    body = order.body
    return Use(body.currency, body.amount_minor, body.amount_minor, (body.to,))


def _sale_pay(order: Order[SalePayBody], _state: State) -> Use:
    body = order.body
    paid_minor = body.amount_minor + body.tip_minor
    return Use(body.currency, paid_minor, paid_minor, (body.to,))


def _envelope_send(order: Order[bodies.EnvelopeSendBody], _state: State) -> Use:
    body = order.body
    named = None if isinstance(body.audience, str) else body.audience
    return Use(body.currency, body.amount_minor, body.amount_minor, named)


def _refund(order: Order[RefundBody], _state: State) -> Use:
    """Count what goes back, with what coins round it up by: else many small refunds would empty a drawer past a cap."""
    body = order.body
    back_minor = body.amount_minor + body.tip_minor + max(0, body.rounding_minor)
    return Use(body.currency, back_minor, back_minor, () if body.to is None else (body.to,))


def _at_till(order: Order[SaleNewBody | SaleTakeBody | DrawerMoveBody], _state: State) -> Use:
    """Hold what is charged, taken or moved at a till against the cap of one order alone."""
    return Use(order.body.currency, each_minor=order.body.amount_minor)


def _shift(order: Order[ShiftOpenBody | ShiftCloseBody], _state: State) -> Use:
    return Use(order.body.currency)


def _cancel(order: Order[bodies.CancelBody], state: State) -> Use | None:
    """Cancel only what was made with this very key; by the key of a till each sale of that till."""
    subject = state.objects.get(order.body.of)
    if subject is None or subject.currency is None or subject.maker != order.wallet:
        return None
    sale, key = as_sale(subject), state.keys.get(str(order.key))
    # A till whose key was renewed could else not close its day, for the sales that the old one left open.
    till = None if key is None or key.scope is None else till_of_mandate(key.scope.name)
    is_at_till = sale is not None and sale.body.till == till
    return Use(subject.currency, made_with=None if is_at_till else subject.key)


def _batch_new(order: Order[BatchNewBody], _state: State) -> Use:
    return Use(order.body.currency, order.body.total_minor)


def _batch_row(order: Order[BatchRowBody], _state: State) -> Use:
    """Hold a row against the cap of one order alone: its batch was counted as a whole."""
    return Use(order.body.currency, each_minor=order.body.amount_minor, payees=(order.body.to,), orders=0)


def _batch_send(order: Order[BatchSendBody], _state: State) -> Use:
    body = order.body
    return Use(body.currency, body.total_minor, body.largest_minor, tuple(dict.fromkeys(row.to for row in body.rows)))


def _request(order: Order[asking_bodies.RequestNewBody], _state: State) -> Use:
    return Use(order.body.currency)


def _answer(order: Order[asking_bodies.AcceptBody | asking_bodies.DeclineBody], state: State) -> Use | None:
    subject = state.objects.get(order.body.of)
    return None if subject is None or subject.currency is None else Use(subject.currency)


USES: Mapping[str, Callable[[Order, State], Use | None]] = {
    "accept": _answer,
    "batch.new": _batch_new,
    "batch.row": _batch_row,
    "batch.send": _batch_send,
    "cancel": _cancel,
    "decline": _answer,
    "drawer.move": _at_till,
    "envelope.send": _envelope_send,
    "refund": _refund,
    "request.new": _request,
    "request.pay": _send,
    "sale.new": _at_till,
    "sale.pay": _sale_pay,
    "sale.take": _at_till,
    "send": _send,
    "send.back": _send,
    "send.wait": _send,
    "shift.close": _shift,
    "shift.open": _shift,
}
