"""What an order comes to. Here stand the rules for all kinds; what only one kind has is in the file of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checks import need
from kinds import KINDS
from mandates import check_mandate
from orders import Thing
from rights import check_right
from rules import Case, When
from values import AMOUNT_BOUND

if TYPE_CHECKING:
    from orders import Order
    from rules import Kind, Move
    from state import State

# A thing that has no time of its own ends so long after it was made.
NEVER_MS = 10**15


class Transfer(NamedTuple):
    """Money that moved between two accounts, and the time for which it counts."""

    source: str
    target: str
    currency: str
    amount: int
    effective: int


def moves(state: State, order: Order, signature: str | None, time: int) -> list[Transfer]:
    """Give the transfers that an order comes to, and take in what else it changes; the balances are up to the caller.

    After a refusal the state has some of what the order would have changed: a log with a fault is never right again.

    Raises:
        ValueError, BadSignatureError: the order may not be; the message says why.
        KeyError, AttributeError, IndexError: it rests on something that was refused before.
    """
    kind = KINDS[order.kind]
    case = Case(order, time, find_thing(state, kind, order, time))
    check_right(state, kind, case, signature)
    check_mandate(state, kind, case)
    return [transfer(state, kind, case, move) for move in decide(state, kind, case)]


def decide(state: State, kind: Kind, case: Case) -> list[Move]:
    """Give what an order moves whose signer may order it, and take in what else it changes.

    Raises:
        ValueError: the order may not be; the message says why.
        KeyError, AttributeError, IndexError: it rests on something that was refused before.
    """
    check_money_and_payee(state, kind, case.order)
    if kind.makes:
        case.found = make_thing(state, case)
    decided = kind.decide(state, case)
    if kind.about and case.found and not kind.leaves_open:
        case.found.is_open = False
    if isinstance(decided, list):
        return decided
    return [decided] if decided and decided.amount else []


def find_thing(state: State, kind: Kind, order: Order, time: int) -> Thing | None:
    """Give the thing that an order is about, if it is about one.

    Raises:
        ValueError: the thing is not there, is another's, or it is not the time for that.
    """
    thing_id = getattr(order.body, kind.about) if kind.about else None
    if thing_id is None:
        return None
    thing = state.things.get(thing_id)
    if thing is None or thing.order.kind not in kind.about_kinds:
        raise ValueError("what it is about is not there")
    need(not kind.only_maker or thing.order.wallet == order.wallet, "what it is about is somebody else's")
    if kind.when is not When.EVER:
        is_due = time >= thing.due
        need(thing.is_open and is_due == (kind.when is When.DUE), "not in its time")
    return thing


def check_money_and_payee(state: State, kind: Kind, order: Order) -> None:
    """Refuse a currency that is not there, an amount over the limit, and a payee who is not.

    Raises:
        ValueError: it is one of these.
    """
    body = order.body
    currency = getattr(body, "currency", None)
    need(currency is None or (currency in state.currencies) != kind.adds_currency, "its currency")
    limit = state.limits.get(f"most_per_order:{currency}") if kind.spends else None
    need(limit is None or body.amount + getattr(body, "tip", 0) <= limit, "it is over the limit in force")
    if kind.other_wallet:
        other = getattr(body, kind.other_wallet)
        need(other in state.admitted and other != order.wallet, "its payee")


def make_thing(state: State, case: Case) -> Thing:
    """Take in the thing that an order makes.

    Raises:
        ValueError: there is one of that name.
    """
    order, body = case.order, case.order.body
    need(order.name not in state.things, "its name belongs to another object")
    begins = max(case.time, getattr(body, "opens_at", None) or 0)
    lasts = getattr(body, "expires_ms", None) or getattr(body, "arrives_ms", None) or NEVER_MS
    thing = Thing(order, due=begins + lasts)
    state.things[order.name] = thing
    return thing


def transfer(state: State, kind: Kind, case: Case, move: Move) -> Transfer:
    """Give the transfer of a move.

    Raises:
        ValueError: the amount or a balance would reach its bound, or there is not that much.
    """
    amount = move.amount
    currency = getattr(case.order.body, "currency", None) or case.thing.body.currency
    source, target = f"{move.source}:{currency}", f"{move.target}:{currency}"
    left = state.balances[source] - (amount if move.gone is None else move.gone)
    reached = state.balances[target] + (amount if move.room is None else move.room)
    has_room = reached < AMOUNT_BOUND or kind.gives_back
    need(0 < amount < AMOUNT_BOUND and left > -AMOUNT_BOUND and has_room, "its amount")
    floor = state.floor_of(source)
    need(floor is None or left >= floor, f"{source} does not have that much")
    return Transfer(source, target, currency, amount, case.thing.due if kind.when is When.DUE else case.time)
