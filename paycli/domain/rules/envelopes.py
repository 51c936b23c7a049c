"""Red envelopes: sent into an account of their own, grabbed packet by packet, the rest sent back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from paycli.domain.accounts import hold_account, main_account
from paycli.domain.draw import EQUAL, equal_share
from paycli.domain.ids import claim_message, settle_id
from paycli.domain.money import Money, format_money
from paycli.domain.rules.limits import ENVELOPES, count_envelope
from paycli.domain.rules.people import admitted
from paycli.domain.rules.transfers import move, refuse_blocked, refuse_overflow
from paycli.domain.state import CANCELLED, DONE, EXPIRED, PENDING, Changes, Claim, LedgerObject, Needs
from paycli.errors import (
    AlreadyEnded,
    AlreadyGrabbed,
    AmountInvalid,
    Broken,
    EnvelopeCancelled,
    EnvelopeEmpty,
    EnvelopeExpired,
    NotForYou,
    NotFound,
    NotYetOpen,
    OrderMalformed,
    OwnEnvelope,
)

if TYPE_CHECKING:
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State


def needs_send(order: Order) -> Needs:
    """Name the account that is debited, the wallets that it is for, and how many were sent today."""
    wallet, audience = str(order.wallet), order.body["audience"]
    named = () if isinstance(audience, str) else tuple(audience)
    accounts = (main_account(wallet, order.body["currency"]),)
    return Needs(accounts, wallets=named, counters=((wallet, ENVELOPES),))


def decide_send(order: Order, state: State, place: Place) -> Changes:
    """Debit the sender at once and put the money into the envelope's own account.

    Raises Blocked where somebody whom it is for has blocked the sender, and TooManyEnvelopes.
    """
    body = order.body
    for wallet in () if isinstance(body["audience"], str) else body["audience"]:
        admitted(state, wallet)
        refuse_blocked(state, wallet, str(order.wallet))
    if body["amount"] < body["count"]:
        typed = format_money(Money(body["amount"], body["currency"]), state.registry.currencies)
        raise AmountInvalid(typed=f"{typed} in {body['count']} packets", reason="each needs at least one minor unit")
    currency = body["currency"]
    source, hold = main_account(str(order.wallet), currency), hold_account(order.id, currency)
    transfer = move(state, source, hold, body["amount"], place.time)
    due = max(place.time, body["opens_at"] or 0) + body["expires_ms"]
    envelope = LedgerObject.made(
        order,
        place,
        "envelope",
        currency=currency,
        amount_minor=body["amount"],
        held_minor=body["amount"],
        packets=body["count"],
        due=due,
    )
    return Changes((transfer,), (envelope,), counters=(count_envelope(order, state, place.time),))


def needs_grab(order: Order) -> Needs:
    """Name the envelope and the claim that must not exist yet, with which both accounts come."""
    envelope = order.body["envelope"]
    return Needs(objects=(envelope,), claims=((envelope, str(order.wallet)),))


def is_lucky(envelope: LedgerObject) -> bool:
    """Tell whether an envelope's shares are drawn."""
    return bool(envelope.body["draw"]["rule"] != EQUAL)


def is_addressed_to(envelope: LedgerObject, wallet: str) -> bool:
    """Tell whether a wallet belongs to an envelope's audience by name or as anybody; a claim key asks for a proof."""
    audience = envelope.body["audience"]
    return audience == "any" or (isinstance(audience, (list, tuple)) and wallet in audience)


def _check_audience(order: Order, envelope: LedgerObject, state: State) -> None:
    """Refuse who may not see the envelope, whatever the reason and whatever became of it, by the same answer."""
    wallet, proof, audience = str(order.wallet), order.body["proof"], envelope.body["audience"]
    maker = state.wallets.get(str(envelope.maker))
    if isinstance(audience, str) and audience != "any":
        may = proof is not None and state.crypto.verify(audience, claim_message(envelope.id, wallet), proof)
    else:
        may = proof is None and is_addressed_to(envelope, wallet)
    if not may or (maker is not None and wallet in maker.blocked):
        raise NotForYou
    if is_lucky(envelope) and envelope.maker == wallet:
        raise OwnEnvelope


