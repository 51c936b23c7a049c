"""Rails, which join the ledger to the world: who they are, what people ask of them, and what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nacl.signing import SigningKey

from checks import hashed, need
from rules import Kind, Move, give_back, hold_of, main_of, world_of
from values import AMOUNT, CURRENCY, KEY, RAIL, REFERENCE, THING

if TYPE_CHECKING:
    from rules import Case
    from state import State

SANDBOX = "sandbox"


def sandbox_key(ledger: str) -> str:
    """Give the public key of the sandbox's rail, which everybody can compute."""
    seed = bytes.fromhex(hashed("sandbox", bytes.fromhex(ledger)))
    return SigningKey(seed).verify_key.encode().hex()


def admit_rail(state: State, case: Case) -> None:
    """Take in a rail and its key; the sandbox has one key of its own, and only where money is for play."""
    body = case.order.body
    has_sandbox_key = sandbox_key(state.ledger) == body.public
    fits = (body.rail == SANDBOX) == has_sandbox_key and (state.terms.money == "play" or not has_sandbox_key)
    need(fits and body.rail not in state.rails, "the rail is there, or the sandbox is for play money")
    party = f"rail:{body.rail}"
    state.rails[body.rail] = party
    state.add_key(body.public, party)


def ask_topup(state: State, case: Case) -> None:
    """Note that somebody asks for a top-up; cash comes in without one."""
    rail = case.order.body.rail
    need(rail in state.rails and rail != "cash", "its rail")


def ask_withdrawal(state: State, case: Case) -> Move:
    """Hold what somebody wants to withdraw."""
    order = case.order
    need(order.body.rail in state.rails, "its rail")
    return Move(main_of(order.owner), hold_of(case.thing), order.body.amount)


def answer_id(ledger: str, thing: str) -> str:
    """Give the one id that an answer about a thing may have: the UUIDv8 of an idempotency key without a wallet."""
    no_wallet = bytes(20)
    name = hashed("key", bytes.fromhex(ledger) + no_wallet + b"done:" + bytes.fromhex(thing))
    variant = "89ab"[int(name[16], 16) & 3]
    return f"{name[:12]}8{name[13:16]}{variant}{name[17:32]}"


def check_answer(state: State, case: Case) -> None:
    """Refuse an answer that may not be the one, and take in its reference, which its rail uses once.

    Raises:
        ValueError: it has another id, or the rail booked the reference before.
    """
    order = case.order
    need(order.id == answer_id(state.ledger, order.body.of), "its id is not the one of an answer about that object")
    booked = case.thing.body.rail, order.body.reference
    need(booked not in state.references, "the rail's reference was used before")
    state.references.add(booked)


def answer_done(state: State, case: Case) -> Move:
    """Move a top-up in, or what a withdrawal holds out."""
    check_answer(state, case)
    asked = case.thing
    world = world_of(asked.body.rail)
    if asked.order.kind == "withdraw.ask":
        return Move(hold_of(asked), world, asked.body.amount)
    return Move(world, main_of(asked.maker), asked.body.amount)


def answer_failed(state: State, case: Case) -> Move:
    """Move what a withdrawal holds back; a top-up holds nothing."""
    check_answer(state, case)
    return give_back(state, case)


ASKED = {"rail": RAIL, "amount": AMOUNT, "currency": CURRENCY}
ANSWER = {"of": THING, "reference": REFERENCE}

KINDS = (
    Kind(name="rail.admit", signed_by=("operator",), body={"rail": RAIL, "public": KEY}, decide=admit_rail),
    Kind(name="topup.ask", signed_by=("owner",), body=ASKED, makes=True, spends=True, decide=ask_topup),
    Kind(name="withdraw.ask", signed_by=("owner",), body=ASKED, makes=True, spends=True, decide=ask_withdrawal),
    Kind(
        name="rail.done",
        signed_by=("rail",),
        body=ANSWER,
        about="of",
        about_kinds=("topup.ask", "withdraw.ask"),
        decide=answer_done,
    ),
    Kind(
        name="rail.failed",
        signed_by=("rail",),
        body=ANSWER,
        about="of",
        about_kinds=("topup.ask", "withdraw.ask"),
        gives_back=True,
        decide=answer_failed,
    ),
)
