"""Red envelopes: sent into an account of their own, grabbed packet by packet, the rest sent back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from paycli.domain.accounts import hold_account, main_account
from paycli.domain.draw import EQUAL, equal_share
from paycli.domain.ids import claim_message
from paycli.domain.lives import ENVELOPE, EnvelopeDetail, as_envelope
from paycli.domain.money import Money, format_money
from paycli.domain.rules.limits import ENVELOPES, count_envelope
from paycli.domain.rules.people import admitted
from paycli.domain.rules.rule import Rule
from paycli.domain.rules.transfers import move, refuse_blocked, refuse_overflow
from paycli.domain.state import CANCELLED, DONE, Changes, Claim, LedgerObject, Needs
from paycli.errors import (
    AlreadyGrabbed,
    AmountInvalid,
    Broken,
    EnvelopeCancelled,
    EnvelopeEmpty,
    EnvelopeExpired,
    NotForYou,
    NotYetOpen,
    OwnEnvelope,
)

if TYPE_CHECKING:
    from paycli.domain import bodies
    from paycli.domain.lives import Envelope
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State


def needs_send(order: Order[bodies.EnvelopeSendBody]) -> Needs:
    """Name the account that is debited, the wallets that it is for, and how many were sent today."""
    wallet, audience = str(order.wallet), order.body.audience
    named = () if isinstance(audience, str) else audience
    accounts = (main_account(wallet, order.body.currency),)
    return Needs(accounts, wallets=named, counters=((wallet, ENVELOPES),))


def decide_send(order: Order[bodies.EnvelopeSendBody], state: State, place: Place) -> Changes:
    """Debit the sender at once and put the money into the envelope's own account.

    Raises Blocked where somebody whom it is for has blocked the sender, and TooManyEnvelopes.
    """
    body = order.body
    for wallet in () if isinstance(body.audience, str) else body.audience:
        admitted(state, wallet)
        refuse_blocked(state, wallet, str(order.wallet))
    if body.amount_minor < body.packets:
        typed, least = (
            format_money(Money(minor, body.currency), state.registry.currencies)
            for minor in (body.amount_minor, body.packets)
        )
        raise AmountInvalid(typed=typed, reason=f"{body.packets} packets need at least {least}", help="")
    currency = body.currency
    source, hold = main_account(str(order.wallet), currency), hold_account(order.name, currency)
    transfer = move(state, source, hold, body.amount_minor, place.time)
    due = max(place.time, body.opens_at or 0) + body.expires_ms
    envelope = LedgerObject.made(
        order,
        place,
        ENVELOPE,
        detail=EnvelopeDetail(body.packets),
        currency=currency,
        amount_minor=body.amount_minor,
        held_minor=body.amount_minor,
        due=due,
    )
    return Changes((transfer,), (envelope,), counters=(count_envelope(order, state, place.time),))


def needs_grab(order: Order[bodies.EnvelopeGrabBody]) -> Needs:
    """Name the envelope and the claim that must not exist yet, with which both accounts come."""
    envelope = order.body.envelope
    return Needs(objects=(envelope,), claims=((envelope, str(order.wallet)),))


def is_lucky(envelope: Envelope) -> bool:
    """Tell whether an envelope's shares are drawn."""
    return envelope.body.draw.rule != EQUAL


def is_addressed_to(envelope: Envelope, wallet: str) -> bool:
    """Tell whether a wallet belongs to an envelope's audience by name or as anybody; a claim key asks for a proof."""
    audience = envelope.body.audience
    return audience == "any" if isinstance(audience, str) else wallet in audience


def _check_audience(order: Order[bodies.EnvelopeGrabBody], envelope: Envelope, state: State) -> None:
    """Refuse who may not see the envelope, whatever the reason and whatever became of it, by the same answer."""
    wallet, proof, audience = str(order.wallet), order.body.proof, envelope.body.audience
    maker = state.wallets.get(str(envelope.maker))
    if isinstance(audience, str) and audience != "any":
        may = proof is not None and state.crypto.verify(audience, claim_message(envelope.id, wallet), proof)
    else:
        may = proof is None and is_addressed_to(envelope, wallet)
    if not may or (maker is not None and wallet in maker.blocked):
        raise NotForYou
    if is_lucky(envelope) and envelope.maker == wallet:
        raise OwnEnvelope


def _check_open(envelope: Envelope, time: int) -> None:
    opens_at = envelope.body.opens_at
    if envelope.state == CANCELLED:
        raise EnvelopeCancelled(detail=f", {envelope.detail.taken} of {envelope.detail.packets} were taken")
    if envelope.detail.taken >= envelope.detail.packets:
        raise EnvelopeEmpty(detail=f", {envelope.detail.taken} of {envelope.detail.packets}")
    if envelope.is_over(time):
        raise EnvelopeExpired(detail="")
    if opens_at is not None and time < opens_at:
        raise NotYetOpen(opens_at=datetime.fromtimestamp(opens_at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC"))


def share_of(envelope: Envelope, position: int, shares: tuple[int, ...] | None) -> int:
    """Give the amount of the packet at a position; raises Broken if the drawn shares are not there or do not fit."""
    if not is_lucky(envelope):
        return equal_share(envelope.amount_minor, envelope.detail.packets, position)
    if shares is None or len(shares) != envelope.detail.packets or sum(shares) != envelope.amount_minor:
        raise Broken(reason=f"the drawn shares of envelope {envelope.id[-8:]} are missing or do not add up")
    return shares[position]


def decide_grab(order: Order[bodies.EnvelopeGrabBody], state: State, place: Place) -> Changes:
    """Give the next packet to a wallet of the audience that has none yet."""
    envelope = as_envelope(state.objects.get(order.body.envelope))
    if envelope is None or envelope.currency is None:
        raise NotForYou
    _check_audience(order, envelope, state)
    wallet = str(order.wallet)
    if (envelope.id, wallet) in state.claims:
        raise AlreadyGrabbed(detail="")
    _check_open(envelope, place.time)
    amount_minor = share_of(envelope, envelope.detail.taken, state.shares.get(envelope.id))
    source, target = hold_account(envelope.id, envelope.currency), main_account(wallet, envelope.currency)
    if is_lucky(envelope):
        # There must be room for all that is left: were it for the share alone, a refusal would tell how large that is.
        refuse_overflow(state, target, envelope.held_minor)
    transfer = move(state, source, target, amount_minor, place.time)
    claim = Claim(envelope.id, wallet, place.n, envelope.detail.taken, amount_minor)
    packets, taken = envelope.detail.packets, envelope.detail.taken + 1
    changed = envelope._replace(held_minor=envelope.held_minor - amount_minor, detail=EnvelopeDetail(packets, taken))
    if taken == packets:
        changed = changed._replace(state=DONE, ended=place.time)
    return Changes((transfer,), (changed,), claims=(claim,))


RULES = {
    "envelope.send": Rule(needs_send, decide_send),
    "envelope.grab": Rule(needs_grab, decide_grab),
}
