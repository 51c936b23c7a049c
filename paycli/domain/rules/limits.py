"""Limits that the operator sets: the most of one order, the packets and amounts of envelopes, and how many in a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.domain.batch_bodies import BatchSendBody
from paycli.domain.bodies import EnvelopeSendBody
from paycli.domain.kinds import KINDS
from paycli.domain.money import format_minor
from paycli.domain.settings import (
    MOST_ENVELOPES_PER_DAY,
    MOST_PACKETS,
    MOST_PER_ORDER,
    MOST_PER_PACKET,
    MOST_REQUESTS_PER_DAY,
    limit_of,
)
from paycli.domain.state import Counter
from paycli.errors import LimitExceeded, TooLargePackets, TooManyEnvelopes, TooManyPackets, TooManyRequests

if TYPE_CHECKING:
    from paycli.domain.orders import Order
    from paycli.domain.state import State

ENVELOPES, REQUESTS = "envelopes", "requests"
_DAY_MS = 24 * 3600 * 1000


def check_limits(order: Order, state: State) -> None:
    """Refuse an order over a limit in force: LimitExceeded, and for an envelope TooManyPackets, TooLargePackets."""
    # What the operator, a rail or a refund moves is not the owner's spending.
    if not KINDS[order.kind].spends:
        return
    currency = order.body.currency
    most_minor = limit_of(state.registry, MOST_PER_ORDER, currency)
    amount_minor = _largest_minor(order.body)
    if most_minor is not None and amount_minor > most_minor:
        amount, limit = _text(state, amount_minor, currency), _text(state, most_minor, currency)
        raise LimitExceeded(amount=amount, limit=limit, currency=currency)
    if isinstance(order.body, EnvelopeSendBody):
        _check_packets(order.body, state)


def _largest_minor(body: Any) -> int:  # noqa: ANN401  the body of what spends
    """Give the most that one payee gets of an order: of many rows that of the largest."""
    if isinstance(body, BatchSendBody):
        return body.largest_minor
    amount_minor: int = body.amount_minor + getattr(body, "tip_minor", 0)
    return amount_minor


def _check_packets(body: EnvelopeSendBody, state: State) -> None:
    amount_minor, count, currency = body.amount_minor, body.packets, body.currency
    most = limit_of(state.registry, MOST_PACKETS)
    if most is not None and count > most:
        raise TooManyPackets(count=count, limit=most)
    most_minor = limit_of(state.registry, MOST_PER_PACKET, currency)
    if most_minor is not None and amount_minor > most_minor * count:
        amount, limit = _text(state, amount_minor, currency), _text(state, most_minor, currency)
        raise TooLargePackets(amount=amount, count=count, limit=limit, currency=currency)


def count_envelope(order: Order, state: State, time: int) -> Counter:
    """Count an envelope that is sent at a ledger time; raises TooManyEnvelopes over the limit of its day.

    The days are those of UTC: rules for local time change, and a replay must decide as the door did. A counter's period
    never falls: behind a clock that was set back, an envelope of an earlier day counts in the later one.
    """
    counter = _one_more(str(order.wallet), ENVELOPES, state, time)
    sent, most = counter.value - 1, limit_of(state.registry, MOST_ENVELOPES_PER_DAY)
    if most is not None and sent >= most:
        words = "1 envelope" if sent == 1 else f"{sent} envelopes"
        raise TooManyEnvelopes(sent=words, sent_today=sent, limit=most)
    return counter


def count_request(order: Order, state: State, time: int) -> Counter:
    """Count a request that is made at a ledger time, as envelopes are; raises TooManyRequests."""
    counter = _one_more(str(order.wallet), REQUESTS, state, time)
    sent, most = counter.value - 1, limit_of(state.registry, MOST_REQUESTS_PER_DAY)
    if most is not None and sent >= most:
        words = "1 request" if sent == 1 else f"{sent} requests"
        raise TooManyRequests(sent=words, sent_today=sent, limit=most)
    return counter


def _one_more(wallet: str, name: str, state: State, time: int) -> Counter:
    day, before = time // _DAY_MS, state.counters.get((wallet, name))
    if before is None or before.period < day:
        return Counter(wallet, name, day, 1)
    return before._replace(value=before.value + 1)


def _text(state: State, amount_minor: int, currency: str) -> str:
    return format_minor(amount_minor, state.registry.currencies.get(currency, 0))