def _check_open(envelope: LedgerObject, time: int) -> None:
    opens_at = envelope.body["opens_at"]
    if envelope.state == CANCELLED:
        raise EnvelopeCancelled(detail=f", {envelope.taken} of {envelope.packets} were taken")
    if envelope.taken >= envelope.packets:
        raise EnvelopeEmpty(detail=f", {envelope.taken} of {envelope.packets}")
    if envelope.is_over(time):
        raise EnvelopeExpired(detail="")
    if opens_at is not None and time < opens_at:
        raise NotYetOpen(opens_at=datetime.fromtimestamp(opens_at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC"))


def share_of(envelope: LedgerObject, position: int, shares: tuple[int, ...] | None) -> int:
    """Give the amount of the packet at a position; raises Broken if the drawn shares are not there or do not fit."""
    if not is_lucky(envelope):
        return equal_share(envelope.amount_minor, envelope.packets, position)
    if shares is None or len(shares) != envelope.packets or sum(shares) != envelope.amount_minor:
        raise Broken(reason=f"the drawn shares of envelope {envelope.id[-8:]} are missing or do not add up")
    return shares[position]


def decide_grab(order: Order, state: State, place: Place) -> Changes:
    """Give the next packet to a wallet of the audience that has none yet."""
    envelope = state.objects.get(order.body["envelope"])
    if envelope is None or envelope.kind != "envelope" or envelope.currency is None:
        raise NotForYou
    _check_audience(order, envelope, state)
    wallet = str(order.wallet)
    if (envelope.id, wallet) in state.claims:
        raise AlreadyGrabbed(detail="")
    _check_open(envelope, place.time)
    amount_minor = share_of(envelope, envelope.taken, state.shares.get(envelope.id))
    source, target = hold_account(envelope.id, envelope.currency), main_account(wallet, envelope.currency)
    if is_lucky(envelope):
        # There must be room for all that is left: were it for the share alone, a refusal would tell how large that is.
        refuse_overflow(state, target, envelope.held_minor)
    transfer = move(state, source, target, amount_minor, place.time)
    claim = Claim(envelope.id, wallet, place.n, envelope.taken, amount_minor)
    taken, held_minor = envelope.taken + 1, envelope.held_minor - amount_minor
    changed = envelope._replace(taken=taken, held_minor=held_minor)
    if taken == envelope.packets:
        changed = changed._replace(state=DONE, ended=place.time)
    return Changes((transfer,), (changed,), claims=(claim,))


def give_back(envelope: LedgerObject, state: State, new_state: str, effective: int, time: int) -> Changes:
    """End an envelope and send what is left to its sender; `effective` is when it counts."""
    currency = str(envelope.currency)
    source, target = hold_account(envelope.id, currency), main_account(str(envelope.maker), currency)
    transfer = move(state, source, target, envelope.held_minor, effective, back=True)
    ended = envelope._replace(state=new_state, held_minor=0, ended=effective if new_state == EXPIRED else time)
    return Changes((transfer,), (ended,))


def decide_settle(order: Order, state: State, place: Place) -> Changes:
    """Send back what is due, dated when it was due: state and time alone decide, nobody needs to sign."""
    item = state.objects.get(order.body["of"])
    if item is None or item.kind != "envelope" or item.due is None:
        raise NotFound(what="object that settles by time", typed=order.body["of"][:8], help="")
    if item.state != PENDING or item.held_minor <= 0:
        raise AlreadyEnded(state=item.state)
    if place.time < item.due or order.at != item.due:
        raise AlreadyEnded(state="not yet due")
    if order.id != settle_id(item.id):
        raise OrderMalformed(reason="its id is not the one of a settlement")
    return give_back(item, state, EXPIRED, item.due, place.time)
