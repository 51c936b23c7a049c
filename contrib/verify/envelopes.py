"""Envelopes: they are sent, and others take from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks import check_claim, need, within
from circles import check_named
from draws import draw_shares
from mandates import Use
from rules import Kind, Move, held_by, hold_of, main_of
from values import (
    AMOUNT,
    AUDIENCE,
    CLOCK,
    CURRENCY,
    DRAW,
    DURATION,
    PACKETS,
    PROOF,
    TEXT,
    THING,
    or_null,
)

if TYPE_CHECKING:
    from orders import Thing
    from rules import Case
    from state import State


def pack(shares: list[int]) -> bytes:
    """Write shares as the ledger stores them: eight bytes each."""
    return b"".join(share.to_bytes(8, "big") for share in shares)


def uses_envelope(case: Case) -> Use:
    """Say of an envelope that it uses its amount, for those whom it names."""
    body = case.order.body
    return Use(body.amount, body.amount, None if isinstance(body.audience, str) else body.audience)


def send_envelope(state: State, case: Case) -> Move:
    """Draw the shares, compare them with the stored ones, and hold the amount."""
    order, body = case.order, case.order.body
    seed, stored = state.seeds.get(order.name, (None, None))
    shares = draw_shares(body, seed)
    case.thing.notes.shares = shares
    drawn = pack(shares) if body.draw.commitment else None
    need(stored == drawn and min(shares) > 0, "its stored shares are not the ones that its seed draws")
    check_named(state, order.owner, [] if isinstance(body.audience, str) else body.audience)
    check_envelope_limits(state, case)
    return Move(main_of(order.owner), hold_of(case.thing), body.amount)


def check_envelope_limits(state: State, case: Case) -> None:
    """Count the envelope for its day, and refuse it if a limit for envelopes is passed.

    Raises:
        ValueError: the wallet sent too many on that day, or there are too many packets, or too much in each.
    """
    order, body, limits = case.order, case.order.body, state.limits
    today = state.count_today(order.owner, order.kind, case.time)
    need(within(today, limits["most_envelopes_per_day"]), "too many a day")
    most_each = limits.get(f"most_per_packet:{body.currency}")
    fits = within(body.count, limits["most_packets"]) and (most_each is None or body.amount <= most_each * body.count)
    need(fits, "its packets are over a limit")


def is_lucky(envelope: Thing) -> bool:
    """Tell whether the shares of an envelope are drawn from a seed."""
    return envelope.body.draw.commitment is not None


def check_taker(state: State, case: Case, envelope: Thing) -> None:
    """Refuse whoever may not take from an envelope.

    Raises:
        BadSignatureError: the proof that the envelope asks for is not one.
        ValueError: the wallet is not named, comes too early, is blocked, or takes a second time or from its own luck.
    """
    wallet, proof = case.order.owner, case.order.body.proof
    audience = envelope.body.audience
    if isinstance(audience, str) and audience != "any":
        check_claim(audience, proof, envelope.order.name, wallet)
    else:
        need(proof is None and (audience == "any" or wallet in audience), "it is not for that wallet")
    need((envelope.body.opens_at or 0) <= case.time, "the envelope is not open yet")
    need((envelope.maker, wallet) not in state.blocked, "its sender has blocked that wallet")
    may_take = wallet not in envelope.takers and not (is_lucky(envelope) and wallet == envelope.maker)
    need(may_take, "that wallet may not grab, or not again")


def take_share(state: State, case: Case) -> Move:
    """Move the next share; whoever takes the last one ends the envelope."""
    envelope, wallet = case.thing, case.order.owner
    check_taker(state, case, envelope)
    envelope.takers.append(wallet)
    share = envelope.notes.shares[len(envelope.takers) - 1]
    envelope.is_open = len(envelope.takers) < envelope.body.count
    # Of a lucky envelope there must be room for all that is left: a refusal would tell the next share (ADR 11).
    room = held_by(state, envelope) if is_lucky(envelope) else None
    return Move(hold_of(envelope), main_of(wallet), share, room)


KINDS = (
    Kind(
        name="envelope.send",
        signed_by=("owner", "mandate"),
        uses=uses_envelope,
        body={
            "amount": AMOUNT,
            "currency": CURRENCY,
            "count": PACKETS,
            "draw": DRAW,
            "audience": AUDIENCE,
            "opens_at": or_null(CLOCK),
            "expires_ms": DURATION,
            "note": TEXT,
        },
        makes=True,
        spends=True,
        decide=send_envelope,
    ),
    Kind(
        name="envelope.grab",
        signed_by=("owner",),
        body={"envelope": THING, "proof": or_null(PROOF)},
        about="envelope",
        about_kinds=("envelope.send",),
        leaves_open=True,
        decide=take_share,
    ),
)
